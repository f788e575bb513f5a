"""With what the form of a plan opens: among whom and what is chosen, and what is known already."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from goals import access as goal_access
from goals.access import metrics as metric_access
from goals.models import Metric, Objective
from people.access import own_drafts
from people.models import Employee, Reach
from perfhub.kernel.calendars import WorkingCalendar

from ..models import Case, Concern, Evidence, Issue, Plan, Support
from ..states import PLAN_WRITTEN, SUPPORT_GIVEN, SUPPORT_WAITED_FOR, IssueState, PlanKind, PlanState, SupportState
from .days import calendar_of, today_of
from .plans import manager_of
from .remedies import for_plan
from .versions import Written, WrittenIssue, WrittenSupport, written

MOST_PEOPLE, MOST_FEEDS, MOST_EVIDENCE, MOST_KNOWN = 80, 30, 30, 40
TWO_WEEKS = 10  # working days


def draft_key(kind: str, *, employee: Employee, case: Case | None = None, plan: Plan | None = None) -> str:
    """Under which what is typed is kept until it is sent."""
    if plan is not None:
        return f"pips:plan:{plan.pk}"
    return f"pips:{kind}:case:{case.pk}" if case is not None else f"pips:{kind}:{employee.pk}"


def kept_draft(viewer: Employee, key: str) -> dict[str, list[str]]:
    """What the viewer has typed under this key and not sent."""
    found = own_drafts(viewer).filter(key=key).first()
    return found.content if found is not None else {}


def people_who_can_owe(employee: Employee, *, viewer: Employee, also: Sequence[int] = ()) -> QuerySet[Employee]:
    """Who can owe support or look at a point: the manager, who is above, colleagues, and whoever is named already."""
    above = Reach.objects.filter(employee=employee).values("manager")
    beside = Reach.objects.filter(manager=viewer, depth=1).values("employee")
    rows = Employee.objects.active().exclude(pk=employee.pk)
    return rows.filter(Q(pk=viewer.pk) | Q(pk__in=above) | Q(pk__in=beside) | Q(pk__in=also)).by_name()


def found_to_owe(employee: Employee, *, viewer: Employee, also: Sequence[int] = ()) -> list[Employee]:
    """The same, as many as fit into a list."""
    return list(people_who_can_owe(employee, viewer=viewer, also=also)[:MOST_PEOPLE])


def evidence_of(case: Case) -> list[Evidence]:
    """What a point may rest on: what the employee has been shown, and is not taken out."""
    rows = Evidence.objects.filter(case=case, out_at__isnull=True)
    return list(rows.order_by("-occurred_date", "pk")[:MOST_EVIDENCE])


def goals_for(employee: Employee, *, viewer: Employee) -> list[Objective]:
    """Goals of the employee that both of them see."""
    both = goal_access.visible_to(viewer).filter(pk__in=goal_access.visible_to(employee).values("pk"))
    rows = both.owned_by(employee, on=goal_access.today_of(employee))
    return list(rows.active().order_by("title", "pk")[:MOST_FEEDS])


def metrics_for(employee: Employee, *, viewer: Employee) -> list[Metric]:
    """Metrics that both of them see."""
    both = metric_access.visible_metrics(viewer).filter(pk__in=metric_access.visible_metrics(employee).values("pk"))
    return list(both.current().by_name()[:MOST_FEEDS])


@dataclass(frozen=True)
class Begun:
    """What is known before a word is written."""

    title: str
    content: Written


def coaching_from(case: Case | None, employee: Employee, *, viewer: Employee, at: dt.datetime) -> Begun:
    """A coaching plan as what was before begins it: the plan that went back a rung, with what is open of it; else the
    concern, with what is needed and how the manager said to help."""
    if case is None:
        return Begun("", Written(length_days=30))
    due = _two_weeks_on(employee, at)
    if (before := plan_before(case)) is not None:
        works = calendar_of(employee, around=due)
        still = replace(_still_open(before, due=due, works=works), length_days=30, outcomes="", affects="")
        return Begun(case.title, with_chosen(still, case, viewer=viewer, at=at))
    concern = Concern.objects.filter(case=case).first()
    if concern is None:
        return Begun(case.title, with_chosen(Written(length_days=30), case, viewer=viewer, at=at))
    issue = WrittenIssue(title=case.title, standard=concern.need)
    help_owed = WrittenSupport(what=concern.help[:300], owner=viewer.pk, due_date=due)
    content = Written(aim=concern.need, length_days=30, issues=(issue,), support=(help_owed,))
    return Begun(case.title, with_chosen(content, case, viewer=viewer, at=at))


def with_chosen(content: Written, case: Case, *, viewer: Employee, at: dt.datetime) -> Written:
    """With what both sides' answers showed to help, chosen for this case and not owed in a plan yet."""
    there, due = {one.what for one in content.support}, _two_weeks_on(case.employee, at)
    chosen = [one.what for one in for_plan(case, viewer) if one.what not in there]
    more = tuple(WrittenSupport(what=what, owner=viewer.pk, due_date=due) for what in dict.fromkeys(chosen))
    return replace(content, support=content.support + more)


