"""Feedback that is asked for, as somebody asks for it, and what is told of it."""

import datetime as dt

from feedback.models import AskedOf
from feedback.rules import requests as rules
from notices.models import Notice
from notices.queries.subjects import with_subjects
from perfhub.kernel import slots
from tests.factories.feedback import DUE

DAY = dt.timedelta(days=1)
FRIDAY = DUE.date()
NEXT = FRIDAY + 7 * DAY
QUESTION = "How was the handover for you?"


def ask(world, *of, about=None, by=None, guests=(), due=NEXT, at=DUE, question=QUESTION):
    about = about or world.employee
    return rules.ask_for_feedback(about, question, due, of=of, guests=guests, by=by or about, at=at)


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def wanted(kind) -> list[tuple[bool, str]]:
    found = slots.provider("notice.kind", kind)
    rows = with_subjects(Notice.objects.filter(kind=kind).order_by("pk").select_related("recipient"))
    notices = list(rows)
    known = found.gather(notices) if found.gather else {}
    for notice in notices:
        notice.known = known.get(notice.pk)
    return [(bool(found.still_wanted(notice)), found.render(notice).subject) for notice in notices]


def only(made) -> AskedOf:
    return AskedOf.objects.select_related("request__by", "request__about", "employee").get(request=made.request)
