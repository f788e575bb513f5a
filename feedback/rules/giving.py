"""Feedback and praise are given, shared later, dropped, taken back."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from goals.access import UNSEEN
from goals.access.sight import seeing
from goals.models import Objective
from notices.rules import tell
from people.access import Actor
from people.models import Employee
from people.rules import drop_draft, record_many
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date, moment
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move
from skills.access.growing import get_celebrated
from skills.models import GrowthAction, Skill
from skills.states import GrowthKind

from ..access.giving import UNDO, Allowed, allowed, managers_of, require
from ..models import LONGEST_FEEDBACK, MOST_RECEIVERS, Feedback, Nudge, Received, Value
from ..queries.giving import give_draft
from ..states import FEEDBACK_MOVES, Celebrated, FeedbackAudience, FeedbackKind, FeedbackState, Obstacle
from .gentle import gentle_moment
from .webhooks import announce_hidden, announce_praise

NEW_FOR = dt.timedelta(days=90)  # how long somebody is a new colleague
REMINDED_BEFORE = dt.timedelta(days=3)
MORNING = dt.time(9)
DAYS_TO_DECIDE = 14  # of a manager who has feedback alone
LATEST_FOLLOW_UP = dt.timedelta(days=366)
FIELDS = ("text", "situation", "behaviour", "impact", "next_step", "how")


class AboutOneself(RuleBroken):
    sentence = _("Feedback goes to somebody else. What you think of your own work belongs into your check-in.")


class HasLeft(RuleBroken):
    """The receiver is not employed here any more."""

    sentence = _("%(name)s does not work here any more, so this cannot reach them. Your words are still here.")


class NobodyNamed(RuleBroken):
    sentence = _("Please choose to whom it goes.")


class OneAtATime(RuleBroken):
    sentence = _("Only praise goes to several people at once. Please give the others theirs one by one.")


class TooManyReceivers(RuleBroken):
    sentence = _("Praise goes to 20 people at most: more than that, and nobody feels meant.")


class NothingSaid(RuleBroken):
    sentence = _("There is nothing to read in it yet: please write what you saw.")


class NotAllowed(RuleBroken):
    """The organization allows no such audience."""

    sentence = _("Your organization does not allow this choice of who reads it. Please choose another.")


class NoManagerToKeepIt(RuleBroken):
    sentence = _("There is no manager beside you who could keep it: please choose another audience.")


class GoalNotForAll(RuleBroken):
    """Its title would tell of a goal that not every reader sees."""

    sentence = _("Not everybody who reads this sees that goal. Leave the goal out, or choose a smaller audience.")


class NotToCelebrate(RuleBroken):
    """Nobody but those who see a step say that it is finished."""

    sentence = _(
        "A growth step is celebrated once it is finished: by the manager of whoever finished it, or by that person, "
        "who thanks others."
    )


class FollowUpTooSoon(RuleBroken):
    sentence = _("The day on which you both look again lies after today, and within a year.")


class FollowUpBeforeRead(RuleBroken):
    """It waits for a gentle moment until then."""

    sentence = _("It is read from %(day)s on, after the free days. Please look again on a later day.")


class WhyMissing(RuleBroken):
    """Targeted feedback says what is in the way and what comes next."""

    sentence = _("With a day to look again, please also say what seems in the way and what comes next.")


class BelongsAbove(RuleBroken):
    """A floor above wrote it."""

    sentence = _("This was said within something bigger. It is taken back, and looked at again, there.")


class HappenedLater(RuleBroken):
    sentence = _("What it is about lies in the future: please look at the day.")


class TooLateToTakeBack(RuleBroken):
    sentence = _("It can be taken back within ten minutes. Write under it what you see differently now.")


@transaction.atomic
def give(
    to: Sequence[Employee],
    *,
    by: Employee,
    at: dt.datetime,
    kind: str,
    audience: str,
    goal: Objective | None = None,
    value: Value | None = None,
    skill: Skill | None = None,
    growth: GrowthAction | None = None,
    obstacle: str = "",
    happened_on: dt.date | None = None,
    follow_up: dt.date | None = None,
    again: Feedback | None = None,
    today: dt.date | None = None,
    at_once: bool = False,
    above: bool = False,
    **words: str,
) -> Feedback:
    """Somebody says something about another's work; the receiver is told, and reads it, at once.

    Praise may go to several. With the manager alone it waits for that manager's decision, at most 14 days. Improvement
    feedback with a day to look again says what is in the way, what comes next, and returns to both on that day; it is
    read from a gentle moment on, unless `at_once`. A floor `above` that writes it tells of it and asks on the day, too;
    it need not say what is in the way. Praise celebrates a finished growth step of its receiver or its giver. Raises
    what stands above.
    """
    require("give", by)
    receivers = _locked(to, by=by, kind=kind)
    said = _said(words)
    may = allowed(at)
    chosen = _audience(audience, receivers, by=by, kind=kind, may=may)
    today = today or at.date()
    _check_day(happened_on, follow_up, obstacle=obstacle, how=said["how"], kind=kind, today=today, above=above)
    kept = chosen == FeedbackAudience.MANAGER_ALONE
    hard = kind == FeedbackKind.IMPROVEMENT and not at_once
    told_at = gentle_moment(receivers[0], at=at) if hard else at
    if (
        hard
        and not (kept or above)
        and follow_up
        and follow_up <= (read_on := local_date(told_at, receivers[0].time_zone))
    ):
        raise FollowUpBeforeRead(FollowUpBeforeRead.sentence % {"day": date_format(read_on, "l, j F")})
    feedback = Feedback.objects.create(
        by=by,
        kind=kind,
        audience=chosen,
        state=FeedbackState.KEPT if kept else FeedbackState.GIVEN,
        about_goal=goal.pk if goal else None,
        about_goal_title=_title(goal, receivers, chosen, by=by, today=today) if goal else "",
        value=value,
        skill=skill,
        **_celebrated(growth, receivers, by=by, kind=kind),
        obstacle=obstacle if kind == FeedbackKind.IMPROVEMENT else "",
        happened_on_date=happened_on,
        follow_up_date=follow_up if kind == FeedbackKind.IMPROVEMENT else None,
        again=again,
        followed_above=above,
        given_at=at,
        shared_at=None if kept else told_at,
        decide_by_date=today + dt.timedelta(days=DAYS_TO_DECIDE) if kept else None,
        **said,
    )
    Received.objects.bulk_create(
        Received(feedback=feedback, employee=person, team_id=person.team_id, shared_at=feedback.shared_at)
        for person in receivers
    )
    drop_draft(by, give_draft(to[0]))
    Nudge.objects.filter(employee=by, about__in=receivers, over_at=None).update(over_at=at)
    record_of("feedback.given", feedback, by=by, at=at)
    if kept:
        for manager in managers_of(receivers).exclude(pk=by.pk).order_by("pk"):
            tell(manager, "feedback.to_decide", subject=feedback, occurrence="", at=at)
            soon = moment(feedback.decide_by_date - REMINDED_BEFORE, MORNING, manager.time_zone)
            tell(manager, "feedback.to_decide", subject=feedback, occurrence="soon", at=at, due_at=soon)
    elif not above:
        _tell_receivers(feedback, receivers, at=at)
        _tell_of_first_praise(feedback, receivers, at=at, today=today)
        announce_praise(feedback, at=at)
    return feedback


def _tell_of_first_praise(
    feedback: Feedback, receivers: Sequence[Employee], *, at: dt.datetime, today: dt.date
) -> None:
    """The manager of somebody new is told of the first praise, if it is the manager's to read."""
    if feedback.kind != FeedbackKind.PRAISE or feedback.audience == FeedbackAudience.RECEIVER:
        return
    new = [person for person in receivers if person.start_date and today - person.start_date <= NEW_FOR]
    earlier = Received.objects.filter(employee__in=new, feedback__kind=FeedbackKind.PRAISE).exclude(feedback=feedback)
    praised = set(earlier.values_list("employee", flat=True)) if new else set()
    for row in Received.objects.filter(feedback=feedback, employee__in=[p for p in new if p.pk not in praised]):
        for manager in managers_of([row.employee_id]).exclude(pk=feedback.by_id):
            tell(manager, "feedback.first_praise", subject=row, occurrence="", at=at)


