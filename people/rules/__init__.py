"""Every write on this floor: a verb, the subject first, the rest by keyword."""

from .audit import record, record_many, touch
from .calendar import (
    NoTimeAtAll,
    add_absence,
    add_absences,
    add_holiday,
    add_holidays,
    is_no_time,
    remove_absence,
    remove_holiday,
    remove_hours,
    work_in,
)
from .capabilities import BegunAlready, NoSuchCapability, switch, take_switch_back
from .codes import print_codes, redeem_code
from .dotted import draw_dots, end_dots
from .employees import change, hire, rejoin
from .invitations import start_inviting
from .leaving import close_doors, end_employment, end_over, keep_employed, leave
from .lines import CircularLine, rebuild_reach, report_to
from .promises import AsItIs, announced, choose_visibility, to_be_announced
from .rights import accept_invitation, end_grant, grant, invite, open_invitation, token_of
from .sealing import drop_anchor, seal, start_verifying, verified
from .settings import choose_settings
from .stand_ins import end_stand_in, name_stand_in
from .teams import (
    NameTaken,
    NotEmpty,
    NotMerged,
    TeamBelowItself,
    merge_team,
    move_team,
    open_team,
    rename_team,
    reopen_team,
    retire_team,
    unmerge_team,
)
from .threads import open_thread, say
from .tokens import issue_token, note_use, revoke_token
from .work import (
    advance_job,
    cancel_job,
    drop_draft,
    fail_job,
    finish_job,
    forget_answers,
    open_job,
    save_draft,
    start_job,
    take_key,
)

__all__ = [
    "AsItIs",
    "BegunAlready",
    "CircularLine",
    "NameTaken",
    "NoSuchCapability",
    "NoTimeAtAll",
    "NotEmpty",
    "NotMerged",
    "TeamBelowItself",
    "accept_invitation",
    "add_absence",
    "add_absences",
    "add_holiday",
    "add_holidays",
    "advance_job",
    "announced",
    "cancel_job",
    "change",
    "choose_settings",
    "choose_visibility",
    "close_doors",
    "draw_dots",
    "drop_anchor",
    "drop_draft",
    "end_dots",
    "end_employment",
    "end_grant",
    "end_over",
    "end_stand_in",
    "fail_job",
    "finish_job",
    "forget_answers",
    "grant",
    "hire",
    "invite",
    "is_no_time",
    "issue_token",
    "keep_employed",
    "leave",
    "merge_team",
    "move_team",
    "name_stand_in",
    "note_use",
    "open_invitation",
    "open_job",
    "open_team",
    "open_thread",
    "print_codes",
    "rebuild_reach",
    "record",
    "record_many",
    "redeem_code",
    "rejoin",
    "remove_absence",
    "remove_holiday",
    "remove_hours",
    "rename_team",
    "reopen_team",
    "report_to",
    "retire_team",
    "revoke_token",
    "save_draft",
    "say",
    "seal",
    "start_inviting",
    "start_job",
    "start_verifying",
    "switch",
    "take_key",
    "take_switch_back",
    "to_be_announced",
    "token_of",
    "touch",
    "unmerge_team",
    "verified",
    "work_in",
]
