"""Who sees a promise and does what with it: its two sides and nobody else, managers and HR neither.

| act | who |
|---|---|
| accept, decline | whoever is asked to promise |
| finish, move | whoever promised |
| drop | either side: whoever promised says why; the other needs it no more, or asks no more |
| reopen | either side, with a reason |
| take_back | whoever did the newest thing to it, for ten minutes |
"""

from collections.abc import Set
from datetime import datetime, timedelta

from django.http import Http404

from people.access import SYSTEM, Actor
from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel import capabilities
from perfhub.kernel.errors import Refused

from ..models import CheckIn, Commitment, CommitmentEvent, Feedback, OneToOne, Received
from ..states import COMMITMENT_MOVES, CommitmentAct, CommitmentState, FeedbackState, Side
from . import check_ins, giving, one_to_ones

CAPABILITY = "commitments"
UNDO = timedelta(minutes=10)

OWNER_ACTS = frozenset({"accept", "decline", "finish", "move", "drop", "reopen"})
OTHER_ACTS = frozenset({"drop", "reopen"})
CLOCK_ACTS = frozenset({"remind", "carry", "make"})
TAKEN_BACK = frozenset(CommitmentAct) - {
    CommitmentAct.REOPENED,  # a second thought of it is to close it again
    CommitmentAct.HANDED_OVER,
    CommitmentAct.ENDED,
    CommitmentAct.TAKEN_BACK,
}


def visible_to(viewer: Employee):
    """The promises a viewer may read: what was promised by or to them."""
    return Commitment.objects.of(viewer)


def get_commitment(viewer: Employee, pk: int) -> Commitment:
    """A promise with both its sides; Http404 for whoever is neither."""
    found = visible_to(viewer).select_related("owner", "other", "check_in", "feedback", "made_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_check_in(viewer: Employee, pk: int) -> CheckIn:
    """A check-in about which the viewer may promise something: one they read whole, as its two sides do."""
    found = check_ins.get_check_in(viewer, pk)
    if not check_ins.reads_whole(viewer, found.employee):
        raise Http404
    return found


def get_feedback(viewer: Employee, pk: int) -> Feedback:
    """Feedback about which the viewer may promise something: given by or to them, and to nobody else."""
    found = giving.get_feedback(viewer, pk)
    if viewer.pk not in sides_of(found):
        raise Http404
    return found


def get_one_to_one(viewer: Employee, pk: int) -> OneToOne:
    """A one-to-one of the viewer's that goes on."""
    found = one_to_ones.get_one_to_one(viewer, pk)
    if viewer.pk not in sides_of(found):
        raise Http404
    return found


def sides_of(about: CheckIn | Feedback | OneToOne) -> set[int]:
    """Between whom something is promised about it: a check-in's employee and the manager now; who gave feedback and
    the one who received it; the two of a one-to-one that goes on. Nobody where there are not two."""
    if isinstance(about, OneToOne):
        return set(about.people) if about.is_open else set()
    if isinstance(about, CheckIn):
        manager = check_ins.manager_of(about.employee)
        return {about.employee_id, manager.pk} if manager is not None else set()
    receivers = Received.objects.filter(feedback=about, feedback__state=FeedbackState.GIVEN)
    found = {about.by_id, *receivers.values_list("employee", flat=True)}
    return found if len(found) == 2 else set()


def is_on_for(viewer: Employee) -> bool:
    """Are promises in use where the viewer works?"""
    return not capabilities.is_off(viewer, CAPABILITY)


def may_promise_about(viewer: Employee, check_in: CheckIn) -> bool:
    """Whether the viewer finds the way from a check-in to a promise: its manager now; a stand-in does not."""
    return is_on_for(viewer) and check_ins.is_side_of(viewer, check_in)


def get_other_side(viewer: Employee, about: CheckIn | Feedback | OneToOne) -> Employee:
    """With whom the viewer talks about it; Http404 where there is nobody, or not any more."""
    others = sides_of(about) - {viewer.pk}
    found = Employee.objects.active().filter(pk__in=others).first()
    if found is None:
        raise Http404
    return found


def may_promise_about_feedback(viewer: Employee, feedback: Feedback) -> bool:
    return is_on_for(viewer) and viewer.pk in sides_of(feedback)


def newest_event(commitment: Commitment) -> CommitmentEvent | None:
    return CommitmentEvent.objects.filter(commitment=commitment).order_by("-pk").first()


def acts(viewer: Actor, commitment: Commitment | None = None, *, at: datetime | None = None) -> Set[str]:
    """The verbs open to this viewer now; without a promise, whether they may make one."""
    if viewer is SYSTEM:
        return CLOCK_ACTS
    assert isinstance(viewer, Employee)
    if viewer.state != EmployeeState.ACTIVE:
        return frozenset()
    if commitment is None:
        return frozenset({"make"})
    verbs = {verb for verb in of_side(viewer, commitment) if COMMITMENT_MOVES[verb].starts_at(commitment.state)}
    if at is not None and may_take_back(viewer, newest_event(commitment), at=at):
        verbs.add("take_back")
    return verbs


def of_side(viewer: Employee, commitment: Commitment) -> Set[str]:
    """What this side does at all; which of it is open now says the table of moves."""
    side = commitment.side_of(viewer)
    return {Side.OWNER: OWNER_ACTS, Side.OTHER: OTHER_ACTS}[side] if side else frozenset()


def may_take_back(viewer: Employee, event: CommitmentEvent | None, *, at: datetime) -> bool:
    return event is not None and event.by_id == viewer.pk and event.act in TAKEN_BACK and at - event.at <= UNDO


def require(act: str, viewer: Actor, commitment: Commitment | None = None) -> None:
    """Raise `Refused` unless this viewer may do that; where only the state is wrong, the move says so (409)."""
    if viewer is SYSTEM or commitment is None:
        allowed = act in acts(viewer)
    else:
        assert isinstance(viewer, Employee)
        allowed = viewer.state == EmployeeState.ACTIVE and act in of_side(viewer, commitment)
    if not allowed:
        raise Refused


def require_side(viewer: Employee, commitment: Commitment) -> None:
    """Raise `Refused` unless this viewer is one of the two."""
    if viewer.state != EmployeeState.ACTIVE or not commitment.side_of(viewer):
        raise Refused


def needs_reason(act: str, viewer: Employee, commitment: Commitment) -> bool:
    """Whoever promised says why it is dropped; whom it was promised to may need it no more without a word."""
    return act in ("decline", "move", "reopen") or (act == "drop" and commitment.owner_id == viewer.pk)


def is_waiting(commitment: Commitment) -> bool:
    return commitment.state == CommitmentState.ASKED
