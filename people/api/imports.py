"""Imports of a roster: uploaded, looked at, applied as one step."""

from functools import partial

from django.db import transaction
from rest_framework import serializers

from perfhub.kernel.api import ChoiceFilter, Day, Filters, In, Order, Out, Sheet, page_of, reads, writes
from perfhub.kernel.api.scopes import IMPORTS

from .. import access, queries, tasks
from ..rules import rosters as rules
from ..states import Duplicates, ImportState, Missing, Verdict


class ImportOut(Out):
    """One uploaded roster: what was decided about it, and how many rows will do what."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(ImportState.choices)
    name = serializers.CharField(source="file.name")
    words = serializers.CharField(help_text="why it was not read or not applied")
    job = serializers.IntegerField(source="job_id", allow_null=True, help_text="the work under way, of the last step")
    started_by = serializers.IntegerField(source="started_by_id")
    duplicates = serializers.ChoiceField(Duplicates.choices)
    missing = serializers.ChoiceField(Missing.choices)
    last_day = serializers.DateField(allow_null=True)
    uploaded_at = serializers.DateTimeField()
    previewed_at = serializers.DateTimeField(allow_null=True)
    applied_at = serializers.DateTimeField(allow_null=True)
    ignored = serializers.ListField(child=serializers.CharField(), help_text="columns nobody understood")
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    skipped = serializers.IntegerField()
    cannot_be_taken = serializers.IntegerField(source="errors")
    leaving = serializers.IntegerField(help_text="employed here and not in the file")


class ImportRowOut(Out):
    """One row of the file, and what is to become of it."""

    line = serializers.IntegerField(help_text="as a spreadsheet numbers it")
    number = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    verdict = serializers.ChoiceField(Verdict.choices)
    reasons = serializers.SerializerMethodField(help_text="why it cannot be taken, in sentences")
    employee = serializers.IntegerField(source="employee_id", allow_null=True)

    def get_reasons(self, row) -> list[str]:
        return queries.reasons_of(row)


class ImportFilters(Filters):
    """By state."""

    state = ChoiceFilter(choices=ImportState.choices)


class ImportRowFilters(Filters):
    """By what is to become of them."""

    verdict = ChoiceFilter(choices=Verdict.choices)


class UploadIn(In):
    """A roster as CSV; the first line names the columns."""

    name = serializers.CharField(max_length=200, default="roster.csv")
    content = Sheet()


class DecideIn(In):
    """What happens to doubles, and to who is not in the file."""

    duplicates = serializers.ChoiceField(Duplicates.choices)
    missing = serializers.ChoiceField(Missing.choices)
    last_day = Day(allow_null=True, default=None, help_text="of who is not in the file; today, if left out")


@reads(IMPORTS, ImportOut, filters=ImportFilters, pages=Order("-uploaded_at"))
def list_imports(request):
    """Uploaded rosters, the newest first; for whoever may import one."""
    access.require("import_roster", request.viewer)
    return page_of(request, access.visible_rosters(request.viewer))


@reads(IMPORTS, ImportOut)
def get_import(request, pk):
    """One uploaded roster; ask again after a second while it is being read or applied."""
    return access.get_roster(request.viewer, pk)


@reads(IMPORTS, ImportRowOut, filters=ImportRowFilters, pages=Order("line"))
def list_import_rows(request, pk):
    """The rows of the file, and what is to become of each."""
    return page_of(request, access.get_roster(request.viewer, pk).rows.all())


@writes(IMPORTS, ImportOut, takes=UploadIn, status=201)
def upload_import(request, said):
    """A roster is read and compared; nothing is changed before it is applied."""
    content = said["content"].encode()
    roster = rules.upload(by=request.viewer, at=request.at, name=said["name"], content=content)
    transaction.on_commit(partial(tasks.read_roster.delay, roster=roster.pk), robust=True)
    return access.get_roster(request.viewer, roster.pk)


@writes(IMPORTS, ImportOut, takes=DecideIn)
def decide_import(request, pk, said):
    """What happens to doubles and to who is not in the file; the preview is made anew."""
    rules.decide(access.get_roster(request.viewer, pk), by=request.viewer, at=request.at, **said)
    return access.get_roster(request.viewer, pk)


@writes(IMPORTS, ImportOut)
def apply_import(request, pk):
    """It is applied, as one step: all of it or nothing."""
    found = rules.start_applying(access.get_roster(request.viewer, pk), by=request.viewer, at=request.at)
    transaction.on_commit(partial(tasks.apply_roster.delay, roster=found.pk), robust=True)
    return access.get_roster(request.viewer, pk)


@writes(IMPORTS, ImportOut)
def call_off_import(request, pk):
    """Called off while it is being applied: nothing was."""
    rules.call_off(access.get_roster(request.viewer, pk), by=request.viewer, at=request.at)
    return access.get_roster(request.viewer, pk)


@writes(IMPORTS, ImportOut)
def discard_import(request, pk):
    """It is not wanted any more."""
    rules.discard(access.get_roster(request.viewer, pk), by=request.viewer, at=request.at)
    return access.get_roster(request.viewer, pk)
