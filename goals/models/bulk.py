"""A table of many goals on its way in: written, changed or closed together."""

from django.db import models

from people.models.staged import APPLIED_HAS_TIME, UNDONE_HAS_TIME, StagedImport
from perfhub.kernel.inventory import CONFIDENTIAL, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import LeftBecause, RowVerdict
from .objectives import Objective


class GoalImport(StagedImport):
    """One uploaded table of goals; its uploader alone sees it."""

    inventory = {TECHNICAL.kept_for("days"): "point closing left"}

    point = models.CharField(max_length=1, default=".")  # how its decimals are written
    closing = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)  # rows that could not be applied any more

    class Meta(StagedImport.Meta):
        constraints = [
            models.CheckConstraint(condition=APPLIED_HAS_TIME, name="goal_import_applied_has_time"),
            models.CheckConstraint(condition=UNDONE_HAS_TIME, name="goal_import_undone_has_time"),
        ]
        indexes = [models.Index(fields=["organization", "started_by", "-uploaded_at"], name="goal_import_newest")]


class GoalImportRow(TenantModel):
    """One row of the table: its cells, what is to become of it, and what it has changed, for whoever takes it back."""

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {
        TECHNICAL.kept_for("days"): "source line verdict objective applied_at version reason",
        CONFIDENTIAL.kept_for("days").erased_by("drop"): "cells flaws was said",
    }

    source = models.ForeignKey(GoalImport, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()  # as a spreadsheet numbers it
    verdict = models.CharField(max_length=10, choices=RowVerdict, default=RowVerdict.ERROR)
    cells = models.JSONField(default=dict)  # by column; empty ones are not there
    flaws = models.JSONField(default=list)  # what is wrong with it: [column, sentence]
    objective = models.ForeignKey(Objective, models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(null=True)  # of the goal afterwards: another one now means a later change
    was = models.JSONField(default=dict)  # the goal before
    said = models.CharField(max_length=400, blank=True)  # why it was left out after all
    reason = models.CharField(max_length=10, choices=LeftBecause, blank=True)  # why it was not taken back

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "source", "line"], name="goal_import_line_once"),
        ]
        indexes = [
            models.Index(fields=["organization", "source", "verdict", "line"], name="goal_import_rows_by_verdict"),
        ]
