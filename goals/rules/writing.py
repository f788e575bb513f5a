"""Writing goals: an objective with its key results, proposed, approved, changed, handed over, dropped."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.models import Employee, Team
from people.rules import drop_draft, record, touch
from perfhub.kernel import progress
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.forms import compare_version
from perfhub.kernel.progress import BandUpsideDown, TargetIsStart

from .. import access
from ..access import require
from ..models import (
    MOST_KEY_RESULTS,
    GoalAudience,
    GoalCycle,
    GoalOwner,
    KeyResult,
    Milestone,
    Objective,
    read_step,
)
from ..queries.describing import said_key_results
from ..states import WAYS, CycleState, Happening, Level, Measure, ObjectiveState, Visibility
from .aligning import end_link
from .following import end_blind
from .happening import CycleNotOpen, DatesOutside, ReasonMissing, locked, record_of, tell_history
from .measuring import check_weights, past_values, scored, settle
from .requests import align_or_ask


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A key result as somebody wants it: `pk` where it is there already."""

    title: str
    measure: str = Measure.NUMBER
    start: Decimal | None = None
    target: Decimal | None = None
    unit: str = ""
    weight: Decimal = Decimal(1)
    steps: tuple[str, ...] = ()
    pk: int | None = None


class WayMissing(RuleBroken):
    """A measured key result says from where to where."""

    sentence = _("Please say from which number to which number this key result goes.")


class StepsMissing(RuleBroken):
    sentence = _("Please name the milestones of this key result, one per line.")


class TooManyKeyResults(RuleBroken):
    sentence = _("Seven key results at most: more than that is a list, not an aim.")


class NobodyChosen(RuleBroken):
    sentence = _("Please name the teams or people who are to see it.")


@transaction.atomic
def write(
    cycle: GoalCycle,
    *,
    by: Actor,
    at: dt.datetime,
    owners: Sequence[Employee],
    title: str,
    key_results: Iterable[Wanted] = (),
    audience: Iterable[Team | Employee] = (),
    level: str = Level.INDIVIDUAL,
    team: Team | None = None,
    start_date: dt.date | None = None,
    end_date: dt.date | None = None,
    draft_key: str = "",
    copied_from: Objective | None = None,
    parent: Objective | None = None,
    **fields,
) -> Objective:
    """Somebody drafts an objective with its key results, for themselves or for their reports.

    Without dates it has those of its cycle; `parent` is what it serves, or is asked about. Raises CycleNotOpen,
    DatesOutside, NobodyChosen, and what is wrong with a key result.
    """
    for owner in owners:
        if isinstance(by, Employee) and not access.possible_owners(by).filter(pk=owner.pk).exists():
            require("write", by, owner)
    require("write", by)
    if cycle.state != CycleState.ACTIVE:
        raise CycleNotOpen
    objective = Objective(
        cycle=cycle,
        level=level,
        team=team if level == Level.TEAM else None,
        title=title.strip(),
        start_date=start_date or cycle.start_date,
        end_date=end_date or cycle.end_date,
        written_by_id=by.pk,
        written_at=at,
        copied_from=copied_from,
        **fields,
    )
    _check_dates(objective, by=by)
    objective.save(force_insert=True)
    today = local_date(at, owners[0].time_zone) if owners else at.date()
    GoalOwner.objects.bulk_create(
        GoalOwner(
            objective=objective,
            employee=owner,
            team_id=owner.team_id,
            start_date=min(today, objective.start_date),
        )
        for owner in owners
    )
    _show_to(objective, audience)
    _write_key_results(objective, key_results, at=at)
    settle(objective)
    tell_history(objective, Happening.WRITTEN, by=by, at=at, after=said_key_results(objective))
    if parent is not None:
        align_or_ask(objective, parent, by=by, at=at)
    if isinstance(by, Employee) and draft_key:
        drop_draft(by, draft_key)
    record("goal.written", by=by, at=at, employee=owners[0] if owners else None, subject=objective)
    return objective


