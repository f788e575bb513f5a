"""Who is shown a case leaves a line, which its employee reads."""

import datetime as dt
from collections.abc import Iterable

from people.models import Employee
from people.queries import looks_of
from people.rules import record_many

from ..access.cases import is_told, told_of_a_plan
from ..models import Case
from ..queries.ladder import SEEN

SITTING = dt.timedelta(minutes=10)  # within which a page opened again is one reading


def note_seen(cases: Iterable[Case], *, by: Employee, at: dt.datetime) -> None:
    """These were shown to somebody: a line of each for a sitting. The employee's own reading is nobody's business.

    Until the employee knows of it the line is of the reader's own, as it is where HR looks after a plan that nobody has
    told: it would tell that there is something.
    """
    shown = {case.pk: case for case in cases if case.employee_id != by.pk}
    if not shown:
        return
    label = Case._meta.label_lower
    lines = looks_of(by).filter(act=SEEN, object_type=label, object_id__in=list(shown), at__gt=at - SITTING)
    for pk in lines.values_list("object_id", flat=True):
        shown.pop(pk, None)
    record_many(
        SEEN,
        by=by,
        at=at,
        subjects=shown.values(),
        whose=lambda case: case.employee_id if _may_be_known(case, by) else by.pk,
    )


def _may_be_known(case: Case, by: Employee) -> bool:
    return is_told(case) and (case.hr_owner_id != by.pk or told_of_a_plan(case))
