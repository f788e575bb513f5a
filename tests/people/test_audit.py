"""The audit is searched page by page, leaves as a list, shows everybody who has seen theirs; refusals are in it: D5."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection

from people import access, queries
from people.models import AuditEntry
from perfhub.kernel.tenancy import organization_context
from tests.conftest import STANDING, as_owner
from tests.factories import people as make

pytestmark = pytest.mark.django_db
AT = make.AT
MINUTE = timedelta(minutes=1)


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
            # from the middle on, so that no two ways cost the same
            plan = rows.filter(queries.audit.before(AT + 1500 * MINUTE, 10**9)).order_by("-at", "-pk")[:50].explain()
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


def test_who_holds_no_role_searches_nothing_and_finds_who_saw_their_own(fernhill, client_of):
    lines(fernhill, 2)
    lines(fernhill, 1, by=fernhill.employee)
    with fernhill.inside():
        assert access.visible_audit(fernhill.hr_partner).filter(act="check_in.seen").count() == 3
        for nobody in (fernhill.employee, fernhill.manager, fernhill.skip, fernhill.leaver):
            assert not access.visible_audit(nobody).exists()
        assert access.own_audit(fernhill.employee).filter(act="check_in.seen").count() == 2  # nothing of themselves
        assert not access.own_audit(fernhill.peer).filter(act="check_in.seen").exists()
    assert client_of(fernhill.manager).get(fernhill.path("audit/")).status_code == 403
