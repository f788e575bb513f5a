"""Doors opened by the clock: plans follow calendars and people, what is over ends, reminders go out."""

from celery import shared_task

from feedback.queries.switched import teams_off
from people.access import SYSTEM
from people.models import Organization
from perfhub.kernel import clock
from perfhub.kernel.calendars import local_date
from perfhub.kernel.tasks import Queue, TenantTask, TickTask
from perfhub.kernel.tenancy import organization_context

from .access import CAPABILITY
from .rules import (
    clocks,
    closing,
    counting,
    course_reminders,
    diagnosis_clock,
    effects,
    handovers,
    keeping,
    offered,
    offering,
    outcomes,
    shared_targets,
    solving,
    team_plan_reminders,
    year_batches,
)


@shared_task(base=TickTask, queue=Queue.TICKS)
def look_again():
    """Hourly: one message for each organization."""
    look_again_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def look_again_in(self):
    """Both sides are asked whether a concern is solved, what nobody answers lapses, what is over is spent. Batch by
    batch, each commits: may run twice, and die in the middle."""
    zone = Organization.objects.zone_of(self.organization)
    done = True
    while done:
        with organization_context(self.organization):
            at = clock.now()
            today, off = local_date(at, zone), teams_off(at=at, of=CAPABILITY)
            done = bool(
                solving.end_of_leavers(by=SYSTEM, at=at)
                or solving.ask(by=SYSTEM, at=at, today=today, off=off)
                or solving.lapse(by=SYSTEM, at=at, off=off)
                or solving.spend(by=SYSTEM, at=at, today=today)
            )


@shared_task(base=TickTask, queue=Queue.TICKS)
def follow_plans():
    """Hourly: one message for each organization."""
    follow_plans_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def follow_plans_in(self):
    """Cases go on with the next manager, plans that were read begin, plans follow leave and hours, what is over ends,
    people are reminded. Batch by batch, each commits; each step looks at what there is, so that it may run twice and
    die in the middle.
    """
    steps = (handovers.hand_over, outcomes.end_of_leavers, offering.begin_due, clocks.follow, outcomes.close_over)
    for step in steps:
        done = True
        while done:
            with organization_context(self.organization):
                done = bool(step(by=SYSTEM, at=clock.now()))
    zone = Organization.objects.zone_of(self.organization)
    with organization_context(self.organization):
        at = clock.now()
        off = teams_off(at=at, of=CAPABILITY)
        course_reminders.remind(by=SYSTEM, at=at, today=local_date(at, zone), off=off)
    with organization_context(self.organization):
        team_plan_reminders.remind(by=SYSTEM, at=at, today=local_date(at, zone), off=off)


@shared_task(base=TickTask, queue=Queue.TICKS)
def look_back():
    """Nightly: one message for each organization."""
    look_back_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.FACTS)
def look_back_in(self):
    """How plans felt, and what became of people a year after, is shown of ten together; whether team plans and remedies
    worked is computed anew. Each step commits and may run twice."""
    zone = Organization.objects.zone_of(self.organization)
    with organization_context(self.organization):
        closing.make_batch(at=clock.now(), zone=zone)
    with organization_context(self.organization):
        year_batches.make_year_batches(at=clock.now(), zone=zone)
    for look in (effects.look_at_team_plans, effects.look_at_remedies):
        with organization_context(self.organization):
            look(at=clock.now())


# --- diagnoses and findings ---------------------------------------------------------------------------


@shared_task(base=TickTask, queue=Queue.TICKS)
def follow_diagnoses():
    """Hourly: one message for each organization."""
    follow_diagnoses_of.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def follow_diagnoses_of(self):
    """Batch by batch until nothing changes; a second run changes nothing."""
    changed = True
    while changed:
        with organization_context(self.organization):
            changed = bool(diagnosis_clock.follow_diagnoses(by=SYSTEM, at=clock.now()))


@shared_task(base=TickTask, queue=Queue.TICKS)
def count_units():
    """Each night: one message for each organization."""
    count_units_of.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def count_units_of(self):
    """What five people of a unit answered is counted, once; so is which target five of a unit miss, and what other
    floors have counted."""
    with organization_context(self.organization):
        counting.count_units(by=SYSTEM, at=clock.now())
    with organization_context(self.organization):
        shared_targets.offer_shared_targets(by=SYSTEM, at=clock.now())
    with organization_context(self.organization):
        offered.offer_evidence(by=SYSTEM, at=clock.now())


@shared_task(base=TickTask, queue=Queue.TICKS)
def let_go():
    """Nightly: one message for each organization."""
    let_go_in.fan_out(Organization.objects.pks())


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def let_go_in(self):
    """What has been kept long enough goes, batch by batch; each commits and may run twice."""
    zone = Organization.objects.zone_of(self.organization)
    gone = keeping.BATCH
    while gone == keeping.BATCH:
        with organization_context(self.organization):
            at = clock.now()
            gone = keeping.let_go(by=SYSTEM, at=at, today=local_date(at, zone))
