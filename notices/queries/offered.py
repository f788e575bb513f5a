"""What this floor offers to pages and to its own outbox, through slots."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.access import Actor, leads_hr
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Acts, Due, NavEntry, NoticeKind, Rendered, listed
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import Hold, Notice
from .wishes import DIGEST as DIGEST_NAME
from .wishes import HELD as HELD_NAME


def _gathered_words(notice: Notice) -> Rendered:
    """A digest has its entries' words; see `letters.digest_letter`."""
    return Rendered(subject="", url=page_url("notices:bell"))


ACTS = Acts(
    name="notices",
    words={
        "letter.looked_at": gettext_lazy("Letter looked at beforehand"),
        "mail.released": gettext_lazy("Held mail let go"),
        "mail.settings_changed": gettext_lazy("Quiet hours or sender changed"),
        "notice.sent_again": gettext_lazy("Notice sent again"),
        "notice.stopped": gettext_lazy("Notice stopped"),
        "notice.tried_again": gettext_lazy("Notice tried again"),
        "webhook.created": gettext_lazy("Webhook begun"),
        "webhook.ended": gettext_lazy("Webhook ended"),
        "webhook.secret_changed": gettext_lazy("Secret of a webhook changed"),
        "webhook.sent_again": gettext_lazy("Delivery to a webhook sent again"),
        "webhook.taken_over": gettext_lazy("Webhook taken over"),
        "webhook.tried_out": gettext_lazy("Webhook tried out"),
        "notices": gettext_lazy("Default channel of a kind of notice changed"),
    },
)

DIGEST = NoticeKind(
    name=DIGEST_NAME,
    label=gettext_lazy("The daily digest"),
    still_wanted=lambda notice: True,  # each entry is asked by itself
    render=_gathered_words,
    sample=lambda: Rendered(subject="", url=page_url("notices:bell")),  # looked at with what it would gather
    in_bell=False,
)


def _still_held(notice: Notice) -> bool:
    assert isinstance(notice.subject, Hold)
    return notice.subject.end_at is None and leads_hr(notice.recipient)


def _held_words(notice: Notice) -> Rendered:
    assert isinstance(notice.subject, Hold)
    return _hold_words(notice.subject)


def _hold_words(hold: Hold) -> Rendered:
    return Rendered(
        subject=_("Mail is held: far more is due than usual"),
        lead=_("%(found)s letters were due within an hour; usually it is %(usual)s at most.")
        % {"found": hold.found, "usual": hold.usual},
        lines=(_("None of them goes out until you say so."),),
        url=page_url("notices:outbox"),
        action=_("Look and decide"),
    )


HELD = NoticeKind(
    name=HELD_NAME,
    label=gettext_lazy("Mail is held"),
    still_wanted=_still_held,
    render=_held_words,
    at_once=True,
    owed=gettext_lazy("Whoever answers for the mail has to know when it stands still."),
    sample=lambda: _hold_words(Hold(found=4321, usual=180)),
)


def nav(viewer: Actor) -> Iterator[NavEntry]:
    """The way to what is sent, for those who answer for it."""
    if leads_hr(viewer):
        section = _("Organization")
        yield NavEntry(section=section, label=_("Mail"), url=page_url("notices:outbox"), icon="send")
        yield NavEntry(section=section, label=_("Webhooks"), url=page_url("notices:webhooks"), icon="plug")


@composed
def _standing_still(*, closed: tuple[str, ...]) -> QuerySet:
    held = Hold.objects.filter(end_at=None).values("found").order_by("pk")[:1]
    parked = Notice.objects.exclude(kind__in=closed).parked().values("pk")[:100]
    counts = held.annotate(what=Value("hold")).values_list("what", "found")
    return parked.annotate(what=Value("parked")).values_list("what", "pk").union(counts, all=True)


@listed(lambda viewer, *, at: _standing_still(closed=access.closed_kinds()) if leads_hr(viewer) else None)
def stuck_mail(rows: QuerySet, viewer: Actor, *, at: dt.datetime) -> Iterator[Due]:
    """Mail that stands still or could not be delivered waits for an HR admin: one statement."""
    found = list(rows)
    number = sum(what == "parked" for what, _pk in found)
    if any(what == "hold" for what, _count in found):
        yield Due(
            key="notices:hold",
            verb=_("Decide"),
            title=_("Mail is held: far more is due than usual"),
            url=page_url("notices:outbox"),
            icon="mail",
        )
    if number:
        title = ngettext("%(count)d letter could not be delivered", "%(count)d letters could not be delivered", number)
        yield Due(
            key="notices:parked",
            verb=_("Look"),
            title=title % {"count": number},
            url=page_url("notices:outbox"),
            icon="mail",
        )
