"""Lists of people that are read in."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from people.models import RosterBefore, RosterImport, RosterLineBefore, RosterRow

from .persons import AT, EmployeeFactory
from .work import FileFactory


class RosterImportFactory(DjangoModelFactory):
    class Meta:
        model = RosterImport

    file = factory.SubFactory(FileFactory)
    started_by = factory.SelfAttribute("file.uploaded_by")
    uploaded_at = AT


class RosterRowFactory(DjangoModelFactory):
    class Meta:
        model = RosterRow

    roster = factory.SubFactory(RosterImportFactory)
    line = factory.Sequence(lambda n: n + 2)
    number = factory.Sequence(lambda n: f"R{n}")
    start_date = date(2024, 1, 8)


class RosterBeforeFactory(DjangoModelFactory):
    class Meta:
        model = RosterBefore

    roster = factory.SubFactory(RosterImportFactory)
    employee = factory.SubFactory(EmployeeFactory)
    kind = "changed"
    version = 1
    start_date = date(2024, 1, 8)


class RosterLineBeforeFactory(DjangoModelFactory):
    class Meta:
        model = RosterLineBefore

    roster = factory.SubFactory(RosterImportFactory)
    employee = factory.SubFactory(EmployeeFactory)
    manager = factory.SubFactory(EmployeeFactory)
    start_date = date(2024, 1, 8)
