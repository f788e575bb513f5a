"""A QuerySet becomes rows in one statement; a second run writes nothing."""

from datetime import UTC, date, datetime

import pytest
from django.db import ProgrammingError
from django.db.models import F, Value

from people.models import AuditEntry, Employee, Touched
from perfhub.kernel.bulk import insert, update, upsert
from tests.factories.people import TeamFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_rows_are_inserted_once(fernhill):
    with fernhill.inside():
        source = Employee.objects.active().values(employee=F("pk"), week_start=Value(MONDAY))
        count = Employee.objects.active().count()
        assert upsert(source, into=Touched, key=["employee", "week_start"]) == count
        assert upsert(source, into=Touched, key=["employee", "week_start"]) == 0
        assert set(Touched.objects.values_list("organization_id", flat=True)) == {fernhill.organization.pk}


def test_a_key_that_is_not_selected_is_a_mistake(fernhill):
    with fernhill.inside():
        TeamFactory()
        with pytest.raises(ValueError, match="every field of the key"):
            upsert(Employee.objects.values(employee=F("pk")), into=Touched, key=["employee", "week_start"])


def test_new_rows_are_written_so_many_at_a_time(fernhill, brackwater, django_assert_num_queries):
    with fernhill.inside():
        before = set(AuditEntry.objects.values_list("pk", flat=True))
        rows = [AuditEntry(act=f"it's {{n}}, {n}", at=AT, by=fernhill.manager, object_id=n) for n in range(5)]
        rows[3].by = None
        with django_assert_num_queries(2):
            assert insert((row for row in rows), size=3) == 5
        written = AuditEntry.objects.exclude(pk__in=before).order_by("pk")
        kept = [(one.act, one.at, one.by_id, one.object_id, one.object_type) for one in written]
        assert kept == [(row.act, AT, row.by_id, row.object_id, "") for row in rows]
        assert {one.organization_id for one in written} == {fernhill.organization.pk}
        assert len({one.transaction for one in written}) == 1
        assert written[0].transaction is not None
        assert insert([]) == 0
    with brackwater.inside():
        assert not AuditEntry.objects.filter(act__startswith="it's").exists()


def test_a_default_that_only_some_rows_leave_to_postgresql_is_refused(fernhill):
    with fernhill.inside():
        rows = [AuditEntry(act="one", at=AT), AuditEntry(act="two", at=AT, transaction=7)]
        with pytest.raises(ProgrammingError, match="DatabaseDefault"):
            insert(rows)


def test_fields_of_many_rows_are_written_in_one_statement(fernhill, brackwater, django_assert_num_queries):
    with brackwater.inside():
        untouched = list(Employee.objects.order_by("pk").values())
    with fernhill.inside():
        others = set(Employee.objects.values_list("pk", flat=True)) - {fernhill.employee.pk, fernhill.peer.pk}
        before = list(Employee.objects.filter(pk__in=others).order_by("pk").values())
        fernhill.employee.job_title, fernhill.employee.start_date = 'It\'s "new", {really}', date(2026, 1, 2)
        fernhill.peer.job_title, fernhill.peer.team = "Änderer", None
        with django_assert_num_queries(1):
            rows = [fernhill.employee, fernhill.peer]
            assert update(rows, ["job_title", "start_date", "team"]) == 2
        for row in rows:
            kept = Employee.objects.get(pk=row.pk)
            wanted = (row.job_title, row.start_date, row.team_id)
            assert (kept.job_title, kept.start_date, kept.team_id) == wanted
        assert list(Employee.objects.filter(pk__in=others).order_by("pk").values()) == before
        assert update([], ["job_title"]) == 0
    with brackwater.inside():
        assert list(Employee.objects.order_by("pk").values()) == untouched
        assert update([fernhill.employee], ["job_title"]) == 0  # a row of the other organization is out of reach
