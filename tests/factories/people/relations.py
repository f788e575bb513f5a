"""Who is above whom, leads a part of the work, or stands in."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from people.models import DataRequest, DottedLine, Reach, ReportingLine, StandIn, ToTell
from perfhub.kernel import clock

from .persons import AT, EmployeeFactory


class StandInFactory(DjangoModelFactory):
    """Now, whenever the test runs, for a year to both sides."""

    class Meta:
        model = StandIn

    manager = factory.SubFactory(EmployeeFactory)
    stand_in = factory.SubFactory(EmployeeFactory)
    start_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=365))
    end_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=365))
    start_date = factory.LazyAttribute(lambda row: row.start_at.date())
    end_date = factory.LazyAttribute(lambda row: row.end_at.date())
    named_at = AT


class DottedLineFactory(DjangoModelFactory):
    class Meta:
        model = DottedLine

    employee = factory.SubFactory(EmployeeFactory)
    manager = factory.SubFactory(EmployeeFactory)
    name = "project lead"
    start_date = date(2026, 1, 5)


class ToTellFactory(DjangoModelFactory):
    class Meta:
        model = ToTell

    recipient = factory.SubFactory(EmployeeFactory)
    kind = "people.new_manager"
    since_at = AT
    about = factory.LazyAttribute(lambda row: ReportingLineFactory(employee=row.recipient).pk)


class ReportingLineFactory(DjangoModelFactory):
    class Meta:
        model = ReportingLine

    employee = factory.SubFactory(EmployeeFactory)
    manager = factory.SubFactory(EmployeeFactory)
    start_date = date(2024, 1, 8)


class ReachFactory(DjangoModelFactory):
    class Meta:
        model = Reach

    employee = factory.SubFactory(EmployeeFactory)
    manager = factory.SubFactory(EmployeeFactory)
    depth = 1


class DataRequestFactory(DjangoModelFactory):
    """Somebody asked for their own data."""

    class Meta:
        model = DataRequest

    employee = factory.SubFactory(EmployeeFactory)
    asked_by = factory.SelfAttribute("employee")
    asked_at = AT
    due_date = factory.LazyAttribute(lambda row: row.asked_at.date() + timedelta(days=31))
