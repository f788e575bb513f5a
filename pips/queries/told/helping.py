"""What is told when somebody asks for help: that there is something to read, and no word of it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ...access import helping as access
from ...models import HelpRequest, HelpWord
from .concerns import OTHER, SOMEBODY


def readable(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether each recipient reads it now; a statement or two for each of them."""
    found: dict[int, bool] = {}
    by_recipient: dict[int, list[Any]] = defaultdict(list)
    for notice in notices:
        by_recipient[notice.recipient_id].append(notice)
    for its in by_recipient.values():
        recipient, keys = its[0].recipient, {_request(notice).pk for notice in its}
        seen = set(access.received(recipient).filter(pk__in=keys).values_list("pk", flat=True))
        seen |= set(access.own(recipient).known().filter(pk__in=keys).values_list("pk", flat=True))
        found |= {notice.pk: _request(notice).pk in seen for notice in its}
    return found


def _request(notice) -> HelpRequest:
    subject = notice.subject
    return subject.request if isinstance(subject, HelpWord) else subject


def _wanted(notice) -> bool:
    return bool(notice.known)


def _letter(request: HelpRequest, subject: str, lead: str, action: str) -> Rendered:
    return Rendered(subject=subject, lead=lead, url=page_url("pips:help", request.pk), action=action)


def render_asked(notice) -> Rendered:
    words = {"name": notice.subject.employee.name}
    lead = _("%(name)s needs help and turns to you. It is evidence of nothing: the best answer is to talk.")
    return _letter(notice.subject, _("%(name)s asks you for help") % words, lead % words, _("Read it"))


def render_answered(notice) -> Rendered:
    words = {"name": notice.subject.by.name}
    subject = _("%(name)s answers what you asked for") % words
    return _letter(notice.subject.request, subject, subject + ".", _("Read it"))


def _sample(render: Callable[[Any], Rendered], word: bool) -> Callable[[], Rendered]:
    def sample() -> Rendered:
        request = HelpRequest(pk=0, employee=Employee(pk=0, name=str(OTHER)), to=Employee(pk=1, name=str(SOMEBODY)))
        subject = HelpWord(pk=0, request=request, by=request.to) if word else request
        return render(SimpleNamespace(subject=subject))

    return sample


KINDS = tuple(
    NoticeKind(
        name=name,
        label=label,
        gather=readable,
        still_wanted=_wanted,
        render=render,
        sample=_sample(render, word),
        sensitive=True,
        related=related,
    )
    for name, label, render, word, related in (
        ("help.asked", gettext_lazy("Somebody asks you for help"), render_asked, False, ("employee", "to")),
        (
            *("help.answered", gettext_lazy("What you asked for is answered"), render_answered, True),
            ("request__employee", "request__to", "by"),
        ),
    )
)
ACTS = Acts(
    name="pips.helping",
    words={
        "help.asked": gettext_lazy("Asked for help"),
        "help.heard": gettext_lazy("Heard who asked for help"),
        "help.supported": gettext_lazy("Gave support that was asked for"),
        "help.planned": gettext_lazy("Made a coaching plan of what was asked for"),
        "help.closed": gettext_lazy("Closed what was asked for"),
        "help.asked_another": gettext_lazy("Asked somebody else for help"),
        "help.asked_again": gettext_lazy("Asked for help again"),
        "help.withdrawn": gettext_lazy("Withdrew what was asked for"),
        "help.seen": gettext_lazy("Asking for help seen"),
    },
    reads={"help.seen": gettext_lazy("Asking for help")},
    sealed=True,
)
