"""Asking for help: the employee opens the ladder, and may close it again at any time."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import HELP_KNOWN, HELP_OPEN, HelpAbout, HelpAct, HelpState
from .cases import LONGEST_WORDS, Case

HELP_WORDS = CONFIDENTIAL.kept_for("plans").exported_to("author").erased_by("drop")


class HelpRequestQuerySet(models.QuerySet):
    def open(self):
        """Somebody waits for something."""
        return self.filter(state__in=HELP_OPEN)

    def known(self):
        """Not withdrawn: what its receiver reads."""
        return self.filter(state__in=HELP_KNOWN)

    def newest_first(self):
        return self.order_by("-asked_at", "-pk")


class HelpRequest(TenantModel):
    """“I need help with…”: what an employee asks the manager, or somebody of HR, for.

    It is no evidence of anything and counts towards nothing. `case` is the coaching plan it led to. Its words never
    change; what is said to it are `HelpWord`s.
    """

    inventory = {
        HELP_WORDS: "text",
        TECHNICAL: "employee to with_manager about state asked_at closed_at withdrawn_at case version",
    }

    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="help_requests", db_index=False)
    to = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", db_index=False)
    with_manager = models.BooleanField(help_text="asked as the manager, not as HR")
    about = models.CharField(_("what it is about"), max_length=10, choices=HelpAbout)
    text = models.TextField(_("in your words"), max_length=LONGEST_WORDS)
    state = models.CharField(max_length=9, choices=HelpState, default=HelpState.ASKED)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    case = models.OneToOneField(Case, models.SET_NULL, null=True, blank=True, related_name="help_request")
    version = models.PositiveIntegerField(default=1)

    objects = HelpRequestQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="help_request_says_something"),
            models.CheckConstraint(condition=~Q(employee=F("to")), name="help_request_to_another"),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | ~Q(state="withdrawn") & Q(withdrawn_at__isnull=True),
                name="help_request_withdrawn_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["supported", "planned", "closed"]) | Q(closed_at__isnull=False),
                name="help_request_closed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(case__isnull=False), name="help_request_planned_names_it"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "employee", "-asked_at", "-id"], name="help_request_of"),
            models.Index(fields=["organization", "to", "-asked_at", "-id"], name="help_request_to"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in HELP_OPEN


class HelpWord(TenantModel):
    """What became of asking for help, one after the other, with what was said. Inserted, never changed."""

    inventory = {HELP_WORDS: "text", TECHNICAL: "request act by at to"}
    privileges = ("SELECT", "INSERT", "DELETE")

    request = models.ForeignKey(HelpRequest, models.CASCADE, related_name="words")
    act = models.CharField(max_length=13, choices=HelpAct)
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=LONGEST_WORDS, blank=True)
    to = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
