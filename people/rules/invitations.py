"""Inviting many at once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken

from .. import queries
from ..access import require, teams_below
from ..models import Employee, Job, Team
from ..states import JobState
from .rights import invite
from .work import open_job


class NobodyToInvite(RuleBroken):
    """All who have an address are in or invited."""

    sentence = _("There is nobody to invite: all who have an e-mail address can sign in or are invited.")


def waiting_to_be_invited(*, team: int | None, at: datetime, below: bool = False) -> QuerySet[Employee]:
    """Who waits, of one team, if given, or of it and all below it."""
    rows = queries.waiting_to_be_invited(at=at)
    if team is None:
        return rows
    return rows.filter(team__in=teams_below(team) if below else [team])


@transaction.atomic
def start_inviting(*, by: Employee, at: datetime, team: Team | None = None, below: bool = False) -> Job:
    """A worker invites them one by one; the job's kind keeps which team. Raises `NobodyToInvite`."""
    require("invite", by)
    total = waiting_to_be_invited(team=team.pk if team else None, at=at, below=below).count()
    if not total:
        raise NobodyToInvite
    chosen = f"{team.pk}{'.below' * below}" if team else "all"
    return open_job(f"invite.{chosen}", by=by, at=at, total=total)


def invite_some(job: Job, *, at: datetime, limit: int) -> int:
    """Invite the next few; who was invited before is not among them, so nobody is invited twice."""
    Job.objects.select_for_update().get(pk=job.pk)  # two workers of one job take turns
    _invite, chosen, *below = job.kind.split(".")
    team = None if chosen == "all" else int(chosen)
    some = list(waiting_to_be_invited(team=team, at=at, below=bool(below)).order_by("pk")[:limit])
    for employee in some:
        invite(employee, by=job.started_by, at=at)
    return len(some)


def left_waiting(*, at: datetime) -> QuerySet[Job]:
    """Jobs of inviting that should have moved on by now; sending them to a worker again is harmless."""
    running = [JobState.WAITING, JobState.RUNNING]
    rows = Job.objects.filter(kind__startswith="invite.", state__in=running, created_at__lt=at - timedelta(minutes=1))
    return rows.order_by("pk")
