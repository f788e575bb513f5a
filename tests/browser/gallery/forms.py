"""Forms of the gallery."""

from django import forms


class CheckInForm(forms.Form):
    mood = forms.TypedChoiceField(
        label="How was the week for you?",
        coerce=int,
        required=False,
        choices=[(1, "hard"), (2, "heavy"), (3, "all right"), (4, "good"), (5, "great")],
        widget=forms.RadioSelect,
        help_text="Ana sees it beside your own usual.",
    )
    planned = forms.ChoiceField(
        label="Write the pressure bench checklist",
        choices=[("done", "Done"), ("carry", "Carry"), ("drop", "Drop")],
        widget=forms.RadioSelect,
    )
    progress = forms.CharField(label="What moved", widget=forms.Textarea, required=False)
    blocker = forms.CharField(
        label="Is anything in your way?",
        widget=forms.Textarea,
        required=False,
        help_text="If you write here, you come first in Ana’s inbox.",
    )
    priorities = forms.CharField(
        label="Next week’s priorities",
        widget=forms.Textarea,
        help_text="One per line, three at most. They come back next Friday.",
    )
    team = forms.ChoiceField(
        label="Team", choices=[("", "All teams"), ("lab", "Calibration lab"), ("field", "Field service")]
    )
    kind = forms.ChoiceField(
        label="Who should see it?", choices=[("me", "Ana and I"), ("team", "The team")], widget=forms.RadioSelect
    )
    roster = forms.FileField(label="Roster file", required=False, help_text="CSV, 10 MB at most.")
    sure = forms.BooleanField(label="I was away; skip this week", required=False)
    share = forms.DecimalField(label="Share right first time", required=False)
    begins = forms.DateField(label="Begins on", required=False)


class SignInForm(forms.Form):
    login = forms.EmailField(label="E-mail")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    remember = forms.BooleanField(label="Remember me", required=False)
