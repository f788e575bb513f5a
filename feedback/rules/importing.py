"""Past feedback from a file: uploaded, read, judged row by row, looked at, applied, taken back within a day.

What comes in is marked as imported and shown to whom it is about on the day it arrives, hard words from a gentle moment
on. That it was told before counts only where the file says on which day. Nobody but its giver and receiver reads it:
what the writer was promised then, nobody knows.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.rules import tell_many
from people.models import Employee
from people.rules import advance_job, finish_job, record, record_many, staging
from people.states import IMPORT_MOVES, EmployeeState, ImportState, JobState
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.moves import move
from perfhub.kernel.sheets import Match, Row, Table

from ..access.imports import require_import
from ..models import Feedback, FeedbackImport, FeedbackImportRow, Received
from ..queries.past_feedback import COLUMNS, judge
from ..states import FeedbackAudience, FeedbackKind, FeedbackState, ImportVerdict
from .gentle import gentle_moments

ROWS_A_PIECE = 500
NOON = dt.time(12, tzinfo=dt.UTC)


class NothingToBringIn(RuleBroken):
    sentence = gettext_lazy("Nothing in this file would bring anything in.")


class TooLateToTakeBack(RuleBroken):
    """People have read it by then."""

    sentence = gettext_lazy("Past feedback can be taken back within 24 hours of being brought in.")


PAST = staging.Way(
    name="feedback_import",
    model=FeedbackImport,
    rows=FeedbackImportRow,
    of="source",
    require=require_import,
    too_late=TooLateToTakeBack,
)

upload = partial(staging.upload, PAST)
discard = partial(staging.discard, PAST)
fail = partial(staging.fail, PAST)
in_state = partial(staging.in_state, PAST)
left_waiting = partial(staging.left_waiting, PAST)


# --- reading ------------------------------------------------------------------------------------


@transaction.atomic
def begin_staging(found: FeedbackImport, table: Table, match: Match) -> int:
    """A worker takes the file, or takes it again after a kill. Returns the last line that is staged already."""
    staging.begin_reading(found, table, match, [column for column in COLUMNS if column in match.positions])
    return FeedbackImportRow.objects.filter(source=found).aggregate(last=Max("line"))["last"] or 0


def stage(found: FeedbackImport, rows: Sequence[Row], match: Match, *, at: dt.datetime) -> bool:
    """Stage and judge a piece of the file; False when it was called off meanwhile."""
    if not advance_job(found.job, done=staging.more_done(len(rows))):
        return False
    said = [(row.number, {name: cell for name, cell in match.read(row.cells).items() if cell}) for row in rows]
    judged = judge([cells for _line, cells in said], today=local_date(at, found.started_by.time_zone))
    FeedbackImportRow.objects.bulk_create(
        (
            FeedbackImportRow(source=found, line=line, verdict=one.verdict, cells=cells, flaws=one.flaws)
            for one, (line, cells) in zip(judged, said, strict=True)
        ),
        ignore_conflicts=True,
    )
    return True


@transaction.atomic
def show(found: FeedbackImport, *, at: dt.datetime) -> FeedbackImport:
    """All rows are staged: the uploader may look."""
    by = {"new": ImportVerdict.NEW, "unchanged": ImportVerdict.UNCHANGED, "errors": ImportVerdict.ERROR}
    rows = FeedbackImportRow.objects.filter(source=found)
    counts = rows.aggregate(**{name: Count("pk", filter=Q(verdict=verdict)) for name, verdict in by.items()})
    for name, count in counts.items():
        setattr(found, name, count)
    found.save(update_fields=list(counts))
    move(found, IMPORT_MOVES["show"], previewed_at=at)
    finish_job(found.job, at=at)
    return found


# --- applying -----------------------------------------------------------------------------------


@transaction.atomic
def start_applying(found: FeedbackImport, *, by: Employee, at: dt.datetime) -> FeedbackImport:
    """The uploader has looked and says yes: rows that cannot be taken are left out. Raises NothingToBringIn."""
    require_import(by)
    staging.lock_previewed(found)
    if not found.new:
        raise NothingToBringIn
    staging.send_to_apply(PAST, found, by=by, at=at)
    return found


@transaction.atomic
def begin_applying(found: FeedbackImport, *, at: dt.datetime) -> None:
    """A worker takes it, or takes it again after a kill; called off meanwhile, it stops where it is."""
    try:
        staging.start_job(found.job)
    except StaleMove:
        _stop(found, at=at)


def _locked(found: FeedbackImport) -> FeedbackImport:
    rows = FeedbackImport.objects.select_for_update(of=("self",)).select_related("started_by", "job")
    return rows.get(pk=found.pk)


def _left_to_apply(found: FeedbackImport) -> list[FeedbackImportRow]:
    rows = FeedbackImportRow.objects.filter(source=found, verdict=ImportVerdict.NEW, applied_at=None, said="")
    return list(rows.order_by("line", "pk")[:ROWS_A_PIECE])


@transaction.atomic
def apply_some(found: FeedbackImport, *, at: dt.datetime) -> bool:
    """Some more rows; False when all are done, or somebody called it off. Killed in the middle, none of them is."""
    found = _locked(found)
    rows = _left_to_apply(found) if found.state == ImportState.APPLYING else []
    if not rows or not advance_job(found.job, done=staging.more_done(len(rows))):
        return False
    judged = judge([row.cells for row in rows], today=local_date(at, found.started_by.time_zone))
    for row, one in zip(rows, judged, strict=True):
        if one.verdict == ImportVerdict.ERROR:
            row.said = one.flaws[0][1][:400]
        elif one.verdict == ImportVerdict.UNCHANGED:
            row.said = _("It is here already.")
    taken = [(row, one) for row, one in zip(rows, judged, strict=True) if not row.said]
    hard = {one.values["receiver"] for _row, one in taken if one.values.get("kind") == FeedbackKind.IMPROVEMENT}
    gentle = gentle_moments(hard, at=at)
    made = Feedback.objects.bulk_create([_feedback(one.values, gentle, at=at) for _row, one in taken])
    received = Received.objects.bulk_create(
        Received(
            feedback=feedback,
            employee=one.values["receiver"],
            team_id=one.values["receiver"].team_id,
            shared_at=feedback.shared_at,
        )
        for feedback, (_row, one) in zip(made, taken, strict=True)
    )
    for feedback, (row, _one) in zip(made, taken, strict=True):
        row.feedback, row.applied_at = feedback, at
    FeedbackImportRow.objects.bulk_update(rows, ["feedback", "applied_at", "said"])
    record_many("feedback.imported", by=found.started_by, at=at, subjects=received)
    return True


def _feedback(values: Mapping[str, Any], gentle: Mapping[int, dt.datetime], *, at: dt.datetime) -> Feedback:
    hard = values.get("kind") == FeedbackKind.IMPROVEMENT
    return Feedback(
        by=values["giver"],
        kind=values.get("kind", FeedbackKind.SUGGESTION),
        state=FeedbackState.GIVEN,
        audience=FeedbackAudience.RECEIVER,
        text=values["text"],
        happened_on_date=values["given_on"],
        given_at=min(dt.datetime.combine(values["given_on"], NOON), at),
        shared_at=gentle[values["receiver"].pk] if hard else at,
        imported_at=at,
        told_date=values.get("told_on"),
    )


@transaction.atomic
def finish_applying(found: FeedbackImport, *, at: dt.datetime) -> FeedbackImport:
    """All rows were tried: each to whom something is shown is told, once. Called again it does nothing."""
    found = _locked(found)
    if found.state != ImportState.APPLYING:
        return found
    if found.job.state == JobState.CANCELLED:
        return _stop(found, at=at)
    if _left_to_apply(found):
        return found
    left = FeedbackImportRow.objects.filter(source=found).exclude(said="").count()
    applied = _finish(found, at=at, left=left)
    words = _("%(applied)s brought in, %(left)s left out.") % {"applied": applied, "left": left}
    finish_job(found.job, at=at, words=words)
    return found


def _stop(found: FeedbackImport, *, at: dt.datetime) -> FeedbackImport:
    """Called off: what is in stays and can be taken back; before the first row it is looked at again."""
    if FeedbackImportRow.objects.filter(source=found).exclude(applied_at=None).exists():
        _finish(found, at=at, words=_("Called off half-way: some rows were not brought in."))
    else:
        move(found, IMPORT_MOVES["give_back"])
    return found


def _finish(found: FeedbackImport, *, at: dt.datetime, **said: Any) -> int:
    """It is in, as far as it went: each to whom something is shown is told, once, and each in whose name it stands.

    Returns how many rows that are.
    """
    applied = FeedbackImportRow.objects.filter(source=found).exclude(applied_at=None)
    move(found, IMPORT_MOVES["finish"], applied_at=at, **said)
    people = Received.objects.filter(feedback__in=applied.values("feedback")).order_by("employee")
    recipients = list(people.values_list("employee", flat=True).distinct())
    tell_many(recipients, "feedback.imported", subjects=[found] * len(recipients), at=at)
    given = Feedback.objects.filter(pk__in=applied.values("feedback")).exclude(by=found.started_by)
    givers = list(given.filter(by__state=EmployeeState.ACTIVE).order_by("by").values_list("by", flat=True).distinct())
    tell_many(givers, "feedback.imported_of_yours", subjects=[found] * len(givers), at=at)
    record("feedback_import.applied", by=found.started_by, at=at, subject=found)
    return applied.count()


@transaction.atomic
def call_off(found: FeedbackImport, *, by: Employee, at: dt.datetime) -> FeedbackImport:
    """Stop what runs. A worker that is just at it is not waited for: it finds its work called off and stops itself."""
    if found.state != ImportState.APPLYING:
        staging.call_off(PAST, found, by=by, at=at)
        return found
    require_import(by)
    staging.cancel_job(found.job, by=by, at=at)
    held = FeedbackImport.objects.select_for_update(skip_locked=True).filter(pk=found.pk).first()
    return found if held is None else _stop(held, at=at)


# --- taking it back -----------------------------------------------------------------------------


def start_undoing(found: FeedbackImport, *, by: Employee, at: dt.datetime) -> FeedbackImport:
    """The uploader wants it out again. Raises `TooLateToTakeBack`."""
    total = FeedbackImportRow.objects.filter(source=found).exclude(applied_at=None).count()
    staging.start_undoing(PAST, found, by=by, at=at, total=total)
    return found


@transaction.atomic
def begin_undoing(found: FeedbackImport, *, at: dt.datetime) -> None:
    """A worker takes it, or takes it again after a kill; called off meanwhile, the rest stays."""
    staging.begin(found, "keep")


def touched() -> Q:
    """Somebody has said something to it: it stays."""
    said = Q(acknowledged_at__isnull=False) | Q(thanked_at__isnull=False) | Q(disputed_at__isnull=False)
    said |= Q(own_view_at__isnull=False) | Q(feedback__thread__isnull=False)
    return said | Q(feedback__promises__isnull=False)


def _left_to_undo(found: FeedbackImport) -> list[FeedbackImportRow]:
    rows = FeedbackImportRow.objects.filter(source=found, said="").exclude(applied_at=None).exclude(feedback=None)
    return list(rows.order_by("-line", "-pk")[:ROWS_A_PIECE])


@transaction.atomic
def undo_some(found: FeedbackImport, *, at: dt.datetime) -> bool:
    """Some more rows; what somebody has said something to stays. False when all are done, or it was called off."""
    found = _locked(found)
    rows = _left_to_undo(found) if found.state == ImportState.UNDOING else []
    if not rows or not advance_job(found.job, done=staging.more_done(len(rows))):
        return False
    keys = [row.feedback_id for row in rows]
    Feedback.objects.select_for_update().filter(pk__in=keys).order_by("pk").count()
    kept = set(Received.objects.filter(touched(), feedback__in=keys).values_list("feedback", flat=True))
    for row in rows:
        row.said = _("Somebody has said something to it: it stays.") if row.feedback_id in kept else ""
    FeedbackImportRow.objects.bulk_update([row for row in rows if row.said], ["said"])
    gone = [key for key in keys if key not in kept]
    received = list(Received.objects.filter(feedback__in=gone).order_by("pk"))
    record_many("feedback.import_undone", by=found.started_by, at=at, subjects=received)
    Feedback.objects.filter(pk__in=gone).delete()
    FeedbackImportRow.objects.filter(pk__in=[row.pk for row in rows if not row.said]).update(
        feedback=None, applied_at=None
    )
    return True


@transaction.atomic
def finish_undoing(found: FeedbackImport, *, at: dt.datetime) -> FeedbackImport:
    """All rows were tried. Called again it does nothing."""
    found = _locked(found)
    if found.state != ImportState.UNDOING or _left_to_undo(found):
        return found
    left = FeedbackImportRow.objects.filter(source=found).exclude(applied_at=None).count()
    move(found, IMPORT_MOVES["finish_undo"], undone_at=at, left=left)
    record("feedback_import.undone", by=found.started_by, at=at, subject=found)
    finish_job(found.job, at=at, words=_("Taken back; %(left)s stay.") % {"left": left})
    return found


def forget_old(*, at: dt.datetime) -> int:
    """Rows are kept for thirty days, then only the counts."""
    before = at - dt.timedelta(days=staging.KEPT_DAYS)
    return FeedbackImportRow.objects.filter(source__uploaded_at__lt=before).delete()[0]
