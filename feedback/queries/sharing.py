"""With whom an employee shares a check-in, and what was promised about HR."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from people.access import dotted_now
from people.models import DottedLine
from perfhub.kernel.slots import Visibility

from .. import access
from ..models import CheckIn, Share

CONTENTS_SETTING = Visibility(
    name=access.CONTENTS,
    label=_("What you write in a check-in"),
    values={
        access.LINE: _("You and your manager, and whoever stands in; who leads a part of your work, what you share."),
        access.HR: _("Also HR reads the words, not the mood; you see who has."),
    },
)


@dataclass(frozen=True)
class Sharing:
    """Somebody who leads a part of the work by a dotted line, and since when the check-in is shared with them."""

    line: DottedLine
    since: dt.datetime | None


def sharing_of(check_in: CheckIn, *, at: dt.datetime) -> list[Sharing]:
    """Everybody at the end of a dotted line from the employee now, each once; two statements."""
    lines = dotted_now(on=at.date()).filter(employee=check_in.employee_id, manager__state="active")
    shared = dict(Share.objects.filter(check_in=check_in, ended_at=None).values_list("shared_with", "shared_at"))
    first: dict[int, DottedLine] = {}
    for line in lines.select_related("manager").order_by("manager__sort_name", "pk"):
        first.setdefault(line.manager_id, line)
    return [Sharing(line, shared.get(pk)) for pk, line in first.items()]
