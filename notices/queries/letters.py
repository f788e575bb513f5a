"""The letter that a notice becomes: whole, so that nothing has to be read once the transaction is over."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Employee, Organization
from perfhub.kernel.slots import NoticeKind, Rendered
from perfhub.kernel.tenancy import current_organization, page_url, page_urls

from ..models import Notice
from .frames import written
from .sender import mail_settings, sender_of
from .wishes import unsubscribe_token

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
LONGEST_SUBJECT = 150


@dataclass(frozen=True)
class Letter:
    """What is handed to the mail server. Its identity is the notice's: sent twice, it is the same letter."""

    sender_name: str
    sender_address: str
    reply_to: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    message_id: str
    written_at: dt.datetime
    unsubscribe_url: str = ""
    calendar: str = ""


class Writer:
    """Writes the letters of this organization; what is the same in all of them is read once."""

    def __init__(self, *, at: dt.datetime) -> None:
        self.at = at
        self.organization = Organization.objects.get(pk=current_organization())
        chosen = mail_settings()
        self.sender, self.reply_to = sender_of(chosen), chosen.reply_to
        self._preferences = absolute(page_url("notices:preferences"))
        self._way_out = page_urls("notices:unsubscribe")

    def letter(self, notice: Notice, kind: NoticeKind, *, url: str | None = None) -> Letter:
        """The letter of one notice, in its recipient's language and time zone; `url` is an address for it alone."""
        with _in_the_place_of(notice.recipient):
            words = Rendered(subject="") if kind.sensitive else kind.render(notice)
            return self.letter_of(notice, kind, words, url=url)

    def digest(self, notice: Notice, kind: NoticeKind, entries: Sequence[tuple[Notice, NoticeKind]]) -> Letter:
        """One letter for all that was gathered for one recipient's morning."""
        with _in_the_place_of(notice.recipient):
            told = [_neutral(entry) if its.sensitive else its.render(entry) for entry, its in entries]
            return self.digest_of(notice, kind, told)

    def letter_of(self, notice: Notice, kind: NoticeKind, words: Rendered, *, url: str | None = None) -> Letter:
        """These words in our frame; those of a sensitive kind are not even looked at."""
        if kind.sensitive:
            words = _neutral(notice)
        return self._written(notice, kind, words, "mail/notice", {"words": words}, url=url or words.url)

    def digest_of(self, notice: Notice, kind: NoticeKind, told: Sequence[Rendered]) -> Letter:
        """The words of several in our frame."""
        subject = ngettext("%(count)d thing to know this morning", "%(count)d things to know this morning", len(told))
        url = page_url("notices:bell")
        words = Rendered(subject=subject % {"count": len(told)}, url=url, action=_("See them all"))
        return self._written(notice, kind, words, "mail/digest", {"words": words, "entries": told}, url=url)

    def _written(
        self, notice: Notice, kind: NoticeKind, words: Rendered, template: str, context: dict, *, url: str
    ) -> Letter:
        recipient, outside = notice.recipient, kind.to is not None
        unsubscribe_url = ""
        if not kind.legal and not outside:
            unsubscribe_url = absolute(self._way_out(unsubscribe_token(recipient, kind.name)))
        context |= {
            "subject": one_line(words.subject),
            "first_name": "" if outside else one_line(recipient.first_name),
            "organization": self.organization.name,
            "base_url": settings.PUBLIC_URL,
            "act_url": absolute(url) if url else "",
            "act_label": words.action or _("Open perfhub"),
            "settings_url": self._preferences if recipient.user_id and not outside else "",
            "unsubscribe_url": unsubscribe_url,
            "legal": kind.legal,
            "outside": outside,
        }
        name, address = self.sender
        text, html = written(template, context)
        return Letter(
            sender_name=one_line(name),
            sender_address=address,
            reply_to=one_line(self.reply_to),
            to_name="" if outside else one_line(recipient.name),
            to_address=one_line(kind.to(notice)) if kind.to and notice.subject is not None else recipient.email,
            subject=one_line(words.subject)[:LONGEST_SUBJECT],
            text=text,
            html=html,
            message_id=f"<{notice.message_id}@{settings.MAIL_DOMAIN}>",
            written_at=self.at,
            unsubscribe_url=unsubscribe_url,
            calendar=words.calendar,
        )


def _neutral(notice: Notice) -> Rendered:
    """What a letter says of something sensitive: that it is there. A subject line is read over shoulders."""
    return Rendered(
        subject=_("Something waits for you in perfhub"),
        lead=_("There is something for you to read. It is shown after you have signed in."),
        url=page_url("notices:open", notice.pk),
        action=_("Sign in and read it"),
    )


def one_line(words: str) -> str:
    """Words that can stand in a header: no control characters, no line ends, nor what would be decoded to them."""
    line = str(words)
    if not line.isprintable():
        line = CONTROL.sub(" ", line)
    return line.replace("=?", "= ?").strip()


def absolute(url: str) -> str:
    """A link for outside; the address comes from the configuration only."""
    return settings.PUBLIC_URL + url if url.startswith("/") else url


@contextmanager
def _in_the_place_of(employee: Employee) -> Iterator[None]:
    language = employee.user.language if employee.user else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(employee.time_zone):
        yield
