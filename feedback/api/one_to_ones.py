"""One-to-ones over the API: the same nouns, the same rules. Private notes are given to no program."""

from rest_framework import serializers

from people.access import employed
from perfhub.kernel.api import In, Key, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import ONE_TO_ONES
from perfhub.kernel.words import says_something, straight

from .. import queries, rules
from ..access import one_to_ones as access
from ..models import LONGEST_ANSWER, LONGEST_NOTES, LONGEST_PLACE, LONGEST_POINT, OneToOne
from ..models.one_to_ones import LONGEST_REASON
from ..states import MeetingState, PointState, SeriesEnd


class WordsIn(serializers.CharField):
    """Words that somebody can see, as the pages take them."""

    def to_internal_value(self, data):
        text = straight(super().to_internal_value(data))
        if text and not says_something(text):
            self.fail("blank")
        return text


class MeetingOut(Out):
    """One meeting of two, with the notes of both; `notes_version` is what If-Match compares."""

    edition = "notes_version"

    id = serializers.IntegerField(source="pk")
    one_to_one = serializers.IntegerField(source="one_to_one_id")
    start_at = serializers.DateTimeField()
    minutes = serializers.IntegerField()
    place = serializers.CharField()
    state = serializers.ChoiceField(choices=MeetingState.choices)
    reason = serializers.CharField()
    notes = serializers.CharField()
    notes_version = serializers.IntegerField()
    ended_at = serializers.DateTimeField(allow_null=True)


class OneToOneOut(Out):
    """Two people who meet again and again."""

    id = serializers.IntegerField(source="pk")
    lead = serializers.IntegerField(source="lead_id")
    partner = serializers.IntegerField(source="partner_id")
    by_line = serializers.BooleanField()
    every_weeks = serializers.IntegerField()
    minutes = serializers.IntegerField()
    place = serializers.CharField()
    opened_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_because = serializers.ChoiceField(choices=SeriesEnd.choices, allow_blank=True)


class CommentOut(Out):
    """Somebody's words under a point."""

    author = serializers.IntegerField(source="author_id")
    text = serializers.CharField()
    written_at = serializers.DateTimeField()


class PointOut(Out):
    """Something to talk about, with what was said under it and what you may do."""

    id = serializers.IntegerField(source="point.pk")
    text = serializers.CharField(source="point.text")
    author = serializers.IntegerField(source="point.author_id")
    state = serializers.ChoiceField(choices=PointState.choices, source="point.state")
    added_at = serializers.DateTimeField(source="point.added_at")
    carried = serializers.IntegerField(source="point.carried")
    done_in = serializers.IntegerField(source="point.done_in_id", allow_null=True)
    comments = CommentOut(many=True, source="messages")
    acts = serializers.ListField(child=serializers.CharField())


class OneToOneWholeOut(OneToOneOut):
    """One of them with its agenda, the next meeting and what you may do."""

    next = MeetingOut(allow_null=True)
    points = PointOut(many=True, source="agenda")
    done = PointOut(many=True, source="agenda_done")
    acts = serializers.ListField(child=serializers.CharField())


class OpenIn(In):
    """With whom, and how often."""

    employee = Key(queryset=employed())
    every_weeks = serializers.IntegerField(min_value=1, max_value=12, default=2)
    minutes = serializers.IntegerField(min_value=10, max_value=240, default=30)
    place = WordsIn(max_length=LONGEST_PLACE, allow_blank=True, default="")


class PlanIn(In):
    """When the next meeting is."""

    start_at = serializers.DateTimeField()
    minutes = serializers.IntegerField(min_value=10, max_value=240, required=False, default=0)
    place = WordsIn(max_length=LONGEST_PLACE, allow_blank=True, required=False, allow_null=True, default=None)


class CancelIn(In):
    """Why not, and when instead; without `next_at` no date is planned."""

    reason = WordsIn(max_length=LONGEST_REASON, allow_blank=True, default="")
    next_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class PointIn(In):
    text = WordsIn(max_length=LONGEST_POINT)


class PointCommentIn(In):
    text = WordsIn(max_length=LONGEST_ANSWER)


class PlaceIn(In):
    """A place among the open points, counted from 0."""

    to = serializers.IntegerField(min_value=0, max_value=10_000)


class NotesIn(In):
    notes = serializers.CharField(max_length=LONGEST_NOTES, allow_blank=True, trim_whitespace=False)


@reads(ONE_TO_ONES, OneToOneOut, pages=Order(newest="-opened_at", oldest="opened_at"))
def list_one_to_ones(request):
    """Those in which you are one of the two, also those that are over."""
    return page_of(request, access.visible_to(request.viewer))


@writes(ONE_TO_ONES, OneToOneWholeOut, takes=OpenIn, status=201)
def open_one_to_one(request, said):
    """You begin one with somebody who works here; the other is told."""
    return _whole(request, rules.open_one_to_one(said.pop("employee"), by=request.viewer, at=request.at, **said))


