"""A diagnosis as its readers may see it: how far it is, the own answers, and the result when both are through."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import own_drafts
from people.models import Draft, Employee
from perfhub.kernel import causes
from perfhub.kernel.calendars import evening
from perfhub.kernel.causes import Cell, Found, Result
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Due, GrowthAction, Text, listed
from perfhub.kernel.tenancy import page_url

from ..access import diagnosis as access
from ..access.cases import Standing, standing_of
from ..models import Case, ChosenRemedy, Diagnosis, DiagnosisSide, Plan, Remedy
from ..states import PLAN_WRITTEN, CauseCell, DiagnosisState, PlanKind, QuestionForm, Rung, Side, SideState
from .asking import CELL_WORDS, Question, questions
from .remedies import grown_into, growth_offered, suited

MOST_DUE = 20
MINUTES = {QuestionForm.SHORT: 3, QuestionForm.FULL: 8}
ANSWER_WORDS: Mapping[int | None, Text] = {
    1: gettext_lazy("not at all"),
    2: gettext_lazy("hardly"),
    3: gettext_lazy("partly"),
    4: gettext_lazy("mostly"),
    5: gettext_lazy("fully"),
    None: gettext_lazy("don’t know"),
}


def is_for_a_plan(case: Case) -> bool:
    """Whether an improvement plan stands, or is being written: then all eighteen questions are asked."""
    return case.rung == Rung.PIP or Plan.objects.filter(case=case, kind=PlanKind.PIP, state__in=PLAN_WRITTEN).exists()


def answered(case: Case) -> bool:
    """Whether both sides of a case answered the eighteen questions, or had their ten working days for it."""
    return Diagnosis.objects.filter(case=case, form=QuestionForm.FULL, state=DiagnosisState.DONE).exists()


def draft_key(diagnosis: Diagnosis) -> str:
    return f"pips:diagnosis:{diagnosis.pk}"


def draft_of(viewer: Employee, diagnosis: Diagnosis) -> Draft | None:
    return own_drafts(viewer).filter(key=draft_key(diagnosis)).first()


def compute(diagnosis: Diagnosis, sides: Mapping[str, DiagnosisSide], *, with_circumstances: bool = False) -> Result:
    """The arithmetic over what both sides answered, for those who may see it; `access.sees_result` says who may."""

    def items(side: str) -> dict[str, int | None] | None:
        row = sides.get(side)
        if row is None or not row.is_answered:
            return None
        alone = (row.alone or {}) if with_circumstances else {}
        return {**row.answers["items"], **alone}

    def said(name: str) -> list[bool | None]:
        return [row.answers.get(name) for row in sides.values() if row.is_answered]

    needed = causes.NEEDED_SHORT if diagnosis.is_short else causes.NEEDED
    return causes.diagnose(
        items(Side.EMPLOYEE), items(Side.MANAGER), needed=needed, used_to=said("used_to"), could=said("could")
    )


# --- answering --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """One question on the form, with what its author answered the last time."""

    question: Question
    before: str = ""


def asked_of(diagnosis: Diagnosis, own: DiagnosisSide, viewer: Employee) -> list[Asked]:
    """What the viewer is asked now; earlier answers in the same case are shown to whoever gave them, nobody else."""
    before = earlier_answers(diagnosis, own, viewer)
    return [Asked(question, before.get(question.item, "")) for question in questions(diagnosis.form, own.side)]


def earlier_answers(diagnosis: Diagnosis, own: DiagnosisSide, viewer: Employee) -> dict[str, str]:
    """The newest earlier answer to each question, in words with its day."""
    rows = DiagnosisSide.objects.filter(
        diagnosis__case=diagnosis.case, person=viewer, side=own.side, state=SideState.ANSWERED
    )
    found: dict[str, str] = {}
    for row in rows.exclude(diagnosis=diagnosis).order_by("answered_at", "pk"):
        day = date_format(row.answered_at, "j F Y")
        for item, answer in {**row.answers["items"], **(row.alone or {})}.items():
            found[item] = _("On %(day)s you said: %(answer)s.") % {"day": day, "answer": ANSWER_WORDS[answer]}
    return found


# --- reading ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SideShown:
    """How far one side is; nothing of what it answered."""

    is_employee: bool
    person: Employee
    state: str
    state_words: Text
    due_date: dt.date
    answered_at: dt.datetime | None

    @property
    def tone(self) -> str:
        return {SideState.ANSWERED: "good", SideState.WAITING: "wait"}.get(SideState(self.state), "calm")


@dataclass(frozen=True)
class Barrier:
    """How much stands in the way of one side in one cell; nothing where it did not say enough."""

    height: Fraction | None

    @property
    def percent(self) -> int | None:
        return None if self.height is None else round(100 * self.height)

    @property
    def words(self) -> str:
        if self.height is None:
            return _("not enough answers")
        if self.height >= causes.CANDIDATE:
            return _("much in the way")
        return _("something in the way") if self.height >= causes.CANDIDATE / 2 else _("little in the way")


@dataclass(frozen=True)
class CellShown:
    """One line of the result."""

    cell: CauseCell
    asks: Text
    employee: Barrier
    manager: Barrier
    both: Barrier
    is_primary: bool
    is_candidate: bool
    talk_first: bool
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True)
class ResultShown:
    """What both sides came to, in the order of repair."""

    cells: tuple[CellShown, ...]
    primary: CauseCell | None
    practice_first: bool
    only: str  # the name of the one side that answered, where the other did not
    words: tuple[tuple[str, str], ...]  # who said what would help

    @property
    def talk_first(self) -> list[CellShown]:
        return [cell for cell in self.cells if cell.talk_first]

    @property
    def worth_doing(self) -> list[CellShown]:
        """The primary cause, then the other candidates."""
        return sorted((cell for cell in self.cells if cell.is_candidate), key=lambda cell: not cell.is_primary)

    @property
    def others(self) -> list[CellShown]:
        return [cell for cell in self.cells if not cell.is_candidate]


@dataclass(frozen=True)
class Answer:
    """One own answer."""

    question: Question
    words: Text


@dataclass(frozen=True)
class ChosenShown:
    """A remedy that was chosen, what it may become on another floor, or what it did: its name, and where it is read."""

    row: ChosenRemedy
    grew: str = ""
    url: str = ""
    growth: tuple[GrowthAction, ...] = ()  # what it may become


@dataclass(frozen=True)
class DiagnosisPage:
    """One diagnosis for one viewer."""

    diagnosis: Diagnosis
    sides: tuple[SideShown, ...]
    acts: frozenset[str]
    own: DiagnosisSide | None
    own_answers: tuple[Answer, ...]
    own_words: str
    result: ResultShown | None
    chosen: tuple[ChosenShown, ...]
    circumstances: str  # for the HR case owner
    capacity_with_them: Barrier | None
    adjustments: str  # what the employee agreed the reader is told: "talk", or nothing
    is_answered_by_nobody: bool = False
    standing: str = field(default="")

    @property
    def waits_for_you(self) -> bool:
        """The result is there, but the viewer has not answered."""
        return self.own is not None and not self.own.is_answered and not self.diagnosis.is_open


def diagnosis_page(diagnosis: Diagnosis, viewer: Employee) -> DiagnosisPage:
    """A constant number of statements. Of the other side's answers nothing before `access.sees_result` says so."""
    rows = {side.side: side for side in DiagnosisSide.objects.filter(diagnosis=diagnosis).select_related("person")}
    side = access.side_of(viewer, diagnosis)
    own = rows.get(side) if side is not None else None
    sees = access.sees_result(viewer, diagnosis, own)
    gave = own is not None and own.is_answered and own.person_id == viewer.pk
    standing = standing_of(viewer, diagnosis.case)
    employee = rows.get(Side.EMPLOYEE)
    for_hr = sees and access.reads_circumstances(viewer, diagnosis)
    circumstances = (employee.alone or {}).get("circumstances") if for_hr and employee is not None else None
    told = sees and employee is not None and employee.adjustments
    acts = access.acts(viewer, diagnosis, own)
    chosen = ChosenRemedy.objects.filter(diagnosis=diagnosis, dropped_at=None)
    chosen = chosen.select_related("finding", "team_plan", "remedy").order_by("cell", "pk")
    return DiagnosisPage(
        diagnosis=diagnosis,
        sides=tuple(_side_shown(row) for _name, row in sorted(rows.items())),
        acts=frozenset(acts),
        own=own,
        own_answers=_own_answers(diagnosis, own) if gave and own is not None else (),
        own_words=(own.words or "") if gave and own is not None else "",
        result=_result(diagnosis, rows, with_remedies="choose" in acts) if sees else None,
        chosen=_chosen_shown(list(chosen), diagnosis, viewer, may_choose="choose" in acts) if sees else (),
        circumstances=str(ANSWER_WORDS[circumstances]) if circumstances is not None else "",
        capacity_with_them=_capacity(diagnosis, rows) if circumstances is not None else None,
        adjustments="talk" if told and standing in (Standing.MANAGER, Standing.HR_OWNER) else "",
        is_answered_by_nobody=sees and not any(row.is_answered for row in rows.values()),
        standing=standing or "",
    )


