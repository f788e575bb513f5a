"""Who reads the numbers that feed a plan: whoever reads them on the metric's own page, and nobody else."""

from django.http import Http404

from goals.access.metrics import get_subject, visible_metrics
from goals.models import Metric
from people.models import Employee

__all__ = ["reads_numbers", "visible_metrics"]


def reads_numbers(viewer: Employee, metric: Metric, *, team: int | None = None, employee: int | None = None) -> bool:
    """Whether a viewer reads what was measured of the organization, a team or a person."""
    try:
        get_subject(viewer, metric, team=team, person=employee)
    except Http404:
        return False
    return True