@transaction.atomic
def change(
    objective: Objective,
    *,
    by: Actor,
    at: dt.datetime,
    seen: int | None = None,
    key_results: Iterable[Wanted] | None = None,
    audience: Iterable[Team | Employee] | None = None,
    reason: str = "",
    draft_key: str = "",
    **fields,
) -> Objective:
    """Words, dates, weights and key results. Once some of the cycle is over, 15 % of it unless HR says otherwise, it
    takes a reason, and the history keeps the old way and the new one with the score by each.

    Raises Conflict, CycleNotOpen, ReasonMissing, DatesOutside, NobodyChosen, and what is wrong with a key result.
    """
    require("change", by, objective)
    found = locked(objective)
    if not found.is_open or found.cycle.state == CycleState.CLOSED:
        raise CycleNotOpen
    theirs = {"title": found.title, "why": found.why, "key_results": said_key_results(found)}
    wanted = list(key_results) if key_results is not None else None
    yours = {
        "title": str(fields.get("title", found.title)),
        "why": str(fields.get("why", found.why)),
        "key_results": "\n".join(one.title for one in wanted) if wanted is not None else theirs["key_results"],
    }
    compare_version(found, seen, yours=yours, theirs=theirs)
    before, score_before, counted = _summary(found), found.score, _counted(found)
    for name, value in fields.items():
        setattr(found, name, value.strip() if isinstance(value, str) else value)
    _check_dates(found, by=by)
    found.version += 1
    found.save()
    if audience is not None:
        GoalAudience.objects.filter(objective=found).delete()
        _show_to(found, audience)
    end_blind(found, today=at.date())
    if wanted is not None:
        _write_key_results(found, wanted, at=at)
    settle(found)
    after = _summary(found)
    late = takes_a_reason(found, at=at)
    if late and after != before and not reason.strip():
        raise ReasonMissing
    if after != before:
        tell_history(
            found,
            Happening.CHANGED,
            by=by,
            at=at,
            reason=reason.strip(),
            before=before,
            after=after,
            score_before=score_before,
            score_after=found.score,
            late=late,
        )
    if found.started_at is not None and _counted(found) != counted:
        owners = GoalOwner.objects.holding(at.date()).filter(objective=found).values_list("employee", flat=True)
        touch(owners, week=at.date(), since=found.started_at.date())
    if isinstance(by, Employee) and draft_key:
        drop_draft(by, draft_key)
    record_of("goal.changed", found, by=by, at=at)
    return found


def _counted(objective: Objective) -> tuple:
    """What the weeks since it began are counted by: how far it is, its days, how firm it is, and who sees it."""
    return objective.score, objective.start_date, objective.end_date, objective.nature, objective.visibility


def _summary(objective: Objective) -> str:
    """What a change is compared by: the words and how it is measured."""
    days = f"{objective.start_date.isoformat()} – {objective.end_date.isoformat()}"
    return "\n".join([objective.title, days, said_key_results(objective)])


def takes_a_reason(objective: Objective, *, at: dt.datetime) -> bool:
    """Under way, and the days of its cycle in which goals are changed freely are over."""
    cycle = objective.cycle
    share = progress.elapsed(cycle.start_date, cycle.end_date, at.date())
    return objective.state == ObjectiveState.ACTIVE and share > float(cycle.edit_fraction)


