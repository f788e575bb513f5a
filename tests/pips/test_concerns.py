"""A concern on its whole way: shared, told, answered, looked at again, solved; and every step gone back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.access import giving as feedback_access
from feedback.models import Feedback, Received
from feedback.rules import giving
from notices.models import Notice
from notices.queries.bell import bell_of
from people.access import SYSTEM
from people.models import AuditEntry, Draft
from people.rules import report_to
from people.states import EmployeeState
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, StaleMove
from perfhub.kernel.typed import TooLong
from pips import access
from pips.access import concerns as concern_access
from pips.models import Case, CaseEvent, Concern, ConcernWord
from pips.queries import ladder, ladder_shown
from pips.rules import cases, concerns, solving
from pips.states import CaseState, ConcernState, Rung
from tests.factories import people as make

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)  # a Tuesday
LOOK = date(2026, 3, 17)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SAID = {
    "title": "Certificates right first time",
    "saw": "Six of ten came back for a missing figure.",
    "need": "Nine of ten right.",
    "help": "We look at three together on Thursday.",
    "look_date": LOOK,
}


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def concern(fernhill):
    return share(fernhill)


def share(world, *, at=AT, **said):
    with clock.stopped(at):
        return concerns.share_concern(world.employee, by=world.manager, at=at, **{**SAID, **said})


def told(kind: str) -> list[int]:
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def bell(person, *, at) -> list[str]:
    """What stands under somebody's bell of this floor."""
    with clock.stopped(at):
        its = Notice.objects.filter(recipient=person, kind__startswith="concern.").order_by("pk")
        return [entry.words.subject for entry in bell_of(its, viewer=person)]


def titles(provider, viewer, *, at) -> list[str]:
    with clock.stopped(at):
        return [str(due.title) for due in provider(viewer, at=at)]


# --- sharing ------------------------------------------------------------------------------------


def test_sharing_opens_a_case_writes_an_improvement_feedback_and_tells_once(fernhill, concern):
    feedback = concern.feedback
    assert (feedback.kind, feedback.audience, feedback.by) == ("improvement", "receiver", fernhill.manager)
    said = (feedback.behaviour, feedback.next_step, feedback.how, feedback.follow_up_date)
    assert said == (SAID["saw"], SAID["need"], SAID["help"], LOOK)
    assert Received.objects.get(feedback=feedback).employee == fernhill.employee
    with clock.stopped(AT + MINUTE):
        assert feedback_access.received_by(fernhill.employee).filter(feedback=feedback).exists()
    assert (concern.case.rung, concern.case.told_at) == (Rung.CONCERN, feedback.shared_at)
    assert told("concern.shared") == [fernhill.employee.pk]
    assert told("feedback.given") == [], "told once, not as feedback, too"
    assert told("feedback.look_again") == []
    acts = AuditEntry.objects.filter(by=fernhill.manager, employee=fernhill.employee).order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["feedback.given", "case.opened", "case.told"]


def test_a_notice_of_it_names_no_word_of_it_and_goes_out_in_working_hours(fernhill):
    share(fernhill, at=datetime(2026, 3, 4, 20, tzinfo=UTC))
    notice = Notice.objects.get(kind="concern.shared")
    assert notice.due_at > datetime(2026, 3, 5, 5, tzinfo=UTC)
    assert bell(fernhill.employee, at=datetime(2026, 3, 6, 12, tzinfo=UTC)) == [
        f"{fernhill.manager.name} shares a concern with you"
    ]


def test_shared_before_free_days_it_is_read_after_them_and_nowhere_before(fernhill):
    friday = datetime(2026, 3, 6, 16, 30, tzinfo=UTC)
    concern = share(fernhill, at=friday)
    assert concern.case.told_at > friday + 2 * DAY
    with clock.stopped(friday + MINUTE):
        assert not access.visible_to(fernhill.employee).exists()
        assert access.visible_to(fernhill.manager).exists()
    with clock.stopped(concern.case.told_at):
        assert access.visible_to(fernhill.employee).exists()


def test_what_makes_no_sense_is_refused_in_words_and_nothing_is_written(fernhill):
    for said, error in (
        ({"saw": " \u200b "}, concerns.WordsMissing),
        ({"help": ""}, concerns.WordsMissing),
        ({"title": " "}, cases.TitleMissing),
        ({"need": "a" * 4001}, TooLong),
        ({"look_date": AT.date()}, concerns.DayOver),
        ({"look_date": AT.date() - DAY}, concerns.DayOver),
        ({"look_date": AT.date() + timedelta(days=200)}, concerns.DayTooFar),
    ):
        with pytest.raises(error):
            share(fernhill, **said)
    leaver = make.EmployeeFactory(state=EmployeeState.LEFT, end_date=date(2026, 1, 31))
    for whom, error in (
        (fernhill.manager, cases.AboutOneself),
        (fernhill.skip, cases.AboutThoseAbove),
        (leaver, cases.HasLeft),
        (make.EmployeeFactory(), cases.NotYourReport),
    ):
        with pytest.raises(error):
            concerns.share_concern(whom, by=fernhill.manager, at=AT, **SAID)
    with pytest.raises(cases.NotYourReport):
        concerns.share_concern(fernhill.employee, by=fernhill.skip, at=AT, **SAID)
    assert not Case.objects.exists()
    assert not Feedback.objects.exists()


