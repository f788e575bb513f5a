"""Fields of this floor."""

from django import forms
from django.core.exceptions import ValidationError

from perfhub.kernel.numbers import NotANumber, read_number


class NumberField(forms.CharField):
    """A number in the reader's way of writing, as a Decimal; None where it is empty."""

    def __init__(self, **options):
        super().__init__(max_length=200, **{"required": False, **options})
        self.widget.attrs["inputmode"] = "decimal"
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_number(text)
        except NotANumber as error:
            raise ValidationError(str(error.sentence)) from None


class DayField(forms.DateField):
    def __init__(self, **options):
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})
