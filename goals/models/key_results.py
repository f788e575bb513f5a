"""A key result: a measured outcome of an objective."""

import re
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import WAYS, Measure
from .objectives import LONGEST_TITLE, Objective

LONGEST_UNIT = 20
MOST_KEY_RESULTS = 7
MOST_MILESTONES = 12
WORDS = CONFIDENTIAL.kept_for("reviews")


#: “In use (×2)”: a milestone that counts twice.
WEIGHED = re.compile(r"(?P<title>.*\S)\s*\([×xX*]\s*(?P<weight>\d{1,3}(?:[.,]\d{1,2})?)\)")


def read_step(text: str) -> tuple[str, Decimal]:
    """A milestone as it is written: its title and its weight, which is 1 unless it says another."""
    found = WEIGHED.fullmatch(text.strip())
    if found is None:
        return text.strip(), Decimal(1)
    return found["title"], Decimal(found["weight"].replace(",", "."))


def written_step(text: str) -> str:
    """The same milestone as we write it."""
    return said_step(*read_step(text))


def said_step(title: str, weight: Decimal) -> str:
    return title if weight == 1 else f"{title} (×{weight.normalize():f})"


class KeyResultQuerySet(models.QuerySet):
    def counting(self):
        """Not taken out."""
        return self.filter(removed_at__isnull=True)

    def in_order(self):
        return self.order_by("position", "pk")


class KeyResult(TenantModel):
    """A measured outcome: from a start to a target, yes or no, by milestones, or staying within a band.

    `start_value` and `target_value` are the lower and upper end of the band where it is to be maintained. `raw` may
    lie below 0 and above 1; `score` is kept within. One that is taken out keeps its updates.
    """

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {
        WORDS: "title unit start_value target_value current_value",
        TECHNICAL: "objective position measure weight led_by raw score measured_at removed_at",
    }

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="key_results", db_index=False)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("what is measured"), max_length=LONGEST_TITLE)
    measure = models.CharField(_("measured by"), max_length=10, choices=Measure, default=Measure.NUMBER)
    unit = models.CharField(_("unit"), max_length=LONGEST_UNIT, blank=True)
    start_value = models.DecimalField(_("from"), max_digits=20, decimal_places=4, null=True, blank=True)
    target_value = models.DecimalField(_("to"), max_digits=20, decimal_places=4, null=True, blank=True)
    current_value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, default=1)
    led_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    raw = models.FloatField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = KeyResultQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="key_result_says_something"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="key_result_weight_not_below_zero"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1), name="key_result_score_from_0_to_1"
            ),
            models.CheckConstraint(
                condition=~Q(measure__in=["number", "percent", "currency"])
                | Q(start_value__isnull=False, target_value__isnull=False) & ~Q(start_value=F("target_value")),
                name="key_result_has_a_way_to_go",
            ),
            models.CheckConstraint(
                condition=~Q(measure="maintain")
                | Q(start_value__isnull=False, target_value__isnull=False, target_value__gte=F("start_value")),
                name="key_result_has_a_band",
            ),
            models.CheckConstraint(
                condition=~Q(measure="yes_no") | Q(current_value__isnull=True) | Q(current_value__in=[0, 1]),
                name="key_result_is_yes_or_no",
            ),
        ]
        indexes = [models.Index(fields=["organization", "objective", "position"], name="key_result_of_an_objective")]

    def __str__(self):
        return self.title

    @property
    def is_way(self) -> bool:
        return self.measure in WAYS

    @property
    def takes_a_number(self) -> bool:
        return self.is_way or self.measure == Measure.MAINTAIN

    @property
    def shown_unit(self) -> str:
        return "%" if self.measure == Measure.PERCENT else self.unit


class Milestone(TenantModel):
    """One step of a key result that goes by milestones."""

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {WORDS: "title", TECHNICAL: "key_result position weight done_at"}

    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="milestones", db_index=False)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "key_result", "position"], name="milestone_once_a_position"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="milestone_says_something"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="milestone_weight_not_below_zero"),
        ]

    @property
    def said(self) -> str:
        """As `read_step` reads it."""
        return said_step(self.title, Decimal(self.weight))
