"""What was sealed cannot be changed unseen, and whoever asks hears where it was."""

import random
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from people import queries, rules, tasks
from people.models import AuditEntry, AuditSeal, Job
from people.queries import Check
from people.rules.sealing import FOREVER, anchor_of, read_anchors
from perfhub.kernel.errors import Refused
from tests.conftest import as_owner
from tests.factories import people as make
from tests.people.rosters import run

pytestmark = pytest.mark.django_db
AT = make.AT
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def anchors(settings, tmp_path) -> Path:
    settings.AUDIT_ANCHORS = str(tmp_path / "anchors")
    return tmp_path / "anchors"


def chain(world, *, seals: int, each: int = 3) -> list[list[int]]:
    """Some sealed minutes; the keys of their lines. Transactions of long ago, so that they have ended."""
    minutes = []
    with world.inside():
        for minute in range(seals):
            lines = [
                make.AuditEntryFactory(
                    at=AT + minute * MINUTE, employee=world.employee, by=world.manager, act="check_in.seen",
                    transaction=1 + minute,
                )
                for _ in range(each)
            ]  # fmt: skip
            sealed = seal_upto(world, 2 + minute, at=AT + (minute + 1) * MINUTE)
            rules.drop_anchor(sealed)
            minutes.append([line.pk for line in lines])
    return minutes


def seal_upto(world, before: int, *, at) -> AuditSeal:
    """As the rule does it, had all transactions before this one ended and no other."""
    from people.rules import sealing

    last = queries.sealing.newest_seal()
    span = queries.sealing.Span(last.before_transaction if last else 0, before, last.keys_above if last else 0)
    return sealing.seal_span(span, after=last, at=at)


def look(world) -> Check:
    with world.inside():
        check = Check(rules.sealing.known_anchors(world.organization.pk))
        while check.go_on(limit=2):
            pass
        return check


def tamper(statement: str, *values) -> None:
    """What somebody with the owner's rights does to the database, past grants and triggers."""
    with as_owner(), connection.cursor() as cursor:
        for table in ("people_auditentry", "people_auditseal"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        cursor.execute(statement, values)
        for table in ("people_auditentry", "people_auditseal"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")


def test_what_was_not_touched_is_as_it_was_sealed(fernhill, brackwater):
    chain(fernhill, seals=5)
    chain(brackwater, seals=2)
    assert (look(fernhill).seals, look(fernhill).entries, look(fernhill).findings) == (5, 15, [])
    assert (look(brackwater).seals, look(brackwater).findings) == (2, [])


def attack(kind: str, minutes: list[list[int]], chance: random.Random) -> int:
    """Tamper in one way, somewhere; the key of the first line that is bad."""
    minute = chance.randrange(len(minutes))
    victim = chance.choice(minutes[minute])
    if kind == "alter":
        column, value = chance.choice(
            [("act", "check_in.read"), ("by_id", None), ("at", AT - MINUTE), ("object_id", 7)]
        )
        tamper(f"UPDATE people_auditentry SET {column} = %s WHERE id = %s", value, victim)
        return victim
    if kind == "delete":
        tamper("DELETE FROM people_auditentry WHERE id = %s", victim)
        return victim
    if kind == "insert":
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO people_auditentry (organization_id, at, act, object_type, transaction)"
                " SELECT organization_id, at, 'check_in.seen', '', transaction FROM people_auditentry WHERE id = %s"
                " RETURNING id",
                [victim],
            )
            return cursor.fetchone()[0]
    first = minutes[minute][0]
    tamper("DELETE FROM people_auditseal WHERE number > %s", minute)
    tamper("DELETE FROM people_auditentry WHERE id >= %s AND act = 'check_in.seen'", first)
    return first


def attacked(world, kind: str, times: int) -> None:
    minutes, chance = chain(world, seals=4), random.Random(kind)
    for _ in range(times):
        with transaction.atomic():
            first = attack(kind, minutes, chance)
            assert [finding.entry for finding in look(world).findings if finding.entry][:1] == [first], kind
            transaction.set_rollback(True)
    assert look(world).findings == []


KINDS = ["alter", "delete", "insert", "truncate the tail"]


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_is_found_and_the_first_bad_line_named(fernhill, kind):
    attacked(fernhill, kind, 3)


@pytest.mark.prove
@pytest.mark.parametrize("kind", KINDS)
def test_fifty_ways_of_tampering_are_found(fernhill, kind, record_property):
    attacked(fernhill, kind, 50)
    record_property("detected", "50 of 50")


def test_a_changed_missing_or_other_seal_is_found(fernhill):
    chain(fernhill, seals=4)
    for statement, words in [
        ("UPDATE people_auditseal SET sealed_at = now() WHERE number = 2", queries.sealing.NOT_CHAINED),
        ("DELETE FROM people_auditseal WHERE number = 2", queries.sealing.SEAL_GONE),
        (
            "UPDATE people_auditseal SET digest = md5('') || md5('') WHERE number = 4",
            queries.sealing.NOT_ANCHORED,
        ),
    ]:
        with transaction.atomic():
            tamper(statement)
            assert words in [finding.words for finding in look(fernhill).findings]
            transaction.set_rollback(True)


def test_nobody_changes_or_takes_away_a_line_not_even_the_owner_by_mistake(fernhill):
    (minute,) = chain(fernhill, seals=1)
    with fernhill.inside():
        for change in (
            lambda: AuditEntry.objects.filter(pk=minute[0]).update(act="x"),
            lambda: AuditEntry.objects.filter(pk=minute[0])._raw_delete("default"),
            lambda: AuditSeal.objects.update(number=9),
        ):
            with pytest.raises(Error), transaction.atomic():
                change()
    with as_owner(), connection.cursor() as cursor:
        for statement in ("UPDATE people_auditentry SET act = 'x'", "DELETE FROM people_auditseal"):
            with pytest.raises(Error, match="only added to"), transaction.atomic():
                cursor.execute(statement)


def test_a_restored_database_that_counts_from_lower_numbers_goes_on_with_the_chain(fernhill):
    chain(fernhill, seals=2)
    with fernhill.inside():
        late = make.AuditEntryFactory(transaction=FOREVER - 9)  # not sealed when the backup was made
        seal_upto(fernhill, FOREVER - 10, at=AT)
        rest = rules.seal(at=AT)
        assert (rest.before_transaction, rest.greatest_key) == (FOREVER, late.pk)
        new = make.AuditEntryFactory(transaction=1)  # as low as what was sealed long ago
        again = rules.seal(at=AT)
        assert (again.first_transaction, again.keys_above, again.greatest_key) == (0, late.pk, new.pk)
        assert rules.seal(at=AT) is None
    assert [str(finding) for finding in look(fernhill).findings] == []


def sealed_now(world) -> set[int]:
    """Seal, and the keys of all that is sealed then."""
    with world.inside():
        rules.seal(at=AT)
        return {key for seal in AuditSeal.objects.all() for key in queries.sealing.unpack(seal)}


@pytest.mark.django_db(transaction=True)
def test_a_line_is_sealed_once_its_transaction_has_ended(fernhill):
    """A long transaction writes a line early and commits late, behind others that are sealed already."""
    written, go_on = threading.Event(), threading.Event()

    def long_work():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE perfhub_app")
            with fernhill.inside():
                make.AuditEntryFactory(act="long.work")
                written.set()
                go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=long_work)
    thread.start()
    assert written.wait(20)
    with fernhill.inside():
        make.AuditEntryFactory(act="short.work")
    before = sealed_now(fernhill)
    go_on.set()
    thread.join()
    with fernhill.inside():
        keys = dict(AuditEntry.objects.values_list("act", "pk"))
    both = {keys["long.work"], keys["short.work"]}
    assert not before & both  # what began after a running one waits for it
    until = time.monotonic() + 20
    while not both <= sealed_now(fernhill):  # other transactions of this PostgreSQL are waited for, too
        assert time.monotonic() < until
        time.sleep(0.1)
    with fernhill.inside():
        assert rules.seal(at=AT) is None
    assert look(fernhill).findings == []


