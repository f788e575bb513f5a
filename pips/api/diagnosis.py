"""Diagnoses over the API: the same two sides, the same silence until both are through."""

from rest_framework import serializers

from perfhub.kernel.api import In, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import DIAGNOSES

from ..access import diagnosis as access
from ..access import get_case
from ..models import LONGEST_ASKING, LONGEST_SAYING
from ..queries import diagnosis as queries
from ..queries.asking import questions
from ..rules import diagnosis as rules
from ..rules.seeing import note_cases_seen
from ..states import CauseCell, DiagnosisState, QuestionForm, SideState


class SideOut(Out):
    """How far one side is; never what it answered."""

    is_employee = serializers.BooleanField()
    employee = serializers.IntegerField(source="person.pk")
    state = serializers.ChoiceField(SideState.choices)
    due_date = serializers.DateField()


class BarrierOut(Out):
    """How much stands in the way in one cell, 0 to 100, as each side sees it; null where it did not say enough."""

    cell = serializers.ChoiceField(CauseCell.choices)
    employee = serializers.IntegerField(source="employee.percent", allow_null=True)
    manager = serializers.IntegerField(source="manager.percent", allow_null=True)
    both = serializers.IntegerField(source="both.percent", allow_null=True)
    talk_first = serializers.BooleanField()


class DiagnosisOut(Out):
    """Both sides of a case are asked the same."""

    id = serializers.IntegerField(source="pk")
    case = serializers.IntegerField(source="case_id")
    employee = serializers.IntegerField(source="employee_id")
    form = serializers.ChoiceField(QuestionForm.choices)
    state = serializers.ChoiceField(DiagnosisState.choices)
    asked_at = serializers.DateTimeField()


class DiagnosisWholeOut(DiagnosisOut):
    """The same with why, what you are asked, and, when both are through and you answered, what both came to."""

    why = serializers.CharField()
    sides = SideOut(many=True, source="shown.sides")
    asked = serializers.SerializerMethodField()
    result = BarrierOut(many=True, source="cells", allow_null=True)
    primary = serializers.ChoiceField(CauseCell.choices, allow_null=True, source="cause")
    acts = serializers.SerializerMethodField()

    def get_asked(self, row) -> dict[str, str]:
        own = row.shown.own
        return {} if own is None else {one.item: str(one.words) for one in questions(row.form, own.side)}

    def get_acts(self, row) -> list[str]:
        return sorted(row.shown.acts)


class AnswerDiagnosisIn(In):
    """Your answers by question, 1 to 5 or null for “don’t know”; `asked` says which there are."""

    items = serializers.DictField(child=serializers.IntegerField(min_value=1, max_value=5, allow_null=True))
    used_to = serializers.BooleanField(allow_null=True, default=None)
    could = serializers.BooleanField(allow_null=True, default=None)
    words = serializers.CharField(max_length=LONGEST_SAYING, allow_blank=True, default="")
    adjustments = serializers.BooleanField(default=False)


class AskDiagnosisIn(In):
    """How much is asked, and why."""

    form = serializers.ChoiceField(QuestionForm.choices)
    why = serializers.CharField(max_length=LONGEST_ASKING)


@reads(DIAGNOSES, DiagnosisOut, pages=Order(newest="-asked_at"))
def list_diagnoses(request):
    """Those of the cases you read, the newest first; no answers."""

    def noted(diagnoses):
        note_cases_seen([one.case for one in diagnoses], by=request.viewer, at=request.at)
        return diagnoses

    return page_of(request, access.visible_diagnoses(request.viewer).select_related("case"), each=noted)


@reads(DIAGNOSES, DiagnosisWholeOut)
def get_diagnosis(request, pk):
    """One of them; whose it is sees that you read it."""
    return _whole(request, access.get_diagnosis(request.viewer, pk))


@writes(DIAGNOSES, DiagnosisWholeOut, takes=AskDiagnosisIn, status=201)
def ask_for_diagnosis(request, pk, said):
    """You ask both sides of a case what stands in the way."""
    case = get_case(request.viewer, pk)
    made = rules.ask_for_diagnosis(case, by=request.viewer, at=request.at, **said)
    return _whole(request, access.get_diagnosis(request.viewer, made.pk))


@writes(DIAGNOSES, DiagnosisWholeOut, takes=AnswerDiagnosisIn)
def answer_diagnosis(request, pk, said):
    """You answer your side, once."""
    found = access.get_diagnosis(request.viewer, pk)
    rules.answer_diagnosis(found, by=request.viewer, at=request.at, **said)
    return _whole(request, access.get_diagnosis(request.viewer, pk))


@writes(DIAGNOSES, DiagnosisWholeOut)
def call_off_diagnosis(request, pk):
    """It is not needed any more."""
    found = access.get_diagnosis(request.viewer, pk)
    rules.call_off_diagnosis(found, by=request.viewer, at=request.at)
    return _whole(request, found)


def _whole(request, found):
    shown = queries.diagnosis_page(found, request.viewer)
    rules.note_diagnosis_seen(found, by=request.viewer, at=request.at)
    result = shown.result
    vars(found).update(
        {
            "shown": shown,
            "cells": None if result is None else result.cells,
            "cause": None if result is None else result.primary,
        }
    )
    return found
