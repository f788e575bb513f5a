"""A diagnosis: both sides are asked, answer apart from one another, and read what came of it when both are through."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import SYSTEM
from people.models import Employee
from people.queries import calendars_of, manager_of
from people.rules import drop_draft, record, record_once_a_day
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import NeverWorks, local_date
from perfhub.kernel.causes import ANSWERS, OWN_ALONE
from perfhub.kernel.errors import Refused, RuleBroken
from perfhub.kernel.moves import move

from ..access import diagnosis as access
from ..access.cases import is_told
from ..models import LONGEST_ASKING, LONGEST_SAYING, Case, Diagnosis, DiagnosisSide
from ..queries.asking import questions
from ..queries.diagnosis import compute, draft_key
from ..states import DIAGNOSIS_MOVES, SIDE_MOVES, DiagnosisState, QuestionForm, Side
from .cases import HasLeft
from .remedies import begin_library

WORKING_DAYS = 10  # of the person's own calendar
WITHOUT_CALENDAR = dt.timedelta(days=14)  # for whoever never works by it
LOOKED_THROUGH = dt.timedelta(days=800)


class NotToldYet(RuleBroken):
    sentence = _("First tell what it is about, in person. Nobody should learn of it from a questionnaire.")


class CaseClosed(RuleBroken):
    sentence = _("This is closed. Nobody needs to answer anything about it any more.")


class AskedAlready(RuleBroken):
    sentence = _("Both of you are asked already. What they answer is shown when both are through.")


class NobodyToAsk(RuleBroken):
    """Nobody leads the employee now."""

    sentence = _("Nobody leads %(name)s at the moment, so that there is no second side to ask.")


class SayWhy(RuleBroken):
    sentence = _("Please say in a sentence why you ask. Both of you read it before answering.")


class NothingAnswered(RuleBroken):
    sentence = _("Please answer at least one question. “Don’t know” is an answer, too.")


class NoSuchQuestion(RuleBroken):
    sentence = _("This is not one of the questions, or not one of the answers there are.")


@transaction.atomic
def ask_for_diagnosis(case: Case, form: str, why: str, *, by: Employee, at: dt.datetime) -> Diagnosis:
    """The manager, or the HR case owner, asks both sides what stands in the way; each has ten working days.

    Raises AskedAlready, CaseClosed, HasLeft, NobodyToAsk, NotToldYet, SayWhy, TooLong.
    """
    access.require_ask(by, case)
    locked = Case.objects.select_for_update(of=("self",)).select_related("employee").get(pk=case.pk)
    employee = locked.employee
    if not locked.is_open:
        raise CaseClosed
    if not is_told(locked, at=at):
        raise NotToldYet
    if employee.state != EmployeeState.ACTIVE:
        raise HasLeft(HasLeft.sentence % {"name": employee.name})
    if Diagnosis.objects.filter(case=locked, state=DiagnosisState.OPEN).exists():
        raise AskedAlready
    manager = manager_of(employee)
    if manager is None:
        raise NobodyToAsk(NobodyToAsk.sentence % {"name": employee.name})
    if not (reason := typed.lines(why, LONGEST_ASKING)):
        raise SayWhy
    begin_library(by=SYSTEM, at=at)
    diagnosis = Diagnosis.objects.create(
        case=locked,
        employee=employee,
        team_id=employee.team_id,
        form=QuestionForm(form),
        why=reason,
        asked_by=by,
        asked_at=at,
    )
    for side, person in ((Side.EMPLOYEE, employee), (Side.MANAGER, manager)):
        DiagnosisSide.objects.create(
            diagnosis=diagnosis, side=side, person=person, asked_at=at, due_date=due_date(person, at)
        )
        tell(person, "pips.diagnosis_asked", subject=diagnosis, at=at)
    record("diagnosis.asked", by=by, at=at, employee=employee, subject=diagnosis)
    return diagnosis


def due_date(person: Employee, asked_at: dt.datetime) -> dt.date:
    """The last day of somebody's ten working days, by their own calendar as it is now."""
    first = local_date(asked_at, person.time_zone)
    calendar = calendars_of([person.pk], first, first + LOOKED_THROUGH)[person.pk]
    try:
        return calendar.add_working_days(first, WORKING_DAYS)
    except NeverWorks:
        return first + WITHOUT_CALENDAR


