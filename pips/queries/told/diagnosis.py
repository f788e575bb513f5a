"""What is told of diagnoses. A letter says only that something is to be read or answered; no answer stands anywhere."""

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Reach
from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ...access import visible_to
from ...models import DiagnosisSide
from ...states import DiagnosisState, SideState

SOME_DAY = dt.date(2026, 4, 3)  # of the letters that one may look at beforehand


def waiting_sides(notices: Sequence[Any]) -> dict[int, dt.date | None]:
    """By when each recipient is to answer; None for those who are not asked any more. One statement."""
    keys = {notice.subject_id for notice in notices}
    rows = DiagnosisSide.objects.filter(diagnosis__in=keys, state=SideState.WAITING)
    rows = rows.exclude(diagnosis__state=DiagnosisState.CALLED_OFF)
    led = Reach.objects.filter(manager=OuterRef("person"), depth=1, employee=OuterRef("diagnosis__employee"))
    rows = rows.filter(Q(person=F("diagnosis__employee")) | Q(Exists(led)))
    by = {(pk, person): day for pk, person, day in rows.values_list("diagnosis", "person", "due_date")}
    return {notice.pk: by.get((notice.subject_id, notice.recipient_id)) for notice in notices}


def _is_asked(notice) -> bool:
    return notice.known is not None


def _render_asked(notice) -> Rendered:
    return Rendered(
        subject=_("You are asked what is in the way"),
        lead=_("Before anything is planned, both sides are asked what is in the way. Yours is asked by %(day)s.")
        % {"day": date_format(notice.known or SOME_DAY, "l, j F")},
        lines=(_("It says why, and what may follow. Nobody sees your answers before the other side has answered."),),
        url=page_url("pips:diagnosis", notice.subject.pk),
        action=_("Read and answer"),
    )


def _is_due(notice) -> bool:
    return notice.known is not None and notice.known.isoformat() == notice.occurrence


def _render_due(notice) -> Rendered:
    return Rendered(
        subject=_("Your side is still wished for"),
        lead=_("You are asked what is in the way; your side is wished for by %(day)s.")
        % {"day": date_format(notice.known or SOME_DAY, "l, j F")},
        lines=(_("If you would rather not, nothing is held against you: it is shown as not answered."),),
        url=page_url("pips:diagnosis", notice.subject.pk),
        action=_("Answer"),
    )


def readers_now(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether each recipient may read the case of the diagnosis now; a few statements for each of them."""
    cases = {notice.recipient_id: visible_to(notice.recipient) for notice in notices}
    return {notice.pk: cases[notice.recipient_id].filter(pk=notice.subject.case_id).exists() for notice in notices}


def _is_there(notice) -> bool:
    return notice.known and notice.subject.state == DiagnosisState.DONE


def _render_there(notice) -> Rendered:
    return Rendered(
        subject=_("What both sides see is there to be read"),
        lead=_("Both sides are through. You can read together what is in the way, and what would help."),
        url=page_url("pips:diagnosis", notice.subject.pk),
        action=_("Read it"),
    )


def _sample(render):
    return lambda: render(SimpleNamespace(subject=SimpleNamespace(pk=0), known=SOME_DAY))


KINDS = (
    NoticeKind(
        name="pips.diagnosis_asked",
        label=gettext_lazy("You are asked what is in the way of somebody’s work, or of yours"),
        gather=waiting_sides,
        still_wanted=_is_asked,
        render=_render_asked,
        sample=_sample(_render_asked),
        sensitive=True,
        owed=gettext_lazy("Nothing is planned about your work without your side."),
    ),
    NoticeKind(
        name="pips.diagnosis_due",
        label=gettext_lazy("What you were asked about is still wished for"),
        gather=waiting_sides,
        still_wanted=_is_due,
        render=_render_due,
        sample=_sample(_render_due),
        sensitive=True,
    ),
    NoticeKind(
        name="pips.diagnosis_there",
        label=gettext_lazy("What both sides see is there to be read"),
        gather=readers_now,
        still_wanted=_is_there,
        render=_render_there,
        sample=_sample(_render_there),
        sensitive=True,
        owed=gettext_lazy("Nothing is kept about your work that you are not shown."),
    ),
)

ACTS = Acts(
    name="pips.diagnosis",
    words={
        "diagnosis.asked": gettext_lazy("Both sides asked what is in the way"),
        "diagnosis.answered": gettext_lazy("Answered what is in the way"),
        "diagnosis.not_answered": gettext_lazy("Not answered within ten working days"),
        "diagnosis.called_off": gettext_lazy("Asking what is in the way called off"),
        "diagnosis.remedy_chosen": gettext_lazy("Remedy chosen"),
        "diagnosis.remedy_dropped": gettext_lazy("Remedy taken out"),
        "diagnosis.remedy_turned": gettext_lazy("Remedy taken up"),
        "diagnosis.seen": gettext_lazy("Diagnosis seen"),
        "diagnosis.circumstances_seen": gettext_lazy("Health and circumstances seen by HR"),
    },
    reads={
        "diagnosis.seen": gettext_lazy("Diagnosis"),
        "diagnosis.circumstances_seen": gettext_lazy("Health and circumstances"),
    },
    sealed=True,
)

LIBRARY = Acts(
    name="pips.remedies",
    words={
        "remedy.library_begun": gettext_lazy("Library of remedies begun"),
        "remedy.written": gettext_lazy("Remedy written"),
        "remedy.changed": gettext_lazy("Remedy changed"),
        "remedy.retired": gettext_lazy("Remedy put away"),
        "remedy.brought_back": gettext_lazy("Remedy offered again"),
    },
)
