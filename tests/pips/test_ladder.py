"""A case moves on the ladder: who opens it, up and down, closed, opened again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from people.access import SYSTEM, visible_audit
from people.models import AuditEntry
from people.states import EmployeeState
from perfhub.kernel.errors import Refused, StaleMove
from perfhub.kernel.typed import TooLong
from pips.models import Case, CaseEvent
from pips.rules import cases as rules
from pips.states import CaseAct, CaseOutcome, CaseState, ConcernState, Rung
from tests.factories import people as make
from tests.factories import pips as make_pips

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def case(fernhill):
    concern = make_pips.ConcernFactory(case__employee=fernhill.employee, case__manager=fernhill.manager)
    return concern.case


def memory(case) -> list[tuple[str, str]]:
    return list(CaseEvent.objects.filter(case=case).order_by("pk").values_list("act", "rung"))


def test_a_manager_opens_a_case_about_a_report_and_it_is_written_down(fernhill):
    case = rules.open_case(fernhill.employee, "  Certificates\nright ", by=fernhill.manager, at=AT, told=AT)
    assert (case.title, case.rung, case.state, case.manager) == (
        "Certificates right",
        "concern",
        "open",
        fernhill.manager,
    )
    assert memory(case) == [("opened", "concern"), ("told", "concern")]
    lines = AuditEntry.objects.filter(object_type="pips.case", object_id=case.pk).order_by("pk")
    assert list(lines.values_list("act", "by", "employee")) == [
        ("case.opened", fernhill.manager.pk, fernhill.employee.pk),
        ("case.told", fernhill.manager.pk, fernhill.employee.pk),
    ]


def test_a_case_about_oneself_those_above_a_leaver_or_anothers_report_is_refused_in_words(fernhill):
    leaver = make.EmployeeFactory(state=EmployeeState.LEFT, end_date=date(2026, 1, 31))
    stranger = make.EmployeeFactory()
    for whom, error in (
        (fernhill.manager, rules.AboutOneself),
        (fernhill.skip, rules.AboutThoseAbove),
        (leaver, rules.HasLeft),
        (stranger, rules.NotYourReport),
    ):
        with pytest.raises(error) as refused:
            rules.open_case(whom, "Certificates", by=fernhill.manager, at=AT, told=AT)
        assert "%" not in str(refused.value)
    for by in (fernhill.skip, fernhill.hr_admin):
        with pytest.raises(rules.NotYourReport):
            rules.open_case(fernhill.employee, "Certificates", by=by, at=AT, told=AT)
    with pytest.raises(Refused):
        rules.open_case(fernhill.employee, "Certificates", by=SYSTEM, at=AT, told=AT)
    assert not Case.objects.exists()


def test_a_case_says_what_it_is_about_and_no_more_than_a_line(fernhill):
    for title, error in ((" \u200b ", rules.TitleMissing), ("a" * 121, TooLong), ("a" * 9_999, TooLong)):
        with pytest.raises(error):
            rules.open_case(fernhill.employee, title, by=fernhill.manager, at=AT, told=AT)
    assert rules.open_case(fernhill.employee, "a" * 120, by=fernhill.manager, at=AT, told=AT).pk


def test_a_case_goes_up_and_as_easily_down_again(fernhill, case):
    rules.go_up(case, Rung.COACHING, by=fernhill.manager, at=AT, reason="Still two of ten")
    case.concern.refresh_from_db()
    assert (case.rung, case.concern.state) == ("coaching", ConcernState.RAISED)
    rules.go_up(case, Rung.PIP, by=fernhill.manager, at=AT)
    rules.go_down(case, Rung.COACHING, by=fernhill.manager, at=AT)
    rules.go_down(case, Rung.CONCERN, by=fernhill.manager, at=AT)
    case.concern.refresh_from_db()
    assert (case.concern.state, case.concern.look_date) == (ConcernState.WATCHED, date(2026, 3, 17))
    assert memory(case) == [
        ("went_up", "coaching"),
        ("went_up", "pip"),
        ("went_down", "coaching"),
        ("went_down", "concern"),
    ]
    assert CaseEvent.objects.get(case=case, rung="coaching", act="went_up").reason == "Still two of ten"


def test_down_is_not_up_and_two_who_try_do_not_both_win(fernhill, case):
    other_tab = Case.objects.get(pk=case.pk)
    rules.go_up(case, Rung.COACHING, by=fernhill.manager, at=AT)
    for act, rung in ((rules.go_up, Rung.COACHING), (rules.go_down, Rung.PIP), (rules.go_up, Rung.CONCERN)):
        with pytest.raises(StaleMove):
            act(other_tab, rung, by=fernhill.manager, at=AT)
    assert memory(case) == [("went_up", "coaching")]


def test_a_case_that_began_with_a_plan_has_no_concern_to_go_back_to(fernhill):
    case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, rung="coaching")
    with pytest.raises(rules.NothingBelow):
        rules.go_down(case, Rung.CONCERN, by=fernhill.manager, at=AT)
    case.refresh_from_db()
    assert case.rung == "coaching"


def test_a_closed_case_is_spent_a_year_later_and_may_be_opened_again_until_then(fernhill, case):
    rules.close_case(case, CaseOutcome.RESOLVED, by=fernhill.employee, at=AT)
    case.concern.refresh_from_db()
    assert (case.state, case.outcome, case.spent_on_date) == (CaseState.CLOSED, "resolved", date(2027, 3, 3))
    assert (case.concern.state, case.concern.closed_at) == (ConcernState.RESOLVED, AT)
    with pytest.raises(StaleMove):
        rules.close_case(case, CaseOutcome.RESOLVED, by=fernhill.manager, at=AT)
    with pytest.raises(StaleMove):
        rules.go_up(case, Rung.PIP, by=fernhill.manager, at=AT)
    rules.reopen_case(case, by=fernhill.manager, at=AT + timedelta(days=3))
    assert (case.state, case.outcome, case.closed_at, case.spent_on_date) == ("open", "", None, None)
    case.concern.refresh_from_db()
    assert (case.concern.state, case.concern.look_date) == ("watched", date(2026, 3, 20))


def test_a_leap_day_is_spent_on_the_last_of_february():
    assert rules.a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)
    assert rules.a_year_after(date(2027, 2, 28)) == date(2028, 2, 28)


def test_telling_twice_is_telling_once(fernhill):
    case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, rung="pip", told_at=None)
    rules.note_told(case, by=fernhill.manager, at=AT)
    rules.note_told(case, by=fernhill.manager, at=AT + timedelta(days=1))
    assert (case.told_at, memory(case)) == (AT, [(CaseAct.TOLD, "pip")])


def test_no_search_of_the_audit_finds_that_there_is_a_case(fernhill):
    rules.open_case(fernhill.employee, "Certificates", by=fernhill.manager, at=AT, told=AT)
    make.AuditEntryFactory(act="absence.added", employee=fernhill.employee, by=fernhill.manager, at=AT)
    found = visible_audit(fernhill.hr_admin).filter(employee=fernhill.employee, by=fernhill.manager)
    assert list(found.values_list("act", flat=True)) == ["absence.added"]
