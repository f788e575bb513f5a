"""Asking for feedback: several people by a day, colleagues and guests; declined with a reason; guests by a link.

The link of a guest opens one form that can be written and not read, once. It signs nobody in, shows nothing that was
written, and only a hash of it is kept.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from notices.queries import Choices
from notices.rules import tell, tell_many
from people.access import SYSTEM, Actor, is_manager_of
from people.models import Employee, Reach
from people.queries import Switched
from people.rules import record, record_once_a_day
from people.states import EmployeeState
from perfhub.kernel import slots, typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.keys import hash_token, new_token
from perfhub.kernel.moves import move
from perfhub.kernel.slots import Credential
from perfhub.kernel.words import one_line

from ..access import requests as access
from ..models import (
    LINK_OUTLIVES,
    LONGEST_DECLINING,
    LONGEST_GUEST,
    LONGEST_GUEST_ANSWER,
    LONGEST_QUESTION_ASKED,
    LONGEST_WAIT,
    MOST_ASKED,
    AskedOf,
    FeedbackRequest,
)
from ..queries.switched import is_off_for, teams_off
from ..queries.told.requests import GUEST_LETTER
from ..states import REQUEST_MOVES, RequestState
from .commitments import NotHereAnyMore

BATCH = 500
MOST_WAITING = 100  # of one asker, who are asked and have not answered


class NothingAsked(RuleBroken):
    sentence = _("Please write what you would like to know.")


class NobodyAsked(RuleBroken):
    sentence = _("Please choose at least one person to ask.")


class TooManyAsked(RuleBroken):
    sentence = _("One request asks twenty people at most, guests included. Fewer are more likely to answer.")


class TooManyWaiting(RuleBroken):
    sentence = _("A hundred people are still to answer you. Please wait for them, or take some requests back.")


class AsksThemselves(RuleBroken):
    """Feedback comes from somebody else."""

    sentence = _("Whom it is about, and you who ask, cannot be among those who are asked.")


class WishedTooEarly(RuleBroken):
    sentence = _("Please choose a day from tomorrow on, and within three months.")


class WhyDeclined(RuleBroken):
    sentence = _("Please say in a few words why not: whoever asked reads it.")


class GuestNameless(RuleBroken):
    sentence = _("Please name each guest, so that you know later whose words they are.")


class GuestAddress(RuleBroken):
    sentence = _("“%(address)s” is no address to write to. Please look at it, or leave it out and pass the link on.")


class GuestTwice(RuleBroken):
    sentence = _("“%(address)s” stands there twice: one letter for each guest is enough.")


class NoLettersToGuests(RuleBroken):
    """The organization has switched them off."""

    sentence = _("Your organization writes to no guests. Leave the address out: you get a link to pass on yourself.")


class GuestSaidNothing(RuleBroken):
    sentence = _("There is nothing to read in it yet: please write a line in one of the two fields.")


class GuestLinkOver(RuleBroken):
    """Unknown, expired, replaced, not asked any more; or who asked, or is asked about, left or has another manager."""

    sentence = _("This link is no longer good. If you still want to answer, please ask whoever sent it for a new one.")


class GuestLinkUsed(RuleBroken):
    """A link answers once."""

    sentence = _("This link has been used: what was written with it has arrived, and cannot be read or changed here.")


@dataclass(frozen=True)
class Guest:
    """Somebody from outside; with an address a letter goes there, without one whoever asks passes the link on."""

    name: str
    works_at: str = ""
    email: str = ""


@dataclass(frozen=True)
class Made:
    """A request with the tokens of links for guests without an address, which are shown this once and kept nowhere."""

    request: FeedbackRequest
    links: tuple[tuple[AskedOf, str], ...]


@transaction.atomic
def ask_for_feedback(
    about: Employee,
    question: str,
    due_date: dt.date,
    *,
    of: Sequence[Employee],
    guests: Sequence[Guest] = (),
    by: Employee,
    at: dt.datetime,
) -> Made:
    """Somebody asks others about their own work, or the manager about a report's, who is told so at once.

    Raises what stands above, NotHereAnyMore, TooLong.
    """
    access.require_ask(by, about)
    asked = typed.lines(question, LONGEST_QUESTION_ASKED)
    if not asked:
        raise NothingAsked
    people = {person.pk: person for person in of}
    _check(about, list(people.values()), guests, due_date, by=by, at=at)
    request = FeedbackRequest.objects.create(by=by, about=about, question=asked, due_date=due_date, made_at=at)
    rows = AskedOf.objects.bulk_create(
        [AskedOf(request=request, employee=person, asked_at=at) for person in people.values()]
    )
    invited = [_invite(request, guest, at=at) for guest in guests]
    links = tuple((row, token) for row, token in invited if token)
    record("feedback.asked", by=by, at=at, employee=about, subject=request)
    tell_many([row.employee_id for row in rows], "feedback.asked", subjects=[(AskedOf, row.pk) for row in rows], at=at)
    if not request.is_about_oneself:
        tell(about, "feedback.asked_about_you", subject=request, at=at)
    return Made(request, links)


def _check(
    about: Employee,
    people: list[Employee],
    guests: Sequence[Guest],
    due_date: dt.date,
    *,
    by: Employee,
    at: dt.datetime,
) -> None:
    number = len(people) + len(guests)
    if not number:
        raise NobodyAsked
    if number > MOST_ASKED:
        raise TooManyAsked
    _check_addresses(guests)
    waiting = AskedOf.objects.waiting().filter(request__by=by).count()
    if waiting + number > MOST_WAITING:
        raise TooManyWaiting
    for person in (about, *people):
        if person.state != EmployeeState.ACTIVE:
            raise NotHereAnyMore.of(person)
    if {about.pk, by.pk} & {person.pk for person in people}:
        raise AsksThemselves
    today = local_date(at, by.time_zone)
    if not today < due_date <= today + LONGEST_WAIT:
        raise WishedTooEarly


# --- guests ------------------------------------------------------------------------------------


def _check_addresses(guests: Sequence[Guest]) -> None:
    """Each can be written to, once, where the organization writes to guests at all."""
    seen: set[str] = set()
    for address in filter(None, (guest.email.strip() for guest in guests)):
        try:
            validate_email(address)
        except ValidationError:
            raise GuestAddress(GuestAddress.sentence % {"address": one_line(address)[:LONGEST_GUEST]}) from None
        if address.casefold() in seen:
            raise GuestTwice(GuestTwice.sentence % {"address": address})
        seen.add(address.casefold())
    if seen and not writes_to_guests():
        raise NoLettersToGuests


def writes_to_guests() -> bool:
    return not Choices([], kind_name=GUEST_LETTER).is_off(slots.provider("notice.kind", GUEST_LETTER))


def _invite(request: FeedbackRequest, guest: Guest, *, at: dt.datetime) -> tuple[AskedOf, str]:
    name = typed.line(guest.name, LONGEST_GUEST)
    if not name:
        raise GuestNameless
    said = {
        "request": request,
        "guest_name": name,
        "guest_at": typed.line(guest.works_at, LONGEST_GUEST),
        "asked_at": at,
    }
    if address := guest.email.strip():
        row = AskedOf.objects.create(guest_email=address, letters=1, written_at=at, **said)
        tell(request.by, GUEST_LETTER, subject=row, occurrence=row.letters, at=at)
        return row, ""
    token = new_token("guest")
    return AskedOf.objects.create(token_hash=hash_token(token), link_until_at=_until(request), **said), token


def _until(request: FeedbackRequest) -> dt.datetime:
    return dt.datetime.combine(request.due_date + LINK_OUTLIVES, dt.time(), tzinfo=dt.UTC)


@transaction.atomic
def new_guest_link(asked: AskedOf, *, by: Employee, at: dt.datetime) -> str:
    """Another link for the same guest, shown once, to be passed on: the one before is no longer good, and no letter
    goes to the guest any more. Raises GuestLinkUsed."""
    access.require("new_link", by, asked)
    until = max(_until(asked.request), at + LINK_OUTLIVES)
    token = new_token("guest")
    waiting = AskedOf.objects.waiting().of_guests().filter(pk=asked.pk)
    if not waiting.update(token_hash=hash_token(token), link_until_at=until, guest_email=""):
        raise GuestLinkUsed
    record("feedback.guest_link", by=by, at=at, employee=asked.request.about, subject=asked)
    return token


def open_guest_link(token: str, *, at: dt.datetime) -> AskedOf:
    """What a guest is asked. Raises GuestLinkOver or GuestLinkUsed. Changes nothing."""
    rows = AskedOf.objects.of_guests().select_related("request__by", "request__about")
    asked = rows.filter(token_hash=hash_token(token)).first()
    if asked is None:
        raise GuestLinkOver
    if asked.state in (RequestState.ANSWERED, RequestState.DECLINED):
        raise GuestLinkUsed
    people = (asked.request.by, asked.request.about)
    gone = any(person.state != EmployeeState.ACTIVE for person in people)
    gone = gone or not (asked.request.is_about_oneself or is_manager_of(*people))  # the page names who reads it
    if asked.state != RequestState.ASKED or gone or asked.link_until_at is None or asked.link_until_at <= at:
        raise GuestLinkOver
    if is_off_for(asked.request.about, teams_off(at=at, of=access.CAPABILITY)):
        raise GuestLinkOver
    return asked


@transaction.atomic
def answer_as_guest(token: str, *, at: dt.datetime, went_well: str = "", could_change: str = "") -> AskedOf:
    """A guest says it, once; whoever asked and whom it is about are told. Of two who send with one link, one wins.

    Raises GuestLinkOver, GuestLinkUsed, GuestSaidNothing, TooLong.
    """
    asked = open_guest_link(token, at=at)
    words = {
        "went_well": typed.lines(went_well, LONGEST_GUEST_ANSWER),
        "could_change": typed.lines(could_change, LONGEST_GUEST_ANSWER),
    }
    if not any(words.values()):
        raise GuestSaidNothing
    if not AskedOf.objects.select_for_update().filter(pk=asked.pk, state=RequestState.ASKED).exists():
        raise GuestLinkUsed
    move(asked, REQUEST_MOVES["answer"], closed_at=at, guest_email="", **words)
    record("feedback.guest_answered", by=SYSTEM, at=at, employee=asked.request.about, subject=asked)
    _tell_news(asked, at=at, about_too=True)
    return asked


@transaction.atomic
def decline_as_guest(token: str, reason: str, *, at: dt.datetime) -> AskedOf:
    """A guest would rather not. Raises GuestLinkOver, GuestLinkUsed, WhyDeclined, TooLong."""
    asked = open_guest_link(token, at=at)
    return _decline(asked, reason, by=SYSTEM, at=at)


def _end_links(employee_ids: list[int], at: dt.datetime) -> None:
    """Nobody answers whoever left, nor about them."""
    people = Q(request__by__in=employee_ids) | Q(request__about__in=employee_ids)
    AskedOf.objects.of_guests().filter(people).update(token_hash="")


GUEST_LINK = Credential(
    name="feedback.guest_link", model="feedback.AskedOf", label=_("Links of guests who were asked"), end=_end_links
)


# --- colleagues ---------------------------------------------------------------------------------


@transaction.atomic
def decline_request(asked: AskedOf, reason: str, *, by: Employee, at: dt.datetime) -> AskedOf:
    """Whoever was asked would rather not and says why; whoever asked is told. Raises WhyDeclined, TooLong."""
    access.require("decline", by, asked)
    return _decline(asked, reason, by=by, at=at)


def _decline(asked: AskedOf, reason: str, *, by: Actor, at: dt.datetime) -> AskedOf:
    why = typed.line(reason, LONGEST_DECLINING)
    if not why:
        raise WhyDeclined
    move(asked, REQUEST_MOVES["decline"], closed_at=at, reason=why, guest_email="")
    record("feedback.asking_declined", by=by, at=at, employee=asked.request.about, subject=asked)
    _tell_news(asked, at=at)
    return asked


@transaction.atomic
def withdraw_request(asked: AskedOf, *, by: Employee, at: dt.datetime) -> AskedOf:
    """Whoever asked needs this answer no more; a guest's link ends with it."""
    access.require("withdraw", by, asked)
    move(asked, REQUEST_MOVES["withdraw"], closed_at=at, guest_email="")
    record("feedback.asking_withdrawn", by=by, at=at, employee=asked.request.about, subject=asked)
    return asked


