"""Telling other programs: a row for each webhook in the transaction of the rule that has something to say."""

import datetime as dt
from collections.abc import Iterable

from django.db import models

from perfhub.kernel import slots

from ..models import Delivery, Webhook


def announce(
    kind: str,
    *,
    subject: models.Model,
    occurrence: object = "",
    at: dt.datetime,
    due_at: dt.datetime | None = None,
    begun_before: dt.datetime | None = None,
) -> None:
    """Something that everybody here may read is told to the webhooks that want such news, once for each occurrence.

    `kind` is the name of a registered WebhookKind; whether it is still true, and its words, are asked when it goes out,
    at `due_at` (now, if not said) or later. `begun_before`: only to webhooks there were by then, for whoever wrote it
    could know of no others. Call it inside the rule's own transaction: what is told stands or falls with it.
    """
    slots.provider("webhook.kind", kind)
    wanting = Webhook.objects.kept().filter(kinds__contains=[kind], created_at__lte=begun_before or at)
    insert(
        kind,
        wanting.order_by("pk").values_list("pk", flat=True),
        subject=subject,
        occurrence=occurrence,
        at=at,
        due_at=due_at,
    )


def insert(
    kind: str,
    webhooks: Iterable[int],
    *,
    subject: models.Model,
    occurrence: object,
    at: dt.datetime,
    due_at: dt.datetime | None = None,
) -> None:
    """A delivery to each of these, where there was none yet."""
    Delivery.objects.bulk_create(
        [
            Delivery(
                webhook_id=pk,
                kind=kind,
                subject_type=subject._meta.label_lower,
                subject_id=subject.pk,
                occurrence=str(occurrence),
                due_at=due_at or at,
                created_at=at,
            )
            for pk in webhooks
        ],
        ignore_conflicts=True,
    )
