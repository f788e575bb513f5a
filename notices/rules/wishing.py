"""People say what they want to be told by mail."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.errors import RuleBroken

from .. import queries
from ..models import Preference
from ..states import Channel


class AlwaysTold(RuleBroken):
    """Some things must be told."""

    sentence = _("This is always sent: the law or your safety asks for it.")


def wish(employee: Employee, kind: str, *, wanted: bool, at: dt.datetime, channel: str = Channel.MAIL) -> Preference:
    """An employee wants, or does not want, letters of one kind; with an empty kind, of all not said apart."""
    if kind and queries.kinds()[kind].legal:
        raise AlwaysTold
    said, _new = Preference.objects.update_or_create(
        employee=employee, kind=kind, channel=channel, defaults={"wanted": wanted, "changed_at": at}
    )
    return said


def unsubscribe(employee: Employee, kind: str, *, at: dt.datetime) -> Preference:
    """The link at the foot of a letter was used: no more letters of that kind. The bell stays."""
    return wish(employee, kind, wanted=False, at=at)
