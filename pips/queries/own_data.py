"""What somebody is given of this floor with their own data: everything said about and by them, as far as they were
told, and nobody else's name: who said it stands there as the employee or another."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import F

from people.models import Employee
from perfhub.kernel.slots import ExportPart

from ..access.cases import visible_plans, visible_to
from ..models import (
    Appeal,
    ConcernWord,
    Evidence,
    Issue,
    PlanMeeting,
    PlanRequest,
    PlanVersion,
    PlanWord,
    Receipt,
    Support,
    SupportEvent,
)

ME, OTHER = "employee", "another"


def own_data(employee: Employee) -> Iterator[ExportPart]:
    """A table each of cases, concerns, evidence, plans and all that was said in them."""
    cases = visible_to(employee).filter(employee=employee)
    plans = visible_plans(employee).filter(employee=employee)

    def who(pk: int | None) -> str:
        return "" if pk is None else ME if pk == employee.pk else OTHER

    def part(name: str, rows: Any, *columns: str, by: str = "", order: tuple[str, ...] = ("pk",)) -> ExportPart:
        header = (*columns, *((by,) if by else ()))
        values = rows.order_by(*order).values_list(*columns, *((f"{by}_id",) if by else ()))
        return ExportPart(name=name, header=header, rows=_said(values.iterator(), who if by else None))

    yield part(
        *("improvement_cases", cases, "title", "rung", "state", "outcome", "opened_at", "told_at", "closed_at"),
        by="opened_by",
    )
    yield part("concerns", cases.filter(concern__isnull=False), *(f"concern__{name}" for name in CONCERN))
    yield part("concern_words", ConcernWord.objects.filter(concern__case__in=cases), "at", "text", by="by")
    yield part(
        *(
            "evidence",
            Evidence.objects.filter(case__in=cases),
            "kind",
            "text",
            "occurred_date",
            "told_date",
        ),  # no names
        *("out_reason",),
        by="recorded_by",
    )
    yield part("plans", plans, *PLAN, by="told_by")
    yield part(
        *("plan_versions", PlanVersion.objects.filter(plan__in=plans), "plan", "number", "written_at", "reason"),
        by="written_by",
    )
    yield part("plan_issues", Issue.objects.filter(plan__in=plans), *ISSUE)
    support = Support.objects.filter(plan__in=plans)
    owed = support.annotate(owed_by_id=F("owner_id"))
    yield part("plan_support", owed, "plan", "what", "due_date", "state", "difference", "settled_reason", by="owed_by")
    events = SupportEvent.objects.filter(support__in=support)
    yield part("plan_support_events", events, "support", "at", "act", "words", by="by")
    yield part("plan_words", PlanWord.objects.filter(plan__in=plans), "plan", "at", "kind", "text", by="by")
    yield part("plan_receipts", Receipt.objects.filter(plan__in=plans), "plan", "at", "content", "kind", by="by")
    requests = PlanRequest.objects.filter(plan__in=plans)
    yield part("plan_requests", requests, "plan", "at", "kind", "text", "answer", by="answered_by")
    appeals = Appeal.objects.filter(plan__in=plans)
    yield part("plan_appeals", appeals, "plan", "filed_at", "text", "state", "decision", by="reviewer")
    meetings = PlanMeeting.objects.filter(plan__in=plans)
    yield part("plan_meetings", meetings, "plan", "start_at", "state", "manager_words", "employee_words")


CONCERN = ("saw", "need", "help", "shared_at", "state", "look_date")
PLAN = ("kind", "state", "aim", "outcomes", "affects", "start_date", "end_date", "told_at", "closed_at")
ISSUE = ("plan", "title", "standard", "measure", "baseline", "target", "due_date", "state")


def _said(rows: Iterator[tuple], who: Callable[[int | None], str] | None) -> Iterator[tuple]:
    for row in rows:
        yield row if who is None else (*row[:-1], who(row[-1]))
