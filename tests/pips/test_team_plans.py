"""Team plans: about the work of at least five, without names, with what is owed first; the whole team reads them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.http import Http404

from notices.models import Notice
from people.models import AuditEntry
from perfhub.kernel.errors import Conflict, Refused, StaleMove
from pips.access import team_plans as access
from pips.models import TeamPlan, TeamPlanOwed, TeamPlanVersion
from pips.queries import team_plans as queries
from pips.queries.team_plan_versions import versions_of
from pips.rules import resources
from pips.rules import team_plans as rules
from tests.factories import people as make
from tests.factories.team_plans import TeamPlanFactory, TeamPlanOwedFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SAID = {
    "title": "Certificates right first time",
    "gap": "One in five comes back.",
    "measure": "Lab count, every Monday",
    "unit": "%",
    "before_number": Decimal(81),
    "before_people": 6,
    "asked_number": Decimal(94),
    "cause": "The template lets one send an empty field.",
    "look_date": dt.date(2026, 6, 1),
}


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def team(fernhill):
    """The standing team, with enough people for numbers about nobody in particular."""
    for _n in range(3):
        make.EmployeeFactory(team=fernhill.employee.team)
    return fernhill.employee.team


def written(fernhill, team, **said) -> TeamPlan:
    return rules.begin_team_plan(team, by=fernhill.manager, at=AT, **{**SAID, **said})


def begun(fernhill, team, **said) -> TeamPlan:
    plan = written(fernhill, team, **said)
    rules.owe(
        plan, "A template that refuses empty fields", fernhill.skip, dt.date(2026, 3, 20), by=fernhill.manager, at=AT
    )
    return rules.start_team_plan(plan, by=fernhill.manager, at=AT)


def reads(viewer, plan) -> bool:
    try:
        return access.get_team_plan(viewer, plan.pk) is not None
    except Http404:
        return False


def test_a_draft_is_its_writers_alone_and_a_plan_that_has_begun_is_the_teams(fernhill, team):
    plan = written(fernhill, team)
    assert reads(fernhill.manager, plan)
    for nobody in (fernhill.employee, fernhill.hr_admin, fernhill.skip):
        assert not reads(nobody, plan)
    rules.owe(plan, "A better template", fernhill.manager, dt.date(2026, 3, 20), by=fernhill.manager, at=AT)
    rules.start_team_plan(plan, by=fernhill.manager, at=AT)
    for reader in (fernhill.employee, fernhill.peer, fernhill.skip, fernhill.hr_admin, fernhill.hr_partner):
        assert reads(reader, plan), reader.name
    for nobody in (fernhill.stranger, fernhill.auditor):
        assert not reads(nobody, plan), nobody.name


def test_a_team_of_four_gets_no_plan(fernhill):
    with pytest.raises(rules.TeamTooSmall):
        written(fernhill, fernhill.employee.team)
    assert not TeamPlan.objects.exists()


def test_a_number_is_of_five_people_at_least(fernhill, team):
    with pytest.raises(rules.TooFewPeople):
        written(fernhill, team, before_people=4)
    plan = begun(fernhill, team)
    with pytest.raises(rules.TooFewPeople):
        rules.measure_team_plan(plan, Decimal(91), 4, "Better.", by=fernhill.manager, at=AT + 80 * DAY)
    rules.measure_team_plan(plan, Decimal(91), 5, "Better.", by=fernhill.manager, at=AT + 80 * DAY)
    assert (plan.state, plan.after_number) == ("measured", Decimal(91))


def test_only_whoever_leads_there_writes_it(fernhill, team):
    for nobody in (fernhill.employee, fernhill.stranger, fernhill.auditor):
        with pytest.raises(Refused):
            rules.begin_team_plan(team, by=nobody, at=AT, **SAID)
    assert written(fernhill, team).opened_by == fernhill.manager
    assert rules.begin_team_plan(team, by=fernhill.hr_partner, at=AT, **SAID).opened_by == fernhill.hr_partner


@pytest.mark.parametrize(
    ("without", "error"),
    [
        ({"before_number": None, "before_people": None}, rules.NumberMissing),
        ({"cause": ""}, rules.CauseMissing),
    ],
)
def test_it_begins_with_a_number_and_a_cause(fernhill, team, without, error):
    plan = written(fernhill, team, **without)
    rules.owe(plan, "A template", fernhill.manager, dt.date(2026, 3, 20), by=fernhill.manager, at=AT)
    with pytest.raises(error):
        rules.start_team_plan(plan, by=fernhill.manager, at=AT)
    plan.refresh_from_db()
    assert plan.is_draft


def test_a_plan_that_owes_nothing_does_not_begin(fernhill, team):
    plan = written(fernhill, team)
    with pytest.raises(rules.NothingOwed):
        rules.start_team_plan(plan, by=fernhill.manager, at=AT)
    assert begun(fernhill, team).state == "running"


def test_beginning_tells_the_team_and_whoever_owes_something(fernhill, team):
    plan = begun(fernhill, team)
    told = Notice.objects.filter(kind="team_plan.news", subject_id=plan.pk)
    assert told.filter(recipient=fernhill.employee).count() == 1
    assert not told.filter(recipient__in=[fernhill.manager, fernhill.stranger]).exists()
    assert Notice.objects.filter(kind="team_plan.owed", recipient=fernhill.skip).count() == 1
    assert AuditEntry.objects.filter(act="team_plan.begun", by=fernhill.manager, object_id=plan.pk).count() == 1


def test_a_change_is_a_version_and_two_tabs_overwrite_nothing(fernhill, team):
    plan = begun(fernhill, team)
    seen = plan.version
    rules.change_team_plan(
        plan, by=fernhill.manager, at=AT + DAY, seen=seen, reason="You said so.", **{**SAID, "gap": "One in four."}
    )
    with pytest.raises(Conflict):
        rules.change_team_plan(plan, by=fernhill.skip, at=AT + DAY, seen=seen, **{**SAID, "gap": "One in three."})
    newest, first = versions_of(plan)
    assert (newest.row.number, newest.row.reason, first.row.number) == (2, "You said so.", 1)
    assert [(d.before, d.after) for d in newest.differences] == [("One in five comes back.", "One in four.")]
    with pytest.raises(Exception, match="permission denied"):
        TeamPlanVersion.objects.filter(pk=newest.row.pk).update(reason="")


def test_a_begun_plan_keeps_its_number(fernhill, team):
    plan = begun(fernhill, team)
    gone = {**SAID, "before_number": None, "before_people": None}
    with pytest.raises(rules.NumberMissing):
        rules.change_team_plan(plan, by=fernhill.manager, at=AT + DAY, **gone)
    rules.change_team_plan(plan, by=fernhill.manager, at=AT + DAY, **{**SAID, "before_number": Decimal(80)})
    assert plan.before_number == 80


def test_what_is_owed_moves_with_both_days_and_comes_by_its_owner(fernhill, team):
    plan = begun(fernhill, team)
    owed = TeamPlanOwed.objects.get(plan=plan)
    rules.move_owed(owed, dt.date(2026, 4, 1), by=fernhill.skip, at=AT + DAY)
    assert (owed.first_due_date, owed.due_date) == (dt.date(2026, 3, 20), dt.date(2026, 4, 1))
    with pytest.raises(Refused):
        rules.give(owed, by=fernhill.employee, at=AT + DAY)
    rules.give(owed, by=fernhill.skip, at=AT + DAY)
    with pytest.raises(StaleMove):
        rules.give(owed, by=fernhill.skip, at=AT + DAY)
    rules.take_back_given(owed, by=fernhill.skip, at=AT + DAY)
    assert owed.state == "owed"
    with pytest.raises(rules.DayOver):
        rules.move_owed(owed, AT.date(), by=fernhill.skip, at=AT + DAY)


def test_what_is_still_owed_when_it_closes_counts_as_not_given(fernhill, team):
    plan = begun(fernhill, team)
    rules.measure_team_plan(plan, Decimal(90), 6, "Nearly.", by=fernhill.manager, at=AT + 80 * DAY)
    rules.close_team_plan(plan, by=fernhill.manager, at=AT + 81 * DAY)
    assert TeamPlanOwed.objects.get(plan=plan).state == "not_given"
    with pytest.raises(StaleMove):
        rules.go_on(plan, dt.date(2026, 9, 1), by=fernhill.manager, at=AT + 82 * DAY)


def test_not_there_yet_it_goes_on_and_the_measurement_stays(fernhill, team):
    plan = begun(fernhill, team)
    rules.measure_team_plan(plan, Decimal(88), 6, "Half of the way.", by=fernhill.manager, at=AT + 80 * DAY)
    rules.go_on(plan, dt.date(2026, 9, 1), by=fernhill.manager, at=AT + 81 * DAY)
    assert (plan.state, plan.look_date) == ("running", dt.date(2026, 9, 1))
    assert "88" in [version.row.content["after_number"] for version in versions_of(plan)]


def test_the_team_says_what_it_would_change_without_names(fernhill, team, client_of):
    plan = begun(fernhill, team)
    said = rules.amend(plan, "Paper of another colour.", by=fernhill.employee, at=AT + DAY)
    with pytest.raises(Refused):
        rules.amend(plan, "Nothing.", by=fernhill.hr_admin, at=AT + DAY)
    for reader in (fernhill.manager, fernhill.peer):
        page = client_of(reader).get(fernhill.path(f"team-plans/{plan.pk}/")).content.decode()
        assert "Paper of another colour." in page and fernhill.employee.name not in page
    with pytest.raises(rules.ReasonMissing):
        rules.answer_amendment(said, " ", taken_up=True, by=fernhill.manager, at=AT + DAY)
    rules.answer_amendment(said, "From Monday on.", taken_up=True, by=fernhill.manager, at=AT + DAY)
    assert versions_of(plan)[0].row.reason == "From Monday on."
    with pytest.raises(Refused):
        rules.answer_amendment(said, "No.", taken_up=False, by=fernhill.peer, at=AT + DAY)


def test_a_request_goes_to_one_person_who_answers_and_nobody_else_does(fernhill, team):
    plan = begun(fernhill, team)
    what = {"kind": "tool", "what": "A second bench", "amount": "1", "why": "We wait for the one."}
    with pytest.raises(resources.AskedOfOneself):
        resources.ask_for(plan, fernhill.manager, dt.date(2026, 3, 20), by=fernhill.manager, at=AT, **what)
    with pytest.raises(rules.NotHereAnyMore):
        resources.ask_for(plan, fernhill.leaver, dt.date(2026, 3, 20), by=fernhill.manager, at=AT, **what)
    asked = resources.ask_for(plan, fernhill.stranger, dt.date(2026, 3, 20), by=fernhill.manager, at=AT, **what)
    assert reads(fernhill.stranger, plan), "whoever decides reads what for"
    assert [line.key for line in queries.requests_due(fernhill.stranger, at=AT)] == [f"resource:{asked.pk}"]
    with pytest.raises(Refused):
        resources.grant(asked, by=fernhill.manager, at=AT + DAY)
    with pytest.raises(rules.ReasonMissing):
        resources.decline_request(asked, "", by=fernhill.stranger, at=AT + DAY)
    resources.decline_request(asked, "Not this year.", by=fernhill.stranger, at=AT + DAY)
    assert Notice.objects.filter(kind="resource.answered", recipient=fernhill.manager).count() == 1
    with pytest.raises(StaleMove):
        resources.grant(asked, by=fernhill.stranger, at=AT + DAY)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_with_more_rows(fernhill, team, client_of, django_assert_num_queries, rows):
    plan = TeamPlanFactory(team=team, opened_by=fernhill.manager, running=True)
    for _n in range(rows):
        TeamPlanOwedFactory(plan=plan)
    with django_assert_num_queries(12):
        queries.shown(plan, viewer=fernhill.employee, at=AT)


def test_a_draft_that_is_wrong_keeps_what_was_typed(fernhill, team, client_of):
    body = {
        **{name: str(value) for name, value in SAID.items()},
        "team": team.pk,
        "before_people": "2",
        "look_date": "2030",
    }
    answer = client_of(fernhill.manager).post(fernhill.path("team-plans/new/"), body)
    assert answer.status_code == 422
    assert "One in five comes back." in answer.content.decode()
