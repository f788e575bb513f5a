"""What a check-in shows its writer of a plan under way: what was agreed, and what is owed, each with one press.

Only the writer's own form shows it, and nothing of it becomes a row of the check-in: its readers see no gap.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Item, listed
from perfhub.kernel.tenancy import page_url

from ..access.running import SUPPORT_LIVES
from ..models import Issue, Support
from ..queries.running_shown import sees
from ..rules import support as rules
from ..states import PLAN_RUNNING, IssueState, Side, SupportState

MOST = 10
THERE, NOT_YET = "there", "not_yet"


class ThereForm(forms.Form):
    """One thing owed, one press: it is there, or not yet."""

    said = forms.ChoiceField(
        choices=[(THERE, gettext_lazy("It is there")), (NOT_YET, gettext_lazy("Not yet"))],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["said"].label = label


def _is_own(check_in, viewer: Employee) -> bool:
    return check_in.employee_id == viewer.pk and sees(viewer)


@composed
def _support(*, writer: Employee, last: dt.date) -> QuerySet[Support]:
    side_silent = Q(plan__employee=writer) & ~Q(said_by=Side.EMPLOYEE) | Q(owner=writer) & ~Q(said_by=Side.MANAGER)
    rows = Support.objects.filter(
        side_silent,
        plan__state__in=SUPPORT_LIVES,
        state__in=(SupportState.OWED, SupportState.SAID),
        due_date__lte=last,
    ).select_related("owner", "plan__case__manager", "plan__case__hr_owner", "plan__employee")
    return rows.order_by("due_date", "pk")[:MOST]


def _support_of(check_in, *, viewer: Employee, at) -> QuerySet[Support] | None:
    return _support(writer=viewer, last=check_in.period_end) if _is_own(check_in, viewer) else None


@listed(_support_of)
def support_items(rows: QuerySet[Support], check_in, *, viewer: Employee, at) -> Iterator[Item]:
    """What the writer gets or owes by the end of the period, and has not said to be there. One statement."""
    for row in rows:
        day = date_format(row.due_date, "l, j F")
        gets = row.plan.employee_id == viewer.pk
        told = _("%(name)s owes you this by %(day)s.") % {"name": row.owner.name, "day": day}
        yield Item(
            key=f"support{row.pk}",
            title=row.what,
            meta=told if gets else _("Promised for %(day)s.") % {"day": day},
            template="pips/support_part.html",
            form=partial(_form, row),
            take=partial(_take, row, viewer, at),
        )


@composed
def _issues(*, writer: Employee) -> QuerySet[Issue]:
    rows = Issue.objects.filter(plan__employee=writer, plan__state__in=PLAN_RUNNING, state=IssueState.OPEN)
    return rows.order_by("plan", "position", "pk")[:MOST]


@listed(lambda check_in, *, viewer, at: _issues(writer=viewer) if _is_own(check_in, viewer) else None)
def issue_items(rows: QuerySet[Issue], check_in, *, viewer: Employee, at) -> Iterator[Item]:
    """What was agreed with the writer, as what is known. One statement."""
    for row in rows:
        yield Item(
            key=f"issue{row.pk}",
            title=row.title,
            meta=_("Asked: %(target)s.") % {"target": row.target} if row.target else "",
            url=page_url("pips:plan", row.plan_id),
            icon="target-arrow",
        )


def _form(row: Support, data, prefix) -> ThereForm:
    return ThereForm(data, prefix=prefix, label=row.what)


def _take(row: Support, viewer: Employee, at, cleaned: Mapping[str, Any]) -> None:
    if cleaned["said"] == THERE:
        rules.say_there(row, by=viewer, at=at)
