"""Findings over the API: no names, counts of five people at least."""

from rest_framework import serializers

from people.access import get_team
from perfhub.kernel.api import ChoiceFilter, Day, Filters, IdFilter, In, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import FINDINGS

from ..access import findings as access
from ..models import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS
from ..queries import findings as queries
from ..rules import findings as rules
from ..states import FindingState, Hypothesis


class FindingOut(Out):
    """What many share, and how far somebody is with it."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    team = serializers.IntegerField(source="team_id", allow_null=True)
    state = serializers.ChoiceField(FindingState.choices)
    hypothesis = serializers.ChoiceField([("", ""), *Hypothesis.choices])
    owner = serializers.IntegerField(source="owner_id", allow_null=True)
    action = serializers.CharField()
    action_date = serializers.DateField(allow_null=True)
    result = serializers.CharField()
    helped = serializers.BooleanField(allow_null=True)
    proposed_at = serializers.DateTimeField()


class FindingEvidenceOut(Out):
    """A count under it, as it stood."""

    words = serializers.CharField()
    is_after = serializers.BooleanField()
    taken_at = serializers.DateTimeField()


class FindingWholeOut(FindingOut):
    """The same with what it rests on, and what you may do."""

    evidence = FindingEvidenceOut(many=True, source="shown.evidence")
    acts = serializers.SerializerMethodField()

    def get_acts(self, row) -> list[str]:
        return sorted(row.shown.acts)


class ProposeFindingIn(In):
    """What many share; without a team it is the organization."""

    title = serializers.CharField(max_length=LONGEST_TITLE)
    team = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False, allow_null=True, default=None)
    words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")
    hypothesis = serializers.ChoiceField(Hypothesis.choices, required=False, default="")
    hypothesis_words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")


class AcceptFindingIn(In):
    """What it is probably about."""

    hypothesis = serializers.ChoiceField(Hypothesis.choices)
    hypothesis_words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")


class DeclineFindingIn(In):
    """Why not."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class ActFindingIn(In):
    """What is done, by when."""

    action = serializers.CharField(max_length=LONGEST_WORDS)
    action_date = Day()


class MeasureFindingIn(In):
    """What came of it; `helped` is null where it is too early to say."""

    result = serializers.CharField(max_length=LONGEST_WORDS)
    helped = serializers.BooleanField(allow_null=True, default=None)


class FindingFilters(Filters):
    """By how far it is, and where."""

    state = ChoiceFilter(choices=FindingState.choices)
    team = IdFilter()


@reads(FINDINGS, FindingOut, filters=FindingFilters, pages=Order(newest="-proposed_at"))
def list_findings(request):
    """Those you see, the newest first."""
    return page_of(request, access.visible_findings(request.viewer))


@reads(FINDINGS, FindingWholeOut)
def get_finding(request, pk):
    """One of them with what it rests on."""
    return _whole(request, access.get_finding(request.viewer, pk))


@writes(FINDINGS, FindingWholeOut, takes=ProposeFindingIn, status=201)
def propose_finding(request, said):
    """You say that many share one cause."""
    team = said.pop("team")
    unit = None if team is None else get_team(request.viewer, team)
    made = rules.propose_finding(by=request.viewer, at=request.at, team=unit, **said)
    return _whole(request, access.get_finding(request.viewer, made.pk))


def _act(rule, takes, words):
    """An operation that does one thing to a finding."""

    def operation(request, pk, said):
        found = access.get_finding(request.viewer, pk)
        return _whole(request, rule(found, by=request.viewer, at=request.at, **said))

    operation.__name__, operation.__doc__ = rule.__name__, words
    return writes(FINDINGS, FindingWholeOut, takes=takes)(operation)


accept_finding = _act(rules.accept_finding, AcceptFindingIn, "You take it on.")
decline_finding = _act(rules.decline_finding, DeclineFindingIn, "It is not taken on, and you say why.")
act_on_finding = _act(rules.act_on_finding, ActFindingIn, "You say what is done by when.")
measure_finding = _act(rules.measure_finding_again, MeasureFindingIn, "What came of it.")


@writes(FINDINGS, FindingWholeOut)
def close_finding(request, pk):
    """It is over."""
    found = access.get_finding(request.viewer, pk)
    return _whole(request, rules.close_finding(found, by=request.viewer, at=request.at))


def _whole(request, found):
    vars(found)["shown"] = queries.finding_page(found, request.viewer)
    return found
