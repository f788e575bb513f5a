"""Findings: counted five people at a time, offered, taken on, acted on, measured again."""

import datetime as dt
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.models import Notice
from people.access import SYSTEM
from people.models import AuditEntry, Employee
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, StaleMove
from pips.models import Diagnosis, Finding, FindingEvent, FindingEvidence, UnitCount
from pips.queries.findings import due, finding_page, unit_matter
from pips.rules import findings as rules
from pips.rules.counting import ToCount, batches, count_units
from pips.rules.seed_diagnosis import plant
from pips.rules.shared_targets import innermost, offer_shared_targets
from pips.states import FindingState
from tests.factories import diagnosis as make
from tests.factories import people as make_people
from tests.factories import pips as make_pips
from tests.factories.goals import MetricFactory

AT = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
QUERIES = 20


@pytest.fixture
def world(fernhill):
    with fernhill.inside():
        yield fernhill


def diagnosed(team, *cells, asked_at=make.TOLD, employees=None):
    """Somebody of the team has a diagnosis with this primary cause, for each cell."""
    made = []
    for place, cell in enumerate(cells):
        employee = employees[place] if employees else make_people.EmployeeFactory(team=team)
        found = make.DiagnosisFactory(done=True, case__employee=employee, team=team, primary=cell, asked_at=asked_at)
        make.DiagnosisSideFactory(diagnosis=found, answered=True)
        make.DiagnosisSideFactory(diagnosis=found, of_manager=True, answered=True)
        made.append(found)
    return made


def matter(employee):
    return unit_matter(employee, at=AT)


# --- counting ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_three_in_five_of_a_unit_are_offered_as_a_finding_and_told_to_hr(world):
    team = world.stranger.team
    diagnosed(team, 1, 2, 3, 4, 6)
    assert count_units(by=SYSTEM, at=AT) == 1
    finding = Finding.objects.get()
    assert (finding.team, finding.state, finding.proposed_by) == (team, FindingState.PROPOSED, None)
    evidence = FindingEvidence.objects.get(finding=finding)
    assert (evidence.n, evidence.hits) == (5, 3)
    assert sorted(Notice.objects.filter(kind="pips.finding_offered").values_list("recipient__name", flat=True)) == [
        "Hannah Admin",
        "Olive Owner",
    ], "nobody is HR partner for this unit"
    assert AuditEntry.objects.filter(act="finding.offer", employee=None).count() == 1
    found = matter(world.stranger)
    assert found is not None and (found.hits, found.n) == (3, 5)
    assert "3 of 5" in found.sentence
    assert matter(world.employee) is None, "another unit"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cells", [(1, 2, 4, 5, 6), (1, 1, 1, 1), (4, 4, 4, None, None, 1, 1)], ids=["two in five", "four", "few of seven"]
)
def test_less_is_no_matter_of_the_unit(world, cells):
    diagnosed(world.stranger.team, *cells)
    count_units(by=SYSTEM, at=AT)
    assert not Finding.objects.exists()
    assert matter(world.stranger) is None


@pytest.mark.django_db
def test_five_diagnoses_of_four_people_are_counted_nowhere(world):
    team = world.stranger.team
    made = diagnosed(team, 1, 1, 1, 1)
    diagnosed(team, 1, employees=[made[0].employee], asked_at=make.TOLD + DAY)
    assert count_units(by=SYSTEM, at=AT) == 0
    assert not UnitCount.objects.exists()


@pytest.mark.django_db
def test_what_nobody_answered_counts_for_nothing(world):
    team = world.stranger.team
    diagnosed(team, 1, 1, 1, 1)
    lapsed = make.DiagnosisFactory(done=True, case__employee=make_people.EmployeeFactory(team=team), team=team)
    make.DiagnosisSideFactory(diagnosis=lapsed, state="not_answered")
    assert count_units(by=SYSTEM, at=AT) == 0


@pytest.mark.django_db
def test_a_count_is_taken_once_and_further_ones_are_of_five_others(world):
    team = world.stranger.team
    diagnosed(team, 1, 2, 3, 4, 6)
    count_units(by=SYSTEM, at=AT)
    diagnosed(team, 4, 4, 4, 4)
    assert count_units(by=SYSTEM, at=AT + DAY) == 0
    assert FindingEvidence.objects.count() == 1, "one more person changes nothing that is shown"
    diagnosed(team, 4)
    assert count_units(by=SYSTEM, at=AT + 2 * DAY) == 1
    assert matter(world.stranger) is None, "three of ten"
    assert Diagnosis.objects.filter(counted_in=None).count() == 0


