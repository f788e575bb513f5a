"""How a plan ends: looks at whether it holds, and the decision, which is a record of its own."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import DecisionKind, LookState
from .cases import CASE_WORDS, LONGEST_WORDS
from .plans import Plan

LOOKS = (30, 60, 90, 182)  # days after a success


class Look(TenantModel):
    """A look, some time after a success, at whether what was reached holds; both may say something."""

    inventory = {
        CASE_WORDS: "manager_words employee_words",
        TECHNICAL: "plan number due_date state looked_by looked_at version",
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="looks")
    number = models.PositiveSmallIntegerField()
    due_date = models.DateField()
    state = models.CharField(max_length=7, choices=LookState, default=LookState.DUE)
    manager_words = models.TextField(_("how it is going"), max_length=LONGEST_WORDS, blank=True)
    employee_words = models.TextField(_("how it is going"), max_length=LONGEST_WORDS, blank=True)
    looked_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "plan", "number"], name="look_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["holds", "slipped"]) | Q(looked_at__isnull=False, looked_by__isnull=False),
                name="look_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["organization", "due_date"], condition=Q(state="due"), name="look_to_come")]


class Decision(TenantModel):
    """What was decided after a plan whose aim was not met: a restricted record of its own, apart from the plan.

    `manager` is whoever led the plan when it was decided; a successor reads nothing of it.
    """

    inventory = {
        CASE_WORDS: "words",
        TECHNICAL: "plan kind manager decided_by decided_at appeal_until_date",
    }
    privileges = ("SELECT", "INSERT", "DELETE")

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="decision")
    kind = models.CharField(_("what is decided"), max_length=10, choices=DecisionKind)
    words = models.TextField(_("why, and what happens now"), max_length=LONGEST_WORDS)
    manager = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    appeal_until_date = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="decision_says_why")]
