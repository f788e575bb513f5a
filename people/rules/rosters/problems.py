"""What can be wrong with a row, and how HR is told."""

from django.utils.translation import gettext_lazy as _

# Wrong by itself, found while reading.
FLAWS = {
    "empty": _("%(column)s is empty."),
    "formula": _("%(column)s holds a formula: “%(cell)s”."),
    "too_long": _("%(column)s is too long: “%(cell)s”."),
    "bad_date": _("“%(cell)s” is not a date. Write 2024-05-31 or 31/05/2024."),
    "bad_email": _("“%(cell)s” is not an e-mail address."),
    "bad_zone": _("“%(cell)s” is not a time zone, such as Europe/London."),
    "own_manager": _("This person is given as his or her own manager."),
    "own_parent": _("The team “%(cell)s” is given as part of itself."),
}

# Wrong beside the other rows or beside who is here, found while comparing.
PROBLEMS = {
    "duplicate": _("This number stands on rows %(detail)s."),
    "unknown_manager": _("No employee has the manager's number %(detail)s."),
    "manager_leaves": _("The manager %(detail)s is not in the file and would leave."),
    "circle": _("The reporting line goes in a circle: %(detail)s."),
    "email_twice": _("This e-mail address stands on rows %(detail)s."),
    "email_taken": _("Employee %(detail)s has this e-mail address."),
    "team_two_parents": _("This team is given two places: in %(detail)s."),
    "team_circle": _("The teams go in a circle: %(detail)s."),
}

COLUMN_NAMES = {
    "number": _("The employee number"),
    "first_name": _("The first name"),
    "last_name": _("The last name"),
    "email": _("The e-mail address"),
    "job_title": _("The job title"),
    "team": _("The team"),
    "parent_team": _("The parent team"),
    "grade": _("The grade"),
    "manager_number": _("The manager's number"),
    "start_date": _("The first day"),
    "location": _("The location"),
    "time_zone": _("The time zone"),
}


def sentence(problem: str, *, column: str = "", cell: str = "", detail: str = "") -> str:
    """The reason a row cannot be taken, in words."""
    words = {**FLAWS, **PROBLEMS}[problem]
    return str(words) % {"column": COLUMN_NAMES.get(column, column), "cell": cell, "detail": detail}
