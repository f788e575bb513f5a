"""What whoever sends numbers of a metric begins with: the next period, and the files they took in before."""

import datetime as dt
from dataclasses import dataclass

from people.models import Employee
from people.queries.undoing import UNDO_HOURS

from ..access import metrics as access
from ..models import Measurement, MeasurementFile, Metric

MOST_FILES = 20


@dataclass(frozen=True)
class FileLine:
    """A file of numbers that somebody took in, and whether it may still be taken back."""

    file: MeasurementFile
    can_be_undone: bool


def files_of(metric: Metric, *, viewer: Employee, at: dt.datetime) -> list[FileLine]:
    """The viewer's own files of a metric, the newest first; one statement."""
    rows = access.visible_files(viewer, metric).order_by("-taken_at", "-pk")[:MOST_FILES]
    since = at - dt.timedelta(hours=UNDO_HOURS)
    return [FileLine(row, row.undone_at is None and row.taken_at >= since) for row in rows]


def next_period(metric: Metric, *, at: dt.datetime) -> dict[str, dt.date]:
    """What a form opens with: the period after the newest one, or the week before this moment."""
    newest = (
        Measurement.objects.standing().filter(metric=metric).order_by("-period_end", "-period_start", "-pk").first()
    )
    if newest is None:
        end = at.date() - dt.timedelta(days=at.weekday() + 1)
        return {"start": end - dt.timedelta(days=6), "end": end}
    start = newest.period_end + dt.timedelta(days=1)
    return {"start": start, "end": start + (newest.period_end - newest.period_start)}
