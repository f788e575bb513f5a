"""Smallest valid rows of one-to-ones."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from feedback.models import AgendaTemplate, CalendarFeed, Meeting, OneToOne, PrivateNote, TalkingPoint
from feedback.states import MeetingState, MeetingStep

from .feedback import DUE
from .people import EmployeeFactory


class OneToOneFactory(DjangoModelFactory):
    class Meta:
        model = OneToOne

    lead = factory.SubFactory(EmployeeFactory)
    partner = factory.SubFactory(EmployeeFactory)
    time_zone = "Europe/London"
    opened_at = DUE - timedelta(weeks=8)


class MeetingFactory(DjangoModelFactory):
    """Planned, for an hour after a Friday's due moment."""

    class Meta:
        model = Meeting

    class Params:
        held = factory.Trait(
            state=MeetingState.HELD,
            step="",
            step_at=None,
            ended_at=factory.LazyAttribute(lambda row: row.start_at + timedelta(minutes=30)),
        )

    one_to_one = factory.SubFactory(OneToOneFactory)
    start_at = DUE + timedelta(hours=2)
    step = MeetingStep.SOON
    step_at = factory.LazyAttribute(lambda row: row.start_at - timedelta(hours=1))


class TalkingPointFactory(DjangoModelFactory):
    class Meta:
        model = TalkingPoint

    one_to_one = factory.SubFactory(OneToOneFactory)
    author = factory.SelfAttribute("one_to_one.lead")
    text = "The pressure bench"
    added_at = DUE


class PrivateNoteFactory(DjangoModelFactory):
    class Meta:
        model = PrivateNote

    meeting = factory.SubFactory(MeetingFactory)
    author = factory.SelfAttribute("meeting.one_to_one.lead")
    text = "Ask about the course."
    saved_at = DUE


class AgendaTemplateFactory(DjangoModelFactory):
    class Meta:
        model = AgendaTemplate

    name = factory.Sequence(lambda n: f"First talk {n}")
    points = "How did the week go?\nWhat is in the way?"
    written_at = DUE


class CalendarFeedFactory(DjangoModelFactory):
    class Meta:
        model = CalendarFeed

    employee = factory.SubFactory(EmployeeFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    made_at = DUE