def _locked(to: Sequence[Employee], *, by: Employee, kind: str) -> list[Employee]:
    """Whom it is for, as they are now; each once."""
    keys = list(dict.fromkeys(person.pk for person in to))
    if not keys:
        raise NobodyNamed
    if by.pk in keys:
        raise AboutOneself
    if len(keys) > 1 and kind != FeedbackKind.PRAISE:
        raise OneAtATime
    if len(keys) > MOST_RECEIVERS:
        raise TooManyReceivers
    found = list(Employee.objects.filter(pk__in=keys).order_by("sort_name", "pk"))
    if len(found) != len(keys):  # somebody of whom this organization knows nothing
        raise NobodyNamed
    for person in found:
        if person.state != EmployeeState.ACTIVE:
            raise HasLeft(HasLeft.sentence % {"name": person.name})
    return found


def _said(words: dict[str, str]) -> dict[str, str]:
    """The words as they are kept. Characters that show nothing are no words."""
    said = {name: typed.lines(words.pop(name, ""), LONGEST_FEEDBACK) for name in FIELDS}
    assert not words, f"feedback has no {', '.join(words)}"
    if not said["text"] and not said["behaviour"]:
        raise NothingSaid
    return said


def _audience(
    audience: str, receivers: Sequence[Employee], *, by: Employee, kind: str, may: Allowed
) -> FeedbackAudience:
    if audience not in may.audiences(kind):
        raise NotAllowed
    chosen = FeedbackAudience(audience)
    if chosen == FeedbackAudience.MANAGER_ALONE and not managers_of(receivers).exclude(pk=by.pk).exists():
        raise NoManagerToKeepIt
    return chosen


