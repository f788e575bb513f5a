"""A case: one matter of one employee, with all its rungs, and who may read it beside the two sides."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import CaseAct, CaseOutcome, CaseState, ConcernState, Rung

LONGEST_TITLE = 120  # characters
LONGEST_WORDS = 4000
LONGEST_REASON = 1000
LONGEST_LINE = 300  # what is owed, how it is measured
LONGEST_FIGURE = 120
LONGEST_PLACE = 120

CASE_WORDS = CONFIDENTIAL.kept_for("plans")


class CaseQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=CaseState.OPEN)

    def not_spent(self):
        return self.exclude(state=CaseState.SPENT)

    def newest_first(self):
        return self.order_by("-opened_at", "-pk")


class Case(TenantModel):
    """One matter of one employee on the ladder, from the first word about it to the last look.

    `manager` is who leads it now, by hand-over; who may read it is asked of the reporting line, never of this field.
    `hr_owner` is the HR case owner, from the first draft of an improvement plan on.
    """

    inventory = {
        CASE_WORDS: "title",
        TECHNICAL: """employee manager hr_owner rung state outcome opened_by opened_at told_at closed_at spent_on_date
            version""",
    }

    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="cases", db_index=False)
    manager = models.ForeignKey("people.Employee", models.PROTECT, related_name="cases_led", db_index=False)
    hr_owner = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="cases_owned", db_index=False
    )
    title = models.CharField(_("what it is about"), max_length=LONGEST_TITLE)
    rung = models.CharField(max_length=8, choices=Rung, default=Rung.CONCERN)
    state = models.CharField(max_length=6, choices=CaseState, default=CaseState.OPEN)
    outcome = models.CharField(max_length=17, choices=CaseOutcome, blank=True)
    opened_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True, help_text="from when on the employee knows of it")
    closed_at = models.DateTimeField(null=True, blank=True)
    spent_on_date = models.DateField(null=True, blank=True, help_text="from when on it is cited and shown no more")
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="case_has_a_title"),
            models.CheckConstraint(condition=~Q(employee=F("manager")), name="case_is_led_by_another"),
            models.CheckConstraint(
                condition=Q(hr_owner__isnull=True) | ~Q(hr_owner=F("employee")) & ~Q(hr_owner=F("manager")),
                name="case_hr_owner_is_a_third",
            ),
            models.CheckConstraint(
                condition=~Q(rung="concern") | Q(told_at__isnull=False), name="case_concern_is_shared"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, outcome="", spent_on_date__isnull=True)
                | ~Q(state="open") & Q(closed_at__isnull=False, spent_on_date__isnull=False) & ~Q(outcome=""),
                name="case_closed_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "employee", "state", "-opened_at", "id"], name="case_of_an_employee"),
            models.Index(fields=["organization", "manager", "state", "-opened_at", "id"], name="case_led_by"),
            models.Index(
                fields=["organization", "hr_owner", "state", "-opened_at", "id"],
                condition=Q(hr_owner__isnull=False),
                name="case_of_hr",
            ),
            models.Index(
                fields=["organization", "hr_owner", "-opened_at", "-id"],
                condition=Q(hr_owner__isnull=False),
                name="case_of_hr_newest",
            ),
            models.Index(fields=["organization", "spent_on_date"], condition=Q(state="closed"), name="case_to_spend"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == CaseState.OPEN


class CaseEvent(TenantModel):
    """What happened to a case once: opened, told, gone up or down, closed. Inserted, never changed.

    Of a concern it says on which day one looks again from then on, and what held before it: by that it is taken back.
    """

    inventory = {
        CASE_WORDS.erased_by("drop"): "reason",
        TECHNICAL: """case act rung by at about_employee look_date concern_before look_before_date asked_before_at
            takes_back""",
    }
    privileges = ("SELECT", "INSERT", "DELETE")

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    act = models.CharField(max_length=12, choices=CaseAct)
    rung = models.CharField(max_length=8, choices=Rung)
    by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    about_employee = models.ForeignKey(
        "people.Employee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the reader, the successor",
    )
    look_date = models.DateField(null=True, blank=True)
    concern_before = models.CharField(max_length=10, choices=ConcernState, blank=True)
    look_before_date = models.DateField(null=True, blank=True)
    asked_before_at = models.DateTimeField(null=True, blank=True)
    takes_back = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")


class CaseReaderQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at__isnull=True)


class CaseReader(TenantModel):
    """Somebody who may read one case beside its two sides and its HR owner, by name and with a reason."""

    inventory = {CASE_WORDS: "reason", TECHNICAL: "case reader named_by named_at ended_at"}

    case = models.ForeignKey(Case, models.CASCADE, related_name="readers")
    reader = models.ForeignKey("people.Employee", models.PROTECT, related_name="cases_read", db_index=False)
    reason = models.CharField(_("why"), max_length=LONGEST_REASON)
    named_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CaseReaderQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "case", "reader"], condition=Q(ended_at__isnull=True), name="case_reader_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="case_reader_says_why"),
        ]
        indexes = [
            models.Index(fields=["organization", "reader"], condition=Q(ended_at__isnull=True), name="case_reader_now"),
        ]


class PlanLeadQuerySet(models.QuerySet):
    def named(self):
        """Not ended: those who see cases already, and those who will."""
        return self.filter(ended_at__isnull=True)

    def in_force(self, at):
        return self.named().filter(effective_at__lte=at)


class PlanLead(TenantModel):
    """An owner lets somebody see every case that stands, or stood, on the rung of improvement plans.

    It takes effect five working days after those concerned were told.
    """

    inventory = {
        CASE_WORDS.exported_to("none"): "reason",
        TECHNICAL: "employee granted_by granted_at effective_at ended_at",
    }

    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(_("why"), max_length=LONGEST_REASON)
    granted_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    effective_at = models.DateTimeField(help_text="from when on they see anything")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlanLeadQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "employee"], condition=Q(ended_at__isnull=True), name="plan_lead_once"
            ),
            models.CheckConstraint(condition=Q(effective_at__gte=F("granted_at")), name="plan_lead_not_backdated"),
            models.CheckConstraint(condition=~Q(reason=""), name="plan_lead_says_why"),
            models.CheckConstraint(condition=~Q(employee=F("granted_by")), name="plan_lead_by_another"),
        ]
