"""The way in, and what a sign-in chooses for itself."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from perfhub.kernel import clock
from perfhub.kernel.forms import Form

from .. import rules
from ..models import User


class SettingsForm(Form):
    """Language and theme of a sign-in."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(
        label=_("Light or dark"),
        required=False,
        choices=[("", _("as the device")), ("light", _("light")), ("dark", _("dark"))],
        widget=forms.RadioSelect,
    )


class ProofForm(forms.Form):
    """Is it still you? Its names begin with `proof_`, for it travels with the form that it interrupts."""

    wait = 0  # seconds, after too many wrong answers
    proof_password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, strip=False, max_length=1000)
    proof_code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=40,
        help_text=_("Of your authenticator app, or a recovery code."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args, with_code: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_code:
            del self.fields["proof_code"]


class AppCodeForm(forms.Form):
    """The first code of an authenticator app."""

    code = forms.CharField(
        label=_("Code"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric", "spellcheck": "false"})
    )


class SecondFactorForm(forms.Form):
    """The second step of a sign-in, in the shape that allauth's page asks for: cleaning it uses the code up."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autofocus": True}),
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_code(self):
        code = self.cleaned_data["code"]
        try:
            rules.prove_code(self.user, code, at=clock.now())
        except rules.NotProved as wrong:
            raise forms.ValidationError(str(wrong.sentence)) from None
        return code

    def save(self):
        """Nothing is left to do."""


class ForgottenForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class PasswordForm(forms.Form):
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, strip=False, max_length=1000)
