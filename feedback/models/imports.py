"""Past feedback on its way in from a file."""

from django.db import models

from people.models.staged import APPLIED_HAS_TIME, UNDONE_HAS_TIME, StagedImport
from perfhub.kernel.inventory import CONFIDENTIAL, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import ImportVerdict
from .giving import Feedback


class FeedbackImport(StagedImport):
    """One uploaded table of past feedback; its uploader alone sees it."""

    inventory = {TECHNICAL.kept_for("days"): "left"}

    left = models.PositiveIntegerField(default=0)  # rows that could not be taken, or taken back, any more

    class Meta(StagedImport.Meta):
        constraints = [
            models.CheckConstraint(condition=APPLIED_HAS_TIME, name="feedback_import_applied_has_time"),
            models.CheckConstraint(condition=UNDONE_HAS_TIME, name="feedback_import_undone_has_time"),
        ]
        indexes = [models.Index(fields=["organization", "started_by", "-uploaded_at"], name="feedback_import_newest")]


class FeedbackImportRow(TenantModel):
    """One row of the table: its cells, what is to become of it, and the feedback it became."""

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {
        TECHNICAL.kept_for("days"): "source line verdict feedback applied_at",
        CONFIDENTIAL.kept_for("days").erased_by("drop"): "cells flaws said",
    }

    source = models.ForeignKey(FeedbackImport, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()  # as a spreadsheet numbers it
    verdict = models.CharField(max_length=10, choices=ImportVerdict, default=ImportVerdict.ERROR)
    cells = models.JSONField(default=dict)  # by column; empty ones are not there
    flaws = models.JSONField(default=list)  # what is wrong with it: [column, sentence]
    feedback = models.ForeignKey(Feedback, models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=400, blank=True)  # why it was left out, or not taken back, after all

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "source", "line"], name="feedback_import_line_once"),
        ]
        indexes = [
            models.Index(fields=["organization", "source", "verdict", "line"], name="feedback_import_by_verdict"),
        ]
