"""A one-to-one: the recurring meeting of two people, what they talk about, and what they write down."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.fields import EncryptedTextField
from perfhub.kernel.inventory import CONFIDENTIAL, EMPLOYMENT, PRIVATE, PUBLIC, SECRET, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import MeetingState, MeetingStep, PointState, SeriesEnd

LONGEST_POINT = 500  # characters of one talking point
LONGEST_NOTES = 20_000  # of the notes of one meeting; what markdown is rendered up to
LONGEST_PLACE, LONGEST_REASON = 200, 500
LONGEST_LIST = 4000  # of the points of a template, a line each
MOST_OPEN = 50  # points of one agenda
SOON = dt.timedelta(hours=1)  # so long before, both are told
ENDS_AFTER = dt.timedelta(hours=4)  # so long after its time a meeting ends by itself
WORDS = CONFIDENTIAL.kept_for("feedback")


class OneToOneQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at__isnull=True)

    def of(self, employee):
        """Those in which somebody is one of the two, over or not."""
        return self.filter(Q(lead=employee) | Q(partner=employee))

    def between(self, one, other):
        return self.filter(Q(lead=one, partner=other) | Q(lead=other, partner=one))


class OneToOne(TenantModel):
    """Two people who meet again and again. `by_line`: the lead is the partner's manager, and it lasts as long.

    `time_zone` is the clock by which the cadence goes. `changes` counts all that happens in it, so that a page learns
    whether there is anything new; `follows` is the one before with another manager, whose open points came along.
    """

    inventory = {
        WORDS: "place",
        EMPLOYMENT: "lead partner by_line",
        TECHNICAL: """every_weeks minutes time_zone opened_at opened_by ended_at ended_by ended_because follows
            reminded_at changes version""",
    }
    privileges = (*TenantModel.privileges, "MAINTAIN")

    lead = models.ForeignKey("people.Employee", models.PROTECT, related_name="one_to_ones_led")
    partner = models.ForeignKey("people.Employee", models.PROTECT, related_name="one_to_ones")
    by_line = models.BooleanField(default=False)
    every_weeks = models.PositiveSmallIntegerField(_("every how many weeks"), default=2)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    place = models.CharField(_("place"), max_length=LONGEST_PLACE, blank=True)
    time_zone = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.CharField(max_length=8, choices=SeriesEnd, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    reminded_at = models.DateTimeField(null=True, blank=True)
    changes = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = OneToOneQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                F("organization"),
                Least("lead", "partner"),
                Greatest("lead", "partner"),
                condition=Q(ended_at__isnull=True),
                name="one_to_one_open_once_a_pair",
            ),
            models.CheckConstraint(condition=~Q(lead=F("partner")), name="one_to_one_is_of_two"),
            models.CheckConstraint(condition=Q(every_weeks__gte=1, every_weeks__lte=12), name="one_to_one_cadence"),
            models.CheckConstraint(condition=Q(minutes__gte=10, minutes__lte=240), name="one_to_one_minutes"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="") | Q(ended_at__isnull=False) & ~Q(ended_because=""),
                name="one_to_one_ended_for_a_reason",
            ),
        ]

    @property
    def people(self) -> tuple[int, int]:
        """The keys of the two."""
        return self.lead_id, self.partner_id

    def other_than(self, viewer):
        """The other of the two."""
        return self.partner if self.lead_id == viewer.pk else self.lead

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class MeetingQuerySet(models.QuerySet):
    def planned(self):
        return self.filter(state=MeetingState.PLANNED)

    def step_due(self, at):
        """The clock has something to do for them."""
        return self.planned().filter(step_at__lte=at)

    def newest_first(self):
        return self.order_by("-start_at", "-pk")


class Meeting(TenantModel):
    """One meeting of two people: planned, then held or not; with the notes both share.

    `notes_version` counts what was written there; `revision` how often it was put off, as calendars ask.
    """

    inventory = {
        WORDS: "notes reason place",
        TECHNICAL: """one_to_one start_at minutes state step step_at notes_version notes_by notes_at planned_by
            ended_at ended_by revision""",
    }
    privileges = (*TenantModel.privileges, "MAINTAIN")

    one_to_one = models.ForeignKey(OneToOne, models.CASCADE, related_name="meetings", db_index=False)
    start_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    place = models.CharField(_("place"), max_length=LONGEST_PLACE, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    step = models.CharField(max_length=4, choices=MeetingStep, blank=True)
    step_at = models.DateTimeField(null=True, blank=True)
    planned_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    notes = models.TextField(_("notes of both"), blank=True)
    notes_version = models.PositiveIntegerField(default=0)
    notes_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    notes_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("why not"), max_length=LONGEST_REASON, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "one_to_one"], condition=Q(state="planned"), name="meeting_planned_once"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", step_at__isnull=False, ended_at__isnull=True) & ~Q(step="")
                | ~Q(state="planned") & Q(step="", step_at__isnull=True, ended_at__isnull=False),
                name="meeting_clock_runs_while_planned",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=10, minutes__lte=240), name="meeting_minutes"),
            models.CheckConstraint(
                condition=Q(notes_at__isnull=True, notes_version=0) | Q(notes_at__isnull=False, notes_version__gte=1),
                name="meeting_notes_have_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "one_to_one", "-start_at", "-id"], name="meeting_of_a_one_to_one"),
            models.Index(fields=["organization", "step_at", "id"], condition=Q(state="planned"), name="meeting_clock"),
        ]

    @property
    def end_at(self) -> dt.datetime:
        return self.start_at + dt.timedelta(minutes=self.minutes)


class TalkingPointQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=PointState.OPEN)

    def in_order(self):
        return self.order_by("position", "pk")


class TalkingPoint(TenantModel):
    """Something to talk about, from either of the two. Open it belongs to the next meeting, done to the one it was.

    `source` names what it came from, such as "goal:17", so that nothing is suggested twice; `carried` counts the
    meetings it was left open in. `moved_from` is the point of the pair before.
    """

    inventory = {
        WORDS: "text",
        TECHNICAL: """one_to_one author position state added_at done_at done_by done_in thread source url carried
            moved_from""",
    }
    privileges = (*TenantModel.privileges, "MAINTAIN")

    one_to_one = models.ForeignKey(OneToOne, models.CASCADE, related_name="points", db_index=False)
    author = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    text = models.CharField(max_length=LONGEST_POINT)
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=PointState, default=PointState.OPEN)
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    done_in = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="points_done")
    thread = models.OneToOneField("people.Thread", models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=80, blank=True)
    url = models.CharField(max_length=300, blank=True)
    carried = models.PositiveSmallIntegerField(default=0)
    moved_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="moved_to")

    objects = TalkingPointQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="talking_point_says_something"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False, done_by__isnull=False)
                | ~Q(state="done") & Q(done_at__isnull=True, done_by__isnull=True, done_in__isnull=True),
                name="talking_point_done_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["organization", "one_to_one", "source"],
                condition=Q(state="open") & ~Q(source=""),
                name="talking_point_open_once_a_source",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "one_to_one", "state", "position", "id"], name="talking_point_order"),
        ]


class PrivateNote(TenantModel):
    """What one of the two writes about a meeting for oneself. Encrypted; for nobody else, whatever their role."""

    inventory = {PRIVATE.kept_for("feedback").erased_by("drop"): "text", TECHNICAL: "meeting author saved_at version"}

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="private_notes", db_index=False)
    author = models.ForeignKey("people.Employee", models.PROTECT, related_name="private_notes")
    text = EncryptedTextField(bound_to=("meeting_id", "author_id"))
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "meeting", "author"], name="private_note_one_a_meeting"),
        ]


class AgendaTemplate(TenantModel):
    """Points that can be put on an agenda together; or, with `is_question`, one question of the bank."""

    inventory = {PUBLIC: "name points is_question", TECHNICAL: "written_by written_at retired_at version"}

    name = models.CharField(_("name"), max_length=120)
    points = models.TextField(_("points, a line each"), max_length=LONGEST_LIST)
    is_question = models.BooleanField(default=False)
    written_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(points=""), name="agenda_template_says_something"),
            models.UniqueConstraint(
                fields=["organization", "name", "is_question"],
                condition=Q(retired_at__isnull=True),
                name="agenda_template_name_once",
            ),
        ]

    @property
    def lines(self) -> list[str]:
        return [line.strip()[:LONGEST_POINT] for line in self.points.splitlines() if line.strip()]


class CalendarFeed(TenantModel):
    """The address at which somebody's calendar finds the own one-to-ones. Of its token only the hash is kept."""

    inventory = {SECRET.kept_for("employment"): "token_hash", TECHNICAL: "employee made_at"}

    employee = models.OneToOneField("people.Employee", models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "token_hash"], name="calendar_feed_token_once"),
        ]
