"""Who was shown somebody's weeks by name."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from people.models import Employee
from people.rules import record_once_a_day
from perfhub.kernel.slots import Acts

ACTS = Acts(
    name="analytics",
    words={"weeks.seen": _("Weeks and moods seen")},
    reads={"weeks.seen": _("Weeks and moods")},
)


def note_seen(employee_ids: Iterable[int], *, by: Employee, at: datetime) -> None:
    """The manager was shown the weeks and moods of these people: they see that, once a day."""
    record_once_a_day("weeks.seen", by=by, at=at, employee_ids=employee_ids)
