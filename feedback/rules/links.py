"""The link in a reminder: it opens a form that can be written and not read, once, for one check-in.

Whoever holds the link, the mail's reader or somebody it was forwarded to, can say how the week was and learns nothing:
no earlier word is shown, nobody is signed in. Only a hash of it is kept.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.models import AuditEntry, Draft
from people.rules import record, save_draft
from people.states import EmployeeState
from perfhub.kernel import clock
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.keys import hash_token, new_token
from perfhub.kernel.slots import Credential, NoticeKind
from perfhub.kernel.tenancy import page_urls

from ..models import LINK_LIFE, AnswerLink, CheckIn
from ..queries import answers as reads
from ..queries.switched import is_off_for, teams_off
from ..states import CHECK_IN_MOVES
from .answers import answer

REMINDERS = frozenset({"check_in.due", "check_in.reminder", "check_in.early"})


class LinkOver(RuleBroken):
    """Unknown, expired, replaced by a newer one, its employee has left, or check-ins are switched off there."""

    sentence = _("This link is no longer good. Sign in to write your check-in, or use the newest letter.")


class AnsweredAlready(RuleBroken):
    """The link was used, or the check-in was answered in another way."""

    sentence = _("This check-in is answered already. Sign in to read or to change it.")


def _end_links(employee_ids: list[int], at: dt.datetime) -> None:
    AnswerLink.objects.filter(check_in__employee__in=employee_ids).delete()


REMINDER_LINK = Credential(
    name="feedback.reminder_link", model="feedback.AnswerLink", label=_("Links in reminders"), end=_end_links
)


def with_link(kind: NoticeKind) -> NoticeKind:
    """The same kind; where it is a reminder, its letters bear a link that needs no sign-in."""
    return dataclasses.replace(kind, letter_urls=letter_urls) if kind.name in REMINDERS else kind


def letter_urls(notices: Sequence[Any]) -> dict[int, str]:
    """An address for each letter. It ends the one of an earlier letter about the same check-in."""
    tokens = _new_links({notice.subject_id for notice in notices}, at=clock.now())
    url = page_urls("feedback:by_link")
    return {notice.pk: url(tokens[notice.subject_id]) for notice in notices}


def new_link(check_in: CheckIn, *, at: dt.datetime) -> str:
    """A token that is good for three days, or until the check-in is answered; it is kept nowhere itself."""
    return _new_links({check_in.pk}, at=at)[check_in.pk]


def _new_links(check_ins: Collection[int], *, at: dt.datetime) -> dict[int, str]:
    tokens = {pk: new_token("link") for pk in check_ins}
    AnswerLink.objects.bulk_create(
        [
            AnswerLink(check_in_id=pk, token_hash=hash_token(token), made_at=at, expires_at=at + LINK_LIFE)
            for pk, token in sorted(tokens.items())
        ],
        update_conflicts=True,
        unique_fields=["organization", "check_in"],
        update_fields=["token_hash", "made_at", "expires_at"],
    )
    return tokens


def open_link(token: str, *, at: dt.datetime) -> CheckIn:
    """The check-in a link is for. Raises `LinkOver` or `AnsweredAlready`. Changes nothing."""
    links = AnswerLink.objects.select_related("check_in__employee").filter(token_hash=hash_token(token))
    link = links.filter(expires_at__gt=at).first()
    if link is None or link.check_in.employee.state != EmployeeState.ACTIVE or _has_left_since(link):
        raise LinkOver
    if is_off_for(link.check_in.employee, teams_off(at=at)):
        raise LinkOver
    if not CHECK_IN_MOVES["answer"].starts_at(link.check_in.state):
        raise AnsweredAlready
    return link.check_in


def _has_left_since(link: AnswerLink) -> bool:
    """Somebody who left and came back begins anew, with new links."""
    since = AuditEntry.objects.filter(employee=link.check_in.employee_id, at__gte=link.made_at)
    return since.filter(act="employee.left").exists()


@transaction.atomic
def answer_by_link(
    token: str, *, at: dt.datetime, mood: int | None = None, progress: str = "", blockers: str = ""
) -> CheckIn:
    """The employee says how the week went, without signing in; what was planned before is carried.

    A draft typed elsewhere stays. Raises `LinkOver` or `AnsweredAlready`; of two who send, one is answered so.
    """
    found = open_link(token, at=at)
    check_in = CheckIn.objects.select_for_update(of=("self",)).select_related("employee").get(pk=found.pk)
    if not CHECK_IN_MOVES["answer"].starts_at(check_in.state):
        raise AnsweredAlready
    employee = check_in.employee
    draft = Draft.objects.filter(employee=employee, key=reads.draft_key(check_in)).first()
    record("check_in.answered_by_link", by=employee, at=at, employee=employee, subject=check_in)
    answer(check_in, by=employee, at=at, mood=mood, progress=progress, blockers=blockers)
    if draft is not None:
        save_draft(employee, draft.key, content=draft.content, at=draft.saved_at)
    return check_in
