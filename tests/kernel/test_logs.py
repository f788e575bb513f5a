"""What an error says of itself is nobody's business: the log has its kind and where it happened."""

import io
import logging

import pytest

from perfhub.kernel import logs

WORDS = "what somebody wrote"


@pytest.fixture
def log():
    """A logger that writes as ours do; `log.written` is what it wrote."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.Line("{levelname} {name}: {message}", style="{"))
    handler.addFilter(logs.Redact())
    found = logging.Logger("tests.logs")
    found.addHandler(handler)
    found.written = written.getvalue
    return found


def fails() -> None:
    try:
        int(WORDS)
    except ValueError as error:
        raise KeyError(WORDS) from error


def test_an_error_is_told_by_its_kind_and_its_place(log):
    try:
        fails()
    except KeyError:
        log.exception("it broke")
    lines = log.written()
    assert WORDS not in lines
    assert "ERROR tests.logs: it broke" in lines
    assert lines.index("ValueError") < lines.index("KeyError")
    assert "in fails" in lines


def test_what_is_wrong_with_our_names_is_told_whole(log):
    try:
        None.there  # noqa: B018  # what a wrong name raises
    except AttributeError:
        log.exception("it broke")
    assert "AttributeError: 'NoneType' object has no attribute 'there'" in log.written()


def test_a_worker_tells_of_a_task_that_failed_without_what_the_error_says(log):
    try:
        fails()
    except KeyError as error:
        told = {"name": "pips.tasks.look_back", "exc": repr(error), "traceback": WORDS}
        log.error("Task %(name)s failed: %(exc)s %(traceback)s", told, exc_info=True)
    assert "Task pips.tasks.look_back failed: KeyError" in log.written()
    assert WORDS not in log.written()


def test_errors_that_lead_to_each_other_end(log):
    one, other = KeyError(WORDS), ValueError(WORDS)
    one.__context__, other.__context__ = other, one
    log.error("a ring", exc_info=one)
    assert log.written().count("KeyError") == log.written().count("ValueError") == 1


def test_a_request_that_went_wrong_is_told_without_its_query():
    event = {"event": "request_failed", "code": 500, "request": f"GET /o/fernhill/people/?q={WORDS}", "ip": "10.0.0.1"}
    assert logs._only_what_is_kept(None, "error", event) == {
        "event": "request_failed",
        "code": 500,
        "request": "GET /o/fernhill/people/",
    }
