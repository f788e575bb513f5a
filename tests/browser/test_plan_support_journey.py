"""A plan whose support comes late: more time, support that both say is there, a success, and looks until it is over."""

from datetime import timedelta

import pytest

from people.access import SYSTEM
from perfhub.kernel import clock
from pips.models import Case, Look, Plan, Support
from pips.rules import clocks
from tests.factories import pips as make
from tests.guards.access_table.pips_running import in_end_review

from .test_check_in_journey import DESK, PHONE, as_
from .test_check_ins import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
OWED = "A template that refuses incomplete certificates"


def test_support_overdue_more_time_success_and_sustained(page, live_server, fernhill, look):
    employee, manager = fernhill.employee, fernhill.manager
    with fernhill.inside():
        plan = in_end_review(fernhill, employee)
        make.IssueFactory(plan=plan, title="Certificates right first time")
        first = clock.now().date() - 12 * DAY
        make.SupportFactory(plan=plan, what=OWED, due_date=first, first_due_date=first)
        make.SupportFactory(plan=plan, what="Two bench mornings a week beside Grace", state="delivered")
    here = f"plans/{plan.pk}/"

    # The manager finds that nobody can say “not met” while support is missing, and gives more time
    as_(page, live_server, manager, here, size=DESK)
    page.get_by_text("until it is there, the plan cannot end as not met").first.wait_for()
    page.get_by_text("12 days late").first.wait_for()
    look(page)
    shot(page, "plan-journey-end-review")
    page.get_by_role("link", name="How it goes on").click()
    page.get_by_text("More time is proposed: 30 working days.").wait_for()
    assert not page.get_by_text("Not met", exact=True).is_visible()
    look(page)
    shot(page, "plan-journey-end")
    page.get_by_label("Working days more").fill("20")
    page.get_by_label("Why").first.fill("The template came late, and without it nobody could do this.")
    page.get_by_role("button", name="Give more time").click()
    page.get_by_text("20 working days more").first.wait_for()
    look(page)

    # The employee, on a phone, in the dark: it is there now
    as_(page, live_server, employee, here, size=PHONE, dark=True)
    page.get_by_text("12 days late").first.wait_for()
    look(page)
    shot(page, "plan-journey-own-dark-phone")
    page.get_by_role("button", name="I have it").click()
    page.get_by_text("Said. It counts as delivered").first.wait_for()

    # The manager confirms it
    as_(page, live_server, manager, here, size=DESK)
    page.get_by_role("button", name="It is there").first.click()
    page.get_by_text("Said. It counts as delivered").first.wait_for()
    with fernhill.inside():
        assert Support.objects.get(plan=plan, what=OWED).state == "delivered"
        later = Plan.objects.get(pk=plan.pk).end_date + 4 * DAY
        clocks.follow(by=SYSTEM, at=clock.now() + (later - clock.now().date()))
        assert Plan.objects.get(pk=plan.pk).state == "end_review"

    # It has worked; the manager says so, the employee reads it
    as_(page, live_server, manager, f"{here}end/", size=DESK)
    page.get_by_text("It has worked", exact=True).first.click()
    page.get_by_label("Your words").first.fill("Nine of ten, three weeks in a row. Thank you.")
    page.get_by_role("button", name="It has worked").click()
    page.get_by_role("heading", name="It has worked").wait_for()
    look(page)
    as_(page, live_server, employee, here, size=PHONE)
    page.get_by_text("Nine of ten, three weeks in a row. Thank you.").first.wait_for()
    page.get_by_text("nothing points back here").wait_for()
    look(page)
    shot(page, "plan-journey-worked-phone")

    # Four looks, and it is over
    for _number in range(4):
        with fernhill.inside():  # the weeks go by
            Look.objects.filter(plan=plan, state="due").update(due_date=clock.now().date())
        as_(page, live_server, manager, here, size=DESK)
        page.get_by_role("link", name="The next look is on").click()
        look(page)
        page.get_by_role("button", name="It holds").click()
        page.wait_for_load_state("networkidle")
    with fernhill.inside():
        assert Plan.objects.get(pk=plan.pk).state == "closed"
        assert Case.objects.get(pk=plan.case_id).outcome == "recovered"
    as_(page, live_server, employee, here, size=DESK)
    look(page)
    shot(page, "plan-journey-closed")