@pytest.mark.django_db
def test_a_second_count_is_further_evidence_of_the_same_offer(world):
    team = world.stranger.team
    diagnosed(team, 1, 2, 3, 4, 6)
    count_units(by=SYSTEM, at=AT)
    diagnosed(team, 1, 1, 1, 1, 1)
    count_units(by=SYSTEM, at=AT + DAY)
    assert Finding.objects.count() == 1
    assert [(row.n, row.hits) for row in FindingEvidence.objects.order_by("pk")] == [(5, 3), (10, 8)]


@pytest.mark.django_db
def test_a_small_team_waits_half_a_year_and_is_then_counted_with_the_one_above(world):
    above = make_people.TeamFactory(name="Laboratories")
    small = make_people.TeamFactory(name="Bench", parent=above)
    diagnosed(small, 1, 1, 1)
    diagnosed(above, 1, 4)
    assert count_units(by=SYSTEM, at=make.TOLD + 100 * DAY) == 0
    assert count_units(by=SYSTEM, at=make.TOLD + 181 * DAY) == 1
    assert UnitCount.objects.get().team == above
    of_the_bench = make_people.EmployeeFactory(team=small)
    found = unit_matter(of_the_bench, at=make.TOLD + 182 * DAY)
    assert found is not None and found.team == above


@pytest.mark.django_db
def test_what_is_older_than_a_year_is_no_matter_any_more(world):
    diagnosed(world.stranger.team, 1, 2, 3, 4, 6)
    count_units(by=SYSTEM, at=AT)
    assert unit_matter(world.stranger, at=AT + 364 * DAY) is not None
    assert unit_matter(world.stranger, at=AT + 366 * DAY) is None


@pytest.mark.django_db
def test_another_organizations_diagnoses_are_not_counted_here(fernhill, brackwater):
    for here in (brackwater, fernhill):
        with here.inside():
            diagnosed(here.stranger.team, 1, 1, 1)
            assert count_units(by=SYSTEM, at=AT) == 0
    with brackwater.inside():
        diagnosed(brackwater.stranger.team, 1, 1)
        assert count_units(by=SYSTEM, at=AT) == 1
    with fernhill.inside():
        assert not UnitCount.objects.exists() and not Finding.objects.exists()


people = st.integers(1, 12)
rows = st.lists(st.tuples(people, st.sampled_from([1, 2, 3, 4]), st.booleans(), st.booleans()), max_size=40)
TREE = {1: None, 2: 1, 3: 1, 4: 2}


@given(st.lists(rows, min_size=1, max_size=4))
def test_every_sum_of_counts_that_can_be_made_is_of_five_people_or_nobody(nights):
    """Whatever is added and subtracted of what was ever counted: night after night, over a tree of units."""
    counted: list[frozenset[int]] = []
    waiting: list[ToCount] = []
    pk = 0
    for night in nights:
        for employee, team, is_around, old in night:
            pk += 1
            waiting.append(ToCount(pk, employee, team, is_around, AT - (200 if old else 1) * DAY))
        taken = batches(waiting, TREE, before=AT - 180 * DAY)
        gone: set[int] = set()
        for _team, newest, everything in taken:
            assert len({row.employee for row in newest}) == len(newest) >= 5
            counted.append(frozenset(row.pk for row in newest))
            gone |= {row.pk for row in everything}
        waiting = [row for row in waiting if row.pk not in gone]
    for one, other in combinations(counted, 2):
        assert not one & other, "nobody is in two counts, so that no difference is of fewer than five"


def missing(team, metric, number):
    for _ in range(number):
        plan = make_pips.PlanFactory(active=True, case__employee=make_people.EmployeeFactory(team=team))
        make_pips.IssueFactory(plan=plan, about_metric=metric.pk)


@pytest.mark.django_db
def test_five_who_miss_the_same_target_are_a_matter_of_the_unit(world):
    team, metric = world.stranger.team, MetricFactory(name="Certificates right first time")
    missing(team, metric, 4)
    assert offer_shared_targets(by=SYSTEM, at=AT) == 0
    missing(team, metric, 1)
    assert offer_shared_targets(by=SYSTEM, at=AT) == 1
    found = matter(world.stranger)
    here = Employee.objects.active().filter(team=team).count()
    assert found is not None and (found.hits, found.n, found.team) == (5, here, team)
    assert f"5 of {here} in Accounts miss the same target: Certificates right first time" in found.sentence
    missing(team, metric, 1)
    assert offer_shared_targets(by=SYSTEM, at=AT + DAY) == 0, "one more changes nothing that is shown"
    missing(team, metric, 4)
    assert offer_shared_targets(by=SYSTEM, at=AT + DAY) == 1
    assert Finding.objects.count() == 1
    assert matter(world.employee) is None


