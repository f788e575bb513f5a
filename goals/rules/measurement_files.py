"""A file of numbers: taken in whole or not at all, and taken back within a day."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from people.queries.undoing import UNDO_HOURS
from people.rules import record
from perfhub.kernel.errors import Refused, RuleBroken

from ..access import metrics as access
from ..models import LONGEST_FILE, Measurement, MeasurementFile, Metric
from ..states import TakenAs
from .feeding import feed
from .measurements import Sent, measure, record_measured


class RowsNotTaken(RuleBroken):
    """All or nothing: what was looked at is what is taken."""


class FileTooOld(RuleBroken):
    sentence = gettext_lazy("A file of numbers can be taken back within 24 hours after it was taken in.")


@transaction.atomic
def take_file(
    rows: Sequence[Sent], metric: Metric, *, by: Employee, at: dt.datetime, name: str = ""
) -> MeasurementFile:
    """Take every row of a file, or none; `number` says how many were new or put right. Raises RowsNotTaken."""
    access.require("measure", by, metric)
    if any(row.metric != metric.pk for row in rows):
        raise RowsNotTaken(_("These rows are of another metric."))
    file = MeasurementFile.objects.create(metric=metric, name=name[-LONGEST_FILE:], taken_by=by, taken_at=at, number=0)
    found = measure(rows, by=by, at=at, file=file)
    wrong = [one for one in found if one.outcome == TakenAs.ERROR]
    if wrong:
        words = {"number": len(wrong), "sentence": wrong[0].reason}
        raise RowsNotTaken(_("%(number)s rows cannot be taken any more, so none was. The first: %(sentence)s") % words)
    file.number = sum(one.outcome in (TakenAs.NEW, TakenAs.CHANGED) for one in found)
    file.save(update_fields=["number"])
    record("metric.file_taken", by=by, at=at, subject=file)
    return file


@transaction.atomic
def take_file_back(file: MeasurementFile, *, by: Employee, at: dt.datetime) -> MeasurementFile:
    """Within a day whoever took it in takes it back: what it put right is as it was, what it said first is withdrawn.

    What somebody has put right since stays, and so do numbers of people about whom they may send none any more. Nothing
    is deleted: each is a further edition. Goals that took their values from these numbers take those that hold now.
    Twice is once. Raises FileTooOld.
    """
    access.require("measure", by, file.metric)
    if file.taken_by_id != by.pk:
        raise Refused
    if at > file.taken_at + dt.timedelta(hours=UNDO_HOURS):
        raise FileTooOld
    Metric.objects.select_for_update().get(pk=file.metric_id)
    if not MeasurementFile.objects.filter(pk=file.pk, undone_at=None).update(undone_at=at):
        return file
    its = Measurement.objects.filter(file=file)
    standing = its.standing().select_related("supersedes")
    people = access.measurable_people(by).filter(pk__in=its.values("employee"))
    mine = set(people.values_list("pk", flat=True))
    rows = [row for row in standing.order_by("pk") if row.employee_id is None or row.employee_id in mine]
    made = Measurement.objects.bulk_create(_as_before(row, by=by, at=at) for row in rows)
    file.undone_at, file.left = at, _left(its, [row.pk for row in rows], by=by)
    file.save(update_fields=["left"])
    record("metric.file_taken_back", by=by, at=at, subject=file)
    record_measured(made, by=by, at=at)
    feed(made, at=at)
    return file


def _as_before(row: Measurement, *, by: Employee, at: dt.datetime) -> Measurement:
    """A further edition that says what was said before, or that nothing was."""
    before = row.supersedes if row.supersedes is not None and not row.supersedes.withdrawn else None
    said = before or row
    names = ("metric_id", "team_id", "employee_id", "period_start", "period_end", "category", "source")
    return Measurement(
        **{name: getattr(row, name) for name in names},
        numerator=said.numerator,
        opportunities=said.opportunities,
        edition=row.edition + 1,
        supersedes=row,
        withdrawn=before is None,
        by_id=by.pk,
        at=at,
    )


def _left(its, taken: Sequence[int], *, by: Employee) -> int:
    """How many stay; of numbers whom the sender may not read nothing is told."""
    kept = list(its.exclude(pk__in=taken).values_list("team", "employee"))
    readable = set(
        access.readable_people(by).filter(pk__in=[one for _team, one in kept if one]).values_list("pk", flat=True)
    )
    hidden = access.hidden_teams(by, {team for team, _one in kept if team})
    return sum(one in readable if one else team not in hidden for team, one in kept)
