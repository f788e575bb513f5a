"""What the clock reminds of in team plans, and who looks after a plan whose opener has gone."""

from datetime import timedelta

import pytest

from notices.models import Notice
from people import rules as people_rules
from people.access import SYSTEM
from people.models import Employee
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused
from pips.access import team_plans as access
from pips.models import ResourceRequest, TeamPlan, TeamPlanOwed
from pips.queries.team_plans import look_due
from pips.rules import team_plan_reminders as rules
from tests.factories import people as make_people
from tests.factories.team_plans import ResourceRequestFactory, TeamPlanFactory, TeamPlanOwedFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def plan(fernhill):
    """Under way, opened by the manager of the team; to be looked at in a month."""
    return running(fernhill, fernhill.manager)


def running(world, opener, **said):
    look = clock.now().date() + 30 * DAY
    return TeamPlanFactory(
        **{"team": world.employee.team, "opened_by": opener, "look_date": look, **said}, running=True
    )


def remind(*, off=()):
    at = clock.now()
    return rules.remind(by=SYSTEM, at=at, today=at.date(), off=list(off))


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def ago(days):
    return clock.now().date() - days * DAY


def owed(plan, days, **said):
    return TeamPlanOwedFactory(plan=plan, due_date=ago(days), first_due_date=ago(days), **said)


def asked(plan, days, **said):
    return ResourceRequestFactory(plan=plan, answer_date=ago(days), first_answer_date=ago(days), **said)


def looks(viewer):
    """As a request has them, with nothing remembered."""
    viewer = Employee.objects.get(pk=viewer.pk)
    return [line.key for line in look_due(viewer, at=clock.now())]


# --- what is late -----------------------------------------------------------------------------


def test_what_is_owed_is_told_the_day_after_and_a_week_later_to_whoever_leads(fernhill, plan):
    late, missing, to_come = owed(plan, 1, owner=fernhill.stranger), owed(plan, 7, owner=fernhill.skip), owed(plan, 0)
    assert remind() == 3
    assert told("team_plan.owed_late") == sorted([fernhill.stranger.name, fernhill.skip.name])
    assert told("team_plan.missing") == [fernhill.manager.name]
    assert Notice.objects.get(kind="team_plan.missing").subject_id == missing.pk
    assert not Notice.objects.filter(subject_id=to_come.pk, kind__startswith="team_plan.").exists()
    assert remind() == 0, "a second tick tells nobody anything"
    TeamPlanOwed.objects.filter(pk=late.pk).update(due_date=ago(2))
    assert remind() == 1, "another day is news"


def test_what_is_there_or_of_a_plan_that_is_over_is_not_told(fernhill, plan):
    owed(plan, 3, state="given", closed_at=clock.now())
    over = running(fernhill, fernhill.manager)
    owed(over, 3)
    asked(over, 3)
    TeamPlan.objects.filter(pk=over.pk).update(state="cancelled", closed_at=clock.now(), cancelled_reason="Moved.")
    assert remind() == 0


def test_what_somebody_owed_who_has_left_is_told_to_whoever_leads_at_once(fernhill, plan):
    owed(plan, 1, owner=fernhill.leaver)
    assert remind() == 1
    assert told("team_plan.missing") == [fernhill.manager.name]


def test_an_unanswered_request_is_told_to_its_decider_and_a_week_later_to_whoever_asked(fernhill, plan):
    asked(plan, 1, decider=fernhill.stranger, asked_by=fernhill.manager)
    assert remind() == 1
    assert (told("resource.late"), told("resource.unanswered")) == ([fernhill.stranger.name], [])
    ResourceRequest.objects.update(answer_date=ago(7))
    assert remind() == 2
    assert told("resource.unanswered") == [fernhill.manager.name]
    ResourceRequest.objects.update(state="granted", answered_at=clock.now())
    assert remind() == 0


def test_where_the_decider_has_left_whoever_asked_hears_of_it_and_is_followed(fernhill, plan):
    asked(plan, 1, decider=fernhill.leaver, asked_by=fernhill.skip)
    gone = asked(plan, 1, decider=fernhill.stranger, asked_by=fernhill.leaver)
    ResourceRequest.objects.filter(pk=gone.pk).update(answer_date=ago(8))
    remind()
    assert told("resource.late") == [fernhill.stranger.name]
    assert told("resource.unanswered") == sorted([fernhill.skip.name, fernhill.manager.name])


def test_nobody_is_reminded_where_it_is_switched_off_nor_by_anybody_but_the_clock(fernhill, plan):
    owed(plan, 1, owner=fernhill.stranger)
    assert remind(off=[plan.team_id]) == 0
    with pytest.raises(Refused):
        rules.remind(by=fernhill.owner, at=clock.now(), today=clock.now().date(), off=[])
    assert remind() == 1


