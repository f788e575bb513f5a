"""What a person typed, as it is kept: tidied, or refused with how long it may be."""

from django.utils.translation import gettext as _

from .errors import RuleBroken
from .words import one_line, says_something

FAR = 20  # times too long: nobody reads how long a megabyte is


class TooLong(RuleBroken):
    """Words beyond what a field holds."""

    @classmethod
    def by(cls, longest: int, length: int) -> "TooLong":
        words = _("Please make it shorter: %(longest)s characters at most, these are %(length)s.")
        return cls(words % {"longest": longest, "length": length})


def line(text: str, longest: int) -> str:
    """One line of words, each space once, or nothing where nobody could see any. Raises TooLong."""
    if len(text) > FAR * longest:
        raise TooLong.by(longest, len(text))
    return _kept(one_line(text), longest)


def lines(text: str, longest: int) -> str:
    """Some lines of words, or nothing where nobody could see any. Raises TooLong."""
    return _kept(text.strip(), longest)


def _kept(text: str, longest: int) -> str:
    if len(text) > longest:
        raise TooLong.by(longest, len(text))
    return text if says_something(text) else ""
