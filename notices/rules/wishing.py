"""People say how they want to be told."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.errors import RuleBroken

from .. import queries
from ..models import Preference
from ..states import Channel


class AlwaysTold(RuleBroken):
    """Some things must be told."""

    sentence = _("This cannot be switched off: you are owed it.")


def wish(employee: Employee, kind_name: str, *, channel: str, at: dt.datetime) -> Preference:
    """An employee chooses how to be told of one kind. Raises `AlwaysTold` for a way that is not open for it."""
    if channel not in queries.channels_open(queries.kinds()[kind_name]):
        raise AlwaysTold
    said, _new = Preference.objects.update_or_create(
        employee=employee, kind=kind_name, defaults={"channel": channel, "changed_at": at}
    )
    return said


def unsubscribe(employee: Employee, kind_name: str, *, at: dt.datetime) -> Preference:
    """The link at the foot of a letter was used: no more letters of that kind. The bell stays."""
    return wish(employee, kind_name, channel=Channel.BELL, at=at)
