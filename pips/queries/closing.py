"""What is asked when a plan is over, and what HR sees of the answers: batches of ten or more, and nothing else."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import leads_hr
from people.models import Employee
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Due, NavEntry, listed
from perfhub.kernel.tenancy import page_url

from ..access import closing as access
from ..models import ENOUGH, ClosingBatch, Plan

ASKED_FOR = dt.timedelta(days=60)  # after it was closed


@dataclass(frozen=True)
class Felt:
    """What HR sees: each batch once, and how many answers a batch takes."""

    batches: tuple[ClosingBatch, ...]
    enough: int = ENOUGH


def felt() -> Felt:
    """The batches, the newest first. How many answers wait for the next one nobody is told."""
    return Felt(tuple(ClosingBatch.objects.order_by("-number")[:20]))


@composed
def _closed(*, viewer: Employee, since: dt.datetime) -> QuerySet[Plan]:
    return access.closed_plans(viewer).filter(closed_at__gte=since).order_by("closed_at", "pk")[:3]


@listed(lambda viewer, *, at: _closed(viewer=viewer, since=at - ASKED_FOR) if viewer.is_here else None)
def closing_due(rows: QuerySet[Plan], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Two questions about a plan that is over."""
    for plan in rows:
        yield Due(
            key=f"closing:{plan.pk}",
            verb=gettext_lazy("Say"),
            title=_("How was it? Two questions, apart from your case"),
            meta=_("Only HR sees the answers, ten or more together."),
            url=page_url("pips:closing", plan.pk),
            icon="message-circle-question",
            minutes=1,
        )


def nav(viewer: Employee) -> Iterator[NavEntry]:
    if leads_hr(viewer) and viewer.visit is None:
        yield NavEntry(
            section=gettext_lazy("Organization"),
            label=gettext_lazy("How plans felt"),
            url=page_url("pips:felt"),
            icon="message-circle-question",
        )
        yield NavEntry(
            section=gettext_lazy("Organization"),
            label=gettext_lazy("What helped"),
            url=page_url("pips:helped"),
            icon="scale",
        )
