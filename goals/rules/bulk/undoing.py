"""A table of goals is taken back, within a day: each goal as it was, but for those somebody touched since.

What the table wrote anew and nobody touched is gone; its history stays in the audit. What is left stays as it is now,
with the reason.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from people.rules import advance_job, finish_job, record, staging
from people.states import IMPORT_MOVES, ImportState, JobState
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import Refused, RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ...access.bulk import entrust_to_take_back
from ...models import GoalImport, GoalImportRow, Objective
from ...queries.bulk import reasons_to_keep
from ...states import LeftBecause, RowVerdict
from ..closing import reopen
from ..happening import record_of
from ..writing import change
from .remembering import remembered_fields, remembered_key_results

ROWS_A_PIECE = 25


@transaction.atomic
def begin_undoing(found: GoalImport, *, at: dt.datetime) -> None:
    """A worker takes it, or takes it again after a kill; called off meanwhile, the rest stays."""
    try:
        staging.start_job(found.job)
    except StaleMove:
        finish_undoing(found, at=at)


def left_to_undo(found: GoalImport) -> list[GoalImportRow]:
    rows = found.rows.exclude(applied_at=None).filter(reason="").exclude(objective=None)
    return list(rows.order_by("-line", "-pk")[:ROWS_A_PIECE])


@transaction.atomic
def undo_some(found: GoalImport, *, at: dt.datetime) -> bool:
    """Some more rows, the last first; False when all are done, or somebody called it off."""
    found = GoalImport.objects.select_for_update(of=("self",)).select_related("started_by", "job").get(pk=found.pk)
    rows = left_to_undo(found) if found.state == ImportState.UNDOING else []
    if not rows or not advance_job(found.job, done=staging.more_done(len(rows))):
        return False
    Objective.objects.select_for_update().filter(pk__in=[row.objective_id for row in rows]).order_by("pk").count()
    kept = reasons_to_keep(rows)
    for row in rows:
        _undo(row, kept.get(row.pk, ""), found, at=at)
    return True


def _undo(row: GoalImportRow, reason: str, found: GoalImport, *, at: dt.datetime) -> None:
    by = found.started_by
    goal = None if reason else entrust_to_take_back(row.objective_id, by, on=local_date(at, by.time_zone))
    row.reason = reason or ("" if goal else LeftBecause.UNSEEN)
    if goal is not None:
        try:
            with transaction.atomic():
                _put_back(goal, row, found, at=at)
        except (RuleBroken, Refused):
            row.reason = LeftBecause.BROKEN
    if row.reason:
        row.save(update_fields=["reason"])
    else:
        GoalImportRow.objects.filter(pk=row.pk).update(applied_at=None)


def _put_back(goal: Objective, row: GoalImportRow, found: GoalImport, *, at: dt.datetime) -> None:
    by = found.started_by
    if row.verdict == RowVerdict.NEW:
        record_of("goal.taken_back", goal, by=by, at=at)
        goal.delete()
        return
    if goal.state != row.was["state"]:
        due = dt.date.fromisoformat(row.was["due_date"])
        goal = reopen(goal, by=by, at=at, due_date=due, learning=row.was["learning"])
    change(
        goal,
        by=by,
        at=at,
        key_results=remembered_key_results(row.was),
        reason=_("The table that changed it was taken back."),
        **remembered_fields(row.was),
    )


@transaction.atomic
def finish_undoing(found: GoalImport, *, at: dt.datetime) -> GoalImport:
    """All rows were tried, or it was called off meanwhile: then the rest stays. Called again it does nothing."""
    found = GoalImport.objects.select_for_update(of=("self",)).select_related("started_by", "job").get(pk=found.pk)
    if found.state != ImportState.UNDOING:
        return found
    called_off = found.job.state == JobState.CANCELLED
    if left_to_undo(found):
        return move(found, IMPORT_MOVES["keep"]) if called_off else found
    left = found.rows.exclude(reason="").count()
    move(found, IMPORT_MOVES["finish_undo"], undone_at=at)
    record("goal_import.undone", by=found.started_by, at=at, subject=found)
    if called_off:  # too late: nothing was left
        return found
    words = {"taken": found.job.total - left, "left": left}
    finish_job(found.job, at=at, words=_("%(taken)s taken back, %(left)s left as they are now.") % words)
    return found
