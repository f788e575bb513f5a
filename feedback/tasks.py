"""Doors opened by the clock: weeks open, due moments follow people, reminders go out."""

from functools import partial

from celery import shared_task

from people.access import SYSTEM
from people.models import Organization
from people.states import ImportState, JobState
from perfhub.kernel import clock
from perfhub.kernel.bulk import in_pieces
from perfhub.kernel.calendars import local_date, week_start
from perfhub.kernel.tasks import Queue, TenantTask, TickTask, piece_by_piece
from perfhub.kernel.tenancy import organization_context

from . import rules
from .queries import past_feedback
from .queries.asking import WEEK
from .queries.switched import teams_off
from .rules import carrying, importing, nudging, praising_weekly, requests, webhooks


@shared_task(base=TickTask, queue=Queue.TICKS)
def open_weeks():
    """Hourly: one message for each organization."""
    open_weeks_of.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def open_weeks_of(self):
    """Open what is asked this week; due moments follow zones, absences and pauses. May run twice."""
    zone = Organization.objects.zone_of(self.organization)
    with organization_context(self.organization):
        at = clock.now()
        today = local_date(at, zone)
        rules.open_weeks(by=SYSTEM, at=at, today=today)
    with organization_context(self.organization):
        rules.reschedule(week_start(today) - WEEK, by=SYSTEM, at=clock.now())


@shared_task(base=TickTask, queue=Queue.TICKS)
def tell_mondays():
    """Hourly: one message for each organization."""
    tell_mondays_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def tell_mondays_in(self):
    """Managers are told what needs them, where it is Monday. May run twice: each is told once."""
    with organization_context(self.organization):
        rules.tell_mondays(by=SYSTEM, at=clock.now())


@shared_task(base=TickTask, queue=Queue.TICKS)
def remind():
    """Every quarter of an hour, for zones are not all on the hour: one message for each organization."""
    remind_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def remind_in(self):
    """Batch by batch until nothing is due; each batch claims its rows and commits, so a death loses nothing."""
    taken = True
    while taken:
        with organization_context(self.organization):
            taken = bool(rules.remind(by=SYSTEM, at=clock.now()))


@shared_task(base=TickTask, queue=Queue.TICKS)
def carry_promises():
    """Hourly: one message for each organization."""
    carry_promises_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def carry_promises_in(self):
    """Promises go on when people change, and their owners are reminded; batch by batch, each commits. May run twice."""
    zone = Organization.objects.zone_of(self.organization)
    changed = True
    while changed:
        with organization_context(self.organization):
            changed = bool(carrying.carry(by=SYSTEM, at=clock.now()))
    place = None
    while True:
        with organization_context(self.organization):
            at = clock.now()
            place = carrying.remind(by=SYSTEM, at=at, today=local_date(at, zone), after=place)
        if place is None:
            return


@shared_task(base=TickTask, queue=Queue.TICKS)
def nudge():
    """Each morning: one message for each organization."""
    nudge_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def nudge_in(self):
    """Who leads people finds a reason to say something, at most one a week. May run twice."""
    zone = Organization.objects.zone_of(self.organization)
    with organization_context(self.organization):
        at = clock.now()
        off, growth_off = (teams_off(at=at, of=name) for name in ("feedback", "growth"))
        nudging.nudge(by=SYSTEM, at=at, today=local_date(at, zone), teams_off=off, growth_off=growth_off)


@shared_task(base=TickTask, queue=Queue.TICKS)
def tell_praise():
    """Each Monday: one message for each organization."""
    tell_praise_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def tell_praise_in(self):
    """How much praise there was in everybody's team, some thousands at a time. May run twice: each is told once."""
    zone = Organization.objects.zone_of(self.organization)
    after = -1
    while after:
        with organization_context(self.organization):
            at = clock.now()
            monday = week_start(local_date(at, zone))
            after = praising_weekly.tell_praise(by=SYSTEM, at=at, monday=monday, after=max(after, 0))


@shared_task(base=TickTask, queue=Queue.TICKS)
def take_praise_down():
    """Every ten minutes: one message for each organization."""
    take_praise_down_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def take_praise_down_in(self):
    """Programs that show praise which is for everybody no more are told so. May run twice: each is told once."""
    with organization_context(self.organization):
        webhooks.take_praise_down(at=clock.now())


