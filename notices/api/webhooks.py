"""Webhooks for programs. Begun, taken over and given a secret they are on their pages only, where one sees it."""

from functools import partial

from rest_framework import serializers

from perfhub.kernel.api import ChoiceFilter, Filters, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import WEBHOOKS

from .. import access, queries, rules, tasks
from ..states import DeliveryState


class WebhookOut(Out):
    """Where news goes and how that goes; never the address itself, nor a secret."""

    id = serializers.IntegerField(source="webhook.pk")
    name = serializers.CharField(source="webhook.name")
    host = serializers.CharField(source="webhook.host")
    kinds = serializers.ListField(source="webhook.kinds", child=serializers.CharField())
    answers_for = serializers.IntegerField(source="webhook.answers_for_id", allow_null=True)
    is_answered_for = serializers.BooleanField(help_text="by an owner of now; else nothing goes out")
    created_at = serializers.DateTimeField(source="webhook.created_at")
    ended_at = serializers.DateTimeField(source="webhook.ended_at", allow_null=True)
    failures = serializers.IntegerField(source="webhook.failures", help_text="calls in a row that were not taken")
    rests_until_at = serializers.DateTimeField(source="webhook.rests_until_at", allow_null=True)
    taken_at = serializers.DateTimeField(source="webhook.taken_at", allow_null=True)
    waiting = serializers.IntegerField()
    parked = serializers.IntegerField()


class DeliveryOut(Out):
    """One delivery and what became of it; never what it said."""

    id = serializers.IntegerField(source="pk")
    uid = serializers.CharField(help_text="as its receiver knows it: the header webhook-id")
    kind = serializers.CharField()
    state = serializers.ChoiceField(DeliveryState.choices)
    due_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    attempts = serializers.IntegerField()
    answer = serializers.IntegerField(allow_null=True, help_text="the status its address gave last")
    failure = serializers.CharField()
    acts = serializers.ListField(child=serializers.CharField(), help_text="what you may do with it now")


class DeliveryFilters(Filters):
    """Of one state."""

    state = ChoiceFilter(choices=DeliveryState.choices)


@reads(WEBHOOKS, WebhookOut, many=True)
def list_webhooks(request):
    """All webhooks; for those who administer people for the whole organization."""
    access.require_webhook("see", request.viewer)
    return queries.webhook_lines(request.viewer, at=request.at)


@reads(WEBHOOKS, WebhookOut)
def get_webhook(request, pk):
    """One webhook, and how it goes."""
    return _line(request, pk)


@reads(WEBHOOKS, DeliveryOut, filters=DeliveryFilters, pages=Order("-due_at"))
def list_deliveries(request, pk):
    """What went or is to go to a webhook, the latest due first."""
    webhook = access.get_webhook(request.viewer, pk)
    rows = access.visible_deliveries(request.viewer).filter(webhook=webhook).select_related("webhook")
    return page_of(request, rows, each=partial(queries.delivery_lines, viewer=request.viewer))


@writes(WEBHOOKS, WebhookOut)
def try_webhook_out(request, pk):
    """Send something that is about nobody."""
    webhook = access.get_webhook(request.viewer, pk)
    rules.try_out(webhook, by=request.viewer, at=request.at)
    tasks.send_soon(webhook)
    return _line(request, pk)


@writes(WEBHOOKS, WebhookOut)
def end_webhook(request, pk):
    """Nothing goes there any more; an owner's act."""
    rules.end_webhook(access.get_webhook(request.viewer, pk), by=request.viewer, at=request.at)
    return _line(request, pk)


@writes(WEBHOOKS)
def send_delivery_again(request, pk):
    """Once more, if it is still true."""
    delivery = access.get_delivery(request.viewer, pk)
    rules.send_delivery_again(delivery, by=request.viewer, at=request.at)
    tasks.send_soon(delivery.webhook)


def _line(request, pk):
    return queries.webhook_line(access.get_webhook(request.viewer, pk), at=request.at)
