"""Promises: what each of the two sides does with one, what the other is told, and what nobody else sees."""

import datetime as dt

import pytest

from feedback.access import commitments as access
from feedback.models import Commitment, CommitmentEvent
from feedback.rules import commitments as rules
from notices.models import Notice
from notices.queries.subjects import with_subjects
from people.models import AuditEntry
from perfhub.kernel import slots
from perfhub.kernel.errors import Refused, RuleBroken, StaleMove
from perfhub.kernel.typed import TooLong
from tests.factories.feedback import DUE, CheckInFactory, FeedbackFactory
from tests.factories.one_to_ones import OneToOneFactory

pytestmark = pytest.mark.django_db
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
FRIDAY = DUE.date()
NEXT = FRIDAY + 7 * DAY


@pytest.fixture
def world(fernhill):
    with fernhill.inside():
        yield fernhill


@pytest.fixture
def promised(world) -> Commitment:
    return rules.promise(world.manager, "Bring the bench papers", NEXT, by=world.employee, at=DUE)


@pytest.fixture
def asked(world) -> Commitment:
    return rules.ask_to_promise(world.peer, "Look over my draft", NEXT, by=world.employee, at=DUE)


def told(kind="commitment.news"):
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("recipient__name", flat=True))


def said(kind="commitment.news") -> list[tuple[bool, str]]:
    found = slots.provider("notice.kind", kind)
    rows = with_subjects(Notice.objects.filter(kind=kind).order_by("pk").select_related("recipient"))
    return [(bool(found.still_wanted(notice)), found.render(notice).lead) for notice in rows]


def events(commitment):
    return list(CommitmentEvent.objects.filter(commitment=commitment).order_by("pk").values_list("act", flat=True))


def recorded():
    lines = AuditEntry.objects.filter(act__startswith="commitment.").order_by("pk")
    return list(lines.values_list("act", "by__name", "employee__name"))


def test_a_promise_is_made_kept_and_the_other_is_told_of_both(world, promised):
    assert (promised.state, promised.between, promised.first_due_date) == ("open", "up", NEXT)
    rules.finish(promised, by=world.employee, at=DUE + DAY)
    promised.refresh_from_db()
    assert (promised.state, promised.closed_at) == ("done", DUE + DAY)
    assert events(promised) == ["made", "done"]
    assert told() == ["Max Manager", "Max Manager"]
    assert [lead for _wanted, lead in said()] == [
        "Emma Employee promised you something by Friday, 13 March.",
        "Emma Employee did what was promised you. If something is missing, open it again and say what.",
    ]
    assert recorded() == [
        ("commitment.made", "Emma Employee", "Emma Employee"),
        ("commitment.done", "Emma Employee", "Emma Employee"),
    ]


def test_no_word_of_a_promise_stands_in_a_letter(world, promised, asked):
    rules.move_to(promised, NEXT + DAY, "The lab is closed", by=world.employee, at=DUE)
    leads = " ".join(lead for kind in ("commitment.news", "commitment.asked") for _wanted, lead in said(kind))
    for words in ("bench", "lab", "draft"):
        assert words not in leads


def test_what_is_asked_for_is_no_promise_before_its_owner_says_yes(world, asked):
    assert (asked.state, asked.owner, asked.other) == ("asked", world.peer, world.employee)
    assert told("commitment.asked") == ["Peter Peer"] and said("commitment.asked")[0][0]
    for verb in (rules.accept, rules.finish):
        with pytest.raises(Refused):
            verb(asked, by=world.employee, at=DUE)
    with pytest.raises(StaleMove):
        rules.finish(asked, by=world.peer, at=DUE)
    rules.accept(asked, by=world.peer, at=DUE)
    assert asked.state == "open" and not said("commitment.asked")[0][0]
    assert said() == [(True, "Peter Peer promised what you asked for, by Friday, 13 March.")]


def test_a_no_and_a_drop_say_why_but_whom_it_was_promised_to_need_not(world, promised, asked):
    for verb, one, by in ((rules.decline, asked, world.peer), (rules.drop, promised, world.employee)):
        for nothing in ("", "  ", "\u200b\u200b"):
            with pytest.raises(rules.ReasonMissing):
                verb(one, nothing, by=by, at=DUE)
    rules.decline(asked, "I am away.", by=world.peer, at=DUE)
    rules.drop(promised, by=world.manager, at=DUE)
    assert (asked.state, promised.state) == ("declined", "dropped")
    assert told() == ["Max Manager", "Emma Employee", "Emma Employee"]


