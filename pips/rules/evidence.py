"""Evidence: copied as it stood, with the day its employee was shown it, and taken out again with a reason."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.models import Employee
from people.rules import record
from people.rules.files import take_file
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken, StaleMove

from ..access import concerns as access
from ..access.cases import is_told
from ..models import LONGEST_REASON, LONGEST_WORDS, Case, Evidence
from ..queries.sources import candidate
from ..states import CaseAct, EvidenceKind
from . import cases
from .concerns import ReasonMissing

LONGEST_NAME = 300
MOST = 100  # pieces of one case


class NotThere(RuleBroken):
    """Whoever asks does not read such a record, or there is none."""

    sentence = _("There is no such record about this person that you may read.")


class NotShown(RuleBroken):
    """The employee could not read it."""

    sentence = _(
        "%(name)s has not been shown this yet. What somebody has not been shown cannot be cited: share it first."
    )


class CitedAlready(RuleBroken):
    sentence = _("This is among the evidence already.")


class TooMuch(RuleBroken):
    sentence = _("There are 100 pieces of evidence already. Take out what matters less: nobody reads more.")


class NotKnownYet(RuleBroken):
    """A file would be shown to nobody."""

    sentence = _("%(name)s has not been told of this matter yet, so a file here would be shown to nobody: tell first.")


class HappenedLater(RuleBroken):
    sentence = _("What it is about lies in the future: please look at the day.")


class TitleMissing(RuleBroken):
    sentence = _("Please say in a few words what it shows.")


@transaction.atomic
def cite(case: Case, kind: EvidenceKind, source: int, *, by: Employee, at: dt.datetime) -> Evidence:
    """A record is copied into a case as it stands, with when it happened, was recorded and was shown, and by whom.

    Raises NotThere, NotShown, CitedAlready, TooMuch, StaleMove.
    """
    _open_to(by, case)
    found = candidate(case, kind, source, viewer=by, at=at)
    if found is None:
        raise NotThere
    if found.told_date is None:
        raise NotShown(NotShown.sentence % {"name": case.employee.name})
    return _put(
        case,
        by=by,
        at=at,
        kind=kind,
        source=source,
        title=found.title[:LONGEST_NAME],
        text=found.text,
        occurred_date=min(found.occurred_date, found.told_date),
        recorded_at=found.recorded_at,
        recorded_by_id=found.recorded_by,
        told_date=found.told_date,
        told_by_id=found.told_by,
    )


@transaction.atomic
def attach(
    case: Case,
    *,
    name: str,
    content: bytes,
    claimed: str = "",
    title: str,
    text: str = "",
    occurred_date: dt.date,
    by: Employee,
    at: dt.datetime,
) -> Evidence:
    """A file is put to a case; its employee can read it there from now on, which is when it is told.

    Raises FileNotTaken, TitleMissing, HappenedLater, NotKnownYet, TooMuch, TooLong, StaleMove.
    """
    _open_to(by, case)
    if not is_told(case, at=at):
        raise NotKnownYet(NotKnownYet.sentence % {"name": case.employee.name})
    line = typed.line(title, LONGEST_NAME)
    if not line:
        raise TitleMissing
    words = typed.lines(text, LONGEST_WORDS)
    today = local_date(at, case.employee.time_zone)
    if occurred_date > today:
        raise HappenedLater
    file = take_file(content, name=name, claimed=claimed, by=by, at=at)
    return _put(
        case,
        by=by,
        at=at,
        kind=EvidenceKind.FILE,
        file=file,
        title=line,
        text=words,
        occurred_date=occurred_date,
        recorded_at=at,
        recorded_by=by,
        told_date=today,
        told_by=by,
    )


@transaction.atomic
def take_out(evidence: Evidence, reason: str, *, by: Employee, at: dt.datetime) -> Evidence:
    """It turned out to be wrong, or not to belong here: it stays to be seen, and is cited no more. Raises
    ReasonMissing, TooLong, StaleMove."""
    case = evidence.case
    access.require("take_out", by, case)
    why = typed.line(reason, LONGEST_REASON)
    if not why:
        raise ReasonMissing
    _hold(case)
    rows = Evidence.objects.filter(pk=evidence.pk, out_at__isnull=True)
    if not rows.update(out_at=at, out_by=by, out_reason=why):
        raise StaleMove
    record("evidence.taken_out", by=by, at=at, employee=case.employee, subject=evidence)
    event = cases.write(case, CaseAct.EVIDENCE_OUT, by=by, at=at, reason=why)
    if is_told(case, at=at) and by.pk != case.employee_id:
        tell(case.employee, "concern.news", subject=event, at=at)
    return evidence


def _open_to(by: Employee, case: Case) -> None:
    access.require("add_evidence", by, case)
    _hold(case)


def _hold(case: Case) -> None:
    """The case, locked; StaleMove where it is over: what is closed is not added to."""
    if not Case.objects.select_for_update().get(pk=case.pk).is_open:
        raise StaleMove


def _put(case: Case, *, by: Employee, at: dt.datetime, **said) -> Evidence:
    if Evidence.objects.filter(case=case, out_at__isnull=True).count() >= MOST:
        raise TooMuch
    try:
        with transaction.atomic():
            made = Evidence.objects.create(case=case, added_by=by, added_at=at, **said)
    except IntegrityError:
        if Evidence.objects.filter(case=case, kind=said["kind"], source=said.get("source"), out_at=None).exists():
            raise CitedAlready from None
        raise
    record("evidence.put", by=by, at=at, employee=case.employee, subject=made)
    return made
