"""What a correction changed, word by word."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from perfhub.kernel.composed import composed

from ..models import CheckIn, EarlierAnswer, Reopening
from .answers import priorities_as_text, questions_as_text

SAME, GONE, ADDED = "same", "gone", "added"
WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Piece:
    """Words which stayed, went or came."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One part of an answer that a correction changed."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Correction:
    """One edition beside the one before it."""

    edition: int
    at: dt.datetime
    changes: tuple[Change, ...]


def words_between(before: str, after: str) -> list[Piece]:
    """The words of both texts in reading order, each said once; what stands for something else comes after it."""
    old, new = WORD.findall(before), WORD.findall(after)
    pieces: list[Piece] = []
    plain_old, plain_new = ([word.strip() for word in words] for words in (old, new))
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=plain_old, b=plain_new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(new[j1:j2])))
            continue
        pieces += _marked(GONE, old[i1:i2])
        pieces += _marked(ADDED, new[j1:j2])
    return pieces


def _marked(kind: str, words: list[str]) -> list[Piece]:
    """Words that went or came; the space after them did neither, least of all the end of a line."""
    text = "".join(words)
    marked, space = text.rstrip(), text[len(text.rstrip()) :]
    stays = " " if kind == GONE and space else space
    return [Piece(kind, marked), *([Piece(SAME, stays)] if stays else [])] if marked else []


@composed
def said_before(*, check_in: CheckIn) -> QuerySet[EarlierAnswer]:
    return EarlierAnswer.objects.filter(check_in=check_in).order_by("edition")


@composed
def reopenings(*, check_in: CheckIn) -> QuerySet[Reopening]:
    """Who wanted an answer looked at again, and why: the newest."""
    return Reopening.objects.filter(check_in=check_in).select_related("by").order_by("-at", "-pk")[:1]


def corrections_of(check_in: CheckIn) -> list[Correction]:
    """Every correction of an answer, the newest first."""
    earlier = list(said_before(check_in=check_in))
    if not earlier:
        return []
    texts = [_texts(row, row.priorities, row.questions) for row in earlier]
    texts.append(_texts(check_in, priorities_as_text(check_in), questions_as_text(check_in)))
    found = [
        Correction(row.edition + 1, row.superseded_at, tuple(_changes(before, after)))
        for row, before, after in zip(earlier, texts, texts[1:], strict=False)
    ]
    return found[::-1]


def _texts(row: CheckIn | EarlierAnswer, priorities: str, questions: str) -> dict[str, str]:
    return {
        _("Mood"): str(row.mood or ""),
        _("What moved"): row.progress,
        _("In the way"): row.blockers,
        _("Plans"): priorities,
        _("Questions"): questions,
    }


def _changes(before: dict[str, str], after: dict[str, str]) -> Iterator[Change]:
    for label, text in after.items():
        if before[label] != text:
            yield Change(label, tuple(words_between(before[label], text)))
