"""Cleaning of input on this floor."""

from collections.abc import Iterable
from datetime import time, timedelta
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.utils.translation import gettext_lazy as _

from perfhub.kernel import clock
from perfhub.kernel.api.scopes import NOUNS, SCOPES
from perfhub.kernel.calendars import moment, zone_named
from perfhub.kernel.capabilities import capabilities
from perfhub.kernel.forms import Form
from perfhub.kernel.sheets import MAX_BYTES, Unreadable, glance
from perfhub.kernel.slots import Visibility
from perfhub.kernel.uploads import NotTaken, recognize

from . import rules
from .access import is_for_a_team
from .models import Employee, PublicHoliday, Team, User
from .queries.holidays import FIRST_YEAR, LAST_YEAR
from .states import WEEKDAYS, Duplicates, Missing, Role

MAX_DRAFT = 100_000  # characters


class DraftKeyForm(forms.Form):
    draft_key = forms.CharField(max_length=100)


class TimeZoneField(forms.CharField):
    """A name such as Europe/London."""

    def clean(self, value):
        value = super().clean(value)
        try:
            zone_named(value)
        except ValueError:
            raise forms.ValidationError(_("This is not a time zone, such as Europe/London.")) from None
        return value


class PersonForm(Form):
    """What HR may correct about an employee. A team goes by its name, so that a conflict shows words."""

    first_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    job_title = forms.CharField(label=_("Job title"), max_length=200, required=False)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), to_field_name="name", required=False)
    grade = forms.CharField(label=_("Grade"), max_length=60, required=False)
    location = forms.CharField(label=_("Location"), max_length=120, required=False)
    time_zone = TimeZoneField(label=_("Time zone"), max_length=64)
    start_date = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, employee: Employee | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.employee = employee
        self.fields["team"].queryset = Team.objects.order_by("name", "pk")

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        taken = Employee.objects.active().filter(email=email)
        if email and taken.exclude(pk=self.employee.pk if self.employee else None).exists():
            raise forms.ValidationError(_("Somebody employed here has this e-mail address already."))
        return email

    @classmethod
    def about(cls, employee: Employee, data=None) -> "PersonForm":
        """The form filled with what is known."""
        names = [name for name in cls.base_fields if name not in ("version", "team")]
        initial = {name: getattr(employee, name) for name in names}
        initial |= {"team": employee.team.name if employee.team else "", "version": employee.version}
        return cls(data, employee=employee, initial=initial)


class HireForm(PersonForm):
    """Somebody new."""

    number = forms.CharField(label=_("Employee number"), max_length=40)
    manager = forms.CharField(
        label=_("Manager's employee number"), max_length=40, required=False, help_text=_("Empty at the very top.")
    )
    field_order = ["number"]

    def clean_manager(self):
        number = self.cleaned_data["manager"].strip()
        if not number:
            return None
        manager = Employee.objects.active().filter(number=number).first()
        if manager is None:
            raise forms.ValidationError(_("Nobody employed here has this number."))
        return manager


class ManagerForm(Form):
    """Who is to be the manager, from when."""

    manager = forms.ModelChoiceField(Employee.objects.none(), label=_("New manager"), required=False)
    from_date = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = Employee.objects.active()


