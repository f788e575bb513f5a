"""Who may read one case beside its two sides, by name."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.models import Employee
from perfhub.kernel import typed
from perfhub.kernel.errors import RuleBroken, StaleMove

from ..access import concerns as access
from ..access.cases import is_told
from ..models import LONGEST_REASON, Case, CaseReader
from ..states import CaseAct, CaseState
from . import cases
from .concerns import ReasonMissing


class CannotRead(RuleBroken):
    """Somebody below, the employee, or somebody named already."""

    sentence = _("This person cannot be named: they read it already, have left, or report to whom it is about.")


@transaction.atomic
def name_reader(case: Case, reader: Employee, reason: str, *, by: Employee, at: dt.datetime) -> CaseReader:
    """Somebody may read this one case, with a reason that its employee reads. Raises ReasonMissing, CannotRead,
    TooLong, StaleMove."""
    access.require("name_reader", by, case)
    why = typed.line(reason, LONGEST_REASON)
    if not why:
        raise ReasonMissing
    if Case.objects.select_for_update().get(pk=case.pk).state != CaseState.OPEN:
        raise StaleMove
    if reader.pk == by.pk or not access.possible_readers(case).filter(pk=reader.pk).exists():
        raise CannotRead
    try:
        with transaction.atomic():
            naming = CaseReader.objects.create(case=case, reader=reader, reason=why, named_by=by, named_at=at)
    except IntegrityError:
        raise CannotRead from None
    event = cases.write(case, CaseAct.READER_ADDED, by=by, at=at, reason=why, about=reader)
    told = [reader, *([case.employee] if by.pk != case.employee_id and is_told(case, at=at) else [])]
    for person in told:
        tell(person, "concern.news", subject=event, at=at)
    return naming


@transaction.atomic
def end_reader(naming: CaseReader, *, by: Employee, at: dt.datetime) -> None:
    """From now on that person reads it no more: whoever named says so, or its employee. Raises StaleMove."""
    access.require_end_naming(by, naming)
    if not CaseReader.objects.in_force().filter(pk=naming.pk).update(ended_at=at):
        raise StaleMove
    cases.write(naming.case, CaseAct.READER_ENDED, by=by, at=at, about=naming.reader)
