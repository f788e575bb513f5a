"""Doors opened by the clock: what goals have to remind of."""

from celery import shared_task

from people.access import SYSTEM
from people.models import Organization
from perfhub.kernel import clock
from perfhub.kernel.calendars import local_date
from perfhub.kernel.tasks import Queue, TenantTask, TickTask
from perfhub.kernel.tenancy import organization_context

from . import rules


@shared_task(base=TickTask, queue=Queue.TICKS)
def remind():
    """Hourly: one message for each organization."""
    remind_in.fan_out(Organization.objects.order_by("pk").values_list("pk", flat=True))


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def remind_in(self):
    """Batch by batch until nobody is told anything new; a death loses nothing, a second run tells nobody twice."""
    zone = Organization.objects.values_list("time_zone", flat=True).get(pk=self.organization)
    told = True
    while told:
        with organization_context(self.organization):
            at = clock.now()
            told = bool(rules.remind(by=SYSTEM, at=at, today=local_date(at, zone)))
