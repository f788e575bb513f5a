"""Asking for help: asked, heard, answered with support or a coaching plan; withdrawn whenever its employee wants."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import is_manager_of
from people.models import Employee
from people.rules import drop_draft, record
from perfhub.kernel import typed
from perfhub.kernel.errors import Refused, RuleBroken
from perfhub.kernel.moves import move

from ..access import helping as access
from ..models import LONGEST_WORDS, Case, HelpRequest, HelpWord
from ..queries.helping import HELP_DRAFT
from ..states import HELP_MOVES, HelpAbout, HelpAct, Rung
from . import cases


class NothingSaid(RuleBroken):
    sentence = _("Please say in a few words what you need help with.")


class NobodyToAsk(RuleBroken):
    """Neither the manager now nor somebody of HR who handles it."""

    sentence = _("This person cannot help you here: please choose your manager or somebody of HR.")


class AboutWhat(RuleBroken):
    sentence = _("Please choose what it is about.")


class AnswerMissing(RuleBroken):
    sentence = _("Please say in a few words what is done: whoever asked reads it.")


class SameAgain(RuleBroken):
    sentence = _("It is with this person already.")


@transaction.atomic
def ask(by: Employee, *, to: Employee, about: str, text: str, at: dt.datetime) -> HelpRequest:
    """An employee asks the manager or somebody of HR for help. It is evidence of nothing and can be withdrawn at any
    time. Raises NobodyToAsk, AboutWhat, NothingSaid, TooLong."""
    if not access.may_ask(by):
        raise Refused
    if about not in HelpAbout.values:
        raise AboutWhat
    said = typed.lines(text, LONGEST_WORDS)
    if not said:
        raise NothingSaid
    with_manager = _can_be_asked(to, by=by)
    made = HelpRequest.objects.create(
        employee=by, to=to, with_manager=with_manager, about=about, text=said, asked_at=at
    )
    _write(made, HelpAct.ASKED, by=by, at=at, to=to)
    tell(to, "help.asked", subject=made, at=at)
    drop_draft(by, HELP_DRAFT)
    return made


def _can_be_asked(to: Employee, *, by: Employee) -> bool:
    """Whether somebody is asked as the manager. Raises NobodyToAsk."""
    if not access.possible_receivers(by).filter(pk=to.pk).exists():
        raise NobodyToAsk
    return is_manager_of(to, by)


@transaction.atomic
def hear(request: HelpRequest, text: str = "", *, by: Employee, at: dt.datetime) -> HelpRequest:
    """Whoever was asked has read it and will come back; the employee is told. Raises StaleMove, TooLong."""
    return _answer("hear", HelpAct.HEARD, request, text, by=by, at=at)


@transaction.atomic
def give_support(request: HelpRequest, text: str, *, by: Employee, at: dt.datetime) -> HelpRequest:
    """What was done to help, in a few words. Raises AnswerMissing, StaleMove, TooLong."""
    return _answer("support", HelpAct.SUPPORTED, request, text, by=by, at=at, needs_words=True, closed_at=at)


@transaction.atomic
def close(request: HelpRequest, text: str, *, by: Employee, at: dt.datetime) -> HelpRequest:
    """Nothing more comes of it, and why. Raises AnswerMissing, StaleMove, TooLong."""
    return _answer("close", HelpAct.CLOSED, request, text, by=by, at=at, needs_words=True, closed_at=at)


@transaction.atomic
def coach(request: HelpRequest, title: str, *, by: Employee, at: dt.datetime) -> Case:
    """It becomes a coaching plan, which the manager writes next: a matter of its own, which says nothing of the asking.

    Raises what `cases.open_case` raises, StaleMove.
    """
    access.require("coach", by, request)
    case = cases.open_case(request.employee, title, by=by, at=at, rung=Rung.COACHING, told=at)
    _answer("coach", HelpAct.PLANNED, request, "", by=by, at=at, closed_at=at, case=case)
    return case


@transaction.atomic
def ask_another(request: HelpRequest, to: Employee, *, by: Employee, at: dt.datetime) -> HelpRequest:
    """The employee asks somebody else; whoever was asked before reads it no more. Raises NobodyToAsk, SameAgain,
    StaleMove."""
    access.require("ask_another", by, request)
    if to.pk == request.to_id:
        raise SameAgain
    with_manager = _can_be_asked(to, by=by)
    move(request, HELP_MOVES["ask_another"], to=to, with_manager=with_manager)
    _write(request, HelpAct.ASKED_ANOTHER, by=by, at=at, to=to)
    tell(to, "help.asked", subject=request, occurrence=request.version, at=at)
    return request


@transaction.atomic
def ask_again(request: HelpRequest, text: str, *, by: Employee, at: dt.datetime) -> HelpRequest:
    """It did not help yet, and what is missing. Raises NothingSaid, StaleMove, TooLong."""
    access.require("ask_again", by, request)
    said = typed.lines(text, LONGEST_WORDS)
    if not said:
        raise NothingSaid
    move(request, HELP_MOVES["ask_again"], closed_at=None)
    _write(request, HelpAct.ASKED_AGAIN, by=by, at=at, text=said)
    if access.is_with_somebody(request):
        tell(request.to, "help.asked", subject=request, occurrence=request.version, at=at)
    return request


@transaction.atomic
def withdraw(request: HelpRequest, *, by: Employee, at: dt.datetime) -> HelpRequest:
    """The employee takes it back, whatever became of it: whoever was asked sees nothing of it any more, and a plan it
    led to goes on without it. Raises StaleMove."""
    access.require("withdraw", by, request)
    move(request, HELP_MOVES["withdraw"], withdrawn_at=at, case=None)
    _write(request, HelpAct.WITHDRAWN, by=by, at=at)
    return request


def _answer(
    verb: str,
    act: HelpAct,
    request: HelpRequest,
    text: str,
    *,
    by: Employee,
    at: dt.datetime,
    needs_words: bool = False,
    **changes: Any,
) -> HelpRequest:
    access.require(verb, by, request)
    said = typed.lines(text, LONGEST_WORDS)
    if needs_words and not said:
        raise AnswerMissing
    move(request, HELP_MOVES[verb], **changes)
    word = _write(request, act, by=by, at=at, text=said)
    tell(request.employee, "help.answered", subject=word, at=at)
    return request


def _write(request: HelpRequest, act: HelpAct, *, by: Employee, at: dt.datetime, **said: Any) -> HelpWord:
    word = HelpWord.objects.create(request=request, act=act, by=by, at=at, **said)
    record(f"help.{act}", by=by, at=at, employee=request.employee, subject=request)
    return word
