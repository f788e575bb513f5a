"""What `make chaos` looks for is found when it is there; a minute of the real thing is `make prove TOPIC=chaos`."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.db import connection

from bench.chaos import checking
from bench.chaos.visitors import Ledger
from feedback import rules
from people.models import AuditEntry
from perfhub.management.local.places import ROOT
from tests.conftest import build
from tests.factories.feedback import CheckInFactory

AT = datetime(2026, 6, 5, 12, tzinfo=UTC)


def wrong(findings) -> dict[str, int]:
    return {finding.claim: finding.wrong for finding in findings if finding.wrong}


@pytest.mark.django_db
def test_what_is_missing_double_or_unrecorded_is_found():
    world, ledger = build("chaos", "Chaos"), Ledger()
    with world.inside():
        check_in = CheckInFactory(employee=world.employee)
        rules.answer(check_in, by=world.employee, at=AT, progress="answer-1", mood=4, blockers="", priorities=[])
        rules.comment(check_in, "comment-1", by=world.manager, at=AT)
        ledger.answers[check_in.pk], ledger.comments["comment-1"] = "answer-1", check_in.pk
        server = connection.connection

        def found() -> dict[str, int]:
            return wrong([*checking._answers(server, ledger), *checking._comments(server, ledger)])

        assert found() == {}
        ledger.answers[check_in.pk + 1] = "answer-2"
        ledger.comments["comment-2"] = check_in.pk
        assert found() == {"each acknowledged answer is there": 1, "each acknowledged word is there": 1}
        del ledger.answers[check_in.pk + 1], ledger.comments["comment-2"]
        rules.comment(check_in, "comment-1", by=world.manager, at=AT)
        assert found() == {
            "each acknowledged word is there": 1,
            "no word is there twice": 1,
            "each word has one audit line": 1,
        }
        AuditEntry(act="check_in.answered", at=AT, by=world.employee, object_id=check_in.pk, object_type="").save()
        assert found()["each answer has one audit line"] == 1


@pytest.mark.django_db
def test_letters_that_wait_are_lost_or_came_too_often_are_found():
    world = build("chaos", "Chaos")
    with world.inside():
        server = connection.connection
        assert wrong(checking._told(server, {"came": {"a": 1, "b": 3}}, kills=1)) == {
            "no letter came twice but one for each kill": 1
        }
        assert wrong(checking._told(server, {"came": {"a": 1, "b": 2}}, kills=1)) == {}


def test_an_error_page_and_a_503_without_a_time_are_not_clean():
    ledger = Ledger()
    for status, again in [(200, False), (302, False), (0, False), (503, True), (503, False), (500, False)]:
        ledger.saw("inbox/", status, 0.1, again)
    assert ledger.unclean == ["503 inbox/", "500 inbox/"]


def test_of_a_draft_the_last_acknowledged_or_a_later_one_must_be_kept():
    ledger = Ledger(drafts={(1, "chaos-0"): ["one", "two", "three"]}, kept_drafts={(1, "chaos-0"): 2})
    assert [checking._drafts([[1, "chaos-0", text]], ledger).wrong for text in ("one", "two", "three")] == [1, 0, 0]


@pytest.mark.prove
@pytest.mark.services
def test_chaos_for_a_minute_loses_nothing_that_was_acknowledged(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    theirs = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    env = {name: value for name, value in os.environ.items() if name not in theirs}
    told = subprocess.run(
        [sys.executable, "-m", "bench.chaos"],
        cwd=ROOT,
        env={**env, "MINUTES": "1", "PORT": str(port), "BENCH_OUT": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert told.returncode == 0, told.stdout
    assert "holds" in (tmp_path / "docs/reliability.md").read_text()
