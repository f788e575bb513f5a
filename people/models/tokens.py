"""Keys with which programs act for an employee."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from perfhub.kernel.inventory import PRIVATE, SECRET, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from .employees import Employee

LONGEST_LIFE = timedelta(days=365)


class ApiTokenQuerySet(models.QuerySet):
    def good(self, at):
        """Opens the API now, as long as its employee is employed."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)

    def newest_first(self):
        return self.order_by("-created_at", "-pk")


class ApiToken(TenantModel):
    """A program may do for an employee what these scopes allow of what the employee may; only its hash is kept."""

    inventory = {
        PRIVATE.kept_for("employment"): "name",
        SECRET: "token_hash",
        TECHNICAL.kept_for("employment"): "employee prefix scopes created_at expires_at last_used_at revoked_at "
        "revoked_by",
    }

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)  # how its owner recognises it
    token_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)  # within the hour
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ApiTokenQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "token_hash"], name="token_once"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")) & Q(expires_at__lte=F("created_at") + LONGEST_LIFE),
                name="token_lives_a_year_at_most",
            ),
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="token_has_a_scope"),
        ]
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="tokens_newest_first")]
