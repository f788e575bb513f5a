"""Two questions when a plan is over. What was answered is kept apart, and shown in batches of ten or more."""

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from people.rules import record
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken

from ..access import closing as access
from ..models import ENOUGH, ClosingAnswer, ClosingAsked, ClosingBatch, Plan


class SaidAlready(RuleBroken):
    sentence = _("You have answered this already. What you said is kept apart, so that nobody can change it.")


@transaction.atomic
def answer_closing(plan: Plan, promised: str, supported: int, *, by: Employee, at: dt.datetime) -> None:
    """The employee says whether the promised support was there, and whether it felt like support (5) or policing (1).

    The answer knows no case, no person and no time; that something was answered stands beside the plan. Raises
    SaidAlready.
    """
    access.require_own(by, plan)
    _once(plan, by=by, at=at)
    ClosingAnswer.objects.create(promised=promised, supported=supported)
    record("closing.answered", by=by, at=at)


@transaction.atomic
def leave_closing(plan: Plan, *, by: Employee, at: dt.datetime) -> None:
    """The employee would rather not say; nobody asks again. Raises SaidAlready."""
    access.require_own(by, plan)
    _once(plan, by=by, at=at)
    record("closing.answered", by=by, at=at)


@transaction.atomic
def make_batch(*, at: dt.datetime, zone: str) -> ClosingBatch | None:
    """Once ten answers or more wait, they are shown together, once, and the answers themselves go.

    What is shown never changes: the next answers wait for the next batch. May run twice; two at once make one batch.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('pips.closing'), 0)")
    answers = list(ClosingAnswer.objects.all())
    if len(answers) < ENOUGH:
        return None
    said = [answer.promised for answer in answers]
    batch = ClosingBatch.objects.create(
        number=ClosingBatch.objects.count() + 1,
        shown_date=local_date(at, zone),
        n=len(answers),
        yes=said.count("yes"),
        partly=said.count("partly"),
        no=said.count("no"),
        supported=round(sum(answer.supported for answer in answers) / len(answers), 1),
    )
    ClosingAnswer.objects.filter(pk__in=[answer.pk for answer in answers]).delete()
    return batch


def _once(plan: Plan, *, by: Employee, at: dt.datetime) -> None:
    _row, is_new = ClosingAsked.objects.get_or_create(plan=plan, defaults={"done_date": local_date(at, by.time_zone)})
    if not is_new:
        raise SaidAlready
