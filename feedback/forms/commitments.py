"""Making promises, narrowing the list of them, saying what became of one, and asking after them in a check-in."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.calendars import moment
from perfhub.kernel.composed import composed
from perfhub.kernel.forms import Form
from perfhub.kernel.slots import Item, listed

from ..models import LONGEST_PROMISE, LONGEST_WHY, CheckIn, Commitment
from ..queries import commitments as queries
from ..rules import commitments as rules
from ..states import CommitmentState

MOST_ASKED = 20  # of one check-in
ANY = ("", gettext_lazy("any"))
I_PROMISE, I_ASK = "promise", "ask"
DONE, STILL_OPEN = "done", "open"


def _day(label) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class PromiseForm(Form):
    """Who promises what to whom, by when."""

    way = forms.ChoiceField(
        label=gettext_lazy("Who promises?"),
        choices=[(I_PROMISE, gettext_lazy("I do")), (I_ASK, gettext_lazy("I ask for it"))],
        initial=I_PROMISE,
        widget=forms.RadioSelect,
    )
    person = forms.ModelChoiceField(Employee.objects.none(), label=gettext_lazy("Who is the other side?"))
    text = forms.CharField(
        label=gettext_lazy("What"),
        max_length=LONGEST_PROMISE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One sentence: something that one can see is done."),
    )
    due_date = _day(gettext_lazy("By when"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Employee.objects.active()

    @property
    def asks(self) -> bool:
        return self.cleaned_data["way"] == I_ASK


class MoveForm(Form):
    """Until when it needs, and why."""

    due_date = _day(gettext_lazy("To which day"))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST_WHY)


class WhyForm(Form):
    """Why something is so; whether it has to be said, says the rule."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST_WHY, required=False)


class ListForm(forms.Form):
    """What the list is narrowed to, as an address carries it."""

    side = forms.ChoiceField(choices=queries.SIDES, required=False)
    shown = forms.ChoiceField(label=gettext_lazy("Show"), choices=queries.SHOWN, required=False)
    due = forms.ChoiceField(label=gettext_lazy("Due"), choices=[ANY, *queries.DUE], required=False)
    source = forms.ChoiceField(label=gettext_lazy("Made"), choices=[ANY, *queries.SOURCES], required=False)
    whom = forms.CharField(label=gettext_lazy("With whom"), max_length=100, required=False)

    def asked(self) -> queries.Asked:
        """What is asked for; of what makes no sense, everything."""
        if not self.is_valid():
            return queries.Asked()
        return queries.Asked(**{name: value for name, value in self.cleaned_data.items() if value})

    def query(self, **other: str) -> str:
        """The same filters as an address carries them, without what is empty."""
        asked = self.asked()
        said = {name: getattr(asked, name) for name in self.fields} | other
        return urlencode([(name, value) for name, value in said.items() if value])


# --- within a check-in ------------------------------------------------------------------------


class StillForm(forms.Form):
    """One promise, one press: done, or still open."""

    said = forms.ChoiceField(
        choices=[(DONE, gettext_lazy("Done")), (STILL_OPEN, gettext_lazy("Still open"))],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["said"].label = label


@composed
def _due_or_kept(*, owner: Employee, since: dt.datetime, until: dt.datetime, last: dt.date) -> QuerySet[Commitment]:
    due = Q(state=CommitmentState.OPEN, due_date__lte=last)
    kept = Q(state=CommitmentState.DONE, closed_at__gte=since, closed_at__lt=until)
    return Commitment.objects.filter(due | kept, owner=owner).select_related("other").by_due()[:MOST_ASKED]


def _of_period(check_in: CheckIn, *, viewer: Employee, at: dt.datetime) -> QuerySet[Commitment] | None:
    if check_in.employee_id != viewer.pk:
        return None
    first, last = check_in.period_start, check_in.period_end
    since, until = (moment(day, dt.time(0), viewer.time_zone) for day in (first, last + dt.timedelta(days=1)))
    return _due_or_kept(owner=viewer, since=since, until=until, last=last)


@listed(_of_period)
def items(rows: QuerySet[Commitment], check_in: CheckIn, *, viewer: Employee, at: dt.datetime) -> Iterator[Item]:
    """The writer's own promises that are due by the end of the check-in's period, each with one press; and those that
    were kept in it, as what is known. One statement."""
    for row in rows:
        words = {"name": row.other.name, "day": date_format(row.due_date, "l, j F")}
        if row.state == CommitmentState.DONE:
            yield Item(key=f"kept{row.pk}", title=row.text, meta=_("You kept this promise to %(name)s.") % words)
            continue
        yield Item(
            key=f"promise{row.pk}",
            title=row.text,
            meta=_("Promised to %(name)s by %(day)s.") % words,
            template="feedback/commitment_part.html",
            form=partial(_form, row),
            take=partial(_take, row, viewer, at),
        )


def _form(row: Commitment, data, prefix) -> StillForm:
    return StillForm(data, prefix=prefix, label=row.text)


def _take(row: Commitment, viewer: Employee, at, cleaned: Mapping[str, Any]) -> None:
    if cleaned["said"] == DONE:
        rules.finish(row, by=viewer, at=at)
