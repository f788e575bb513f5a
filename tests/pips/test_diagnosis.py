"""A diagnosis: asked, answered by both sides apart, not answered in time, read together."""

import datetime as dt
from dataclasses import replace

import pytest

from notices.models import Notice
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel.errors import Refused, StaleMove
from perfhub.kernel.typed import TooLong
from pips.models import Case, Diagnosis, DiagnosisSide, Remedy
from pips.queries.diagnosis import answered, asked_of, diagnosis_page, due
from pips.queries.drafting import coaching_from
from pips.queries.remedies import for_plan
from pips.queries.versions import WrittenIssue
from pips.rules import diagnosis as rules
from pips.rules import remedies
from pips.rules.cases import HasLeft
from pips.rules.diagnosis_clock import follow_diagnoses
from pips.rules.plans import start_coaching
from pips.states import CauseCell, DiagnosisState, SideState
from tests.factories import people as make
from tests.factories import pips as make_pips

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)  # a Monday
DAY = dt.timedelta(days=1)
WHY = "Before we plan anything we want to know what is in the way."
NO_TIME = {"tools": 1, "time": 1, "process": 2, "aim": 5, "standard": 5}
NO_SKILL = {"knows_how": 1, "has_done": 1, "training": 2, "tools": 4, "time": 5, "aim": 5, "standard": 4}


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def case(fernhill):
    return make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)


@pytest.fixture
def asked(fernhill, case):
    return rules.ask_for_diagnosis(case, "full", WHY, by=fernhill.manager, at=AT)


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def answer(asked, by, items, at=AT, **said):
    return rules.answer_diagnosis(asked, by=by, at=at, items=items, **said)


def side(asked, name) -> DiagnosisSide:
    return DiagnosisSide.objects.get(diagnosis=asked, side=name)


# --- asking -----------------------------------------------------------------------------------------


def test_both_sides_are_asked_told_and_have_ten_working_days(fernhill, asked):
    assert told("pips.diagnosis_asked") == ["Emma Employee", "Max Manager"]
    assert {one.due_date for one in asked.sides.all()} == {dt.date(2026, 3, 16)}
    assert AuditEntry.objects.filter(act="diagnosis.asked", employee=fernhill.employee).count() == 1
    assert asked.team_id == fernhill.employee.team_id


def test_leave_of_a_side_moves_its_day_and_not_the_others(fernhill, case):
    people.add_absence(
        fernhill.employee,
        by=fernhill.employee,
        at=AT,
        start_date=dt.date(2026, 3, 9),
        end_date=dt.date(2026, 3, 13),
    )
    asked = rules.ask_for_diagnosis(case, "short", WHY, by=fernhill.manager, at=AT)
    assert side(asked, "employee").due_date == dt.date(2026, 3, 23)
    assert side(asked, "manager").due_date == dt.date(2026, 3, 16)


@pytest.mark.parametrize("who", ["employee", "skip", "peer", "stranger", "hr_admin", "owner", "leaver"])
def test_nobody_else_asks(fernhill, case, who):
    with pytest.raises(Refused):
        rules.ask_for_diagnosis(case, "full", WHY, by=getattr(fernhill, who), at=AT)
    assert not Diagnosis.objects.exists()


def test_the_hr_case_owner_asks_too(fernhill, case):
    Case.objects.filter(pk=case.pk).update(hr_owner=fernhill.hr_admin, rung="pip")
    case.refresh_from_db()
    made = rules.ask_for_diagnosis(case, "full", WHY, by=fernhill.hr_admin, at=AT)
    assert {one.person for one in made.sides.all()} == {fernhill.employee, fernhill.manager}


def test_what_cannot_be_asked_says_why(fernhill, case):
    ask = {"by": fernhill.manager, "at": AT}
    with pytest.raises(rules.SayWhy):
        rules.ask_for_diagnosis(case, "full", " \u200b", **ask)
    with pytest.raises(TooLong):
        rules.ask_for_diagnosis(case, "full", "x" * 1001, **ask)
    made = rules.ask_for_diagnosis(case, "full", WHY, **ask)
    with pytest.raises(rules.AskedAlready):
        rules.ask_for_diagnosis(case, "short", WHY, **ask)
    rules.call_off_diagnosis(made, **ask)
    Case.objects.filter(pk=case.pk).update(told_at=None, rung="coaching")
    with pytest.raises(rules.NotToldYet):
        rules.ask_for_diagnosis(case, "full", WHY, **ask)
    closed = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, closed=True)
    with pytest.raises(rules.CaseClosed):
        rules.ask_for_diagnosis(closed, "full", WHY, **ask)
    assert Diagnosis.objects.count() == 1