def _check_day(
    happened_on: dt.date | None,
    follow_up: dt.date | None,
    *,
    obstacle: str,
    how: str,
    kind: str,
    today: dt.date,
    above: bool,
) -> None:
    if happened_on is not None and happened_on > today:
        raise HappenedLater
    if follow_up is None or kind != FeedbackKind.IMPROVEMENT:
        return
    if not today < follow_up <= today + LATEST_FOLLOW_UP:
        raise FollowUpTooSoon
    if (obstacle not in Obstacle.values and not (above and not obstacle)) or not how:
        raise WhyMissing


def _title(
    goal: Objective, receivers: Sequence[Employee], audience: FeedbackAudience, *, by: Employee, today: dt.date
) -> str:
    """The goal's title, which every reader sees anyway. Raises GoalNotForAll."""
    readers = {person.pk for person in receivers} | {by.pk}
    if audience in (FeedbackAudience.MANAGER, FeedbackAudience.MANAGER_ALONE):
        readers |= set(managers_of(receivers).values_list("pk", flat=True))
    people = Employee.objects.active()
    if audience != FeedbackAudience.EVERYBODY:
        people = people.filter(pk__in=readers)
    if seeing(goal, people, today=today).count() != people.count():
        raise GoalNotForAll
    return goal.title or str(UNSEEN)


def record_of(act: str, feedback: Feedback, *, by: Actor, at: dt.datetime) -> None:
    """The audit line about each receiver; about the giver while nobody was shown it, for others read the audit, too."""
    rows = Received.objects.filter(feedback=feedback).order_by("pk")
    known = rows.filter(shared_at__isnull=False).exists()
    record_many(act, by=by, at=at, subjects=rows, whose=lambda row: row.employee_id if known else feedback.by_id)


def _celebrated(
    growth: GrowthAction | None, receivers: Sequence[Employee], *, by: Employee, kind: str
) -> dict[str, Any]:
    """What praise celebrates, as its row says it; of other feedback nothing. Raises NotToCelebrate."""
    if growth is None or kind != FeedbackKind.PRAISE:
        return {}
    found = get_celebrated(by, growth.pk)
    if found is None or found.employee_id not in (by.pk, *(person.pk for person in receivers)):
        raise NotToCelebrate
    learned = found.kind == GrowthKind.LEARNING
    return {"growth": found, "celebrates": Celebrated.LEARNING if learned else Celebrated.GROWTH}


