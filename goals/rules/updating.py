"""Goal updates: what was reached, how sure the owner is, and what the manager says to it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee, Message
from people.rules import drop_draft, open_thread, say, touch
from perfhub.kernel import progress
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.forms import compare_version

from ..access import require
from ..access.taking_part import requires_part
from ..models import GoalOwner, GoalReply, GoalUpdate, GoalValue, KeyResult, Milestone, Objective
from ..queries.describing import said_number
from ..queries.drafts import update_draft
from ..queries.pacing import norm_of
from ..states import Answer, Measure, ObjectiveState, Source
from .following import tell_followers
from .happening import locked, managers_of, owners_of, record_of
from .measuring import past_values, scored, settle


class NotUnderWay(RuleBroken):
    """Only a goal under way takes updates."""

    sentence = _("This goal is not under way: it takes no updates. What you wrote is still in the form.")


class NothingSaid(RuleBroken):
    sentence = _("Nothing is filled in yet: a value, a word on how it goes, or a comment.")


class OwnersWord(RuleBroken):
    sentence = _("How the goal goes is for its owners to say; you report the values of what you lead.")


class NotTheNewest(RuleBroken):
    sentence = _("Only the newest update can be corrected. A new update says what is true now.")


class NothingAsked(RuleBroken):
    sentence = _("Please write what you would like to know.")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an update says: new values and milestones done, by the key of the key result, and the owner's words.

    `values` are numbers, `done` the positions of milestones done; what is not among them stays as it was.
    """

    values: Mapping[int, Decimal]
    done: Mapping[int, frozenset[int]]
    status: str
    confidence: int | None
    comment: str

    @classmethod
    def about(
        cls,
        rows: Mapping[int, KeyResult],
        *,
        values: Mapping[int, Decimal] | None = None,
        done: Mapping[int, Iterable[int]] | None = None,
        status: str = "",
        confidence: int | None = None,
        comment: str = "",
    ) -> "Said":
        """As far as it is about these key results. Raises NothingSaid."""
        said = cls(
            values={pk: value for pk, value in (values or {}).items() if pk in rows},
            done={pk: frozenset(places) for pk, places in (done or {}).items() if pk in rows},
            status=status,
            confidence=confidence,
            comment=comment.strip(),
        )
        if not (said.values or said.done or status or said.comment or confidence is not None):
            raise NothingSaid
        return said


@transaction.atomic
def report(
    objective: Objective,
    *,
    by: Actor,
    at: dt.datetime,
    source: str = Source.HAND,
    seen: int | None = None,
    **said,
) -> GoalUpdate:
    """The owner says where the goal is; who leads a key result, where that is. An event of its own: nothing said before
    is rewritten.

    `said` is what `Said` holds; `seen` is the version the writer had on the screen. Raises Conflict, NotUnderWay,
    NothingSaid, and OwnersWord where somebody who does not own it says how it goes.
    """
    part = requires_part(by, objective)
    found = _under_way(objective)
    rows = {pk: row for pk, row in _counting(found).items() if not part or row.led_by_id == by.pk}
    wanted = Said.about(rows, **said)
    if part and (wanted.status or wanted.confidence is not None):
        raise OwnersWord
    _compare(found, seen, rows, wanted)
    return _add(found, rows, wanted, by=by, at=at, source=source, part=part)


@transaction.atomic
def report_all(said: Iterable[tuple[Objective, Mapping]], *, by: Employee, at: dt.datetime) -> int:
    """Several goals with one press, all or none; returns how many. Raises what `report` raises."""
    return len([report(objective, by=by, at=at, **arguments) for objective, arguments in said])


