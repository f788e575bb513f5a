"""Three cycles of goals for a demo organization, rule by rule or set by set: the same rows either way.

What happens is chosen in one place, `seed_plan`; one path walks through the rules with it, the other writes the rows
that the rules would have left.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from notices.models import Notice
from people.access import SYSTEM
from people.models import Employee, Organization, Reach
from perfhub.kernel.calendars import local_date

from ..models import GoalCycle, GoalOwner, KeyResult, Metric, Objective
from ..states import ObjectiveState, RequestState
from .aligning import align
from .closing import close
from .cycles import begin_closing, close_cycle, create_cycle, open_cycle
from .deciding import accept_drop, approve, drop, propose, start
from .following import follow
from .requests import accept_request, ask, decline_request
from .seed_beside import NO, Beside, beside_of
from .seed_library import plant_library
from .seed_lists import plant_lists
from .seed_metrics import plant_metrics
from .seed_plan import Aim, Quarter, aims_of, quarters, steps_at, value_at
from .seed_rows import write_rows
from .taking_part import add_contributor
from .updating import report
from .writing import write

AN_HOUR = dt.timedelta(hours=1)


@transaction.atomic
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """Plant the running quarter and the two before it; nobody is told of anything that happened then."""
    today = local_date(at, organization.time_zone)
    everybody = list(Employee.objects.active().order_by("number"))
    above = dict(Reach.objects.filter(depth=1).values_list("employee", "manager"))
    plant_library(at=quarters(today)[0].opened_at)
    for place, quarter in enumerate(quarters(today)):
        if quarter.opened_at > at:
            continue
        cycle = _cycle(quarter)
        aims = list(aims_of(quarter, place, people=everybody, above=above, seed=seed, at=at))
        aims = [aim for aim in aims if aim.written_at <= at]
        leading = set(above.values())
        beside = beside_of(aims, place=place, people=everybody, leading=leading, seed=seed, at=at)
        if bulk:
            write_rows(cycle, aims, beside, above=above)
        else:
            _by_rules(cycle, aims, beside, above=above)
        if quarter.is_over:
            begin_closing(cycle, by=SYSTEM, at=quarter.closed_at - 3 * AN_HOUR)
            close_cycle(cycle, by=SYSTEM, at=quarter.closed_at)
    plant_metrics(people=everybody, above=above, seed=seed, at=at)
    plant_lists(organization, at=at)
    Notice.objects.filter(Q(kind__startswith="goal.") | Q(kind__startswith="metric."), created_at__lte=at).delete()


def _cycle(quarter: Quarter) -> GoalCycle:
    cycle = create_cycle(
        by=SYSTEM,
        at=quarter.opened_at - AN_HOUR,
        name=quarter.name,
        kind="quarter",
        drafting_start_date=quarter.opened_at.date(),
        drafting_end_date=quarter.start + dt.timedelta(days=14),
        start_date=quarter.start,
        end_date=quarter.end,
        needs_approval=True,
    )
    return open_cycle(cycle, by=SYSTEM, at=quarter.opened_at)


def _by_rules(cycle: GoalCycle, aims: list[Aim], beside: Beside, *, above: dict[int, int]) -> None:
    managers = Employee.objects.in_bulk(set(above.values()))
    made: dict[int, Objective] = {}
    for aim in aims:
        owner, manager = aim.owner, managers.get(above.get(aim.owner.pk))
        goal = made[aim.key] = write(
            cycle,
            by=owner,
            at=aim.written_at,
            owners=[owner],
            title=aim.title,
            why=aim.why,
            level=aim.level,
            nature=aim.nature,
            visibility=aim.visibility,
            key_results=aim.key_results,
        )
        if aim.state != ObjectiveState.DRAFT and manager is not None:
            propose(goal, by=owner, at=aim.written_at + AN_HOUR)
            if aim.state == ObjectiveState.ACTIVE:
                approve(goal, by=manager, at=aim.written_at + 2 * AN_HOUR)
        elif aim.state != ObjectiveState.DRAFT:
            start(goal, by=owner, at=aim.written_at + AN_HOUR)
    for aim in aims:
        _align(made[aim.key], made.get(aim.parent) if aim.parent is not None else None, aim)
    _beside(made, {aim.key: aim for aim in aims}, beside)
    for aim in aims:
        _live(made[aim.key], aim, managers.get(above.get(aim.owner.pk)))


def _align(goal: Objective, parent: Objective | None, aim: Aim) -> None:
    if parent is not None and parent.state == ObjectiveState.ACTIVE:
        align(goal, parent, by=SYSTEM, at=aim.written_at + 3 * AN_HOUR)


def _beside(made: dict[int, Objective], aims: dict[int, Aim], beside: Beside) -> None:
    """Who contributes, who follows, who asks."""
    for help_ in beside.helps:
        add_contributor(made[help_.aim], help_.person, by=aims[help_.aim].owner, at=help_.at)
    for one in beside.follows:
        follow(made[one.aim], by=one.person, at=one.at)
    for asked in beside.asks:
        goal, parent = made[asked.aim], made[asked.above]
        part = KeyResult.objects.filter(objective=goal).order_by("position")[0]
        request = ask(goal, parent, by=aims[asked.aim].owner, at=asked.at, words=asked.words, child_key_result=part)
        if asked.state == RequestState.ACCEPTED:
            accept_request(request, by=aims[asked.above].owner, at=asked.decided_at)
        elif asked.state == RequestState.DECLINED:
            decline_request(request, NO, by=aims[asked.above].owner, at=asked.decided_at)


def _live(goal: Objective, aim: Aim, manager: Employee | None) -> None:
    rows = list(KeyResult.objects.filter(objective=goal).order_by("position"))
    for said in aim.said:
        values, done = {}, {}
        for row, wanted, share in zip(rows, aim.key_results, said.shares, strict=True):
            if share is None:
                continue
            if wanted.steps:
                done[row.pk] = steps_at(wanted, share)
            else:
                values[row.pk] = value_at(wanted, share)
        report(
            goal,
            by=aim.owner,
            at=said.at,
            values=values,
            done=done,
            status=said.status,
            confidence=said.confidence,
            comment=said.comment,
        )
    if aim.ends == "dropped":
        drop(goal, aim.words, by=aim.owner, at=aim.ended_at)
        if manager is not None:
            accept_drop(goal, by=manager, at=aim.ended_at + AN_HOUR)
    elif aim.ends:
        close(goal, aim.words, by=aim.owner, at=aim.ended_at, done=aim.ends == "done")


def objects_of(employee: Employee) -> dict[str, int]:
    """A goal of each state that the employee owns, by its key, the newest cycle, a metric about the employee."""
    owned = GoalOwner.objects.filter(employee=employee, end_date=None).values("objective")
    found = {f"goal_{state}": pk for state, pk in Objective.objects.filter(pk__in=owned).values_list("state", "pk")}
    newest = GoalCycle.objects.newest_first().first()
    if newest is not None:
        found["goal_cycle"] = newest.pk
    led = Metric.objects.filter(Q(led_by=employee) | Q(measurements__employee=employee)).order_by("pk").first()
    return found | ({"metric": led.pk} if led else {})
