"""What is told of who looks after a case for HR, and of who sees every improvement plan."""

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.calendars import local_date
from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ...access.cases import visible_to
from ...models import CaseEvent, PlanLead

SOME_DAY = dt.date(2026, 4, 3)  # of the letters that one may look at beforehand

ACTS = Acts(
    name="pips.hr",
    words={
        "plan_lead.named": gettext_lazy("Named to see every improvement plan"),
        "plan_lead.ended": gettext_lazy("Sees improvement plans no more"),
        "case.let_go": gettext_lazy("Deleted after it was kept long enough"),
        "keeping_period.set": gettext_lazy("How long what was not met is kept set"),
        "legal_hold.ended": gettext_lazy("Hold ended"),
        "legal_hold.placed": gettext_lazy("Held: nothing is deleted"),
        "packet.taken": gettext_lazy("Everything of a case taken as one paper"),
    },
)


def readable(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether the recipient of each may read its case now."""
    found: dict[int, bool] = {}
    by_reader: dict[int, tuple[Employee, list[Any]]] = {}
    for notice in notices:
        by_reader.setdefault(notice.recipient_id, (notice.recipient, []))[1].append(notice)
    for reader, its in by_reader.values():
        seen = set(visible_to(reader).filter(pk__in=[one.subject.case_id for one in its]).values_list("pk", flat=True))
        found |= {one.pk: one.subject.case_id in seen for one in its}
    return found


def _owner_wanted(notice) -> bool:
    """Whoever had it before is told, too, though they read it no more."""
    return True


def _render_owner(notice) -> Rendered:
    event: CaseEvent = notice.subject
    words = {"name": event.about_employee.name, "by": event.by.name}
    new = event.about_employee_id == notice.recipient_id
    if new:
        lead = _("%(by)s asks you to look after a case for HR from now on.")
    elif notice.recipient_id == event.case.employee_id:
        lead = _("%(name)s looks after your case for HR from now on.")
    else:
        lead = _("%(name)s looks after a case for HR from now on.")
    return Rendered(
        subject=_("Who looks after a case has changed"),
        lead=lead % words,
        lines=(event.reason,) if notice.known else (),
        url=page_url("pips:case", event.case_id) if notice.known else page_url("people:home"),
        action=_("Open it") if notice.known else _("To your start page"),
    )


def _sample_owner() -> Rendered:
    name = SimpleNamespace(name=_("Kim Example"))
    case = SimpleNamespace(employee_id=1)
    event = SimpleNamespace(
        about_employee=name, about_employee_id=2, by=name, reason=_("Kim is away until May."), case=case, case_id=0
    )
    return _render_owner(SimpleNamespace(subject=event, recipient_id=1, known=False))


def _lead_wanted(notice) -> bool:
    return notice.subject.ended_at is None


def _render_lead(notice) -> Rendered:
    lead: PlanLead = notice.subject
    day = local_date(lead.effective_at, notice.recipient.time_zone)
    own = notice.recipient_id == lead.employee_id
    return _lead_words(lead.employee.name, lead.granted_by.name, day, lead.reason, own=own)


def _lead_words(name: str, by: str, day: dt.date, reason: str, *, own: bool = False) -> Rendered:
    words = {"name": name, "by": by, "day": date_format(day, "l, j F")}
    return Rendered(
        subject=_("Somebody will see improvement plans"),
        lead=_("From %(day)s on %(name)s can read improvement plans; %(by)s decided it.") % words,
        lines=(reason, _("You see on your own page who has read what, as ever.")),
        url=page_url("pips:hr") if own else page_url("people:seen"),
        action=_("Open it") if own else _("Who has seen my records"),
    )


def _sample_lead() -> Rendered:
    return _lead_words(_("Kim Example"), _("Alex Example"), SOME_DAY, _("Looks after fairness."))


KINDS = (
    NoticeKind(
        name="case.hr_owner",
        label=gettext_lazy("Who looks after a case for HR"),
        gather=readable,
        still_wanted=_owner_wanted,
        render=_render_owner,
        sample=_sample_owner,
        sensitive=True,
        related=("case", "by", "about_employee"),
    ),
    NoticeKind(
        name="plan_lead.named",
        label=gettext_lazy("Somebody will see improvement plans"),
        still_wanted=_lead_wanted,
        render=_render_lead,
        sample=_sample_lead,
        sensitive=True,
        owed=gettext_lazy("Nobody reads your plan without your having been told before."),
        related=("employee", "granted_by"),
    ),
)