def test_moved_means_another_day_with_both_to_be_seen(world, promised):
    with pytest.raises(Refused):
        rules.move_to(promised, NEXT + DAY, "Why not", by=world.manager, at=DUE)
    for day, error in ((NEXT, rules.SameDay), (FRIDAY - DAY, rules.DayOver), (NEXT + 800 * DAY, rules.DayTooFar)):
        with pytest.raises(error):
            rules.move_to(promised, day, "The lab is closed.", by=world.employee, at=DUE)
    rules.move_to(promised, NEXT + 3 * DAY, "The lab is closed.", by=world.employee, at=DUE)
    promised.refresh_from_db()
    assert (promised.due_date, promised.first_due_date, promised.was_moved) == (NEXT + 3 * DAY, NEXT, True)
    newest = access.newest_event(promised)
    assert (newest.due_before_date, newest.due_date, newest.reason) == (NEXT, NEXT + 3 * DAY, "The lab is closed.")
    wanted, lead = said()[-1]
    assert wanted
    assert (
        lead == "Emma Employee promised you something by Friday, 13 March, needs until Monday, 16 March, and says why."
    )


def test_either_side_opens_it_again_with_a_reason(world, promised):
    rules.finish(promised, by=world.employee, at=DUE)
    with pytest.raises(rules.ReasonMissing):
        rules.reopen(promised, "", by=world.manager, at=DUE)
    rules.reopen(promised, "The second page is missing.", by=world.manager, at=DUE)
    promised.refresh_from_db()
    assert (promised.state, promised.closed_at) == ("open", None)
    assert told()[-1] == "Emma Employee"
    with pytest.raises(StaleMove):
        rules.reopen(promised, "Again", by=world.employee, at=DUE)


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (lambda world, one: rules.finish(one, by=world.employee, at=DUE), "open"),
        (lambda world, one: rules.drop(one, "No.", by=world.employee, at=DUE), "open"),
        (lambda world, one: rules.move_to(one, NEXT + DAY, "Lab.", by=world.employee, at=DUE), "open"),
        (lambda world, one: one, "dropped"),  # made a moment ago
    ],
)
def test_whoever_did_it_takes_it_back_within_ten_minutes(world, promised, act, state):
    act(world, promised)
    with pytest.raises(rules.NothingToTakeBack):
        rules.take_back(promised, by=world.manager, at=DUE)
    with pytest.raises(rules.NothingToTakeBack):
        rules.take_back(promised, by=world.employee, at=DUE + 11 * MINUTE)
    assert "take_back" in access.acts(world.employee, promised, at=DUE + 10 * MINUTE)
    rules.take_back(promised, by=world.employee, at=DUE + 10 * MINUTE)
    promised.refresh_from_db()
    assert (promised.state, promised.due_date) == (state, NEXT)
    assert events(promised)[-1] == "taken_back"
    assert said()[-1][0] is False  # and of what was taken back nobody is told any more
    with pytest.raises(rules.NothingToTakeBack):
        rules.take_back(promised, by=world.employee, at=DUE + 10 * MINUTE)


def test_a_yes_and_a_no_are_taken_back_to_the_question(world, asked):
    for answer in (
        lambda: rules.accept(asked, by=world.peer, at=DUE),
        lambda: rules.decline(asked, "No", by=world.peer, at=DUE),
    ):
        answer()
        rules.take_back(asked, by=world.peer, at=DUE + MINUTE)
        asked.refresh_from_db()
        assert (asked.state, asked.closed_at) == ("asked", None)


BAD = [
    ("", NEXT, rules.NothingPromised),
    ("\u200b \u2060\u00ad", NEXT, rules.NothingPromised),
    ("a" * 501, NEXT, TooLong),
    ("a" * 1_000_000, NEXT, TooLong),
    ("Papers", FRIDAY - DAY, rules.DayOver),
    ("Papers", dt.date(9999, 12, 31), rules.DayTooFar),
]


@pytest.mark.parametrize(("text", "day", "error"), BAD)
def test_what_makes_no_promise_says_so_in_a_sentence_and_writes_nothing(world, text, day, error):
    for rule in (rules.promise, rules.ask_to_promise):
        with pytest.raises(error) as said:
            rule(world.peer, text, day, by=world.employee, at=DUE)
        assert str(said.value).endswith(".") and isinstance(said.value, RuleBroken)
    assert not Commitment.objects.exists() and not Notice.objects.exists()


