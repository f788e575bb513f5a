"""What those who answer for the sending can do, and what stops it by itself."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Actor, hr_leads
from people.models import Employee
from people.rules import record
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.forms import compare_version
from perfhub.kernel.moves import move

from .. import queries
from ..access import require
from ..models import Hold, KindSwitch, MailSettings, Notice
from ..states import NOTICE_MOVES, NoticeState
from .telling import tell_many
from .wishing import AlwaysTold

TIMES_USUAL = 3
HOUR = dt.timedelta(hours=1)
GRACE = dt.timedelta(hours=2)  # after a person said "send them"
SMALLEST = 20


class HeldAlready(RuleBroken):
    """The hold has ended."""

    sentence = _("Mail is going out again already.")


@transaction.atomic
def note_looked_at(kind: str, *, by: Employee, at: dt.datetime) -> None:
    """Somebody has looked at a letter of this kind beforehand: one line in the audit, the first time.

    Whoever looks in for support has not looked for the organization.
    """
    require("oversee", by)
    if by.visit is None and kind not in queries.letters_looked_at():
        record(f"letter.looked_at.{kind}", by=by, at=at)


@transaction.atomic
def watch_volume(*, at: dt.datetime) -> bool:
    """Stop all mail that is not asked for by a person at this moment when far more is due than usual.

    More than three times the busiest hour of the last four weeks (and of one letter for every second employee)
    within an hour means that a clock jumped or a rule ran wild. Says whether mail is held. HR admins are told
    at once and let it go; for two hours after that it is not asked again.
    """
    if mail_is_held():
        return True
    slow = [name for name, kind in queries.kinds().items() if not kind.at_once]
    due = Notice.objects.filter(state=NoticeState.WAITING, kind__in=slow, due_at__lte=at).count()
    if not due:
        return False
    past = Notice.objects.filter(state=NoticeState.SENT, kind__in=slow, sent_at__gt=at - HOUR, digest=None).count()
    found = due + past
    least = max(SMALLEST, Employee.objects.active().count() // 2)
    if found <= least * TIMES_USUAL or Hold.objects.filter(end_at__gt=at - GRACE).exists():
        return False
    usual = max(least, queries.usual_volume(at=at))
    if found <= usual * TIMES_USUAL:
        return False
    Hold.objects.bulk_create([Hold(start_at=at, found=found, usual=usual)], ignore_conflicts=True)
    hold = Hold.objects.get(end_at=None)
    leads = hr_leads()
    tell_many(leads, queries.HELD.name, subjects=[(Hold, hold.pk)] * len(leads), at=at)
    return True


def mail_is_held() -> bool:
    return Hold.objects.filter(end_at=None).exists()


@transaction.atomic
def release(hold: Hold, *, by: Actor, at: dt.datetime) -> Hold:
    """Let the mail go that stood still; what is no longer wanted is dropped on the way as always."""
    require("release", by, hold)
    if not Hold.objects.filter(pk=hold.pk, end_at=None).update(end_at=at, ended_by=by.pk):
        raise HeldAlready
    hold.end_at = at
    record("mail.released", by=by, at=at, subject=hold)
    return hold


@transaction.atomic
def try_again(notice: Notice, *, by: Actor, at: dt.datetime) -> Notice:
    """Send a parked notice once more, with its attempts counted anew."""
    require("try_again", by, notice)
    move(notice, NOTICE_MOVES["try_again"], attempts=0, next_try_at=None, failure="")
    record("notice.tried_again", by=by, at=at, employee=notice.recipient, subject=notice)
    return notice


@transaction.atomic
def send_again(notice: Notice, *, by: Actor, at: dt.datetime) -> Notice:
    """Send once more what went out or was stopped: as a new letter, if it is still wanted when its turn comes."""
    require("send_again", by, notice)
    fresh = {"attempts": 0, "next_try_at": None, "failure": "", "digest": None, "message_id": uuid.uuid4()}
    move(notice, NOTICE_MOVES["send_again"], **fresh)
    record("notice.sent_again", by=by, at=at, employee=notice.recipient, subject=notice)
    return notice


@transaction.atomic
def stop(notice: Notice, *, by: Actor, at: dt.datetime) -> Notice:
    """No letter of this one. It stays under the recipient's bell: stopping mail hides nothing that is owed."""
    require("stop", by, notice)
    move(notice, NOTICE_MOVES["stop"], next_try_at=None, digest=None)
    record("notice.stopped", by=by, at=at, employee=notice.recipient, subject=notice)
    return notice


@transaction.atomic
def use_kind(name: str, *, on: bool, channel: str = "", by: Actor, at: dt.datetime) -> KindSwitch:
    """Whether this organization uses a kind of notice, and how whoever chose nothing is told (empty: as the kind).

    Off: nothing of it is sent, what waits is dropped in turn. Raises `AlwaysTold` for what is owed.
    """
    require("switch", by)
    kind = queries.kinds()[name]
    if (not on and queries.why_always(kind)) or (channel and channel not in queries.channels_open(kind)):
        raise AlwaysTold
    switch, _new = KindSwitch.objects.update_or_create(
        kind=name, defaults={"is_on": on, "channel": channel, "changed_by_id": by.pk, "changed_at": at}
    )
    record(f"notices.{channel or 'on'}" if on else "notices.unused", by=by, at=at, subject=switch)
    return switch


@transaction.atomic
def change_mail(
    *,
    by: Actor,
    at: dt.datetime,
    sender_name: str,
    reply_to: str,
    quiet_from: dt.time,
    quiet_until: dt.time,
    seen: int | None = None,
) -> MailSettings:
    """From whom the organization's mail comes, and when it stays quiet. Raises `Conflict` with both texts."""
    require("switch", by)
    said = {"sender_name": sender_name, "reply_to": reply_to, "quiet_from": quiet_from, "quiet_until": quiet_until}
    there = MailSettings.objects.select_for_update().first() or MailSettings()
    compare_version(there, seen, yours=_texts(said), theirs=_texts({name: getattr(there, name) for name in said}))
    chosen, _new = MailSettings.objects.update_or_create(
        pk=there.pk, defaults=said | {"version": there.version + bool(there.pk)}
    )
    record("mail.settings_changed", by=by, at=at, subject=chosen)
    return chosen


def _texts(said: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in said.items()}
