"""Every write on this floor: a verb, the subject first, the rest by keyword."""

from .audit import record, touch
from .employees import change, hire, leave, rejoin
from .lines import CircularLine, rebuild_reach, report_to
from .rights import accept_invitation, end_grant, grant, invite
from .threads import open_thread, say
from .work import advance_job, cancel_job, drop_draft, fail_job, finish_job, open_job, save_draft, start_job

__all__ = [
    "CircularLine",
    "accept_invitation",
    "advance_job",
    "cancel_job",
    "change",
    "drop_draft",
    "end_grant",
    "fail_job",
    "finish_job",
    "grant",
    "hire",
    "invite",
    "leave",
    "open_job",
    "open_thread",
    "rebuild_reach",
    "record",
    "rejoin",
    "report_to",
    "save_draft",
    "say",
    "start_job",
    "touch",
]
