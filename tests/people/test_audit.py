"""The audit cannot be changed unseen, is searched page by page, and shows everybody who has seen their records."""

import csv
import io
import random
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from people import access, queries, rules, tasks
from people.models import AuditEntry, AuditSeal, Job
from people.queries import Check
from people.rules.sealing import FOREVER, anchor_of, read_anchors
from perfhub.kernel.errors import Refused
from perfhub.kernel.tenancy import organization_context
from tests.conftest import STANDING, as_owner
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


# --- sealing -------------------------------------------------------------------------------------


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
    with fernhill.inside():
        first = rules.seal(at=AT)
    go_on.set()
    thread.join()
    with fernhill.inside():
        second = rules.seal(at=AT)
        keys = dict(AuditEntry.objects.values_list("act", "pk"))
        before = set(queries.sealing.unpack(first))
        assert not before & {keys["long.work"], keys["short.work"]}  # what began after a running one waits for it
        assert {keys["long.work"], keys["short.work"]} <= set(queries.sealing.unpack(second))
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


# --- searching -----------------------------------------------------------------------------------


def lines(world, number: int, **fields) -> list[AuditEntry]:
    with world.inside():
        return [
            make.AuditEntryFactory(**{"at": AT + n * MINUTE, "by": world.manager, "employee": world.employee,
                                      "act": "check_in.seen", **fields})
            for n in range(number)
        ]  # fmt: skip


def test_a_search_finds_by_person_actor_act_and_days_and_only_what_one_may(fernhill, brackwater, client_of):
    lines(fernhill, 2)
    lines(fernhill, 1, employee=fernhill.hr_admin, act="employee.changed")
    lines(fernhill, 1, employee=fernhill.stranger, act="role.granted.auditor", by=fernhill.owner)
    lines(brackwater, 1)

    def shown(who, **asked):
        page = client_of(getattr(fernhill, who)).get(fernhill.path("audit/"), asked).content.decode()
        return {name for name in ("check_in.seen", "employee.changed", "role.granted.auditor")
                if f"<code>{name}</code>" in page}  # fmt: skip

    assert shown("auditor") == {"check_in.seen", "employee.changed", "role.granted.auditor"}
    assert shown("hr_admin") == {"check_in.seen", "role.granted.auditor"}  # nothing about herself
    assert shown("hr_partner") == {"check_in.seen"}  # the own team only
    assert shown("auditor", person="emma") == {"check_in.seen"}
    assert shown("auditor", person="N-Stella") == {"role.granted.auditor"}
    assert shown("auditor", actor="olive") == {"role.granted.auditor"}
    assert shown("auditor", person="zacharias") == set()
    assert shown("auditor", first="2026-01-06") == set()
    assert shown("auditor", last="2026-01-05", act="employee.changed") == {"employee.changed"}
    client = client_of(fernhill.auditor)
    assert (
        "before the first one"
        in client.get(fernhill.path("audit/"), {"first": "2026-02-02", "last": "2026-02-01"}).content.decode()
    )
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="audit.searched", by=fernhill.auditor).count() == 4
        for n in range(21):
            make.EmployeeFactory(first_name="Zed", last_name=f"Zebra {n}")
    assert "More than twenty people" in client.get(fernhill.path("audit/"), {"person": "zebra"}).content.decode()


def test_pages_follow_one_another_without_a_gap_and_each_asks_alike(fernhill, django_assert_num_queries):
    same = lines(fernhill, 7, at=AT) + lines(fernhill, 6)  # seven at the same moment
    with fernhill.inside():
        rows = AuditEntry.objects.filter(employee=fernhill.employee, act="check_in.seen")
        walked, after = [], ""
        for _ in range(5):
            with django_assert_num_queries(1):
                page = queries.audit_page(rows, after=after, size=3)
            walked += [line.key for line in page.lines]
            after = page.after
        assert after == ""
        assert walked == [e.pk for e in sorted(same, key=lambda e: (e.at, e.pk), reverse=True)]
        assert queries.audit_page(rows, after="9" * 40 + "-1").lines == queries.audit_page(rows).lines
        assert queries.audit_page(rows, after="9" * 18 + "-1").lines == queries.audit_page(rows).lines


