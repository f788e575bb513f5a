"""What is done about webhooks by people: begun, tried out, given another secret, taken over, ended; sent again."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from people.rules import record
from perfhub.kernel import egress, signing
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move
from perfhub.kernel.slots import Credential

from .. import queries
from ..access import answered_for, require_webhook
from ..models import LONGEST_NAME, Delivery, Webhook, WebhookSecret
from ..states import DELIVERY_MOVES, DeliveryState
from .announcing import insert

MOST_WEBHOOKS = 20
OVERLAPS = (dt.timedelta(), dt.timedelta(days=1), dt.timedelta(days=7))  # for which the secret before signs, too


class NotCallable(RuleBroken):
    sentence = _(
        "This address is not called: it begins with https:// and a name that everybody can reach, without a user, "
        "a password or a # in it."
    )


class NameTaken(RuleBroken):
    sentence = _("There is a webhook of this name. Please give it another.")


class NothingToTell(RuleBroken):
    sentence = _("Please choose what it is told.")


class TooManyWebhooks(RuleBroken):
    sentence = _("There are 20 webhooks, and nobody keeps an eye on more. End one that is no longer needed.")


class NobodyAnswers(RuleBroken):
    sentence = _("Nobody answers for this webhook, so nothing goes out. An owner can take it over.")


class NoSuchOverlap(RuleBroken):
    sentence = _("Please choose for how long the secret before is good, too.")


@transaction.atomic
def create_webhook(*, by: Employee, at: dt.datetime, name: str, url: str, kinds: Iterable[str]) -> tuple[Webhook, str]:
    """An owner says that an address is told of some kinds of events from now on, and answers for it.

    Returns the webhook and the secret with which its calls are signed, which is shown to nobody again. Raises what
    stands above.
    """
    require_webhook("create", by)
    try:
        found = egress.target(url.strip())
    except egress.NotDelivered as error:
        raise NotCallable from error
    chosen = sorted(set(kinds))
    if not chosen or not set(chosen) <= set(queries.webhook_kinds()):
        raise NothingToTell
    name = name.strip()[:LONGEST_NAME]
    if not name or Webhook.objects.kept().filter(name__iexact=name).exists():
        raise NameTaken
    if Webhook.objects.kept().count() >= MOST_WEBHOOKS:
        raise TooManyWebhooks
    webhook = Webhook.objects.create(
        name=name,
        url=url.strip(),
        host=found.authority,
        kinds=chosen,
        answers_for=by,
        created_by=by,
        created_at=at,
    )
    secret = signing.new_secret()
    WebhookSecret.objects.create(webhook=webhook, number=1, value=secret, made_at=at)
    record("webhook.created", by=by, at=at, subject=webhook)
    return webhook, secret


@transaction.atomic
def change_secret(webhook: Webhook, *, by: Employee, at: dt.datetime, overlap: dt.timedelta) -> str:
    """Another secret signs from now on; the one before signs beside it for a while, older ones do not.

    Returns the new secret, which is shown to nobody again. Raises NoSuchOverlap.
    """
    require_webhook("change_secret", by, webhook)
    if overlap not in OVERLAPS:
        raise NoSuchOverlap
    Webhook.objects.select_for_update().get(pk=webhook.pk)
    secrets = WebhookSecret.objects.filter(webhook=webhook)
    last = secrets.get(until_at=None)
    secrets.filter(until_at__gt=at).update(until_at=at)
    secrets.filter(pk=last.pk).update(until_at=at + overlap)
    secret = signing.new_secret()
    WebhookSecret.objects.create(webhook=webhook, number=last.number + 1, value=secret, made_at=at)
    record("webhook.secret_changed", by=by, at=at, subject=webhook)
    return secret


@transaction.atomic
def take_over(webhook: Webhook, *, by: Employee, at: dt.datetime) -> None:
    """An owner answers for a webhook that nobody answers for any more; from now on it is told again."""
    require_webhook("take_over", by, webhook)
    Webhook.objects.filter(pk=webhook.pk).update(answers_for=by, rests_until_at=None)
    record("webhook.taken_over", by=by, at=at, subject=webhook)


@transaction.atomic
def end_webhook(webhook: Webhook, *, by: Employee, at: dt.datetime) -> None:
    """Nothing goes there any more, what waits included. Its address and secrets are forgotten; what was sent stays."""
    require_webhook("end", by, webhook)
    held = Webhook.objects.select_for_update().get(pk=webhook.pk)
    held.url, held.ended_at, held.ended_by = "", at, by
    held.save(update_fields=["url", "ended_at", "ended_by"])
    for secret in WebhookSecret.objects.filter(webhook=webhook):
        secret.value, secret.until_at = "", min(at, secret.until_at or at)
        secret.save(update_fields=["value", "until_at"])
    waiting = Delivery.objects.filter(webhook=webhook, state=DeliveryState.WAITING)
    waiting.update(state=DELIVERY_MOVES["drop"].target)
    record("webhook.ended", by=by, at=at, subject=webhook)


@transaction.atomic
def try_out(webhook: Webhook, *, by: Employee, at: dt.datetime) -> None:
    """Send something that is about nobody, to see whether it arrives; an address that rests is asked at once."""
    require_webhook("try_out", by, webhook)
    if not answered_for(Webhook.objects.filter(pk=webhook.pk)).exists():
        raise NobodyAnswers
    insert(queries.TRIED_OUT.name, [webhook.pk], subject=webhook, occurrence=at, at=at)
    _wake(webhook)
    record("webhook.tried_out", by=by, at=at, subject=webhook)


@transaction.atomic
def send_delivery_again(delivery: Delivery, *, by: Employee, at: dt.datetime) -> None:
    """Once more, if it is still true. What was taken goes as a new delivery, or its receiver would pass over it."""
    require_webhook("send_again", by, delivery)
    fresh = {"uid": uuid.uuid4()} if delivery.state == DeliveryState.SENT else {}
    move(
        delivery,
        DELIVERY_MOVES["send_again"],
        **{"attempts": 0, "next_try_at": None, "failure": "", "answer": None, "due_at": at, **fresh},
    )
    _wake(delivery.webhook)
    record("webhook.sent_again", by=by, at=at, subject=delivery.webhook)


def _wake(webhook: Webhook) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(rests_until_at=None)


def _nobody_answers(ids: list[int], at: dt.datetime) -> None:
    Webhook.objects.kept().filter(answers_for__in=ids).update(answers_for=None)


#: Whoever set an address up may know it, and its secret: it is told nothing until another owner answers for it.
ANSWERS_FOR = Credential(
    name="notices.webhooks",
    model="notices.Webhook",
    label=_("Webhooks they answer for, until an owner takes them over"),
    end=_nobody_answers,
)
