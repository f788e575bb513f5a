"""Whose pages are measured, found again in any world."""

from dataclasses import dataclass

from django.db.models import Count

from feedback.access.giving import allowed, on_the_wall
from feedback.models import OneToOne
from feedback.queries.wall import A_PAGE, ORDER, SIGNER
from goals.models import Alignment, GoalCycle, Objective
from people.access import hr_leads
from people.models import Employee, Organization, Reach
from perfhub.kernel import clock
from perfhub.kernel.keyset import cursor_at
from perfhub.kernel.tenancy import organization_context
from pips.models import Plan

from .world import MAIN, REPORTS

PART_BELOW = 5  # of the large manager: a fifth of all people
FAR_DOWN = 1_000  # the page of the wall that is measured beside the first; the last one where there are not so many


@dataclass(frozen=True)
class Cast:
    """An employee, the manager of twenty, and a manager of a fifth of everybody; a goal of the employee's that is under
    way, and the goal that most others serve; the one-to-one of the two, and where a page far down the wall begins; an
    HR admin with the plans of one in twenty, and one of these."""

    organization: Organization
    people: int
    employee: Employee
    manager: Employee
    large: Employee
    below: int
    goal: int
    served: int
    one_to_one: int
    far_down: str
    hr: Employee
    plan: int
    plan_manager: Employee


def cast() -> Cast:
    """Read from the database at hand."""
    organization = Organization.objects.get(slug=MAIN)
    with organization_context(organization):
        people = Employee.objects.active().count()
        direct = Reach.objects.filter(depth=1).values("manager").annotate(n=Count("pk")).order_by("-n", "manager")
        manager = Employee.objects.select_related("user").get(pk=direct.filter(n=REPORTS)[0]["manager"])
        employee = Employee.objects.select_related("user").filter(reached_by__manager=manager).order_by("pk").first()
        assert employee is not None
        sizes = Reach.objects.filter(depth__gte=1).values_list("manager").annotate(n=Count("pk"))
        large, below = min(sizes, key=lambda found: (abs(found[1] - people / PART_BELOW), found[0]))
        cycle = GoalCycle.objects.open().newest_first()[0]
        theirs = Objective.objects.active().filter(cycle=cycle).shown_to_all()
        own = theirs.filter(owners__employee=employee).order_by("pk").first() or theirs.order_by("pk")[0]
        links = Alignment.objects.in_force().filter(child__in=theirs.values("pk"), parent__in=theirs.values("pk"))
        served = links.order_by().values_list("parent").annotate(n=Count("pk")).order_by("-n", "parent")[0][0]
        plan = Plan.objects.filter(kind="pip", state="active").select_related("case__manager__user").order_by("pk")[0]
        return Cast(
            organization=organization,
            people=people,
            employee=employee,
            manager=manager,
            large=Employee.objects.select_related("user").get(pk=large),
            below=below,
            goal=own.pk,
            served=served,
            one_to_one=OneToOne.objects.open().get(lead=manager, partner=employee).pk,
            far_down=_far_down(),
            hr=Employee.objects.select_related("user").get(pk=hr_leads()[0]),
            plan=plan.pk,
            plan_manager=plan.case.manager,
        )


def _far_down() -> str:
    praise = on_the_wall(allowed(clock.now())).order_by(*ORDER)
    above = max(min((FAR_DOWN - 1) * A_PAGE, praise.count() - A_PAGE), 1)
    return cursor_at(praise[above - 1], ORDER, signer=SIGNER)
