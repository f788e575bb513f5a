"""What other pages show of check-ins: home, the side bar, a person's tabs, the dashboard, the facts."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.access import has_reports
from people.models import Employee, Touched
from people.states import EmployeeState
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Action, Due, NavEntry, Tab, listed
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import ANSWERED, CheckIn
from ..states import CheckInState, SkipReason
from .inbox import SECONDS
from .judging import AS_USUAL, ASKS, judge, with_past
from .told import days_of

MOST_NAMES = 6  # on one line of home

# --- facts --------------------------------------------------------------------------


class LastMonday(Func):
    """The Monday of the week that ends on this day."""

    template = "(%(expressions)s - 6)"
    output_field = DateField()


def facts(weeks: Iterable[dt.date] | QuerySet) -> QuerySet:
    """One row per employee and week: what was asked, answered, on time, and how the mood was.

    A check-in of several weeks counts in the last of them, in which it is due. `weeks` are Mondays, or the rows of
    `people.Touched` to be redone. Unevaluated; `asked` and the like are 0 or 1, so that they add up; `mood` is
    missing where nobody said it: missing is not zero.
    """
    rows = CheckIn.objects.annotate(week_start=LastMonday("period_end"))
    if isinstance(weeks, QuerySet) and weeks.model is Touched:
        touched = weeks.filter(employee=OuterRef("employee"), week_start=LastMonday(OuterRef("period_end")))
        rows = rows.filter(Exists(touched))
    else:
        rows = rows.counting_in(weeks)
    return rows.annotate(
        asked=_number(~Q(state=CheckInState.SKIPPED)),
        answered=_number(Q(state__in=ANSWERED)),
        on_time=_number(Q(state__in=ANSWERED, answered_at__lte=F("due_at"))),
        missed=_number(Q(state=CheckInState.MISSED)),
        skipped=_number(Q(state=CheckInState.SKIPPED)),
    ).values("employee", "week_start", "asked", "answered", "on_time", "missed", "skipped", "mood")


def _number(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


# --- the current check-in of several people -------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How somebody's check-in stands in one week; no contents. It counts in that week if it is due in it."""

    state: str
    label: str
    tone: str
    due_at: dt.datetime
    answered_at: dt.datetime | None
    counts: bool = True


TONES = {
    CheckInState.ANSWERED: ("good", gettext_lazy("In")),
    CheckInState.READ: ("good", gettext_lazy("In")),
    CheckInState.REOPENED: ("good", gettext_lazy("In, open again")),
    CheckInState.MISSED: ("late", gettext_lazy("Not answered")),
    CheckInState.SKIPPED: ("away", gettext_lazy("Away")),
}
SWITCHED_OFF = "away", gettext_lazy("Not asked")


def standing(employee_ids: Iterable[int], period: dt.date, *, at: dt.datetime | None = None) -> dict[int, Standing]:
    """How the check-in of each of these employees stands whose period has this week in it; one statement."""
    found = {}
    for row in _covering(employees=list(employee_ids), week=period):
        overdue = at is not None and row.due_at <= at
        open_now = ("watch", _("Not yet")) if overdue else ("wait", _("Not due yet"))
        is_off = row.skip_reason == SkipReason.OFF
        tone, label = SWITCHED_OFF if is_off else TONES.get(CheckInState(row.state), open_now)
        counts = row.due_week == period
        found[row.employee_id] = Standing(row.state, str(label), tone, row.due_at, row.answered_at, counts)
    return found


@composed
def _covering(*, employees: list[int], week: dt.date) -> QuerySet[CheckIn]:
    rows = CheckIn.objects.filter(employee__in=employees).covering(week).order_by("pk")
    return rows.only("employee", "state", "skip_reason", "due_at", "answered_at", "period_start", "period_end")


def participation(week: dt.date, *, teams: Iterable[int]) -> dict[int, tuple[int, int]]:
    """(asked, answered) of each team's own members for check-ins that are due in this week; one statement."""
    rows = (
        CheckIn.objects.counting_in([week]).filter(employee__team__in=list(teams)).exclude(state=CheckInState.SKIPPED)
    )
    counted = (
        rows.order_by()
        .values_list("employee__team")
        .annotate(asked=Count("pk"), answered=Count("pk", filter=Q(state__in=ANSWERED)))
    )
    return {team: (asked, answered) for team, asked, answered in counted}


# --- side bar and person page ------------------------------------------------------------


@composed
def _waiting_below(*, manager: Employee) -> QuerySet:
    """How many check-ins of somebody's reports are unread; no row where there are no reports."""
    unread = CheckIn.objects.filter(employee=OuterRef("pk")).unread().order_by().values("employee")
    number = Coalesce(Subquery(unread.annotate(number=Count("pk")).values("number")), 0)
    led = Employee.objects.active().reports_of(manager).order_by()
    return led.values("organization").annotate(unread=Sum(number))


def nav(viewer: Employee) -> Iterator[NavEntry]:
    """“My check-in” for everybody; the inbox, with what is unread, for whoever has reports: one statement for them."""
    yield NavEntry(
        section="",
        label=gettext_lazy("My check-in"),
        url=page_url("feedback:my_check_in"),
        icon="checkbox",
        phone=True,
        short=gettext_lazy("Check-in"),
    )
    if not has_reports(viewer):
        return
    row = next(iter(_waiting_below(manager=viewer)), None)
    if row is not None:
        yield NavEntry(
            section=gettext_lazy("My team"),
            label=gettext_lazy("Check-in inbox"),
            url=page_url("feedback:inbox"),
            icon="inbox",
            count=row["unread"] or None,
            phone=True,
            short=gettext_lazy("Inbox"),
        )


