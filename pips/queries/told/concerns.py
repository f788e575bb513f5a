"""What is told of concerns. A letter says only that something is to be read; the words here are for the signed-in."""

import datetime as dt
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee, Reach
from perfhub.kernel import clock
from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ...models import Case, CaseEvent, CaseReader, Concern, ConcernWord
from ...states import CASE_MOVES, CaseAct, CaseState

SOMEBODY, OTHER = gettext_lazy("Kim Example"), gettext_lazy("Sascha Sample")


def _case(notice) -> Case:
    subject: Concern | ConcernWord | CaseEvent = notice.subject
    return subject.concern.case if isinstance(subject, ConcernWord) else subject.case


def known(notices: Sequence[Any]) -> dict[int, tuple[bool, bool]]:
    """Of each notice: whether its recipient may read the case now, and whether what it tells of was taken back."""
    cases = {notice.pk: _case(notice) for notice in notices}
    recipients = {notice.recipient_id for notice in notices}
    led = Reach.objects.filter(
        depth=1, manager__in=recipients, employee__in={case.employee_id for case in cases.values()}
    )
    leads = set(led.values_list("manager", "employee"))
    named = CaseReader.objects.in_force().filter(case__in={case.pk for case in cases.values()}, reader__in=recipients)
    reads = set(named.values_list("reader", "case"))
    events = [notice.subject_id for notice in notices if isinstance(notice.subject, CaseEvent)]
    undone = set(CaseEvent.objects.filter(takes_back__in=events).values_list("takes_back", flat=True))
    at = clock.now()
    found = {}
    for notice in notices:
        case = cases[notice.pk]
        own = notice.recipient_id == case.employee_id and case.told_at is not None and case.told_at <= at
        led_by = (notice.recipient_id, case.employee_id) in leads or (notice.recipient_id, case.pk) in reads
        may = own or (led_by and case.state != CaseState.SPENT)
        found[notice.pk] = (may, isinstance(notice.subject, CaseEvent) and notice.subject_id in undone)
    return found


def _readable(notice) -> bool:
    return bool(notice.known) and notice.known[0] and not notice.known[1]


def _shared(notice) -> bool:
    return _readable(notice) and _case(notice).state != CASE_MOVES["take_back"].target


def _asked(notice) -> bool:
    concern: Concern = notice.subject
    asked = concern.look_date.isoformat() == notice.occurrence
    return _readable(notice) and concern.is_open and concern.case.is_open and asked


def _letter(case: Case, subject: str, lead: str, action: str, *, anchor: str = "") -> Rendered:
    return Rendered(subject=subject, lead=lead, url=page_url("pips:case", case.pk) + anchor, action=action)


def render_shared(notice) -> Rendered:
    words = {"name": notice.subject.by.name}
    lead = _(
        "%(name)s writes what they saw, what they need and how they will help. Read it, and say in your own words how "
        "you see it."
    )
    subject = _("%(name)s shares a concern with you") % words
    return _letter(_case(notice), subject, lead % words, _("Read it"))


def render_said(notice) -> Rendered:
    words = _("%(name)s says something to a concern") % {"name": notice.subject.by.name}
    return _letter(_case(notice), words, words + ".", _("Read it"), anchor="#said")


def render_look(notice) -> Rendered:
    case = _case(notice)
    own = notice.recipient_id == case.employee_id
    subject = _("Is it solved?") if own else _("Is it solved? You wanted to look again with %(name)s")
    lead = _("You both wanted to look again at a concern today. Whoever is first says how it is.")
    return _letter(case, subject % {"name": case.employee.name}, lead, _("Look at it"), anchor="#solved")


NEWS = {
    CaseAct.CLOSED: gettext_lazy("A concern is resolved"),
    CaseAct.WATCHED: gettext_lazy("You look again at a concern on another day"),
    CaseAct.WENT_UP: gettext_lazy("A concern becomes a coaching plan"),
    CaseAct.WENT_DOWN: gettext_lazy("A coaching plan went back to the concern"),
    CaseAct.REOPENED: gettext_lazy("A concern is open again"),
    CaseAct.READER_ADDED: gettext_lazy("Somebody may read a concern or plan"),
    CaseAct.EVIDENCE_OUT: gettext_lazy("Evidence was taken out"),
}


def render_news(notice) -> Rendered:
    words = str(NEWS.get(CaseAct(notice.subject.act), gettext_lazy("There is news of a concern or plan")))
    return _letter(_case(notice), words, words + ".", _("Look at it"), anchor="#memory")


# --- invented, for whoever looks at the letters beforehand ----------------------------------------


def _sample(render: Callable[[Any], Rendered], make: Callable[[Case], Any]) -> Callable[[], Rendered]:
    def sample() -> Rendered:
        employee = Employee(pk=0, name=str(OTHER))
        case = Case(pk=0, employee=employee, manager=Employee(pk=1, name=str(SOMEBODY)))
        return render(SimpleNamespace(subject=make(case), recipient_id=1))

    return sample


def _concern(case: Case) -> Concern:
    return Concern(pk=0, case=case, by=case.manager, look_date=dt.date(2026, 3, 2))


def _word(case: Case) -> ConcernWord:
    return ConcernWord(pk=0, concern=_concern(case), by=case.employee)


def _event(case: Case) -> CaseEvent:
    return CaseEvent(pk=0, case=case, act=CaseAct.CLOSED)


def _kind(name: str, label, render, make, *, wanted=_readable, related=("case__employee", "by")) -> NoticeKind:
    return NoticeKind(
        name=name,
        label=label,
        gather=known,
        still_wanted=wanted,
        render=render,
        sample=_sample(render, make),
        sensitive=True,
        related=related,
    )


KINDS = (
    _kind("concern.shared", gettext_lazy("A concern is shared with you"), render_shared, _concern, wanted=_shared),
    _kind(
        *("concern.said", gettext_lazy("Somebody says something to a concern"), render_said, _word),
        related=("concern__case__employee", "by"),
    ),
    _kind(
        "concern.look_again", gettext_lazy("The day to look again at a concern"), render_look, _concern, wanted=_asked
    ),
    _kind("concern.news", gettext_lazy("What became of a concern"), render_news, _event),
)
ACTS = Acts(
    name="pips.concerns",
    words={
        "concern.read": gettext_lazy("Concern read"),
        "concern.said": gettext_lazy("Said something to a concern"),
        "evidence.put": gettext_lazy("Evidence put to a concern or plan"),
        "evidence.taken_out": gettext_lazy("Evidence taken out"),
    },
    sealed=True,
)
