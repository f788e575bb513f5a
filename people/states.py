"""States and moves of this floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.moves import Move

WEEKDAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip


class EmployeeState(TextChoices):
    ACTIVE = "active", _("employed")
    LEFT = "left", _("left")


EMPLOYEE_MOVES = {
    "leave": Move({EmployeeState.ACTIVE}, EmployeeState.LEFT),
    "rejoin": Move({EmployeeState.LEFT}, EmployeeState.ACTIVE),
}


class LeavingState(TextChoices):
    PLANNED = "planned", _("planned")
    DONE = "done", _("has left")
    WITHDRAWN = "withdrawn", _("taken back")


LEAVING_MOVES = {
    "carry_out": Move({LeavingState.PLANNED}, LeavingState.DONE),
    "withdraw": Move({LeavingState.PLANNED}, LeavingState.WITHDRAWN),
}


class DataRequestState(TextChoices):
    OPEN = "open", _("asked")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("taken back")


DATA_REQUEST_MOVES = {
    "answer": Move({DataRequestState.OPEN}, DataRequestState.ANSWERED),
    "reopen": Move({DataRequestState.ANSWERED}, DataRequestState.OPEN),
    "withdraw": Move({DataRequestState.OPEN}, DataRequestState.WITHDRAWN),
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


class ImportState(TextChoices):
    """Where a file of many rows stands on its way in."""

    UPLOADED = "uploaded", _("being read")
    PREVIEWED = "previewed", _("ready to look at")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")
    FAILED = "failed", _("not applied")
    DISCARDED = "discarded", _("discarded")


IMPORT_MOVES = {
    "show": Move({ImportState.UPLOADED}, ImportState.PREVIEWED),
    "apply": Move({ImportState.PREVIEWED}, ImportState.APPLYING),
    "finish": Move({ImportState.APPLYING}, ImportState.APPLIED),
    "undo": Move({ImportState.APPLIED}, ImportState.UNDOING),
    "finish_undo": Move({ImportState.UNDOING}, ImportState.UNDONE),
    "keep": Move({ImportState.UNDOING}, ImportState.APPLIED),  # called off, or nobody may undo it any more
    "give_back": Move({ImportState.APPLYING}, ImportState.PREVIEWED),  # called off, or something has changed meanwhile
    "fail": Move({ImportState.UPLOADED, ImportState.APPLYING}, ImportState.FAILED),
    "discard": Move({ImportState.UPLOADED, ImportState.PREVIEWED, ImportState.FAILED}, ImportState.DISCARDED),
}


class Duplicates(TextChoices):
    REFUSE = "refuse", _("do not import while a number stands on several rows")
    KEEP_FIRST = "keep_first", _("keep the first row, skip the rest")


class Missing(TextChoices):
    KEEP = "keep", _("leave them as they are")
    END = "end", _("end their employment")


class Verdict(TextChoices):
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    SKIPPED = "skipped", _("skipped")
    ERROR = "error", _("error")


class BeforeKind(TextChoices):
    CHANGED = "changed", _("changed")
    LEFT = "left", _("left")
    NEW = "new", _("new")  # kept only where somebody new could not be taken back
