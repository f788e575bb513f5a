"""Asking for help: it leads to support or a plan, is its employee's to withdraw, and counts for nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import Http404

from notices.models import Notice
from notices.queries.bell import bell_of
from people.access import SYSTEM, visible_audit
from people.models import AuditEntry
from people.rules import report_to
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, StaleMove
from pips import access
from pips.access import helping as help_access
from pips.models import Evidence, HelpRequest, HelpWord
from pips.queries import ladder_shown
from pips.queries.gates import gates_of
from pips.queries.helping import page_of
from pips.queries.sources import FINDERS, candidates
from pips.rules import evidence
from pips.rules import helping as rules
from pips.rules.seeing import note_help_seen
from pips.states import EvidenceKind, Gate, Rung
from tests.factories import people as make
from tests.factories import pips as make_pips

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = "Two people’s jobs since June: canary-of-help."


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def asked(fernhill):
    return rules.ask(fernhill.employee, to=fernhill.manager, about="load", text=WORDS, at=AT)


def reads(viewer, request) -> bool:
    try:
        return help_access.get_request(viewer, request.pk) is not None
    except Http404:
        return False


def bell(person) -> list[str]:
    its = Notice.objects.filter(recipient=person, kind__startswith="help.").order_by("pk")
    return [entry.words.subject for entry in bell_of(its, viewer=person)]


def test_it_is_asked_of_the_manager_or_of_hr_and_of_nobody_else(fernhill):
    assert set(help_access.possible_receivers(fernhill.employee)) == {
        fernhill.manager,
        fernhill.hr_admin,
        fernhill.hr_partner,
        fernhill.owner,
    }
    for to in (fernhill.peer, fernhill.skip, fernhill.stranger, fernhill.auditor):
        with pytest.raises(rules.NobodyToAsk):
            rules.ask(fernhill.employee, to=to, about="load", text=WORDS, at=AT)
    with pytest.raises(rules.AboutWhat):
        rules.ask(fernhill.employee, to=fernhill.manager, about="pay", text=WORDS, at=AT)
    with pytest.raises(rules.NothingSaid):
        rules.ask(fernhill.employee, to=fernhill.manager, about="load", text=" \u200b", at=AT)
    assert not HelpRequest.objects.exists()


def test_its_two_read_it_and_nobody_else(fernhill, asked):
    assert {name for name in PEOPLE if reads(getattr(fernhill, name), asked)} == {"employee", "manager"}
    assert bell(fernhill.manager) == [f"{fernhill.employee.name} asks you for help"]
    of_hr = rules.ask(fernhill.employee, to=fernhill.hr_partner, about="work", text=WORDS, at=AT)
    assert {name for name in PEOPLE if reads(getattr(fernhill, name), of_hr)} == {"employee", "hr_partner"}


PEOPLE = ("employee", "manager", "skip", "peer", "hr_admin", "hr_partner", "owner", "auditor", "stranger")


def test_heard_then_supported_and_the_employee_is_told(fernhill, asked):
    rules.hear(asked, by=fernhill.manager, at=AT + DAY)
    with pytest.raises(rules.AnswerMissing):
        rules.give_support(asked, " ", by=fernhill.manager, at=AT + DAY)
    rules.give_support(asked, "Fourteen jobs a week from Monday", by=fernhill.manager, at=AT + DAY)
    assert (asked.state, asked.closed_at) == ("supported", AT + DAY)
    assert list(HelpWord.objects.order_by("pk").values_list("act", flat=True)) == ["asked", "heard", "supported"]
    assert len(bell(fernhill.employee)) == 2
    rules.ask_again(asked, "It is still eighteen", by=fernhill.employee, at=AT + 9 * DAY)
    assert (asked.state, asked.closed_at) == ("asked", None)
    for who, act in ((fernhill.employee, rules.hear), (fernhill.peer, rules.hear)):
        with pytest.raises(Refused):
            act(asked, by=who, at=AT + DAY)


def test_it_becomes_a_coaching_plan_that_says_nothing_of_the_asking(fernhill, asked):
    case = rules.coach(asked, "Load at the bench", by=fernhill.manager, at=AT + DAY)
    asked.refresh_from_db()
    assert (asked.state, asked.case, case.rung) == ("planned", case, Rung.COACHING)
    rules.withdraw(asked, by=fernhill.employee, at=AT + 2 * DAY)
    asked.refresh_from_db()
    assert (asked.state, asked.case) == ("withdrawn", None)
    case.refresh_from_db()
    assert case.is_open, "what it led to goes on without it"
    assert access.get_case(fernhill.manager, case.pk) == case


def test_somebody_of_hr_gives_support_and_leads_no_plan(fernhill):
    asked = rules.ask(fernhill.employee, to=fernhill.hr_admin, about="confidence", text=WORDS, at=AT)
    assert help_access.acts(fernhill.hr_admin, asked) == {"hear", "support", "close"}
    with pytest.raises(Refused):
        rules.coach(asked, "Confidence", by=fernhill.hr_admin, at=AT)


@pytest.mark.parametrize("when", ["asked", "heard", "supported", "closed"])
def test_withdrawn_at_any_time_whoever_was_asked_sees_nothing_any_more(fernhill, asked, when):
    if when == "heard":
        rules.hear(asked, by=fernhill.manager, at=AT)
    if when == "supported":
        rules.give_support(asked, "Done", by=fernhill.manager, at=AT)
    if when == "closed":
        rules.close(asked, "Not now", by=fernhill.manager, at=AT)
    rules.withdraw(asked, by=fernhill.employee, at=AT + DAY)
    assert not reads(fernhill.manager, asked)
    assert bell(fernhill.manager) == []
    assert list(ladder_shown.help_due(fernhill.manager, at=AT + DAY)) == []
    assert reads(fernhill.employee, asked)
    with pytest.raises(Refused):
        rules.hear(asked, by=fernhill.manager, at=AT + DAY)
    with pytest.raises(StaleMove):
        rules.withdraw(asked, by=fernhill.employee, at=AT + DAY)


def test_a_next_manager_reads_nothing_and_the_employee_asks_somebody_else(fernhill, asked):
    successor = make.EmployeeFactory()
    report_to(fernhill.employee, successor, by=SYSTEM, from_date=(AT + DAY).date(), at=AT + DAY)
    assert not reads(successor, asked)
    assert not reads(fernhill.manager, asked), "whoever was manager keeps nothing"
    (line,) = ladder_shown.unheard_due(fernhill.employee, at=AT + DAY)
    assert str(line.title) == f"{fernhill.manager.name} cannot help you any more"
    rules.ask_another(asked, successor, by=fernhill.employee, at=AT + 2 * DAY)
    assert reads(successor, asked)
    assert list(ladder_shown.unheard_due(fernhill.employee, at=AT + 2 * DAY)) == []


def test_who_is_asked_second_reads_not_what_was_said_to_the_first(fernhill, asked):
    rules.hear(asked, "Between us", by=fernhill.manager, at=AT)
    rules.ask_another(asked, fernhill.hr_admin, by=fernhill.employee, at=AT + DAY)
    shown = page_of(help_access.get_request(fernhill.hr_admin, asked.pk), viewer=fernhill.hr_admin)
    assert [word.act for word in shown.words] == ["asked_another"]
    assert not reads(fernhill.manager, asked)


def test_it_is_no_evidence_by_any_road(fernhill, asked):
    """Neither offered nor cited, whichever kind is claimed for its key."""
    case = make_pips.ConcernFactory(case__employee=fernhill.employee, case__manager=fernhill.manager).case
    assert {kind.value for kind in EvidenceKind} == {
        "feedback", "check_in", "goal", "goal_update", "measurement", "file",
    }  # fmt: skip
    with clock.stopped(AT + DAY):
        for kind in FINDERS:
            assert [one for one in candidates(case, kind, viewer=fernhill.manager, at=AT) if WORDS in one.text] == []
            with pytest.raises(evidence.NotThere):
                evidence.cite(case, kind, asked.pk, by=fernhill.manager, at=AT)
    assert not Evidence.objects.exists()


def test_it_opens_no_gate(fernhill, asked):
    """Neither the asking nor the matter it led to is the earlier conversation of a plan."""
    case = rules.coach(asked, "Load at the bench", by=fernhill.manager, at=AT)
    plan = make_pips.PlanFactory(case=case, kind="pip", drafted_by=fernhill.manager)
    late = AT + 60 * DAY
    gates = {gate.gate: gate.passed for gate in gates_of(plan, at=late)}
    assert not gates[Gate.CONVERSATION]
    HelpRequest.objects.all().delete()
    assert {gate.gate: gate.passed for gate in gates_of(plan, at=late)} == gates


def test_whoever_was_asked_leaves_a_line_and_no_search_of_the_audit_finds_any(fernhill, asked):
    note_help_seen([asked], by=fernhill.manager, at=AT)
    note_help_seen([asked], by=fernhill.manager, at=AT)
    lines = AuditEntry.objects.filter(act="help.seen", employee=fernhill.employee, by=fernhill.manager)
    assert lines.count() == 1
    assert [one.name for one in page_of(asked, viewer=fernhill.employee).seen] == [fernhill.manager.name]
    assert not visible_audit(fernhill.hr_admin).filter(act__startswith="help.").exists()
