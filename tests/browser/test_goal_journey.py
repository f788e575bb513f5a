"""A goal from the opening of its cycle to the cycle's end, by HR, an employee and a manager in a real browser."""

import datetime as dt

import pytest

from goals import access, rules
from goals.models import Alignment, GoalCycle, GoalUpdate, Objective
from perfhub.kernel import clock
from tests.factories import goals as make_goals

from .test_check_in_journey import DESK, PHONE, as_
from .test_check_ins import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AIM = "A customer has an answer in two days"
OTHER = "The bench is ready by nine"
FOCUSED = "() => { const [label] = document.activeElement.labels || []; return label ? label.innerText : '' }"


def test_a_goal_from_the_opening_of_its_cycle_to_the_end(page, live_server, fernhill, look):
    hr, employee, manager = fernhill.hr_admin, fernhill.employee, fernhill.manager
    today = dt.date.today()
    base = f"{live_server.url}/o/fernhill/"

    # HR prepares a cycle in which managers agree, and opens it
    as_(page, live_server, hr, "goals/cycles/", size=DESK)
    page.get_by_text("Prepare a cycle").click()
    page.get_by_label("Name", exact=True).fill("This quarter")
    for label, day in (
        ("Goals are written from", today - dt.timedelta(days=40)),
        ("Goals are written by", today + dt.timedelta(days=10)),
        ("First day", today - dt.timedelta(days=30)),
        ("Last day", today + dt.timedelta(days=60)),
    ):
        page.get_by_label(label).fill(day.isoformat())
    page.get_by_label("Managers agree to goals").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Open it for").click()
    page.get_by_role("button", name="Begin to close").wait_for()
    look(page)
    cycle_page = page.url
    with fernhill.inside():
        cycle = GoalCycle.objects.get(name="This quarter")
        within = {"cycle": cycle, "start_date": cycle.start_date, "end_date": cycle.end_date, "active": True}
        above = make_goals.ObjectiveFactory(owner=manager, title="Customers trust us", **within)

    # The employee writes a goal on a phone, in the dark, and proposes it
    as_(page, live_server, employee, f"goals/new/?cycle={cycle.pk}", size=PHONE, dark=True)
    page.get_by_label("The aim").fill(AIM)
    first = page.get_by_role("region", name="Key result 1")
    first.get_by_label("Key result 1").fill("Days a customer waits")
    first.get_by_label("From").fill("5")
    first.get_by_label("To", exact=True).fill("2")
    shot(page, "goal-journey-form-dark-phone")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("heading", name=AIM).wait_for()
    assert "A draft: only who takes part in it sees it" in page.locator("main").inner_text()
    page.get_by_role("button", name="Propose to my manager").click()
    page.get_by_text("Proposed. Your manager is told.").wait_for()
    look(page)
    goal_page = page.url.removeprefix(base)

    # The manager finds it at home, sends it back with a reason
    as_(page, live_server, manager, "", size=DESK)
    page.get_by_text(f"A goal of {employee.name}").first.wait_for()
    page.goto(base + goal_page)
    page.get_by_role("link", name="Send back").click()
    page.get_by_label("Why?").fill("From which number?")
    page.get_by_role("button", name="Send it back").click()
    page.get_by_text("Sent back. The owner is told.").wait_for()

    # The employee reads why, changes a word, proposes again; the manager agrees
    as_(page, live_server, employee, goal_page, size=PHONE)
    page.get_by_text("From which number?").wait_for()
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_label("Why it matters").fill("Half of all calls ask where the answer is.")
    reason = page.get_by_label("Why is it changed?")
    if reason.count():
        reason.fill("The number was missing.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Propose to my manager").click()
    page.get_by_text("Proposed. Your manager is told.").wait_for()
    as_(page, live_server, manager, goal_page, size=DESK, dark=True)
    page.get_by_role("button", name="Agree").click()
    page.get_by_text("Agreed. The owner is told.").wait_for()
    look(page)
    shot(page, "goal-journey-agreed-dark")

    # A second goal; both are due, and both are updated on one screen without a mouse
    with fernhill.inside():
        goal = Objective.objects.get(title=AIM)
        other = make_goals.ObjectiveFactory(owner=employee, title=OTHER, **within)
        make_goals.KeyResultFactory(objective=other, title="Mornings ready", start_value=0, target_value=20)
        Objective.objects.filter(pk__in=[goal.pk, other.pk]).update(due_date=today - dt.timedelta(days=1))
    as_(page, live_server, employee, "goals/due/", size=DESK)
    page.locator("main input[type=text], main input[inputmode=decimal]").first.focus()
    for value, label in (("3.5", "Days a customer waits"), ("12", "Mornings ready")):
        for _press in range(20):
            if label in focused(page):
                break
            page.keyboard.press("Tab")
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    page.get_by_text("2 goals updated.").wait_for()
    look(page)
    with fernhill.inside():
        assert GoalUpdate.objects.filter(by=employee, objective__cycle=cycle).count() == 2

    # The manager has read it, and lets it serve the own goal
    as_(page, live_server, manager, goal_page, size=DESK)
    page.get_by_label("Your words to this update").fill("Good. What helped?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("Good. What helped?").wait_for()
    page.get_by_role("link", name="What it serves").click()
    page.get_by_label("Which goal it serves").select_option(str(above.pk))
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Customers trust us").first.wait_for()
    look(page)
    shot(page, "goal-journey-aligned")
    with fernhill.inside():
        assert Alignment.objects.in_force().get(child=goal).parent == above
        rules.close(access.get_objective(employee, goal.pk), "Ask first.", by=employee, at=clock.now(), done=True)

    # HR sees who has goals, takes the table away, closes the cycle, and reads which goals closed with it
    as_(page, live_server, hr, "goals/cycles/", size=DESK)
    page.get_by_role("link", name="This quarter").click()
    page.get_by_text("have a goal").wait_for()
    with page.expect_download() as table:
        page.get_by_role("link", name="CSV", exact=True).first.click()
    lines = table.value.path().read_text().splitlines()
    assert len(lines) > 1 and fernhill.employee.team.name in "\n".join(lines)
    page.get_by_role("button", name="Begin to close").click()
    page.get_by_role("button", name="Close it, with 2 goals still open").click()
    page.get_by_text("Closed; 2 goals were not finished.").wait_for()
    assert page.url == cycle_page
    page.get_by_text("2 goals were closed with the cycle").wait_for()
    assert OTHER in page.locator("main").inner_text()
    look(page)
    shot(page, "goal-journey-closed")
    with fernhill.inside():
        assert set(Objective.objects.filter(cycle=cycle).values_list("title", "state")) == {
            (AIM, "done"),
            ("Customers trust us", "not_done"),
            (OTHER, "not_done"),
        }


def focused(page) -> str:
    """The label of the field in which the keyboard is."""
    return page.evaluate(FOCUSED)
