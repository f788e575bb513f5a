"""What is chosen for the whole organization: who sees what, which capabilities, whether support may look in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.capabilities import capabilities
from perfhub.kernel.forms import Form
from perfhub.kernel.slots import Visibility

from ..models import Team
from .fields import day_field


class VisibilityForm(Form):
    """Which value of a setting of visibility; `newest` is the last choice its page showed."""

    setting = forms.CharField(widget=forms.HiddenInput)
    newest = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.ChoiceField(label=_("Who sees it"), widget=forms.RadioSelect)

    def __init__(self, data=None, *, setting: Visibility, **options):
        super().__init__(data, auto_id=f"id_{setting.name.replace('.', '-')}_%s", **options)
        self.fields["value"].choices = list(setting.values.items())


class SwitchForm(Form):
    """A capability, on or off, where and from when."""

    capability = forms.ChoiceField(label=_("Capability"))
    is_on = forms.TypedChoiceField(
        label=_("From then on"),
        choices=[("on", _("on")), ("off", _("off"))],
        coerce=lambda said: said == "on",
        widget=forms.RadioSelect,
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team"), required=False, empty_label=_("Whole organization")
    )
    from_date = day_field(_("From"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(name, capability.label) for name, capability in capabilities().items()]
        self.fields["capability"].choices = choices
        teams = Team.objects.filter(retired_at__isnull=True).order_by("name", "pk")
        self.fields["team"].queryset = teams


class SupportForm(Form):
    """Whether operators may look in."""

    on = forms.ChoiceField(choices=[("1", _("On")), ("0", _("Off"))])
