"""Doors opened by the clock or by a view: what goals have to remind of, and tables of many goals."""

from functools import partial

from celery import shared_task

from people.access import SYSTEM
from people.models import Organization
from people.states import ImportState, JobState
from perfhub.kernel import clock
from perfhub.kernel.bulk import in_pieces
from perfhub.kernel.calendars import local_date
from perfhub.kernel.tasks import Queue, TenantTask, TickTask, piece_by_piece
from perfhub.kernel.tenancy import organization_context

from . import rules
from .models import Giving
from .rules import bulk
from .rules import giving as giving_rules


@shared_task(base=TickTask, queue=Queue.TICKS)
def remind():
    """Hourly: one message for each organization."""
    remind_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def remind_in(self):
    """Batch by batch until nobody is told anything new; a death loses nothing, a second run tells nobody twice."""
    zone = Organization.objects.zone_of(self.organization)
    with organization_context(self.organization):
        rules.end_all_blind(by=SYSTEM, today=local_date(clock.now(), zone))
    told = True
    while told:
        with organization_context(self.organization):
            at = clock.now()
            told = bool(rules.remind(by=SYSTEM, at=at, today=local_date(at, zone)))


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def work_on_giving(self, *, giving: int) -> None:
    """Give a goal to its people, or take it back, piece by piece; goes on where a killed worker stopped."""
    more = True
    while more:
        with organization_context(self.organization):
            more = giving_rules.work_on(Giving.objects.get(pk=giving), at=clock.now())


@shared_task(base=TickTask, queue=Queue.TICKS)
def resume_givings() -> None:
    """Every few minutes: what a worker left in the middle is sent again."""
    resume_givings_of.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def resume_givings_of(self) -> None:
    with organization_context(self.organization):
        waiting = list(giving_rules.left_waiting(at=clock.now()).values_list("pk", flat=True))
    for pk in waiting:
        work_on_giving.apply_async(kwargs={"giving": pk}, headers={"organization": self.organization})


# --- tables of many goals -------------------------------------------------------------------------


@shared_task(base=TenantTask, bind=True, queue=Queue.IMPORTS)
def read_import(self, *, pk: int) -> None:
    """Stage an uploaded table in committed pieces; goes on where a killed worker stopped."""
    with organization_context(self.organization):
        found = bulk.in_state(pk, ImportState.UPLOADED)
        if found is None:
            return
        if found.job.state == JobState.CANCELLED:
            bulk.discard(found, by=found.started_by, at=clock.now())
            return
        raw, name = bytes(found.file.content), found.file.name
    try:
        table, match = bulk.open_table(raw, name=name)
    except bulk.TableNotRead as refused:
        with organization_context(self.organization):
            bulk.fail(found, at=clock.now(), words=str(refused))
        return
    with organization_context(self.organization):
        after = bulk.begin_staging(found, table, match)
    for piece in in_pieces((row for row in table.rows if row.number > after), bulk.ROWS_A_PIECE):
        with organization_context(self.organization):
            if not bulk.stage(found, piece, match, at=clock.now()):
                return
    with organization_context(self.organization):
        if (found := bulk.in_state(pk, ImportState.UPLOADED, lock=True)) is not None:
            bulk.show(found, at=clock.now())


@shared_task(base=TenantTask, bind=True, queue=Queue.IMPORTS)
def apply_import(self, *, pk: int) -> None:
    """Some rows a transaction; killed or run again it goes on with what is left."""
    fetch = partial(bulk.in_state, pk, ImportState.APPLYING)
    piece_by_piece(self.organization, fetch, bulk.begin_applying, bulk.apply_some, bulk.finish_applying)


@shared_task(base=TenantTask, bind=True, queue=Queue.IMPORTS)
def undo_import(self, *, pk: int) -> None:
    """Some rows a transaction; killed or run again it goes on with what is left."""
    fetch = partial(bulk.in_state, pk, ImportState.UNDOING)
    piece_by_piece(self.organization, fetch, bulk.begin_undoing, bulk.undo_some, bulk.finish_undoing)


IMPORT_TASKS = {
    ImportState.UPLOADED: read_import,
    ImportState.APPLYING: apply_import,
    ImportState.UNDOING: undo_import,
}


@shared_task(base=TickTask, queue=Queue.TICKS)
def resume_imports():
    """Each minute: what waits for a worker longer than it should is sent again; old rows are forgotten."""
    resume_imports_of.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def resume_imports_of(self) -> None:
    with organization_context(self.organization):
        waiting = [(found.pk, found.state) for found in bulk.left_waiting(at=clock.now())]
        bulk.forget_old(at=clock.now())
    for pk, state in waiting:
        IMPORT_TASKS[ImportState(state)].apply_async(kwargs={"pk": pk}, headers={"organization": self.organization})
