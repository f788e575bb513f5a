"""The own goals are updated where they stand, by keyboard and on a phone; nothing that was typed is lost on the way."""

import datetime as dt
import re
from itertools import product

import pytest
from playwright.sync_api import expect

from goals import rules
from goals.models import GoalUpdate, KeyResult, Objective
from perfhub.kernel import clock
from tests.factories import goals as make_goals

from .test_check_in_journey import DESK, PHONE, as_
from .test_check_ins import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "#ph-live"


@pytest.fixture
def goals(fernhill):
    """Two goals of the employee's, a third of the way through their cycle; both wait for an update."""
    today = dt.date.today()
    dates = {"start_date": today - dt.timedelta(days=30), "end_date": today + dt.timedelta(days=60)}
    with fernhill.inside():
        cycle = make_goals.GoalCycleFactory(**dates)
        found = []
        for title, row in (("Answer in two days", "Answers in time"), ("Right first time", "Parts without rework")):
            goal = make_goals.ObjectiveFactory(owner=fernhill.employee, cycle=cycle, active=True, title=title, **dates)
            make_goals.KeyResultFactory(objective=goal, title=row, measure="percent")
            found.append(goal)
        steps = make_goals.KeyResultFactory(objective=found[1], position=2, title="The bench", measure="milestones")
        make_goals.MilestoneFactory(key_result=steps, title="Ordered")
        Objective.objects.update(due_date=today - dt.timedelta(days=2))
    return found


def pictures(page, name):
    """Wide and narrow, light and dark, where somebody wants to look."""
    before = page.viewport_size
    for width, scheme in product((390, 1440), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        shot(page, f"{name}-{width}-{scheme}")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)


def update(title: str) -> re.Pattern:
    """The name of what is pressed; its second half is for readers."""
    return re.compile(f"^Update ?: {title}$")


def row_of(page, goal):
    return page.locator(f"#goal-{goal.pk}")


def test_a_goal_is_updated_in_its_row_without_a_mouse(page, live_server, fernhill, goals, look):
    first, second = goals
    as_(page, live_server, fernhill.employee, "goals/", size=DESK)
    row = row_of(page, first)
    assert "2 wait for an update" in page.locator("#goals-head").inner_text()
    address = page.url

    # Enter opens the form in the row, the keyboard is in its first field, and a reader hears of it
    opener = row.get_by_role("link", name=update("Answer in two days"))
    opener.focus()
    page.keyboard.press("Enter")
    expect(row.get_by_role("form", name="Update: Answer in two days")).to_be_visible()
    expect(row.get_by_label("Answers in time")).to_be_focused()
    assert page.url == address
    expect(page.locator(SAID)).to_contain_text("Answer in two days")
    look(page)
    pictures(page, "goals-in-place-open")

    # what cannot be taken is said there, and what was typed stands where it was
    page.keyboard.type("8/10 (80%)")
    page.keyboard.press("Enter")
    expect(row.get_by_role("alert")).to_contain_text("needs another look")
    expect(row.get_by_label("Answers in time")).to_have_value("8/10 (80%)")
    expect(row.get_by_role("alert")).to_be_focused()
    look(page)
    pictures(page, "goals-in-place-refused")

    # saved: the row and the sentence above have changed, the other row is as it was, the keyboard is at the same place
    row.get_by_label("Answers in time").fill("60")
    page.keyboard.press("Enter")
    expect(row).to_contain_text("60")
    expect(row).to_contain_text("next update by")
    expect(page.locator("#goals-head")).to_contain_text("one waits for an update")
    expect(page.get_by_role("link", name="Update all that are due")).to_have_count(0)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    expect(page.get_by_text("Updated.", exact=True)).to_be_visible()
    expect(page.locator(SAID)).to_contain_text("60 % done")
    expect(row.get_by_role("link", name=update("Answer in two days"))).to_be_focused()
    assert page.url == address and row_of(page, second).get_by_role("form").count() == 0
    look(page)
    shot(page, "goals-in-place-saved")

    # Escape leaves, the keyboard is back, and the words are there when it is opened again
    other = row_of(page, second)
    other.get_by_role("link", name=update("Right first time")).press("Enter")
    other.get_by_label("What is there to tell?").fill("Half a sen")
    page.keyboard.press("Escape")
    expect(other.get_by_role("form")).to_have_count(0)
    expect(other.get_by_role("link", name=update("Right first time"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(other.get_by_label("What is there to tell?")).to_have_value("Half a sen")
    expect(other.get_by_text("Draft saved")).to_be_visible()


def test_two_rows_are_open_at_once_on_a_phone_and_saving_one_leaves_the_other(page, live_server, fernhill, goals, look):
    first, second = goals
    as_(page, live_server, fernhill.employee, "goals/", size=PHONE, dark=True)
    for goal in goals:
        row_of(page, goal).get_by_role("link", name=update(goal.title)).click()
    open_, saved = row_of(page, first), row_of(page, second)
    open_.get_by_label("What is there to tell?").fill("Still writing.")
    saved.get_by_label("Ordered").check()
    saved.get_by_text("At risk").click()
    look(page)
    shot(page, "goals-in-place-phone-dark")
    saved.get_by_role("button", name=update("Right first time")).click()
    expect(saved.get_by_role("form")).to_have_count(0)
    expect(saved).to_contain_text("At risk")
    expect(open_.get_by_label("What is there to tell?")).to_have_value("Still writing.")
    with fernhill.inside():
        assert GoalUpdate.objects.get().objective == second
        assert KeyResult.objects.get(title="The bench").score == 1


def test_whoever_comes_second_sees_both_and_changes_what_they_send(page, live_server, fernhill, goals, look):
    goal = goals[0]
    as_(page, live_server, fernhill.employee, "goals/", size=DESK)
    row = row_of(page, goal)
    row.get_by_role("link", name=update("Answer in two days")).click()
    row.get_by_label("Answers in time").fill("60")
    with fernhill.inside():  # in another tab
        key_result = KeyResult.objects.get(objective=goal)
        found = Objective.objects.get(pk=goal.pk)
        rules.report(found, by=fernhill.employee, at=clock.now(), values={key_result.pk: 40})
    row.get_by_role("button", name=update("Answer in two days")).click()
    both = page.get_by_role("region", name="Answers in time")
    expect(both).to_contain_text("40")
    expect(both.get_by_label("What you wrote")).to_have_value("60")
    look(page)
    shot(page, "goals-in-place-both")
    both.get_by_label("What you wrote").fill("55")
    page.get_by_role("button", name="Save what you wrote").click()
    expect(page.get_by_role("heading", name="My goals", exact=True)).to_be_visible()
    expect(row_of(page, goal)).to_contain_text("55")
    with fernhill.inside():
        assert KeyResult.objects.get(pk=key_result.pk).current_value == 55


def test_without_script_the_same_link_leads_to_a_page(browser, browser_context_args, live_server, fernhill, goals):
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    page = context.new_page()
    as_(page, live_server, fernhill.employee, "goals/", size=PHONE)
    row_of(page, goals[0]).get_by_role("link", name=update("Answer in two days")).click()
    page.get_by_label("Answers in time").fill("60")
    page.get_by_role("button", name="Update", exact=True).click()
    page.get_by_text("Updated.", exact=True).wait_for()
    with fernhill.inside():
        assert GoalUpdate.objects.get().objective == goals[0]
    context.close()