def test_nobody_is_asked_of_somebody_who_has_left(fernhill):
    gone = make.hired("Gone Away", fernhill.manager, fernhill.employee.team, fernhill.organization)
    case = make_pips.CaseFactory(employee=gone, manager=fernhill.manager)
    make.leave(gone)
    gone.refresh_from_db()
    with pytest.raises((HasLeft, Refused)):
        rules.ask_for_diagnosis(case, "full", WHY, by=fernhill.manager, at=AT)


def test_the_library_begins_by_itself_and_only_once(fernhill, case, asked):
    begun = Remedy.objects.count()
    assert begun == len(remedies.BEGINNING)
    assert set(Remedy.objects.values_list("cell", flat=True)) == set(CauseCell.values)
    for remedy in Remedy.objects.all():
        remedies.retire_remedy(remedy, by=fernhill.hr_admin, at=AT)
    rules.call_off_diagnosis(asked, by=fernhill.manager, at=AT)
    rules.ask_for_diagnosis(case, "full", WHY, by=fernhill.manager, at=AT)
    assert not Remedy.objects.offered().exists(), "what HR put away does not come back"


# --- answering --------------------------------------------------------------------------------------


def test_when_both_answered_the_result_is_there_and_both_are_told(fernhill, asked):
    answer(asked, fernhill.employee, NO_TIME)
    assert told("pips.diagnosis_there") == []
    assert not answered(asked.case)
    answer(asked, fernhill.manager, NO_SKILL)
    asked.refresh_from_db()
    assert (asked.state, asked.primary) == (DiagnosisState.DONE, CauseCell.KNOWLEDGE)
    assert told("pips.diagnosis_there") == ["Emma Employee", "Max Manager"]
    assert answered(asked.case)


def test_a_short_form_opens_no_gate(fernhill, case):
    asked = rules.ask_for_diagnosis(case, "short", WHY, by=fernhill.manager, at=AT)
    answer(asked, fernhill.employee, {"tools": 1})
    answer(asked, fernhill.manager, {"tools": 2})
    asked.refresh_from_db()
    assert (asked.state, asked.primary) == (DiagnosisState.DONE, CauseCell.INSTRUMENTS)
    assert not answered(case)


def test_an_answer_is_given_once(fernhill, asked):
    answer(asked, fernhill.employee, NO_TIME)
    with pytest.raises(StaleMove):
        answer(asked, fernhill.employee, NO_SKILL)
    assert side(asked, "employee").answers["items"] == NO_TIME


