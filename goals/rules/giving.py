"""Giving one goal to many people: prepared, looked at, given by a worker piece by piece, taken back within a day.

Each piece is one transaction of set-based steps. A worker that dies between two leaves whole pieces; the next one goes
on with whoever has none yet, for each person's row says what became of it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from notices.rules import tell_many
from people.access import teams_below, visible_employees
from people.models import Employee, Job, Team
from people.rules import advance_job, cancel_job, finish_job, open_job, record, record_many, start_job, touch
from people.states import JobState
from perfhub.kernel import bulk
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import Refused, RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ..access.giving import may_be_given, may_give, require_giving
from ..models import (
    Giving,
    GivingPerson,
    GoalOwner,
    KeyResult,
    Objective,
)
from ..queries.describing import said_key_results
from ..queries.giving import can_be_undone, judged, untouched
from ..states import (
    GIVING_MOVES,
    OBJECTIVE_MOVES,
    CycleState,
    GivingState,
    Level,
    ObjectiveState,
    Outcome,
    Verdict,
    Visibility,
)
from .happening import CycleNotOpen

A_PIECE = 1000
AT_WORK = (GivingState.APPLYING, GivingState.UNDOING)
MANY = 5000  # rows of one table, from which on the planner needs fresh statistics
MOST_NUMBERS = 20_000


class NobodyThere(RuleBroken):
    sentence = _("There is nobody: please choose a team, your reports, or write employee numbers.")


class TooManyNumbers(RuleBroken):
    sentence = _("At most 20,000 employee numbers at once.")


class NotForAll(RuleBroken):
    """What people serve they must be able to see."""

    sentence = _("Only a goal under way that everybody sees can be given: people could not see what they serve.")


class TooLateToTakeBack(RuleBroken):
    sentence = _("A goal can be taken back from people within 24 hours after it was given.")


@transaction.atomic
def prepare_giving(
    objective: Objective,
    *,
    by: Employee,
    at: dt.datetime,
    title: str,
    team: Team | None = None,
    reports: bool = False,
    numbers: Iterable[str] = (),
    with_key_results: bool = True,
    starts: bool = False,
) -> Giving:
    """Look who would get a goal and who not: a team with all below it, the own reports, people by their numbers.

    Nothing is given yet. Raises NotForAll, CycleNotOpen, NobodyThere, TooManyNumbers.
    """
    require_giving(by, objective)
    _require_open(objective)
    typed = list(dict.fromkeys(number.strip() for number in numbers if number.strip()))
    if len(typed) > MOST_NUMBERS:
        raise TooManyNumbers
    chosen: set[int] = set()
    if team is not None:
        of_team = Employee.objects.active().filter(team__in=teams_below(team.pk))
        chosen |= set(of_team.values_list("pk", flat=True))
    if reports:
        chosen |= set(Employee.objects.reports_of(by).active().values_list("pk", flat=True))
    by_number = dict(visible_employees(by).filter(number__in=typed).values_list("number", "pk"))
    number_of = {pk: number for number, pk in by_number.items()}
    people = sorted({*chosen, *by_number.values()} - {by.pk})
    unknown = [number for number in typed if number not in by_number]
    if not people and not unknown:
        raise NobodyThere
    giving = Giving.objects.create(
        objective=objective,
        title=title.strip(),
        with_key_results=with_key_results,
        starts=starts,
        given_by=by,
        prepared_at=at,
    )
    verdicts = judged(objective, people, by=by, on=local_date(at, by.time_zone))
    rows = [
        GivingPerson(giving=giving, employee_id=pk, number=number_of.get(pk, ""), verdict=verdicts[pk]) for pk in people
    ]
    rows += [GivingPerson(giving=giving, number=number[:40], verdict=Verdict.UNKNOWN) for number in unknown]
    GivingPerson.objects.bulk_create(rows)
    record("goal.giving_prepared", by=by, at=at, subject=giving)
    return giving


def _require_open(objective: Objective) -> None:
    if objective.state != ObjectiveState.ACTIVE or objective.visibility != Visibility.EVERYONE:
        raise NotForAll
    if objective.cycle.state != CycleState.ACTIVE:
        raise CycleNotOpen


@transaction.atomic
def discard_giving(giving: Giving, *, by: Employee, at: dt.datetime) -> Giving:
    """It was only looked at."""
    require_giving(by, giving.objective)
    move(giving, GIVING_MOVES["discard"])
    record("goal.giving_discarded", by=by, at=at, subject=giving)
    return giving


@transaction.atomic
def start_giving(giving: Giving, *, by: Employee, at: dt.datetime) -> Giving:
    """A worker gives it from now on. Raises NotForAll, CycleNotOpen, NobodyThere."""
    require_giving(by, giving.objective)
    _require_open(giving.objective)
    getting = GivingPerson.objects.filter(giving=giving, verdict=Verdict.GETS).count()
    if not getting:
        raise NobodyThere
    job = open_job("goals.give", by=by, at=at, total=getting)
    move(giving, GIVING_MOVES["apply"], job_id=job.pk)
    record("goal.giving_started", by=by, at=at, subject=giving)
    return giving


@transaction.atomic
def start_taking_back(giving: Giving, *, by: Employee, at: dt.datetime) -> Giving:
    """Within a day: a worker takes back the goals that nobody has touched since. Raises TooLateToTakeBack."""
    require_giving(by, giving.objective)
    if giving.state == GivingState.APPLIED and not can_be_undone(giving, at=at):
        raise TooLateToTakeBack
    given = GivingPerson.objects.filter(giving=giving, outcome=Outcome.GIVEN).count()
    job = open_job("goals.take_back", by=by, at=at, total=given)
    move(giving, GIVING_MOVES["undo"], job_id=job.pk)
    record("goal.giving_undo_started", by=by, at=at, subject=giving)
    return giving


@transaction.atomic
def call_off_giving(giving: Giving, *, by: Employee, at: dt.datetime) -> Giving:
    """No more people get it, or lose it again; who has it until now keeps it and may lose it within the day.

    Raises StaleMove where nothing is under way.
    """
    if giving.state not in AT_WORK or giving.job is None:
        raise StaleMove
    cancel_job(giving.job, by=by, at=at)
    return giving


@transaction.atomic
def work_on(giving: Giving, *, at: dt.datetime, limit: int = A_PIECE) -> bool:
    """One piece of giving or taking back; False when nothing is left to do. Two workers of one take turns."""
    rows = Giving.objects.select_for_update(of=("self",)).select_related("objective__cycle", "given_by", "job")
    giving = rows.get(pk=giving.pk)
    job = giving.job
    if giving.state not in AT_WORK or job is None:
        return False
    giving_it = giving.state == GivingState.APPLYING
    if job.state == JobState.CANCELLED:
        if giving_it:
            move(giving, GIVING_MOVES["finish"], applied_at=at)
        else:
            move(giving, GIVING_MOVES["keep"])
        return False
    start_job(job)
    done = _give_some(giving, at=at, limit=limit) if giving_it else _take_some_back(giving, at=at, limit=limit)
    if done:
        advance_job(job, done=F("done") + done)  # called off meanwhile: this piece is done, the next one is not
        return True
    _end(giving, job, giving_it=giving_it, at=at)
    return False


def _end(giving: Giving, job: Job, *, giving_it: bool, at: dt.datetime) -> None:
    if giving_it:
        move(giving, GIVING_MOVES["finish"], applied_at=at)
    else:
        move(giving, GIVING_MOVES["finish_undo"], undone_at=at)
    finish_job(job, at=at, words=_said(giving))
    if job.total >= MANY:
        bulk.analyze(Objective, GoalOwner, KeyResult, GivingPerson)


def _said(giving: Giving) -> str:
    given = GivingPerson.objects.filter(giving=giving, outcome=Outcome.GIVEN).count()
    return _now("%(number)s people have it.") % {"number": given}


# --- giving ---------------------------------------------------------------------------------------


def _give_some(giving: Giving, *, at: dt.datetime, limit: int) -> int:
    """The next people get their goals; who may not any more since the preview does not, and the report says why."""
    waiting = GivingPerson.objects.filter(giving=giving, verdict=Verdict.GETS, outcome=Outcome.NONE)
    some = list(waiting.select_related("employee").order_by("pk")[:limit])
    if not some:
        return 0
    if not _may_still_give(giving):
        waiting.update(verdict=Verdict.CLOSED)
        return 0
    today = local_date(at, giving.given_by.time_zone)
    verdicts = judged(giving.objective, [row.employee_id for row in some], by=giving.given_by, on=today)
    for verdict in set(verdicts.values()) - {Verdict.GETS}:
        late = [row.pk for row in some if verdicts[row.employee_id] == verdict]
        GivingPerson.objects.filter(pk__in=late).update(verdict=verdict)
    getting = [row for row in some if verdicts[row.employee_id] == Verdict.GETS]
    _write(giving, getting, at=at)
    return len(some)


def _may_still_give(giving: Giving) -> bool:
    """The goal is still open to everybody, and whoever gives still leads."""
    try:
        require_giving(giving.given_by, giving.objective)
        _require_open(giving.objective)
    except (Refused, RuleBroken):
        return False
    return True


def _write(giving: Giving, rows: Sequence[GivingPerson], *, at: dt.datetime) -> None:
    """What each person gets: an objective of their own with its key results, that serves the given one."""
    above = giving.objective
    measured = KeyResult.objects.counting().filter(objective=above).count() if giving.with_key_results else 0
    goals = Objective.objects.bulk_create(_goal(giving, measured, at=at) for _row in rows)
    for row, goal in zip(rows, goals, strict=True):
        row.objective, row.outcome = goal, Outcome.GIVEN
    bulk.update(rows, ["objective", "outcome"])
    values: dict = {
        "rows": [row.pk for row in rows],
        "above": above.pk,
        "by": giving.given_by_id,
        "at": at,
        "said": said_key_results(above) if measured else "",
        "starts": giving.starts,
    }
    with connection.cursor() as cursor:
        for statement in [*BESIDE, *(MEASURED if measured else [])]:
            cursor.execute(statement, values)
    of_goal = {row.objective_id: row.employee_id for row in rows}
    record_many("goal.given", by=giving.given_by, at=at, subjects=goals, whose=lambda goal: of_goal[goal.pk])
    people = [row.employee_id for row in rows]
    tell_many(people, "goal.given", subjects=goals, at=at)
    if giving.starts and people:
        touch(people, week=at.date())


BESIDE = [
    """
    INSERT INTO goals_goalowner (objective_id, employee_id, part, team_id, start_date)
    SELECT p.objective_id, e.id, 'owner', e.team_id, least((%(at)s AT TIME ZONE e.time_zone)::date, o.start_date)
    FROM goals_givingperson p JOIN people_employee e ON e.id = p.employee_id JOIN goals_objective o ON o.id = %(above)s
    WHERE p.id = ANY (%(rows)s) ORDER BY p.id
    """,
    """
    INSERT INTO goals_alignment (child_id, parent_id, rolls_up, by_id, start_at)
    SELECT objective_id, %(above)s, false, %(by)s, %(at)s FROM goals_givingperson WHERE id = ANY (%(rows)s) ORDER BY id
    """,
    """
    INSERT INTO goals_goalevent (objective_id, happening, by_id, at, edition, reason, before, after, late)
    SELECT p.objective_id, told.happening, %(by)s, %(at)s, 1, '', '', told.after, false
    FROM goals_givingperson p, (VALUES (1, 'given', %(said)s), (2, 'aligned', ''), (3, 'started', ''))
        AS told (n, happening, after)
    WHERE p.id = ANY (%(rows)s) AND (told.n < 3 OR %(starts)s) ORDER BY p.id, told.n
    """,
]


# Measured as the given goal is, from its start, with no value yet.
MEASURED = [
    """
    INSERT INTO goals_keyresult (objective_id, position, title, measure, unit, start_value, target_value, weight)
    SELECT p.objective_id, k.position, k.title, k.measure, k.unit, k.start_value, k.target_value, k.weight
    FROM goals_givingperson p, goals_keyresult k
    WHERE p.id = ANY (%(rows)s) AND k.objective_id = %(above)s AND k.removed_at IS NULL ORDER BY p.id, k.position
    """,
    """
    INSERT INTO goals_milestone (key_result_id, position, title, weight)
    SELECT made.id, s.position, s.title, s.weight FROM goals_givingperson p
    JOIN goals_keyresult made ON made.objective_id = p.objective_id
    JOIN goals_keyresult k ON k.objective_id = %(above)s AND k.removed_at IS NULL AND k.position = made.position
    JOIN goals_milestone s ON s.key_result_id = k.id
    WHERE p.id = ANY (%(rows)s) ORDER BY p.id, made.id, s.position
    """,
]


def _goal(giving: Giving, total: int, *, at: dt.datetime) -> Objective:
    above = giving.objective
    state: str = ObjectiveState.DRAFT
    begun: dict = {}
    if giving.starts:
        first = max(at.date(), above.start_date) + above.cycle.cadence
        state = OBJECTIVE_MOVES["start"].target
        begun = {"started_at": at, "due_date": min(first, above.end_date)}
    return Objective(
        cycle=above.cycle,
        level=Level.INDIVIDUAL,
        title=giving.title,
        why=above.why,
        nature=above.nature,
        start_date=above.start_date,
        end_date=above.end_date,
        state=state,
        total=total,
        written_by_id=giving.given_by_id,
        written_at=at,
        **begun,
    )


# --- taking back --------------------------------------------------------------------------------------


def _take_some_back(giving: Giving, *, at: dt.datetime, limit: int) -> int:
    given = GivingPerson.objects.filter(giving=giving, outcome=Outcome.GIVEN)
    some = list(given.order_by("pk")[:limit])
    if not some:
        return 0
    keys = [row.objective_id for row in some if row.objective_id is not None]
    locked = Objective.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    list(locked.values_list("pk", flat=True))
    of_goal = {row.objective_id: row.employee_id for row in some}
    led = may_be_given(giving.given_by, Employee.objects.filter(pk__in=of_goal.values()))
    mine = set(led.values_list("pk", flat=True)) if may_give(giving.given_by, giving.objective) else set()
    free = [goal for goal in untouched(keys, starts=giving.starts) if of_goal[goal.pk] in mine]
    gone = {goal.pk for goal in free}
    record_many("goal.taken_back", by=giving.given_by, at=at, subjects=free, whose=lambda goal: of_goal[goal.pk])
    taken = [row.pk for row in some if row.objective_id in gone or row.objective_id is None]
    rows: QuerySet[GivingPerson] = GivingPerson.objects.filter(pk__in=[row.pk for row in some])
    rows.filter(pk__in=taken).update(outcome=Outcome.TAKEN_BACK, objective=None)
    rows.exclude(pk__in=taken).update(outcome=Outcome.KEPT)
    Objective.objects.filter(pk__in=gone).delete()
    if giving.starts and gone:
        touch([of_goal[pk] for pk in gone], week=at.date())
    return len(some)


def left_waiting(*, at: dt.datetime) -> QuerySet[Giving]:
    """Givings that a worker should have ended by now; sending them again is harmless."""
    return Giving.objects.filter(state__in=AT_WORK, job__created_at__lt=at - dt.timedelta(minutes=1)).order_by("pk")
