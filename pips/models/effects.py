"""Did it work: what a worker has computed about a team plan or a remedy, beside what would have happened anyway."""

from django.db import models
from django.db.models import Q

from perfhub.kernel.inventory import PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import EffectMethod
from .diagnosis import Remedy
from .teams import TeamPlan


class Effect(TenantModel):
    """How much more something changed than without a team plan, or a remedy, as far as numbers can say.

    `n_before` and `n_after` are values of the team's metric, or people with the remedy and comparable others without.
    Where there are too few there is no estimate, nor where the lines of both had parted before. `by_itself` is what
    regression to the mean alone lets expect. About groups only; computed anew each night.
    """

    inventory = {
        PUBLIC: """metric_name unit estimate low high other_estimate other_low other_high by_itself slope_change
            others_changed reliability""",
        TECHNICAL: "team_plan remedy metric method computed_at n_before n_after ran_together periods",
    }

    team_plan = models.ForeignKey(TeamPlan, models.CASCADE, null=True, blank=True, related_name="effects")
    remedy = models.ForeignKey(Remedy, models.CASCADE, null=True, blank=True, related_name="effects")
    metric = models.BigIntegerField(help_text="the key of the metric that was looked at")
    metric_name = models.CharField(max_length=120)
    unit = models.CharField(max_length=40, blank=True)
    method = models.CharField(max_length=4, choices=EffectMethod)
    computed_at = models.DateTimeField()
    n_before = models.PositiveIntegerField()
    n_after = models.PositiveIntegerField()
    estimate = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    other_estimate = models.FloatField(null=True, blank=True, help_text="by another way: those who began as high")
    other_low = models.FloatField(null=True, blank=True, help_text="by another way: Newey-West, or as high at first")
    other_high = models.FloatField(null=True, blank=True)
    by_itself = models.FloatField(null=True, blank=True)
    slope_change = models.FloatField(null=True, blank=True)
    others_changed = models.FloatField(null=True, blank=True, help_text="how those without it changed meanwhile")
    ran_together = models.BooleanField(null=True, help_text="whether both moved alike before; unknown of one series")
    periods = models.PositiveSmallIntegerField(null=True, blank=True, help_text="values before, over which they did")
    reliability = models.FloatField(null=True, blank=True, help_text="of the metric, from one window to the next")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "team_plan", "remedy", "metric"], nulls_distinct=False, name="effect_once"
            ),
            models.CheckConstraint(
                condition=Q(team_plan__isnull=False, remedy__isnull=True, method="its")
                | Q(team_plan__isnull=True, remedy__isnull=False, method="did"),
                name="effect_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(estimate__isnull=True, low__isnull=True, high__isnull=True)
                | Q(low__lte=models.F("estimate"), high__gte=models.F("estimate")),
                name="effect_lies_within_its_limits",
            ),
            models.CheckConstraint(
                condition=~Q(ran_together=False) | Q(estimate__isnull=True),
                name="effect_only_of_lines_that_ran_together",
            ),
        ]
