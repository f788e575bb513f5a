"""What is told of asking for feedback. No word of a question or an answer stands in a letter."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Organization
from people.states import EmployeeState, ImportState
from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import current_organization, page_url

from ...access import requests as access
from ...models import AskedOf, FeedbackRequest
from ...states import RequestState
from . import readers

GUEST_LETTER = "feedback.guest_asked"
SOME_DAY = dt.date(2026, 4, 3)  # of the letters that one may look at beforehand


def _words(request: FeedbackRequest) -> dict[str, str]:
    return {"name": request.by.name, "about": request.about.name, "day": date_format(request.due_date, "l, j F")}


def _still_asked(notice) -> bool:
    asked: AskedOf = notice.subject
    return asked.state == RequestState.ASKED and asked.employee_id == notice.recipient_id


def _asks(request: FeedbackRequest) -> str:
    if request.is_about_oneself:
        return _("%(name)s asks you for feedback") % _words(request)
    return _("%(name)s asks you for feedback about %(about)s") % _words(request)


def _render_asked(notice) -> Rendered:
    asked: AskedOf = notice.subject
    return Rendered(
        subject=_asks(asked.request),
        lead=_asks(asked.request) + ".",
        lines=(_("A few lines by %(day)s are enough. You may say no, and why.") % _words(asked.request),),
        url=page_url("feedback:asked", asked.pk),
        action=_("Answer"),
    )


def _render_due(notice) -> Rendered:
    asked: AskedOf = notice.subject
    return Rendered(
        subject=_("Feedback you were asked for is wished for today"),
        lead=_asks(asked.request) + ".",
        lines=(_("It is wished for by %(day)s; later is better than not at all.") % _words(asked.request),),
        url=page_url("feedback:asked", asked.pk),
        action=_("Answer"),
    )


def _is_about(notice) -> bool:
    return notice.subject.about_id == notice.recipient_id


def _render_about_you(notice) -> Rendered:
    request: FeedbackRequest = notice.subject
    return Rendered(
        subject=_("%(name)s asks others for feedback about your work") % _words(request),
        lead=_("%(name)s asks others for feedback about your work, by %(day)s.") % _words(request),
        lines=(_("You see whom and what, and read what comes of it as each of them chooses."),),
        url=page_url("feedback:request", request.pk),
        action=_("See whom and what"),
    )


def readable(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether the recipient reads the request now: a manager before does not."""
    return readers.readable(notices, key=attrgetter("request_id"), visible_to=access.visible_to)


def _is_news(notice) -> bool:
    asked: AskedOf = notice.subject
    return notice.known and asked.state in (RequestState.ANSWERED, RequestState.DECLINED)


def _render_news(notice) -> Rendered:
    asked: AskedOf = notice.subject
    words = {"who": asked.name}
    if asked.state == RequestState.DECLINED:
        subject = _("%(who)s would rather give no feedback") % words
    else:
        subject = _("%(who)s answered your request for feedback") % words
    return Rendered(
        subject=subject,
        lead=subject + ".",
        lines=(_("The words are shown after you have signed in."),),
        url=page_url("feedback:request", asked.request_id),
        action=_("Read it"),
    )


def _from_where(notices: Sequence[Any]) -> dict[int, str]:
    """The organization in whose name each letter to a guest goes; nothing where whoever asked may not any more."""
    name = Organization.objects.values_list("name", flat=True).get(pk=current_organization())
    return {pk: name if reads else "" for pk, reads in readable(notices).items()}


def _still_to_write(notice) -> bool:
    """It is asked still, of an address, by somebody who may, and no other letter is written instead."""
    asked: AskedOf = notice.subject
    request = asked.request
    here = request.by.state == request.about.state == EmployeeState.ACTIVE
    waits = asked.state == RequestState.ASKED and asked.guest_email != ""
    return bool(notice.known) and here and waits and notice.occurrence == str(asked.letters)


def _address(notice) -> str:
    return notice.subject.guest_email


def _render_guest(notice) -> Rendered:
    """To somebody outside, whose mail we do not know: who asks, and from where; not what, nor about whom."""
    asked: AskedOf = notice.subject
    words = {"name": asked.request.by.name, "organization": notice.known}
    return Rendered(
        subject=_("%(name)s asks you for a few lines") % words,
        lead=_("%(name)s of %(organization)s would like to know something from you.") % words,
        lines=(
            _("The link opens one form, for you alone, without a sign-in. It works once, within seven days."),
            _("If you would rather not, you can say so there, and nobody writes to you about it again."),
        ),
        action=_("See what is asked"),
    )


def _still_silent(notice) -> bool:
    asked: AskedOf = notice.subject
    return notice.known and asked.state == RequestState.ASKED and asked.request.by_id == notice.recipient_id


def _render_silent(notice) -> Rendered:
    asked: AskedOf = notice.subject
    words = {"who": asked.name}
    return Rendered(
        subject=_("%(who)s, a guest, has not answered yet") % words,
        lead=_("%(who)s has not answered your request for feedback.") % words,
        lines=(
            _("You can remind them yourself, make a new link, or have them written to again where an address is kept."),
        ),
        url=page_url("feedback:request", asked.request_id),
        action=_("Open it"),
    )


def _sample_guest() -> Rendered:
    asked = SimpleNamespace(request=_some_request())
    words = _render_guest(SimpleNamespace(subject=asked, known=_("Example Company")))
    return replace(words, url=page_url("feedback:by_guest", "guest_example"))


