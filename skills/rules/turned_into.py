"""What another floor decides on may become a growth action: suggested, with no trace of where it came from."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.slots import GrowthAction as Offered
from perfhub.kernel.slots import Text
from perfhub.kernel.tenancy import page_url

from ..access import growing as access
from ..states import GrowthKind
from .growing import suggest


def _offered(viewer: Employee, employee: Employee) -> bool:
    return "suggest" in access.acts(viewer, employee)


def _url(key: int) -> str:
    return page_url("skills:growth_action", key)


def _begin(kind: GrowthKind) -> Callable[..., int]:
    def begin(employee: Employee, what: str, *, by: Employee, at: dt.datetime) -> int:
        return suggest(employee, kind, what, by=by, at=at).pk

    return begin


def _action(kind: GrowthKind, label: Text) -> Offered:
    return Offered(
        name=f"skills.{kind.value}",
        label=label,
        offered=_offered,
        begin=_begin(kind),
        url=_url,
        read_by=access.reads_of,
        suits=frozenset({kind.value}),
    )


ACTIONS = (
    _action(GrowthKind.TRAINING, gettext_lazy("A growth action: training")),
    _action(GrowthKind.PRACTICE, gettext_lazy("A growth action: practice")),
    _action(GrowthKind.MENTOR, gettext_lazy("A growth action: mentor")),
)