def test_feedback_fills_it_in_and_it_says_that_it_was_said_before(fernhill):
    before = giving.give(
        [fernhill.employee],
        by=fernhill.manager,
        at=AT - 10 * DAY,
        kind="improvement",
        audience="receiver",
        behaviour="Two came back.",
        impact="The customer waited.",
        next_step="Use the list.",
    )
    begun = ladder.begun_with(before, today=AT.date())
    assert begun["saw"] == "Two came back.\n\nThe customer waited."
    assert (begun["need"], begun["look_date"]) == ("Use the list.", AT.date() + timedelta(days=14))
    assert ladder.feedback_to_begin_with(fernhill.manager, fernhill.employee, before.pk) == before
    assert ladder.feedback_to_begin_with(fernhill.skip, fernhill.employee, before.pk) is None
    assert share(fernhill, again=before).feedback.again == before


def test_what_belongs_to_a_concern_is_taken_back_and_looked_at_there_alone(fernhill, concern):
    with clock.stopped(AT + MINUTE), pytest.raises(giving.BelongsAbove):
        giving.take_back(concern.feedback, by=fernhill.manager, at=AT + MINUTE)
    concern.feedback.refresh_from_db()
    open_acts = feedback_access.acts(fernhill.manager, concern.feedback, at=AT + MINUTE)
    assert not {"take_back", "follow_up"} & open_acts


# --- answering ----------------------------------------------------------------------------------


def test_the_employee_reads_and_answers_in_own_words(fernhill, concern):
    with clock.stopped(AT + DAY):
        concerns.say(concern, "  The template lost my text. ", by=fernhill.employee, at=AT + DAY)
        concerns.say(concern, "Twice, in fact.", by=fernhill.employee, at=AT + DAY)
    concern.refresh_from_db()
    assert concern.read_at == AT + DAY
    assert Received.objects.get(feedback=concern.feedback).acknowledged_at == AT + DAY
    assert list(ConcernWord.objects.order_by("pk").values_list("text", flat=True)) == [
        "The template lost my text.",
        "Twice, in fact.",
    ]
    assert CaseEvent.objects.filter(act="answered").count() == 1
    assert told("concern.said") == [fernhill.manager.pk] * 2


def test_who_reads_it_not_says_nothing_to_it(fernhill, concern):
    for who in (fernhill.skip, fernhill.hr_admin, fernhill.peer):
        with pytest.raises(Refused):
            concerns.say(concern, "Well.", by=who, at=AT + DAY)
    with pytest.raises(Refused):
        concerns.read(concern, by=fernhill.manager, at=AT + DAY)
    with pytest.raises(concerns.NothingSaid):
        concerns.say(concern, " \u200b", by=fernhill.employee, at=AT + DAY)


# --- looking again ------------------------------------------------------------------------------


def ask(at=datetime(2026, 3, 17, 6, tzinfo=UTC), off=()):
    with clock.stopped(at):
        return solving.ask(by=SYSTEM, at=at, today=at.date(), off=off)


def test_at_its_date_both_are_asked_once_and_it_stands_on_both_homes(fernhill, concern):
    assert ask(at=datetime(2026, 3, 16, 6, tzinfo=UTC)) == 0
    assert ask() == 1
    assert ask() == 0
    both = sorted([fernhill.employee.pk, fernhill.manager.pk])
    assert told("concern.look_again") == both
    concerns.read(concern, by=fernhill.employee, at=AT + DAY)
    noon = datetime(2026, 3, 17, 12, tzinfo=UTC)
    assert titles(ladder_shown.concerns_due, fernhill.employee, at=noon) == ["Is it solved?"]
    assert titles(ladder_shown.concerns_due, fernhill.manager, at=noon) == [
        f"Is it solved? The concern you shared with {fernhill.employee.name}"
    ]
    for who in (fernhill.skip, fernhill.hr_admin, fernhill.peer):
        assert titles(ladder_shown.concerns_due, who, at=noon) == []


def test_where_it_is_switched_off_nobody_is_asked_and_nothing_lapses(fernhill, concern):
    assert ask(off=[fernhill.employee.team_id]) == 0
    late = datetime(2026, 6, 1, tzinfo=UTC)
    assert solving.lapse(by=SYSTEM, at=late, off=[fernhill.employee.team_id]) == 0
    concern.refresh_from_db()
    assert concern.is_open