def _some_request() -> SimpleNamespace:
    by, about = SimpleNamespace(name=_("Kim Example")), SimpleNamespace(name=_("Alex Example"))
    return SimpleNamespace(pk=0, by=by, about=about, due_date=SOME_DAY, is_about_oneself=False)


def _sample(render, state=RequestState.ASKED):
    def sample() -> Rendered:
        asked = SimpleNamespace(pk=0, request=_some_request(), request_id=0, state=state, name=_("Robin Example"))
        return render(SimpleNamespace(subject=asked))

    return sample


def _was_imported(notice) -> bool:
    """Something of it is there still."""
    return notice.subject.state == ImportState.APPLIED


def _render_imported(notice) -> Rendered:
    return Rendered(
        subject=_("Earlier feedback about your work was brought in"),
        lead=_("Feedback from before perfhub was brought in, and is shown to you from today on."),
        lines=(_("Each says when it was given, and whether it is known to have been told to you."),),
        url=page_url("feedback:mine"),
        action=_("Read it"),
    )


def _render_imported_of_yours(notice) -> Rendered:
    return Rendered(
        subject=_("Feedback that you gave earlier was brought in"),
        lead=_("Feedback in your name from before perfhub was brought in, and is shown to whom it is about."),
        lines=(_("Look whether these are your words. If not, tell HR within a day: until then it can be taken back."),),
        url=page_url("feedback:given_by_me"),
        action=_("Look at it"),
    )


ASKED_BY = ("request__by", "request__about", "employee")
KINDS = (
    NoticeKind(
        name="feedback.asked",
        label=gettext_lazy("Somebody asks you for feedback"),
        still_wanted=_still_asked,
        render=_render_asked,
        sample=_sample(_render_asked),
        related=ASKED_BY,
    ),
    NoticeKind(
        name="feedback.asked_due",
        label=gettext_lazy("Feedback you were asked for is wished for today"),
        still_wanted=_still_asked,
        render=_render_due,
        sample=_sample(_render_due),
        related=ASKED_BY,
    ),
    NoticeKind(
        name="feedback.asked_about_you",
        label=gettext_lazy("Your manager asks others for feedback about your work"),
        still_wanted=_is_about,
        render=_render_about_you,
        sample=lambda: _render_about_you(SimpleNamespace(subject=_some_request())),
        owed=gettext_lazy("Nobody asks others about your work without your knowing."),
        related=("by", "about"),
    ),
    NoticeKind(
        name="feedback.asked_news",
        label=gettext_lazy("Somebody answers, or declines, your request for feedback"),
        gather=readable,
        still_wanted=_is_news,
        render=_render_news,
        sample=_sample(_render_news, RequestState.ANSWERED),
        related=ASKED_BY,
    ),
    NoticeKind(
        name="feedback.imported",
        label=gettext_lazy("Earlier feedback about your work was brought in"),
        still_wanted=_was_imported,
        render=_render_imported,
        sample=lambda: _render_imported(None),
        owed=gettext_lazy("Nothing is kept about your work that you are not shown."),
    ),
    NoticeKind(
        name="feedback.imported_of_yours",
        label=gettext_lazy("Feedback that you gave earlier was brought in"),
        still_wanted=_was_imported,
        render=_render_imported_of_yours,
        sample=lambda: _render_imported_of_yours(None),
        owed=gettext_lazy("Nothing is said in your name without your knowing."),
    ),
    NoticeKind(
        name=GUEST_LETTER,
        label=gettext_lazy("Letters to guests from outside who are asked for feedback"),
        gather=_from_where,
        still_wanted=_still_to_write,
        render=_render_guest,
        sample=_sample_guest,
        to=_address,
        in_bell=False,
        related=ASKED_BY,
    ),
    NoticeKind(
        name="feedback.guest_silent",
        label=gettext_lazy("A guest has not answered your request for feedback"),
        gather=readable,
        still_wanted=_still_silent,
        render=_render_silent,
        sample=_sample(_render_silent),
        related=ASKED_BY,
    ),
)

ACTS = Acts(
    name="feedback.requests",
    words={
        "feedback.asked": gettext_lazy("Asked others for feedback"),
        "feedback.asking_answered": gettext_lazy("Answered a request for feedback"),
        "feedback.asking_declined": gettext_lazy("Declined to give feedback"),
        "feedback.asking_withdrawn": gettext_lazy("Request for feedback taken back"),
        "feedback.guest_answered": gettext_lazy("Feedback of a guest arrived"),
        "feedback.guest_link": gettext_lazy("New link for a guest made"),
        "feedback.import_undone": gettext_lazy("Imported feedback taken back"),
        "feedback.imported": gettext_lazy("Earlier feedback brought in"),
        "feedback_import.applied": gettext_lazy("Table of past feedback brought in"),
        "feedback_import.apply": gettext_lazy("Bringing in a table of past feedback begun"),
        "feedback_import.discarded": gettext_lazy("Table of past feedback discarded"),
        "feedback_import.undo": gettext_lazy("Taking back a table of past feedback begun"),
        "feedback_import.undone": gettext_lazy("Table of past feedback taken back"),
        "feedback_import.uploaded": gettext_lazy("Table of past feedback uploaded"),
        "feedback.guest_words_seen": gettext_lazy("Feedback of a guest seen"),
        "feedback.guest_written": gettext_lazy("Guest written to again"),
        "feedback.template_retired": gettext_lazy("Words to ask for feedback with retired"),
        "feedback.template_written": gettext_lazy("Words to ask for feedback with written"),
    },
    reads={"feedback.guest_words_seen": gettext_lazy("Feedback of a guest")},
)
