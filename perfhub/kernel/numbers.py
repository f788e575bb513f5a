"""Numbers as people type them: one clear sentence for whatever is none."""

import re
from decimal import Decimal

from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

LONGEST = 40  # characters
MOST_WHOLE, MOST_DECIMALS = 16, 4  # places before and after the point, as columns hold them


class NotANumber(ValueError):
    """What was typed is no number; carries the sentence for whoever typed it."""

    def __init__(self, sentence):
        self.sentence = sentence
        super().__init__(str(sentence))


def read_number(text: str, *, point: str = "", grouping: str = "") -> Decimal:
    """The number of a text in the reader's way of writing, or another that is said. Raises NotANumber."""
    point, grouping = point or get_format("DECIMAL_SEPARATOR"), grouping or get_format("THOUSAND_SEPARATOR")
    plain = re.sub(r"[\s  ]", "", text).replace("−", "-").rstrip("%")
    if len(plain) > LONGEST:
        raise NotANumber(_("This is too long for a number."))
    if re.fullmatch(r"[+-]?(nan|inf(inity)?|∞)", plain, re.IGNORECASE):
        raise NotANumber(_("This is not a number one can reach. Please write one with digits."))
    if re.search(r"\d\s*/\s*\d", text):
        raise NotANumber(_("This is a sentence about a number, such as 8/10. Please write the number alone: 8 or 80."))
    grouped = re.fullmatch(rf"([+-]?\d{{1,3}}(?:{re.escape(grouping)}\d{{3}})+)({re.escape(point)}\d+)?", plain)
    if grouped:
        plain = grouped[1].replace(grouping, "") + (grouped[2] or "")
    if not re.fullmatch(rf"[+-]?(\d+({re.escape(point)}\d*)?|{re.escape(point)}\d+)", plain):
        if re.fullmatch(r"[+-]?\d+[.,]\d+", plain):
            raise NotANumber(_("Please write a decimal with “%(point)s”, as in 93%(point)s1.") % {"point": point})
        raise NotANumber(_("This is not a number. Please write digits only, as in 93%(point)s1.") % {"point": point})
    whole, _sign, decimals = plain.lstrip("+-").partition(point)
    if len(whole.lstrip("0")) > MOST_WHOLE:
        raise NotANumber(_("This number is too big to be kept."))
    if len(decimals.rstrip("0")) > MOST_DECIMALS:
        raise NotANumber(_("Four places after the point are kept at most. Please round it."))
    return Decimal(plain.replace(point, "."))
