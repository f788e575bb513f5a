"""States and moves of this floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.moves import Move


class EmployeeState(TextChoices):
    ACTIVE = "active", _("employed")
    LEFT = "left", _("left")


EMPLOYEE_MOVES = {
    "leave": Move({EmployeeState.ACTIVE}, EmployeeState.LEFT),
    "rejoin": Move({EmployeeState.LEFT}, EmployeeState.ACTIVE),
}


class Role(TextChoices):
    OWNER = "owner", _("owner")
    HR_ADMIN = "hr_admin", _("HR admin")
    HR_PARTNER = "hr_partner", _("HR partner")
    AUDITOR = "auditor", _("auditor")


class InvitationState(TextChoices):
    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    REVOKED = "revoked", _("withdrawn")


INVITATION_MOVES = {
    "accept": Move({InvitationState.SENT}, InvitationState.ACCEPTED),
    "revoke": Move({InvitationState.SENT}, InvitationState.REVOKED),
}


class JobState(TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


JOB_MOVES = {
    "start": Move({JobState.WAITING, JobState.RUNNING}, JobState.RUNNING),  # again after a kill
    "finish": Move({JobState.RUNNING}, JobState.DONE),
    "fail": Move({JobState.WAITING, JobState.RUNNING}, JobState.FAILED),
    "cancel": Move({JobState.WAITING, JobState.RUNNING}, JobState.CANCELLED),
}