def _tell_news(asked: AskedOf, *, at: dt.datetime, about_too: bool = False) -> None:
    told = {asked.request.by_id: asked.request.by}
    if about_too:
        told[asked.request.about_id] = asked.request.about
    for pk, person in sorted(told.items()):
        if person.state == EmployeeState.ACTIVE and pk != asked.employee_id:
            tell(person, "feedback.asked_news", subject=asked, at=at)


# --- the clock -----------------------------------------------------------------------------------


@transaction.atomic
def remind_of_requests(*, by: Actor, at: dt.datetime, today: dt.date) -> int:
    """On the day by which an answer is wished for, who has not answered is reminded once; whoever asked guests is told
    which of them have not. Returns how many requests it took; 0 means that nothing is left."""
    rows = FeedbackRequest.objects.filter(due_date__lte=today).exclude(reminded_date=F("due_date"))
    rows = rows.select_for_update(skip_locked=True, of=("self",)).select_related("by", "about")
    claimed = list(rows.order_by("due_date", "pk")[:BATCH])
    switched = Switched(access.CAPABILITY)
    off = switched.off(today) if switched else frozenset()
    going = {row.pk: row for row in claimed if row.about.state == row.by.state == EmployeeState.ACTIVE}
    waiting = AskedOf.objects.waiting().filter(request__in=going).select_related("employee").order_by("pk")
    for asked in waiting:
        request = going[asked.request_id]
        if asked.employee is None:
            if not is_off_for(request.by, off):
                tell(request.by, "feedback.guest_silent", subject=asked, occurrence=request.due_date, at=at)
        elif asked.employee.state == EmployeeState.ACTIVE and not is_off_for(asked.employee, off):
            tell(asked.employee, "feedback.asked_due", subject=asked, occurrence=request.due_date, at=at)
    FeedbackRequest.objects.filter(pk__in=[row.pk for row in claimed]).update(reminded_date=F("due_date"))
    return len(claimed)


def end_of_leavers(*, by: Actor, at: dt.datetime) -> int:
    """Nobody waits for the answers of those who left, nor about them; and nobody asks about whom they do not lead any
    more. Returns how many those were."""
    left = EmployeeState.LEFT
    gone = Q(employee__state=left) | Q(request__about__state=left) | Q(request__by__state=left)
    leads = Reach.objects.filter(depth=1, manager=OuterRef("request__by"), employee=OuterRef("request__about"))
    no_more = ~Q(request__by=F("request__about")) & ~Q(Exists(leads))
    over = AskedOf.objects.waiting().filter(gone | no_more).values_list("pk", flat=True)
    rows = AskedOf.objects.waiting().filter(pk__in=list(over))
    return rows.update(state=REQUEST_MOVES["withdraw"].target, closed_at=at, guest_email="")


def note_guest_words(shown: Sequence[AskedOf], request: FeedbackRequest, *, by: Employee, at: dt.datetime) -> None:
    """A manager was shown what guests said of a report, who sees that; once a day."""
    if shown and by.pk != request.about_id:
        record_once_a_day("feedback.guest_words_seen", by=by, at=at, employee_ids=[request.about_id])
