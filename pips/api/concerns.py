"""Concerns over the API: the same sides, the same rules; whoever reads a case leaves the same line as on its page."""

from rest_framework import serializers

from feedback.states import Obstacle
from people.access import employed
from perfhub.kernel.api import ChoiceFilter, Day, Filters, IdFilter, In, Key, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import CONCERNS

from .. import access as cases
from ..access import concerns as access
from ..models import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS, Case
from ..queries import ladder as queries
from ..queries.evidence import evidence_of
from ..rules import concerns as rules
from ..rules import evidence as evidence_rules
from ..rules.seeing import note_cases_seen
from ..states import CaseAct, CaseOutcome, CaseState, ConcernState, EvidenceKind, Rung


class CaseOut(Out):
    """One matter of one employee, and on which rung of the ladder it stands."""

    edition = "version"

    id = serializers.IntegerField(source="pk")
    employee = serializers.IntegerField(source="employee_id")
    manager = serializers.IntegerField(source="manager_id", help_text="who leads it now")
    title = serializers.CharField()
    rung = serializers.ChoiceField(Rung.choices)
    state = serializers.ChoiceField(CaseState.choices)
    outcome = serializers.ChoiceField([*CaseOutcome.choices, ("", "")])
    opened_at = serializers.DateTimeField()
    told_at = serializers.DateTimeField(allow_null=True, help_text="from when on its employee knows of it")
    closed_at = serializers.DateTimeField(allow_null=True)
    spent_on_date = serializers.DateField(allow_null=True, help_text="from when on it is cited and shown no more")
    version = serializers.IntegerField()


class ConcernOut(Out):
    """What a manager saw, needs and offers."""

    by = serializers.IntegerField(source="by_id")
    saw = serializers.CharField()
    need = serializers.CharField()
    help = serializers.CharField()
    state = serializers.ChoiceField(ConcernState.choices)
    shared_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True, help_text="when its employee said to have read it")
    look_date = serializers.DateField()
    first_look_date = serializers.DateField()
    feedback = serializers.IntegerField(source="feedback_id", allow_null=True)


class CaseWordOut(Out):
    """What one of the two says to it."""

    by = serializers.IntegerField(source="by_id")
    text = serializers.CharField()
    at = serializers.DateTimeField()


class CaseStepOut(Out):
    """One thing that became of it."""

    act = serializers.ChoiceField(CaseAct.choices, source="event.act")
    rung = serializers.ChoiceField(Rung.choices, source="event.rung")
    by = serializers.IntegerField(source="event.by_id", allow_null=True)
    at = serializers.DateTimeField(source="event.at")
    reason = serializers.CharField(source="event.reason")
    look_date = serializers.DateField(source="event.look_date", allow_null=True)
    taken_back = serializers.BooleanField(source="undone")


class CaseEvidenceOut(Out):
    """One thing it rests on, as it stood, and when it was shown."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(EvidenceKind.choices)
    record = serializers.IntegerField(source="source", allow_null=True)
    title = serializers.CharField()
    text = serializers.CharField()
    occurred_date = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.IntegerField(source="recorded_by_id", allow_null=True)
    told_date = serializers.DateField(help_text="on which day its employee was shown it")
    told_by = serializers.IntegerField(source="told_by_id", allow_null=True)
    out_at = serializers.DateTimeField(allow_null=True)
    out_reason = serializers.CharField()


class CaseWholeOut(CaseOut):
    """The same with all that its reader may see, and the acts open to whoever asks."""

    concern = ConcernOut(source="shown.concern", allow_null=True)
    words = CaseWordOut(source="shown.words", many=True)
    history = CaseStepOut(source="shown.steps", many=True)
    evidence = CaseEvidenceOut(source="cited", many=True)
    acts = serializers.ListField(child=serializers.CharField())


class CaseFilters(Filters):
    """By state, by rung, by employee."""

    state = ChoiceFilter(choices=CaseState.choices)
    rung = ChoiceFilter(choices=Rung.choices)
    employee = IdFilter(field_name="employee_id")


class ConcernIn(In):
    """Four short answers about somebody you lead."""

    employee = Key(queryset=employed())
    title = serializers.CharField(max_length=LONGEST_TITLE)
    saw = serializers.CharField(max_length=LONGEST_WORDS)
    need = serializers.CharField(max_length=LONGEST_WORDS)
    help = serializers.CharField(max_length=LONGEST_WORDS)
    look_date = Day()
    obstacle = serializers.ChoiceField(Obstacle.choices, allow_blank=True, default="")


class CaseSayIn(In):
    """Own words."""

    text = serializers.CharField(max_length=LONGEST_WORDS)


class CaseMaybeWhyIn(In):
    """A word about it; may be left out."""

    reason = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True, default="")


class CaseWhyIn(In):
    """Why."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class WatchIn(CaseMaybeWhyIn):
    """On which day you look again."""

    look_date = Day()


