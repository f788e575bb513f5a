"""What the list of goals is narrowed to, and the name under which that is kept."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Employee, Team
from perfhub.kernel.forms import Form

from .. import access
from ..models import GoalCycle
from ..queries.leaving import OWNER
from ..queries.listing import NO_WORD, Asked, choices_of
from ..states import Heard, Level, ListOrder, Nature, ObjectiveState, Status

ANY = ("", _("any"))
MOST_WORDS = 6
LONGEST_KEY = 19
LONGEST_NAME = 80  # of a saved view


class ListForm(forms.Form):
    """Filters and order of the list, as an address carries them."""

    q = forms.CharField(label=_("Words of the title"), max_length=100, required=False)
    cycle = forms.ModelChoiceField(GoalCycle.objects.none(), label=_("Cycle"), required=False, empty_label=_("any"))
    level = forms.ChoiceField(label=_("Whose goal"), choices=[ANY, *Level.choices], required=False)
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team, with all below"), required=False, empty_label=_("any")
    )
    owner = forms.CharField(label=_("Owner: a name or a number"), max_length=100, required=False)
    status = forms.ChoiceField(
        label=_("The owner’s word"), choices=[ANY, *Status.choices, (NO_WORD, _("no word yet"))], required=False
    )
    state = forms.ChoiceField(label=_("State"), choices=[ANY, *ObjectiveState.choices], required=False)
    nature = forms.ChoiceField(label=_("How firm"), choices=[ANY, *Nature.choices], required=False)
    heard = forms.ChoiceField(label=_("Updates"), choices=[ANY, *Heard.choices], required=False)
    alone = forms.BooleanField(label=_("Serves no other goal"), required=False)
    order = forms.ChoiceField(label=_("Order"), choices=ListOrder.choices, required=False)

    def __init__(self, *args, viewer: Employee, **kwargs):
        super().__init__(*args, **kwargs)
        said = str(self.data.get("team", ""))
        cycles, teams = choices_of(viewer, chosen=int(said) if said.isdecimal() and len(said) < LONGEST_KEY else None)
        self.fields["cycle"].queryset = access.visible_cycles(viewer)
        self.fields["cycle"].choices = [ANY, *((cycle.pk, cycle.name) for cycle in cycles)]
        self.fields["team"].queryset = Team.objects.filter(retired_at__isnull=True)
        self.fields["team"].choices = [ANY, *((team.pk, team.name) for team in teams)]

    def asked(self) -> Asked:
        """Everything, where nothing was asked or what was asked makes no sense."""
        if not self.is_bound or not self.is_valid():
            return Asked()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        words = tuple(dict.fromkeys(said.pop("q", "").split()))[:MOST_WORDS]
        return Asked(words=words, **said)

    def query(self) -> str:
        """The same filters as an address carries them, without what is empty."""
        if not self.is_bound or not self.is_valid():
            return ""
        said = ((name, self.data.get(name, "").strip()) for name in self.fields if self.cleaned_data.get(name))
        return urlencode([(name, value) for name, value in said if value])

    def too_many_people(self) -> None:
        self.add_error(OWNER, _("More than twenty people are called so. Please type more of the name."))

    @property
    def opens_more(self) -> bool:
        """One of the filters that are folded at first is in use, or wrong."""
        folded = ("level", OWNER, "status", "heard", "nature", "alone")
        return any(self.data.get(name) or name in self.errors for name in folded)


class ViewForm(Form):
    """The name of a saved view."""

    name = forms.CharField(label=_("Name of this view"), max_length=LONGEST_NAME)
