"""What has been kept long enough goes, no sooner and no later; what is held stays."""

from datetime import UTC, date, datetime, timedelta

import pytest

from people.access import SYSTEM
from people.models import AuditEntry, Employee, File
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from pips.models import Case, LegalHold, Plan
from pips.queries import keeping as queries
from pips.rules import keeping as rules
from tests.factories import people as make
from tests.factories import pips as make_pips

from .whole import active

pytestmark = pytest.mark.django_db
AT = datetime(2027, 6, 1, 3, tzinfo=UTC)
TODAY = AT.date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


def spent(outcome, *, plan=True, on=TODAY, closed=None, **employee) -> Case:
    closed = closed or datetime(2026, 6, 1, tzinfo=UTC)
    person = make.EmployeeFactory(**employee)
    case = make_pips.CaseFactory(employee=person, rung="pip" if plan else "concern")
    if plan:
        make_pips.PlanFactory(case=case, pip=True, active=True)
        Plan.objects.filter(case=case).update(state="closed", closed_at=closed)
    Case.objects.filter(pk=case.pk).update(state="spent", outcome=outcome, closed_at=closed, spent_on_date=on)
    return case


def go(today=TODAY) -> int:
    return rules.let_go(by=SYSTEM, at=AT, today=today)


def left(*cases) -> list[bool]:
    return [Case.objects.filter(pk=case.pk).exists() for case in cases]


def test_a_plan_that_ended_goes_on_the_day_it_is_spent_and_not_before():
    due, not_yet = spent("recovered", on=TODAY), spent("recovered", on=TODAY + DAY)
    short, cancelled = spent("support_not_given"), spent("cancelled")
    assert go() == 3
    assert left(due, short, cancelled, not_yet) == [False, False, False, True]
    assert go() == 0, "running it again finds nothing"
    assert go(TODAY + DAY) == 1


def test_a_case_that_is_not_spent_yet_stays():
    case = spent("recovered")
    Case.objects.filter(pk=case.pk).update(state="closed")
    assert go() == 0
    assert left(case) == [True]


def test_a_concern_stays_its_employees_for_another_year():
    closed = datetime(2025, 6, 2, tzinfo=UTC)
    concern = spent("resolved", plan=False, closed=closed, on=date(2026, 6, 2))
    assert (go(date(2027, 6, 1)), left(concern)) == (0, [True])
    assert (go(date(2027, 6, 2)), left(concern)) == (1, [False])


def test_what_was_not_met_goes_by_the_law_of_its_place_and_without_one_stays(fernhill):
    here, gone = date(2026, 6, 1), date(2026, 8, 31)
    unknown = spent("not_met", location="Mars")
    york = spent("not_met", location="York")
    leaver = spent("not_met", location="York", state="left", end_date=gone)
    assert go() == 0
    rules.set_period("York", 12, by=fernhill.hr_admin, at=AT)
    assert queries.months_after(here, 12) == TODAY
    assert (go(), left(unknown, york, leaver)) == (1, [True, False, True])
    assert (go(date(2027, 8, 30)), left(leaver)) == (0, [True])
    assert (go(date(2027, 8, 31)), left(leaver)) == (1, [False])
    rules.set_period("", 24, by=fernhill.hr_admin, at=AT)
    assert (go(date(2028, 5, 31)), go(date(2028, 6, 1))) == (0, 1)


def test_months_end_where_a_month_ends():
    assert queries.months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert queries.months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert queries.months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)


def test_a_draft_goes_ninety_days_after_its_last_version(fernhill):
    written = AT - timedelta(days=90)
    case = make_pips.CaseFactory(rung="pip", told_at=None)
    plan = make_pips.PlanFactory(case=case, drafted_at=written - 9 * DAY, kind="pip")
    make_pips.PlanVersionFactory(plan=plan, written_at=written)
    told = make_pips.PlanFactory(drafted_at=written - 9 * DAY)  # of a case whose employee knows of it
    assert go(TODAY - DAY) == 1, "the one without a version"
    assert left(told.case) == [True] and not Plan.objects.filter(pk=told.pk).exists()
    assert (go(), left(case)) == (1, [False])


def test_a_whole_plan_goes_with_all_that_hangs_on_it(fernhill):
    at = clock.now()
    plan = active(fernhill.employee, manager=fernhill.manager, reviewer=fernhill.hr_admin, hears=fernhill.owner, at=at)
    file = make.FileFactory(uploaded_by=fernhill.manager)
    make_pips.EvidenceFactory(case=plan.case, kind="file", source=None, file=file)
    make_pips.PacketFactory(case=plan.case)
    Plan.objects.filter(pk=plan.pk).update(state="closed", closed_at=at)
    Case.objects.filter(pk=plan.case_id).update(
        state="spent", outcome="recovered", closed_at=at, spent_on_date=at.date()
    )
    assert rules.let_go(by=SYSTEM, at=at, today=at.date()) == 1
    assert left(plan.case) == [False]
    assert not File.objects.filter(pk=file.pk).exists()
    line = AuditEntry.objects.get(act="case.let_go")
    assert (line.by, line.employee, line.object_id) == (None, fernhill.employee, plan.case_id)


def test_a_hold_stops_it_and_ends_with_a_reason(fernhill):
    case, other = spent("recovered"), spent("recovered")
    hold = rules.place_hold(case.employee, "A claim is under way.", by=fernhill.owner, at=AT)
    assert (go(), left(case, other)) == (1, [True, False])
    assert queries.hold_on(case.employee) == hold
    with pytest.raises(rules.HeldAlready):
        rules.place_hold(case.employee, "Again.", by=fernhill.owner, at=AT)
    with pytest.raises(rules.ReasonMissing):
        rules.end_hold(hold, " ", by=fernhill.owner, at=AT)
    rules.end_hold(hold, "It is settled.", by=fernhill.owner, at=AT)
    assert (go(), left(case)) == (1, [False])
    acts = AuditEntry.objects.filter(employee=case.employee, act__startswith="legal_hold.").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["legal_hold.placed", "legal_hold.ended"]


def test_who_places_and_ends_holds(fernhill):
    lead = Employee.objects.get(pk=fernhill.stranger.pk)
    make_pips.PlanLeadFactory(employee=lead, granted_by=fernhill.owner)
    rules.place_hold(fernhill.employee, "A claim.", by=lead, at=AT)
    for by in (fernhill.hr_admin, fernhill.manager, fernhill.auditor, fernhill.hr_partner, fernhill.employee):
        with pytest.raises(Refused):
            rules.place_hold(fernhill.peer, "A claim.", by=by, at=AT)
    for about in (fernhill.owner, fernhill.hr_admin):  # oneself; and the lead's own manager
        by = fernhill.owner if about == fernhill.owner else lead
        with pytest.raises(Refused):
            rules.place_hold(about, "A claim.", by=by, at=AT)
    assert LegalHold.objects.count() == 1


def test_the_look_ahead_deletes_nothing_and_names_only_what_one_looked_after(fernhill, client_of):
    mine = spent("recovered")
    Case.objects.filter(pk=mine.pk).update(hr_owner=fernhill.hr_admin)
    others = [spent("recovered") for _number in range(3)]
    found = queries.keeping(fernhill.hr_admin, today=TODAY)
    assert [one.case for one in found.own] == [mine]
    assert {str(one.label): one.n for one in found.counts}["Cases with a plan"] is None, "fewer than five"
    others.append(spent("recovered"))
    found = queries.keeping(fernhill.owner, today=TODAY)
    assert found.own == ()
    assert {str(one.label): one.n for one in found.counts}["Cases with a plan"] == 5
    assert left(mine, *others) == [True] * 5
