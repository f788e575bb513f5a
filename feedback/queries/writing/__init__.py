"""A word about the words, before they are sent: what could be told so that it helps more, and how.

Plain rules, no machine that guesses: lists of words for each language (`en`, `de`) and a few counts. It explains, it
offers a better pattern, it never holds anything back, and what it says is not kept.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

from ...states import FeedbackKind
from . import de, en

LANGUAGES: Mapping[str, ModuleType] = {"en": en, "de": de}
TRAIT, ABSOLUTE, VAGUE, NO_EXAMPLE, NO_IMPACT, NO_NEXT_STEP, ONE_SIDED = RULES = (
    "trait",
    "absolute",
    "vague",
    "no_example",
    "no_impact",
    "no_next_step",
    "one_sided",
)
FEW_WORDS = 12  # praise of fewer words with nothing to hold on to says little
MANY_FAULTS = 2  # as many words of fault, and none of what works or of a question, is one-sided
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CONCRETE = re.compile(r"\d|[“\"„«].+?[”\"“»]", re.DOTALL)


@dataclass(frozen=True)
class Hint:
    """One thing that could be told better: where it was found, why, and a pattern to follow."""

    rule: str
    found: str
    why: str
    better: str


@dataclass(frozen=True)
class _Language:
    """The words of one language, made ready to look for."""

    lists: Mapping[str, re.Pattern[str]]
    explained: Mapping[str, tuple[str, str]]
    example: re.Pattern[str]
    fault: re.Pattern[str]
    balance: re.Pattern[str]


@lru_cache
def _language(code: str) -> _Language | None:
    data = LANGUAGES.get(code.partition("-")[0].lower())
    if data is None:
        return None
    return _Language(
        lists={
            TRAIT: _any_of(data.TRAIT, after=data.OF_YOU, also=data.TRAIT_OF_YOU),
            ABSOLUTE: _any_of(data.ABSOLUTE),
            VAGUE: _any_of(data.VAGUE),
        },
        explained=data.EXPLAINED,
        example=_any_of(data.EXAMPLE),
        fault=_any_of(data.FAULT),
        balance=_any_of(data.BALANCE),
    )


def _any_of(phrases: Sequence[str], *, after: Sequence[str] = (), also: Sequence[str] = ()) -> re.Pattern[str]:
    """Any of these as whole words, whatever the case; a star stands for the rest of a word.

    Those of `also` only soon after one of the words of `after`: a bench may be difficult.
    """
    pattern = rf"(?<!\w)(?:{_joined(phrases)})(?!\w)"
    if also:
        pattern += rf"|(?<!\w)(?:{_joined(after)})\s+(?:\w+\s+){{0,2}}(?:{_joined(also)})(?!\w)"
    return re.compile(pattern, re.IGNORECASE)


def _joined(phrases: Sequence[str]) -> str:
    parts = [re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for phrase in phrases]
    return "|".join(sorted(parts, key=len, reverse=True))


def hints_for(said: Mapping[str, str], *, kind: str, language: str) -> list[Hint]:
    """What could be told better, the most helpful first; nothing for a language without rules."""
    rules = _language(language)
    whole = "\n".join(text for text in said.values() if text)
    if rules is None or not _WORD.search(whole):
        return []
    found: list[tuple[str, str]] = []
    concrete = _is_concrete(said, whole, kind=kind, rules=rules)
    for name in (VAGUE,) if kind == FeedbackKind.PRAISE else (TRAIT, ABSOLUTE, VAGUE):
        if (match := rules.lists[name].search(whole)) and not (name == VAGUE and concrete):
            found.append((name, match.group()))
    if not concrete:
        found.append((NO_EXAMPLE, ""))
    if kind != FeedbackKind.PRAISE:
        if not said.get("impact", "").strip():
            found.append((NO_IMPACT, ""))
        if not said.get("next_step", "").strip() and not said.get("how", "").strip():
            found.append((NO_NEXT_STEP, ""))
        if len(rules.fault.findall(whole)) >= MANY_FAULTS and not rules.balance.search(whole):
            found.append((ONE_SIDED, ""))
    return [Hint(rule, words, *rules.explained[rule]) for rule, words in found]


def _is_concrete(said: Mapping[str, str], whole: str, *, kind: str, rules: _Language) -> bool:
    """A moment, a number, a quotation; praise that is long enough, and where a situation was told."""
    if _CONCRETE.search(whole) or rules.example.search(whole):
        return True
    if kind == FeedbackKind.PRAISE:
        return len(_WORD.findall(whole)) >= FEW_WORDS
    return bool(said.get("situation", "").strip())
