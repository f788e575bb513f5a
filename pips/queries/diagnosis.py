"""A diagnosis as its readers may see it: how far it is, the own answers, and the result when both are through."""

from collections.abc import Mapping

from perfhub.kernel import causes
from perfhub.kernel.causes import Result

from ..models import Case, Diagnosis, DiagnosisSide
from ..states import DiagnosisState, QuestionForm, Side


def answered(case: Case) -> bool:
    """Whether both sides of a case answered the eighteen questions, or had their ten working days for it."""
    return Diagnosis.objects.filter(case=case, form=QuestionForm.FULL, state=DiagnosisState.DONE).exists()


def draft_key(diagnosis: Diagnosis) -> str:
    return f"pips:diagnosis:{diagnosis.pk}"


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
