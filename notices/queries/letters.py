"""The letter that a notice becomes: whole, so that nothing has to be read once the transaction is over."""

import re
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Employee, Organization
from perfhub.kernel.slots import NoticeKind, Rendered
from perfhub.kernel.tenancy import current_organization, page_url

from ..models import Notice
from .wishes import unsubscribe_token

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
LONGEST_SUBJECT = 150
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


@dataclass(frozen=True)
class Letter:
    """What is handed to the mail server. Its identity is the notice's: sent twice, it is the same letter."""

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    message_id: str
    unsubscribe_url: str = ""


def letter(notice: Notice, kind: NoticeKind) -> Letter:
    """The letter of one notice, in its recipient's language and time zone."""
    with _in_the_place_of(notice.recipient):
        words = kind.render(notice)
        return _letter(notice, kind, words, "mail/notice", {"words": words})


def digest_letter(notice: Notice, kind: NoticeKind, entries: Sequence[tuple[Notice, NoticeKind]]) -> Letter:
    """One letter for all that was gathered for one recipient's morning."""
    with _in_the_place_of(notice.recipient):
        told = [entry_kind.render(entry) for entry, entry_kind in entries]
        subject = ngettext("%(count)d thing to know this morning", "%(count)d things to know this morning", len(told))
        words = Rendered(subject=subject % {"count": len(told)}, url=page_url("notices:bell"), action=_("See them all"))
        return _letter(notice, kind, words, "mail/digest", {"words": words, "entries": told})


def one_line(words: str) -> str:
    """Words that can stand in a header: no control characters, no line ends, nor what would be decoded to them."""
    return CONTROL.sub(" ", str(words)).replace("=?", "= ?").strip()


def absolute(url: str) -> str:
    """A link for outside; the address comes from the configuration only."""
    return settings.PUBLIC_URL + url if url.startswith("/") else url


@contextmanager
def _in_the_place_of(employee: Employee):
    language = employee.user.language if employee.user else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(employee.time_zone):
        yield


def _letter(notice: Notice, kind: NoticeKind, words: Rendered, template: str, context: dict) -> Letter:
    recipient = notice.recipient
    unsubscribe_url = ""
    if not kind.legal:
        unsubscribe_url = absolute(page_url("notices:unsubscribe", unsubscribe_token(recipient, kind.name)))
    context |= {
        "subject": one_line(words.subject),
        "first_name": one_line(recipient.first_name),
        "organization": Organization.objects.get(pk=current_organization()),
        "base_url": settings.PUBLIC_URL,
        "act_url": absolute(words.url) if words.url else "",
        "act_label": words.action or _("Open perfhub"),
        "settings_url": absolute(page_url("notices:preferences")) if recipient.user_id else "",
        "unsubscribe_url": unsubscribe_url,
        "legal": kind.legal,
    }
    return Letter(
        to_name=one_line(recipient.name),
        to_address=recipient.email,
        subject=one_line(words.subject)[:LONGEST_SUBJECT],
        text=render_to_string(f"{template}.txt", context),
        html=_inliner.inline(render_to_string(f"{template}.html", context)),
        message_id=f"<{notice.message_id}@{settings.MAIL_DOMAIN}>",
        unsubscribe_url=unsubscribe_url,
    )
