"""What goes along with somebody's own data: own answers, and what one was asked; never the other side's answers."""

from collections.abc import Iterator

from people.models import Employee
from perfhub.kernel import clock
from perfhub.kernel.slots import ExportPart

from ..models import Diagnosis, DiagnosisSide
from ..states import CauseCell, DiagnosisState, QuestionForm, Side, SideState
from .asking import questions
from .diagnosis import ANSWER_WORDS


def own_data(employee: Employee) -> Iterator[ExportPart]:
    """What somebody answered, circumstances included; and of their own diagnoses why they were asked, and the cause
    where they may read it."""
    given = DiagnosisSide.objects.filter(person=employee, state=SideState.ANSWERED).select_related("diagnosis")
    yield ExportPart(
        name="diagnosis_answers",
        header=("answered_at", "question", "answer"),
        rows=(row for side in given.order_by("answered_at", "pk").iterator() for row in _answers(side)),
    )
    about = Diagnosis.objects.filter(employee=employee, case__told_at__lte=clock.now()).order_by("asked_at", "pk")
    answered = DiagnosisSide.objects.filter(side=Side.EMPLOYEE, state=SideState.ANSWERED)
    read = answered.filter(diagnosis__employee=employee, diagnosis__state=DiagnosisState.DONE)
    readable = set(read.values_list("diagnosis", flat=True))
    yield ExportPart(
        name="diagnoses",
        header=("asked_at", "form", "why", "state", "cause"),
        rows=(
            (
                row.asked_at,
                QuestionForm(row.form).value,
                row.why,
                row.state,
                CauseCell(row.primary).name.lower() if row.pk in readable and row.primary is not None else "",
            )
            for row in about.iterator()
        ),
    )


def _answers(side: DiagnosisSide) -> Iterator[tuple]:
    said = {**side.answers["items"], **(side.alone or {})}
    for question in questions(side.diagnosis.form, side.side):
        if question.item in said:
            yield side.answered_at, str(question.words), str(ANSWER_WORDS[said[question.item]])
    if side.words:
        yield side.answered_at, "in own words", side.words
