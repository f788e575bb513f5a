"""What several nouns of this floor take and show: numbers, somebody else."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from people.access import employed
from perfhub.kernel.api import In, Key

from ..models import LONGEST_REASON


class Number(serializers.DecimalField):
    """A number of at most 16 places before the point and four after it; a JSON number or a text with a point."""

    def __init__(self, **options):
        super().__init__(max_digits=20, decimal_places=4, **options)


class AnyNumber(serializers.DecimalField):
    """A number as long as it likes: where one of thousands is too long, its row says so and the others are taken."""

    def __init__(self, **options):
        super().__init__(max_digits=None, decimal_places=None, **options)


class NumberOut(serializers.FloatField):
    """A number, without zeros nobody needs; null where there is none."""

    def __init__(self, **options):
        super().__init__(allow_null=True, **options)

    def to_representation(self, value: Decimal | float) -> Any:
        number = float(value)
        return int(number) if number.is_integer() else number


class SaidIn(In):
    """Why."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class HandOverIn(In):
    """Who leads it, or owns it, from now on."""

    to = Key(queryset=employed())