def test_what_was_done_since_is_told_no_more(fernhill, plan):
    late = owed(plan, 8, owner=fernhill.skip)
    remind()
    for kind in ("team_plan.owed_late", "team_plan.missing"):
        notice = Notice.objects.select_related("recipient").get(kind=kind)
        words = slots.provider("notice.kind", kind)
        notice.subject = TeamPlanOwed.objects.select_related("plan").get(pk=late.pk)
        notice.known = words.gather([notice])[notice.pk] if words.gather else None
        assert words.still_wanted(notice), kind
        notice.subject.state = "given"
        assert not words.still_wanted(notice), kind


# --- who looks again --------------------------------------------------------------------------


def test_the_day_of_looking_again_waits_for_whoever_opened_it(fernhill, plan):
    assert remind() == 0 and looks(fernhill.manager) == []
    TeamPlan.objects.filter(pk=plan.pk).update(look_date=ago(0))
    assert remind() == 1
    assert told("team_plan.look") == [fernhill.manager.name]
    assert looks(fernhill.manager) == [f"team-plan-look:{plan.pk}"]
    for other in (fernhill.skip, fernhill.hr_admin, fernhill.owner, fernhill.hr_partner, fernhill.employee):
        assert looks(other) == [], other.name


def test_whoever_opened_it_and_left_is_followed_by_those_who_lead_in_the_team(fernhill):
    plan = running(fernhill, fernhill.leaver, look_date=ago(0))
    leading = [fernhill.manager, fernhill.skip]
    remind()
    assert told("team_plan.look") == sorted(person.name for person in leading)
    for person in leading:
        assert looks(person) == [f"team-plan-look:{plan.pk}"]
        home = slots.collect("home.due", Employee.objects.get(pk=person.pk), at=clock.now())
        assert f"team-plan-look:{plan.pk}" in [line.key for line in home]
        assert "measure" in access.acts(person, plan)
    for other in (fernhill.leaver, fernhill.hr_admin, fernhill.peer, fernhill.stranger):
        assert looks(other) == [], other.name


def test_whoever_opened_it_and_leads_nobody_there_any_more_is_followed_too(fernhill):
    elsewhere = make_people.EmployeeFactory(name="Ivo Moved", team=fernhill.stranger.team)
    plan = running(fernhill, elsewhere, look_date=ago(0))
    assert looks(elsewhere) == [] and looks(fernhill.manager) == [f"team-plan-look:{plan.pk}"]
    of_hr = running(fernhill, fernhill.hr_partner, look_date=ago(0), title="Of an HR partner")
    assert looks(fernhill.hr_partner) == [f"team-plan-look:{of_hr.pk}"], "who has a role for the team looks after it"
    assert access.lookers_of([plan.pk, of_hr.pk])[of_hr.pk] == [fernhill.hr_partner.pk]


def test_where_nobody_leads_in_the_team_it_is_hr_who_looks(fernhill):
    alone = make_people.TeamFactory(name="Night shift")
    make_people.EmployeeFactory(team=alone)
    plan = running(fernhill, fernhill.leaver, team=alone, look_date=ago(0))
    assert access.lookers_of([plan.pk]) == {plan.pk: sorted([fernhill.owner.pk, fernhill.hr_admin.pk])}
    remind()
    assert told("team_plan.look") == sorted([fernhill.owner.name, fernhill.hr_admin.name])
    assert looks(fernhill.hr_admin) == [f"team-plan-look:{plan.pk}"]
    assert looks(fernhill.hr_partner) == looks(fernhill.manager) == []
    make_people.RoleGrantFactory(employee=fernhill.stranger, role="hr_partner", team=alone)
    assert looks(fernhill.stranger) == [f"team-plan-look:{plan.pk}"]


def test_the_same_who_looks_at_home_as_in_the_letters_whoever_leads(fernhill):
    """Home and letters ask the same in two ways: held against each other, for every opener and everybody."""
    teams = [fernhill.employee.team, fernhill.stranger.team, make_people.TeamFactory(name="Night shift")]
    for team in teams:
        for opener in (fernhill.manager, fernhill.skip, fernhill.leaver, fernhill.hr_partner, fernhill.peer):
            running(fernhill, opener, team=team, look_date=ago(0))
    lookers = access.lookers_of(TeamPlan.objects.values_list("pk", flat=True))
    assert all(lookers.values()), "no plan is nobody's"
    people = Employee.objects.active()
    by_letter = {(who, f"team-plan-look:{plan}") for plan, found in lookers.items() for who in found}
    assert {(person.pk, key) for person in people for key in looks(person)} == by_letter


def test_a_successor_is_told_of_a_day_that_came_before(fernhill, plan):
    TeamPlan.objects.filter(pk=plan.pk).update(look_date=ago(3))
    remind()
    people_rules.leave(fernhill.manager, by=SYSTEM, at=clock.now(), last_day=ago(1))
    remind()
    assert fernhill.skip.name in told("team_plan.look"), "who leads in the team now"


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_as_often_for_more_plans(fernhill, django_assert_max_num_queries, number):
    for _ in range(number):
        plan = running(fernhill, fernhill.leaver, look_date=ago(0))
        owed(plan, 8)
        asked(plan, 8)
    with django_assert_max_num_queries(61):
        remind()
