"""A plan as it is typed: its words, and rows of what is asked, what is owed and what comes on the way."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.models import Metric, Objective
from people.models import Employee
from perfhub.kernel.forms import Form, KeyField
from perfhub.kernel.numbers import NotANumber, read_number

from ..models import LENGTHS, LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS, Evidence
from ..queries.versions import Written, WrittenIssue, WrittenMilestone, WrittenSupport
from ..rules.versions import MOST_ISSUES, MOST_MILESTONES, MOST_SUPPORT
from ..states import PlanKind

LENGTH_CHOICES = [(30, gettext_lazy("30 days")), (60, gettext_lazy("60 days")), (90, gettext_lazy("90 days"))]
RHYTHM_CHOICES = [(7, gettext_lazy("Every week")), (14, gettext_lazy("Every two weeks"))]
MOST = {"issue": MOST_ISSUES, "support": MOST_SUPPORT, "milestone": MOST_MILESTONES}
FEWEST = {
    PlanKind.COACHING: {"issue": 1, "support": 1, "milestone": 0},
    PlanKind.PIP: {"issue": 1, "support": 2, "milestone": 1},
}
_FIGURE = re.compile(r"\s*([+−-]?[\d.,\s\u00a0\u202f]*\d)\s*\D{0,20}$")
assert {length for length, _label in LENGTH_CHOICES} == set(LENGTHS)


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def words(
    label, *, rows: int = 2, required: bool = True, help_text="", longest: int = LONGEST_WORDS
) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, widget=_area(rows), help_text=help_text)


def line(label, *, longest: int = 300, help_text="") -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, help_text=help_text)


def day(label) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


@dataclass(frozen=True)
class Choices:
    """Among what a plan of one case is written: people who can owe and look, evidence, goals, metrics."""

    people: Sequence[Employee]
    evidence: Sequence[Evidence] = ()
    goals: Sequence[Objective] = ()
    metrics: Sequence[Metric] = ()


@dataclass(frozen=True)
class Row:
    """One line of a form: its number and its fields by name."""

    number: int
    fields: dict[str, forms.BoundField]


class PlanForm(Form):
    """All of a plan in one form. Rows that say nothing are no rows.

    How many rows there are says `counts`; the button “one more” asks for the same form again with one row more.
    """

    aim = words(gettext_lazy("What is different when it has worked?"))
    length_days = forms.TypedChoiceField(
        label=gettext_lazy("How long"), choices=LENGTH_CHOICES, coerce=int, initial=60, widget=forms.RadioSelect
    )
    meeting_days = forms.TypedChoiceField(
        label=gettext_lazy("How often you meet"),
        choices=RHYTHM_CHOICES,
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
    )
    outcomes = words(gettext_lazy("How it can end, in plain words"), rows=4, required=False)
    affects = words(
        gettext_lazy("What it changes, and what not"),
        rows=4,
        required=False,
        help_text=gettext_lazy("Pay, moves, promotion, and when it is spent. A line for each."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Everybody who reads the plan reads this, too."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        kind: str,
        choices: Choices,
        content: Written | None = None,
        more: str = "",
        told: bool = False,
        version: int | None = None,
        kept: Mapping[str, list[str]] | None = None,
        **kwargs: Any,
    ):
        self.kind, self.choices = PlanKind(kind), choices
        content = content or Written()
        again = {name: data.getlist(name) for name in data} if data is not None else dict(kept or {})
        self.counts = {
            part: _count(_last(again, f"{part}s"), len(there), FEWEST[self.kind][part], MOST[part], more == part)
            for part, there in (
                ("issue", content.issues),
                ("support", content.support),
                ("milestone", content.milestones),
            )
        }
        initial = {**_initial(content), "version": version, **kwargs.pop("initial", {})}
        if more or data is None:  # the form once more, with what has been typed and not sent
            initial |= {
                name: values if name.endswith("_evidence") else values[-1] for name, values in again.items() if values
            }
            data = None
        super().__init__(data, initial=initial, **kwargs)
        if self.kind == PlanKind.COACHING:
            del self.fields["outcomes"], self.fields["affects"]
        if not told:
            del self.fields["reason"]
        else:
            del self.fields["length_days"]
        self.kept_length = content.length_days
        for part in self.counts:
            for number in range(1, self.counts[part] + 1):
                self._add(part, number)

    def _add(self, part: str, number: int) -> None:
        made = {"issue": self._issue, "support": self._support, "milestone": self._milestone}[part]()
        for name, field in {"pk": KeyField(required=False, widget=forms.HiddenInput), **made}.items():
            self.fields[f"{part}_{number}_{name}"] = field

    def _issue(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {
            "title": line(gettext_lazy("What it is about"), longest=LONGEST_TITLE),
            "standard": words(
                gettext_lazy("The standard"),
                required=False,
                help_text=gettext_lazy("What one sees when it is right. Not who somebody is: what is done."),
            ),
            "measure": line(gettext_lazy("How it is seen")),
        }
        if self.kind == PlanKind.COACHING:
            return found
        people = [("", gettext_lazy("choose")), *((one.pk, one.name) for one in self.choices.people)]
        found |= {
            "baseline": line(gettext_lazy("Where it stands now"), longest=120),
            "target": line(gettext_lazy("What is asked"), longest=120),
            "source_words": line(gettext_lazy("Where the figure comes from")),
            "evaluator": forms.TypedChoiceField(
                label=gettext_lazy("Who looks at it"), choices=people, coerce=int, empty_value=None, required=False
            ),
            "due_date": day(gettext_lazy("By when")),
            "alone": forms.TypedChoiceField(
                label=gettext_lazy("Can the employee affect this alone?"),
                choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No, it takes others, too"))],
                coerce=lambda said: said == "yes",
                empty_value=None,
                required=False,
                initial="yes",
                widget=forms.RadioSelect,
            ),
        }
        feeds = [
            *((f"goal:{one.pk}", one.title) for one in self.choices.goals),
            *((f"metric:{one.pk}", one.name) for one in self.choices.metrics),
        ]
        if feeds:
            label = gettext_lazy("A goal or metric that both of you see may feed it")
            found["feed"] = forms.ChoiceField(label=label, choices=[("", gettext_lazy("none")), *feeds], required=False)
        if self.choices.evidence:
            found["evidence"] = forms.TypedMultipleChoiceField(
                label=gettext_lazy("What it rests on"),
                choices=[(one.pk, one.title) for one in self.choices.evidence],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "ph-check"}),
            )
        return found

    def _support(self) -> dict[str, forms.Field]:
        people = [("", gettext_lazy("choose")), *((one.pk, one.name) for one in self.choices.people)]
        found: dict[str, forms.Field] = {
            "what": line(gettext_lazy("What we owe")),
            "who": forms.TypedChoiceField(
                label=gettext_lazy("Who owes it"), choices=people, coerce=int, empty_value=None, required=False
            ),
            "due_date": day(gettext_lazy("By when")),
        }
        if self.kind == PlanKind.PIP:
            points = range(1, self.counts["issue"] + 1)
            places = [(0, _("all points")), *((n, _("point %(number)s") % {"number": n}) for n in points)]
            found["issue"] = forms.TypedChoiceField(
                label=gettext_lazy("Helps with"), choices=places, coerce=int, empty_value=None, required=False
            )
        return found

    def _milestone(self) -> dict[str, forms.Field]:
        return {"what": line(gettext_lazy("What is there by then")), "due_date": day(gettext_lazy("By when"))}

    # --- for the page -------------------------------------------------------------------------

    def rows(self, part: str) -> Iterator[Row]:
        for number in range(1, self.counts[part] + 1):
            prefix = f"{part}_{number}_"
            names = [name for name in self.fields if name.startswith(prefix)]
            yield Row(number, {name[len(prefix) :]: self[name] for name in names})

    @property
    def issue_rows(self) -> list[Row]:
        return list(self.rows("issue"))

    @property
    def support_rows(self) -> list[Row]:
        return list(self.rows("support"))

    @property
    def milestone_rows(self) -> list[Row]:
        return list(self.rows("milestone"))

    @property
    def takes_more(self) -> dict[str, bool]:
        return {part: count < MOST[part] for part, count in self.counts.items()}

    # --- what was said ------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        places: dict[int, int] = {}
        for number in range(1, self.counts["issue"] + 1):
            said = self._said("issue", number, cleaned)
            if not any(said.get(name) for name in ("title", "standard", "measure", "baseline", "target")):
                continue
            places[number] = len(places) + 1
            for name, wanted in (("title", _("Say what it is about.")), ("standard", _("Say what the standard is."))):
                self._insist("issue", number, name, said.get(name), wanted)
        for part, wanted in (("support", _("Say what is owed.")), ("milestone", _("Say what is there by then."))):
            for number in range(1, self.counts[part] + 1):
                said = self._said(part, number, cleaned)
                if not any(said.get(name) for name in ("what", "who")) and not said.get("pk"):
                    continue
                if not said.get("what") and not said.get("who"):
                    continue
                self._insist(part, number, "what", said.get("what"), wanted)
                self._insist(part, number, "due_date", said.get("due_date"), _("Say by when."))
                if part == "support":
                    self._insist(part, number, "who", said.get("who"), _("Say who owes it."))
        if not places and not any(name.startswith("issue_") for name in self.errors):
            self.add_error("issue_1_title", _("Name at least one thing that is asked."))
        self._places = places
        return cleaned

    def _insist(self, part: str, number: int, name: str, value: Any, words: str) -> None:
        field = f"{part}_{number}_{name}"
        if not value and field not in self.errors:
            self.add_error(field, words)

    def _said(self, part: str, number: int, cleaned: dict[str, Any]) -> dict[str, Any]:
        prefix = f"{part}_{number}_"
        return {name[len(prefix) :]: value for name, value in cleaned.items() if name.startswith(prefix)}

    def written(self) -> Written:
        """What was typed, as rules take it."""
        cleaned = self.cleaned_data
        numbers = {part: range(1, count + 1) for part, count in self.counts.items()}
        issues = [self._said("issue", number, cleaned) for number in numbers["issue"] if number in self._places]
        support = [self._said("support", number, cleaned) for number in numbers["support"]]
        milestones = [self._said("milestone", number, cleaned) for number in numbers["milestone"]]
        return Written(
            aim=cleaned["aim"],
            outcomes=cleaned.get("outcomes", ""),
            affects=cleaned.get("affects", ""),
            length_days=cleaned.get("length_days", self.kept_length),
            meeting_days=cleaned["meeting_days"],
            issues=tuple(self._written_issue(said) for said in issues),
            support=tuple(
                WrittenSupport(
                    what=said["what"],
                    owner=said["who"],
                    due_date=said["due_date"],
                    issue=self._places.get(said.get("issue") or 0, 0),
                    pk=said.get("pk"),
                )
                for said in support
                if said.get("what") and said.get("who")
            ),
            milestones=tuple(
                WrittenMilestone(what=said["what"], due_date=said["due_date"], pk=said.get("pk"))
                for said in milestones
                if said.get("what")
            ),
        )

    def _written_issue(self, said: dict[str, Any]) -> WrittenIssue:
        feed, _colon, key = said.pop("feed", "").partition(":")
        goal = next((one for one in self.choices.goals if feed == "goal" and str(one.pk) == key), None)
        metric = next((one for one in self.choices.metrics if feed == "metric" and str(one.pk) == key), None)
        return WrittenIssue(
            **{**said, "evidence": tuple(said.get("evidence", ())), "alone": said.get("alone") is not False},
            about_goal=goal.pk if goal is not None else None,
            about_goal_title=goal.title if goal is not None else metric.name if metric is not None else "",
            about_metric=metric.pk if metric is not None else None,
            baseline_number=number_in(said.get("baseline", "")),
            target_number=number_in(said.get("target", "")),
        )


def number_in(text: str) -> Decimal | None:
    """The number of a figure such as “81 %”, so that a metric can be seen on its way; none of “nine of ten”."""
    found = _FIGURE.match(text)
    if found is None:
        return None
    try:
        return read_number(found[1])
    except NotANumber:
        return None


def _last(said: Mapping[str, list[str]], name: str) -> str | None:
    values = said.get(name)
    return values[-1] if values else None


def _count(typed: Any, there: int, fewest: int, most: int, one_more: bool) -> int:
    said = int(typed) if isinstance(typed, str) and typed.isascii() and typed.isdecimal() and len(typed) < 3 else 0
    return min(max(said or there, fewest) + one_more, most)


def _initial(content: Written) -> dict[str, Any]:
    found: dict[str, Any] = {
        "aim": content.aim,
        "outcomes": content.outcomes,
        "affects": content.affects,
        "length_days": content.length_days,
        "meeting_days": content.meeting_days,
    }
    for part, rows in (("issue", content.issues), ("support", content.support), ("milestone", content.milestones)):
        for number, row in enumerate(rows, start=1):
            for name, value in vars(row).items():
                found[f"{part}_{number}_{name}"] = _shown(name, value)
            if part == "issue":
                found[f"issue_{number}_feed"] = _feed(row)
            if part == "support":
                found[f"support_{number}_who"] = row.owner
    return found


def _shown(name: str, value: Any) -> Any:
    if name == "alone":
        return "yes" if value else "no"
    return list(value) if isinstance(value, tuple) else value


def _feed(row: Any) -> str:
    if row.about_goal is not None:
        return f"goal:{row.about_goal}"
    return f"metric:{row.about_metric}" if row.about_metric is not None else ""
