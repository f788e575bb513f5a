"""Who is invited, and how they come in."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form

from ..models import Team, User


class InviteManyForm(Form):
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Whom"), required=False, empty_label=_("Everybody not invited yet")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.order_by("name", "pk")


class PilotForm(Form):
    """Which team begins; none: all together."""

    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Who begins"), required=False, empty_label=_("No pilot: all begin together")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(retired_at__isnull=True).order_by("name", "pk")


class JoinForm(forms.Form):
    """A first password, checked as every password is."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput,
        strip=False,
        max_length=256,
        help_text=_("Twelve characters or more."),
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = User(email=email)

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class CodeForm(JoinForm):
    """What stands in the letter, and a first password."""

    number = forms.CharField(label=_("Employee number"), max_length=40)
    code = forms.CharField(label=_("Code from your letter"), max_length=60)
    field_order = ["number", "code", "password"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, email="", **kwargs)


class CodesForm(Form):
    """For whom letters are printed: a team, of whom those without an address."""

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False, empty_label=_("Everybody"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.order_by("name", "pk")
