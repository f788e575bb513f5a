"""Judged rows become goals, some at a time: each row by itself, so that one that cannot be taken holds up no other."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from notices.rules import tell_many
from people.rules import advance_job, finish_job, record, staging
from people.states import IMPORT_MOVES, ImportState, JobState
from perfhub.kernel.errors import Refused, RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ...models import GoalImport, GoalImportRow, GoalOwner, Objective
from ...states import Happening, ObjectiveState, Part, RowVerdict
from ..closing import close
from ..deciding import begin
from ..happening import record_of, tell_history
from ..writing import change, write
from .judging import Judged, judge
from .remembering import remember

ROWS_A_PIECE = 25
DOES_SOMETHING = (RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.CLOSING)


@transaction.atomic
def begin_applying(found: GoalImport, *, at: dt.datetime) -> None:
    """A worker takes it, or takes it again after a kill; called off meanwhile, it stops where it is."""
    try:
        staging.start_job(found.job)
    except StaleMove:
        stop(found, at=at)


def left_to_apply(found: GoalImport) -> list[GoalImportRow]:
    """The next rows that are neither applied nor left out."""
    rows = found.rows.filter(verdict__in=DOES_SOMETHING, applied_at=None, said="")
    return list(rows.order_by("line", "pk")[:ROWS_A_PIECE])


@transaction.atomic
def apply_some(found: GoalImport, *, at: dt.datetime) -> bool:
    """Some more rows; False when all are done, or somebody called it off. Killed in the middle, none of them is."""
    found = GoalImport.objects.select_for_update(of=("self",)).select_related("started_by", "job").get(pk=found.pk)
    rows = left_to_apply(found) if found.state == ImportState.APPLYING else []
    if not rows or not advance_job(found.job, done=staging.more_done(len(rows))):
        return False
    judged = judge([(row.line, row.cells) for row in rows], by=found.started_by, at=at, point=found.point)
    for row, one in zip(rows, judged, strict=True):
        _apply(row, one, found, at=at)
    return True


def _apply(row: GoalImportRow, one: Judged, found: GoalImport, *, at: dt.datetime) -> None:
    """One row, or why it was left out after all: something may have changed since the preview."""
    if one.verdict == RowVerdict.ERROR:
        row.said = one.flaws[0][1][:400]
    elif one.verdict == RowVerdict.UNCHANGED:
        row.said = _("It is so already.")
    else:
        try:
            with transaction.atomic():
                row.was = remember(one.goal) if one.goal else {}
                row.objective = _write(one, found, at=at)
                row.version, row.applied_at = Objective.objects.values_list("version").get(pk=row.objective.pk)[0], at
        except (RuleBroken, Refused) as refused:
            row.said, row.was, row.objective = str(refused.sentence)[:400], {}, one.goal
    row.save(update_fields=["said", "was", "objective", "version", "applied_at"])


def _write(one: Judged, found: GoalImport, *, at: dt.datetime) -> Objective:
    by = found.started_by
    if one.goal is None:
        goal = write(
            one.cycle,
            by=by,
            at=at,
            owners=one.owners,
            parent=one.parent,
            key_results=one.key_results or (),
            **one.fields,
        )
        if one.starts:
            begin(goal, "start", at=at)
            tell_history(goal, Happening.STARTED, by=by, at=at)
            record_of("goal.started", goal, by=by, at=at)
        return goal
    goal = one.goal
    if one.fields or one.key_results is not None:
        reason = one.reason or _("Changed with others, by a table.")
        goal = change(goal, by=by, at=at, key_results=one.key_results, reason=reason, **one.fields)
    if one.closes:
        goal = close(goal, one.learning, by=by, at=at, done=one.closes == ObjectiveState.DONE)
    return goal


@transaction.atomic
def finish_applying(found: GoalImport, *, at: dt.datetime) -> GoalImport:
    """All rows were tried, or it was called off meanwhile. Called again it does nothing."""
    found = GoalImport.objects.select_for_update(of=("self",)).select_related("started_by", "job").get(pk=found.pk)
    if found.state != ImportState.APPLYING:
        return found
    if found.job.state == JobState.CANCELLED:
        return stop(found, at=at)
    if left_to_apply(found):
        return found
    left = found.rows.exclude(said="").count()
    applied = _finish(found, at=at, left=left)
    words = _("%(applied)s applied, %(left)s left out.") % {"applied": len(applied), "left": left}
    finish_job(found.job, at=at, words=words)
    return found


def stop(found: GoalImport, *, at: dt.datetime) -> GoalImport:
    """Called off: what is applied already stays and can be taken back; before the first row it is looked at again."""
    if found.rows.exclude(applied_at=None).exists():
        _finish(found, at=at, words=_("Called off half-way: some rows were not applied."))
    else:
        move(found, IMPORT_MOVES["give_back"])
    return found


def _finish(found: GoalImport, *, at: dt.datetime, **said) -> list[int]:
    """It is applied, as far as it went: the owners are told, once each. Returns the goals that were written."""
    applied = list(found.rows.exclude(applied_at=None).values_list("objective", flat=True))
    move(found, IMPORT_MOVES["finish"], applied_at=at, **said)
    _tell(applied, found, at=at)
    record("goal_import.applied", by=found.started_by, at=at, subject=found)
    return applied


def _tell(objectives: Sequence[int], found: GoalImport, *, at: dt.datetime) -> None:
    """Whoever owns one of these goals is told that somebody else wrote on it."""
    held = GoalOwner.objects.filter(objective__in=objectives, part=Part.OWNER, end_date=None)
    owners = held.exclude(employee=found.started_by).order_by("employee").values_list("employee", flat=True).distinct()
    recipients = list(owners)
    tell_many(recipients, "goal.by_table", subjects=[found] * len(recipients), at=at)
