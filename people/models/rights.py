"""Who may more than read about themselves, and how people get in."""

from django.db import models
from django.db.models import Q

from perfhub.kernel.inventory import AUDIT, CONTACT, EMPLOYMENT, SECRET, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import InvitationState, Role
from .employees import Employee, Team


class RoleGrant(TenantModel):
    """An employee holds a role from a moment on; an HR partner holds it for one team and those below it."""

    inventory = {EMPLOYMENT: "employee role team granted_by start_at end_at"}

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=12, choices=Role)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    granted_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "employee", "role", "team"],
                condition=Q(end_at__isnull=True),
                nulls_distinct=False,
                name="role_held_once",
            ),
            models.CheckConstraint(
                condition=Q(role="hr_partner", team__isnull=False) | (~Q(role="hr_partner") & Q(team__isnull=True)),
                name="role_of_partner_has_a_team",
            ),
        ]


class InvitationQuerySet(models.QuerySet):
    def open(self, at):
        """Can still be taken."""
        return self.filter(state=InvitationState.SENT, expires_at__gt=at)

    def untold(self, at):
        """Open, and no mail about it is under way yet."""
        return self.open(at).filter(told_at__isnull=True)


class Invitation(TenantModel):
    """A one-time link by which an employee gets a sign-in, bound to the address it was sent to.

    On paper it is a code, bound to the employee number it is typed in with.
    """

    inventory = {
        TECHNICAL.kept_for("employment"): "employee state on_paper invited_by sent_at told_at expires_at accepted_at",
        CONTACT: "email",
        SECRET: "token_hash",
    }

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="invitations")
    email = models.EmailField(blank=True)
    on_paper = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.SENT)
    invited_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)  # when its mail was handed to whoever sends mails
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "token_hash"], name="invitation_token_once"),
            models.CheckConstraint(condition=Q(on_paper=True) ^ ~Q(email=""), name="invitation_by_mail_or_on_paper"),
            models.UniqueConstraint(
                fields=["organization", "employee"], condition=Q(state="sent"), name="invitation_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_at__isnull=False), name="invitation_accepted_has_time"
            ),
        ]


class Vouch(TenantModel):
    """One person of HR asks, another confirms: this employee is who they say, and has lost the second factor."""

    inventory = {AUDIT: "employee asked_by asked_at confirmed_by confirmed_at"}

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                name="vouch_by_three_different_people",
                condition=~Q(asked_by=models.F("employee"))
                & (
                    Q(confirmed_by__isnull=True)
                    | ~Q(confirmed_by=models.F("employee")) & ~Q(confirmed_by=models.F("asked_by"))
                ),
            ),
        ]