@pytest.mark.parametrize(
    ("items", "error"),
    [
        ({}, rules.NothingAnswered),
        ({"weather": 3}, rules.NoSuchQuestion),
        ({"tools": 6}, rules.NoSuchQuestion),
        ({"tools": 0}, rules.NoSuchQuestion),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_kept(fernhill, asked, items, error):
    with pytest.raises(error):
        answer(asked, fernhill.employee, items)
    assert side(asked, "employee").state == SideState.WAITING


def test_the_manager_is_not_asked_of_circumstances(fernhill, asked):
    with pytest.raises(rules.NoSuchQuestion):
        answer(asked, fernhill.manager, {"circumstances": 2})


@pytest.mark.parametrize("who", ["skip", "peer", "stranger", "hr_admin", "owner", "leaver"])
def test_nobody_else_answers(fernhill, asked, who):
    with pytest.raises(Refused):
        answer(asked, getattr(fernhill, who), NO_TIME)


def test_nobody_answers_about_what_is_closed_or_called_off(fernhill, asked):
    rules.call_off_diagnosis(asked, by=fernhill.manager, at=AT)
    with pytest.raises(rules.CaseClosed):
        answer(asked, fernhill.employee, NO_TIME)


def test_earlier_answers_are_shown_to_whoever_gave_them_alone(fernhill, case, asked):
    answer(asked, fernhill.employee, NO_TIME)
    answer(asked, fernhill.manager, NO_SKILL)
    again = rules.ask_for_diagnosis(case, "full", WHY, by=fernhill.manager, at=AT + 30 * DAY)
    own = {one.question.item: one.before for one in asked_of(again, side(again, "employee"), fernhill.employee)}
    assert own["tools"] == "On 2 March 2026 you said: not at all."
    assert own["knows_how"] == "", "the manager’s answer is not the employee’s"
    successor = make.EmployeeFactory()
    people.report_to(fernhill.employee, successor, by=SYSTEM, from_date=(AT + 31 * DAY).date(), at=AT + 31 * DAY)
    follow_diagnoses(by=SYSTEM, at=AT + 42 * DAY)
    before = {one.before for one in asked_of(again, side(again, "manager"), successor)}
    assert before == {""}, "what the manager before said is not the successor’s"


# --- the clock --------------------------------------------------------------------------------------


def run(at):
    while follow_diagnoses(by=SYSTEM, at=at):
        pass


def test_after_ten_working_days_not_answered_opens_the_gate_and_is_shown_as_that(fernhill, asked):
    answer(asked, fernhill.manager, NO_SKILL)
    run(dt.datetime(2026, 3, 16, 22, tzinfo=dt.UTC))
    assert not answered(asked.case), "the tenth day is not over"
    run(dt.datetime(2026, 3, 17, 9, tzinfo=dt.UTC))
    assert side(asked, "employee").state == SideState.NOT_ANSWERED
    assert answered(asked.case)
    asked.refresh_from_db()
    page = diagnosis_page(asked, fernhill.manager)
    assert [str(one.state_words) for one in page.sides] == ["not answered", "answered"]
    assert page.result is not None and page.result.only == "Max Manager"
    assert told("pips.diagnosis_there") == ["Max Manager"], "there is nothing to read yet for who has not answered"


def test_two_days_before_a_side_is_reminded_once(fernhill, asked):
    answer(asked, fernhill.manager, NO_SKILL)
    run(dt.datetime(2026, 3, 13, 9, tzinfo=dt.UTC))
    assert told("pips.diagnosis_due") == []
    run(dt.datetime(2026, 3, 14, 9, tzinfo=dt.UTC))
    run(dt.datetime(2026, 3, 15, 9, tzinfo=dt.UTC))
    assert told("pips.diagnosis_due") == ["Emma Employee"]


def test_leave_that_came_in_between_moves_the_day(fernhill, asked):
    people.add_absence(
        fernhill.employee,
        by=fernhill.manager,
        at=AT + 3 * DAY,
        start_date=dt.date(2026, 3, 5),
        end_date=dt.date(2026, 3, 18),
    )
    run(dt.datetime(2026, 3, 17, 9, tzinfo=dt.UTC))
    employee = side(asked, "employee")
    assert (employee.state, employee.due_date) == (SideState.WAITING, dt.date(2026, 3, 30))
    assert side(asked, "manager").state == SideState.NOT_ANSWERED


def test_a_late_answer_counts_and_makes_the_result_new(fernhill, asked):
    answer(asked, fernhill.manager, NO_SKILL)
    run(dt.datetime(2026, 3, 17, 9, tzinfo=dt.UTC))
    asked.refresh_from_db()
    assert asked.primary == CauseCell.KNOWLEDGE
    answer(asked, fernhill.employee, NO_TIME | {"tools": 1, "time": 1, "process": 1}, at=AT + 20 * DAY)
    asked.refresh_from_db()
    assert asked.state == DiagnosisState.DONE
    page = diagnosis_page(asked, fernhill.employee)
    assert page.result is not None and page.result.only == ""
    assert "Emma Employee" in told("pips.diagnosis_there")


def test_a_successor_is_asked_with_ten_days_of_their_own(fernhill, asked):
    successor = make.EmployeeFactory()
    at = dt.datetime(2026, 3, 12, 9, tzinfo=dt.UTC)
    people.report_to(fernhill.employee, successor, by=SYSTEM, from_date=at.date(), at=at)
    run(dt.datetime(2026, 3, 16, 9, tzinfo=dt.UTC))
    manager = side(asked, "manager")
    assert (manager.person, manager.due_date) == (successor, dt.date(2026, 3, 30))
    with pytest.raises(Refused):
        answer(asked, fernhill.manager, NO_SKILL)
    answer(asked, successor, NO_SKILL)


def test_where_the_case_is_closed_nobody_is_asked_any_more(fernhill, asked, case):
    Case.objects.filter(pk=case.pk).update(
        state="closed", outcome="resolved", closed_at=AT, spent_on_date=AT.date() + 365 * DAY
    )
    run(AT + DAY)
    asked.refresh_from_db()
    assert asked.state == DiagnosisState.CALLED_OFF
    assert not list(due(fernhill.employee, at=AT))


def test_what_waits_stands_on_home_of_both_until_answered(fernhill, asked):
    assert [one.key for one in due(fernhill.employee, at=AT)] == [f"diagnosis:{side(asked, 'employee').pk}"]
    assert "Emma Employee" in str(next(due(fernhill.manager, at=AT)).title)
    answer(asked, fernhill.employee, NO_TIME)
    assert list(due(fernhill.employee, at=AT)) == []
    assert list(due(fernhill.peer, at=AT)) == []


# --- what is chosen ---------------------------------------------------------------------------------


@pytest.fixture
def read(fernhill, asked):
    answer(asked, fernhill.employee, NO_TIME)
    answer(asked, fernhill.manager, NO_TIME)
    asked.refresh_from_db()
    return asked


def test_a_chosen_remedy_waits_for_the_plan_and_can_be_taken_out(fernhill, read):
    remedy = Remedy.objects.get(code="workload")
    chosen = remedies.choose_remedy(
        read, remedy, by=fernhill.manager, at=AT, what="Two of the five customers go to Grace"
    )
    team = Remedy.objects.get(code="tool_fix")
    remedies.choose_remedy(read, team, by=fernhill.manager, at=AT, what="The template is mended")
    assert [one.what for one in for_plan(read.case, fernhill.manager)] == ["Two of the five customers go to Grace"]
    remedies.drop_remedy(chosen, by=fernhill.manager, at=AT)
    assert for_plan(read.case, fernhill.manager) == []
    with pytest.raises(Refused):
        remedies.choose_remedy(read, remedy, by=fernhill.employee, at=AT, what="Less")
    with pytest.raises(remedies.WhatMissing):
        remedies.choose_remedy(read, remedy, by=fernhill.manager, at=AT, what=" \u200b")


def test_the_next_plan_begins_with_what_was_chosen_and_it_becomes_its_support(fernhill, read):
    remedy = Remedy.objects.get(code="workload")
    what = "Two of the five customers go to Grace"
    chosen = remedies.choose_remedy(read, remedy, by=fernhill.manager, at=AT, what=what)
    begun = coaching_from(read.case, fernhill.employee, viewer=fernhill.manager, at=AT)
    assert [one.what for one in begun.content.support] == [what]
    issue = WrittenIssue(title="Certificates", standard="A certificate carries every figure.")
    content = replace(begun.content, aim="They are right the first time.", issues=(issue,))
    plan = start_coaching(read.case.employee, "", content, by=fernhill.manager, at=AT, case=read.case)
    chosen.refresh_from_db()
    assert chosen.support is not None and chosen.support.plan == plan
    assert for_plan(read.case, fernhill.manager) == []
    remedies.drop_remedy(chosen, by=fernhill.manager, at=AT)
    chosen.refresh_from_db()
    assert chosen.dropped_at is None, "what is owed is changed in its plan"


def test_nothing_is_chosen_before_both_are_through(fernhill, asked):
    answer(asked, fernhill.manager, NO_TIME)
    with pytest.raises(Refused):
        remedies.choose_remedy(asked, Remedy.objects.get(code="workload"), by=fernhill.manager, at=AT, what="Less")


def test_whoever_used_to_do_it_is_offered_practice_before_training(fernhill, asked):
    answer(asked, fernhill.employee, NO_SKILL, used_to=True, could=True)
    answer(asked, fernhill.manager, NO_SKILL, used_to=True, could=None)
    asked.refresh_from_db()
    page = diagnosis_page(asked, fernhill.manager)
    assert page.result is not None and page.result.practice_first
    knowing = page.result.worth_doing[0]
    assert knowing.cell == CauseCell.KNOWLEDGE
    assert [remedy.code for remedy in knowing.remedies][-1] == "training"


# --- the library ------------------------------------------------------------------------------------


def test_hr_keeps_the_library_and_nobody_else(fernhill):
    keep = {"at": AT, "cell": CauseCell.DATA, "name": "A list beside the bench", "kind": "support"}
    made = remedies.write_remedy(by=fernhill.hr_admin, **keep)
    with pytest.raises(remedies.NameThere):
        remedies.write_remedy(by=fernhill.owner, **keep | {"name": "a LIST beside the bench"})
    for nobody in (fernhill.manager, fernhill.employee, fernhill.hr_partner, fernhill.auditor):
        with pytest.raises(Refused):
            remedies.write_remedy(by=nobody, **keep | {"name": "Another"})
        with pytest.raises(Refused):
            remedies.retire_remedy(made, by=nobody, at=AT)
    remedies.retire_remedy(made, by=fernhill.hr_admin, at=AT)
    again = remedies.write_remedy(by=fernhill.hr_admin, **keep)
    with pytest.raises(remedies.NameThere):
        remedies.bring_remedy_back(made, by=fernhill.hr_admin, at=AT)
    assert list(Remedy.objects.offered()) == [again]