def _chosen_shown(
    rows: Sequence[ChosenRemedy], diagnosis: Diagnosis, viewer: Employee, *, may_choose: bool
) -> tuple[ChosenShown, ...]:
    employee = diagnosis.case.employee
    grown = grown_into(rows, viewer=viewer, employee=employee)
    offered = growth_offered(viewer, employee) if may_choose else []
    return tuple(_one_shown(row, grown.get(row.pk), suited(offered, row)) for row in rows)


def _one_shown(row: ChosenRemedy, grew: tuple[Text, str] | None, growth: Sequence[GrowthAction]) -> ChosenShown:
    label, url = grew or ("", "")
    return ChosenShown(row, str(label), url, tuple(growth))


def _side_shown(row: DiagnosisSide) -> SideShown:
    return SideShown(
        is_employee=row.side == Side.EMPLOYEE,
        person=row.person,
        state=row.state,
        state_words=SideState(row.state).label,
        due_date=row.due_date,
        answered_at=row.answered_at,
    )


def _own_answers(diagnosis: Diagnosis, own: DiagnosisSide) -> tuple[Answer, ...]:
    given = {**own.answers["items"], **(own.alone or {})}
    return tuple(
        Answer(question, ANSWER_WORDS[given[question.item]])
        for question in questions(diagnosis.form, own.side)
        if question.item in given
    )