def test_it_is_looked_at_again_on_another_day_and_asked_anew_then(fernhill, concern):
    ask()
    at = datetime(2026, 3, 17, 12, tzinfo=UTC)
    with clock.stopped(at):
        concerns.watch(concern, date(2026, 3, 31), by=fernhill.employee, at=at, reason="Half of it")
        with pytest.raises(concerns.SameDay):
            concerns.watch(concern, date(2026, 3, 31), by=fernhill.manager, at=at)
    assert (concern.state, concern.look_date, concern.first_look_date) == ("watched", date(2026, 3, 31), LOOK)
    assert Feedback.objects.get(pk=concern.feedback_id).outcome == "same"
    assert told("concern.news") == [fernhill.manager.pk]
    assert ask(at=datetime(2026, 3, 31, 6, tzinfo=UTC)) == 1
    assert len(told("concern.look_again")) == 4


def test_solved_by_either_side_it_is_closed_and_the_other_is_told(fernhill, concern):
    at = AT + 14 * DAY
    with clock.stopped(at):
        concerns.resolve(concern, by=fernhill.employee, at=at, reason="Nine of ten")
    case = Case.objects.get()
    assert (case.state, case.outcome, case.spent_on_date) == ("closed", "resolved", date(2027, 3, 17))
    assert (concern.state, concern.closed_at) == ("resolved", at)
    assert Feedback.objects.get(pk=concern.feedback_id).outcome == "better"
    assert bell(fernhill.manager, at=at + DAY) == ["A concern is resolved"]
    with clock.stopped(at), pytest.raises(StaleMove):
        concerns.resolve(concern, by=fernhill.manager, at=at)
    with clock.stopped(at + DAY):
        concerns.reopen(concern, "Three came back", date(2026, 4, 7), by=fernhill.manager, at=at + DAY)
    concern.refresh_from_db()
    assert (concern.state, concern.look_date, Case.objects.get().state) == ("watched", date(2026, 4, 7), "open")
    assert Feedback.objects.get(pk=concern.feedback_id).outcome == "again"
    with pytest.raises(Refused):
        concerns.reopen(concern, "No", date(2026, 4, 7), by=fernhill.employee, at=at + DAY)


def test_unanswered_for_thirty_days_it_lapses_to_resolved_however_often_the_clock_comes(fernhill, concern):
    ask()
    asked = datetime(2026, 3, 17, 6, tzinfo=UTC)
    assert solving.lapse(by=SYSTEM, at=asked + 29 * DAY) == 0
    assert solving.lapse(by=SYSTEM, at=asked + 30 * DAY) == 1
    assert solving.lapse(by=SYSTEM, at=asked + 31 * DAY) == 0
    case = Case.objects.get()
    concern.refresh_from_db()
    assert (case.state, case.outcome, concern.state) == ("closed", "lapsed", "resolved")
    assert told("concern.news") == sorted([fernhill.employee.pk, fernhill.manager.pk])
    assert CaseEvent.objects.get(act="closed").by is None


def test_twelve_months_after_it_is_spent_and_its_employees_alone(fernhill, concern):
    with clock.stopped(AT + DAY):
        concerns.resolve(concern, by=fernhill.manager, at=AT + DAY)
    day = date(2027, 3, 4)
    late = datetime(2027, 3, 4, 3, tzinfo=UTC)
    assert solving.spend(by=SYSTEM, at=late - DAY, today=day - DAY) == 0
    assert solving.spend(by=SYSTEM, at=late, today=day) == 1
    assert solving.spend(by=SYSTEM, at=late, today=day) == 0
    assert Case.objects.get().state == CaseState.SPENT
    with clock.stopped(late):
        assert access.visible_to(fernhill.employee).exists()
        assert not access.visible_to(fernhill.manager).exists()
    successor = make.EmployeeFactory()
    report_to(fernhill.employee, successor, by=SYSTEM, from_date=day, at=late)
    with clock.stopped(late):
        assert not access.visible_to(successor).exists()


def test_what_is_open_about_a_leaver_ends(fernhill, concern):
    type(fernhill.employee).objects.filter(pk=fernhill.employee.pk).update(state="left", end_date=AT.date())
    assert solving.end_of_leavers(by=SYSTEM, at=AT + DAY) == 1
    assert solving.end_of_leavers(by=SYSTEM, at=AT + DAY) == 0
    assert Case.objects.get().outcome == "moved_on"


# --- up, down, and back --------------------------------------------------------------------------


