"""The agenda: talking points of either of the two, in an order both make, ticked, talked about, taken off."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.models import Employee, Message
from people.rules import open_thread, say
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access.one_to_ones import require
from ..models import LONGEST_POINT, MOST_OPEN, AgendaTemplate, Meeting, OneToOne, TalkingPoint
from ..queries.one_to_one_since import suggested
from ..states import POINT_MOVES
from .one_to_ones import changed, lock, note, other_of

STEP = 10  # between two places, so that one is put between without moving all


class AgendaFull(RuleBroken):
    """More open points than anybody talks about."""

    sentence = _("There are fifty open points already. Tick or take off some first.")


class NothingToAdd(RuleBroken):
    """What was to be added is not suggested any more, or stands on the agenda."""

    sentence = _("That is not suggested any more, or it is on the agenda already.")


@transaction.atomic
def add_point(
    one_to_one: OneToOne, text: str, *, by: Employee, at: dt.datetime, source: str = "", url: str = ""
) -> TalkingPoint:
    """Either of the two wants to talk about something; it comes last. Raises AgendaFull."""
    require("add_point", by, one_to_one)
    lock(one_to_one)
    require("add_point", by, one_to_one)
    return _add(one_to_one, [(text, source, url)], by=by, at=at)[0]


@transaction.atomic
def add_suggested(one_to_one: OneToOne, key: str, *, by: Employee, at: dt.datetime) -> TalkingPoint:
    """What is suggested under this key becomes a point, with its link. Raises NothingToAdd, AgendaFull."""
    require("add_point", by, one_to_one)
    lock(one_to_one)
    item = next((one for one in suggested(one_to_one, viewer=by, at=at) if one.key == key), None)
    if item is None or TalkingPoint.objects.open().filter(one_to_one=one_to_one, source=key).exists():
        raise NothingToAdd
    return add_point(one_to_one, str(item.title), by=by, at=at, source=key, url=item.url)


@transaction.atomic
def use_template(
    one_to_one: OneToOne, template: AgendaTemplate, *, by: Employee, at: dt.datetime
) -> list[TalkingPoint]:
    """The lines of a template, or one question, are put on the agenda; those that stand there are not put twice.

    Raises AgendaFull.
    """
    require("add_point", by, one_to_one)
    return add_lines(one_to_one, template.lines, by=by, at=at)


@transaction.atomic
def add_lines(one_to_one: OneToOne, lines: Iterable[str], *, by: Employee, at: dt.datetime) -> list[TalkingPoint]:
    """Several points at once; those that stand there already are not put twice. Raises AgendaFull."""
    require("add_point", by, one_to_one)
    lock(one_to_one)
    there = set(TalkingPoint.objects.open().filter(one_to_one=one_to_one).values_list("text", flat=True))
    new = [line for line in dict.fromkeys(lines) if line not in there]
    return _add(one_to_one, [(line, "", "") for line in new], by=by, at=at)


def _add(
    one_to_one: OneToOne, said: list[tuple[str, str, str]], *, by: Employee, at: dt.datetime
) -> list[TalkingPoint]:
    rows = TalkingPoint.objects.open().filter(one_to_one=one_to_one)
    if rows.count() + len(said) > MOST_OPEN:
        raise AgendaFull
    last = rows.aggregate(last=Max("position"))["last"] or 0
    made = [
        TalkingPoint(
            one_to_one=one_to_one,
            author=by,
            text=text.strip()[:LONGEST_POINT],
            position=last + STEP * number,
            added_at=at,
            source=source,
            url=url,
        )
        for number, (text, source, url) in enumerate(said, start=1)
    ]
    made = TalkingPoint.objects.bulk_create(made)
    for point in made:
        note("point_added", one_to_one, point, by=by, at=at)
    changed(one_to_one)
    return made


@transaction.atomic
def tick(point: TalkingPoint, *, by: Employee, at: dt.datetime) -> TalkingPoint:
    """The two have talked about it: it stays with the meeting that is planned or under way."""
    require("tick", by, point)
    lock(point.one_to_one)
    meeting = Meeting.objects.planned().filter(one_to_one=point.one_to_one).first()
    move(point, POINT_MOVES["tick"], done_at=at, done_by_id=by.pk, done_in_id=meeting.pk if meeting else None)
    return _moved("point_ticked", point, by=by, at=at)


@transaction.atomic
def untick(point: TalkingPoint, *, by: Employee, at: dt.datetime) -> TalkingPoint:
    """It is open after all. Raises NothingToAdd where another open point came from the same."""
    require("untick", by, point)
    lock(point.one_to_one)
    _no_twin(point)
    move(point, POINT_MOVES["untick"], done_at=None, done_by_id=None, done_in_id=None)
    return _moved("point_unticked", point, by=by, at=at)


@transaction.atomic
def remove(point: TalkingPoint, *, by: Employee, at: dt.datetime) -> TalkingPoint:
    """It is taken off the agenda; it can be put back with its comments."""
    require("remove", by, point)
    lock(point.one_to_one)
    move(point, POINT_MOVES["remove"])
    return _moved("point_removed", point, by=by, at=at)


@transaction.atomic
def put_back(point: TalkingPoint, *, by: Employee, at: dt.datetime) -> TalkingPoint:
    """What was taken off is on the agenda again. Raises NothingToAdd as `untick`."""
    require("put_back", by, point)
    lock(point.one_to_one)
    _no_twin(point)
    move(point, POINT_MOVES["put_back"])
    return _moved("point_put_back", point, by=by, at=at)


def _no_twin(point: TalkingPoint) -> None:
    twins = TalkingPoint.objects.open().filter(one_to_one=point.one_to_one, source=point.source)
    if point.source and twins.exclude(pk=point.pk).exists():
        raise NothingToAdd


def _moved(act: str, point: TalkingPoint, *, by: Employee, at: dt.datetime) -> TalkingPoint:
    changed(point.one_to_one)
    note(act, point.one_to_one, point, by=by, at=at)
    return point


@transaction.atomic
def order(point: TalkingPoint, *, by: Employee, at: dt.datetime, to: int) -> TalkingPoint:
    """An open point is put to a place among the open ones, counted from 0; beyond the last it is the last."""
    require("order", by, point.one_to_one)
    lock(point.one_to_one)
    rows = list(TalkingPoint.objects.open().filter(one_to_one=point.one_to_one).in_order())
    here = next((row for row in rows if row.pk == point.pk), None)
    if here is None:
        return point
    others = [row for row in rows if row.pk != point.pk]
    place = max(0, min(to, len(others)))
    wanted = [*others[:place], here, *others[place:]]
    if wanted == rows:
        return point
    for number, row in enumerate(wanted, start=1):
        row.position = STEP * number
    TalkingPoint.objects.bulk_update(wanted, ["position"])
    point.position = here.position
    return _moved("point_ordered", point, by=by, at=at)


@transaction.atomic
def comment(point: TalkingPoint, text: str, *, by: Employee, at: dt.datetime) -> Message:
    """Words under a point, which go with it to the next meeting; the other is told."""
    require("comment", by, point)
    lock(point.one_to_one)
    locked = TalkingPoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    if locked.thread_id is None:
        locked.thread = open_thread(at=at)
        locked.save(update_fields=["thread"])
    point.thread = locked.thread
    message = say(locked.thread, text.strip(), by=by, at=at)
    _moved("commented", point, by=by, at=at)
    tell(other_of(point.one_to_one, by), "one_to_one.commented", subject=point, occurrence=message.pk, at=at)
    return message
