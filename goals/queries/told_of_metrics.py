"""What this floor tells people of metrics."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ..models import Measurement, Metric


def _measured(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether each recipient has numbers of the metric that hold; one statement."""
    rows = Measurement.objects.standing().filter(
        metric__in={n.subject_id for n in notices}, employee__in={n.recipient_id for n in notices}
    )
    pairs = set(rows.order_by().values_list("employee", "metric").distinct())
    return {n.pk: (n.recipient_id, n.subject_id) in pairs for n in notices}


def _still_measured(notice) -> bool:
    return notice.subject.retired_at is None and notice.known


def _render_begun(notice) -> Rendered:
    return Rendered(
        subject=_("Something of your work is counted now"),
        lead=_("From now on a number of your own work is kept. What it is, you see after you have signed in."),
        lines=(
            _("You see every number; so does the line of managers above you, and nobody else."),
            _("Nobody is compared with anybody by it, and whoever looks is in your record of who has seen."),
        ),
        url=page_url("goals:metric", notice.subject.pk),
        action=_("Look at it"),
    )


def _sample() -> Rendered:
    return _render_begun(SimpleNamespace(subject=Metric(pk=0, name=_("Certificates right first time"))))


KINDS = (
    NoticeKind(
        name="metric.begun",
        label=gettext_lazy("A number of your own work is kept"),
        gather=_measured,
        still_wanted=_still_measured,
        render=_render_begun,
        sample=_sample,
    ),
)
