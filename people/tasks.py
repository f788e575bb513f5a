"""Work of this floor that no page waits for."""

import logging

from celery import shared_task
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from perfhub.kernel import clock, fields
from perfhub.kernel.bulk import in_pieces
from perfhub.kernel.errors import Refused
from perfhub.kernel.sheets import Match, Table
from perfhub.kernel.tasks import Queue, TenantTask, TickTask
from perfhub.kernel.tenancy import organization_context

from . import queries, rules
from .access import SYSTEM
from .models import Job, Organization, RosterImport
from .rules import invitations, rosters, sealing
from .states import ImportState, JobState

log = logging.getLogger(__name__)


@shared_task(base=TenantTask, bind=True, queue=Queue.IMPORTS)
def read_roster(self, *, roster: int) -> None:
    """Stage an uploaded file in committed pieces, then compare it; goes on where a killed worker stopped."""
    with organization_context(self.organization):
        found = rosters.in_state(roster, ImportState.UPLOADED)
        if found is None:
            return
        if found.job.state == JobState.CANCELLED:
            rosters.discard(found, by=found.started_by, at=clock.now())
            return
        raw, name = bytes(found.file.content), found.file.name
    try:
        table, match = rosters.open_table(raw, name=name)
    except rosters.RosterNotRead as refused:
        with organization_context(self.organization):
            rosters.fail(found, at=clock.now(), words=str(refused))
        return
    if not _stage(self.organization, found, table, match):
        return
    with organization_context(self.organization):
        if (found := rosters.in_state(roster, ImportState.UPLOADED, lock=True)) is not None:
            rosters.show(found, at=clock.now())


def _stage(organization: int, roster: RosterImport, table: Table, match: Match) -> bool:
    """All rows that are not staged yet; False when somebody called it off."""
    with organization_context(organization):
        after = rosters.begin_staging(roster, table, match)
    rows = (row for row in table.rows if row.number > after)
    for piece in in_pieces(rows, rosters.ROWS_A_PIECE):
        with organization_context(organization):
            if not rosters.stage(roster, piece, match):
                return False
    return True


@shared_task(base=TenantTask, bind=True, queue=Queue.IMPORTS)
def apply_roster(self, *, roster: int) -> None:
    """Write the staged rows, all or none. Run again after it was applied it does nothing."""
    with organization_context(self.organization):
        found = rosters.in_state(roster, ImportState.APPLYING)
        if found is None:
            return
        rosters.begin_applying(found, at=clock.now())
    with organization_context(self.organization):
        try:
            rosters.apply(found, at=clock.now())
        except Refused as refused:  # who pressed the button may do so no more
            rosters.fail(found, at=clock.now(), words=str(refused.sentence))


@shared_task(base=TenantTask, bind=True, queue=Queue.IMPORTS)
def undo_roster(self, *, roster: int) -> None:
    """Write back what an import changed, all in one. Run again after it was done it does nothing."""
    with organization_context(self.organization):
        found = rosters.in_state(roster, ImportState.UNDOING)
        if found is None:
            return
        rosters.begin_undoing(found, at=clock.now())
    with organization_context(self.organization):
        try:
            rosters.undo(found, at=clock.now())
        except Refused as refused:  # who pressed the button may do so no more
            rosters.keep(found, at=clock.now(), words=str(refused.sentence))


ROSTER_TASKS = {
    ImportState.UPLOADED: read_roster,
    ImportState.APPLYING: apply_roster,
    ImportState.UNDOING: undo_roster,
}


INVITATIONS_A_PIECE = 50


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def invite_many(self, *, job: int) -> None:
    """Invite whoever waits, piece by piece; goes on where a killed worker stopped."""
    with organization_context(self.organization):
        found = Job.objects.select_related("started_by").get(pk=job)
        if found.state not in (JobState.WAITING, JobState.RUNNING):
            return
        rules.start_job(found)
    invited = INVITATIONS_A_PIECE
    while invited == INVITATIONS_A_PIECE:
        with organization_context(self.organization):
            invited = invitations.invite_some(found, at=clock.now(), limit=INVITATIONS_A_PIECE)
            if not rules.advance_job(found, done=F("done") + invited):
                transaction.set_rollback(True)  # called off: this piece is not invited either
                return
    with organization_context(self.organization):
        rules.finish_job(Job.objects.get(pk=job), at=clock.now(), words=str(_("All of them are invited.")))


@shared_task(base=TickTask, queue=Queue.TICKS)
def end_employments() -> None:
    """Every quarter of an hour, for zones are not all on the hour: whose last day is over has left."""
    end_employments_of.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def end_employments_of(self) -> None:
    """Batch by batch; each commits by itself, and who has left is not found again."""
    ended = True
    while ended:
        with organization_context(self.organization):
            ended = bool(rules.end_over(by=SYSTEM, at=clock.now()))


@shared_task(base=TickTask, queue=Queue.TICKS)
def resume_work() -> None:
    """Whatever waits for a worker longer than it should is sent again; what was kept for days only is forgotten."""
    rules.forget_sign_ins(at=clock.now())
    resume_work_of.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def resume_work_of(self) -> None:
    with organization_context(self.organization):
        waiting = [(roster.pk, roster.state) for roster in rosters.left_waiting(at=clock.now())]
        rosters.forget_old(at=clock.now())
        rules.forget_answers(at=clock.now())
        inviting = [job.pk for job in invitations.left_waiting(at=clock.now())]
    for pk in inviting:
        invite_many.apply_async(kwargs={"job": pk}, headers={"organization": self.organization})
    for pk, state in waiting:
        ROSTER_TASKS[ImportState(state)].apply_async(kwargs={"roster": pk}, headers={"organization": self.organization})


@shared_task(base=TickTask, queue=Queue.TICKS)
def seal_audits() -> None:
    """Each minute: what was committed is chained, organization by organization."""
    seal_audit.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def seal_audit(self) -> None:
    """Run twice it finds nothing new; killed behind the commit, the next anchor holds this seal too."""
    with organization_context(self.organization):
        sealed = rules.seal(at=clock.now())
    if sealed is not None:
        log.info("audit sealed: %s", rules.drop_anchor(sealed))


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def verify_audit(self, *, job: int) -> None:
    """Compare every line of the audit with its seal, some hundred seals at a time; run again it begins anew."""
    with organization_context(self.organization):
        found = Job.objects.select_related("started_by").get(pk=job)
        if found.state not in (JobState.WAITING, JobState.RUNNING):
            return
        rules.start_job(found)
    check, more = queries.Check(sealing.known_anchors(self.organization)), True
    while more:
        with organization_context(self.organization):
            more = check.go_on()
            if not rules.advance_job(found, done=min(check.seals, found.total)):
                return  # called off
    with organization_context(self.organization):
        rules.verified(found, check, at=clock.now())


@shared_task(base=TickTask, queue=Queue.TICKS)
def renew_secrets() -> None:
    """Each night: what is not under the first key of PERFHUB_KEYS is put under it."""
    renew_secrets_of.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def renew_secrets_of(self) -> None:
    """Five hundred values a transaction; killed or run twice it goes on with what is left."""
    for model, field in fields.encrypted_fields():
        after, more = 0, True
        while more:
            with organization_context(self.organization):
                after, _renewed = fields.renew(model, field, after=after)
            more = after > 0
