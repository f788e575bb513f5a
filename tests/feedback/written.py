"""Check-ins as pages find them: answered on a calm week, looked at on Friday an hour after they were due."""

import datetime as dt

from feedback.models import CheckIn
from tests.factories.feedback import CheckInFactory

WEEK = dt.timedelta(weeks=1)
HOUR = dt.timedelta(hours=1)


def fresh(check_in):
    return CheckIn.objects.get(pk=check_in.pk)


def written(world, employee, **fields):
    return CheckInFactory(employee=employee, answered=True, **{"progress": "All calm.", **fields})
