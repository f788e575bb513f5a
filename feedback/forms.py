"""Cleaning of input on this floor."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from perfhub.kernel.forms import Form

from .models import LONGEST_PRIORITY, MOST_PRIORITIES, Cadence, CheckIn, Priority
from .states import Mood, Outcome

LONGEST = 4000  # characters of one text


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
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    blockers = forms.CharField(
        label=gettext_lazy("Is anything in your way?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    priorities = forms.CharField(
        label=gettext_lazy("Next week’s priorities"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, planned: Sequence[Priority] = (), asks_for_next: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.planned = planned
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
    def outcome_fields(self) -> list[tuple[Priority, forms.BoundField]]:
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
        empty = not any(cleaned.get(name) for name in ("mood", "progress", "blockers", "priorities"))
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
        return {p.pk: cleaned.get(outcome_name(p)) or Outcome.CARRY for p, _bound in self.outcome_fields}

    def rule_arguments(self) -> dict:
        cleaned = self.cleaned_data
        texts = {name: cleaned[name] for name in ("mood", "progress", "blockers")}
        return {
            **texts,
            "priorities": cleaned.get("priorities", []),
            "outcomes": self.outcomes(cleaned),
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


def outcome_name(priority: Priority) -> str:
    return f"plan_{priority.pk}"


def initial_of(check_in: CheckIn, planned: Sequence[Priority], following: Sequence[Priority], draft) -> dict:
    """What the form opens with: what was said, else the draft, else what is known."""
    new = [p.text for p in following if p.carried_from_id is None]
    initial = {
        "version": check_in.edition,
        "mood": check_in.mood,
        "progress": check_in.progress,
        "blockers": check_in.blockers,
        "priorities": "\n".join(new),
        **{outcome_name(p): p.outcome if p.outcome != Outcome.OPEN else "" for p in planned},
    }
    kept = {name: values[-1] for name, values in (draft.content if draft else {}).items() if values}
    return {**initial, **{name: value for name, value in kept.items() if name in initial and name != "version"}}


class CommentForm(Form):
    """Words under a check-in."""

    comment = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 1}))


class ReplyForm(Form):
    """Words to go with reading; none is fine too."""

    comment = forms.CharField(max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 1}))


class PassUpForm(Form):
    """Exactly one of the lines of a check-in."""

    text = forms.ChoiceField(label=gettext_lazy("Which line?"), widget=forms.RadioSelect)

    def __init__(self, *args, lines: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].choices = [(line, line) for line in lines]


class CadenceForm(Form):
    """When check-ins are due."""

    due_weekday = forms.TypedChoiceField(label=gettext_lazy("Day"), choices=Cadence.WEEKDAYS, coerce=int)
    due_time = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
