"""A finding: proposed, taken on by somebody who acts on it, measured again, closed."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell, tell_many
from people.access import Actor, hr_of
from people.models import Employee, Team
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access import findings as access
from ..models import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS, Finding, FindingEvent, FindingEvidence
from ..queries.findings import counted_since
from ..states import FINDING_MOVES, FindingSource, Hypothesis
from .cases import TitleMissing


class WordsMissing(RuleBroken):
    sentence = _("Please say it in a sentence.")


class HypothesisMissing(RuleBroken):
    sentence = _("Please say what it is probably about. It may turn out otherwise.")


class DayPassed(RuleBroken):
    sentence = _("This day has passed. By when will something be different?")


class NotEmployedHere(RuleBroken):
    """Asked to take one on."""

    sentence = _("%(name)s does not work here any more.")


@transaction.atomic
def propose_finding(
    title: str,
    *,
    by: Employee,
    at: dt.datetime,
    team: Team | None = None,
    words: str = "",
    hypothesis: str = "",
    hypothesis_words: str = "",
) -> Finding:
    """Somebody says that many share one cause. HR is told, and has it on home: whoever leads HR, and of a unit its HR
    partners. Raises TitleMissing, TooLong."""
    access.require_proposing(by, team)
    line = typed.line(title, LONGEST_TITLE)
    if not line:
        raise TitleMissing
    finding = Finding.objects.create(
        title=line,
        words=typed.lines(words, LONGEST_WORDS),
        team=team,
        hypothesis=Hypothesis(hypothesis) if hypothesis else "",
        hypothesis_words=typed.lines(hypothesis_words, LONGEST_WORDS),
        proposed_by=by,
        proposed_at=at,
    )
    write(finding, "propose", by=by, at=at)
    tell_hr(finding, "pips.finding_proposed", by=by, at=at)
    return finding


@transaction.atomic
def ask_to_own(finding: Finding, person: Employee, *, by: Employee, at: dt.datetime) -> Finding:
    """HR asks somebody who can act to take it on; that person is told. Raises NotEmployedHere."""
    access.require("ask", by, finding)
    if person.state != EmployeeState.ACTIVE:
        raise NotEmployedHere(NotEmployedHere.sentence % {"name": person.name})
    move(finding, FINDING_MOVES["ask"], owner=person)
    write(finding, "ask", by=by, at=at, about=person)
    if person.pk != by.pk:
        tell(person, "pips.finding_asked", subject=finding, occurrence=finding.version, at=at)
    return finding


@transaction.atomic
def accept_finding(
    finding: Finding, *, by: Employee, at: dt.datetime, hypothesis: str, hypothesis_words: str = ""
) -> Finding:
    """Whoever was asked takes it on, or HR itself; it is said what it is probably about. Raises HypothesisMissing."""
    access.require("accept", by, finding)
    if not hypothesis:
        raise HypothesisMissing
    words = typed.lines(hypothesis_words, LONGEST_WORDS) or finding.hypothesis_words
    owner = finding.owner if finding.owner is not None else by
    move(
        finding,
        FINDING_MOVES["accept"],
        owner=owner,
        accepted_at=at,
        hypothesis=Hypothesis(hypothesis),
        hypothesis_words=words,
    )
    write(finding, "accept", by=by, at=at)
    _tell_proposer(finding, by=by, at=at)
    return finding


@transaction.atomic
def decline_finding(finding: Finding, *, by: Employee, at: dt.datetime, reason: str) -> Finding:
    """It is not taken on, and it is said why. Raises TooLong, WordsMissing."""
    access.require("decline", by, finding)
    why = typed.line(reason, LONGEST_REASON)
    if not why:
        raise WordsMissing
    move(finding, FINDING_MOVES["decline"], declined_reason=why, closed_at=at)
    write(finding, "decline", by=by, at=at, words=why)
    _tell_proposer(finding, by=by, at=at)
    return finding


@transaction.atomic
def act_on_finding(finding: Finding, *, by: Employee, at: dt.datetime, action: str, action_date: dt.date) -> Finding:
    """Its owner says what is done by when, and what was tried before stays in its history.

    Raises DayPassed, TooLong, WordsMissing.
    """
    access.require("act", by, finding)
    if action_date < local_date(at, by.time_zone):
        raise DayPassed
    words = typed.lines(action, LONGEST_WORDS)
    if not words:
        raise WordsMissing
    move(finding, FINDING_MOVES["act"], action=words, action_date=action_date, result="", helped=None)
    write(finding, "act", by=by, at=at, words=words[:LONGEST_REASON])
    return finding


@transaction.atomic
def measure_finding_again(
    finding: Finding, *, by: Employee, at: dt.datetime, result: str, helped: bool | None
) -> Finding:
    """What came of it, in words; and in figures where five people of the unit were asked since it was taken on.

    Raises TooLong, WordsMissing.
    """
    access.require("remeasure", by, finding)
    words = typed.lines(result, LONGEST_WORDS)
    if not words:
        raise WordsMissing
    move(finding, FINDING_MOVES["remeasure"], result=words, helped=helped)
    if finding.team is not None and finding.accepted_at is not None:
        add_evidence(finding, counted_since(finding.team, finding.accepted_at), at=at, is_after=True)
    write(finding, "remeasure", by=by, at=at, words=words[:LONGEST_REASON])
    return finding


@transaction.atomic
def close_finding(finding: Finding, *, by: Employee, at: dt.datetime) -> Finding:
    """It is over; what came of it stays to be read."""
    access.require("close", by, finding)
    move(finding, FINDING_MOVES["close"], closed_at=at)
    write(finding, "close", by=by, at=at)
    _tell_proposer(finding, by=by, at=at)
    return finding


def write(
    finding: Finding, act: str, *, by: Actor, at: dt.datetime, words: str = "", about: Employee | None = None
) -> None:
    """What happened, into the history of the finding and into the audit."""
    FindingEvent.objects.create(finding=finding, act=act, by_id=by.pk, at=at, words=words, about_employee=about)
    record(f"finding.{act}", by=by, at=at, subject=finding)


def add_evidence(finding: Finding, counted, *, at: dt.datetime, is_after: bool = False) -> None:
    """A count of the unit's diagnoses, if there is one of five people at least."""
    if counted is not None:
        FindingEvidence.objects.create(
            finding=finding,
            source=FindingSource.DIAGNOSES,
            n=counted.n,
            hits=counted.around,
            first_date=counted.first_date,
            last_date=counted.last_date,
            taken_at=at,
            is_after=is_after,
        )


def tell_hr(finding: Finding, kind: str = "pips.finding_offered", *, by: Actor, at: dt.datetime) -> None:
    """HR is told of one: whoever leads HR, and of a unit its HR partners; not who proposes it."""
    keys = [pk for pk in hr_of(finding.team_id) if pk != by.pk]
    tell_many(keys, kind, subjects=[finding] * len(keys), at=at)


def _tell_proposer(finding: Finding, *, by: Employee, at: dt.datetime) -> None:
    proposer = finding.proposed_by
    if proposer is not None and proposer.pk != by.pk and proposer.state == EmployeeState.ACTIVE:
        tell(proposer, "pips.finding_news", subject=finding, occurrence=finding.state, at=at)
