"""Frames of letters: what is the same in all letters of one shape is rendered, and its styles set, once.

The shape of a letter is which words it has, not which words they are. A template here may print a word, ask whether
there is one, and ask whether it begins with a slash; what else it asked of a word would be answered for all letters of
the shape at once. The words themselves never meet the template: each is escaped and put into its hole.
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from html import escape
from typing import Any

import css_inline
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language

SHAPES = 512  # remembered; digests have many
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


class Hole(Enum):
    """Where a word goes. From a private area of Unicode, so that no template of ours writes one by itself."""

    WORD = "\ue000"
    PATH = "/\ue001"

    def numbered(self, number: int) -> str:
        return f"{self.value}{number}\ue002"


HOLES = re.compile("(?:\ue000|/\ue001)([0-9]+)\ue002")


@dataclasses.dataclass(frozen=True)
class Frame:
    """A letter without its words, as text and as HTML: every second piece is the number of a word."""

    text: Sequence[str]
    html: Sequence[str]

    def filled(self, words: Sequence[str]) -> tuple[str, str]:
        return _filled(self.text, words), _filled(self.html, [escape(word) for word in words])


def written(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """The letter as text and as HTML, in the current language.

    In the context stand words, truths, and sequences and data classes of them.
    """
    words: list[str] = []
    shape = _shape(context, words)
    return _frame(template, get_language(), shape).filled(words)


def rendered(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """The same by the template itself."""
    text = render_to_string(f"{template}.txt", dict(context))
    return text + "", _inliner.inline(render_to_string(f"{template}.html", dict(context)))  # plain: a page escapes it


def forget() -> None:
    """Make all frames anew: what a language says has changed."""
    _frame.cache_clear()


def _filled(pieces: Sequence[str], words: Sequence[str]) -> str:
    found = list(pieces)
    found[1::2] = [words[int(number)] for number in pieces[1::2]]
    return "".join(found)


@lru_cache(maxsize=SHAPES)
def _frame(template: str, language: str, shape: Any) -> Frame:
    text, html = rendered(template, _with_holes(shape, iter(range(10**6))))
    return Frame(tuple(HOLES.split(text)), tuple(HOLES.split(html)))


def _shape(value: Any, words: list[str]) -> Any:
    """What a template can tell about a value without reading it; its words are added to `words` in order."""
    if isinstance(value, str | Promise):
        if not (word := str(value)):
            return ""
        words.append(word)
        return Hole.PATH if word[0] == "/" else Hole.WORD
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return dict, tuple((name, _shape(its, words)) for name, its in value.items())
    if dataclasses.is_dataclass(value):
        kind: type = type(value)
        return kind, tuple((name, _shape(getattr(value, name), words)) for name in _fields(kind))
    return tuple, tuple(_shape(one, words) for one in value)


@lru_cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _with_holes(shape: Any, numbers: Iterator[int]) -> Any:
    if isinstance(shape, Hole):
        return shape.numbered(next(numbers))
    if not isinstance(shape, tuple):
        return shape
    kind, parts = shape
    if kind is tuple:
        return tuple(_with_holes(part, numbers) for part in parts)
    return kind(**{name: _with_holes(part, numbers) for name, part in parts})
