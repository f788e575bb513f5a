"""What HR decides about a roster: to upload it, what to do about doubles and leavers, to apply or to discard it."""

import hashlib
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ...access import Actor, require
from ...models import Employee, File, RosterBefore, RosterImport, RosterLineBefore, RosterRow
from ...states import ROSTER_MOVES, JobState, Missing, RosterState
from ..audit import record
from ..work import cancel_job, fail_job, open_job
from . import comparing

KEPT_DAYS = 30
JOB_RUNS = {JobState.WAITING, JobState.RUNNING}


class RosterHasErrors(RuleBroken):
    """All rows or none: while one cannot be taken, nothing is."""

    sentence = gettext_lazy("Some rows cannot be taken yet, and a roster is applied whole or not at all.")


@transaction.atomic
def upload(*, by: Employee, at: datetime, name: str, content: bytes) -> RosterImport:
    """Keep the file and have it read in the background."""
    require("import_roster", by)
    file = File.objects.create(
        name=name[-200:],
        media_type="text/csv",
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=at,
    )
    job = open_job("roster.read", by=by, at=at)
    roster = RosterImport.objects.create(file=file, job=job, started_by=by, uploaded_at=at)
    record("roster.uploaded", by=by, at=at, subject=roster)
    return roster


@transaction.atomic
def decide(
    roster: RosterImport, *, by: Actor, at: datetime, duplicates: str, missing: str, last_day: date | None = None
) -> RosterImport:
    """Choose what happens to doubled numbers and to who is not in the file; the preview is made anew."""
    require("import_roster", by)
    _lock_previewed(roster)
    roster.duplicates, roster.missing = duplicates, missing
    if isinstance(by, Employee):
        roster.started_by = by  # what one may not do by an import, another may
    roster.last_day = (last_day or comparing.effective_day(roster, at)) if missing == Missing.END else None
    roster.save(update_fields=["duplicates", "missing", "last_day", "started_by"])
    record("roster.decided", by=by, at=at, subject=roster)
    return comparing.compare(roster)


@transaction.atomic
def start_applying(roster: RosterImport, *, by: Employee, at: datetime) -> RosterImport:
    """HR has looked and says yes. Raises `RosterHasErrors`."""
    require("import_roster", by)
    _lock_previewed(roster)
    if roster.started_by_id != by.pk:
        roster.started_by = by
        comparing.compare(roster)
    if roster.errors:
        raise RosterHasErrors
    job = open_job("roster.apply", by=by, at=at, total=roster.rows.count())
    move(roster, ROSTER_MOVES["apply"], job=job, started_by=by, words="")
    record("roster.apply", by=by, at=at, subject=roster)
    return roster


def _lock_previewed(roster: RosterImport) -> None:
    """Nobody else decides at the same time; raises StaleMove when it is no longer to be decided."""
    fresh = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if fresh.state != RosterState.PREVIEWED:
        raise StaleMove
    roster.refresh_from_db()


@transaction.atomic
def discard(roster: RosterImport, *, by: Actor, at: datetime) -> RosterImport:
    """Nothing of it is wanted: the staged rows go at once."""
    require("import_roster", by)
    move(roster, ROSTER_MOVES["discard"])
    if roster.job is not None and roster.job.state in JOB_RUNS:
        cancel_job(roster.job, by=by, at=at)
    RosterRow.objects.filter(roster=roster).delete()
    record("roster.discarded", by=by, at=at, subject=roster)
    return roster


@transaction.atomic
def call_off(roster: RosterImport, *, by: Actor, at: datetime) -> RosterImport:
    """Stop what runs: a file being read is discarded, one being applied goes back to its preview, untouched."""
    if roster.state in (RosterState.APPLYING, RosterState.UNDOING):
        require("import_roster", by)
        cancel_job(roster.job, by=by, at=at)
        return move(roster, ROSTER_MOVES["give_back" if roster.state == RosterState.APPLYING else "keep"])
    return discard(roster, by=by, at=at)


@transaction.atomic
def fail(roster: RosterImport, *, at: datetime, words: str) -> RosterImport:
    """It could not be read, or not be applied; the words say why."""
    move(roster, ROSTER_MOVES["fail"], words=words[:400])
    if roster.job is not None and roster.job.state in JOB_RUNS:
        fail_job(roster.job, at=at, words=words[:300])
    RosterRow.objects.filter(roster=roster).delete()
    return roster


@transaction.atomic
def give_back(roster: RosterImport, *, at: datetime, changed: bool = False) -> RosterImport:
    """Not applied: called off, or not as it was previewed. Nothing was written; HR looks again."""
    words = _("Something has changed since this preview. Nothing was applied; please look again.") if changed else ""
    move(roster, ROSTER_MOVES["give_back"], words=words)
    if changed:
        fail_job(roster.job, at=at, words=words)
    return roster


def left_waiting(*, at: datetime) -> QuerySet[RosterImport]:
    """Uploads and imports that should have moved on by now; sending them to a worker again is harmless."""
    return RosterImport.objects.filter(
        state__in=[RosterState.UPLOADED, RosterState.APPLYING, RosterState.UNDOING],
        job__created_at__lt=at - timedelta(minutes=1),
    ).order_by("pk")


def done_words(roster: RosterImport) -> str:
    told = {"new": roster.new, "changed": roster.changed, "unchanged": roster.unchanged, "skipped": roster.skipped}
    words = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(skipped)s skipped.") % told
    if roster.missing == Missing.END and roster.leaving:
        words += " " + _("%(leaving)s left.") % {"leaving": roster.leaving}
    return words


def forget_old(*, at: datetime) -> int:
    """Staged rows are kept for thirty days, then only the counts."""
    before = at - timedelta(days=KEPT_DAYS)
    RosterBefore.objects.filter(roster__uploaded_at__lt=before).delete()
    RosterLineBefore.objects.filter(roster__uploaded_at__lt=before).delete()
    return RosterRow.objects.filter(roster__uploaded_at__lt=before).delete()[0]
