"""Asking the owner of a goal whether another may serve it; and the answer."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access import falling, require
from ..access.aligning import require_answer, require_withdrawal
from ..models import Alignment, AlignmentRequest, KeyResult, Objective
from ..states import REQUEST_MOVES
from .aligning import align, check, must_ask, put, require_sight, take_back_waiting
from .happening import owners_of, record_of


class NoReasonGiven(RuleBroken):
    """Whoever is told no is told why."""

    sentence = _("Please say why not: whoever asked reads it.")


@transaction.atomic
def align_or_ask(
    child: Objective,
    parent: Objective | None,
    *,
    by: Actor,
    at: dt.datetime,
    words: str = "",
    child_key_result: KeyResult | None = None,
    parent_key_result: KeyResult | None = None,
    rolls_up: bool = False,
) -> Alignment | AlignmentRequest | None:
    """A goal serves another from now on, or its owner is asked whether it may. Raises as `align`."""
    require("align", by, child)
    if parent is not None:
        require_sight(parent, by=by)
    of: dict[str, Any] = {"child_key_result": child_key_result, "rolls_up": rolls_up}
    if parent is not None and must_ask(child, parent, by=by, **of):
        assert isinstance(by, Employee)
        return ask(child, parent, by=by, at=at, words=words, parent_key_result=parent_key_result, **of)
    return align(child, parent, by=by, at=at, parent_key_result=parent_key_result, **of)


@transaction.atomic
def ask(
    child: Objective,
    parent: Objective,
    *,
    by: Employee,
    at: dt.datetime,
    words: str = "",
    child_key_result: KeyResult | None = None,
    parent_key_result: KeyResult | None = None,
    rolls_up: bool = False,
) -> AlignmentRequest:
    """The owner of a goal is asked whether another may serve it; what was asked before for the same is taken back.

    Raises what `align` would raise if the answer were yes.
    """
    require("align", by, child)
    require_sight(parent, by=by)
    Objective.objects.select_for_update().get(pk=child.pk)
    check(child, parent, child_key_result, parent_key_result)
    take_back_waiting(child, child_key_result, by=by, at=at)
    request = AlignmentRequest.objects.create(
        child=child,
        child_key_result=child_key_result,
        parent=parent,
        parent_key_result=parent_key_result,
        rolls_up=rolls_up,
        words=words.strip(),
        asked_by=by,
        asked_at=at,
    )
    record_of("goal.align_asked", child, by=by, at=at)
    for person in answering(parent, at=at):
        tell(person, "goal.align_asked", subject=request, at=at)
    return request


def answering(parent: Objective, *, at: dt.datetime) -> list[Employee]:
    """Who owns it now; with nobody left, whom it has fallen to."""
    return owners_of(parent, at=at) or falling.falling_to(parent)


def tell_what_waits(parent: Objective, to: Employee, *, at: dt.datetime) -> None:
    """Whoever owns a goal from now on is told what is asked about it."""
    for request in AlignmentRequest.objects.waiting().filter(parent=parent).order_by("pk"):
        tell(to, "goal.align_asked", subject=request, at=at)


@transaction.atomic
def accept_request(request: AlignmentRequest, *, by: Employee, at: dt.datetime) -> AlignmentRequest:
    """The goal above takes it: the link is made, and whoever asked is told. Raises as `align`."""
    require_answer(by, request)
    move(request, REQUEST_MOVES["accept"], decided_by_id=by.pk, decided_at=at)
    put(
        request.child,
        request.parent,
        by=by,
        at=at,
        child_key_result=request.child_key_result,
        parent_key_result=request.parent_key_result,
        rolls_up=request.rolls_up,
    )
    record_of("goal.align_accepted", request.parent, by=by, at=at)
    _tell_answer(request, by=by, at=at)
    return request


@transaction.atomic
def decline_request(request: AlignmentRequest, reason: str, *, by: Employee, at: dt.datetime) -> AlignmentRequest:
    """The goal above does not take it, with a reason that whoever asked reads. Raises NoReasonGiven."""
    require_answer(by, request)
    if not reason.strip():
        raise NoReasonGiven
    move(request, REQUEST_MOVES["decline"], decided_by_id=by.pk, decided_at=at, reason=reason.strip())
    record_of("goal.align_declined", request.parent, by=by, at=at)
    _tell_answer(request, by=by, at=at)
    return request


def _tell_answer(request: AlignmentRequest, *, by: Employee, at: dt.datetime) -> None:
    concerned = {one.pk: one for one in [*owners_of(request.child, at=at), request.asked_by]}
    for pk, person in sorted(concerned.items()):
        if pk != by.pk:
            tell(person, "goal.align_answered", subject=request, at=at)


@transaction.atomic
def withdraw_request(request: AlignmentRequest, *, by: Employee, at: dt.datetime) -> AlignmentRequest:
    """Whoever asked asks no more; the goal above hears nothing of it."""
    require_withdrawal(by, request)
    move(request, REQUEST_MOVES["withdraw"], decided_by_id=by.pk, decided_at=at)
    record_of("goal.align_withdrawn", request.child, by=by, at=at)
    return request
