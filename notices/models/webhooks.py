"""Webhooks: addresses of other programs that are told of what everybody here may read anyway."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from perfhub.kernel.fields import EncryptedTextField
from perfhub.kernel.inventory import PUBLIC, SECRET, TECHNICAL
from perfhub.kernel.outbox import OutboxQuerySet
from perfhub.kernel.tenancy import TenantModel

from ..states import DeliveryState

LONGEST_NAME = 60


class WebhookQuerySet(models.QuerySet):
    def kept(self):
        """Not ended."""
        return self.filter(ended_at=None)

    def ready(self, at):
        """Not ended, with somebody who answers for it, and its address does not rest."""
        rests = Q(rests_until_at__gt=at)
        return self.kept().filter(~rests, answers_for__isnull=False)

    def by_name(self):
        return self.order_by("name", "pk")


class Webhook(TenantModel):
    """An address that is told of some kinds of events, for as long as an owner answers for it.

    `failures` counts the calls in a row that its address did not take; `rests_until_at` is how long it is left alone
    for that. The address itself may hold a key of its receiver, so only its host is stored plain.
    """

    inventory = {
        PUBLIC: "name host kinds",
        SECRET: "url",
        TECHNICAL: """uid answers_for created_by created_at ended_by ended_at failures failing_since_at rests_until_at
            taken_at""",
    }
    privileges = ("SELECT", "INSERT", "UPDATE")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=LONGEST_NAME)
    url = EncryptedTextField(bound_to=("uid",))
    host = models.CharField(max_length=260)
    kinds = ArrayField(models.CharField(max_length=60))
    answers_for = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+", db_index=False)
    created_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    ended_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since_at = models.DateTimeField(null=True, blank=True)
    rests_until_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True, help_text="when its address last took something")

    objects = WebhookQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "uid"], name="webhook_uid_once"),
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(ended_at=None), name="webhook_name_once"
            ),
            models.CheckConstraint(condition=Q(kinds__len__gt=0), name="webhook_is_told_something"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("created_at")), name="webhook_ends"),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since_at=None) | Q(failures__gt=0, failing_since_at__isnull=False),
                name="webhook_fails_since_a_moment",
            ),
        ]


class WebhookSecretQuerySet(models.QuerySet):
    def good(self, at):
        """Those that sign at a moment, the newest first."""
        return self.filter(Q(until_at=None) | Q(until_at__gt=at)).order_by("-number")


class WebhookSecret(TenantModel):
    """What the calls of a webhook are signed with; after a change the one before signs, too, until a moment."""

    inventory = {SECRET: "value", TECHNICAL: "webhook number made_at until_at"}
    privileges = ("SELECT", "INSERT", "UPDATE")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="secrets", db_index=False)
    number = models.PositiveSmallIntegerField()
    value = EncryptedTextField(bound_to=("webhook_id", "number"))
    made_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookSecretQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "webhook", "number"], name="webhook_secret_once"),
            models.UniqueConstraint(
                fields=["organization", "webhook"], condition=Q(until_at=None), name="webhook_one_newest_secret"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("made_at")), name="webhook_secret_ends_after_start"
            ),
        ]


class DeliveryQuerySet(OutboxQuerySet):
    def newest_first(self):
        return self.order_by("-due_at", "-pk")


class Delivery(TenantModel):
    """One event on its way to one webhook: an outbox row with ids only; what is said is made when it is sent.

    `uid` names it to its receiver and stays from try to try, so that whoever gets it twice can tell.
    """

    inventory = {
        TECHNICAL.kept_for("days"): """webhook kind subject_type subject_id occurrence uid state due_at attempts
            claimed_at tried_at next_try_at failure answer created_at sent_at""",
    }
    privileges = ("SELECT", "INSERT", "UPDATE")

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries", db_index=False)
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    occurrence = models.CharField(max_length=60)
    uid = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True, help_text="from when on its receiver may have it")
    failure = models.CharField(max_length=60, blank=True)
    answer = models.PositiveSmallIntegerField(null=True, blank=True, help_text="the status its address gave last")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "webhook", "kind", "subject_type", "subject_id", "occurrence"],
                name="delivery_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="delivery_sent_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False), name="delivery_sending_is_claimed"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "webhook", "due_at", "id"], condition=Q(state="waiting"), name="delivery_due"
            ),
            models.Index(
                fields=["organization", "webhook", "claimed_at"],
                condition=Q(state="sending"),
                name="delivery_claimed",
            ),
            models.Index(fields=["organization", "webhook", "-due_at", "-id"], name="delivery_newest"),
            models.Index(fields=["organization"], condition=Q(state="parked"), name="delivery_parked"),
        ]
