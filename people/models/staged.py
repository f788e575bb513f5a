"""A file of many rows on its way in: read, looked at, applied, perhaps taken back."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import ImportState
from .employees import Employee
from .work import File, Job


class StagedImport(TenantModel):
    """One uploaded file: where it stands, what works on it, and how many of its rows will do what."""

    inventory = {
        TECHNICAL.kept_for("days"): "state file columns ignored job started_by uploaded_at previewed_at applied_at "
        "new changed unchanged errors words undone_at",
    }

    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    columns = ArrayField(models.CharField(max_length=40), default=list)  # of ours, which the file has
    ignored = ArrayField(models.CharField(max_length=200), default=list)  # headers nobody understood
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    started_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    previewed_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=400, blank=True)  # why it was not read or not applied
    undone_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        abstract = True


APPLIED_HAS_TIME = ~Q(state="applied") | Q(applied_at__isnull=False)
UNDONE_HAS_TIME = ~Q(state="undone") | Q(undone_at__isnull=False)
