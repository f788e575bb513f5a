"""What whoever writes or approves a plan is told beside it: what the unit shares, and what came of the plan before."""

import re

import pytest

from perfhub.kernel import clock
from pips.models import Plan
from tests.factories import pips as make
from tests.factories.diagnosis import FindingEvidenceFactory

from . import whole

pytestmark = pytest.mark.django_db
TARGET = "Certificates right first time"


@pytest.fixture
def people(fernhill):
    return {"manager": fernhill.manager, "reviewer": fernhill.hr_admin}


@pytest.fixture
def draft(fernhill, people):
    with fernhill.inside():
        return whole.whole_draft(fernhill.employee, at=clock.now(), **people)


@pytest.fixture
def matter(fernhill):
    """Five of nine there miss the same target, as it was counted today."""

    def count(team) -> str:
        with fernhill.inside():
            said = {"source": "same_target", "about": TARGET, "n": 9, "hits": 5, "taken_at": clock.now()}
            FindingEvidenceFactory(finding__team=team, **said)
        return f"5 of 9 in {team.name} miss the same target: {TARGET}"

    return count


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def api(fernhill, plan) -> str:
    return f"/api/v1/o/{fernhill.organization.slug}/plans/{plan.pk}/"


def send_to_hr(fernhill, plan) -> None:
    with fernhill.inside():
        Plan.objects.filter(pk=plan.pk).update(state="in_review")


def test_who_writes_and_who_approves_are_told_what_the_unit_shares(fernhill, client_of, draft, matter):
    sentence = matter(fernhill.employee.team)
    manager, reviewer = client_of(fernhill.manager), client_of(fernhill.hr_admin)
    assert sentence in text_of(manager, fernhill.path(f"plans/{draft.pk}/write/"))
    assert sentence in text_of(manager, fernhill.path(f"people/{fernhill.employee.pk}/coaching/"))
    assert manager.get(api(fernhill, draft)).json()["unit_matter"].startswith(sentence)
    send_to_hr(fernhill, draft)
    assert sentence in text_of(reviewer, fernhill.path(f"plans/{draft.pk}/review/"))
    assert reviewer.get(api(fernhill, draft)).json()["unit_matter"].startswith(sentence)


def test_what_another_unit_shares_is_said_to_nobody_here(fernhill, client_of, draft, matter):
    sentence = matter(fernhill.stranger.team)
    assert sentence not in text_of(client_of(fernhill.manager), fernhill.path(f"plans/{draft.pk}/write/"))
    send_to_hr(fernhill, draft)
    reviewer = client_of(fernhill.hr_admin)
    assert sentence not in text_of(reviewer, fernhill.path(f"plans/{draft.pk}/review/"))
    assert reviewer.get(api(fernhill, draft)).json()["unit_matter"] == ""


def test_its_employee_is_told_none_of_it(fernhill, client_of, people, matter):
    sentence = matter(fernhill.employee.team)
    with fernhill.inside():
        told = whole.offered(fernhill.employee, at=clock.now(), hears=fernhill.stranger, **people)
        before = make.PlanFactory(case=told.case, state="closed", closed_at=clock.now(), told_at=clock.now())
        make.SupportFactory(plan=before, what="A worked example", state="delivered")
    client = client_of(fernhill.employee)
    assert sentence not in text_of(client, fernhill.path(f"plans/{told.pk}/"))
    got = client.get(api(fernhill, told)).json()
    assert (got["unit_matter"], got["support_before"]) == ("", []), "a plan that was told stands by itself"


def test_what_came_of_support_stands_beside_the_draft_and_before_hr(fernhill, client_of, draft):
    with fernhill.inside():
        before = make.PlanFactory(case=draft.case, state="closed", closed_at=clock.now(), told_at=clock.now())
        make.SupportFactory(plan=before, what="A worked example", state="delivered", closed_at=clock.now())
        make.SupportFactory(plan=before, what="A course", state="declined", declined_words="I know it already.")
        make.SupportFactory(plan=before, what="Never promised", state="dropped")
    manager, reviewer = client_of(fernhill.manager), client_of(fernhill.hr_admin)
    pages = [
        text_of(manager, fernhill.path(f"plans/{draft.pk}/")),
        text_of(manager, fernhill.path(f"plans/{draft.pk}/write/")),
    ]
    send_to_hr(fernhill, draft)
    pages.append(text_of(reviewer, fernhill.path(f"plans/{draft.pk}/review/")))
    for html in pages:
        assert "Known from the plan before" in html and "I know it already." in html
        assert html.index("A worked example") < html.index("A course") and "Never promised" not in html
    found = reviewer.get(api(fernhill, draft)).json()["support_before"]
    assert [(one["what"], one["state"]) for one in found] == [
        ("A worked example", "delivered"),
        ("A course", "declined"),
    ]


def test_a_first_draft_says_nothing_of_a_plan_before(fernhill, client_of, draft):
    assert "Known from the plan before" not in text_of(client_of(fernhill.manager), fernhill.path(f"plans/{draft.pk}/"))


def test_programs_go_down_by_the_same_rules(fernhill, client_of, people):
    with fernhill.inside():
        plan = whole.offered(fernhill.employee, at=clock.now(), hears=fernhill.stranger, **people)
    address, json = api(fernhill, plan), "application/json"
    manager, reviewer = client_of(fernhill.manager), client_of(fernhill.hr_admin)
    assert manager.post(f"{address}lower/", {"reason": "Less."}, content_type=json).status_code == 403
    proposed = manager.post(f"{address}propose_lower/", {"text": "Four weeks clean."}, content_type=json)
    assert proposed.json()["words"][-1]["kind"] == "lower"
    assert reviewer.post(f"{address}lower/", {}, content_type=json).status_code == 409
    done = reviewer.post(f"{address}lower/", {"reason": "Less is enough."}, content_type=json)
    assert (done.status_code, done.json()["state"]) == (200, "closed")
    assert reviewer.post(f"{address}lower/", {"reason": "Again."}, content_type=json).status_code == 409


def chosen(html: str) -> str:
    """How much is asked, as the form opens."""
    boxes = [box for box in re.findall(r"<input [^>]*>", html) if 'name="form"' in box and "checked" in box]
    return re.search(r'value="(\w+)"', boxes[0])[1]


def test_while_an_improvement_plan_waits_both_are_asked_all_eighteen_questions(fernhill, client_of, draft):
    manager = client_of(fernhill.manager)
    assert chosen(text_of(manager, fernhill.path(f"improvement/cases/{draft.case_id}/diagnosis/"))) == "full"
    with fernhill.inside():
        concern = make.ConcernFactory(case__employee=fernhill.peer, case__manager=fernhill.manager)
    assert chosen(text_of(manager, fernhill.path(f"improvement/cases/{concern.case_id}/diagnosis/"))) == "short"