def test_the_innermost_unit_with_five_is_named_and_none_around_it():
    missing = {(4, 7): {1, 2, 3}, (2, 7): {4, 5}, (3, 7): {6, 7, 8, 9}}
    assert innermost(missing, TREE) == {(2, 7): {1, 2, 3, 4, 5}}


# --- what becomes of one ----------------------------------------------------------------------------


def propose(world, by=None, **said):
    who = by or world.manager
    return rules.propose_finding("The template loses texts", by=who, at=AT, **({"team": who.team} | said))


def told_of_proposals():
    return set(Notice.objects.filter(kind="pips.finding_proposed").values_list("recipient", flat=True))


@pytest.mark.django_db
def test_a_proposal_reaches_hr_and_the_partners_of_the_unit_alone(world):
    elsewhere = make_people.EmployeeFactory(name="Pia Elsewhere")
    make_people.RoleGrantFactory(employee=elsewhere, role="hr_partner", team=world.stranger.team)
    finding = propose(world, team=world.manager.team)
    assert told_of_proposals() == {world.hr_admin.pk, world.owner.pk, world.hr_partner.pk}
    for decider in (world.hr_admin, world.owner, world.hr_partner):
        assert [line.key for line in due(decider, at=AT)] == [f"finding:{finding.pk}"], decider.name
    for other in (elsewhere, world.manager, world.auditor):
        assert list(due(other, at=AT)) == [], other.name
    rules.ask_to_own(finding, world.stranger, by=world.hr_partner, at=AT)
    assert list(due(world.hr_partner, at=AT)) == [], "somebody was asked"


@pytest.mark.django_db
def test_who_of_hr_proposes_one_is_not_told_of_it_and_one_of_all_is_no_partners(world):
    propose(world, by=world.hr_admin, team=None)
    assert told_of_proposals() == {world.owner.pk}
    assert list(due(world.hr_partner, at=AT)) == []


@pytest.mark.django_db
def test_from_proposed_to_closed_with_its_history(world):
    finding = propose(world)
    rules.ask_to_own(finding, world.stranger, by=world.hr_admin, at=AT)
    assert [notice.recipient for notice in Notice.objects.filter(kind="pips.finding_asked")] == [world.stranger]
    rules.accept_finding(finding, by=world.stranger, at=AT, hypothesis="tool")
    rules.act_on_finding(finding, by=world.stranger, at=AT, action="It is mended.", action_date=AT.date() + 30 * DAY)
    rules.measure_finding_again(finding, by=world.stranger, at=AT + 30 * DAY, result="Still lost.", helped=False)
    rules.act_on_finding(
        finding, by=world.stranger, at=AT + 31 * DAY, action="Another one.", action_date=AT.date() + 60 * DAY
    )
    assert finding.result == "" and finding.helped is None
    rules.measure_finding_again(finding, by=world.stranger, at=AT + 61 * DAY, result="None lost.", helped=True)
    rules.close_finding(finding, by=world.stranger, at=AT + 62 * DAY)
    finding.refresh_from_db()
    assert (finding.state, finding.owner, finding.helped) == (FindingState.CLOSED, world.stranger, True)
    acts = FindingEvent.objects.filter(finding=finding).order_by("at", "pk").values_list("act", flat=True)
    assert list(acts) == ["propose", "ask", "accept", "act", "remeasure", "act", "remeasure", "close"]
    assert "It is mended." in {event.said for event in finding_page(finding, world.hr_admin).events}
    told = Notice.objects.filter(kind="pips.finding_news", recipient=world.manager).values_list("occurrence", flat=True)
    assert list(told.order_by("pk")) == ["accepted", "closed"]


@pytest.mark.django_db
def test_declined_says_why_and_is_over(world):
    finding = propose(world)
    with pytest.raises(rules.WordsMissing):
        rules.decline_finding(finding, by=world.hr_admin, at=AT, reason="  ")
    rules.decline_finding(finding, by=world.hr_admin, at=AT, reason="It was mended last week.")
    with pytest.raises(StaleMove):
        rules.accept_finding(finding, by=world.hr_admin, at=AT, hypothesis="tool")
    assert finding.declined_reason == "It was mended last week."


@pytest.mark.django_db
def test_of_two_who_decide_one_wins(world):
    finding = propose(world)
    again = Finding.objects.select_related("owner", "team").get(pk=finding.pk)
    rules.accept_finding(finding, by=world.hr_admin, at=AT, hypothesis="tool")
    with pytest.raises(StaleMove):
        rules.decline_finding(again, by=world.owner, at=AT, reason="No.")