@transaction.atomic
def correct(update: GoalUpdate, *, by: Actor, at: dt.datetime, seen: int | None = None, **said) -> GoalUpdate:
    """The owner puts the newest update right. The earlier one stays in the history, superseded.

    A value that is not said again is as it was before the update. Raises Conflict, NotUnderWay, NothingSaid,
    NotTheNewest.
    """
    require("update", by, update.objective)
    found = _under_way(update.objective)
    newest = GoalUpdate.objects.standing().filter(objective=found).newest_first().first()
    if newest is None or newest.pk != update.pk:
        raise NotTheNewest
    rows = _counting(found)
    wanted = Said.about(rows, **said)
    _compare(found, seen, rows, wanted)
    _take_back(update, rows)
    return _add(found, rows, wanted, by=by, at=at, source=Source.HAND, supersedes=update)


def _under_way(objective: Objective) -> Objective:
    """The row as it is now, held. Raises NotUnderWay."""
    found = locked(objective)
    if found.state != ObjectiveState.ACTIVE:
        raise NotUnderWay
    return found


def _counting(objective: Objective) -> dict[int, KeyResult]:
    return {row.pk: row for row in KeyResult.objects.counting().filter(objective=objective)}


def _compare(found: Objective, seen: int | None, rows: Mapping[int, KeyResult], said: Said) -> None:
    """Two people at once: whoever comes second is shown both."""
    if seen is None or seen == found.version:
        return
    names = {pk: row.title for pk, row in rows.items()}
    fields = {names[pk]: f"value_{pk}" for pk in said.values}
    compare_version(
        found,
        seen,
        yours={names[pk]: said_number(value) for pk, value in said.values.items()} | {"comment": said.comment},
        theirs={names[pk]: said_number(rows[pk].current_value) for pk in said.values}
        | {"comment": _last_comment(found)},
        sent_as=fields,
    )


def _last_comment(found: Objective) -> str:
    newest = GoalUpdate.objects.filter(objective=found).newest_first().values_list("comment", flat=True).first()
    return newest or ""


def _take_back(update: GoalUpdate, rows: Mapping[int, KeyResult]) -> None:
    """The key results as they were before an update that is about to be superseded."""
    for value in GoalValue.objects.filter(update=update, key_result__in=list(rows)):
        row = rows[value.key_result_id]
        earlier = (
            GoalValue.objects.filter(key_result=row, update__correction__isnull=True)
            .exclude(update=update)
            .select_related("update")
            .order_by("-update__at", "-pk")
            .first()
        )
        row.current_value = earlier.value if earlier else None
        row.measured_at = earlier.update.at if earlier else None
        if row.measure == Measure.MILESTONES:
            kept = {int(place) for place in (earlier.done if earlier else "").split()}
            Milestone.objects.filter(key_result=row).exclude(position__in=kept).update(done_at=None)
        past = past_values(row)[1:] if value.value is not None else past_values(row)
        row.raw, row.score = scored(row, steps=list(row.milestones.all()), past=past)
        row.save(update_fields=["current_value", "measured_at", "raw", "score"])


def _add(
    found: Objective,
    rows: Mapping[int, KeyResult],
    said: Said,
    *,
    by: Actor,
    at: dt.datetime,
    source: str,
    supersedes: GoalUpdate | None = None,
    part: bool = False,
) -> GoalUpdate:
    """The event itself; with `part` it is no update of the whole goal, and that stays due as it was."""
    told = [
        _measure(rows[pk], said.values.get(pk), said.done.get(pk), at=at, without=supersedes)
        for pk in {*said.values, *said.done}
    ]
    settle(found)
    share = progress.elapsed(found.start_date, found.end_date, at.date())
    update = GoalUpdate.objects.create(
        objective=found,
        by_id=by.pk,
        at=at,
        status=said.status,
        confidence=said.confidence,
        comment=said.comment,
        score=found.score,
        pace=progress.pace(found.score, norm=norm_of(found), share=share),
        source=source,
        supersedes=supersedes,
    )
    for value in told:
        value.update = update
    GoalValue.objects.bulk_create(told)
    was = found.status
    found.status = said.status or found.status
    found.confidence = found.confidence if said.confidence is None else said.confidence
    found.updated_at, found.version = at, found.version + 1
    zone = by.time_zone if isinstance(by, Employee) else "UTC"
    if not part:
        found.due_date = local_date(at, zone) + found.cycle.cadence
    found.save(update_fields=["status", "confidence", "updated_at", "version", "due_date"])
    if isinstance(by, Employee):
        drop_draft(by, update_draft(found.pk))
    owners = owners_of(found, at=at)
    record_of("goal.corrected" if supersedes else "goal.updated", found, by=by, at=at, owners=owners)
    touch([owner.pk for owner in owners], week=at.date())
    if found.status != was:
        tell_followers(found, "goal.followed_status", by=by, at=at, occurrence=update.pk)
    return update