class ChosenForm(Form):
    """Somebody who works here, chosen from those found."""

    person = forms.ModelChoiceField(Employee.objects.none(), label=_("Who"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Employee.objects.active()


def _day(label, **options):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


class StandInForm(ChosenForm):
    """Who stands in, and on which days."""

    start_date = _day(_("From"))
    end_date = _day(_("To"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("start_date") and cleaned.get("end_date") and cleaned["end_date"] < cleaned["start_date"]:
            self.add_error("end_date", _("The last day lies before the first."))
        return cleaned


class DottedForm(ChosenForm):
    """Who leads which part of somebody's work."""

    name = forms.CharField(label=_("As"), max_length=80, help_text=_("Such as “project lead” or “mentor”."))
    start_date = _day(_("From"))
    end_date = _day(_("To"), required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("start_date") and cleaned.get("end_date") and cleaned["end_date"] < cleaned["start_date"]:
            self.add_error("end_date", _("The last day lies before the first."))
        return cleaned


class LeaveForm(Form):
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))


class RejoinForm(Form):
    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))


class GrantForm(Form):
    """A role for an employee; an HR partner's is for one team."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.order_by("name", "pk")

    def clean(self):
        cleaned = super().clean()
        if is_for_a_team(cleaned.get("role", "")) and not cleaned.get("team"):
            self.add_error("team", _("An HR partner looks after a team: choose which."))
        if not is_for_a_team(cleaned.get("role", "")):
            cleaned["team"] = None
        return cleaned


class TokenForm(Form):
    """A new token: what for, how long, and what it may do."""

    DAYS = [(7, _("a week")), (30, _("a month")), (90, _("three months")), (365, _("a year"))]

    name = forms.CharField(label=_("What is it for?"), max_length=80)
    days = forms.TypedChoiceField(label=_("Good for"), choices=DAYS, coerce=int, initial=30, widget=forms.RadioSelect)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(SCOPES.items()),
        error_messages={"required": _("Tick at least one thing that it may do.")},
    )

    def scope_rows(self) -> list[dict]:
        """Noun by noun: what can be ticked, in plain words, and what is."""
        ticked = self["scopes"].value() or []
        return [
            {
                "label": noun.label,
                "boxes": [
                    {"scope": scope, "words": SCOPES[scope], "ticked": scope in ticked}
                    for scope in (noun.read, noun.write)
                    if scope in SCOPES
                ],
            }
            for noun in NOUNS
        ]


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


def clean_table(file) -> None:
    """A file that is to be a table is looked at by its bytes; raises ValidationError with a sentence."""
    if file.size > MAX_BYTES:
        raise forms.ValidationError(_("The file is larger than 10 MB."))
    raw = file.read()
    file.seek(0)
    try:
        glance(raw, name=file.name)
        if file.name.lower().endswith((".csv", ".txt")):
            recognize(raw, name=file.name, claimed=file.content_type or "")
    except (Unreadable, NotTaken) as refused:
        raise forms.ValidationError(str(refused)) from None


class RosterFileForm(Form):
    file = forms.FileField(
        label=_("Roster as a CSV file"),
        help_text=_("At most 10 MB and 200,000 rows; a large one may be packed with gzip (.csv.gz)."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        clean_table(file)
        return file


class RosterChoicesForm(Form):
    duplicates = forms.ChoiceField(
        label=_("A number that stands on several rows"), choices=Duplicates.choices, widget=forms.RadioSelect
    )
    missing = forms.ChoiceField(
        label=_("Who works here and is not in the file"), choices=Missing.choices, widget=forms.RadioSelect
    )
    last_day = forms.DateField(
        label=_("Their last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Today, if empty."),
    )


class AbsenceForm(Form):
    start_date = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    from_noon = forms.BooleanField(label=_("Only from noon of this day"), required=False)
    end_date = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))
    until_noon = forms.BooleanField(label=_("Only until noon of this day"), required=False)

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start_date"), cleaned.get("end_date")
        if start and end and end < start:
            self.add_error("end_date", _("The last day lies before the first."))
        if start and start == end and cleaned.get("from_noon") and cleaned.get("until_noon"):
            self.add_error("until_noon", _("Half a day is either its morning or its afternoon."))
        return cleaned


class HoursForm(Form):
    """Seven pairs of hours; a day without hours is free."""

    start_date = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number, name in enumerate(WEEKDAYS):
            for part, words in (("opens", _("%(day)s from")), ("closes", _("%(day)s to"))):
                self.fields[f"{part}_{number}"] = forms.TimeField(
                    label=words % {"day": name}, required=False, widget=forms.TimeInput(attrs={"type": "time"})
                )

    @classmethod
    def about(cls, week, start_date, data=None) -> "HoursForm":
        """The form filled with the hours of a week."""
        initial = {"start_date": start_date}
        for number, hours in enumerate(week):
            opens, closes = hours or ("", "")
            initial |= {f"opens_{number}": opens, f"closes_{number}": closes}
        return cls(data, initial=initial)

    def days(self):
        """The rows of the form: a weekday with its two fields."""
        return [(name, self[f"opens_{n}"], self[f"closes_{n}"]) for n, name in enumerate(WEEKDAYS)]

    def clean(self):
        cleaned = super().clean()
        week = [(cleaned.get(f"opens_{number}"), cleaned.get(f"closes_{number}")) for number in range(7)]
        for number, (opens, closes) in enumerate(week):
            if (opens is None) != (closes is None) and not self.errors:
                self.add_error(f"closes_{number}", _("Both times, or none for a free day."))
            elif opens is not None and closes is not None and opens >= closes:
                self.add_error(f"closes_{number}", _("The hours of a day end after they begin."))
        if not self.errors and not any(opens for opens, _closes in week):
            self.add_error(None, _("At least one day has hours. Whoever does not work at all is absent."))
        cleaned["week"] = [pair if None not in pair else None for pair in week]
        return cleaned

    def rule_arguments(self):
        return {"start_date": self.cleaned_data["start_date"], "week": self.cleaned_data["week"]}


class HolidayForm(Form):
    date = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(label=_("Name"), max_length=120)
    location = forms.CharField(
        label=_("Location"),
        max_length=120,
        required=False,
        help_text=_("As it is written with the employees; empty for everybody."),
    )

    @classmethod
    def at(cls, place: str, places: Iterable[str], data=None) -> "HolidayForm":
        """One to choose among the places there are."""
        form = cls(data, initial={"location": place})
        known = [(name, name or _("Everywhere")) for name in places]
        form.fields["location"].widget = forms.Select(choices=known)
        form.fields["location"].help_text = ""
        return form

    @classmethod
    def undoing(cls, holiday: PublicHoliday) -> str:
        """What puts a removed one back, as a query of its address."""
        return urlencode({"date": holiday.date.isoformat(), "name": holiday.name, "location": holiday.location})


class HolidaysForm(Form):
    """Which place and year are looked at; anything else is as if nothing had been asked."""

    place = forms.CharField(max_length=120, required=False)
    year = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)


class ListForm(Form):
    """A file with days; on the way back the rows themselves, signed, so that what was looked at is what is taken."""

    file = forms.FileField(label=_("File"), required=False)
    rows = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2_000_000)

    def clean(self):
        cleaned = super().clean()
        file, rows = cleaned.get("file"), cleaned.get("rows")
        if file is None and not rows:
            self.add_error("file", _("Choose a file."))
        elif file is not None:
            try:
                clean_table(file)
            except forms.ValidationError as refused:
                self.add_error("file", refused)
        else:
            try:
                cleaned["rows"] = signing.loads(rows, salt=type(self).__name__, max_age=3600)
            except signing.BadSignature:
                self.add_error("file", _("The preview is older than an hour. Please choose the file again."))
        return cleaned

    def kept(self, rows) -> str:
        """These rows for the hidden field."""
        return signing.dumps(rows, salt=type(self).__name__, compress=True)


class HolidayListForm(ListForm):
    location = forms.CharField(
        label=_("Location"),
        max_length=120,
        required=False,
        help_text=_("For days of which the file names none; empty for everybody."),
    )


class AbsenceListForm(ListForm):
    """Nothing but the file."""


class SettingsForm(Form):
    """Language and theme of a sign-in."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(
        label=_("Light or dark"),
        required=False,
        choices=[("", _("as the device")), ("light", _("light")), ("dark", _("dark"))],
        widget=forms.RadioSelect,
    )


