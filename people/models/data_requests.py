"""What somebody asks for who wants to know which data are held about them."""

from django.db import models
from django.db.models import F, Q

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import DataRequestState
from .employees import Employee


class DataRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=DataRequestState.OPEN)

    def standing(self):
        """Not taken back: whoever was asked because of them is still asked."""
        return self.exclude(state=DataRequestState.WITHDRAWN)


class DataRequest(TenantModel):
    """Somebody, employed or not any more, asked for the data held about them; HR answers by a day."""

    inventory = {TECHNICAL: "employee state asked_by asked_at due_date closed_by closed_at"}

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=DataRequestState, default=DataRequestState.OPEN)
    asked_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", help_text="oneself, or HR for somebody")
    asked_at = models.DateTimeField()
    due_date = models.DateField()
    closed_by = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "employee"], condition=Q(state="open"), name="data_request_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | ~Q(state="open") & Q(closed_at__gte=F("asked_at")),
                name="data_request_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "employee", "-asked_at"], name="data_request_of_an_employee"),
            models.Index(fields=["organization", "due_date"], condition=Q(state="open"), name="data_request_to_answer"),
        ]
