"""What is written in a plan is read by those in it alone, each reading leaves a line; no door leads past the gates."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import AuditEntry
from perfhub.kernel import clock
from pips.forms.plans import number_in
from pips.models import (
    Appeal,
    Issue,
    LegalCheck,
    Milestone,
    Plan,
    PlanReview,
    Support,
)
from pips.queries.versions import written
from pips.rules import versions
from tests.factories import pips as make_pips
from tests.guards.access import INSIDE

from . import whole

pytestmark = pytest.mark.django_db
CANARY = "canary-of-a-plan"
READERS = {"employee", "manager", "hr_admin", "stranger"}  # the stranger hears the appeal
PLACES = (
    *("", "search/?q=canary", "search/?q=certificates", "people/", "audit/"),
    *("plans/{pk}/", "plans/{pk}/versions/", "plans/{pk}/review/", "plans/{pk}/write/", "plans/{pk}/meeting/"),
    *("plans/{pk}/requests/{wish}/", "plans/{pk}/appeals/{appeal}/decide/", "people/{employee}/"),
)
API = ("plans/", "plans/{pk}/", "audit/", "notices/")


@pytest.fixture
def plan(cast):
    """An improvement plan, told yesterday, whose every text is a canary; appealed."""
    world = cast.world
    with world.inside():
        people = {"manager": world.manager, "reviewer": world.hr_admin, "hears": world.stranger}
        plan = whole.offered(world.employee, at=clock.now() - timedelta(days=1), **people)
        Plan.objects.filter(pk=plan.pk).update(
            aim=CANARY, outcomes=CANARY, affects=CANARY, jurisdiction=CANARY, telling_where=CANARY
        )
        Issue.objects.filter(plan=plan).update(title=CANARY, standard=CANARY, measure=CANARY, baseline=CANARY)
        Support.objects.filter(plan=plan).update(what=CANARY)
        Milestone.objects.filter(plan=plan).update(what=CANARY)
        PlanReview.objects.filter(plan=plan).update(words=CANARY, override=CANARY)
        plan = Plan.objects.select_related("case__hr_owner", "employee").get(pk=plan.pk)
        versions.keep_version(plan, by=world.manager, at=clock.now(), reason=CANARY)
        make_pips.GateExceptionFactory(plan=plan, reason=CANARY, by=world.hr_admin)
        make_pips.PlanWordFactory(plan=plan, text=CANARY)
        make_pips.PlanRequestFactory(plan=plan, text=CANARY)
        make_pips.AppealFactory(plan=plan, text=CANARY, reviewer=world.stranger)
        make_pips.CaseReaderFactory(case=plan.case, reader=world.stranger, named_by=world.employee)
        return plan


def shown_to(cast, plan, persona: str) -> set[str]:
    """The places at which somebody is shown a canary."""
    world, client = cast.world, cast.client(persona)
    with world.inside():
        keys = {
            "pk": plan.pk,
            "wish": plan.requests.get().pk,
            "appeal": Appeal.objects.get(plan=plan).pk,
            "employee": plan.employee_id,
        }
    places = [f"/o/{world.organization.slug}/{place}" for place in PLACES]
    places += [f"/api/v1/o/{world.organization.slug}/{place}" for place in API]
    found = set()
    for place in places:
        answer = client.get(place.format(**keys))
        if CANARY.encode() in answer.content:
            found.add(place)
    assert not [place for place in found if "search" in place or "audit" in place], "nothing of it is searched"
    return found


@pytest.mark.parametrize("persona", sorted(INSIDE))
def test_its_words_are_shown_to_those_in_it_and_each_leaves_a_line(cast, plan, persona):
    found = shown_to(cast, plan, persona)
    viewer = cast.people[persona]
    with cast.world.inside():
        lines = AuditEntry.objects.filter(act="plan.seen", object_id=plan.pk, by=viewer, employee=plan.employee)
        if persona in READERS or persona == "hr_subject":  # the HR admin, who owns the case
            assert found, "who may read it, does: else nothing is proved"
            assert lines.exists() == (persona != "employee")
        else:
            assert found == set()
            assert not lines.exists()


@pytest.mark.parametrize("persona", ["other_owner", "other_hr_admin", "other_manager", "other_employee", "leaver"])
def test_nobody_outside_is_shown_anything(cast, plan, persona):
    assert shown_to(cast, plan, persona) == set()


def test_nothing_says_what_the_reviewer_answered(cast, plan):
    """Only yes or no is kept, and no page or door shows even that to anybody but the reviewer."""
    world = cast.world
    with world.inside():
        LegalCheck.objects.filter(plan=plan).update(known=True, result="go_on", result_at=clock.now())
    for persona in ("employee", "manager", "stranger", "owner"):
        for place in PLACES:
            if "{wish}" in place or "{appeal}" in place or "search" in place:
                continue
            keys = {"pk": plan.pk, "employee": plan.employee_id}
            answer = cast.client(persona).get(world.path(place.format(**keys)))
            assert b"legal review" not in answer.content
        answer = cast.client(persona).get(f"/api/v1/o/{world.organization.slug}/plans/{plan.pk}/")
        assert b"legal" not in answer.content
        assert b"known" not in answer.content


# --- the gates, by the API --------------------------------------------------------------------


def send(cast, persona, address, body=None):
    world = cast.world
    answer = cast.client(persona).post(
        f"/api/v1/o/{world.organization.slug}/{address}", body or {}, content_type="application/json"
    )
    return answer.status_code


def test_no_order_of_doors_leads_past_a_gate(cast):
    world = cast.world
    with world.inside():
        people = {"manager": world.manager, "reviewer": world.hr_admin}
        plan = whole.whole_draft(world.employee, at=clock.now(), **people)
        make_pips.JurisdictionFactory._meta.model.objects.all().delete()
    moment = (clock.now() + timedelta(days=7)).isoformat()
    steps = {
        "book": ("manager", {"starts_at": moment, "where": "Linden"}),
        "offer": ("manager", {}),
        "begin": ("manager", {}),
        "approve": ("hr_admin", {"appeal_reviewer": world.stranger.pk}),
    }
    for step, (persona, body) in steps.items():
        assert send(cast, persona, f"plans/{plan.pk}/{step}/", body) == 409, step
    assert send(cast, "manager", f"plans/{plan.pk}/submit/") == 200
    for step, (persona, body) in steps.items():
        assert send(cast, persona, f"plans/{plan.pk}/{step}/", body) == 409, step
    with world.inside():  # neither question nor words of the place: still not approved
        assert Plan.objects.get(pk=plan.pk).state == "in_review"


def test_a_version_over_the_api_keeps_what_feeds_a_point(cast):
    world = cast.world
    with world.inside():
        case = make_pips.CaseFactory(employee=world.employee, manager=world.manager, rung="coaching")
        plan = make_pips.PlanFactory(case=case, active=True, told_at=clock.now())
        issue = make_pips.IssueFactory(plan=plan, about_metric=7, baseline_number=81, target_number=94)
    body = {
        "aim": "Right",
        "length_days": 30,
        "reason": "A clearer word",
        "issues": [{"id": issue.pk, "title": "Right", "standard": "All figures"}],
    }
    answer = cast.client("manager").put(
        f"/api/v1/o/{world.organization.slug}/plans/{plan.pk}/",
        body,
        content_type="application/json",
        headers={"If-Match": '"1"'},
    )
    assert answer.status_code == 200, answer.content
    with world.inside():
        kept = written(Plan.objects.get(pk=plan.pk)).issues[0]
    assert (kept.title, kept.about_metric, kept.baseline_number, kept.target_number) == ("Right", 7, 81, 94)


# --- the page ---------------------------------------------------------------------------------


def test_a_plan_with_more_in_it_asks_no_more_of_the_database(fernhill, client_of, django_assert_num_queries):
    with fernhill.inside():
        people = {"manager": fernhill.manager, "reviewer": fernhill.hr_admin, "hears": fernhill.stranger}
        plan = whole.active(fernhill.employee, at=clock.now(), **people)
    browser, address = client_of(fernhill.employee), fernhill.path(f"plans/{plan.pk}/")

    def more(number: int) -> None:
        with fernhill.inside():
            issue = make_pips.IssueFactory(plan=plan, title=f"Point {number}")
            make_pips.IssueEvidenceFactory(issue=issue)
            make_pips.SupportFactory(plan=plan, issue=issue, what=f"Support {number}")
            make_pips.PlanWordFactory(plan=plan)
            make_pips.PlanRequestFactory(plan=plan)
            make_pips.MilestoneFactory(plan=plan)
            row = Plan.objects.select_related("employee").get(pk=plan.pk)
            versions.keep_version(row, by=fernhill.manager, at=clock.now())

    more(1)
    browser.get(address)
    with CaptureQueriesContext(connection) as with_one:
        assert browser.get(address).status_code == 200
    more(2)
    more(3)
    with django_assert_num_queries(len(with_one)):
        assert browser.get(address).status_code == 200


def test_a_figure_is_a_number_where_it_is_one():
    assert [number_in(text) for text in ("81 %", "94", "3,5 days", "4 of 10", "nine", "")][0:2] == [81, 94]
    assert number_in("4 of 10") is None
    assert number_in("nine of ten") is None
    assert number_in("") is None