def _check_dates(objective: Objective, *, by: Actor) -> None:
    cycle = objective.cycle
    if objective.end_date < objective.start_date:
        raise DatesOutside(_now("The last day lies before the first."))
    if not objective.lies_within(cycle):
        words = {"cycle": cycle.name, "first": cycle.start_date, "last": cycle.end_date}
        raise DatesOutside(_now("The dates lie outside of %(cycle)s, %(first)s to %(last)s.") % words)
    if objective.pk is None:
        return
    above = Objective.objects.filter(served_by__child=objective, served_by__ended_at=None).distinct()
    for parent in above.order_by("pk"):
        if not objective.lies_within(parent):
            words = {"title": access.title_for(by, parent)}
            raise DatesOutside(_now("The dates lie outside of those of the goal it serves: “%(title)s”.") % words)
    below = Objective.objects.filter(aligned_to__parent=objective, aligned_to__ended_at=None).distinct()
    for child in below.order_by("pk"):
        if not child.lies_within(objective):
            words = {"title": access.title_for(by, child)}
            raise DatesOutside(_now("A goal below would reach beyond these dates: “%(title)s”.") % words)


def _show_to(objective: Objective, audience: Iterable[Team | Employee]) -> None:
    chosen = list(audience) if objective.visibility == Visibility.CHOSEN else []
    if objective.visibility == Visibility.CHOSEN and not chosen:
        raise NobodyChosen
    GoalAudience.objects.bulk_create(
        GoalAudience(objective=objective, **{"team" if isinstance(one, Team) else "employee": one}) for one in chosen
    )


def _write_key_results(objective: Objective, wanted: Iterable[Wanted], *, at: dt.datetime) -> None:
    """Those wanted, in this order; one that is not among them is taken out and keeps its updates."""
    there = {row.pk: row for row in KeyResult.objects.counting().filter(objective=objective)}
    rows = [one for one in wanted if one.title.strip()]
    check_key_results(rows)
    for position, one in enumerate(rows, start=1):
        row = there.pop(one.pk, None) if one.pk else None
        row = row or KeyResult(objective=objective)
        remeasured = (row.measure, row.start_value, row.target_value) != (one.measure, one.start, one.target)
        row.position, row.title, row.unit, row.weight = position, one.title.strip(), one.unit.strip(), one.weight
        row.measure, row.start_value, row.target_value = one.measure, one.start, one.target
        if row.pk and remeasured:
            _measure_again(row)
        row.save()
        _write_steps(row, one.steps, at=at)
    for row in there.values():
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        end_link(objective, row, at=at)


def _measure_again(row: KeyResult) -> None:
    """What is known counts by the new way."""
    row.raw, row.score = scored(row, steps=list(row.milestones.all()), past=past_values(row))


def check_key_results(rows: Sequence[Wanted]) -> None:
    """Raises TooManyKeyResults, NoWeight, and what is wrong with one of them."""
    if len(rows) > MOST_KEY_RESULTS:
        raise TooManyKeyResults
    check_weights([one.weight for one in rows])
    for one in rows:
        _check_way(one)


def _check_way(one: Wanted) -> None:
    if one.measure in WAYS or one.measure == Measure.MAINTAIN:
        if one.start is None or one.target is None:
            raise WayMissing
        if one.measure in WAYS and one.start == one.target:
            raise TargetIsStart
        if one.measure == Measure.MAINTAIN and one.target < one.start:
            raise BandUpsideDown
    if one.measure == Measure.MILESTONES:
        if not one.steps:
            raise StepsMissing
        check_weights([read_step(line)[1] for line in one.steps])


def _write_steps(row: KeyResult, lines: Sequence[str], *, at: dt.datetime) -> None:
    """Milestones by name, each with its weight: those known keep what was done, those not named any more go."""
    if row.measure != Measure.MILESTONES:
        row.milestones.all().delete()
        return
    wanted = dict(read_step(line) for line in lines)
    known = {step.title: step for step in row.milestones.order_by("position")}
    if [(step.title, step.weight) for step in known.values()] == list(wanted.items()):
        return
    row.milestones.all().delete()
    Milestone.objects.bulk_create(
        Milestone(
            key_result=row,
            position=place,
            title=title,
            weight=weight,
            done_at=known[title].done_at if title in known else None,
        )
        for place, (title, weight) in enumerate(wanted.items(), start=1)
    )
    row.raw, row.score = scored(row, steps=list(row.milestones.all()))
    row.save(update_fields=["raw", "score"])
