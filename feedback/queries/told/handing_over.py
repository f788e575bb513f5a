"""What is told of notes that were handed over, and what the audit calls that. No search finds it: that somebody keeps
notes is nobody's to know."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ...access import handing_over as access
from ...models import HandedOver
from . import readers

ACTS = Acts(
    name="feedback.handing_over",
    words={
        "notes.handed_over": gettext_lazy("Private notes handed over"),
        "notes.handed_over_seen": gettext_lazy("Notes seen that were handed over"),
        "notes.nothing_concerns": gettext_lazy("Said that private notes concern nobody who asked"),
    },
    reads={"notes.handed_over_seen": gettext_lazy("Notes that were handed over")},
    sealed=True,
)


def readable(notices: Sequence[Any]) -> dict[int, bool]:
    return readers.readable(notices, key=lambda row: row.pk, visible_to=access.readable)


def render_handed_over(notice) -> Rendered:
    words = _("Something that you asked for was handed over")
    return Rendered(
        subject=words,
        lead=words + ".",
        lines=(_("The words are shown after you have signed in."),),
        url=page_url("feedback:handed_over", notice.subject.pk),
        action=_("Read it"),
    )


KINDS = (
    NoticeKind(
        name="notes.handed_over",
        label=gettext_lazy("Something about you is handed over that you asked for"),
        gather=readable,
        still_wanted=lambda notice: bool(notice.known),
        render=render_handed_over,
        sample=lambda: render_handed_over(SimpleNamespace(subject=HandedOver(pk=0), recipient_id=0)),
        sensitive=True,
    ),
)