@reads(ONE_TO_ONES, OneToOneWholeOut)
def get_one_to_one(request, pk):
    """One of yours, with its agenda and the next meeting."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.note_one_to_one_seen(found, by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(ONE_TO_ONES, OneToOneWholeOut)
def end_one_to_one(request, pk):
    """It is over; you both keep it to read."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.end_one_to_one(found, by=request.viewer, at=request.at)
    return _whole(request, found)


@reads(ONE_TO_ONES, MeetingOut, pages=Order(newest="-start_at", oldest="start_at"))
def list_meetings(request, pk):
    """Its meetings, past and to come, with the notes of both."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.note_one_to_one_seen(found, by=request.viewer, at=request.at)
    return page_of(request, access.meetings_of(found))


@writes(ONE_TO_ONES, OneToOneWholeOut, takes=PlanIn)
def plan_meeting(request, pk, said):
    """The next meeting is then; one that is planned already is put off. The other is told."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.plan(found, by=request.viewer, at=request.at, **said)
    return _whole(request, found)


@writes(ONE_TO_ONES, OneToOneWholeOut, takes=CancelIn)
def cancel_meeting(request, pk, meeting_pk, said):
    """It does not take place; with `next_at` the next one is planned at once."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.cancel(access.get_meeting(found, meeting_pk), by=request.viewer, at=request.at, **said)
    return _whole(request, found)


@writes(ONE_TO_ONES, OneToOneWholeOut)
def hold_meeting(request, pk, meeting_pk):
    """You have met: it ends, what is open goes on to the next, which the cadence plans."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.hold(access.get_meeting(found, meeting_pk), by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(ONE_TO_ONES, OneToOneWholeOut)
def miss_meeting(request, pk, meeting_pk):
    """You did not meet, though it was planned."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.miss_meeting(access.get_meeting(found, meeting_pk), by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(ONE_TO_ONES, MeetingOut, takes=NotesIn, edition=True)
def write_meeting_notes(request, pk, meeting_pk, said, seen):
    """You write in the notes of both; 412 where the other wrote since you read them."""
    found = access.get_one_to_one(request.viewer, pk)
    meeting = access.get_meeting(found, meeting_pk)
    return rules.write_notes(meeting, said["notes"], by=request.viewer, at=request.at, seen=seen)


@writes(ONE_TO_ONES, OneToOneWholeOut, takes=PointIn, status=201)
def add_talking_point(request, pk, said):
    """You want to talk about something."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.add_point(found, said["text"], by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(ONE_TO_ONES, OneToOneWholeOut)
def tick_talking_point(request, pk, point_pk):
    """You have talked about it."""
    return _act(request, pk, point_pk, rules.tick)


@writes(ONE_TO_ONES, OneToOneWholeOut)
def untick_talking_point(request, pk, point_pk):
    """It is open after all."""
    return _act(request, pk, point_pk, rules.untick)


@writes(ONE_TO_ONES, OneToOneWholeOut)
def remove_talking_point(request, pk, point_pk):
    """It is taken off the agenda."""
    return _act(request, pk, point_pk, rules.remove)


@writes(ONE_TO_ONES, OneToOneWholeOut)
def put_talking_point_back(request, pk, point_pk):
    """What was taken off is on the agenda again."""
    return _act(request, pk, point_pk, rules.put_back)


@writes(ONE_TO_ONES, OneToOneWholeOut, takes=PlaceIn)
def order_talking_point(request, pk, point_pk, said):
    """It is put to another place among the open ones."""
    return _act(request, pk, point_pk, rules.order, **said)


@writes(ONE_TO_ONES, OneToOneWholeOut, takes=PointCommentIn)
def comment_on_talking_point(request, pk, point_pk, said):
    """You write under it; the other is told."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.comment_on_point(access.get_point(found, point_pk), said["text"], by=request.viewer, at=request.at)
    return _whole(request, found)


def _act(request, pk: int, point_pk: int, rule, **said) -> OneToOne:
    found = access.get_one_to_one(request.viewer, pk)
    rule(access.get_point(found, point_pk), by=request.viewer, at=request.at, **said)
    return _whole(request, found)


def _whole(request, found: OneToOne) -> OneToOne:
    """The row with what OneToOneWholeOut shows beside it."""
    current = queries.current_meeting(found)
    points = queries.points_of(found, viewer=request.viewer, current=current)
    beside = {
        "next": current if current is not None and current.state == MeetingState.PLANNED else None,
        "agenda": [one for one in points if one.point.state == PointState.OPEN],
        "agenda_done": [one for one in points if one.point.state == PointState.DONE],
        "acts": sorted(access.acts(request.viewer, found)),
    }
    vars(found).update(beside)
    return found
