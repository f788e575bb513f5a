"""The page of a plan, for each who reads it and for whoever does not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Draft
from perfhub.kernel import clock
from pips.models import Receipt
from pips.rules import plans as rules
from tests.factories import pips as make_pips
from tests.guards.access_table.pips_plans import a_working_day, read_through

from . import whole
from .test_plans import AT, content

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(fernhill):
    with fernhill.inside():
        case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)
        make_pips.ConcernFactory(case=case)
        options = {"by": fernhill.manager, "at": AT, "case": case}
        return rules.start_coaching(fernhill.employee, "Right first time", content(fernhill), **options)


def test_its_employee_reads_what_is_owed_first_and_who_has_seen_it(fernhill, client_of, plan):
    address = fernhill.path(f"plans/{plan.pk}/")
    assert client_of(fernhill.manager).get(address).status_code == 200
    page = client_of(fernhill.employee).get(address)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.index("What we owe you") < text.index("What is expected")
    assert "We owe you 1 thing in this plan" in text
    assert "Who has seen it" in text
    assert text.count(fernhill.manager.name) > 1


def test_the_manager_reads_no_list_of_who_has_seen_it(fernhill, client_of, plan):
    client_of(fernhill.employee).get(fernhill.path(f"plans/{plan.pk}/"))
    text = client_of(fernhill.manager).get(fernhill.path(f"plans/{plan.pk}/")).content.decode()
    assert "Who has seen it" not in text


@pytest.mark.parametrize("who", ["skip", "peer", "hr_admin", "hr_partner", "owner", "auditor", "stranger"])
def test_nobody_else_finds_it(fernhill, client_of, plan, who):
    for rest in ("", "write/", "versions/", "ask/", "appeal/"):
        assert client_of(getattr(fernhill, who)).get(fernhill.path(f"plans/{plan.pk}/{rest}")).status_code == 404


def test_a_coaching_plan_is_one_form_with_rows_to_add(fernhill, client_of):
    browser = client_of(fernhill.manager)
    address = fernhill.path(f"people/{fernhill.employee.pk}/coaching/")
    assert browser.get(address).status_code == 200
    said = {
        "title": "Right first time",
        "aim": "Certificates are right",
        "length_days": "30",
        "meeting_days": "7",
        "issues": "1",
        "supports": "1",
        "issue_1_title": "Right",
        "issue_1_standard": "Every figure is there",
        "support_1_what": "Two mornings",
        "support_1_who": str(fernhill.manager.pk),
        "support_1_due_date": a_working_day(),
    }
    more = browser.post(address, {**said, "more": "issue"})
    assert more.status_code == 200
    assert 'name="issue_2_title"' in more.content.decode()
    assert "Every figure is there" in more.content.decode()
    begun = browser.post(address, said)
    assert begun.status_code == 302, begun.content.decode()
    assert client_of(fernhill.employee).get(begun.url).status_code == 200
    again = browser.post(address, said)  # another tab
    assert again.status_code == 409
    assert "Every figure is there" in again.content.decode()  # nothing typed is lost


def test_what_is_missing_is_said_at_the_field(fernhill, client_of):
    address = fernhill.path(f"people/{fernhill.employee.pk}/coaching/")
    said = {"title": "Right", "aim": "All", "length_days": "30", "meeting_days": "7", "support_1_what": "Mornings"}
    page = client_of(fernhill.manager).post(address, said)
    text = page.content.decode()
    assert page.status_code == 422
    for words in ("Name at least one thing that is asked.", "Say who owes it.", "Say by when."):
        assert words in text


def test_what_was_typed_and_not_sent_is_there_again_until_it_is_sent(fernhill, client_of):
    browser, address = client_of(fernhill.manager), fernhill.path(f"people/{fernhill.employee.pk}/coaching/")
    said = {
        "title": "Right first time",
        "aim": "Certificates are right",
        "length_days": "30",
        "meeting_days": "7",
        "issues": "2",
        "issue_1_title": "Right",
        "issue_1_standard": "Every figure is there",
    }
    kept = {**said, "draft_key": f"pips:coaching:{fernhill.employee.pk}"}
    assert browser.post(fernhill.path("draft/"), kept).status_code == 204
    text = browser.get(address).content.decode()
    assert "Every figure is there" in text
    assert 'name="issue_2_title"' in text
    assert "Every figure is there" not in client_of(fernhill.hr_admin).get(address).content.decode()
    assert browser.post(address, said).status_code == 302
    with fernhill.inside():
        assert not Draft.objects.exists()


def test_a_plan_that_is_over_says_how_it_ended_and_that_nothing_is_late_any_more(fernhill, client_of, plan):
    with fernhill.inside():
        plan.support.update(first_due_date=AT.date(), due_date=AT.date())
    address = fernhill.path(f"plans/{plan.pk}/")
    late = client_of(fernhill.employee).get(address).content.decode()
    assert "days late" in late and "That is on us" in late
    with fernhill.inside():
        rules.resolve(plan, reason="It has become a habit.", by=fernhill.manager, at=AT)
    over = client_of(fernhill.employee).get(address).content.decode()
    assert "It has worked" in over and "It has become a habit." in over
    assert "You were owed 1 thing in this plan." in over and "Not confirmed" in over
    assert "days late" not in over and "We owe you" not in over


def test_support_that_was_not_given_is_said_in_the_first_place_and_against_nobody(fernhill, client_of):
    with fernhill.inside():
        now = clock.now()
        case = make_pips.CaseFactory(
            employee=fernhill.employee,
            manager=fernhill.manager,
            rung="pip",
            state="closed",
            outcome="support_not_given",
            closed_at=now,
            spent_on_date=now.date(),
        )
        plan = make_pips.PlanFactory(
            case=case, pip=True, active=True, state="closed", closed_at=now, closing_reason="The tablet did not come."
        )
        make_pips.SupportFactory(plan=plan, state="not_given", closed_at=now)
    text = client_of(fernhill.employee).get(fernhill.path(f"plans/{plan.pk}/")).content.decode()
    assert text.index("It ended because support was not given") < text.index("What we owed you")
    assert "It counts against nobody." in text and "The tablet did not come." in text


def test_a_step_on_the_way_is_reached_when_somebody_says_so_and_not_by_its_day(fernhill, client_of, plan):
    with fernhill.inside():
        make_pips.MilestoneFactory(plan=plan, what="Half of the way", due_date=AT.date())
    address = fernhill.path(f"plans/{plan.pk}/")
    assert "By this day: Half of the way" in client_of(fernhill.employee).get(address).content.decode()
    with fernhill.inside():
        plan.milestones.update(reached_at=AT, reached_by=fernhill.manager)
    assert "Reached: Half of the way" in client_of(fernhill.employee).get(address).content.decode()


def test_where_nothing_stands_in_the_way_any_more_its_manager_may_begin_it_at_once(fernhill, client_of):
    with fernhill.inside():
        plan = read_through(fernhill, fernhill.employee)
        page, begin = fernhill.path(f"plans/{plan.pk}/"), fernhill.path(f"plans/{plan.pk}/begin/")
        assert begin in client_of(fernhill.manager).get(page).content.decode()
        assert begin not in client_of(fernhill.employee).get(page).content.decode()
        Receipt.objects.filter(plan=plan).delete()
        assert begin not in client_of(fernhill.manager).get(page).content.decode(), "it was not received"
        make_pips.ReceiptFactory(plan=plan, content=1, by=fernhill.employee)
        assert client_of(fernhill.manager).post(begin).url == page
        plan.refresh_from_db()
        assert plan.state == "active"
        assert begin not in client_of(fernhill.manager).get(page).content.decode()


@pytest.mark.parametrize(("who", "statements"), [("employee", 9), ("manager", 12), ("hr_admin", 13)])
def test_all_that_hangs_on_a_plan_is_asked_in_one_statement(fernhill, client_of, who, statements):
    """Beside it: who asks and where, what stands in the frame, the plan itself, and whether this reading was noted."""
    with fernhill.inside():
        people = {"manager": fernhill.manager, "reviewer": fernhill.hr_admin, "hears": fernhill.stranger}
        plan = whole.active(fernhill.employee, at=clock.now(), **people)
        for position in (5, 6, 7):
            make_pips.SupportFactory(plan=plan, owner=fernhill.peer, position=position)
            make_pips.PlanWordFactory(plan=plan, by=fernhill.manager)
    browser, address = client_of(getattr(fernhill, who)), fernhill.path(f"plans/{plan.pk}/")
    assert browser.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    around = ("SAVEPOINT", "RELEASE", "SELECT set_config")  # what opens and closes it, here alone
    assert sum(not query["sql"].startswith(around) for query in asked) == statements
