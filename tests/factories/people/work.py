"""What every floor hangs its things on."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from people.models import Draft, File, Job, Message, RequestKey, SavedView, Thread, Touched

from .persons import AT, EmployeeFactory


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    kind = "roster"
    created_at = AT


class DraftFactory(DjangoModelFactory):
    class Meta:
        model = Draft

    employee = factory.SubFactory(EmployeeFactory)
    key = "check-in"
    saved_at = AT


class RequestKeyFactory(DjangoModelFactory):
    class Meta:
        model = RequestKey

    employee = factory.SubFactory(EmployeeFactory)
    key = factory.Sequence(lambda n: f"key-{n:08d}")
    created_at = AT


class FileFactory(DjangoModelFactory):
    class Meta:
        model = File

    name = "roster.csv"
    media_type = "text/csv"
    content = b"a,b"
    size = 3
    sha256 = "0" * 64
    uploaded_by = factory.SubFactory(EmployeeFactory)
    uploaded_at = AT


class ThreadFactory(DjangoModelFactory):
    class Meta:
        model = Thread

    created_at = AT


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    thread = factory.SubFactory(ThreadFactory)
    author = factory.SubFactory(EmployeeFactory)
    text = "Thank you."
    written_at = AT


class SavedViewFactory(DjangoModelFactory):
    class Meta:
        model = SavedView

    employee = factory.SubFactory(EmployeeFactory)
    page = "people:directory"
    name = "Mine"


class TouchedFactory(DjangoModelFactory):
    class Meta:
        model = Touched

    employee = factory.SubFactory(EmployeeFactory)
    week_start = date(2026, 3, 2)
