"""What has been kept long enough goes; what is held stays."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.models import Employee, File
from people.rules import record
from perfhub.kernel import typed
from perfhub.kernel.errors import RuleBroken, StaleMove

from ..access import hr as access
from ..models import LONGEST_REASON, Case, Concern, Evidence, KeepingPeriod, LegalHold, Plan, PlanWord
from ..queries.keeping import going

BATCH = 100


class ReasonMissing(RuleBroken):
    sentence = _("Please say why.")


class HeldAlready(RuleBroken):
    sentence = _("Everything about this person is held already.")


class PeriodOutOfReason(RuleBroken):
    sentence = _("Between one month and twenty years.")


@transaction.atomic
def place_hold(employee: Employee, reason: str, *, by: Employee, at: dt.datetime) -> LegalHold:
    """An owner or plan lead stops everything of this floor about somebody from being deleted, whether there is anything
    or not. The employee is shown that, since when and by whom; not why. Raises HeldAlready, ReasonMissing, TooLong."""
    access.require("hold", by)
    access.require_no_conflict(by, employee)
    why = typed.line(reason, LONGEST_REASON)
    if not why:
        raise ReasonMissing
    if LegalHold.objects.filter(employee=employee, ended_at__isnull=True).exists():
        raise HeldAlready
    hold = LegalHold.objects.create(employee=employee, reason=why, placed_by=by, placed_at=at)
    record("legal_hold.placed", by=by, at=at, employee=employee, subject=hold)
    return hold


@transaction.atomic
def end_hold(hold: LegalHold, reason: str, *, by: Employee, at: dt.datetime) -> LegalHold:
    """From now on what is due goes again. Raises ReasonMissing, StaleMove, TooLong."""
    access.require("hold", by)
    access.require_no_conflict(by, hold.employee)
    why = typed.line(reason, LONGEST_REASON)
    if not why:
        raise ReasonMissing
    rows = LegalHold.objects.filter(pk=hold.pk, ended_at__isnull=True)
    if not rows.update(ended_at=at, ended_by=by, ended_reason=why):
        raise StaleMove
    record("legal_hold.ended", by=by, at=at, employee=hold.employee, subject=hold)
    hold.refresh_from_db()
    return hold


@transaction.atomic
def set_period(location: str, months: int, *, by: Employee, at: dt.datetime) -> KeepingPeriod:
    """For how many months what was not met is kept at a place. Raises PeriodOutOfReason."""
    access.require("set_periods", by)
    if not 1 <= months <= 240:
        raise PeriodOutOfReason
    said = {"months": months, "set_by": by, "set_at": at}
    period, _new = KeepingPeriod.objects.update_or_create(location=" ".join(location.split()), defaults=said)
    record("keeping_period.set", by=by, at=at, subject=period)
    return period


@transaction.atomic
def let_go(*, by: Actor, at: dt.datetime, today: dt.date, limit: int = BATCH) -> int:
    """What has been kept long enough is deleted with all that hangs on it, its files among that. Once more it is looked
    whether it is held. Returns how many went; running it again finds nothing of them."""
    access.require("keep", by)
    gone = 0
    for one in going(until=today):
        if gone == limit:
            break
        if one.held or not _locked(one.case, one.plan):
            continue
        record("case.let_go", by=by, at=at, employee=one.case.employee, subject=one.plan or one.case)
        if one.plan is not None:
            _delete_draft(one.plan, one.case)
        else:
            delete_case(one.case)
        gone += 1
    return gone


def _locked(case: Case, plan: Plan | None) -> bool:
    """Nobody else deletes it, and nobody placed a hold meanwhile."""
    rows = Case.objects.select_for_update(skip_locked=True).filter(pk=case.pk)
    held = LegalHold.objects.select_for_update().filter(employee=case.employee_id, ended_at__isnull=True)
    return rows.exists() and not held.exists() and (plan is None or Plan.objects.filter(pk=plan.pk).exists())


def _delete_draft(plan: Plan, case: Case) -> None:
    plan.delete()
    empty = not Plan.objects.filter(case=case).exists() and not Concern.objects.filter(case=case).exists()
    if empty and case.told_at is None:
        delete_case(case)


def delete_case(case: Case) -> None:
    """With all that hangs on it, its files among that."""
    files = set(Evidence.objects.filter(case=case, file__isnull=False).values_list("file", flat=True))
    files |= set(PlanWord.objects.filter(plan__case=case, file__isnull=False).values_list("file", flat=True))
    case.delete()
    File.objects.filter(pk__in=files).delete()
