"""A table of goals: uploaded, read, looked at, applied, called off, taken back within a day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import Actor
from people.models import Employee
from people.rules import advance_job, finish_job, staging
from people.states import IMPORT_MOVES, ImportState
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move
from perfhub.kernel.sheets import Match, Row, Table, Unreadable, match_header, read_table

from ...access.bulk import require_bulk
from ...models import MOST_KEY_RESULTS, GoalImport, GoalImportRow
from ...queries.leaving import KEY_RESULT, column_of
from ...states import RowVerdict
from .applying import stop
from .judging import judge

MOST_ROWS = 5000
ROWS_A_PIECE = 500

# Our names, and the headers by which other tables call them.
COLUMNS: Mapping[str, Iterable[str]] = {
    "goal": ("goal number", "number", "id", "goal id"),
    "title": ("objective", "aim", "goal title", "name"),
    "why": ("why it matters", "description"),
    "level": ("whose goal",),
    "team": ("team name", "department"),
    "owner": ("owners", "owner number", "employee number", "employee id"),
    "cycle": ("goal cycle", "period"),
    "nature": ("how firm",),
    "visibility": ("who sees it", "visible to"),
    "weight": (),
    "from": ("start", "start date", "first day"),
    "to": ("end", "end date", "due date", "last day"),
    "state": (),
    "learning": ("what was learned", "closing note"),
    "parent": ("serves goal", "parent goal"),
    "reason": ("why it is changed",),
} | {
    column_of(n, part): (f"kr{n} {part}", f"key result {n} {part}")
    for n in range(1, MOST_KEY_RESULTS + 1)
    for part in KEY_RESULT
}


class TableNotRead(Exception):
    """The file is no table of goals; the words say why."""


class NothingToApply(RuleBroken):
    sentence = gettext_lazy("Nothing in this table would change anything.")


class TooLateToTakeBack(RuleBroken):
    """People work with it by then."""

    sentence = gettext_lazy("A table of goals can be taken back within 24 hours of being applied.")


GOALS = staging.Way(
    name="goal_import",
    model=GoalImport,
    rows=GoalImportRow,
    of="source",
    require=require_bulk,
    too_late=TooLateToTakeBack,
)

upload = partial(staging.upload, GOALS)
discard = partial(staging.discard, GOALS)
fail = partial(staging.fail, GOALS)
in_state = partial(staging.in_state, GOALS)
left_waiting = partial(staging.left_waiting, GOALS)


def open_table(raw: bytes, *, name: str) -> tuple[Table, Match]:
    """The table in the file and which of its columns is which; raises `TableNotRead`."""
    try:
        table = read_table(raw, name=name)
        match = match_header(table.header, COLUMNS)
    except Unreadable as refused:
        raise TableNotRead(str(refused)) from None
    if not {"goal", "title"} & match.positions.keys():
        raise TableNotRead(_("The file needs a column “goal” with the numbers of goals, or “title” for new ones."))
    if not table.count:
        raise TableNotRead(_("The file has a header and no rows."))
    if table.count > MOST_ROWS:
        words = {"number": table.count, "most": MOST_ROWS}
        raise TableNotRead(_("The file has %(number)s rows; at most %(most)s are taken at once.") % words)
    return table, match


@transaction.atomic
def begin_staging(found: GoalImport, table: Table, match: Match) -> int:
    """A worker takes the file, or takes it again after a kill. Returns the last line that is staged already."""
    staging.begin_reading(found, table, match, [column for column in COLUMNS if column in match.positions])
    return GoalImportRow.objects.filter(source=found).aggregate(last=Max("line"))["last"] or 0


def stage(found: GoalImport, rows: Sequence[Row], match: Match, *, at: datetime) -> bool:
    """Stage and judge a piece of the file; False when it was called off meanwhile."""
    if not advance_job(found.job, done=staging.more_done(len(rows))):
        return False
    said = [(row.number, {name: cell for name, cell in match.read(row.cells).items() if cell}) for row in rows]
    judged = judge(said, by=found.started_by, at=at, point=found.point)
    GoalImportRow.objects.bulk_create(
        (
            GoalImportRow(
                source=found,
                line=one.line,
                verdict=one.verdict,
                cells=cells,
                flaws=one.flaws,
                objective=one.goal,
            )
            for one, (_line, cells) in zip(judged, said, strict=True)
        ),
        ignore_conflicts=True,
    )
    return True


@transaction.atomic
def show(found: GoalImport, *, at: datetime) -> GoalImport:
    """All rows are staged: a goal that stands on several is taken from none, and its uploader may look."""
    rows = GoalImportRow.objects.filter(source=found)
    twice = rows.exclude(objective=None).order_by().values("objective").annotate(n=Count("pk")).filter(n__gt=1)
    sentence = _("This goal stands on several rows of the file.")
    again = rows.filter(objective__in=twice.values("objective"))
    again.update(verdict=RowVerdict.ERROR, flaws=[["goal", sentence]])
    _count(found)
    move(found, IMPORT_MOVES["show"], previewed_at=at)
    finish_job(found.job, at=at)
    return found


def _count(found: GoalImport) -> None:
    by = {"new": RowVerdict.NEW, "changed": RowVerdict.CHANGED, "closing": RowVerdict.CLOSING}
    by |= {"unchanged": RowVerdict.UNCHANGED, "errors": RowVerdict.ERROR}
    rows = GoalImportRow.objects.filter(source=found)
    counts = rows.aggregate(**{name: Count("pk", filter=Q(verdict=verdict)) for name, verdict in by.items()})
    for name, count in counts.items():
        setattr(found, name, count)
    found.save(update_fields=list(counts))


@transaction.atomic
def start_applying(found: GoalImport, *, by: Employee, at: datetime) -> GoalImport:
    """Its uploader has looked and says yes: rows that cannot be taken are left out. Raises NothingToApply."""
    require_bulk(by)
    staging.lock_previewed(found)
    if not found.new + found.changed + found.closing:
        raise NothingToApply
    staging.send_to_apply(GOALS, found, by=by, at=at)
    return found


@transaction.atomic
def call_off(found: GoalImport, *, by: Actor, at: datetime) -> GoalImport:
    """Stop what runs. A worker that is just at it is not waited for: it finds its work called off and stops itself."""
    if found.state != ImportState.APPLYING:
        staging.call_off(GOALS, found, by=by, at=at)
        return found
    require_bulk(by)
    staging.cancel_job(found.job, by=by, at=at)
    held = GoalImport.objects.select_for_update(skip_locked=True).filter(pk=found.pk).first()
    return found if held is None else stop(held, at=at)


def start_undoing(found: GoalImport, *, by: Employee, at: datetime) -> GoalImport:
    """Its uploader has looked at what would become of it and says yes. Raises `TooLateToTakeBack`."""
    total = GoalImportRow.objects.filter(source=found).exclude(applied_at=None).count()
    staging.start_undoing(GOALS, found, by=by, at=at, total=total)
    return found


def forget_old(*, at: datetime) -> int:
    """Rows are kept for thirty days, then only the counts."""
    before = at - timedelta(days=staging.KEPT_DAYS)
    return GoalImportRow.objects.filter(source__uploaded_at__lt=before).delete()[0]
