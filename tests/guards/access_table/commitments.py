"""Addresses of promises: the two sides read them, and nobody else, whatever their role or place in the line."""

from datetime import timedelta

from perfhub.kernel import clock
from tests.factories import feedback as make_feedback
from tests.factories import people as make
from tests.factories.one_to_ones import OneToOneFactory

from ..access import GET, POST, row
from .making import answered_check_in, stands_in

OWN = {"employee": 200, "hr_subject": 200}
SENT = {"employee": 302, "hr_subject": 302}
PRESSED = {"employee": 303, "hr_subject": 303}
WHY = {"reason": "The bench came late."}


def in_days(number: int) -> str:
    return (clock.now().date() + timedelta(days=number)).isoformat()


def promise(state="open", to="manager"):
    """What the subject promised somebody, or was asked to."""

    def made(world, subject):
        due = clock.now().date() + timedelta(days=7)
        return make_feedback.CommitmentFactory(owner=subject, other=getattr(world, to), state=state, due_date=due)

    return made


def promise_while_the_manager_is_away(world, subject):
    stands_in("peer")(world, subject)
    return promise()(world, subject)


def promise_made_just_now(world, subject):
    made = promise()(world, subject)
    make_feedback.CommitmentEventFactory(commitment=made, at=clock.now())
    return made


def feedback_of_a_peer(world, subject):
    return make_feedback.FeedbackFactory(by=world.peer, to=[subject])


def pair_with_the_manager(world, subject):
    return OneToOneFactory(lead=world.manager, partner=subject)


def moved(world, subject, pk):
    return {**WHY, "due_date": in_days(14)}


def a_promise(world, subject):
    return {"way": "promise", "person": make.EmployeeFactory().pk, "text": "Papers", "due_date": in_days(7)}


def a_promise_to_the_other(world, subject, pk):
    return {"way": "ask", "text": "Papers", "due_date": in_days(7)}


def a_promise_of_a_program(world, subject):
    return {"other": make.EmployeeFactory().pk, "text": "Papers", "due_date": in_days(7)}


COMMITMENT_ROWS = [
    row("feedback:commitments", GET, others=200),  # own ones alone
    row("feedback:commitments_kept", GET, others=200),  # own ones alone
    row("feedback:commitment_new", GET, others=200),
    row("feedback:commitment_new", POST, body=a_promise, others=302),
    row("feedback:commitment", GET, of=promise(), **OWN, manager=200, others=404),
    row("feedback:commitment", GET, query="peer", of=promise(to="peer"), **OWN, peer=200, others=404),
    row("feedback:commitment", GET, query="away", of=promise_while_the_manager_is_away, **OWN, manager=200, others=404),
    row("feedback:commitment_accept", POST, of=promise("asked"), **PRESSED, manager=403, others=404),
    row("feedback:commitment_decline", POST, of=promise("asked"), body=WHY, **SENT, manager=403, others=404),
    row("feedback:commitment_finish", POST, of=promise(), **PRESSED, manager=403, others=404),
    row("feedback:commitment_move", POST, of=promise(), body=moved, **SENT, manager=403, others=404),
    row("feedback:commitment_drop", POST, of=promise(), body=WHY, **SENT, manager=302, others=404),
    row("feedback:commitment_reopen", POST, of=promise("done"), body=WHY, **SENT, manager=302, others=404),
    # the newest thing was done by the owner: there is nothing that the other side could take back
    row("feedback:commitment_take_back", POST, of=promise_made_just_now, **PRESSED, manager=409, others=404),
    # the HR admin of the world has no manager, with whom it would be
    row("feedback:commitment_about_check_in", GET, of=answered_check_in, employee=200, manager=200, others=404),
    row(
        *("feedback:commitment_about_check_in", POST),
        of=answered_check_in,
        body=a_promise_to_the_other,
        employee=302,
        manager=302,
        others=404,
    ),
    # about feedback: whoever gave it and the one who received it
    row("feedback:commitment_about_feedback", GET, of=feedback_of_a_peer, **OWN, peer=200, others=404),
    row(
        *("feedback:commitment_about_feedback", POST),
        of=feedback_of_a_peer,
        body=a_promise_to_the_other,
        **SENT,
        peer=302,
        others=404,
    ),
    # in a one-to-one: its two
    row("feedback:commitment_in_one_to_one", GET, of=pair_with_the_manager, **OWN, manager=200, others=404),
    row(
        *("feedback:commitment_in_one_to_one", POST),
        of=pair_with_the_manager,
        body=a_promise_to_the_other,
        **SENT,
        manager=302,
        others=404,
    ),
    row("feedback_api:commitments", GET, others=200),
    row("feedback_api:commitments", POST, body=a_promise_of_a_program, others=201),
    row("feedback_api:commitment", GET, of=promise(), **OWN, manager=200, others=404),
    row("feedback_api:commitment_accept", POST, of=promise("asked"), **OWN, manager=403, others=404),
    row("feedback_api:commitment_decline", POST, of=promise("asked"), body=WHY, **OWN, manager=403, others=404),
    row("feedback_api:commitment_finish", POST, of=promise(), **OWN, manager=403, others=404),
    row("feedback_api:commitment_move", POST, of=promise(), body=moved, **OWN, manager=403, others=404),
    row("feedback_api:commitment_drop", POST, of=promise(), body=WHY, **OWN, manager=200, others=404),
    row("feedback_api:commitment_reopen", POST, of=promise("done"), body=WHY, **OWN, manager=200, others=404),
    row("feedback_api:commitment_take_back", POST, of=promise_made_just_now, **OWN, manager=409, others=404),
]