def test_nobody_promises_themselves_nor_leavers(world):
    with pytest.raises(rules.ToOneself):
        rules.promise(world.employee, "Papers", NEXT, by=world.employee, at=DUE)
    with pytest.raises(rules.NotHereAnyMore, match="Leo Leaver does not work here any more"):
        rules.promise(world.leaver, "Papers", NEXT, by=world.employee, at=DUE)
    with pytest.raises(Refused):
        rules.promise(world.employee, "Papers", NEXT, by=world.leaver, at=DUE)


def test_marks_that_turn_the_writing_are_left_out_and_lines_become_one(world):
    made = rules.promise(world.peer, "Bring \u202ethe\npapers \x07 <b>now</b>", NEXT, by=world.employee, at=DUE)
    assert made.text == "Bring the papers <b>now</b>"


def test_a_promise_about_a_check_in_is_between_its_employee_and_the_manager_now(world):
    check_in = CheckInFactory(employee=world.employee, answered=True)
    made = rules.promise(world.employee, "Order the bench", NEXT, by=world.manager, at=DUE, about=check_in)
    assert (made.source, made.check_in, made.between) == ("check_in", check_in, "down")
    for to, by in ((world.peer, world.employee), (world.employee, world.skip), (world.peer, world.manager)):
        with pytest.raises(Refused):
            rules.promise(to, "Order", NEXT, by=by, at=DUE, about=check_in)


def test_a_promise_about_feedback_is_between_its_giver_and_its_one_receiver(world):
    feedback = FeedbackFactory(by=world.peer, to=[world.employee])
    made = rules.promise(world.peer, "Send the notes before", NEXT, by=world.employee, at=DUE, about=feedback)
    assert (made.source, made.feedback, made.between) == ("feedback", feedback, "people")
    for to, by in ((world.manager, world.employee), (world.employee, world.manager)):
        with pytest.raises(Refused):
            rules.promise(to, "Send", NEXT, by=by, at=DUE, about=feedback)
    praise = FeedbackFactory(by=world.peer, to=[world.employee, world.stranger], praise=True)
    taken_back = FeedbackFactory(by=world.peer, to=[world.employee], state="taken_back")
    for nothing in (praise, taken_back):
        with pytest.raises(Refused):
            rules.promise(world.peer, "Send", NEXT, by=world.employee, at=DUE, about=nothing)


def test_a_promise_in_a_one_to_one_is_between_its_two_while_it_goes_on(world):
    pair = OneToOneFactory(lead=world.manager, partner=world.employee)
    made = rules.promise(world.employee, "Order a bench", NEXT, by=world.manager, at=DUE, about=pair)
    assert (made.source, made.one_to_one, made.between) == ("one_to_one", pair, "down")
    over = OneToOneFactory(lead=world.manager, partner=world.peer, ended_at=DUE, ended_because="by_hand")
    for to, by, about in ((world.peer, world.employee, pair), (world.peer, world.manager, over)):
        with pytest.raises(Refused):
            rules.promise(to, "Order", NEXT, by=by, at=DUE, about=about)


def test_its_two_sides_see_it_and_nobody_else_whatever_they_are(world, promised):
    sees = [
        name
        for name in ("owner", "hr_admin", "hr_partner", "auditor", "skip", "manager", "employee", "peer", "stranger")
        if access.visible_to(getattr(world, name)).exists()
    ]
    assert sees == ["manager", "employee"]


def test_what_each_side_may_do_in_each_state(world, promised):
    grid = {
        "asked": ({"accept", "decline", "drop"}, {"drop"}),
        "open": ({"finish", "move", "drop"}, {"drop"}),
        "done": ({"reopen"}, {"reopen"}),
        "dropped": ({"reopen"}, {"reopen"}),
        "declined": (set(), set()),
    }
    for state, (owner, other) in grid.items():
        closed = None if state in ("asked", "open") else DUE
        Commitment.objects.filter(pk=promised.pk).update(state=state, closed_at=closed)
        promised.refresh_from_db()
        assert (access.acts(world.employee, promised), access.acts(world.manager, promised)) == (owner, other), state
        assert access.acts(world.skip, promised) == set()
