"""A manager's own file about somebody: for the author alone, whoever has the database."""

from django.db import models

from perfhub.kernel.fields import EncryptedTextField
from perfhub.kernel.inventory import CONFIDENTIAL, PRIVATE, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from .giving import Feedback

LONGEST_HANDED_OVER = 100_000  # characters: of many notes together


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


class HandedOver(TenantModel):
    """What the author of private notes handed over because somebody asked for the data held about them.

    It is for them alone; `through_hr` where they had left, so that HR passes it on. Without `concerns` the author said
    that nothing in the notes concerns them.
    """

    inventory = {
        CONFIDENTIAL.kept_for("feedback"): "text",
        TECHNICAL: "request author concerns through_hr at",
    }
    privileges = ("SELECT", "INSERT", "UPDATE")

    request = models.ForeignKey("people.DataRequest", models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    text = EncryptedTextField(bound_to=("request_id", "author_id"))
    concerns = models.BooleanField()
    through_hr = models.BooleanField()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "request", "author"], name="handed_over_once"),
        ]
