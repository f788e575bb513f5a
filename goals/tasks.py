"""Doors opened by the clock: what goals have to remind of."""

from celery import shared_task

from people.access import SYSTEM
from people.models import Organization
from perfhub.kernel import clock
from perfhub.kernel.calendars import local_date
from perfhub.kernel.tasks import Queue, TenantTask, TickTask
from perfhub.kernel.tenancy import organization_context

from . import rules
from .models import Giving
from .rules import giving as giving_rules


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
    resume_givings_of.fan_out(Organization.objects.order_by("pk").values_list("pk", flat=True))


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def resume_givings_of(self) -> None:
    with organization_context(self.organization):
        waiting = list(giving_rules.left_waiting(at=clock.now()).values_list("pk", flat=True))
    for pk in waiting:
        work_on_giving.apply_async(kwargs={"giving": pk}, headers={"organization": self.organization})