class VisibilityForm(Form):
    """Which value of a setting of visibility; `newest` is the last choice its page showed."""

    setting = forms.CharField(widget=forms.HiddenInput)
    newest = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.ChoiceField(label=_("Who sees it"), widget=forms.RadioSelect)

    def __init__(self, data=None, *, setting: Visibility, **options):
        super().__init__(data, auto_id=f"id_{setting.name.replace('.', '-')}_%s", **options)
        self.fields["value"].choices = list(setting.values.items())


class AuditForm(forms.Form):
    """What a search of the audit is narrowed to; all of it may be left out."""

    person = forms.CharField(label=_("About whom"), max_length=100, required=False)
    actor = forms.CharField(label=_("Who did it"), max_length=100, required=False)
    act = forms.ChoiceField(label=_("What was done"), required=False)
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data, *, acts):
        super().__init__(data, prefix=None)
        self.fields["act"].choices = [("", _("anything")), *acts]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day is before the first one."))
        return cleaned

    def asked(self, zone: str) -> dict:
        """The search in arguments of a query; days are those of a time zone."""
        cleaned = self.cleaned_data
        first, last = cleaned["first"], cleaned["last"]
        return {
            "person": cleaned["person"].strip(),
            "actor": cleaned["actor"].strip(),
            "act": cleaned["act"],
            "first": moment(first, time(0), zone) if first else None,
            "until": moment(last + timedelta(days=1), time(0), zone) if last else None,
        }


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
    from_date = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(name, capability.label) for name, capability in capabilities().items()]
        self.fields["capability"].choices = choices
        teams = Team.objects.filter(retired_at__isnull=True).order_by("name", "pk")
        self.fields["team"].queryset = teams


class TeamNameForm(Form):
    name = forms.CharField(label=_("Name"), max_length=200)


class NewTeamForm(TeamNameForm):
    """A team and the one it is part of."""

    parent = forms.ModelChoiceField(
        Team.objects.none(), label=_("Part of"), required=False, empty_label=_("No other team")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(retired_at__isnull=True).order_by("name", "pk")
        self.fields["parent"].queryset = teams


class PlaceForm(Form):
    """Where a team goes; empty is the top."""

    to = forms.ModelChoiceField(Team.objects.none(), label=_("Part of"), required=False, empty_label=_("No other team"))

    def __init__(self, *args, team: Team, **kwargs):
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(retired_at__isnull=True).exclude(pk=team.pk).order_by("name", "pk")
        self.fields["to"].queryset = teams


class MergeForm(PlaceForm):
    """Into which team; it must be one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].required = True
        self.fields["to"].label = _("Into")


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


class SupportForm(Form):
    """Whether operators may look in."""

    on = forms.ChoiceField(choices=[("1", _("On")), ("0", _("Off"))])