def test_a_page_far_down_is_reached_by_the_index(fernhill):
    """Whatever is searched for, an index is walked from where the page begins: page 1,000 costs what page 1 does."""
    people = [getattr(fernhill, name) for name in STANDING]
    with fernhill.inside():
        AuditEntry.objects.bulk_create(
            AuditEntry(at=AT + n * MINUTE, act=f"act.{n % 7}", by=people[n % 9], employee=people[n % 10])
            for n in range(3000)
        )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE people_auditentry")
    with fernhill.inside(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
        for rows, index in [
            (AuditEntry.objects.all(), "audit_newest"),
            (AuditEntry.objects.filter(employee=fernhill.employee), "audit_of_an_employee"),
            (AuditEntry.objects.filter(by=fernhill.manager), "audit_by_an_employee"),
            (AuditEntry.objects.filter(act="check_in.seen"), "audit_of_an_act"),
        ]:
            plan = rows.filter(queries.audit.before(AT, 10**9)).order_by("-at", "-pk")[:50].explain()
            assert index in plan and "Sort" not in plan
            condition = plan[plan.index("Index Cond") :].splitlines()[0]
            assert "ROW(at, id) < ROW(" in condition and "organization_id" in condition


def test_an_export_has_every_line_leaves_one_and_holds_no_formula(fernhill, client_of):
    lines(fernhill, 3)
    with fernhill.inside():
        fernhill.manager.name = "=cmd|calc"
        fernhill.manager.save(update_fields=["name"])
    answer = client_of(fernhill.auditor).get(fernhill.path("audit/export/"), {"act": "check_in.seen"})
    assert answer["Content-Disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["'=cmd|calc"] * 3
    assert rows[1][3:6] == ["Check-in seen", "check_in.seen", "Emma Employee"]
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="audit.exported", by=fernhill.auditor).count() == 1
    assert client_of(fernhill.manager).get(fernhill.path("audit/export/")).status_code == 403
    assert client_of(fernhill.auditor).get(fernhill.path("audit/export/"), {"act": "no.such"}).status_code == 422


# --- who has seen mine ---------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_everybody_sees_who_has_seen_their_records(fernhill, client_of, django_assert_num_queries, number):
    lines(fernhill, number)
    lines(fernhill, 1, acting_for=fernhill.skip, by=fernhill.stranger)
    lines(fernhill, 1, act="check_in.answered", by=fernhill.employee)
    lines(fernhill, 1, employee=fernhill.peer, by=fernhill.skip)
    client = client_of(fernhill.employee)
    client.get(fernhill.path("seen/"))
    with django_assert_num_queries(SEEN_QUERIES):
        page = client.get(fernhill.path("seen/")).content.decode()
    assert page.count("Max Manager") == number
    assert "Stella Stranger" in page and "in the name of Sara Skip" in page
    assert page.count("ph-known") == number + 1


SEEN_QUERIES = 13


# --- nothing without a line (D5) ------------------------------------------------------------------


def test_whoever_asks_for_what_is_not_theirs_leaves_a_line(fernhill, brackwater, client_of):
    from tests.factories.feedback import CheckInFactory

    with fernhill.inside():
        week = CheckInFactory(employee=fernhill.employee, answered=True)
    client = client_of(fernhill.stranger)
    for path, act in [
        (f"check-in/{week.pk}/", "unseen.feedback:check_in"),
        ("check-in/999999/", "unseen.feedback:check_in"),
        ("roles/", "refused.people:roles"),
        (f"people/{fernhill.employee.pk}/edit/", "refused.people:person_edit"),
    ]:
        client.get(fernhill.path(path))
        with fernhill.inside():
            assert AuditEntry.objects.order_by("-pk").values_list("act", "by").first() == (act, fernhill.stranger.pk)


def test_words_are_there_for_an_act_and_what_it_begins_with():
    assert queries.words_of("role.granted.owner") == "Role given"
    assert queries.words_of("refused.people:home") == "Refused"
    assert queries.words_of("nobody.knows") == "nobody.knows"


def test_a_program_gets_the_same_lines_and_those_of_its_own_records(fernhill, client_of):
    lines(fernhill, 2)
    lines(fernhill, 1, employee=fernhill.hr_admin)
    address = f"/api/v1/o/{fernhill.organization.slug}/"

    def listed(who, path):
        return [line["employee"] for line in client_of(getattr(fernhill, who)).get(address + path).json()["results"]]

    assert set(listed("auditor", "audit/?act=check_in.seen")) == {fernhill.hr_admin.pk, fernhill.employee.pk}
    assert listed("hr_admin", "audit/?act=check_in.seen") == [fernhill.employee.pk] * 2
    assert listed("auditor", f"audit/?act=check_in.seen&employee={fernhill.employee.pk}&until=2026-01-04") == []
    assert listed("auditor", f"audit/?act=check_in.seen&by={fernhill.manager.pk}&since=2026-01-05&limit=1") != []
    assert listed("employee", "seen/") == [fernhill.employee.pk] * 2
    assert listed("peer", "seen/") == []
    assert client_of(fernhill.employee).get(address + "audit/").status_code == 403


def test_another_organization_sees_none_of_it(fernhill, brackwater):
    lines(fernhill, 2)
    with organization_context(brackwater.organization):
        assert not access.visible_audit(brackwater.auditor).filter(act="check_in.seen").exists()