def pip_from(case: Case, *, viewer: Employee, at: dt.datetime) -> Begun:
    """An improvement plan as all before it begins it: the coaching plan's points and support, else the concern's, each
    with the evidence of the case; and what every plan says of how it can end and what it changes."""
    begun = coaching_from(case, case.employee, viewer=viewer, at=at).content
    evidence = tuple(sorted(one.pk for one in evidence_of(case)))
    issues = tuple(replace(one, evidence=evidence, evaluator=viewer.pk) for one in begun.issues)
    content = replace(
        begun,
        length_days=60,
        meeting_days=7,
        issues=issues,
        outcomes=usual_outcomes(case),
        affects=usual_affects(),
    )
    return Begun(case.title, content)


def plan_before(case: Case) -> Plan | None:
    """The newest plan of a case that came to something: not one that is written, nor one that was called off."""
    rows = Plan.objects.filter(case=case).exclude(state=PlanState.CANCELLED)
    return rows.exclude(kind=PlanKind.PIP, state__in=PLAN_WRITTEN).order_by("-pk").first()


def _still_open(plan: Plan, *, due: dt.date, works: WorkingCalendar) -> Written:
    """What a plan asks and owes that is not there yet, for another plan: without points that are met and support that
    is there or was not wanted, no day before `due`, none on which its employee does not work."""
    content = written(plan)
    asked = set(Issue.objects.filter(plan=plan, state=IssueState.OPEN).values_list("pk", flat=True))
    owed = set(Support.objects.filter(plan=plan, state__in=SUPPORT_WAITED_FOR).values_list("pk", flat=True))
    issues = [one for one in content.issues if one.pk in asked]
    places = {content.issues.index(one) + 1: place for place, one in enumerate(issues, start=1)}
    return replace(
        content,
        issues=tuple(replace(one, pk=None, evidence=(), due_date=None) for one in issues),
        support=tuple(
            replace(
                one,
                pk=None,
                due_date=works.add_working_days(max(one.due_date, due), 0),
                issue=places.get(one.issue, 0),
            )
            for one in content.support
            if one.pk in owed
        ),
        milestones=(),
    )


@dataclass(frozen=True)
class Known:
    """What the plans of a case before this one came to: it stays so, and is not promised or asked anew."""

    support: tuple[Support, ...]
    points: tuple[Issue, ...]

    def __bool__(self) -> bool:
        return bool(self.support or self.points)


def known_of(case: Case | None, *, beside: Plan | None = None) -> Known:
    """Support that was given, not wanted or not given, and points that were met, in what was told of a case."""
    if case is None:
        return Known((), ())
    plans = Plan.objects.filter(case=case, told_at__isnull=False).exclude(pk=beside.pk if beside is not None else None)
    rows = Support.objects.filter(plan__in=plans, state__in=[*SUPPORT_GIVEN, SupportState.NOT_GIVEN])
    met = Issue.objects.filter(plan__in=plans, state=IssueState.MET)
    return Known(
        tuple(rows.select_related("owner").order_by("closed_at", "pk")[:MOST_KNOWN]),
        tuple(met.order_by("met_at", "pk")[:MOST_KNOWN]),
    )


def usual_outcomes(case: Case) -> str:
    manager = manager_of(case.employee)
    words = {"manager": manager.name if manager is not None else _("the manager")}
    return (
        _(
            "Met, early or on time: we look again after 30, 60 and 90 days and after six months, and that is all.\n"
            "Not yet: more time once, at most half as long again.\n"
            "Not met: a meeting with %(manager)s and HR about another role or, at worst, leaving. You may appeal "
            "within ten working days.\n"
            "Support that was promised and not given: the plan ends, and that counts against nobody."
        )
        % words
    )


def usual_affects() -> str:
    return _(
        "Pay and holiday stay as they are\n"
        "You may apply for other posts\n"
        "No promotion while it runs\n"
        "Spent twelve months after the last look: not cited, not shown to a new manager"
    )


def _two_weeks_on(employee: Employee, at: dt.datetime) -> dt.date:
    today = today_of(employee, at)
    return calendar_of(employee, around=today).add_working_days(today, TWO_WEEKS)