def _result(diagnosis: Diagnosis, rows: Mapping[str, DiagnosisSide], *, with_remedies: bool) -> ResultShown:
    result = compute(diagnosis, rows)
    library: dict[int, list[Remedy]] = {}
    if with_remedies:
        for remedy in Remedy.objects.offered():
            library.setdefault(remedy.cell, []).append(remedy)
    if result.practice_first:  # who could once do it is not sent to a training first
        library.get(Cell.KNOWLEDGE, []).sort(key=lambda remedy: remedy.code == "training")
    answered_by = [row for row in rows.values() if row.is_answered]
    return ResultShown(
        cells=tuple(_cell_shown(found, result, tuple(library.get(found.cell, ()))) for found in result.cells),
        primary=None if result.primary is None else CauseCell(result.primary),
        practice_first=result.practice_first,
        only=answered_by[0].person.name if len(answered_by) == 1 else "",
        words=tuple((row.person.name, row.words) for row in answered_by if row.words),
    )


def _cell_shown(found: Found, result: Result, remedies: tuple[Remedy, ...]) -> CellShown:
    return CellShown(
        cell=CauseCell(found.cell),
        asks=CELL_WORDS[found.cell],
        employee=Barrier(found.employee),
        manager=Barrier(found.manager),
        both=Barrier(found.both),
        is_primary=found.cell == result.primary,
        is_candidate=found.is_candidate,
        talk_first=found.talk_first,
        remedies=remedies,
    )


def _capacity(diagnosis: Diagnosis, rows: Mapping[str, DiagnosisSide]) -> Barrier:
    result = compute(diagnosis, rows, with_circumstances=True)
    return Barrier(next(found.both for found in result.cells if found.cell == Cell.CAPACITY))


@dataclass(frozen=True)
class DiagnosisLine:
    """One of a case's diagnoses in a list: how far it is, no answer."""

    pk: int
    form_words: Text
    asked_at: dt.datetime
    state: str
    state_words: Text


@dataclass(frozen=True)
class Diagnosed:
    """The diagnoses of a case for one of its readers, and whether one can be asked for now."""

    case: Case
    lines: tuple[DiagnosisLine, ...]
    may_ask: bool


def diagnoses_of(case: Case, viewer: Employee) -> Diagnosed:
    """The newest first, for the pages of a case, whose reader was asked for by `access`."""
    return diagnosed(case, diagnoses(case=case), standing_of(viewer, case))


@composed
def diagnoses(*, case: Case) -> QuerySet[Diagnosis]:
    return Diagnosis.objects.filter(case=case).order_by("-asked_at", "-pk")


def diagnosed(case: Case, rows: Iterable[Diagnosis], standing: Standing | None) -> Diagnosed:
    """The same from the rows, for whoever is that to the case."""
    lines = tuple(
        DiagnosisLine(row.pk, QuestionForm(row.form).label, row.asked_at, row.state, DiagnosisState(row.state).label)
        for row in rows
    )
    is_asked = any(line.state == DiagnosisState.OPEN for line in lines)
    return Diagnosed(case, lines, not is_asked and access.may_ask(standing, case))


# --- home -------------------------------------------------------------------------------------------


@composed
def _unanswered(*, viewer: Employee, at: dt.datetime) -> QuerySet[DiagnosisSide]:
    rows = access.to_answer(viewer, at=at).waiting().select_related("diagnosis__employee")
    return rows.order_by("due_date", "pk")[:MOST_DUE]


@listed(lambda viewer, *, at: _unanswered(viewer=viewer, at=at) if viewer.is_here else None)
def due(rows: QuerySet[DiagnosisSide], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What the viewer is asked, by the day it is wished for."""
    for side in rows:
        own = side.diagnosis.employee_id == viewer.pk
        if own:
            title = _("What is in the way? Your side, before anything is planned")
        else:
            title = _("What is in the way of %(name)s? Your side") % {"name": side.diagnosis.employee.name}
        yield Due(
            key=f"diagnosis:{side.pk}",
            verb=gettext_lazy("Answer"),
            title=title,
            meta=_("By %(day)s. Nobody sees it before the other side has answered, too.")
            % {"day": date_format(side.due_date, "l, j F")},
            url=page_url("pips:diagnosis", side.diagnosis_id),
            icon="list-search",
            due_at=evening(side.due_date, viewer.time_zone),
            minutes=MINUTES[QuestionForm(side.diagnosis.form)],
        )