def tab(viewer: Employee, employee: Employee) -> Iterator[Tab]:
    """A person's check-ins, for that person, the manager now, and whoever may read what is in some."""
    if viewer.pk == employee.pk or access.readable_people(viewer).filter(pk=employee.pk).exists():
        yield Tab(label=gettext_lazy("Check-ins"), url=page_url("feedback:of_employee", employee.pk), key="check-ins")


def cadence_nav(viewer: Employee) -> Iterator[NavEntry]:
    """When check-ins are due, for whoever may change it."""
    if "configure" in access.acts(viewer):
        yield NavEntry(
            section=gettext_lazy("Organization"),
            label=gettext_lazy("Check-in days"),
            url=page_url("feedback:cadence"),
            icon="clock",
        )


# --- home ------------------------------------------------------------------------------------


@composed
def _open_of(*, viewer: Employee) -> QuerySet[CheckIn]:
    return CheckIn.objects.of(viewer).due().order_by("due_at", "pk")


@listed(lambda viewer, *, at: _open_of(viewer=viewer))
def own_due(rows: QuerySet[CheckIn], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """The viewer's own check-ins that are open."""
    for check_in in rows:
        yield Due(
            key=f"check_in:{check_in.pk}",
            verb=gettext_lazy("Write"),
            title=_("Your week, %(days)s") % {"days": days_of(check_in)},
            meta=_("A late answer counts all the same.") if check_in.due_at < at else _("About two minutes."),
            url=page_url("feedback:check_in", check_in.pk),
            icon="checkbox",
            due_at=check_in.due_at,
            minutes=2,
        )


@composed
def _unread_of_reports(*, viewer: Employee) -> QuerySet[CheckIn]:
    reports = CheckIn.objects.read_by_manager(viewer).filter(employee__state=EmployeeState.ACTIVE).unread()
    return with_past(reports).select_related("employee").order_by("employee__sort_name", "pk")


@listed(lambda viewer, *, at: _unread_of_reports(viewer=viewer) if has_reports(viewer) else None)
def inbox_due(rows: QuerySet[CheckIn], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What the viewer's reports wrote: who asks something one by one, the changed ones and those as usual together."""
    groups: dict[str, list[CheckIn]] = {}
    for check_in in rows:
        groups.setdefault(judge(check_in).group, []).append(check_in)
    for check_in in groups.pop(ASKS, []):
        yield _asking(check_in)
    for group, check_ins in groups.items():
        yield _together(group, check_ins)


def _asking(check_in: CheckIn) -> Due:
    titles = {
        True: gettext_lazy("%(name)s asks in a check-in"),
        False: gettext_lazy("%(name)s writes what is in the way"),
    }
    title = titles[check_in.asks_a_question] if check_in.blockers else gettext_lazy("%(name)s’s check-in wants a look")
    return Due(
        key=f"inbox:{check_in.pk}",
        verb=gettext_lazy("Answer"),
        title=title % {"name": check_in.employee.name},
        url=page_url("feedback:inbox") + f"?open={check_in.pk}",
        icon="message-circle-question",
        due_at=check_in.answered_at,
        minutes=1,
        template="feedback/home_question.html",
        context={"check_in": check_in},
    )


def _names(people: Iterable[Employee]) -> str:
    """Who it is, each once and by first name where that tells them apart; after six, how many more."""
    persons = {person.pk: person for person in people}
    first_names = Counter(person.first_name for person in persons.values())
    names = [p.first_name if first_names[p.first_name] == 1 and p.first_name else p.name for p in persons.values()]
    more = len(names) - MOST_NAMES
    if more > 1:
        others = ngettext("%(number)s more", "%(number)s more", more) % {"number": more}
        return _("%(names)s and %(others)s") % {"names": ", ".join(names[:MOST_NAMES]), "others": others}
    return ", ".join(names)


def _together(group: str, check_ins: list[CheckIn]) -> Due:
    number = len(check_ins)
    names = _names([check_in.employee for check_in in check_ins])
    usual = group == AS_USUAL
    if usual:
        title = ngettext("A check-in, as usual", "%(number)s check-ins, all as usual", number)
        meta = _("%(names)s. No questions, nothing in the way, moods as they mostly are.")
    else:
        title = ngettext(
            "A check-in in which something changed", "%(number)s check-ins in which something changed", number
        )
        meta = _("%(names)s.")
    keys = "&".join(f"id={check_in.pk}" for check_in in check_ins)
    read_all = Action(
        label=ngettext("Read it", "Read all %(number)s", number) % {"number": number},
        url=f"{page_url('feedback:read_all')}?{keys}",
    )
    return Due(
        key=f"inbox:{group}",
        verb=gettext_lazy("Read"),
        title=title % {"number": number},
        meta=meta % {"names": names},
        url=page_url("feedback:inbox"),
        icon="eye-check",
        due_at=max(check_in.answered_at for check_in in check_ins if check_in.answered_at) + dt.timedelta(days=2),
        minutes=max(1, round(number * SECONDS[group] / 60)),
        count=number,
        actions=(read_all,) if usual else (),
    )
