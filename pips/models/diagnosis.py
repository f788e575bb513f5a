"""A diagnosis: why something does not work, asked of both sides apart from one another."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.fields import EncryptedJSONField, EncryptedTextField
from perfhub.kernel.inventory import PRIVATE, PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import CauseCell, DiagnosisState, QuestionForm, RemedyKind, Side, SideState
from .cases import CASE_WORDS, Case
from .plans import Support

LONGEST_ASKING = 1000  # characters
LONGEST_SAYING = 2000
LONGEST_REMEDY = 120
LONGEST_WHAT = 300  # as long as support may be, which it becomes

OWN_ANSWERS = CASE_WORDS.exported_to("author").erased_by("drop")


class UnitCount(TenantModel):
    """How many of a unit's diagnoses lie around the people: counted once, of five people at least, never again.

    Each diagnosis is in one such count at most. So whatever is shown of a unit is a sum of groups of five or more who
    have nobody in common, and no two figures can be subtracted from one another.
    """

    inventory = {TECHNICAL: "team n around counted_at first_date last_date"}
    privileges = ("SELECT", "INSERT", "DELETE")

    team = models.ForeignKey("people.Team", models.PROTECT, related_name="+", db_index=False)
    n = models.PositiveSmallIntegerField()
    around = models.PositiveSmallIntegerField(help_text="how many have their primary cause in cells 1 to 3")
    counted_at = models.DateTimeField()
    first_date = models.DateField()
    last_date = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(n__gte=5), name="unit_count_of_five_at_least"),
            models.CheckConstraint(condition=Q(around__lte=models.F("n")), name="unit_count_within_its_n"),
        ]
        indexes = [models.Index(fields=["organization", "team", "-counted_at"], name="unit_count_of_a_team")]


class Diagnosis(TenantModel):
    """Both sides of a case are asked the same questions; what comes of it is shown when both are through.

    `team` is the employee's at the time. `primary` is the cause to begin with, kept when the result is there.
    """

    inventory = {
        CASE_WORDS: "why primary",
        TECHNICAL: "case employee team form state asked_by asked_at finished_at counted_in version",
    }

    case = models.ForeignKey(Case, models.CASCADE, related_name="diagnoses", db_index=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    form = models.CharField(max_length=5, choices=QuestionForm)
    why = models.TextField(_("why you ask"), max_length=LONGEST_ASKING)
    state = models.CharField(max_length=10, choices=DiagnosisState, default=DiagnosisState.OPEN)
    asked_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    primary = models.PositiveSmallIntegerField(choices=CauseCell, null=True, blank=True)
    counted_in = models.ForeignKey(UnitCount, models.SET_NULL, null=True, blank=True, related_name="diagnoses")
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "case"], condition=Q(state="open"), name="diagnosis_one_open_of_a_case"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="diagnosis_says_why"),
            models.CheckConstraint(
                condition=Q(state="open", finished_at__isnull=True, primary__isnull=True)
                | ~Q(state="open") & Q(finished_at__isnull=False),
                name="diagnosis_done_has_time",
            ),
            models.CheckConstraint(
                condition=Q(counted_in__isnull=True) | Q(state="done"), name="diagnosis_counted_when_done"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "case", "-asked_at", "-id"], name="diagnosis_of_a_case"),
            models.Index(
                fields=["organization", "team"],
                condition=Q(state="done", counted_in__isnull=True),
                name="diagnosis_to_count",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == DiagnosisState.OPEN

    @property
    def is_short(self) -> bool:
        return self.form == QuestionForm.SHORT


class SideQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=SideState.WAITING)


class DiagnosisSide(TenantModel):
    """What one of the two answers, stored encrypted. `alone` is for the employee and the HR case owner.

    `person` is who was asked, and once answered, who did. `adjustments`: the employee wants the manager to hear
    “talk to HR about adjustments”, and no more than that.
    """

    inventory = {
        OWN_ANSWERS: "answers words",
        PRIVATE.kept_for("plans").erased_by("drop"): "alone adjustments",
        TECHNICAL: "diagnosis side person state asked_at due_date reminded_at answered_at",
    }

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="sides")
    side = models.CharField(max_length=8, choices=Side)
    person = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=SideState, default=SideState.WAITING)
    asked_at = models.DateTimeField()
    due_date = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answers = EncryptedJSONField(bound_to=("diagnosis_id", "side"), null=True, blank=True)
    words = EncryptedTextField(bound_to=("diagnosis_id", "side"), null=True, blank=True)
    alone = EncryptedJSONField(bound_to=("diagnosis_id", "side"), null=True, blank=True)
    adjustments = models.BooleanField(default=False)

    objects = SideQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "diagnosis", "side"], name="diagnosis_side_once"),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False, answers__isnull=False),
                name="diagnosis_side_answered_has_answers",
            ),
            models.CheckConstraint(
                condition=Q(side="employee") | Q(alone__isnull=True, adjustments=False),
                name="diagnosis_circumstances_of_the_employee",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_date"], condition=Q(state="waiting"), name="diagnosis_side_by_due"
            ),
            models.Index(
                fields=["organization", "person"], condition=~Q(state="answered"), name="diagnosis_side_of_person"
            ),
        ]

    @property
    def is_answered(self) -> bool:
        return self.state == SideState.ANSWERED

    @property
    def is_settled(self) -> bool:
        """Answered, or not within the time there was."""
        return self.state != SideState.WAITING


class RemedyQuerySet(models.QuerySet):
    def offered(self):
        return self.filter(retired_at__isnull=True).order_by("cell", "name", "pk")


class Remedy(TenantModel):
    """Something that helps against one cause, by a name; kept by HR. `code` marks those that we begin with."""

    inventory = {PUBLIC: "name about", TECHNICAL: "code cell kind written_by written_at retired_at version"}

    code = models.CharField(max_length=30, blank=True)
    cell = models.PositiveSmallIntegerField(_("against which cause"), choices=CauseCell)
    name = models.CharField(_("name"), max_length=LONGEST_REMEDY)
    about = models.TextField(_("how it is done"), max_length=LONGEST_ASKING, blank=True)
    kind = models.CharField(_("what it becomes"), max_length=7, choices=RemedyKind, default=RemedyKind.SUPPORT)
    written_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RemedyQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "cell", "name"], condition=Q(retired_at__isnull=True), name="remedy_name_once"
            ),
            models.UniqueConstraint(fields=["organization", "code"], condition=~Q(code=""), name="remedy_code_once"),
            models.CheckConstraint(condition=~Q(name=""), name="remedy_has_a_name"),
        ]

    def __str__(self):
        return self.name


class ChosenRemedyQuerySet(models.QuerySet):
    def waiting(self):
        """To become support: not dropped, and nothing yet."""
        return self.filter(dropped_at=None, support=None, growth="", kind=RemedyKind.SUPPORT)


class ChosenRemedy(TenantModel):
    """A remedy chosen from a diagnosis, as it was called then, with what exactly is meant here.

    `support` says which promise of a plan it became; a matter of the team becomes a finding or a team plan, which know
    nothing of it. `growth` names the kind of growth action that another floor began from it, `growth_key` which one.
    """

    inventory = {
        CASE_WORDS: "name what",
        TECHNICAL: """diagnosis remedy cell kind chosen_by chosen_at dropped_at dropped_by support finding team_plan
            growth growth_key""",
    }

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="remedies")
    remedy = models.ForeignKey(Remedy, models.SET_NULL, null=True, blank=True, related_name="+")
    cell = models.PositiveSmallIntegerField(choices=CauseCell)
    name = models.CharField(max_length=LONGEST_REMEDY)
    what = models.CharField(_("what exactly"), max_length=LONGEST_WHAT)
    kind = models.CharField(max_length=7, choices=RemedyKind)
    chosen_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    support = models.ForeignKey(Support, models.SET_NULL, null=True, blank=True, related_name="+")
    finding = models.ForeignKey("pips.Finding", models.SET_NULL, null=True, blank=True, related_name="+")
    team_plan = models.ForeignKey("pips.TeamPlan", models.SET_NULL, null=True, blank=True, related_name="+")
    growth = models.CharField(max_length=60, blank=True)
    growth_key = models.BigIntegerField(null=True, blank=True)

    objects = ChosenRemedyQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(what=""), name="chosen_remedy_says_what"),
            models.CheckConstraint(
                condition=Q(finding__isnull=True, team_plan__isnull=True) | Q(kind="team"), name="chosen_remedy_of_team"
            ),
            models.CheckConstraint(
                condition=Q(growth="", growth_key__isnull=True)
                | ~Q(growth="") & Q(growth_key__isnull=False, support__isnull=True, kind="support"),
                name="chosen_remedy_grows_or_is_owed",
            ),
            models.CheckConstraint(
                condition=Q(support__isnull=True) | Q(kind="support"), name="chosen_remedy_is_support"
            ),
        ]

    @property
    def is_something(self) -> bool:
        """Whether it became something: support, a matter of the team that was taken up, a growth action."""
        return any((self.support_id, self.finding_id, self.team_plan_id, self.growth))
