"""An improvement plan in a real browser, by four people: sent to HR, approved, told, received with a statement, changed
because its employee proposed it, and appealed to somebody independent."""

import datetime as dt

import pytest

from perfhub.kernel import clock
from pips.models import Appeal, LegalCheck, Plan, PlanReview
from tests.pips import whole

from .test_check_in_journey import DESK, PHONE, as_
from .test_check_ins import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_plan_from_its_draft_to_an_appeal(page, live_server, fernhill, look, tmp_path):
    manager, employee, hr, other = fernhill.manager, fernhill.employee, fernhill.hr_admin, fernhill.stranger
    with fernhill.inside():
        plan = whole.whole_draft(employee, manager=manager, reviewer=hr, at=clock.now())
    address = f"plans/{plan.pk}/"

    # The manager looks at the draft, writes on, and sends it to HR
    as_(page, live_server, manager, address, size=DESK)
    look(page)
    shot(page, "plan-draft")
    page.get_by_role("link", name="Write on").click()
    page.get_by_label("What is different when it has worked?").fill("Certificates are right the first time.")
    look(page)
    shot(page, "plan-form")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep the draft").click()
    assert page.get_by_text("Kept.").count(), page.locator("main").inner_text()
    page.get_by_role("button", name="Send it to HR").click()
    page.get_by_text("HR looks at it before anybody is told.").wait_for()

    # HR answers the one question, and says yes
    as_(page, live_server, hr, f"{address}review/", size=DESK)
    look(page)
    shot(page, "plan-review")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Keep the answer").click()
    page.get_by_text("Kept, apart from the plan.").wait_for()
    page.get_by_label("Who hears an appeal").select_option(label=other.name)
    if page.get_by_label("Why it goes on over what the rules found").count():
        page.get_by_label("Why it goes on over what the rules found").fill("It has what it needs.")
    page.get_by_role("button", name="Yes, a person may tell it").click()
    page.get_by_text("A person may tell of it now.").wait_for()

    # The manager books a meeting in working hours; on a Sunday nobody works
    sunday = dt.date.today() + dt.timedelta(days=7 + 6 - dt.date.today().weekday())
    as_(page, live_server, manager, f"{address}book/", size=DESK)
    page.get_by_label("Day", exact=True).fill(sunday.isoformat())
    page.get_by_label("Time", exact=True).fill("10:00")
    page.get_by_label("Where", exact=True).fill("Room Linden")
    page.get_by_role("button", name="Book it").click()
    page.get_by_text("does not work on").wait_for()
    look(page)
    page.get_by_label("Day", exact=True).fill((sunday + dt.timedelta(days=2)).isoformat())
    page.get_by_role("button", name="Book it").click()
    page.get_by_text("is asked to come").wait_for()

    # The employee learns when and where, and nothing else
    as_(page, live_server, employee, f"{address}meeting/", size=PHONE)
    page.get_by_text("Room Linden").wait_for()
    look(page)
    with fernhill.inside():  # the day has come
        Plan.objects.filter(pk=plan.pk).update(telling_at=clock.now() - dt.timedelta(seconds=1))

    as_(page, live_server, manager, address, size=DESK)
    page.get_by_role("button", name="We have talked: I have told it").click()
    page.get_by_text("It is read for three working days now.").wait_for()

    # The employee, on a phone: what is owed first; received, with a statement
    as_(page, live_server, employee, address, size=PHONE)
    look(page)
    shot(page, "plan-phone")
    page.get_by_label("Your statement").fill("From June to August I had the jobs of two people.")
    page.get_by_role("button", name="I have received it").click()
    page.get_by_text("What you think of it, you can say at any time.").wait_for()
    paper = tmp_path / "jobs.txt"
    paper.write_text("June: 41 jobs. July: 39 jobs.")
    page.get_by_label("Add to it, whenever you want").fill("The list of my jobs.")
    page.get_by_label("A file that speaks for it").set_input_files(paper)
    page.get_by_role("button", name="Add statement").click()
    page.get_by_role("link", name="jobs.txt").wait_for()
    page.get_by_role("link", name="Ask for a change, or for more time").click()
    page.get_by_label("What, and why").fill("Ten certificates drawn by lot, please, not the last ten.")
    look(page)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("Asked. It is answered with a reason.").wait_for()

    # The manager takes it up: a new version
    as_(page, live_server, manager, address, size=DESK)
    page.get_by_role("link", name="Answer it").click()
    page.get_by_label("Your answer, and why").fill("True, and fairer.")
    page.get_by_text("Take it up: what the plan says then").click()
    page.get_by_label("How it is seen").fill("Ten certificates drawn by lot")
    look(page)
    shot(page, "plan-request")
    page.get_by_role("button", name="Take it up as a new version").click()
    page.get_by_text("to be received once more").wait_for()

    # The employee sees what changed, and appeals
    as_(page, live_server, employee, address, size=DESK, dark=True)
    look(page)
    shot(page, "plan-dark")
    page.get_by_role("link", name="See what changed").click()
    page.get_by_text("Ten certificates drawn by lot").first.wait_for()
    look(page)
    shot(page, "plan-versions")
    page.goto(f"{live_server.url}/o/fernhill/{address}")
    page.get_by_role("link", name="Appeal", exact=True).click()
    page.get_by_label("What you appeal against, and why").fill("The standard was never told to me.")
    look(page)
    page.get_by_role("button", name="Appeal", exact=True).click()
    page.get_by_text("Somebody independent answers you").wait_for()
    shot(page, "plan-appealed")

    # Somebody independent decides
    as_(page, live_server, other, address, size=DESK)
    page.get_by_role("link", name="Decide it").click()
    page.get_by_label("It stays as it is").check()
    page.get_by_label("The decision, and why").fill("It was told in February, in writing.")
    look(page)
    page.get_by_role("button", name="Decide", exact=True).click()
    page.get_by_text("Everybody concerned reads why.").wait_for()
    with fernhill.inside():
        assert Appeal.objects.get().state == "not_upheld"
        assert LegalCheck.objects.get().known is False
        assert PlanReview.objects.get().appeal_reviewer_id == other.pk
        found = Plan.objects.get(pk=plan.pk)
        assert (found.state, found.content) == ("offered", 2)
