"""Asking for feedback: about oneself, or about a report; of colleagues, and of guests from outside."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, CONTACT, IDENTITY, PUBLIC, SECRET, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import RequestState
from .giving import Feedback

LONGEST_QUESTION_ASKED = 1000  # characters
LONGEST_TEMPLATE_NAME = 80
LONGEST_GUEST = 120
LONGEST_ADDRESS = 254
LONGEST_GUEST_ANSWER = 4000
LONGEST_DECLINING = 500
MOST_ASKED = 20  # of one request, guests included
LONGEST_WAIT = dt.timedelta(days=90)  # until an answer is wished for
LINK_OUTLIVES = dt.timedelta(days=7)  # the day by which a guest's answer is wished for
LETTER_LINK_LIFE = dt.timedelta(days=7)  # of a link that was sent by letter
BETWEEN_LETTERS = dt.timedelta(days=3)
MOST_LETTERS = 3  # to one guest about one request

SAID = CONFIDENTIAL.kept_for("feedback")


class RequestTemplate(TenantModel):
    """Words with which people here ask for feedback, by a name; kept by HR. Retired, it is offered no more."""

    inventory = {PUBLIC: "name question", TECHNICAL: "written_by written_at retired_at version"}

    name = models.CharField(_("name"), max_length=LONGEST_TEMPLATE_NAME)
    question = models.TextField(_("question"), max_length=LONGEST_QUESTION_ASKED)
    written_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=Q(retired_at__isnull=True),
                name="request_template_name_once",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(question=""), name="request_template_says_something"),
        ]

    def __str__(self):
        return self.name


class FeedbackRequest(TenantModel):
    """Somebody asks several people for feedback about themselves, or, as the manager, about a report."""

    inventory = {SAID: "question", TECHNICAL: "by about due_date made_at reminded_date version"}

    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="feedback_asked", db_index=False)
    about = models.ForeignKey("people.Employee", models.PROTECT, related_name="feedback_asked_about", db_index=False)
    question = models.TextField(_("what you would like to know"), max_length=LONGEST_QUESTION_ASKED)
    due_date = models.DateField(_("by when"))
    made_at = models.DateTimeField()
    reminded_date = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=~Q(question=""), name="feedback_request_asks_something")]
        indexes = [
            models.Index(fields=["organization", "by", "-made_at", "-id"], name="feedback_request_by"),
            models.Index(fields=["organization", "about", "-made_at", "-id"], name="feedback_request_about"),
            models.Index(fields=["organization", "due_date"], name="feedback_request_due"),
        ]

    @property
    def is_about_oneself(self) -> bool:
        return self.by_id == self.about_id


class RequestQuerySet(models.QuerySet):
    def waiting(self):
        """Asked, and neither answered nor declined."""
        return self.filter(state=RequestState.ASKED)

    def of_guests(self):
        return self.filter(employee__isnull=True)


class AskedOf(TenantModel):
    """One person of whom feedback is asked: somebody employed here, or a guest, who answers by a link.

    Of the token of the link only the hash is kept. A guest with an address is written to, and the address forgotten
    once that is over; to others whoever asked passes the link on. What a guest says stands here; an employee gives
    feedback.
    """

    inventory = {
        SAID: "went_well could_change reason",
        IDENTITY.kept_for("feedback"): "guest_name",
        CONTACT.kept_for("feedback"): "guest_at guest_email",
        SECRET: "token_hash",
        TECHNICAL: """request employee state asked_at closed_at feedback link_until_at letters
            written_at""",
    }

    request = models.ForeignKey(FeedbackRequest, models.CASCADE, related_name="asked", db_index=False)
    employee = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="asked_for_feedback", db_index=False
    )
    guest_name = models.CharField(_("name of the guest"), max_length=LONGEST_GUEST, blank=True)
    guest_at = models.CharField(_("where the guest works"), max_length=LONGEST_GUEST, blank=True)
    guest_email = models.EmailField(_("address of the guest"), blank=True, db_default="", default="")
    letters = models.PositiveSmallIntegerField(db_default=0, default=0)
    written_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=RequestState, default=RequestState.ASKED)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    feedback = models.ForeignKey(Feedback, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=LONGEST_DECLINING, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    link_until_at = models.DateTimeField(null=True, blank=True)
    went_well = models.TextField(blank=True)
    could_change = models.TextField(blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "request", "employee"],
                condition=Q(employee__isnull=False),
                name="feedback_asked_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "token_hash"], condition=~Q(token_hash=""), name="feedback_guest_token_once"
            ),
            models.CheckConstraint(
                condition=Q(employee__isnull=False, guest_name="", token_hash="")
                | Q(employee__isnull=True) & ~Q(guest_name=""),
                name="feedback_asked_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", closed_at__isnull=True) | ~Q(state="asked") & Q(closed_at__isnull=False),
                name="feedback_asked_closed_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="feedback_declined_says_why"),
            models.CheckConstraint(
                condition=Q(went_well="", could_change="") | Q(state="answered", employee__isnull=True),
                name="feedback_guest_said_when_answered",
            ),
            models.CheckConstraint(
                condition=Q(guest_email="") | Q(employee__isnull=True, state="asked", letters__gte=1),
                name="feedback_guest_address_while_asked",
            ),
            models.CheckConstraint(
                condition=Q(letters=0, written_at__isnull=True) | Q(letters__gte=1, written_at__isnull=False),
                name="feedback_guest_letters_have_time",
            ),
            models.CheckConstraint(
                condition=Q(link_until_at__isnull=True) | Q(link_until_at__gt=F("asked_at")),
                name="feedback_guest_link_ends_later",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "employee"], condition=Q(state="asked"), name="feedback_asked_waiting"
            ),
        ]

    @property
    def is_guest(self) -> bool:
        return self.employee_id is None

    @property
    def name(self) -> str:
        return self.guest_name if self.employee is None else self.employee.name
