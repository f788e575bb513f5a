"""All of a case is taken as one paper, with a number by which it can be compared later."""

import datetime as dt

from django.db import transaction

from people.models import Employee
from people.rules import record

from ..access import packets as access
from ..access.packets import VIEWS
from ..models import Case, Packet
from ..queries import packets as queries
from .seeing import note_cases_seen


@transaction.atomic
def take_packet(case: Case, *, by: Employee, at: dt.datetime) -> Packet:
    """One of the two sides, or whoever looks after it for HR, takes what they may read of it now. Its number is printed
    on it and stands in the sealed audit. Raises Http404 for anybody else."""
    case, standing = access.get_case_to_take(by, case.pk)
    view = VIEWS[standing]
    content = queries.content_of(case, view, viewer=by, at=at)
    digest = queries.digest_of(content)
    packet = Packet.objects.create(case=case, view=view, content=content, digest=digest, taken_by=by, taken_at=at)
    record(queries.act_of(digest), by=by, at=at, employee=case.employee, subject=packet)
    note_cases_seen([case], by=by, at=at)
    return packet
