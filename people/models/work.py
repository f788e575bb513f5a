"""What every floor hangs things on: long work, drafts, repeated requests, files, threads, saved views."""

from django.db import models
from django.db.models import F, Q

from perfhub.kernel.fields import EncryptedJSONField
from perfhub.kernel.inventory import CONFIDENTIAL, PRIVATE, SECRET, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import JobState
from .employees import Employee


class Job(TenantModel):
    """Long work that a page shows as a bar: how much is done, and what came of it."""

    inventory = {TECHNICAL.kept_for("days"): "kind state done total words started_by created_at finished_at"}

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True)
    started_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="jobs")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_within_total")]


class Draft(TenantModel):
    """What somebody has typed into a form and not sent yet; for nobody else, whoever has the database."""

    inventory = {PRIVATE.kept_for("days"): "key content", TECHNICAL.kept_for("days"): "employee saved_at"}

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=100)
    content = EncryptedJSONField(bound_to=("employee_id", "key"), was_plain=True, default=dict)
    saved_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "employee", "key"], name="draft_once")]


class RequestKey(TenantModel):
    """This submission was answered; the same one again gets the same answer and no second effect."""

    inventory = {
        SECRET.kept_for("days"): "key fingerprint body",
        TECHNICAL.kept_for("days"): "employee status location created_at",
    }

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "employee", "key"], name="request_key_once")]
        indexes = [models.Index(fields=["organization", "created_at"], name="request_key_by_age")]


class File(TenantModel):
    """An uploaded file, kept in the database so that isolation, backup and erasure cover it."""

    inventory = {
        CONFIDENTIAL.exported_to("author"): "name content",
        TECHNICAL: "media_type size sha256 uploaded_by uploaded_at",
    }

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(size__lte=10 * 2**20), name="file_at_most_ten_megabytes"),
        ]


class Thread(TenantModel):
    """A conversation that hangs on a record of a floor above; that record decides who sees it."""

    inventory = {TECHNICAL: "created_at"}

    created_at = models.DateTimeField()


class Message(TenantModel):
    """One person's words in a thread. A correction is a new message that supersedes this one."""

    inventory = {
        CONFIDENTIAL.exported_to("author"): "text",
        TECHNICAL: "thread author acting_for written_at supersedes",
    }

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    author = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(  # whose stand-in wrote it
        Employee, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    text = models.TextField()
    written_at = models.DateTimeField()
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "thread", "written_at"], name="message_in_order")]


class SavedView(TenantModel):
    """A list as somebody likes to see it: filters and order of a page, under a name."""

    inventory = {PRIVATE.kept_for("employment"): "employee page name query"}

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=500)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "employee", "page", "name"], name="saved_view_once"),
        ]
