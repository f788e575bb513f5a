"""Who may see and do what with webhooks.

An owner says where news of the organization goes: begins, changes the secret, takes over, ends. Whoever administers
people for the whole organization sees what there is and how it goes, tries it out and sends again. Nobody else sees
anything.
"""

from collections.abc import Set

from django.db.models import QuerySet
from django.http import Http404

from people.access import leads_hr, owners, owns
from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.errors import Refused, StaleMove

from ..models import Delivery, Webhook
from ..states import DELIVERY_MOVES

OWNERS_ACTS = frozenset({"end", "change_secret", "take_over"})


def visible_webhooks(viewer: Employee) -> QuerySet[Webhook]:
    return Webhook.objects.all() if leads_hr(viewer) else Webhook.objects.none()


def get_webhook(viewer: Employee, pk: int) -> Webhook:
    webhook = visible_webhooks(viewer).select_related("answers_for", "created_by", "ended_by").filter(pk=pk).first()
    if webhook is None:
        raise Http404
    return webhook


def visible_deliveries(viewer: Employee) -> QuerySet[Delivery]:
    return Delivery.objects.all() if leads_hr(viewer) else Delivery.objects.none()


def get_delivery(viewer: Employee, pk: int) -> Delivery:
    delivery = visible_deliveries(viewer).select_related("webhook").filter(pk=pk).first()
    if delivery is None:
        raise Http404
    return delivery


def answered_for(rows: QuerySet[Webhook]) -> QuerySet[Webhook]:
    """Those for which somebody answers who owns the organization now: the others are told nothing."""
    return rows.filter(answers_for__in=owners())


def acts_on_webhooks(viewer: Employee, subject: Webhook | Delivery | None = None) -> Set[str]:
    """The verbs open to this viewer now: on a webhook, a delivery, or (without subject) on webhooks as such."""
    found = _whatever_its_state(viewer, subject)
    return {verb for verb in found if subject is None or _is_open(verb, subject)}


def _whatever_its_state(viewer: Employee, subject: Webhook | Delivery | None) -> Set[str]:
    if viewer.state != EmployeeState.ACTIVE or not leads_hr(viewer):
        return frozenset()
    if isinstance(subject, Delivery):
        return frozenset({"send_again"})
    if isinstance(subject, Webhook):
        return frozenset({"try_out"}) | (OWNERS_ACTS if owns(viewer) else frozenset())
    return frozenset({"see", "create"}) if owns(viewer) else frozenset({"see"})


def _is_open(verb: str, subject: Webhook | Delivery) -> bool:
    if isinstance(subject, Delivery):
        return subject.webhook.ended_at is None and DELIVERY_MOVES[verb].starts_at(subject.state)
    if subject.ended_at is not None:
        return False
    return verb != "take_over" or subject.answers_for_id not in owners()


def require_webhook(act: str, viewer: Employee, subject: Webhook | Delivery | None = None) -> None:
    """Raise `Refused` unless this viewer may do that; `StaleMove` where only the state is another by now."""
    if act not in _whatever_its_state(viewer, subject):
        raise Refused
    if subject is not None and not _is_open(act, subject):
        raise StaleMove
