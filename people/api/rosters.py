"""Many employees at once, by their number, as another system of record sends them."""

from rest_framework import serializers

from perfhub.kernel.api import In, Out, writes
from perfhub.kernel.api.scopes import EMPLOYEES

from ..rules import rosters as rules

MOST_ROWS = 2000


class RosterRowIn(In):
    """One employee, in the words of a roster; dates as 2024-05-31. The manager's number is empty at the very top."""

    number = serializers.CharField(max_length=40)
    first_name = serializers.CharField(max_length=300, allow_blank=True, default="")
    last_name = serializers.CharField(max_length=300, allow_blank=True, default="")
    email = serializers.CharField(max_length=300, allow_blank=True, default="")
    manager_number = serializers.CharField(max_length=40, allow_blank=True, default="")
    start_date = serializers.CharField(max_length=40)
    job_title = serializers.CharField(max_length=300, allow_blank=True, required=False)
    team = serializers.CharField(max_length=300, allow_blank=True, required=False)
    parent_team = serializers.CharField(max_length=300, allow_blank=True, required=False)
    grade = serializers.CharField(max_length=300, allow_blank=True, required=False)
    location = serializers.CharField(max_length=300, allow_blank=True, required=False)
    time_zone = serializers.CharField(max_length=64, allow_blank=True, required=False)


class RosterIn(In):
    """Up to 2,000 employees; every row names the same columns, or those it leaves out are taken for empty."""

    rows = RosterRowIn(many=True, allow_empty=False, max_length=MOST_ROWS)  # type: ignore[call-arg]  # of the list


class OutcomeOut(Out):
    """What became of one row."""

    row = serializers.IntegerField(help_text="counted from 1")
    number = serializers.CharField()
    outcome = serializers.ChoiceField(["new", "changed", "unchanged", "error"])
    reasons = serializers.ListField(child=serializers.CharField(), help_text="why it was not taken, in words")
    employee = serializers.IntegerField(allow_null=True)


class RosterOut(Out):
    """How many rows did what, and each row's outcome in the order sent."""

    id = serializers.IntegerField(help_text="of the import, which an HR admin can take back for 24 hours")
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    errors = serializers.IntegerField()  # type: ignore[assignment]  # a field
    results = OutcomeOut(many=True)


@writes(EMPLOYEES, RosterOut, takes=RosterIn)
def put_employees(request, said):
    """Hire, change or employ again by employee number: a row that can be taken is, each other says why not.

    The rows follow the same rules as an imported roster, and nobody's employment is ended by being left out. Sending
    the same rows again changes nothing.
    """
    roster, results = rules.put_rows(said["rows"], by=request.viewer, at=request.at)
    wrong = sum(one.outcome == "error" for one in results)
    told = {name: getattr(roster, name) for name in ("id", "new", "changed", "unchanged")}
    return {**told, "errors": wrong, "results": results}
