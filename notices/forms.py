"""Cleaning of input."""

import re
from collections.abc import Iterator, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel import egress
from perfhub.kernel.forms import Form

from . import queries, rules
from .models import LONGEST_NAME
from .states import NoticeState

UNUSED = "unused"
NOT_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029<>@\"]")


class PreferencesForm(Form):
    """One choice for each kind; what stays as it was is not written."""

    def __init__(self, *args, wishes: Sequence[queries.Wish], **kwargs):
        super().__init__(*args, **kwargs)
        self.wishes = wishes
        for wish in wishes:
            if wish.is_chosen:
                self.fields[wish.kind] = forms.ChoiceField(
                    label=str(wish.label),
                    choices=[(way.value, way.label) for way in wish.ways],
                    initial=wish.channel,
                    required=False,
                    widget=forms.RadioSelect,
                )

    def changes(self) -> Iterator[tuple[queries.Wish, str]]:
        """The kinds for which another way was chosen, with that way."""
        for wish in self.wishes:
            chosen = self.cleaned_data.get(wish.kind)
            if chosen and chosen != wish.channel:
                yield wish, chosen

    def lines(self) -> list[tuple[queries.Wish, forms.BoundField | None]]:
        """Each kind with its field; one that leaves no choice has none."""
        return [(wish, self[wish.kind] if wish.is_chosen else None) for wish in self.wishes]


class KindsForm(Form):
    """How whoever chose nothing is told of each kind, and which kinds are not used here."""

    def __init__(self, *args, switches: Sequence[queries.Switch], **kwargs):
        super().__init__(*args, **kwargs)
        self.switches = switches
        for switch in switches:
            unused = [] if switch.why else [(UNUSED, _("Not used here"))]
            choices = [*((way.value, way.label) for way in switch.ways), *unused]
            if len(choices) > 1:
                initial = switch.channel if switch.is_on else UNUSED
                self.fields[switch.kind] = forms.ChoiceField(
                    label=str(switch.label), choices=choices, initial=initial, required=False
                )

    def changes(self) -> Iterator[tuple[str, bool, str]]:
        """The kinds that were changed: the name, whether it is used, and how it is told."""
        for name, bound in ((name, self[name]) for name in self.fields if name != "version"):
            chosen = self.cleaned_data[name]
            if chosen and chosen != bound.initial:
                yield name, chosen != UNUSED, "" if chosen == UNUSED else chosen

    def lines(self) -> list[tuple[queries.Switch, forms.BoundField | None]]:
        return [(switch, self[switch.kind] if switch.kind in self.fields else None) for switch in self.switches]


class MailForm(Form):
    """From whom mail comes, and when it stays quiet."""

    sender_name = forms.CharField(
        label=gettext_lazy("Name of the sender"),
        max_length=80,
        required=False,
        strip=True,
        help_text=gettext_lazy("Such as the name of your organization. The address stays the one your server signs."),
    )
    reply_to = forms.EmailField(
        label=gettext_lazy("Answers go to"),
        required=False,
        help_text=gettext_lazy("Whoever answers one of these letters writes to this address."),
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    def clean_sender_name(self) -> str:
        name = self.cleaned_data["sender_name"]
        if NOT_A_NAME.search(name):
            raise ValidationError(_("A name only, please: without an address, quotes, < and > or line ends."))
        return name

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("quiet_from") is not None and cleaned.get("quiet_from") == cleaned.get("quiet_until"):
            self.add_error("quiet_until", _("Some hours of the day have to be left: the two times differ."))
        return cleaned

    def rule_arguments(self) -> dict:
        return {**super().rule_arguments(), "seen": self.cleaned_data["version"]}


class NoticesFilter(Form):
    """What a list of all notices is narrowed to."""

    q = forms.CharField(label=gettext_lazy("To"), max_length=100, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("Any")), *NoticeState.choices]
    )
    since = forms.DateField(label=gettext_lazy("Since"), required=False)
    until = forms.DateField(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = sorted((str(kind.label), name) for name, kind in queries.kinds().items() if kind.label)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", _("Anything")), *((name, label) for label, name in named)]

    def asked(self) -> queries.Asked:
        """What could be understood; what could not is not narrowed by, and the form says so."""
        self.is_valid()
        said = self.cleaned_data
        return queries.Asked(
            text=said.get("q") or "",
            kind=said.get("kind") or "",
            state=said.get("state") or "",
            since=said.get("since"),
            until=said.get("until"),
        )


class WebhookForm(Form):
    """A new webhook: what it is called here, where it is, and what it is told."""

    name = forms.CharField(
        label=gettext_lazy("What is it called here?"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Whoever writes something that goes there reads this name before sending."),
    )
    url = forms.CharField(
        label=gettext_lazy("Its address"),
        max_length=egress.LONGEST_URL,
        help_text=gettext_lazy("As your other program gives it to you. It is kept encrypted and not shown again."),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told"),
        error_messages={"required": gettext_lazy("Please choose what it is told.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["kinds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, kind.label) for name, kind in queries.webhook_kinds().items()]

    def clean_url(self) -> str:
        url = self.cleaned_data["url"].strip()
        try:
            egress.target(url)
        except egress.NotDelivered:
            raise ValidationError(str(rules.NotCallable.sentence)) from None
        return url

    def boxes(self) -> list[dict]:
        """Each kind with its words, and whether it is ticked."""
        ticked = self["kinds"].value() if self.is_bound else list(queries.webhook_kinds())
        return [
            {"name": name, "label": kind.label, "about": kind.about, "ticked": name in (ticked or [])}
            for name, kind in queries.webhook_kinds().items()
        ]


class SecretForm(Form):
    """For how long the secret before is good, too, so that the other side has time to change it."""

    DAYS = [
        (1, gettext_lazy("a day")),
        (7, gettext_lazy("a week")),
        (0, gettext_lazy("not at all, for others know it")),
    ]

    days = forms.TypedChoiceField(
        label=gettext_lazy("The secret of now stays good for"),
        choices=DAYS,
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
    )
