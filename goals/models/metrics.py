"""A metric: what is measured without an end, with the band in which it is well, and what was measured."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, EMPLOYMENT, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import Grain, Reading, Visibility
from .key_results import LONGEST_UNIT, KeyResult
from .updates import APPEND_ONLY

LONGEST_NAME, LONGEST_ABOUT, LONGEST_CATEGORY, LONGEST_SOURCE = 120, 2000, 80, 60
LONGEST_FILE = 200
WORDS = CONFIDENTIAL.kept_for("reviews")
OF_A_PERSON = CONFIDENTIAL.kept_for("reviews").erased_by("drop")


class MetricQuerySet(models.QuerySet):
    def current(self):
        """Still measured."""
        return self.filter(retired_at__isnull=True)

    def by_name(self):
        return self.order_by("name", "pk")


class Metric(TenantModel):
    """Something that is measured again and again: a KPI, defects, rework, complaints. It has a band and no end.

    `measured_for` says whether its numbers are the organization's, a team's or a person's.
    """

    inventory = {
        WORDS: "name about unit low high",
        EMPLOYMENT: "led_by",
        TECHNICAL: "measured_for read_as visibility written_by written_at retired_at version",
    }

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    about = models.TextField(_("what it tells, and how it is counted"), max_length=LONGEST_ABOUT, blank=True)
    unit = models.CharField(_("unit"), max_length=LONGEST_UNIT, blank=True)
    measured_for = models.CharField(_("measured for"), max_length=12, choices=Grain, default=Grain.ORGANIZATION)
    read_as = models.CharField(_("read as"), max_length=6, choices=Reading, default=Reading.NUMBER)
    led_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="metrics")
    low = models.DecimalField(_("well from"), max_digits=20, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("well up to"), max_digits=20, decimal_places=4, null=True, blank=True)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.EVERYONE)
    written_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MetricQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(retired_at__isnull=True), name="metric_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="metric_says_something"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(high__gte=F("low")),
                name="metric_band_in_order",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def shown_unit(self) -> str:
        return "%" if self.read_as == Reading.SHARE else self.unit

    @property
    def takes_opportunities(self) -> bool:
        """Its numbers are so many of, or for, so many."""
        return self.read_as != Reading.NUMBER


class MetricAudience(TenantModel):
    """A team (with all below it) or a person who sees a metric that is shown to chosen ones."""

    inventory = {EMPLOYMENT: "team employee", TECHNICAL: "metric"}

    metric = models.ForeignKey(Metric, models.CASCADE, related_name="audience", db_index=False)
    team = models.ForeignKey("people.Team", models.CASCADE, null=True, blank=True, related_name="+")
    employee = models.ForeignKey("people.Employee", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "metric", "team", "employee"], nulls_distinct=False, name="metric_audience_once"
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=False, employee__isnull=True) | Q(team__isnull=True, employee__isnull=False),
                name="metric_audience_of_one_kind",
            ),
        ]


class MeasurementFile(TenantModel):
    """A file of numbers of one metric that somebody took in. They alone see it, and take it back within a day."""

    inventory = {
        CONFIDENTIAL.exported_to("author"): "name",
        TECHNICAL: "metric taken_by taken_at number undone_at left",
    }

    metric = models.ForeignKey(Metric, models.CASCADE, related_name="files")
    name = models.CharField(max_length=LONGEST_FILE)
    taken_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    number = models.PositiveIntegerField(help_text="of its rows that were new or put something right")
    undone_at = models.DateTimeField(null=True, blank=True)
    left = models.PositiveIntegerField(default=0, help_text="of its numbers that were not taken back")

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["organization", "metric", "taken_by", "-taken_at"], name="measurement_files_newest"),
        ]

    def __str__(self):
        return self.name


class MeasurementQuerySet(models.QuerySet):
    def newest(self):
        """Not superseded by a later number for the same."""
        return self.exclude(Exists(self.model._base_manager.filter(supersedes=OuterRef("pk"))))

    def standing(self):
        """What holds now: the newest, unless it was withdrawn."""
        return self.newest().filter(withdrawn=False)


class Measurement(TenantModel):
    """What was counted of a metric in one period: so many, of so many where there are opportunities.

    Inserted, never changed. Another number for the same supersedes this one, which stays; so does a row that says it
    was withdrawn. What was not measured has no row: missing is not zero.
    """

    privileges = APPEND_ONLY
    inventory = {
        OF_A_PERSON: "numerator opportunities category",
        EMPLOYMENT: "team employee",
        TECHNICAL: "metric period_start period_end source edition supersedes withdrawn file by at",
    }

    metric = models.ForeignKey(Metric, models.CASCADE, related_name="measurements", db_index=False)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, blank=True, related_name="+")
    employee = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    period_start = models.DateField()
    period_end = models.DateField()
    numerator = models.DecimalField(max_digits=20, decimal_places=4)
    opportunities = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    category = models.CharField(max_length=LONGEST_CATEGORY, blank=True)
    source = models.CharField(max_length=LONGEST_SOURCE)
    edition = models.PositiveIntegerField(default=1, help_text="the how many-th number for the same")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    withdrawn = models.BooleanField(default=False, help_text="what was said does not hold, nor anything else")
    file = models.ForeignKey(
        MeasurementFile, models.PROTECT, null=True, blank=True, related_name="measurements", help_text="it came with"
    )
    by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = MeasurementQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("organization", "metric", "team", "employee"),
                    *("period_end", "period_start", "source", "category", "edition"),
                ],
                nulls_distinct=False,
                name="measurement_once",
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=True) | Q(employee__isnull=True), name="measurement_of_one_subject"
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="measurement_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(opportunities__isnull=True) | Q(opportunities__gt=0), name="measurement_had_opportunities"
            ),
            models.CheckConstraint(
                condition=Q(edition=1, supersedes__isnull=True) | Q(edition__gt=1, supersedes__isnull=False),
                name="measurement_later_edition_supersedes",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(edition__gt=1), name="measurement_withdrawn_was_said_before"
            ),
        ]


class Feed(TenantModel):
    """From one moment to another a key result takes its values from a metric. Ended, never changed."""

    inventory = {EMPLOYMENT: "team", TECHNICAL: "key_result metric by start_at ended_at"}

    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="feeds", db_index=False)
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="feeds")
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    start_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "key_result"], condition=Q(ended_at__isnull=True), name="feed_one_metric"
            ),
        ]
