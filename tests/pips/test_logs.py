"""Nothing that is said in a case stands in a log, a line of the audit, a letter, or an address (T6, D8).

A whole improvement plan goes its way with a token for every text. Meanwhile the handlers of the house write what they
write in production and more: every logger at its lowest level, which makes a line for each request and each task. Two
things break on the way, in a request and in a task, as a database refuses what has words in it.
"""

import io
import logging
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.db import connection

from notices.models import Notice
from people.models import AuditEntry
from perfhub.kernel import logs
from pips.models import Plan
from tests.conftest import as_owner
from tests.notices.smtp import mail_server

from .canaries import CANARY
from .life import Life

__all__ = ["mail_server"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("refusing")]
BREAKS = "breaks here"
REFUSED = (
    ("pips_planword", "refused_in_a_request", f"text NOT LIKE '%{BREAKS}'"),
    ("pips_plan", "refused_in_a_task", "kind <> 'pip' OR state <> 'closed'"),
)
LOUD = ("", "django", "django.request", "django_structlog", "celery", "perfhub", "notices", "people", "pips")


@pytest.fixture
def logged(monkeypatch):
    """What our own handlers write, at the lowest level of every logger."""
    written, found = io.StringIO(), []
    for name in ("", *settings.LOGGING["loggers"]):
        found += [one for one in logging.getLogger(name).handlers if type(one) is logging.StreamHandler]
    assert len(found) == len(settings.LOGGING["handlers"])
    for handler in found:
        monkeypatch.setattr(handler, "stream", written)
    for name in LOUD:
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
        logging.getLogger(name).manager._clear_cache()
    yield written
    logging.getLogger("").manager._clear_cache()


@pytest.fixture
def refusing(db):
    """Tables that refuse something, as a constraint does that we have forgotten."""
    with as_owner(), connection.cursor() as cursor:
        for table, name, condition in REFUSED:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition}) NOT VALID")


@pytest.fixture
def life(fernhill, client_of, logged):
    """A plan on its way to the day on which its employee reads it."""
    with ExitStack() as hands:
        yield Life(fernhill, client_of, hands)


def test_nothing_that_is_said_in_a_case_is_logged(life, logged, mail_server):
    case = life.to_a_coaching_plan()
    plan = life.to_a_draft(case)
    life.to_day_one(plan)
    assert life.post("employee", "pips:plan_say", plan.pk, text=f"{life.word()} {BREAKS}") == 500
    life.to_its_end(plan)
    life.is_read(case, plan)
    life.work("follow_plans_in", "look_again_in", "let_go_in")

    lines = logged.getvalue()
    assert not CANARY.search(lines), lines[max(0, CANARY.search(lines).start() - 300) :][:600]
    for seen in (f"/plans/{plan.pk}/", "refused_in_a_request", "refused_in_a_task", "pips.tasks.follow_plans_in"):
        assert seen in lines, f"nothing proves that “{seen}” is logged at all"
    assert len(life.said) > 60
    with life.world.inside():
        audit, notices = list(AuditEntry.objects.values()), list(Notice.objects.values())
    assert {"plan.offered", "diagnosis.answered", "course.extended"} <= {line["act"] for line in audit}
    assert not CANARY.search(repr(audit))
    assert notices
    assert not CANARY.search(repr(notices))
    assert not CANARY.search("".join(life.addresses + life.titles))
    assert mail_server.letters
    assert not CANARY.search("".join(f"{one.message}" for one in mail_server.letters))


def test_a_word_in_the_log_is_found(life, logged, monkeypatch):
    """Errors that repeat what was typed, as every library writes them, are what this looks for."""
    monkeypatch.setattr(logs, "kind_of", lambda error: f"{type(error).__name__}: {error}")
    monkeypatch.setattr("pips.rules.voice.say", lambda plan, text, **said: int(text))
    life.to_a_coaching_plan()
    assert life.post("employee", "pips:plan_say", life.get(Plan).pk, text=f"{life.word()} {BREAKS}") == 500
    assert CANARY.search(logged.getvalue())
