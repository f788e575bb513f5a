"""A team chat in a demo organization, with the praise it was told of lately.

Its address is under `.example`, which is nobody's: what is praised from now on is not delivered, and the page says so.
"""

import datetime as dt

from django.db import transaction

from notices.models import Delivery, Webhook
from notices.rules import create_webhook
from notices.states import DeliveryState
from people.access import SYSTEM, owners
from people.models import Employee, Organization
from people.rules import announced, choose_visibility

from ..access import giving as access
from ..models import Feedback
from ..queries.webhooks import KINDS, PRAISE_SHOWN

TOLD = 12
A_DAY = dt.timedelta(days=1)
DECIDED = 60 * A_DAY  # before now
SENT_AFTER = access.UNDO + dt.timedelta(seconds=31)


@transaction.atomic
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """One, by the rules whatever path the seed takes; everybody was told long ago that praise may go there."""
    if Webhook.objects.exists():
        return
    change = choose_visibility(access.ELSEWHERE, access.ON, by=SYSTEM, at=at - DECIDED)
    announced(change, [], at=at - DECIDED)
    webhook, _secret = create_webhook(
        by=Employee.objects.get(pk=owners()[0]),
        at=change.effective_at,
        name="Team chat",
        url=f"https://chat.{organization.slug}.example/hooks/praise",
        kinds=[kind.name for kind in KINDS],
    )
    praise = access.on_the_wall(access.allowed(at))
    newest = praise.filter(given_at__gte=webhook.created_at, given_at__lte=at - SENT_AFTER).order_by("-given_at", "-pk")
    told = list(newest[:TOLD])
    Delivery.objects.bulk_create(_taken(webhook, one) for one in reversed(told))
    if told:
        Webhook.objects.filter(pk=webhook.pk).update(taken_at=told[0].given_at + SENT_AFTER)


def _taken(webhook: Webhook, praise: Feedback) -> Delivery:
    return Delivery(
        webhook=webhook,
        kind=PRAISE_SHOWN.name,
        subject_type=Feedback._meta.label_lower,
        subject_id=praise.pk,
        occurrence=praise.given_at.isoformat(),
        state=DeliveryState.SENT,
        due_at=praise.given_at + access.UNDO,
        attempts=1,
        tried_at=praise.given_at + access.UNDO,
        answer=204,
        created_at=praise.given_at,
        sent_at=praise.given_at + SENT_AFTER,
    )


def objects_of(employee: Employee) -> dict[str, int]:
    """The webhook, where this employee answers for it."""
    found = Webhook.objects.kept().filter(answers_for=employee).order_by("pk").first()
    return {"webhook": found.pk} if found is not None else {}
