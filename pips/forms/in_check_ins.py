"""What a check-in shows its writer of a plan under way: what was agreed, and what is owed, each with one press.

Only the writer's own form shows it, and nothing of it becomes a row of the check-in: its readers see no gap.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.slots import Item
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


def support_items(check_in, *, viewer: Employee, at) -> Iterator[Item]:
    """What the writer gets or owes by the end of the period, and has not said to be there. One statement."""
    if not _is_own(check_in, viewer):
        return
    side_silent = Q(plan__employee=viewer) & ~Q(said_by=Side.EMPLOYEE) | Q(owner=viewer) & ~Q(said_by=Side.MANAGER)
    rows = Support.objects.filter(
        side_silent,
        plan__state__in=SUPPORT_LIVES,
        state__in=(SupportState.OWED, SupportState.SAID),
        due_date__lte=check_in.period_end,
    ).select_related("owner", "plan__case__manager", "plan__case__hr_owner", "plan__employee")
    for row in rows.order_by("due_date", "pk")[:MOST]:
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


def issue_items(check_in, *, viewer: Employee, at) -> Iterator[Item]:
    """What was agreed with the writer, as what is known. One statement."""
    if not _is_own(check_in, viewer):
        return
    rows = Issue.objects.filter(plan__employee=viewer, plan__state__in=PLAN_RUNNING, state=IssueState.OPEN)
    for row in rows.order_by("plan", "position", "pk")[:MOST]:
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
