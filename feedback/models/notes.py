"""A manager's own file about somebody: for the author alone, whoever has the database."""

from django.db import models

from perfhub.kernel.fields import EncryptedTextField
from perfhub.kernel.inventory import PRIVATE, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from .giving import Feedback


class FileNote(TenantModel):
    """What a manager noted for themselves about a report; shared one day, it becomes feedback of that day."""

    inventory = {PRIVATE.kept_for("feedback"): "text", TECHNICAL: "author about written_at shared_as"}

    author = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", db_index=False)
    about = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    text = EncryptedTextField(bound_to=("author_id", "about_id"))
    written_at = models.DateTimeField()
    shared_as = models.ForeignKey(Feedback, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "author", "about", "-written_at"], name="file_note_newest")]