class DownIn(CaseMaybeWhyIn):
    """Back to the concern; looked at again in two weeks, or on a day."""

    look_date = Day(allow_null=True, default=None)


class ReopenIn(CaseWhyIn):
    """Why it was not solved, and when you look again."""

    look_date = Day()


class CiteIn(In):
    """A record that its employee was shown."""

    kind = serializers.ChoiceField([one for one in EvidenceKind.choices if one[0] != EvidenceKind.FILE])
    record = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="its key")


@reads(CONCERNS, CaseOut, filters=CaseFilters, pages=Order(newest="-opened_at"))
def list_cases(request):
    """Cases you may read: your own, those of your reports, and those you were named for."""

    def noted(rows):
        note_cases_seen(rows, by=request.viewer, at=request.at)
        return rows

    return page_of(request, cases.visible_to(request.viewer), each=noted)


@reads(CONCERNS, CaseWholeOut)
def get_case(request, pk):
    """One case: its concern, what was said, what became of it, what it rests on, and the acts open to you."""
    return _whole(request, pk)


@writes(CONCERNS, CaseWholeOut, takes=ConcernIn, status=201)
def share_concern(request, said):
    """You share a concern with somebody you lead, who reads it in working hours."""
    made = rules.share_concern(said.pop("employee"), by=request.viewer, at=request.at, **said)
    return _whole(request, made.case_id)


@writes(CONCERNS, CaseWholeOut)
def read_concern(request, pk):
    """You have read it, which is not agreement."""
    return _do(request, pk, rules.read)


@writes(CONCERNS, CaseWholeOut, takes=CaseSayIn)
def say_to_concern(request, pk, said):
    """You say how you see it, in own words; they never change."""
    return _do(request, pk, rules.say, **said)


@writes(CONCERNS, CaseWholeOut, takes=CaseMaybeWhyIn)
def resolve_concern(request, pk, said):
    """It is solved."""
    return _do(request, pk, rules.resolve, **said)


@writes(CONCERNS, CaseWholeOut, takes=WatchIn)
def watch_concern(request, pk, said):
    """You look again on another day; every day stays to be seen."""
    return _do(request, pk, rules.watch, **said)


@writes(CONCERNS, CaseWholeOut, takes=CaseWhyIn)
def raise_concern(request, pk, said):
    """It becomes a coaching plan, which you write next."""
    return _do(request, pk, rules.take_up, **said)


@writes(CONCERNS, CaseWholeOut, takes=DownIn)
def lower_case(request, pk, said):
    """It goes back to the concern."""
    return _do(request, pk, rules.take_down, **said)


@writes(CONCERNS, CaseWholeOut, takes=ReopenIn)
def reopen_concern(request, pk, said):
    """It was not solved after all."""
    return _do(request, pk, rules.reopen, **said)


@writes(CONCERNS, CaseOut)
def take_concern_back(request, pk):
    """You take back what you did last, within ten minutes; what you shared, also as long as nobody can read it."""
    found = cases.get_case(request.viewer, pk)
    note_cases_seen([found], by=request.viewer, at=request.at)
    return rules.take_back(found, by=request.viewer, at=request.at)


@writes(CONCERNS, CaseWholeOut, takes=CiteIn)
def cite_evidence(request, pk, said):
    """A record is put to a case as it stands; what its employee has not been shown is refused."""
    found = cases.get_case(request.viewer, pk)
    kind = EvidenceKind(said["kind"])
    evidence_rules.cite(found, kind, said["record"], by=request.viewer, at=request.at)
    return _shown(request, found)


@writes(CONCERNS, CaseWholeOut, takes=CaseWhyIn)
def take_evidence_out(request, pk, evidence_pk, said):
    """It turned out not to be evidence; it stays to be seen, with your reason."""
    found = cases.get_case(request.viewer, pk)
    access.require("take_out", request.viewer, found)
    cited = access.get_evidence(found, evidence_pk)
    evidence_rules.take_out(cited, said["reason"], by=request.viewer, at=request.at)
    return _shown(request, found)


def _do(request, pk: int, rule, **said) -> Case:
    found = cases.get_case(request.viewer, pk)
    rule(access.get_concern(found), by=request.viewer, at=request.at, **said)
    return _whole(request, pk)


def _whole(request, pk: int) -> Case:
    return _shown(request, cases.get_case(request.viewer, pk))


def _shown(request, found: Case) -> Case:
    note_cases_seen([found], by=request.viewer, at=request.at)
    shown = queries.page_of(found, viewer=request.viewer, at=request.at)
    evidence = evidence_of(found, viewer=request.viewer, at=request.at)
    cited = [*(row.evidence for row in evidence.rows), *evidence.out]
    acts = sorted(access.acts(request.viewer, found, shown.concern, at=request.at))
    vars(found).update(shown=shown, cited=cited, acts=acts)
    return found
