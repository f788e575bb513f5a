"""What is told to people, and how they want to be told."""

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONTACT, PUBLIC, TECHNICAL
from perfhub.kernel.outbox import OutboxQuerySet
from perfhub.kernel.tenancy import TenantModel

from ..states import Channel, NoticeState


class NoticeQuerySet(OutboxQuerySet):
    def held_until(self, at):
        """Gathered for a digest that may go out by now, and in none yet."""
        return self.filter(state=NoticeState.HELD, due_at__lte=at, digest=None)

    def shown_to(self, recipient, *, at, kinds):
        """The entries of an employee's bell: those of these kinds whose time has come and whose reason stands."""
        return self.filter(recipient=recipient, due_at__lte=at, kind__in=kinds).exclude(state=NoticeState.DROPPED)

    def unseen(self):
        return self.filter(seen_at=None)

    def newest_first(self):
        return self.order_by("-due_at", "-id")


class Notice(TenantModel):
    """One thing to tell one employee: outbox row and entry of the bell in one. Ids only; its words are made late."""

    inventory = {
        CONTACT.exported_to("subject").kept_for("days").erased_by("drop"): "recipient",
        TECHNICAL: """kind subject_type subject_id occurrence state due_at attempts claimed_at next_try_at
            failure message_id digest created_at sent_at seen_at""",
    }

    recipient = models.ForeignKey("people.Employee", models.PROTECT, related_name="notices", db_index=False)
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    occurrence = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=60, blank=True)
    message_id = models.UUIDField(default=uuid.uuid4)
    digest = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="gathered", db_index=False)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    #: The row it is about, once `queries.with_subjects` has fetched it.
    subject: models.Model | None = None
    #: What its kind has gathered about it then.
    known: Any = None

    objects = NoticeQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "recipient", "kind", "subject_type", "subject_id", "occurrence"],
                name="notice_told_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.SENT) | Q(sent_at__isnull=False), name="notice_sent_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.SENDING) | Q(claimed_at__isnull=False), name="notice_sending_is_claimed"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "due_at", "id"], condition=Q(state="waiting"), name="notice_due"),
            models.Index(fields=["organization", "claimed_at"], condition=Q(state="sending"), name="notice_claimed"),
            models.Index(fields=["organization", "due_at"], condition=Q(state="held"), name="notice_held"),
            models.Index(fields=["organization", "sent_at"], condition=Q(state="sent"), name="notice_volume"),
            models.Index(fields=["organization", "recipient", "-due_at", "-id"], name="notice_bell"),
            models.Index(fields=["organization", "digest"], condition=Q(digest__isnull=False), name="notice_gathered"),
            # The list of all notices is read page by page, whatever it is narrowed to.
            models.Index(fields=["organization", "-due_at", "-id"], name="notice_newest"),
            models.Index(fields=["organization", "state", "-due_at", "-id"], name="notice_of_state"),
            models.Index(fields=["organization", "kind", "state", "-due_at", "-id"], name="notice_of_kind"),
        ]


class Preference(TenantModel):
    """How an employee wants to be told of one kind of thing; without a row, as the organization says."""

    inventory = {
        CONTACT.exported_to("subject").erased_by("drop"): "employee kind channel",
        TECHNICAL: "changed_at",
    }

    employee = models.ForeignKey("people.Employee", models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel)
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "employee", "kind"], name="preference_once_a_kind"),
        ]


class KindSwitch(TenantModel):
    """Whether this organization uses a kind of notice, and how whoever chose nothing is told; without a row it does,
    and the kind says how."""

    inventory = {PUBLIC: "kind is_on channel", TECHNICAL: "changed_by changed_at"}

    kind = models.CharField(max_length=60)
    is_on = models.BooleanField()
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    changed_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "kind"], name="kind_switch_once")]


class MailSettings(TenantModel):
    """From whom this organization's mail comes, and when it stays quiet. Without a row: perfhub, and 18 to 8."""

    inventory = {PUBLIC: "sender_name reply_to quiet_from quiet_until", TECHNICAL: "version"}

    sender_name = models.CharField(_("name of the sender"), max_length=80, blank=True)
    reply_to = models.EmailField(_("answers go to"), blank=True)
    quiet_from = models.TimeField(_("quiet from"), default=dt.time(18))
    quiet_until = models.TimeField(_("quiet until"), default=dt.time(8))
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="mail_settings_one"),
            models.CheckConstraint(
                condition=~Q(sender_name__regex='[[:cntrl:]<>@"]'), name="mail_settings_sender_is_a_plain_name"
            ),
            models.CheckConstraint(
                condition=~Q(quiet_from=F("quiet_until")), name="mail_settings_some_hours_are_not_quiet"
            ),
        ]


class Hold(TenantModel):
    """From one moment to another all mail of this organization stood still: far more was due than usual."""

    inventory = {TECHNICAL: "start_at end_at ended_by found usual"}

    start_at = models.DateTimeField()
    end_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    found = models.PositiveIntegerField()
    usual = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization"], condition=Q(end_at=None), name="hold_one_open"),
            models.CheckConstraint(
                condition=Q(end_at=None) | Q(end_at__gte=models.F("start_at")), name="hold_ends_after_start"
            ),
        ]