def test_it_goes_up_with_a_reason_and_down_with_a_press(fernhill, concern):
    with clock.stopped(AT + DAY):
        with pytest.raises(concerns.ReasonMissing):
            concerns.take_up(concern, " ", by=fernhill.manager, at=AT + DAY)
        with pytest.raises(Refused):
            concerns.take_up(concern, "More help", by=fernhill.employee, at=AT + DAY)
        concerns.take_up(concern, "More help is needed", by=fernhill.manager, at=AT + DAY)
        assert concern.case.rung == Rung.COACHING
        assert titles(ladder_shown.plans_due, fernhill.manager, at=AT + DAY) == [
            f"The coaching plan with {fernhill.employee.name}"
        ]
        concern.refresh_from_db()
        concerns.take_down(concern, by=fernhill.manager, at=AT + 2 * DAY)
    concern.refresh_from_db()
    assert (concern.case.rung, concern.state) == (Rung.CONCERN, ConcernState.WATCHED)
    assert bell(fernhill.employee, at=AT + 5 * DAY)[-2:] == [
        "A concern becomes a coaching plan",
        "A coaching plan went back to the concern",
    ]


def test_what_was_just_shared_is_taken_back_its_words_are_a_draft_again_and_nobody_reads_it(fernhill, concern):
    at = AT + 5 * MINUTE
    with clock.stopped(at):
        concerns.take_back(concern.case, by=fernhill.manager, at=at)
    case = Case.objects.get()
    assert (case.state, case.outcome) == ("spent", "taken_back")
    assert Concern.objects.get().state == "taken_back"
    assert Feedback.objects.get().state == "taken_back"
    assert Draft.objects.get(key=ladder.concern_draft(fernhill.employee)).content["saw"] == [SAID["saw"]]
    assert bell(fernhill.employee, at=at + DAY) == []
    with clock.stopped(at + DAY):
        assert not access.visible_to(fernhill.manager).exists()


def test_taken_back_before_its_employee_could_read_it_nobody_learns_of_it(fernhill):
    friday = datetime(2026, 3, 6, 16, 30, tzinfo=UTC)
    concern = share(fernhill, at=friday)
    with clock.stopped(friday + DAY):
        concerns.take_back(concern.case, by=fernhill.manager, at=friday + DAY)
    with clock.stopped(friday + 5 * DAY):
        assert not access.visible_to(fernhill.employee).exists()
        assert access.standing_of(fernhill.employee, Case.objects.get()) is None


def test_each_press_is_taken_back_for_ten_minutes_by_whoever_did_it(fernhill, concern):
    at = AT + DAY
    with clock.stopped(at):
        concerns.watch(concern, date(2026, 3, 31), by=fernhill.employee, at=at)
        with pytest.raises(concerns.NothingToTakeBack):
            concerns.take_back(concern.case, by=fernhill.manager, at=at)
        concerns.take_back(concern.case, by=fernhill.employee, at=at + 10 * MINUTE)
        concern.refresh_from_db()
        assert (concern.state, concern.look_date) == ("open", LOOK)
        assert Feedback.objects.get(pk=concern.feedback_id).outcome == ""
        concerns.resolve(concern, by=fernhill.manager, at=at)
        concerns.take_back(concern.case, by=fernhill.manager, at=at + MINUTE)
        concern.refresh_from_db()
        assert (concern.state, concern.closed_at, Case.objects.get().state) == ("open", None, "open")
        concern.case.refresh_from_db()
        concerns.take_up(concern, "More help", by=fernhill.manager, at=at)
        concerns.take_back(concern.case, by=fernhill.manager, at=at + MINUTE)
        concern.refresh_from_db()
        assert (concern.state, Case.objects.get().rung) == ("open", "concern")
        concern.case.refresh_from_db()
        concerns.resolve(concern, by=fernhill.manager, at=at + 11 * MINUTE)
        with pytest.raises(concerns.NothingToTakeBack):
            concerns.take_back(concern.case, by=fernhill.manager, at=at + 22 * MINUTE)
    assert bell(fernhill.employee, at=at + DAY)[-1:] == ["A concern is resolved"]
    steps = [
        (step.event.act, step.undone)
        for step in ladder.steps_of(Case.objects.get(), viewer=fernhill.manager, at=at + DAY)
    ]
    assert steps.count(("watched", True)) == 1
    assert steps[-1] == ("closed", False)


def test_acts_are_what_the_rules_allow(fernhill, concern):
    case = concern.case
    with clock.stopped(AT + DAY):
        of = {
            "employee": concern_access.acts(fernhill.employee, case, concern, at=AT + DAY),
            "manager": concern_access.acts(fernhill.manager, case, concern, at=AT + DAY),
            "skip": concern_access.acts(fernhill.skip, case, concern, at=AT + DAY),
        }
    assert of == {
        "employee": {"say", "resolve", "watch", "read", "name_reader"},
        "manager": {"say", "resolve", "watch", "raise", "add_evidence", "take_out"},
        "skip": set(),
    }
