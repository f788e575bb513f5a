"""What is said in a team plan."""

from django import forms
from django.utils.translation import gettext_lazy

from goals.models import Metric
from people.models import Employee, Team
from perfhub.kernel.forms import Form

from ..models import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS
from ..states import ResourceKind

MOST = 10**6


def _words(label, rows: int = 3, *, longest: int = LONGEST_WORDS, **options) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **options)


def _day(label, **options) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **options)


def _number(label, **options) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=18, decimal_places=4, **options)


class TeamPlanForm(Form):
    """The gap, in words and numbers; why; and when it is measured again."""

    title = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("A few words, and nobody’s name: the whole team reads it."),
    )
    gap = _words(gettext_lazy("What is missing"))
    measure = forms.CharField(
        label=gettext_lazy("How it is seen"),
        max_length=300,
        help_text=gettext_lazy("What is counted, where, and how often."),
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=20, required=False)
    before_number = _number(gettext_lazy("Where it stands"), required=False)
    before_people = forms.IntegerField(
        label=gettext_lazy("Of how many people"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=gettext_lazy("Five at least, so that it is about nobody in particular."),
    )
    asked_number = _number(gettext_lazy("Where it should stand"), required=False)
    about_metric = forms.ModelChoiceField(
        Metric.objects.none(),
        label=gettext_lazy("A metric of the team that tells of it"),
        required=False,
        help_text=gettext_lazy("Then it is worked out each night whether the plan made a difference."),
    )
    cause = _words(
        gettext_lazy("Why, as far as you know"),
        required=False,
        help_text=gettext_lazy("Look at the work first: what is expected, tools, time, how things are done."),
    )
    look_date = _day(gettext_lazy("When it is measured again"))

    def __init__(self, *args, metrics, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about_metric"].queryset = metrics

    def rule_arguments(self) -> dict:
        said = super().rule_arguments()
        metric = said["about_metric"]
        return said | {"about_metric": metric.pk if metric is not None else None}


class NewTeamPlanForm(TeamPlanForm):
    """The same for a team that is still to be chosen."""

    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Which team?"))

    field_order = ("team",)

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams


class ChangeTeamPlanForm(TeamPlanForm):
    """Other words, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why it changes"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("Stands with the version, for the team."),
    )


class MeasureForm(Form):
    """Measured again."""

    number = _number(gettext_lazy("Where it stands now"))
    people = forms.IntegerField(label=gettext_lazy("Of how many people"), min_value=1, max_value=MOST)
    result = _words(gettext_lazy("What came of it"), help_text=gettext_lazy("In words, for the team. No names."))


class GoOnForm(Form):
    """Until when it goes on."""

    look_date = _day(gettext_lazy("When it is measured again"))


class ReasonForm(Form):
    """Why; whether it has to be said, says the rule."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=LONGEST_REASON, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class _WithPerson(Form):
    person = forms.ModelChoiceField(Employee.objects.none(), label=gettext_lazy("Who?"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Employee.objects.active()


class OweForm(_WithPerson):
    """What is owed, by whom, by when."""

    what = forms.CharField(
        label=gettext_lazy("What we owe"),
        max_length=300,
        help_text=gettext_lazy("Something that one can see is there."),
    )
    due_date = _day(gettext_lazy("By when"))


class MoveOwedForm(Form):
    due_date = _day(gettext_lazy("To which day"))


class AskForForm(_WithPerson):
    """What is asked for, and of whom."""

    kind = forms.ChoiceField(label=gettext_lazy("What kind"), choices=ResourceKind, widget=forms.RadioSelect)
    what = forms.CharField(label=gettext_lazy("What is needed"), max_length=300)
    amount = forms.CharField(label=gettext_lazy("How much"), max_length=120, required=False)
    why = _words(gettext_lazy("What it would change"), 2)
    answer_date = _day(gettext_lazy("Answer by"))


class HandOnForm(_WithPerson):
    """Who decides it instead."""


class AnswerForm(Form):
    """An answer to what was asked for."""

    answer = forms.CharField(
        label=gettext_lazy("Your words"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AmendForm(Form):
    """What somebody of the team would change."""

    text = _words(gettext_lazy("What would you change?"))


class AmendmentAnswerForm(Form):
    """Whether it is taken up, and why."""

    taken_up = forms.TypedChoiceField(
        label=gettext_lazy("Is it taken up?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("Not now"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=gettext_lazy("Your words to the team"), max_length=LONGEST_REASON)