def _measure(
    row: KeyResult, value: Decimal | None, done: frozenset[int] | None, *, at: dt.datetime, without: GoalUpdate | None
) -> GoalValue:
    """One key result at its new value; gives the event, with the way as it is measured today."""
    steps = list(row.milestones.order_by("position")) if row.measure == Measure.MILESTONES else []
    if row.measure == Measure.MILESTONES:
        for step in steps:
            step.done_at = (step.done_at or at) if step.position in (done or ()) else None
        Milestone.objects.bulk_update(steps, ["done_at"])
    else:
        row.current_value = value
    row.measured_at = at
    past = past_values(row) if row.measure == Measure.MAINTAIN else []
    if without is not None and past and GoalValue.objects.filter(update=without, key_result=row).exists():
        past = past[1:]
    row.raw, row.score = scored(row, steps=steps, past=[*past, value] if value is not None else past)
    row.save(update_fields=["current_value", "measured_at", "raw", "score"])
    return GoalValue(
        key_result=row,
        value=None if row.measure == Measure.MILESTONES else value,
        start_value=row.start_value,
        target_value=row.target_value,
        done=" ".join(str(step.position) for step in steps if step.done_at),
        raw=row.raw,
        score=row.score,
    )


@transaction.atomic
def reply(update: GoalUpdate, text: str, *, by: Employee, at: dt.datetime, asks: bool = False) -> GoalReply:
    """The manager has read an update, with or without words, or asks something; then the owner is told.

    Reading twice is once. Raises NothingAsked.
    """
    require("reply", by, update.objective)
    words = text.strip()
    if asks and not words:
        raise NothingAsked
    if not asks:
        earlier = GoalReply.objects.filter(update=update, by=by, answer=Answer.ACKNOWLEDGED).first()
        if earlier is not None:
            return earlier
    answer = Answer.ASKED if asks else Answer.ACKNOWLEDGED
    said = GoalReply.objects.create(update=update, by=by, at=at, answer=answer, text=words)
    record_of("goal.asked" if asks else "goal.update_read", update.objective, by=by, at=at)
    if words:
        for owner in owners_of(update.objective, at=at):
            tell(owner, "goal.asked", subject=update.objective, occurrence=said.pk, at=at)
    return said


@transaction.atomic
def comment(objective: Objective, text: str, *, by: Employee, at: dt.datetime) -> Message:
    """An owner, a manager or a contributor writes under the goal; the others of them are told."""
    require("comment", by, objective)
    found = locked(objective)
    if found.thread_id is None:
        found.thread = open_thread(at=at)
        found.save(update_fields=["thread"])
    message = say(found.thread, text.strip(), by=by, at=at)
    record_of("goal.commented", found, by=by, at=at)
    helping = GoalOwner.objects.taking_part(at.date()).filter(objective=found).values("employee")
    helpers = Employee.objects.active().filter(pk__in=helping)
    concerned = {one.pk: one for one in [*owners_of(found, at=at), *managers_of(found, at=at), *helpers]}
    for pk, person in concerned.items():
        if pk != by.pk:
            tell(person, "goal.commented", subject=found, occurrence=message.pk, at=at)
    return message