def _tell_receivers(feedback: Feedback, receivers: Sequence[Employee], *, at: dt.datetime) -> None:
    for person in receivers:
        tell(person, "feedback.given", subject=feedback, occurrence="", at=at, due_at=feedback.shared_at)
    if feedback.follow_up_date is not None:
        for person in (feedback.by, *receivers):
            on = moment(feedback.follow_up_date, MORNING, person.time_zone)
            tell(person, "feedback.look_again", subject=feedback, occurrence="", at=at, due_at=on)


def receivers_of(feedback: Feedback) -> list[Employee]:
    """Whom it is for, by name."""
    rows = Employee.objects.filter(feedback_received__feedback=feedback)
    return list(rows.order_by("sort_name", "pk"))


@transaction.atomic
def share(feedback: Feedback, *, by: Employee, at: dt.datetime) -> Feedback:
    """What was with the manager alone is shared with its receiver, by the manager or by its giver.

    It counts as shared from this day on, not from the day it was given; hard words wait for a gentle moment here, too.
    Whoever learns of it late has as many days until both look again as there were at first. Raises HasLeft.
    """
    require("share", by, feedback)
    receivers = receivers_of(feedback)
    for person in receivers:
        if person.state != EmployeeState.ACTIVE:
            raise HasLeft(HasLeft.sentence % {"name": person.name})
    hard = feedback.kind == FeedbackKind.IMPROVEMENT
    told_at = gentle_moment(receivers[0], at=at) if hard else at
    later = {"follow_up_date": feedback.follow_up_date}
    if feedback.follow_up_date is not None:
        zone = receivers[0].time_zone
        later["follow_up_date"] += local_date(told_at, zone) - local_date(feedback.given_at, zone)
    move(feedback, FEEDBACK_MOVES["share"], audience=FeedbackAudience.MANAGER, shared_at=told_at, **later)
    Received.objects.filter(feedback=feedback).update(shared_at=told_at)
    record_of("feedback.shared", feedback, by=by, at=at)
    _tell_receivers(feedback, receivers, at=at)
    if by.pk != feedback.by_id:
        tell(feedback.by, "feedback.decided", subject=feedback, occurrence="", at=at, due_at=told_at)
    return feedback


@transaction.atomic
def ask_giver(feedback: Feedback, *, by: Employee, at: dt.datetime) -> None:
    """The manager asks whoever gave it to share it in person. Asking twice changes nothing."""
    require("ask_giver", by, feedback)
    locked = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if locked.state != FeedbackState.KEPT or locked.asked_giver_at is not None:
        return
    Feedback.objects.filter(pk=feedback.pk).update(asked_giver_at=at)
    feedback.asked_giver_at = at
    record_of("feedback.giver_asked", feedback, by=by, at=at)
    tell(feedback.by, "feedback.share_asked", subject=feedback, occurrence="", at=at)


@transaction.atomic
def drop(feedback: Feedback, *, by: Employee, at: dt.datetime) -> Feedback:
    """The manager drops what nobody was shown: it is no evidence of anything; whoever gave it is told."""
    require("drop", by, feedback)
    move(feedback, FEEDBACK_MOVES["drop"])
    record_of("feedback.dropped", feedback, by=by, at=at)
    tell(feedback.by, "feedback.decided", subject=feedback, occurrence="", at=at)
    return feedback


@transaction.atomic
def take_back(feedback: Feedback, *, by: Employee, at: dt.datetime, above: bool = False) -> Feedback:
    """Whoever gave it takes it back: within ten minutes, or as long as nobody it is about can read it. What a floor
    above wrote is taken back there. Raises TooLateToTakeBack, BelongsAbove."""
    require("take_back", by, feedback)
    if feedback.followed_above and not above:
        raise BelongsAbove
    if feedback.state == FeedbackState.GIVEN and at - feedback.given_at > UNDO and at >= feedback.shared_at:
        raise TooLateToTakeBack
    move(feedback, FEEDBACK_MOVES["take_back"])
    record_of("feedback.taken_back", feedback, by=by, at=at)
    announce_hidden(feedback, at=at)
    return feedback
