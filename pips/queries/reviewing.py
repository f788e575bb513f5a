"""What HR sees when it looks at a plan, and what its manager sees before it is sent."""

import datetime as dt
from dataclasses import dataclass

from people.models import Employee

from ..access import plans as access
from ..models import LegalCheck, Plan, PlanReview
from ..states import ReviewOutcome
from . import quality
from .gates import GateShown, gates_of
from .versions import Written, written
from .workload import day_one_of, plans_led_by


@dataclass(frozen=True)
class Finding:
    """One thing that a rule found, in words, and what it takes off."""

    words: str
    weight: int


@dataclass(frozen=True)
class Checked:
    """The gates and the quality of a plan as it is written now."""

    gates: tuple[GateShown, ...]
    score: int
    findings: tuple[Finding, ...]
    legal: LegalCheck | None  # for whoever may read it
    reviews: tuple[PlanReview, ...]

    @property
    def tone(self) -> str:
        return "good" if self.score >= GOOD else "watch" if self.score >= FAIR else "late"

    @property
    def approved(self) -> PlanReview | None:
        return next((one for one in self.reviews if one.outcome == ReviewOutcome.APPROVED), None)


GOOD, FAIR = 80, 50


def checked(plan: Plan, *, viewer: Employee, at: dt.datetime) -> Checked:
    content = written(plan)
    found = quality.judge(content, plans_of_manager=plans_led_by(plan), day_one=day_one_of(plan, at=at))
    reviews = PlanReview.objects.filter(plan=plan).select_related("reviewer", "appeal_reviewer", "sent_by")
    return Checked(
        gates=tuple(gates_of(plan, at=at)),
        score=found.score,
        findings=findings(found.found, content),
        legal=access.legal_check_of(viewer, plan),
        reviews=tuple(reviews.order_by("-sent_at", "-pk")),
    )


def findings(found: tuple[quality.Found, ...], content: Written) -> tuple[Finding, ...]:
    return tuple(Finding(quality.said(one, content), one.weight) for one in found)