@shared_task(base=TickTask, queue=Queue.TICKS)
def remind_of_requests():
    """Hourly: one message for each organization."""
    remind_of_requests_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def remind_of_requests_in(self):
    """Who was asked for feedback and has not answered is reminded on the day; nobody waits for leavers."""
    zone = Organization.objects.zone_of(self.organization)
    taken = True
    while taken:
        with organization_context(self.organization):
            at = clock.now()
            requests.end_of_leavers(by=SYSTEM, at=at)
            taken = bool(requests.remind_of_requests(by=SYSTEM, at=at, today=local_date(at, zone)))


# --- past feedback from a file ---------------------------------------------------------------------


@shared_task(base=TenantTask, bind=True, queue=Queue.IMPORTS)
def read_past_feedback(self, *, pk: int) -> None:
    """Stage and judge a file of past feedback piece by piece; killed or run again it goes on with what is left."""
    with organization_context(self.organization):
        found = importing.in_state(pk, ImportState.UPLOADED)
        if found is None:
            return
        if found.job.state == JobState.CANCELLED:
            importing.discard(found, by=found.started_by, at=clock.now())
            return
        raw, name = bytes(found.file.content), found.file.name
    try:
        table, match = past_feedback.open_file(raw, name=name)
    except past_feedback.FileNotRead as refused:
        with organization_context(self.organization):
            importing.fail(found, at=clock.now(), words=str(refused))
        return
    with organization_context(self.organization):
        after = importing.begin_staging(found, table, match)
    for piece in in_pieces((row for row in table.rows if row.number > after), importing.ROWS_A_PIECE):
        with organization_context(self.organization):
            if not importing.stage(found, piece, match, at=clock.now()):
                return
    with organization_context(self.organization):
        if (found := importing.in_state(pk, ImportState.UPLOADED, lock=True)) is not None:
            importing.show(found, at=clock.now())


@shared_task(base=TenantTask, bind=True, queue=Queue.IMPORTS)
def apply_past_feedback(self, *, pk: int) -> None:
    """Some rows a transaction; killed or run again it goes on with what is left."""
    steps = importing.begin_applying, importing.apply_some, importing.finish_applying
    piece_by_piece(self.organization, partial(importing.in_state, pk, ImportState.APPLYING), *steps)


@shared_task(base=TenantTask, bind=True, queue=Queue.IMPORTS)
def undo_past_feedback(self, *, pk: int) -> None:
    """Some rows a transaction; killed or run again it goes on with what is left."""
    steps = importing.begin_undoing, importing.undo_some, importing.finish_undoing
    piece_by_piece(self.organization, partial(importing.in_state, pk, ImportState.UNDOING), *steps)


IMPORT_TASKS = {
    ImportState.UPLOADED: read_past_feedback,
    ImportState.APPLYING: apply_past_feedback,
    ImportState.UNDOING: undo_past_feedback,
}


@shared_task(base=TickTask, queue=Queue.TICKS)
def resume_imports():
    """Each minute: what waits for a worker longer than it should is sent again; old rows are forgotten."""
    resume_imports_of.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def resume_imports_of(self) -> None:
    with organization_context(self.organization):
        waiting = [(found.pk, found.state) for found in importing.left_waiting(at=clock.now())]
        importing.forget_old(at=clock.now())
    for pk, state in waiting:
        IMPORT_TASKS[ImportState(state)].apply_async(kwargs={"pk": pk}, headers={"organization": self.organization})


@shared_task(base=TickTask, queue=Queue.TICKS)
def follow_lines():
    """Hourly: one message for each organization."""
    follow_lines_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def follow_lines_in(self):
    """One-to-ones follow who reports to whom; managers hear of five weeks without one. May run twice."""
    with organization_context(self.organization):
        at = clock.now()
        rules.follow_lines(by=SYSTEM, at=at, off=teams_off(at=at, of="one_to_ones"))
    told = True
    while told:
        with organization_context(self.organization):
            at = clock.now()
            off = teams_off(at=at, of="one_to_ones")
            told = bool(rules.remind_long_ago(by=SYSTEM, at=at, off=off))


@shared_task(base=TickTask, queue=Queue.TICKS)
def take_meeting_steps():
    """Every five minutes: one message for each organization."""
    take_meeting_steps_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def take_meeting_steps_in(self):
    """Batch by batch until nothing is due: both hear of a meeting an hour before, and it ends where nobody ended it."""
    taken = True
    while taken:
        with organization_context(self.organization):
            taken = bool(rules.take_steps(by=SYSTEM, at=clock.now()))
