"""When people are away, and in which hours they work."""

from rest_framework import serializers

from perfhub.kernel.api import Day, In, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import ABSENCES, WORKING_HOURS

from .. import access, queries, rules


class AbsenceOut(Out):
    """Days, or halves of days, on which somebody is not at work; without a reason."""

    id = serializers.IntegerField()
    employee = serializers.IntegerField(source="employee_id")
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    from_noon = serializers.BooleanField(help_text="at work in the morning of the first day")
    until_noon = serializers.BooleanField(help_text="at work again in the afternoon of the last day")


class AbsenceIn(In):
    """From one day to another, both included; or from noon of the first, until noon of the last."""

    start_date = Day()
    end_date = Day()
    from_noon = serializers.BooleanField(default=False)
    until_noon = serializers.BooleanField(default=False)

    def validate(self, attrs):
        if rules.is_no_time(**attrs):
            raise serializers.ValidationError({"end_date": [str(rules.NoTimeAtAll.sentence)]})
        return attrs


@reads(ABSENCES, AbsenceOut, pages=Order("start_date"))
def list_absences(request, pk):
    """Somebody's absences, the earliest first: your own, or of those below you or whom you administer."""
    employee = access.get_person_of(request.viewer, pk)
    return page_of(request, access.visible_absences(request.viewer, employee, at=request.at))


@writes(ABSENCES, AbsenceOut, takes=AbsenceIn, status=201)
def add_absence(request, pk, said):
    """Somebody is away; with absences that share a day it becomes one."""
    employee = access.get_person_of(request.viewer, pk)
    return rules.add_absence(employee, by=request.viewer, at=request.at, **said)


@writes(ABSENCES)
def remove_absence(request, pk, absence):
    """An absence is taken back."""
    employee = access.get_person_of(request.viewer, pk)
    rules.remove_absence(access.get_absence(request.viewer, employee, absence), by=request.viewer, at=request.at)


class HoursOut(Out):
    """The hours of one weekday."""

    opens = serializers.TimeField(format="%H:%M")
    closes = serializers.TimeField(format="%H:%M")


class HoursIn(In):
    """The hours of one weekday, by the employee's own clock."""

    opens = serializers.TimeField()
    closes = serializers.TimeField()


class PatternOut(Out):
    """From a day on somebody works in these hours of the week."""

    id = serializers.IntegerField()
    employee = serializers.IntegerField(source="employee_id")
    start_date = serializers.DateField()
    week = serializers.ListField(
        child=HoursOut(allow_null=True), help_text="seven days, Monday first; null is a free day"
    )


class PatternIn(In):
    """Seven days, Monday first; null is a free day."""

    start_date = Day()
    week = serializers.ListField(child=HoursIn(allow_null=True), min_length=7, max_length=7)

    def validate_week(self, week):
        if not any(week):
            raise serializers.ValidationError(["At least one day has hours. Whoever does not work at all is absent."])
        return [hours and (hours["opens"], hours["closes"]) for hours in week]


@reads(WORKING_HOURS, PatternOut, pages=Order("start_date"))
def list_working_hours(request, pk):
    """The hours somebody works in, the earliest first; before the first of them the usual hours hold."""
    return page_of(request, queries.patterns_of(access.get_person_of(request.viewer, pk)))


@writes(WORKING_HOURS, PatternOut, takes=PatternIn, status=201)
def set_working_hours(request, pk, said):
    """From a day on somebody works in these hours; the same first day corrects."""
    employee = access.get_person_of(request.viewer, pk)
    return rules.work_in(employee, by=request.viewer, at=request.at, **said)


@writes(WORKING_HOURS)
def remove_working_hours(request, pk, pattern):
    """Hours entered by mistake; those before them hold again."""
    employee = access.get_person_of(request.viewer, pk)
    rules.remove_hours(access.get_hours(request.viewer, employee, pattern), by=request.viewer, at=request.at)
