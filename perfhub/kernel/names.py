"""Names of people: how they sort, how they are searched, how they are shortened.

Databases differ in collation, so what sorts and what is searched is computed here and stored. The
accents of the Latin and Greek scripts are dropped, and so are capitals; other scripts keep their marks, for there a
mark is a letter.
"""

from __future__ import annotations

import re
import unicodedata

# Letters which are their own in Unicode, though a reader of an English list looks for them under these.
_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h",
        "ı": "i", "ĸ": "k", "ŀ": "l", "ŋ": "n", "ŧ": "t", "ƒ": "f", "ß": "ss", "ĳ": "ij", "ə": "e", "ȷ": "j",
    }
)  # fmt: skip
_APOSTROPHES = re.compile("['’‘ʼʻ`´]")  # O'Brien stands beside Obrien
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_LAST_LATIN_OR_GREEK = "\u03ff"


def sort_name(text: str) -> str:
    """What a list of names is ordered by: "Łukasz  Ørsted-O'Neill" sorts as "lukasz orsted oneill".

    Give it the words in the order that matters: `sort_name(f"{last_name} {first_name}")`.
    """
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The words of a text in small letters without accents, apostrophes and punctuation."""
    return _BETWEEN_WORDS.sub(" ", _plain_letters(_APOSTROPHES.sub("", text))).split()


def search_key(*parts: str) -> str:
    """What is stored beside a person to be found by: every word of every part, each after a space.

    A person is found when each of `search_terms(query)` is contained in the key, that is when each
    word typed begins some word of theirs, in any order.
    """
    return "".join(f" {word}" for part in parts for word in words(part))


def search_terms(query: str) -> list[str]:
    """The pieces of a typed query, each to be contained in a `search_key`."""
    return [f" {word}" for word in words(query)]


def initials(name: str) -> str:
    """One or two letters to stand for a name: "Ana Maria Kovač (HR)" is "AK", "王小明" is "王".

    What stands in brackets is no part of the name. A name without any letter gives "?".
    """
    found = [word for word in re.sub(r"\([^)]*\)", " ", unicodedata.normalize("NFC", name)).split() if _letter(word)]
    ends = found[:1] + found[1:][-1:]
    return "".join(_letter(word) for word in ends) or "?"


def _letter(word: str) -> str:
    """The first letter or digit of a word as a capital (ß and the like have none of one letter and stay)."""
    first = next((character for character in word if character.isalnum()), "")
    return first.upper() if len(first.upper()) == 1 else first


def _plain_letters(text: str) -> str:
    if text.isascii():  # most names of a large roster; a tenth of the time
        return text.lower()
    small = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    plain: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFKD", small):
        if "\u0300" <= character <= "\u036f" and base <= _LAST_LATIN_OR_GREEK:
            continue
        if not unicodedata.combining(character):
            base = character
        plain.append(character)
    return unicodedata.normalize("NFC", "".join(plain)).translate(_LETTERS)