def test_an_anchor_with_another_signature_counts_for_nothing(fernhill, settings):
    chain(fernhill, seals=1)
    pk = fernhill.organization.pk
    with fernhill.inside():
        line = anchor_of(AuditSeal.objects.get())
    assert list(read_anchors([f"INFO people.tasks: audit sealed: {line}", "noise"], organization=pk)) == [1]
    assert read_anchors([line], organization=pk + 1) == {}
    assert read_anchors([line.replace("number=1", "number=2")], organization=pk) == {}
    settings.PERFHUB_KEYS = ["a new key", *settings.PERFHUB_KEYS]
    assert list(read_anchors([line], organization=pk)) == [1]


def test_the_command_says_whether_all_is_as_sealed(fernhill, capsys, tmp_path, anchors):
    (minute,) = chain(fernhill, seals=1)
    call_command("verify_audit", organization="fernhill")
    assert "3 entries, 1 seals, 1 anchors, all as sealed" in capsys.readouterr().out
    kept = tmp_path / "log"
    kept.write_text((anchors / f"{fernhill.organization.pk}.txt").read_text())
    tamper("DELETE FROM people_auditseal")
    with pytest.raises(CommandError, match="fernhill is not as it was sealed"):
        call_command("verify_audit", anchors=kept)
    assert f"entry {minute[0]}" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no organization elsewhere"):
        call_command("verify_audit", organization="elsewhere")


def test_the_tasks_seal_and_compare_and_the_job_says_what_came_of_it(fernhill, anchors):
    chain(fernhill, seals=3)
    with fernhill.inside():
        make.AuditEntryFactory(transaction=7)
    run(tasks.seal_audit, fernhill.organization)
    run(tasks.seal_audit, fernhill.organization)
    assert len((anchors / f"{fernhill.organization.pk}.txt").read_text().splitlines()) == 4
    with fernhill.inside():
        assert queries.sealed_so_far().seals == 4
        job = rules.start_verifying(by=fernhill.auditor, at=AT)
        with pytest.raises(Refused):
            rules.start_verifying(by=fernhill.manager, at=AT)
    run(tasks.verify_audit, fernhill.organization, job=job.pk)
    with fernhill.inside():
        assert Job.objects.get(pk=job.pk).words == "All 10 lines under 4 seals are as they were sealed."
        bad = AuditEntry.objects.filter(transaction=7).get().pk
        again = rules.start_verifying(by=fernhill.auditor, at=AT)
    tamper("DELETE FROM people_auditentry WHERE id = %s", bad)
    run(tasks.verify_audit, fernhill.organization, job=again.pk)
    run(tasks.verify_audit, fernhill.organization, job=again.pk)  # done already
    with fernhill.inside():
        assert f"entry {bad}: it was deleted" in Job.objects.get(pk=again.pk).words


def test_whoever_asks_is_led_to_the_bar_and_a_worker_is_asked_once_all_is_written(
    fernhill, client_of, django_capture_on_commit_callbacks
):
    client = client_of(fernhill.auditor)
    with django_capture_on_commit_callbacks() as asked:
        answer = client.post(fernhill.path("audit/verify/"))
    assert len(asked) == 1
    page = client.get(answer["Location"])
    assert page.status_code == 200 and fernhill.path("audit/") in page.content.decode()
