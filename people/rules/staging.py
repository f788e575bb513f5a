"""What every file of many rows goes through: uploaded, read, looked at, applied, called off, taken back within a day.

What the rows mean is said by each kind of import (`Way`); where it stands, the work on it and its audit are kept here.
Who writes on both writes on the import before its job, so that no two wait for each other.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import CombinedExpression

from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.moves import move
from perfhub.kernel.sheets import Match, Table

from ..access import Actor
from ..models import Employee, File, Job
from ..models.staged import StagedImport
from ..queries.undoing import UNDO_HOURS
from ..states import IMPORT_MOVES, ImportState, JobState
from .audit import record
from .work import cancel_job, fail_job, open_job, start_job

KEPT_DAYS = 30
JOB_RUNS = {JobState.WAITING, JobState.RUNNING}
WAITS_FOR_A_WORKER = (ImportState.UPLOADED, ImportState.APPLYING, ImportState.UNDOING)


@dataclass(frozen=True)
class Way:
    """One kind of import: the first word of its jobs and acts, its tables, who may, and why it is too late to undo.

    `rows` hang on it by a relation of the name `of`.
    """

    name: str
    model: type[StagedImport]
    rows: type[Model]
    of: str
    require: Callable[[Actor], None]
    too_late: type[RuleBroken]

    def rows_of(self, found: StagedImport) -> QuerySet[Any]:
        return self.rows._default_manager.filter(**{self.of: found})


def keep_file(*, by: Employee, at: datetime, name: str, content: bytes, media_type: str = "text/csv") -> File:
    return File.objects.create(
        name=name[-200:],
        media_type=media_type,
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=at,
    )


@transaction.atomic
def upload(way: Way, *, by: Employee, at: datetime, name: str, content: bytes, **fields) -> Any:
    """Keep the file and have it read in the background."""
    way.require(by)
    file = keep_file(by=by, at=at, name=name, content=content)
    job = open_job(f"{way.name}.read", by=by, at=at)
    found = way.model._default_manager.create(file=file, job=job, started_by=by, uploaded_at=at, **fields)
    record(f"{way.name}.uploaded", by=by, at=at, subject=found)
    return found


def begin_reading(found: StagedImport, table: Table, match: Match, columns: list[str]) -> None:
    """A worker takes the file, or takes it again after a kill."""
    found.columns = columns
    found.ignored = [name[:200] for name in match.unknown]
    found.save(update_fields=["columns", "ignored"])
    start_job(found.job)
    Job.objects.filter(pk=found.job_id).update(total=table.count)


def lock_previewed(found: StagedImport) -> None:
    """Nobody else decides at the same time; raises StaleMove when it is no longer to be decided."""
    fresh = type(found)._default_manager.select_for_update().get(pk=found.pk)
    if fresh.state != ImportState.PREVIEWED:
        raise StaleMove
    found.refresh_from_db()


def send_to_apply(way: Way, found: StagedImport, *, by: Employee, at: datetime) -> None:
    """It was looked at, and somebody says yes."""
    job = open_job(f"{way.name}.apply", by=by, at=at, total=way.rows_of(found).count())
    move(found, IMPORT_MOVES["apply"], job=job, started_by=by, words="")
    record(f"{way.name}.apply", by=by, at=at, subject=found)


def begin(found: StagedImport, otherwise: str) -> None:
    """A worker takes what waits, or takes it again after a kill; called off meanwhile, it moves as `otherwise` says."""
    try:
        start_job(found.job)
    except StaleMove:
        move(found, IMPORT_MOVES[otherwise])


@transaction.atomic
def discard(way: Way, found: StagedImport, *, by: Actor, at: datetime) -> StagedImport:
    """Nothing of it is wanted: the staged rows go at once."""
    way.require(by)
    move(found, IMPORT_MOVES["discard"])
    if found.job is not None and found.job.state in JOB_RUNS:
        cancel_job(found.job, by=by, at=at)
    way.rows_of(found).delete()
    record(f"{way.name}.discarded", by=by, at=at, subject=found)
    return found


@transaction.atomic
def call_off(way: Way, found: StagedImport, *, by: Actor, at: datetime) -> StagedImport:
    """Stop what runs: a file being read is discarded, one being applied goes back to its preview, untouched.

    A worker that is just at it is not waited for: it finds its work called off and moves the import itself.
    """
    if found.state in (ImportState.APPLYING, ImportState.UNDOING):
        way.require(by)
        cancel_job(found.job, by=by, at=at)
        if type(found)._default_manager.select_for_update(skip_locked=True).filter(pk=found.pk).first() is None:
            return found
        return move(found, IMPORT_MOVES["give_back" if found.state == ImportState.APPLYING else "keep"])
    return discard(way, found, by=by, at=at)


@transaction.atomic
def fail(way: Way, found: StagedImport, *, at: datetime, words: str) -> StagedImport:
    """It could not be read, or not be applied; the words say why."""
    move(found, IMPORT_MOVES["fail"], words=words[:400])
    fail_job(found.job, at=at, words=words[:300])
    way.rows_of(found).delete()
    return found


@transaction.atomic
def start_undoing(way: Way, found: StagedImport, *, by: Employee, at: datetime, total: int) -> StagedImport:
    """Somebody has looked at what would become of it and says yes. Raises what `way.too_late` is."""
    way.require(by)
    if found.applied_at is not None and at > found.applied_at + timedelta(hours=UNDO_HOURS):
        raise way.too_late
    job = open_job(f"{way.name}.undo", by=by, at=at, total=total)
    move(found, IMPORT_MOVES["undo"], job=job, started_by=by, words="")
    record(f"{way.name}.undo", by=by, at=at, subject=found)
    return found


@transaction.atomic
def keep(found: StagedImport, *, at: datetime, words: str) -> StagedImport:
    """It is not taken back after all; the words say why."""
    move(found, IMPORT_MOVES["keep"], words=words[:400])
    fail_job(found.job, at=at, words=words[:300])
    return found


def in_state(way: Way, pk: int, state: str, *, lock: bool = False) -> Any:
    """An import for the worker that was sent it; None where it has moved on."""
    rows = way.model._default_manager.select_related("file", "job", "started_by").filter(pk=pk, state=state)
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def left_waiting(way: Way, *, at: datetime) -> QuerySet[Any]:
    """What should have moved on by now; sending it to a worker again is harmless."""
    waiting = way.model._default_manager.filter(state__in=WAITS_FOR_A_WORKER)
    return waiting.filter(job__created_at__lt=at - timedelta(minutes=1)).order_by("pk")


def more_done(number: int) -> CombinedExpression:
    """So many more than before, for `advance_job`."""
    return F("done") + number
