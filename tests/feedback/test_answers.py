"""The employee writes, corrects, was away."""

import datetime as dt

import pytest

from feedback import queries, rules
from feedback.models import CheckIn, EarlierAnswer, Priority
from feedback.states import Outcome
from people.models import AuditEntry, Draft, Touched
from perfhub.kernel.errors import Conflict, Refused
from tests.factories.feedback import DUE, MONDAY, CheckInFactory, PriorityFactory
from tests.factories.people import DraftFactory

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)
BEFORE = DUE - dt.timedelta(hours=2)


def fresh(check_in):
    return CheckIn.objects.get(pk=check_in.pk)


def texts(check_in):
    return list(Priority.objects.filter(check_in=check_in).order_by("position").values_list("text", flat=True))


def answered_last_week(employee, *plans):
    last = CheckInFactory(employee=employee, period_start=MONDAY - WEEK, answered=True)
    return last, [PriorityFactory(check_in=last, position=n, text=text) for n, text in enumerate(plans, start=1)]


def test_an_answer_is_kept_recorded_and_marked_for_the_facts(fernhill):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
        DraftFactory(employee=fernhill.employee, key=queries.draft_key(check_in))
        rules.answer(
            check_in,
            by=fernhill.employee,
            at=BEFORE,
            mood=4,
            progress=" The Leeds handover was calm. ",
            blockers="May I move the bench?",
            priorities=["Doncaster", "  ", "Brno audit"],
        )
        row = fresh(check_in)
        assert (row.state, row.mood, row.progress, row.edition) == ("answered", 4, "The Leeds handover was calm.", 1)
        assert (row.answered_at, row.step, row.step_at, row.was_on_time) == (BEFORE, "", None, True)
        assert texts(check_in) == ["Doncaster", "Brno audit"]
        assert AuditEntry.objects.filter(act="check_in.answered", employee=fernhill.employee).count() == 1
        assert Touched.objects.filter(employee=fernhill.employee, week_start=MONDAY).exists()
        assert not Draft.objects.exists()


def test_a_late_answer_counts(fernhill):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee, missed=True)
        rules.answer(check_in, by=fernhill.employee, at=DUE + 2 * WEEK, progress="Late, but here.")
        assert (fresh(check_in).state, fresh(check_in).was_on_time) == ("answered", False)


def test_last_weeks_plans_are_done_carried_or_dropped(fernhill):
    with fernhill.inside():
        _last, (done, carried, dropped) = answered_last_week(fernhill.employee, "Tickets", "Checklist", "Course")
        check_in = CheckInFactory(employee=fernhill.employee)
        rules.answer(
            check_in,
            by=fernhill.employee,
            at=BEFORE,
            outcomes={done.pk: Outcome.DONE, dropped.pk: Outcome.DROP},
            priorities=["Doncaster"],
        )
        assert texts(check_in) == ["Checklist", "Doncaster"]
        outcomes = Priority.objects.filter(settled_in=check_in).order_by("position").values_list("outcome", flat=True)
        assert list(outcomes) == ["done", "carry", "drop"]
        again = Priority.objects.get(check_in=check_in, position=1)
        assert (again.carried_from_id, again.weeks_carried, again.outcome) == (carried.pk, 1, "open")


def test_three_priorities_at_most_with_those_carried(fernhill):
    with fernhill.inside():
        answered_last_week(fernhill.employee, "Tickets", "Checklist")
        check_in = CheckInFactory(employee=fernhill.employee)
        with pytest.raises(rules.TooManyPriorities):
            rules.answer(check_in, by=fernhill.employee, at=BEFORE, priorities=["Doncaster", "Brno"])


def test_a_correction_keeps_the_earlier_words_and_comes_back_to_the_manager(fernhill):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
        rules.answer(check_in, by=fernhill.employee, at=BEFORE, mood=2, progress="First", priorities=["One"])
        rules.mark_read(check_in, by=fernhill.manager, at=DUE)
        rules.correct(
            check_in, by=fernhill.employee, at=DUE + WEEK, mood=3, progress="Second", priorities=["Two"], seen=1
        )
        row = fresh(check_in)
        assert (row.state, row.progress, row.mood, row.edition) == ("answered", "Second", 3, 2)
        assert (row.answered_at, row.corrected_at) == (BEFORE, DUE + WEEK)
        assert texts(check_in) == ["Two"]
        earlier = EarlierAnswer.objects.get()
        assert (earlier.progress, earlier.mood, earlier.priorities, earlier.edition) == ("First", 2, "One", 1)
        assert (earlier.said_at, earlier.superseded_at) == (BEFORE, DUE + WEEK)
        inbox = queries.inbox_for(fernhill.manager, at=DUE + WEEK)
        assert [row.line for row in inbox.changed] == ["Corrected after you read it; The first check-in; Second"]


def test_plans_which_a_later_week_has_taken_up_stay_as_they_are(fernhill):
    with fernhill.inside():
        last, _plans = answered_last_week(fernhill.employee, "Tickets")
        check_in = CheckInFactory(employee=fernhill.employee)
        rules.answer(check_in, by=fernhill.employee, at=BEFORE)
        rules.correct(last, by=fernhill.employee, at=DUE, progress="More", priorities=["Tickets"])
        assert (texts(last), texts(check_in)) == (["Tickets"], ["Tickets"])
        with pytest.raises(rules.LaterWeekAnswered):
            rules.correct(last, by=fernhill.employee, at=DUE, progress="More", priorities=["Another"])


def test_two_tabs_conflict_with_both_texts(fernhill):
    with fernhill.inside():
        first = CheckInFactory(employee=fernhill.employee)
        second = fresh(first)
        rules.answer(first, by=fernhill.employee, at=BEFORE, progress="In the first tab", seen=0)
        with pytest.raises(Conflict) as conflict:
            rules.answer(second, by=fernhill.employee, at=BEFORE, progress="In the second", seen=0)
        assert conflict.value.yours["progress"] == "In the second"
        assert conflict.value.theirs["progress"] == "In the first tab"
        assert fresh(first).progress == "In the first tab"


def test_i_was_away_needs_no_reason_and_can_be_taken_back(fernhill):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
        rules.skip(check_in, by=fernhill.employee, at=BEFORE)
        assert (fresh(check_in).state, fresh(check_in).skip_reason, fresh(check_in).step) == ("skipped", "asked", "")
        rules.ask_again(check_in, by=fernhill.employee, at=BEFORE)
        assert (fresh(check_in).state, fresh(check_in).skip_reason) == ("due", "")
        rules.answer(check_in, by=fernhill.employee, at=BEFORE)


def test_only_the_employee_writes(fernhill):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
        for other in (fernhill.manager, fernhill.hr_admin, fernhill.skip, fernhill.peer):
            with pytest.raises(Refused):
                rules.answer(check_in, by=other, at=BEFORE, progress="In your name")
        assert fresh(check_in).state == "due"
