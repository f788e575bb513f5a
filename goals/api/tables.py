"""Tables of goals: uploaded, looked at row by row, applied, taken back within a day."""

from functools import partial

from django.db import transaction
from rest_framework import serializers

from people.states import ImportState
from perfhub.kernel.api import ChoiceFilter, Filters, In, Order, Out, Sheet, page_of, reads, writes
from perfhub.kernel.api.scopes import GOALS

from .. import tasks
from ..access import bulk as access
from ..queries import bulk as queries
from ..rules import bulk as rules
from ..states import LeftBecause, RowVerdict


class GoalImportOut(Out):
    """One uploaded table of goals: how far it is, and how many rows will do what."""

    id = serializers.IntegerField(source="pk")
    state = serializers.ChoiceField(ImportState.choices)
    name = serializers.CharField(source="file.name")
    point = serializers.CharField(help_text="how its decimals are written")
    words = serializers.CharField(help_text="why it was not read or not applied")
    job = serializers.IntegerField(source="job_id", allow_null=True, help_text="the work under way, of the last step")
    uploaded_at = serializers.DateTimeField()
    previewed_at = serializers.DateTimeField(allow_null=True)
    applied_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)
    ignored = serializers.ListField(child=serializers.CharField(), help_text="columns nobody understood")
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    closing = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    cannot_be_taken = serializers.IntegerField(source="errors")
    left = serializers.IntegerField(help_text="rows that could not be applied any more")


class GoalImportRowOut(Out):
    """One row of the table, what is to become of it, and what became of it."""

    line = serializers.IntegerField(source="row.line", help_text="as a spreadsheet numbers it")
    verdict = serializers.ChoiceField(RowVerdict.choices, source="row.verdict")
    cells = serializers.DictField(source="row.cells", child=serializers.CharField(), help_text="by our column")
    reasons = serializers.ListField(
        child=serializers.CharField(), help_text="why it cannot be taken or was left out, in sentences"
    )
    goal = serializers.IntegerField(allow_null=True, help_text="which it changes or has made, where you see it")
    applied_at = serializers.DateTimeField(source="row.applied_at", allow_null=True)
    kept_because = serializers.ChoiceField(
        [*LeftBecause.choices, ("", "")], source="row.reason", help_text="why it was not taken back"
    )


class GoalImportFilters(Filters):
    """By state."""

    state = ChoiceFilter(choices=ImportState.choices)


class GoalImportRowFilters(Filters):
    """By what is to become of them."""

    verdict = ChoiceFilter(choices=RowVerdict.choices)


class GoalTableIn(In):
    """Goals as CSV, in the columns of the list's own table; the first line names them. At most 5,000 rows."""

    name = serializers.CharField(max_length=200, default="goals.csv")
    content = Sheet()
    point = serializers.ChoiceField([".", ","], default=".", help_text="how its decimals are written")


@reads(GOALS, GoalImportOut, filters=GoalImportFilters, pages=Order("-uploaded_at"))
def list_goal_imports(request):
    """Tables of goals that you uploaded, the newest first; for whoever leads people or HR."""
    access.require_bulk(request.viewer)
    return page_of(request, access.visible_imports(request.viewer))


@reads(GOALS, GoalImportOut)
def get_goal_import(request, pk):
    """One of yours; ask again after a second while it is being read, applied or taken back."""
    return access.get_import(request.viewer, pk)


@reads(GOALS, GoalImportRowOut, filters=GoalImportRowFilters, pages=Order("line"))
def list_goal_import_rows(request, pk):
    """The rows of the table, and what is to become of each."""
    rows = access.get_import(request.viewer, pk).rows.all()
    return page_of(request, rows, each=partial(queries.shown_rows, viewer=request.viewer))


@writes(GOALS, GoalImportOut, takes=GoalTableIn, status=201)
def upload_goal_import(request, said):
    """A table is read and judged row by row; nothing is changed before it is applied."""
    content = said.pop("content").encode()
    made = rules.upload(by=request.viewer, at=request.at, content=content, **said)
    return _sent(request, tasks.read_import, made)


@writes(GOALS, GoalImportOut)
def apply_goal_import(request, pk):
    """The rows that can be taken are; the others are left out, and each owner is told."""
    found = access.get_import(request.viewer, pk)
    return _sent(request, tasks.apply_import, rules.start_applying(found, by=request.viewer, at=request.at))


@writes(GOALS, GoalImportOut)
def take_goal_import_back(request, pk):
    """Within 24 hours: what nobody has touched since is as it was; the rows say what is not, and why."""
    found = access.get_import(request.viewer, pk)
    return _sent(request, tasks.undo_import, rules.start_undoing(found, by=request.viewer, at=request.at))


@writes(GOALS, GoalImportOut)
def call_off_goal_import(request, pk):
    """What runs is stopped; rows that are applied stay so, and may be taken back within the day."""
    rules.call_off(access.get_import(request.viewer, pk), by=request.viewer, at=request.at)
    return access.get_import(request.viewer, pk)


@writes(GOALS, GoalImportOut)
def discard_goal_import(request, pk):
    """It was only looked at."""
    rules.discard(access.get_import(request.viewer, pk), by=request.viewer, at=request.at)
    return access.get_import(request.viewer, pk)


def _sent(request, task, found):
    transaction.on_commit(partial(task.delay, pk=found.pk), robust=True)
    return access.get_import(request.viewer, found.pk)
