"""What a letter of each kind looks like, before anybody gets one. The words are about invented things."""

import datetime as dt
import uuid
from dataclasses import dataclass

from people.models import Employee
from perfhub.kernel.slots import NoticeKind, Rendered, Text

from ..models import Notice
from .letters import Letter, Writer
from .subjects import kinds
from .wishes import DIGEST

DARK, ANY, NONE = "@media (prefers-color-scheme: dark)", "@media all", "@media not all"


@dataclass(frozen=True)
class Sample:
    """A kind that one may look at."""

    kind: str
    label: Text
    sensitive: bool


def samples() -> list[Sample]:
    """All kinds by their words."""
    named = [Sample(name, kind.label, kind.sensitive) for name, kind in kinds().items() if kind.label]
    return sorted(named, key=lambda sample: str(sample.label))


def preview(kind: NoticeKind, *, viewer: Employee, at: dt.datetime) -> Letter:
    """The letter as the viewer would get it, about something invented."""
    notice = Notice(pk=0, recipient=viewer, kind=kind.name, message_id=uuid.UUID(int=0))
    writer = Writer(at=at)
    if kind.name == DIGEST:
        told = [sample_of(other) for other in kinds().values() if other.in_digest and other.label]
        return writer.digest_of(notice, kind, told)
    return writer.letter_of(notice, kind, sample_of(kind))


def sample_of(kind: NoticeKind) -> Rendered:
    """Invented words of this kind; one without a sample, which a guard would not let through, shows its name alone."""
    return kind.sample() if kind.sample is not None else Rendered(subject=str(kind.label))


def in_light(html: str, *, dark: bool) -> str:
    """The letter as a program set to light, or to dark, shows it."""
    return html.replace(DARK, ANY if dark else NONE)


def sender_line(letter: Letter) -> str:
    """From, as a mail program shows it."""
    return f"{letter.sender_name} <{letter.sender_address}>" if letter.sender_name else letter.sender_address
