"""Doors opened by the clock: weeks open, due moments follow people, reminders go out."""

from celery import shared_task

from people.access import SYSTEM
from people.models import Organization
from perfhub.kernel import clock
from perfhub.kernel.calendars import local_date, week_start
from perfhub.kernel.tasks import Queue, TenantTask, TickTask
from perfhub.kernel.tenancy import organization_context

from . import rules
from .queries.asking import WEEK
from .queries.switched import teams_off
from .rules import carrying, nudging, praising_weekly


@shared_task(base=TickTask, queue=Queue.TICKS)
def open_weeks():
    """Hourly: one message for each organization."""
    open_weeks_of.fan_out(Organization.objects.order_by("pk").values_list("pk", flat=True))


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def open_weeks_of(self):
    """Open what is asked this week; due moments follow zones, absences and pauses. May run twice."""
    zone = Organization.objects.values_list("time_zone", flat=True).get(pk=self.organization)
    with organization_context(self.organization):
        at = clock.now()
        today = local_date(at, zone)
        rules.open_weeks(by=SYSTEM, at=at, today=today)
    with organization_context(self.organization):
        rules.reschedule(week_start(today) - WEEK, by=SYSTEM, at=clock.now())


@shared_task(base=TickTask, queue=Queue.TICKS)
def tell_mondays():
    """Hourly: one message for each organization."""
    tell_mondays_in.fan_out(Organization.objects.order_by("pk").values_list("pk", flat=True))


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def tell_mondays_in(self):
    """Managers are told what needs them, where it is Monday. May run twice: each is told once."""
    with organization_context(self.organization):
        rules.tell_mondays(by=SYSTEM, at=clock.now())


@shared_task(base=TickTask, queue=Queue.TICKS)
def remind():
    """Every quarter of an hour, for zones are not all on the hour: one message for each organization."""
    remind_in.fan_out(Organization.objects.order_by("pk").values_list("pk", flat=True))


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
    carry_promises_in.fan_out(Organization.objects.order_by("pk").values_list("pk", flat=True))


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def carry_promises_in(self):
    """Promises go on when people change, and their owners are reminded; batch by batch, each commits. May run twice."""
    zone = Organization.objects.values_list("time_zone", flat=True).get(pk=self.organization)
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
    nudge_in.fan_out(Organization.objects.order_by("pk").values_list("pk", flat=True))


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def nudge_in(self):
    """Who leads people finds a reason to say something, at most one a week. May run twice."""
    zone = Organization.objects.values_list("time_zone", flat=True).get(pk=self.organization)
    with organization_context(self.organization):
        at = clock.now()
        off = teams_off(at=at, of="feedback")
        nudging.nudge(by=SYSTEM, at=at, today=local_date(at, zone), teams_off=off)


@shared_task(base=TickTask, queue=Queue.TICKS)
def tell_praise():
    """Each Monday: one message for each organization."""
    tell_praise_in.fan_out(Organization.objects.order_by("pk").values_list("pk", flat=True))


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def tell_praise_in(self):
    """How much praise there was in everybody's team, some thousands at a time. May run twice: each is told once."""
    zone = Organization.objects.values_list("time_zone", flat=True).get(pk=self.organization)
    after = -1
    while after:
        with organization_context(self.organization):
            at = clock.now()
            monday = week_start(local_date(at, zone))
            after = praising_weekly.tell_praise(by=SYSTEM, at=at, monday=monday, after=max(after, 0))
