"""Somebody who works here: hired, corrected, under a manager, leaving and back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form

from ..models import Employee, Team
from .fields import TimeZoneField, day_field


class PersonForm(Form):
    """What HR may correct about an employee. A team goes by its name, so that a conflict shows words."""

    first_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    job_title = forms.CharField(label=_("Job title"), max_length=200, required=False)
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team"), to_field_name="name", required=False, empty_label=_("none")
    )
    grade = forms.CharField(label=_("Grade"), max_length=60, required=False)
    location = forms.CharField(label=_("Location"), max_length=120, required=False)
    time_zone = TimeZoneField(label=_("Time zone"), max_length=64)
    start_date = day_field(_("First day"))

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
    from_date = day_field(_("From"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = Employee.objects.active()


class LeaveForm(Form):
    last_day = day_field(_("Last day"))


class RejoinForm(Form):
    first_day = day_field(_("First day"))