@transaction.atomic
def answer_diagnosis(
    diagnosis: Diagnosis,
    *,
    by: Employee,
    at: dt.datetime,
    items: Mapping[str, int | None],
    used_to: bool | None = None,
    could: bool | None = None,
    words: str = "",
    adjustments: bool = False,
) -> DiagnosisSide:
    """One side answers, once; after its time, too, and then has not seen the other's answers either.

    Raises CaseClosed, NothingAnswered, NoSuchQuestion, TooLong.
    """
    own = access.own_side(by, diagnosis)
    if own is None:
        raise Refused
    locked = Diagnosis.objects.select_for_update(of=("self",)).select_related("case__employee").get(pk=diagnosis.pk)
    side = DiagnosisSide.objects.select_for_update(of=("self",)).get(pk=own.pk)
    if not locked.case.is_open or locked.state == DiagnosisState.CALLED_OFF:
        raise CaseClosed
    asked = {question.item for question in questions(locked.form, side.side)}
    if items.keys() - asked or any(answer is not None and answer not in ANSWERS for answer in items.values()):
        raise NoSuchQuestion
    if not items:
        raise NothingAnswered
    alone = {item: answer for item, answer in items.items() if item in OWN_ALONE and answer is not None}
    shared = {item: answer for item, answer in items.items() if item not in OWN_ALONE}
    is_employee = side.side == Side.EMPLOYEE
    if not side.is_answered:  # else the move refuses, and nothing of this stays
        side.person, side.answered_at = by, at
        side.answers = {"items": shared} | ({} if locked.is_short else {"used_to": used_to, "could": could})
        side.words = typed.lines(words, LONGEST_SAYING) or None
        side.alone = alone or None
        side.adjustments = is_employee and adjustments and not locked.is_short
        side.save(update_fields=["person", "answered_at", "answers", "words", "alone", "adjustments"])
    move(side, SIDE_MOVES["answer"])
    drop_draft(by, draft_key(locked))
    record("diagnosis.answered", by=by, at=at, employee=locked.case.employee, subject=locked)
    bring_together(locked, at=at)
    return side


def bring_together(diagnosis: Diagnosis, *, at: dt.datetime) -> None:
    """When both sides are through the result is there, and whoever may read it is told; a late answer makes it new."""
    sides = {side.side: side for side in DiagnosisSide.objects.filter(diagnosis=diagnosis).select_related("person")}
    if not all(side.is_settled for side in sides.values()):
        return
    primary = compute(diagnosis, sides).primary
    if diagnosis.is_open:
        move(diagnosis, DIAGNOSIS_MOVES["finish"], finished_at=at, primary=primary)
    else:
        Diagnosis.objects.filter(pk=diagnosis.pk).update(primary=primary)
        diagnosis.primary = primary
    answered = {side.side: side for side in sides.values() if side.is_answered}
    readers = [answered[Side.EMPLOYEE].person] if Side.EMPLOYEE in answered else []
    manager = manager_of(diagnosis.case.employee)
    if Side.MANAGER in answered and manager is not None:
        readers.append(manager)
    if diagnosis.case.hr_owner is not None:
        readers.append(diagnosis.case.hr_owner)
    if answered:
        for reader in readers:
            if reader.state == EmployeeState.ACTIVE:
                tell(reader, "pips.diagnosis_there", subject=diagnosis, occurrence=len(answered), at=at)


@transaction.atomic
def call_off_diagnosis(diagnosis: Diagnosis, *, by: Employee, at: dt.datetime) -> Diagnosis:
    """It is not needed any more. What was answered stays with whoever answered, and nobody else ever reads it."""
    access.require("call_off", by, diagnosis)
    move(diagnosis, DIAGNOSIS_MOVES["call_off"], finished_at=at)
    record("diagnosis.called_off", by=by, at=at, employee=diagnosis.case.employee, subject=diagnosis)
    return diagnosis


def note_diagnosis_seen(diagnosis: Diagnosis, *, by: Employee, at: dt.datetime, circumstances: bool = False) -> None:
    """Whose diagnosis it is sees who read it, once a day; and that the HR case owner read what is for HR alone."""
    record_once_a_day("diagnosis.seen", by=by, at=at, employee_ids=[diagnosis.employee_id])
    if circumstances:
        record_once_a_day("diagnosis.circumstances_seen", by=by, at=at, employee_ids=[diagnosis.employee_id])