@pytest.mark.django_db
def test_who_may_propose_and_of_what(world):
    for nobody in (world.employee, world.peer, world.auditor, world.leaver):
        with pytest.raises(Refused):
            propose(world, by=nobody)
    with pytest.raises(Refused):
        propose(world, team=world.stranger.team)
    with pytest.raises(Refused):
        propose(world, team=None)
    assert propose(world, by=world.hr_admin, team=None).team is None
    assert propose(world, by=world.hr_partner, team=world.employee.team).proposed_by == world.hr_partner


@pytest.mark.django_db
def test_whoever_is_neither_hr_nor_its_owner_does_nothing_with_it(world):
    finding = propose(world)
    for nobody in (world.manager, world.skip, world.auditor, world.employee):
        with pytest.raises(Refused):
            rules.accept_finding(finding, by=nobody, at=AT, hypothesis="tool")
    rules.accept_finding(finding, by=world.hr_partner, at=AT, hypothesis="tool")
    with pytest.raises(rules.DayPassed):
        rules.act_on_finding(finding, by=world.hr_partner, at=AT, action="It is mended.", action_date=AT.date() - DAY)


@pytest.mark.django_db
def test_measured_again_counts_those_who_were_asked_since(world):
    team = world.stranger.team
    diagnosed(team, 1, 2, 3, 4, 6)
    count_units(by=SYSTEM, at=AT)
    finding = Finding.objects.select_related("owner", "team", "proposed_by").get()
    rules.accept_finding(finding, by=world.hr_admin, at=AT, hypothesis="tool")
    rules.act_on_finding(finding, by=world.hr_admin, at=AT, action="Mended.", action_date=AT.date() + DAY)
    diagnosed(team, 4, 5, 6, 6, 1, asked_at=AT + 2 * DAY)
    count_units(by=SYSTEM, at=AT + 3 * DAY)
    rules.measure_finding_again(finding, by=world.hr_admin, at=AT + 4 * DAY, result="Fewer.", helped=True)
    after = FindingEvidence.objects.get(finding=finding, is_after=True)
    assert (after.n, after.hits) == (5, 1)


@pytest.mark.django_db
def test_what_waits_stands_on_home_of_whoever_decides_and_acts(world):
    finding = propose(world)
    assert [str(one.verb) for one in due(world.hr_admin, at=AT)] == ["Decide"]
    assert list(due(world.manager, at=AT)) == []
    rules.ask_to_own(finding, world.stranger, by=world.hr_admin, at=AT)
    assert list(due(world.hr_admin, at=AT)) == []
    assert [str(one.verb) for one in due(world.stranger, at=AT)] == ["Decide"]
    rules.accept_finding(finding, by=world.stranger, at=AT, hypothesis="tool")
    assert [str(one.verb) for one in due(world.stranger, at=AT)] == ["Act"]


@pytest.mark.django_db
def test_no_name_of_anybody_diagnosed_stands_on_the_page_or_in_the_api(world, client_of):
    made = diagnosed(world.stranger.team, 1, 2, 3, 4, 6)
    count_units(by=SYSTEM, at=AT)
    finding = Finding.objects.get()
    names = [one.employee.name for one in made]
    client = client_of(world.hr_admin)
    for address in (
        world.path(f"improvement/findings/{finding.pk}/"),
        world.path("improvement/findings/"),
        f"/api/v1{world.path(f'findings/{finding.pk}/')}",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "3 of 5" in text or "findings/" in address
        assert not [name for name in names if name in text]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_no_more_for_more(world, client_of, number, django_assert_max_num_queries):
    for _ in range(number):
        make.FindingEvidenceFactory(finding__proposed_by=world.manager)
    client = client_of(world.hr_admin)
    client.get(world.path("improvement/findings/"))
    with django_assert_max_num_queries(QUERIES):
        assert client.get(world.path("improvement/findings/")).status_code == 200


@pytest.mark.django_db
def test_the_demo_tells_of_a_unit_whose_template_was_the_matter(world):
    team, leader = world.stranger.team, make_people.hired("Lena Leader", world.owner, None, world.organization)
    Employee.objects.filter(pk=leader.pk).update(team=team)
    for number in range(7):
        make_people.hired(f"Rosa{number} Report", leader, team, world.organization)
    for _twice in range(2):
        plant(world.organization, people=20, weeks=26, seed=1, at=clock.now(), bulk=False)
    states = sorted(Finding.objects.values_list("state", flat=True))
    assert states == [FindingState.ACTING, FindingState.CLOSED, FindingState.PROPOSED]
    assert (FindingEvidence.objects.get().n, Diagnosis.objects.filter(state="open").count()) == (7, 1)
    assert not Notice.objects.filter(kind__startswith="pips.").exists()
