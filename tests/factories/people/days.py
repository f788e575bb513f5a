"""When somebody works and when not."""

from datetime import date, time

import factory
from factory.django import DjangoModelFactory

from people.models import Absence, PublicHoliday, WorkingPattern

from .persons import EmployeeFactory


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = Absence

    employee = factory.SubFactory(EmployeeFactory)
    start_date = date(2026, 3, 2)
    end_date = date(2026, 3, 6)


class WorkingPatternFactory(DjangoModelFactory):
    """Mornings from Monday to Wednesday."""

    class Meta:
        model = WorkingPattern

    employee = factory.SubFactory(EmployeeFactory)
    start_date = date(2026, 1, 5)
    opens = [time(8)] * 3 + [None] * 4
    closes = [time(12)] * 3 + [None] * 4


class PublicHolidayFactory(DjangoModelFactory):
    class Meta:
        model = PublicHoliday

    date = date(2026, 12, 25)
    name = "Christmas Day"
