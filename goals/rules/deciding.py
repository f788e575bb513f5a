"""From a draft to a goal under way, and out of it: proposed, approved, handed over, dropped."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee
from people.rules import record, touch
from people.states import EmployeeState
from perfhub.kernel import progress
from perfhub.kernel.calendars import local_date
from perfhub.kernel.moves import move

from ..access import require
from ..access.standing_in import standing_in
from ..models import GoalOwner, KeyResult, Objective
from ..states import OBJECTIVE_MOVES, CycleState, Happening, ObjectiveState, Part
from .following import tell_followers
from .happening import CycleNotOpen, ReasonMissing, locked, managers_of, owners_of, place_of, record_of, tell_history
from .requests import tell_what_waits

LATE_DROP = 0.8  # of the goal's time: a goal dropped later was not taken back early


@transaction.atomic
def propose(objective: Objective, *, by: Actor, at: dt.datetime) -> Objective:
    """The owner asks the manager to agree; the manager is told, and who stands in. Raises CycleNotOpen."""
    require("propose", by, objective)
    _require_open(objective)
    move(objective, OBJECTIVE_MOVES["propose"])
    tell_history(objective, Happening.PROPOSED, by=by, at=at)
    record_of("goal.proposed", objective, by=by, at=at)
    for manager in managers_of(objective, at=at):
        tell(manager, "goal.proposed", subject=objective, occurrence=objective.version, at=at)
    for away in standing_in(owners_of(objective, at=at)).order_by("pk"):
        tell(away, "goal.proposed", subject=objective, occurrence=objective.version, at=at)
    return objective


@transaction.atomic
def withdraw(objective: Objective, *, by: Actor, at: dt.datetime) -> Objective:
    """The owner takes a proposal back to write on."""
    require("withdraw", by, objective)
    move(objective, OBJECTIVE_MOVES["withdraw"])
    tell_history(objective, Happening.WITHDRAWN, by=by, at=at)
    record_of("goal.withdrawn", objective, by=by, at=at)
    return objective


@transaction.atomic
def send_back(objective: Objective, reason: str, *, by: Actor, at: dt.datetime) -> Objective:
    """The manager, or who stands in, wants something changed and says what; the owner is told. Raises ReasonMissing."""
    require("send_back", by, objective)
    if not reason.strip():
        raise ReasonMissing(_("Please say what should be different."))
    place = place_of(objective, by=by, at=at)
    move(objective, OBJECTIVE_MOVES["send_back"])
    said = place.name if place else ""
    tell_history(objective, Happening.SENT_BACK, by=by, at=at, reason=reason.strip(), after=said)
    record_of("goal.sent_back", objective, by=by, at=at, place=place)
    for owner in owners_of(objective, at=at):
        tell(owner, "goal.sent_back", subject=objective, occurrence=objective.version, at=at)
    return objective


@transaction.atomic
def approve(objective: Objective, *, by: Actor, at: dt.datetime) -> Objective:
    """The manager, or who stands in, agrees: the goal is under way, and the owner is told."""
    require("approve", by, objective)
    _require_open(objective)
    place = place_of(objective, by=by, at=at)
    begin(objective, "approve", at=at)
    tell_history(objective, Happening.APPROVED, by=by, at=at, after=place.name if place else "")
    record_of("goal.approved", objective, by=by, at=at, place=place)
    for owner in owners_of(objective, at=at):
        tell(owner, "goal.approved", subject=objective, occurrence=objective.version, at=at)
    return objective


@transaction.atomic
def start(objective: Objective, *, by: Actor, at: dt.datetime) -> Objective:
    """Where nobody has to agree the owner puts the goal under way. Raises CycleNotOpen."""
    require("start", by, objective)
    _require_open(objective)
    begin(objective, "start", at=at)
    tell_history(objective, Happening.STARTED, by=by, at=at)
    record_of("goal.started", objective, by=by, at=at)
    return objective


def begin(objective: Objective, act: str, *, at: dt.datetime) -> None:
    """Under way: the first update is due a cadence after it begins."""
    first = max(at.date(), objective.start_date) + objective.cycle.cadence
    move(objective, OBJECTIVE_MOVES[act], started_at=at, due_date=min(first, objective.end_date))
    touch([owner.pk for owner in owners_of(objective, at=at)], week=at.date())


def _require_open(objective: Objective) -> None:
    if objective.cycle.state != CycleState.ACTIVE:
        raise CycleNotOpen


@transaction.atomic
def drop(objective: Objective, reason: str, *, by: Actor, at: dt.datetime) -> Objective:
    """The owner gives a goal up and says why; one under way is shown to the manager, who may accept it.

    Dropped before 80 % of its time and accepted it is no miss. Raises ReasonMissing.
    """
    require("drop", by, objective)
    under_way = objective.state == ObjectiveState.ACTIVE
    if under_way and not reason.strip():
        raise ReasonMissing(_("Please say why the goal is dropped."))
    now = locked(objective)
    objective.score, objective.version = now.score, now.version
    share = progress.elapsed(objective.start_date, objective.end_date, at.date())
    late = under_way and share >= LATE_DROP
    move(objective, OBJECTIVE_MOVES["drop"], ended_at=at, due_date=None, final_score=objective.score)
    tell_history(
        objective, Happening.DROPPED, by=by, at=at, reason=reason.strip(), score_after=objective.score, late=late
    )
    record_of("goal.dropped", objective, by=by, at=at)
    touch([owner.pk for owner in owners_of(objective, at=at)], week=at.date())
    for manager in managers_of(objective, at=at) if under_way else ():
        tell(manager, "goal.dropped", subject=objective, occurrence="", at=at)
    tell_followers(objective, "goal.followed_ended", by=by, at=at)
    return objective


@transaction.atomic
def accept_drop(objective: Objective, *, by: Actor, at: dt.datetime) -> Objective:
    """The manager agrees that the goal was rightly given up. Twice is once."""
    require("accept_drop", by, objective)
    if Objective.objects.filter(pk=objective.pk, drop_accepted_at=None, state=ObjectiveState.DROPPED).update(
        drop_accepted_at=at
    ):
        objective.drop_accepted_at = at
        tell_history(objective, Happening.DROP_ACCEPTED, by=by, at=at)
        record_of("goal.drop_accepted", objective, by=by, at=at)
    return objective


@transaction.atomic
def hand_over(objective: Objective, to: Employee, *, by: Actor, at: dt.datetime) -> Objective:
    """Somebody else owns the goal from today on; the shares of those before keep their dates. The new one is told.

    Of several owners one hands over the own share; the manager hands the goal over whole.
    """
    require("hand_over", by, objective)
    found = locked(objective)
    today = local_date(at, to.time_zone)
    if not GoalOwner.objects.holding(today).filter(objective=found, employee=to).exists():
        before = [owner.pk for owner in owners_of(found, at=at)]
        owned = GoalOwner.objects.filter(objective=found, part=Part.OWNER)
        end_shares(owned.filter(employee=by.pk) if by.pk in before else owned, today=today)
        end_shares(GoalOwner.objects.filter(objective=found, employee=to), today=today)
        GoalOwner.objects.create(objective=found, employee=to, team_id=to.team_id, start_date=today)
        end_leading(found, today=today)
        tell_history(found, Happening.HANDED_OVER, by=by, at=at, after=to.name)
        record("goal.handed_over", by=by, at=at, employee=to, subject=found)
        touch([*before, to.pk], week=at.date())
        if to.pk != by.pk:
            tell(to, "goal.handed_over", subject=found, occurrence=at.date(), at=at)
        tell_what_waits(found, to, at=at)
    return found


def end_leading(objective: Objective, *, today: dt.date) -> None:
    """Whoever takes no part any more leads none of its key results."""
    taking = GoalOwner.objects.taking_part(today).filter(objective=objective).values("employee")
    led = KeyResult.objects.filter(objective=objective, led_by__isnull=False)
    led.exclude(led_by__in=taking).update(led_by=None)


def end_shares(shares: QuerySet[GoalOwner], *, today: dt.date) -> None:
    """Those in force end today, of somebody who left with their last day; those that have not begun never were."""
    shares = shares.filter(end_date=None)
    shares.filter(start_date__gt=today).delete()
    left = Q(employee__state=EmployeeState.LEFT, employee__end_date__lt=today)
    for share in shares.filter(left).select_related("employee"):
        last = share.employee.end_date + dt.timedelta(days=1)
        GoalOwner.objects.filter(pk=share.pk).update(end_date=max(last, share.start_date))
    shares.update(end_date=today)
