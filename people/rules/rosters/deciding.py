"""What HR decides about a roster: to upload it, what to do about doubles and leavers, to apply or to discard it."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ...access import require
from ...models import Employee, RosterBefore, RosterImport, RosterLineBefore, RosterRow
from ...states import IMPORT_MOVES, Missing
from .. import staging
from ..audit import record
from ..work import fail_job
from . import comparing


class TooLateToUndo(RuleBroken):
    """People work with it by then."""

    sentence = gettext_lazy("A roster can be taken back within 24 hours of being applied. Correct it with another one.")


class RosterHasErrors(RuleBroken):
    """All rows or none: while one cannot be taken, nothing is."""

    sentence = gettext_lazy("Some rows cannot be taken yet, and a roster is applied whole or not at all.")


ROSTER = staging.Way(
    name="roster",
    model=RosterImport,
    rows=RosterRow,
    of="roster",
    require=partial(require, "import_roster"),
    too_late=TooLateToUndo,
)

upload = partial(staging.upload, ROSTER)
discard = partial(staging.discard, ROSTER)
call_off = partial(staging.call_off, ROSTER)
fail = partial(staging.fail, ROSTER)


@transaction.atomic
def decide(
    roster: RosterImport, *, by: Employee, at: datetime, duplicates: str, missing: str, last_day: date | None = None
) -> RosterImport:
    """Choose what happens to doubled numbers and to who is not in the file; the preview is made anew."""
    require("import_roster", by)
    staging.lock_previewed(roster)
    roster.duplicates, roster.missing = duplicates, missing
    roster.started_by = by  # what one may not do by an import, another may
    roster.last_day = (last_day or comparing.effective_day(roster, at)) if missing == Missing.END else None
    roster.save(update_fields=["duplicates", "missing", "last_day", "started_by"])
    record("roster.decided", by=by, at=at, subject=roster)
    return comparing.compare(roster)


@transaction.atomic
def start_applying(roster: RosterImport, *, by: Employee, at: datetime) -> RosterImport:
    """HR has looked and says yes. Raises `RosterHasErrors`."""
    require("import_roster", by)
    staging.lock_previewed(roster)
    if roster.started_by_id != by.pk:
        roster.started_by = by
        comparing.compare(roster)
    if roster.errors:
        raise RosterHasErrors
    staging.send_to_apply(ROSTER, roster, by=by, at=at)
    return roster


@transaction.atomic
def give_back(roster: RosterImport, *, at: datetime, changed: bool = False) -> RosterImport:
    """Not applied: called off, or not as it was previewed. Nothing was written; HR looks again."""
    words = _("Something has changed since this preview. Nothing was applied; please look again.") if changed else ""
    move(roster, IMPORT_MOVES["give_back"], words=words)
    if changed:
        fail_job(roster.job, at=at, words=words)
    return roster


def in_state(pk: int, state: str, *, lock: bool = False) -> RosterImport | None:
    """A roster for the worker that was sent it; None where it has moved on."""
    found: RosterImport | None = staging.in_state(ROSTER, pk, state, lock=lock)
    return found


def left_waiting(*, at: datetime) -> QuerySet[RosterImport]:
    return staging.left_waiting(ROSTER, at=at)


def done_words(roster: RosterImport) -> str:
    told = {"new": roster.new, "changed": roster.changed, "unchanged": roster.unchanged, "skipped": roster.skipped}
    words = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(skipped)s skipped.") % told
    if roster.missing == Missing.END and roster.leaving:
        words += " " + _("%(leaving)s left.") % {"leaving": roster.leaving}
    return words


def forget_old(*, at: datetime) -> int:
    """Staged rows are kept for thirty days, then only the counts."""
    before = at - timedelta(days=staging.KEPT_DAYS)
    RosterBefore.objects.filter(roster__uploaded_at__lt=before).delete()
    RosterLineBefore.objects.filter(roster__uploaded_at__lt=before).delete()
    return RosterRow.objects.filter(roster__uploaded_at__lt=before).delete()[0]
