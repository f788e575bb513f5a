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
from .rules import carrying


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
