"""The library: goals as HR suggests them, for whoever does not want to begin with an empty form."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import Measure, Nature
from .key_results import LONGEST_UNIT
from .objectives import LONGEST_TITLE

LONGEST_GROUP = 60


class GoalTemplateQuerySet(models.QuerySet):
    def offered(self):
        """Not put away."""
        return self.filter(retired_at__isnull=True)

    def in_order(self):
        return self.order_by("group", "title", "pk")

    def with_key_results(self):
        """Each with its key results in `measured`, in their order."""
        rows = TemplateKeyResult.objects.order_by("position", "pk")
        return self.prefetch_related(models.Prefetch("key_results", rows, to_attr="measured"))


class GoalTemplate(TenantModel):
    """A goal as it is suggested: its words, how firm it is, with its key results. Everybody employed sees it."""

    inventory = {PUBLIC: "title why nature group", TECHNICAL: "written_by written_at retired_at version"}

    title = models.CharField(_("the aim"), max_length=LONGEST_TITLE)
    why = models.TextField(_("why it matters"), blank=True)
    nature = models.CharField(_("how firm"), max_length=12, choices=Nature, default=Nature.COMMITTED)
    group = models.CharField(_("group"), max_length=LONGEST_GROUP, blank=True)
    written_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = GoalTemplateQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="goal_template_says_something"),
            models.UniqueConstraint(
                fields=["organization", "title"], condition=Q(retired_at__isnull=True), name="goal_template_title_once"
            ),
        ]

    def __str__(self):
        return self.title


class TemplateKeyResult(TenantModel):
    """A measured outcome as it is suggested; `steps` are milestones, one a line."""

    inventory = {
        PUBLIC: "title measure unit start_value target_value weight steps",
        TECHNICAL: "template position",
    }

    template = models.ForeignKey(GoalTemplate, models.CASCADE, related_name="key_results", db_index=False)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("what is measured"), max_length=LONGEST_TITLE)
    measure = models.CharField(_("measured by"), max_length=10, choices=Measure, default=Measure.NUMBER)
    unit = models.CharField(_("unit"), max_length=LONGEST_UNIT, blank=True)
    start_value = models.DecimalField(_("from"), max_digits=20, decimal_places=4, null=True, blank=True)
    target_value = models.DecimalField(_("to"), max_digits=20, decimal_places=4, null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, default=1)
    steps = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "template", "position"], name="template_key_result_once_a_position"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="template_key_result_says_something"),
            models.CheckConstraint(
                condition=~Q(measure__in=["number", "percent", "currency"])
                | Q(start_value__isnull=False, target_value__isnull=False) & ~Q(start_value=F("target_value")),
                name="template_key_result_has_a_way_to_go",
            ),
        ]
