"""Letters to guests: each has a link of its own, made as the letter is written, which ends the one before."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.models import Employee
from people.rules import record
from perfhub.kernel import clock
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.keys import hash_token, new_token
from perfhub.kernel.slots import NoticeKind
from perfhub.kernel.tenancy import page_url

from ..access import requests as access
from ..models import BETWEEN_LETTERS, LETTER_LINK_LIFE, MOST_LETTERS, AskedOf
from ..queries.told.requests import GUEST_LETTER
from .requests import GuestLinkUsed, NoLettersToGuests, writes_to_guests


class WrittenLately(RuleBroken):
    sentence = _("A letter went to this guest less than three days ago. Please give it a little time.")


class WrittenOften(RuleBroken):
    sentence = _("This guest was written to three times; more is not kind. You can make a link and pass it on.")


@transaction.atomic
def write_to_guest_again(asked: AskedOf, *, by: Employee, at: dt.datetime) -> AskedOf:
    """Whoever asked has a guest written to once more, three days after the letter before at the earliest.

    Raises WrittenLately, WrittenOften, NoLettersToGuests, GuestLinkUsed where it is over or there is no address.
    """
    access.require("write_again", by, asked)
    now = AskedOf.objects.waiting().select_for_update().filter(pk=asked.pk).exclude(guest_email="").first()
    if now is None:
        raise GuestLinkUsed
    if now.letters >= MOST_LETTERS:
        raise WrittenOften
    if now.written_at is not None and at - now.written_at < BETWEEN_LETTERS:
        raise WrittenLately
    if not writes_to_guests():
        raise NoLettersToGuests
    asked.letters, asked.written_at = now.letters + 1, at
    asked.save(update_fields=["letters", "written_at"])
    record("feedback.guest_written", by=by, at=at, employee=asked.request.about, subject=asked)
    tell(by, GUEST_LETTER, subject=asked, occurrence=asked.letters, at=at)
    return asked


def with_guest_links(kind: NoticeKind) -> NoticeKind:
    """The same kind; a letter to a guest bears a link that needs no sign-in."""
    return dataclasses.replace(kind, letter_urls=letter_urls) if kind.name == GUEST_LETTER else kind


def letter_urls(notices: Sequence[Any]) -> dict[int, str]:
    """An address for each letter; of its token only the hash is kept."""
    until = clock.now() + LETTER_LINK_LIFE
    made = {}
    for notice in notices:
        token = new_token("guest")
        AskedOf.objects.waiting().filter(pk=notice.subject_id).update(token_hash=hash_token(token), link_until_at=until)
        made[notice.pk] = page_url("feedback:by_guest", token)
    return made
