"""Answering a check-in: on its page, and by the link of a reminder."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from perfhub.kernel.forms import Form
from perfhub.kernel.slots import Item

from ..models import LONGEST_ANSWER, LONGEST_PRIORITY, MOST_PRIORITIES, Asked, CheckIn, Priority
from ..queries.budget import places_left
from ..states import Mood, Outcome, QuestionKind


class AnswerForm(Form):
    """A week in two minutes: mood, last time's plans, what moved, what is in the way, what comes next."""

    mood = forms.TypedChoiceField(
        label=gettext_lazy("How was the week for you?"),
        choices=Mood.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    progress = forms.CharField(
        label=gettext_lazy("What moved"),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    blockers = forms.CharField(
        label=gettext_lazy("Is anything in your way?"),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    priorities = forms.CharField(
        label=gettext_lazy("Next week’s priorities"),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args,
        planned: Sequence[Priority] = (),
        asked: Sequence[Asked] = (),
        items: Sequence[Item] = (),
        asks_for_next: bool = True,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.planned = planned
        self.asked = asked
        self.parts = [Part(item, item.form(self.data or None, prefix=item.key)) for item in items if item.form]
        for question in asked:
            self.fields[question_name(question)] = _question_field(question)
        if not asks_for_next:
            del self.fields["priorities"]
        for priority in planned if asks_for_next else ():
            self.fields[outcome_name(priority)] = forms.ChoiceField(
                label=priority.text,
                choices=[choice for choice in Outcome.choices if choice[0] != Outcome.OPEN],
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def question_fields(self) -> list[tuple[Asked, forms.BoundField]]:
        """The organization's own questions which fit before “send”."""
        return self._questions[: places_left(0)]

    @property
    def outcome_fields(self) -> list[tuple[Priority, forms.BoundField]]:
        """Last time's plans which fit beside the questions."""
        return self._outcomes[: places_left(len(self._questions))]

    @property
    def open_parts(self) -> list["Part"]:
        """What higher floors ask, as far as it fits after questions and plans."""
        left, found = places_left(len(self._questions) + len(self._outcomes)), []
        for part in self.parts:
            if part.size <= left:
                left -= part.size
                found.append(part)
        return found

    @property
    def also_due(self) -> "AlsoDue":
        """The rest: folded, and never in the way of sending."""
        shown = self.open_parts
        return AlsoDue(
            self._questions[places_left(0) :],
            self._outcomes[places_left(len(self._questions)) :],
            [part for part in self.parts if part not in shown],
        )

    @property
    def _questions(self) -> list[tuple[Asked, forms.BoundField]]:
        return [(q, self[question_name(q)]) for q in self.asked]

    @property
    def _outcomes(self) -> list[tuple[Priority, forms.BoundField]]:
        return [(p, self[outcome_name(p)]) for p in self.planned if outcome_name(p) in self.fields]

    def clean_priorities(self) -> list[str]:
        lines = [line.strip(" \t-•*") for line in self.cleaned_data["priorities"].splitlines()]
        lines = [line for line in lines if line]
        if any(len(line) > LONGEST_PRIORITY for line in lines):
            raise ValidationError(_("One line each, please: a priority has at most 200 characters."))
        return lines

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        self._check_number(cleaned)
        said = ("mood", "progress", "blockers", "priorities", *map(question_name, self.asked))
        empty = not any(cleaned.get(name) not in (None, "", []) for name in said)
        if wrong := [part for part in self.parts if not part.form.is_valid()]:
            titles = ", ".join(str(part.item.title) for part in wrong)
            self.add_error(None, _("Please look again at: %(titles)s.") % {"titles": titles})
        if empty and not self.errors and not self.planned and "nothing" not in self.data:
            raise ValidationError(_("Nothing is written yet. Add a line, or press “Nothing new”."))
        return cleaned

    def _check_number(self, cleaned: dict) -> None:
        """Three at most, with the carried ones."""
        outcomes = self.outcomes(cleaned)
        carried = sum(outcome == Outcome.CARRY for outcome in outcomes.values())
        room = MOST_PRIORITIES - carried
        if len(cleaned.get("priorities") or []) > room:
            if room <= 0:
                self.add_error("priorities", _("You carry three already. Say “Done” or “Drop” of one to make room."))
                return
            fits = ngettext("%(room)s new one fits", "%(room)s new ones fit", room) % {"room": room}
            words = _("Three priorities at most. You carry %(carried)s, so %(fits)s.")
            self.add_error("priorities", words % {"carried": carried, "fits": fits})

    def outcomes(self, cleaned: dict) -> dict[int, str]:
        """What became of each plan, by key; carried where nothing is said."""
        return {p.pk: cleaned.get(outcome_name(p)) or Outcome.CARRY for p, _bound in self._outcomes}

    def rule_arguments(self) -> dict:
        cleaned = self.cleaned_data
        texts = {name: cleaned[name] for name in ("mood", "progress", "blockers")}
        return {
            **texts,
            "priorities": cleaned.get("priorities", []),
            "outcomes": self.outcomes(cleaned),
            "answers": {q.pk: cleaned.get(question_name(q)) for q in self.asked},
            "also": [partial(part.item.take, part.form.cleaned_data) for part in self.parts if part.item.take],
            "seen": cleaned["version"],
        }


class LinkForm(Form):
    """A week in three lines, for whoever came by the link of a reminder: nothing of before is in it."""

    mood = AnswerForm.base_fields["mood"]
    progress = AnswerForm.base_fields["progress"]
    blockers = AnswerForm.base_fields["blockers"]

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        empty = not any(cleaned.get(name) for name in ("mood", "progress", "blockers"))
        if empty and not self.errors and "nothing" not in self.data:
            raise ValidationError(_("Nothing is written yet. Add a line, or press “Nothing new”."))
        return cleaned


@dataclass(frozen=True)
class Part:
    """What a higher floor asks within the check-in."""

    item: Item
    form: forms.Form

    @property
    def size(self) -> int:
        """How many inputs of the budget it takes."""
        return len(self.form.visible_fields())


@dataclass(frozen=True)
class AlsoDue:
    """What has no place before “send”."""

    questions: list[tuple[Asked, forms.BoundField]]
    outcomes: list[tuple[Priority, forms.BoundField]]
    parts: list[Part]

    @property
    def count(self) -> int:
        return len(self.questions) + len(self.outcomes) + len(self.parts)


def question_name(asked: Asked) -> str:
    return f"question_{asked.pk}"


def _question_field(asked: Asked) -> forms.Field:
    """A question in its kind; none has to be answered."""
    label, kind = asked.wording.text, asked.wording.question.kind
    if kind == QuestionKind.TEXT:
        area = forms.Textarea(attrs={"rows": 1})
        return forms.CharField(label=label, max_length=LONGEST_ANSWER, required=False, widget=area)
    choices = [(1, _("Yes")), (0, _("No"))] if kind == QuestionKind.YES_NO else [(n, str(n)) for n in range(1, 6)]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


def outcome_name(priority: Priority) -> str:
    return f"plan_{priority.pk}"


def initial_of(
    check_in: CheckIn, planned: Sequence[Priority], following: Sequence[Priority], asked: Sequence[Asked], draft
) -> dict:
    """What the form opens with: what was said, else the draft, else what is known."""
    new = [p.text for p in following if p.carried_from_id is None]
    initial = {
        "version": check_in.edition,
        "mood": check_in.mood,
        "progress": check_in.progress,
        "blockers": check_in.blockers,
        "priorities": "\n".join(new),
        **{question_name(q): q.text if q.number is None else q.number for q in asked},
        **{outcome_name(p): p.outcome if p.outcome != Outcome.OPEN else "" for p in planned},
    }
    kept = {name: values[-1] for name, values in (draft.content if draft else {}).items() if values}
    return {**initial, **{name: value for name, value in kept.items() if name in initial and name != "version"}}
