"""Findings as pages show them, and whether what somebody struggles with is a matter of the unit."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Max, Min, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import Scope, scope_of, teams_above, teams_below
from people.models import Employee, Team
from perfhub.kernel import causes, clock
from perfhub.kernel.calendars import moment
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Due, NavEntry, Text, listed
from perfhub.kernel.tenancy import page_url

from ..access import findings as access
from ..models import Finding, FindingEvent, FindingEvidence, UnitCount
from ..states import FindingSource, FindingState, Hypothesis

MORNING = dt.time(9)
A_YEAR = dt.timedelta(days=365)
MOST_SHOWN = 200
MOST_DUE = 10


# --- counts -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """So many diagnoses of a unit, of which so many lie around the people."""

    n: int
    around: int
    first_date: dt.date
    last_date: dt.date


def count_of(teams: Iterable[int], *, at: dt.datetime) -> Counted | None:
    """All counts of these units in the year before; None where there is none."""
    return _sum(UnitCount.objects.filter(team__in=list(teams), counted_at__gt=at - A_YEAR))


def counted_since(team: Team, since: dt.datetime) -> Counted | None:
    """The counts of a unit and all below it, of those who were asked after a moment."""
    return _sum(UnitCount.objects.filter(team__in=[*teams_below(team.pk)], first_date__gt=since.date()))


def _sum(rows) -> Counted | None:
    said = rows.aggregate(n=Sum("n"), around=Sum("around"), first=Min("first_date"), last=Max("last_date"))
    return None if not said["n"] else Counted(said["n"], said["around"], said["first"], said["last"])


@dataclass(frozen=True)
class UnitMatter:
    """What whoever writes or approves a plan for one person is told: many here share the cause, or the same target."""

    team: Team
    n: int
    hits: int
    target: str = ""

    @property
    def sentence(self) -> str:
        if self.target:
            words = {"hits": self.hits, "n": self.n, "team": self.team.name, "target": self.target}
            return (
                _("%(hits)s of %(n)s in %(team)s miss the same target: %(target)s. A plan for one changes no target.")
                % words
            )
        words = {"hits": self.hits, "n": self.n, "team": self.team.name}
        return (
            _(
                "In %(team)s %(hits)s of %(n)s diagnoses of the last year point at what stands around the work: "
                "expectations, tools, time, process, what comes of it. A plan for one person mends none of that."
            )
            % words
        )


def unit_matter(employee: Employee, *, at: dt.datetime | None = None) -> UnitMatter | None:
    """Whether three in five of the diagnoses of the nearest unit that has five lie around the people. None otherwise.

    It rests on counts that are taken once and never of fewer than five, so that it tells nothing about anybody.
    """
    moment_now = at if at is not None else clock.now()
    units = _upwards(employee.team_id)
    for pk in units:
        counted = count_of(teams_below(pk), at=moment_now)
        if counted is not None:
            if not causes.is_a_matter_of_the_unit(counted.around, counted.n):
                break
            return UnitMatter(Team.objects.get(pk=pk), counted.n, counted.around)
    return _same_target(units, at=moment_now)


def _same_target(units: list[int], *, at: dt.datetime) -> UnitMatter | None:
    """Whether many of these units miss the same target, as it was counted last."""
    rows = FindingEvidence.objects.filter(source=FindingSource.SAME_TARGET, finding__team__in=units)
    newest = rows.filter(taken_at__gt=at - A_YEAR).select_related("finding__team").order_by("-taken_at", "-pk").first()
    if newest is None or newest.finding.team is None:
        return None
    return UnitMatter(newest.finding.team, newest.n, newest.hits, newest.about)


def _upwards(team: int | None) -> list[int]:
    """A team, the one around it, and so on."""
    if team is None:
        return []
    above = dict(Team.objects.filter(pk__in=teams_above(team)).values_list("pk", "parent"))
    found, at = [], team
    while at in above and at not in found:
        found.append(at)
        at = above[at]
    return found


# --- pages ------------------------------------------------------------------------------------------

TONES = {
    FindingState.PROPOSED: "wait",
    FindingState.ACCEPTED: "wait",
    FindingState.ACTING: "wait",
    FindingState.REMEASURED: "good",
    FindingState.CLOSED: "good",
    FindingState.DECLINED: "calm",
}

EVENT_WORDS: dict[str, Text] = {
    "offer": gettext_lazy("Offered by the figures: many share it"),
    "propose": gettext_lazy("Proposed"),
    "ask": gettext_lazy("Asked to take it on"),
    "accept": gettext_lazy("Taken on"),
    "decline": gettext_lazy("Declined"),
    "act": gettext_lazy("Acted on"),
    "remeasure": gettext_lazy("Measured again"),
    "close": gettext_lazy("Closed"),
}


@dataclass(frozen=True)
class FindingRow:
    """One line of the list."""

    finding: Finding
    state_words: Text
    tone: str
    basis: str


@dataclass(frozen=True)
class EvidenceShown:
    """One count, in words."""

    words: str
    is_after: bool
    taken_at: dt.datetime


@dataclass(frozen=True)
class EventShown:
    """One line of what happened."""

    words: Text
    by: str
    about: str
    said: str
    at: dt.datetime


@dataclass(frozen=True)
class FindingPage:
    """One finding for one viewer."""

    finding: Finding
    state_words: Text
    tone: str
    hypothesis_words: Text
    evidence: tuple[EvidenceShown, ...]
    events: tuple[EventShown, ...]
    acts: frozenset[str]


def findings_of(viewer: Employee) -> list[FindingRow]:
    """Open ones first, the newest first; two statements."""
    found = list(access.listed_findings(viewer).order_by("-proposed_at", "-pk")[:MOST_SHOWN])
    basis = {}
    for evidence in FindingEvidence.objects.filter(finding__in=[row.pk for row in found]).order_by("taken_at", "pk"):
        basis[evidence.finding_id] = evidence_words(evidence)
    shown = [
        FindingRow(row, FindingState(row.state).label, TONES[FindingState(row.state)], basis.get(row.pk, ""))
        for row in found
    ]
    return sorted(shown, key=lambda row: not row.finding.is_open)


def evidence_words(evidence: FindingEvidence) -> str:
    words = {
        "hits": evidence.hits,
        "n": evidence.n,
        "about": evidence.about,
        "since": date_format(evidence.first_date, "F Y"),
        "until": date_format(evidence.last_date, "F Y"),
    }
    if evidence.source == FindingSource.SAME_TARGET:
        return _("%(hits)s of %(n)s here miss the same target: %(about)s") % words
    if evidence.source == FindingSource.OFFERED:
        return _("%(hits)s of %(n)s here: %(about)s") % words
    return _("%(hits)s of %(n)s diagnoses from %(since)s to %(until)s lie around the people") % words


def finding_page(finding: Finding, viewer: Employee) -> FindingPage:
    """Three statements."""
    evidence = FindingEvidence.objects.filter(finding=finding).order_by("taken_at", "pk")
    events = FindingEvent.objects.filter(finding=finding).select_related("by", "about_employee").order_by("at", "pk")
    return FindingPage(
        finding=finding,
        state_words=FindingState(finding.state).label,
        tone=TONES[FindingState(finding.state)],
        hypothesis_words=Hypothesis(finding.hypothesis).label if finding.hypothesis else "",
        evidence=tuple(EvidenceShown(evidence_words(row), row.is_after, row.taken_at) for row in evidence),
        events=tuple(
            EventShown(
                EVENT_WORDS[row.act],
                row.by.name if row.by is not None else _("the figures"),
                row.about_employee.name if row.about_employee is not None else "",
                row.words,
                row.at,
            )
            for row in events
        ),
        acts=frozenset(access.acts(viewer, finding)),
    )


@composed
def _waiting_for(*, viewer: Employee, scope: Scope) -> QuerySet[Finding]:
    return access.waits_for(viewer, scope).select_related("team").order_by("proposed_at", "pk")[:MOST_DUE]


@listed(lambda viewer, *, at: _waiting_for(viewer=viewer, scope=scope_of(viewer)) if viewer.is_here else None)
def due(rows: QuerySet[Finding], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What waits for the viewer."""
    for row in rows:
        verb, meta, day = _waiting(row)
        yield Due(
            key=f"finding:{row.pk}",
            verb=verb,
            title=row.title,
            meta=meta,
            url=page_url("pips:finding", row.pk),
            icon="bulb",
            due_at=None if day is None else moment(day, MORNING, viewer.time_zone),
            minutes=5,
        )


def _waiting(row: Finding) -> tuple[Text, Text, dt.date | None]:
    if row.state == FindingState.PROPOSED:
        return gettext_lazy("Decide"), gettext_lazy("Many may share one cause. Is somebody to act on it?"), None
    if row.state == FindingState.ACCEPTED:
        return gettext_lazy("Act"), gettext_lazy("You took it on. What is done, and by when?"), None
    if row.state == FindingState.ACTING:
        return gettext_lazy("Look again"), gettext_lazy("What came of what was done?"), row.action_date
    return gettext_lazy("Close"), gettext_lazy("Measured again. Is it over, or does it take something else?"), None


def nav(viewer: Employee) -> Iterator[NavEntry]:
    """For whoever keeps or proposes findings."""
    if access.may_propose(viewer):
        yield NavEntry(
            section=gettext_lazy("Organization") if access.answers_for_units(viewer) else gettext_lazy("My team"),
            label=gettext_lazy("Findings"),
            url=page_url("pips:findings"),
            icon="bulb",
        )
