"""The employee's voice: receipt is no agreement, words stay, wishes are answered, appeals go to somebody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404

from notices.models import Notice
from people.access import SYSTEM
from people.rules import report_to
from people.rules.files import FileNotTaken
from perfhub.kernel.errors import Refused, StaleMove
from pips.access import get_plan
from pips.models import Appeal, CaseReader, Plan, PlanReview, PlanWord, Receipt
from pips.rules import plans as rules
from pips.rules import voice
from pips.rules.outcomes import ExtendedAlready
from pips.states import Appealed, PlanRequestKind, PlanState
from tests.factories import pips as make_pips

from . import whole

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)  # a Tuesday
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def people(fernhill):
    return {"manager": fernhill.manager, "reviewer": fernhill.hr_admin, "hears": fernhill.stranger}


@pytest.fixture
def told(fernhill, people):
    return fresh(whole.offered(fernhill.employee, at=AT, **people))


@pytest.fixture
def running(fernhill, people):
    return fresh(whole.active(fernhill.employee, at=AT, **people))


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("case__hr_owner", "case__manager", "employee", "drafted_by").get(pk=plan.pk)


def told_of(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


# --- receipt ----------------------------------------------------------------------------------


def test_a_version_is_received_once_with_a_statement_or_without(fernhill, told):
    receipt = voice.acknowledge(told, text="I had two jobs", by=fernhill.employee, at=AT)
    assert (receipt.kind, receipt.content, PlanWord.objects.get().text) == ("with_statement", 1, "I had two jobs")
    assert told_of("plan.received") == {fernhill.manager.pk, fernhill.hr_admin.pk}
    with pytest.raises(voice.ReceivedAlready), transaction.atomic():
        voice.acknowledge(told, by=fernhill.employee, at=AT)


def test_nobody_acknowledges_for_the_employee(fernhill, told):
    for who in (fernhill.manager, fernhill.hr_admin, fernhill.skip, fernhill.peer):
        with pytest.raises(Refused):
            voice.acknowledge(told, by=who, at=AT)


def test_what_is_not_acknowledged_is_written_down_with_a_witness(fernhill, told):
    for witness in (None, fernhill.manager, fernhill.employee, fernhill.leaver):
        with pytest.raises(voice.NoWitness):
            voice.refuse(told, witness=witness, by=fernhill.manager, at=AT)
    receipt = voice.refuse(told, witness=fernhill.skip, by=fernhill.manager, at=AT)
    assert (receipt.kind, receipt.witness, receipt.by) == ("refused", fernhill.skip, fernhill.manager)
    assert told_of("plan.received") == {fernhill.employee.pk}
    with pytest.raises(voice.ReceivedAlready), transaction.atomic():
        voice.acknowledge(told, by=fernhill.employee, at=AT)


def test_a_receipt_and_a_word_cannot_be_changed_by_anybody(fernhill, told):
    voice.acknowledge(told, text="I had two jobs", by=fernhill.employee, at=AT)
    for rows, change in ((PlanWord.objects.all(), {"text": "I agree"}), (Receipt.objects.all(), {"kind": "refused"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


# --- words ------------------------------------------------------------------------------------


def test_words_are_said_at_any_time_also_when_it_is_over(fernhill, running):
    voice.say(running, "What speaks for me", by=fernhill.employee, at=AT)
    rules.cancel(running, reason="Another role was found", by=fernhill.hr_admin, at=AT)
    voice.say(fresh(running), "Thank you", by=fernhill.employee, at=AT)
    assert PlanWord.objects.count() == 2
    with pytest.raises(voice.NothingSaid):
        voice.say(running, " \u200b ", by=fernhill.employee, at=AT)


def test_a_file_is_what_its_name_says_and_no_larger_than_ten_megabytes(fernhill, running):
    for name, raw, claimed in (
        ("plan.pdf", b"MZ\x90\x00 a program", "application/pdf"),
        ("page.txt", b"<script>alert(1)</script>", "text/plain"),
        ("large.txt", b"a" * (10 * 2**20 + 1), "text/plain"),
        ("empty.txt", b"", "text/plain"),
    ):
        with pytest.raises(FileNotTaken) as refused:
            voice.say(running, "See this", by=fernhill.employee, at=AT, file=(name, raw, claimed))
        assert name in str(refused.value)
    assert not PlanWord.objects.exists()
    word = voice.say(running, "See this", by=fernhill.employee, at=AT, file=("notes.txt", b"Two jobs", "text/plain"))
    assert (word.kind, word.file.name, bytes(word.file.content)) == ("evidence", "notes.txt", b"Two jobs")


def test_what_was_said_is_answered_by_manager_or_hr_and_both_stay(fernhill, running):
    word = voice.say(running, "I had two jobs", by=fernhill.employee, at=AT)
    with pytest.raises(Refused):
        voice.reply(running, word, "I agree with myself", by=fernhill.employee, at=AT)
    voice.reply(running, word, "True, and not said clearly enough", by=fernhill.manager, at=AT)
    assert list(PlanWord.objects.order_by("pk").values_list("kind", "answers")) == [
        ("statement", None),
        ("answer", word.pk),
    ]


# --- wishes -----------------------------------------------------------------------------------


def test_a_wish_is_answered_with_a_reason_or_withdrawn(fernhill, running):
    wish = voice.ask(running, PlanRequestKind.CHANGE, "Ten drawn by lot", by=fernhill.employee, at=AT)
    assert told_of("plan.asked") == {fernhill.manager.pk, fernhill.hr_admin.pk}
    with pytest.raises(voice.NothingSaid):
        voice.decline(wish, "", by=fernhill.manager, at=AT)
    with pytest.raises(Refused):
        voice.decline(wish, "No", by=fernhill.employee, at=AT)
    voice.decline(wish, "The last ten are what customers got", by=fernhill.manager, at=AT)
    with pytest.raises(StaleMove), transaction.atomic():
        voice.withdraw(wish, by=fernhill.employee, at=AT)
    other = voice.ask(running, PlanRequestKind.CHANGE, "Another", by=fernhill.employee, at=AT)
    voice.withdraw(other, by=fernhill.employee, at=AT)
    assert (wish.state, other.state) == ("declined", "withdrawn")


def test_more_time_is_asked_for_in_days_and_given_once(fernhill, running):
    for days, error in ((None, voice.DaysMissing), (0, voice.DaysMissing), (31, voice.TooManyDays)):
        with pytest.raises(error):
            voice.ask(running, PlanRequestKind.EXTEND, "I was ill", days=days, by=fernhill.employee, at=AT)
    wish = voice.ask(running, PlanRequestKind.EXTEND, "Two jobs", days=10, by=fernhill.employee, at=AT)
    voice.give_time(wish, "Yes", by=fernhill.manager, at=AT)
    assert fresh(running).end_date == date(2026, 6, 8)  # ten working days after the 25th of May
    more = voice.ask(running, PlanRequestKind.EXTEND, "Again", days=5, by=fernhill.employee, at=AT)
    with pytest.raises(ExtendedAlready), transaction.atomic():
        voice.give_time(more, "Yes", by=fernhill.manager, at=AT)
    more.refresh_from_db()
    assert more.state == "open"


# --- appeals ----------------------------------------------------------------------------------


def test_an_appeal_goes_to_whoever_was_named_and_lets_that_person_read(fernhill, told):
    with pytest.raises(Http404):
        get_plan(fernhill.stranger, told.pk)
    made = voice.appeal(told, Appealed.PLAN, "Nobody told me the standard", by=fernhill.employee, at=AT + DAY)
    assert (made.reviewer, made.answer_date) == (fernhill.stranger, date(2026, 3, 18))
    assert get_plan(fernhill.stranger, told.pk) == told
    assert told_of("plan.appealed") == {fernhill.stranger.pk}
    with pytest.raises(voice.NoAppealLeft), transaction.atomic():
        voice.appeal(told, Appealed.PLAN, "Again", by=fernhill.employee, at=AT + DAY)


def test_ten_working_days_are_ten_working_days(fernhill, told):
    last = datetime(2026, 3, 17, 12, tzinfo=UTC)
    assert voice.may_appeal(told, Appealed.PLAN, at=last)
    assert not voice.may_appeal(told, Appealed.PLAN, at=last + DAY)
    with pytest.raises(voice.NoAppealLeft), transaction.atomic():
        voice.appeal(told, Appealed.PLAN, "Late", by=fernhill.employee, at=last + DAY)
    with pytest.raises(voice.NoAppealLeft), transaction.atomic():
        voice.appeal(told, Appealed.DECISION, "There is none", by=fernhill.employee, at=AT)


def test_nobody_in_the_line_and_no_approver_hears_it(fernhill, told):
    for hears in (fernhill.manager, fernhill.skip, fernhill.peer):
        PlanReview.objects.filter(plan=told).update(appeal_reviewer=hears)
        with pytest.raises(voice.NobodyToHear), transaction.atomic():
            voice.appeal(told, Appealed.PLAN, "To whom?", by=fernhill.employee, at=AT)
    make_pips.PlanReviewFactory(
        plan=told, reviewer=fernhill.owner, outcome="sent_back", decided_at=AT, sent_by=fernhill.manager
    )
    PlanReview.objects.filter(plan=told, outcome="approved").update(appeal_reviewer=fernhill.owner)
    with pytest.raises(voice.NobodyToHear), transaction.atomic():
        voice.appeal(told, Appealed.PLAN, "Who looked before?", by=fernhill.employee, at=AT)


def test_whoever_came_into_the_line_since_decides_no_more(fernhill, told):
    made = voice.appeal(told, Appealed.PLAN, "Nobody told me", by=fernhill.employee, at=AT)
    report_to(fernhill.stranger, fernhill.manager, by=SYSTEM, from_date=date(2026, 3, 4), at=AT + DAY)
    with pytest.raises((voice.NotTheirs, Refused)):
        voice.decide_appeal(made, True, "Right", by=fernhill.stranger, at=AT + DAY)


def test_an_appeal_that_is_upheld_calls_the_plan_off_and_one_that_is_not_leaves_it(fernhill, told):
    made = voice.appeal(told, Appealed.PLAN, "Nobody told me", by=fernhill.employee, at=AT)
    for who in (fernhill.manager, fernhill.hr_admin, fernhill.employee, fernhill.owner):
        with pytest.raises(Refused):
            voice.decide_appeal(made, True, "Right", by=who, at=AT)
    with pytest.raises(voice.NothingSaid):
        voice.decide_appeal(made, True, "", by=fernhill.stranger, at=AT)
    voice.decide_appeal(made, True, "The standard was never told", by=fernhill.stranger, at=AT + DAY)
    plan = fresh(told)
    plan.case.refresh_from_db()
    assert (plan.state, plan.case.outcome) == (PlanState.CANCELLED, "cancelled")
    assert told_of("plan.appeal_decided") == {fernhill.employee.pk, fernhill.manager.pk, fernhill.hr_admin.pk}


def test_a_withdrawn_appeal_leaves_room_for_another(fernhill, told):
    made = voice.appeal(told, Appealed.PLAN, "Nobody told me", by=fernhill.employee, at=AT)
    voice.withdraw_appeal(made, by=fernhill.employee, at=AT)
    again = voice.appeal(told, Appealed.PLAN, "Once more", by=fernhill.employee, at=AT + DAY)
    voice.decide_appeal(again, False, "It was told in February", by=fernhill.stranger, at=AT + 2 * DAY)
    assert list(Appeal.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "not_upheld"]
    assert fresh(told).state == PlanState.OFFERED
    assert CaseReader.objects.filter(reader=fernhill.stranger).count() == 1


def test_a_coaching_plan_is_not_appealed_it_is_answered(fernhill):
    case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)
    plan = make_pips.PlanFactory(case=case, active=True, told_at=AT, content=1)
    with pytest.raises(voice.NoAppealLeft):
        voice.appeal(plan, Appealed.PLAN, "No", by=fernhill.employee, at=AT)
    voice.say(plan, "I see it differently", by=fernhill.employee, at=AT)
