"""What the clock starts on this floor."""

from celery import shared_task

from people.access import SYSTEM
from people.models import Organization
from perfhub.kernel import clock
from perfhub.kernel.tasks import Queue, TenantTask, TickTask
from perfhub.kernel.tenancy import organization_context

from . import queries, rules


@shared_task(base=TickTask, queue=Queue.TICKS)
def notice_due_facts() -> None:
    """One message to each organization in which something was touched, or whose night has come."""
    due = []
    for organization in Organization.objects.order_by("pk"):
        with organization_context(organization):
            if queries.facts_due(queries.night_of(clock.now(), organization.time_zone)):
                due.append(organization.pk)
    take_facts.fan_out(due)


@shared_task(base=TenantTask, bind=True, queue=Queue.FACTS)
def take_facts(self) -> None:
    """Each touched week in a transaction of its own, oldest first; then the night, once."""
    zone = Organization.objects.zone_of(self.organization)
    while _take_touched_week(self.organization):
        pass
    with organization_context(self.organization):
        at = clock.now()
        night = queries.night_of(at, zone)
        if queries.night_due(night):
            rules.take_night(night, by=SYSTEM, at=at)


def _take_touched_week(organization: int) -> bool:
    with organization_context(organization):
        return rules.take_touched_week(by=SYSTEM, at=clock.now()) is not None
