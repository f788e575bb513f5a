"""The one way through the house on real input, in a real browser, beside an organization that sees none of it."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import make_password
from django.db.models import Count

import analytics.tasks
import feedback.tasks
from analytics.models import EmployeeWeek
from feedback.models import CheckIn
from notices import tasks as mail
from notices.models import Notice
from people.models import Employee, Reach, User
from tests.people.rosters import published

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.journey,
    pytest.mark.browser,
    pytest.mark.xdist_group("journey"),
]

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FRIDAY_MORNING = datetime(2026, 3, 6, 10, 0, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 3, 6, 17, 20, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
OWN = 10  # people of each standing organization
PASSWORD = "four lanterns by the mill"
LINK = re.compile(r"https?://\S+?(/o/\S+)")


class Visitor:
    """Somebody at a browser of their own."""

    def __init__(self, browser, address: str, options: dict) -> None:
        self.page = browser.new_context(**options).new_page()
        self.address = address

    def goes_to(self, path: str) -> None:
        self.answer = self.page.goto(self.address + path)

    def signs_in(self, email: str, password: str) -> None:
        self.goes_to("/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(re.compile(r"/o/"))

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def sees(self, text: str | re.Pattern) -> None:
        self.page.get_by_text(text).first.wait_for()

    @property
    def words(self) -> str:
        return self.page.inner_text("body")


def pair_of_treasury() -> tuple[Employee, Employee, Employee]:
    """A manager of Treasury with few reports, all in London, and two of the reports."""
    managers = (
        Reach.objects.filter(depth=1, manager__time_zone="Europe/London", manager__number__startswith="S")
        .values("manager")
        .annotate(reports=Count("employee"))
        .filter(reports__range=(2, 8))
        .order_by("manager")
    )
    for row in managers:
        reports = list(
            Employee.objects.filter(reached_by__manager=row["manager"], reached_by__depth=1, time_zone="Europe/London")
            .exclude(email="")
            .order_by("pk")[:2]
        )
        if len(reports) == 2:
            return Employee.objects.get(pk=row["manager"]), *reports
    raise AssertionError("no such manager in the roster")


def test_from_a_roster_to_the_dashboard(
    fernhill, brackwater, live_server, browser, browser_context_args, worker, mail_server, settings, the_clock, until
):
    roster = {"name": "treasury.csv", "mimeType": "text/csv", "buffer": published("treasury_as_published.csv")}
    settings.PUBLIC_URL = live_server.url

    def visitor() -> Visitor:
        return Visitor(browser, live_server.url, browser_context_args)

    for world in (fernhill, brackwater):
        User.objects.filter(pk=world.hr_admin.user_id).update(password=make_password(PASSWORD))
    the_clock.is_now(MONDAY)

    # The HR admin imports the roster as it was published.
    hr = visitor()
    hr.signs_in(fernhill.hr_admin.email, PASSWORD)
    hr.goes_to(fernhill.path("rosters/"))
    hr.page.set_input_files("input[type=file]", roster)
    hr.presses("Upload and look")
    hr.sees("rows cannot be taken yet")
    hr.page.get_by_label("Keep the first").first.check()
    hr.presses("Look again with these choices")
    hr.sees(re.compile(r"1,?153 new"))
    hr.presses("Apply all of it")
    until(lambda: count(fernhill, Employee) == OWN + 1153)
    hr.goes_to(fernhill.path("people/"))

    # Three people are invited, and join by the link in the mail.
    with fernhill.inside():
        manager, employee, silent = pair_of_treasury()
    for person in (manager, employee, silent):
        hr.goes_to(fernhill.path(f"people/{person.pk}/"))
        hr.presses("Invite")
    mail.tick.delay()
    people = {}
    for person in (manager, employee, silent):
        until(lambda person=person: mail_server.to(person.email))
        people[person.pk] = visitor()
        letter = mail_server.to(person.email)[0]
        people[person.pk].goes_to(LINK.search(letter.get_body(("plain",)).get_content())[1])
        people[person.pk].page.fill("input[name=password]", PASSWORD)
        people[person.pk].presses("Join")
        people[person.pk].page.wait_for_url(re.compile(r"/o/fernhill/$"))

    # The week opens; one of them answers on Friday, one does not.
    feedback.tasks.open_weeks.delay()
    until(lambda: count(fernhill, CheckIn, employee=silent.pk))
    the_clock.is_now(FRIDAY_MORNING)
    writer = people[employee.pk]
    writer.goes_to(fernhill.path("check-in/"))
    writer.page.get_by_label(re.compile("heavy")).check()
    writer.page.get_by_label("What moved").fill("The spring estimates went out a day early.")
    writer.page.get_by_label("Is anything in your way?").fill("May I have the tax tables before Tuesday?")
    writer.page.get_by_label("Next week’s priorities").fill("Close the estimates\nBook the course")
    writer.page.get_by_role("button", name=re.compile("^Send")).click()
    writer.sees("The spring estimates went out a day early.")

    # At the due moment the other is reminded, and nobody who has answered.
    the_clock.is_now(FRIDAY_EVENING)
    feedback.tasks.remind.delay()
    the_clock.is_now(NEXT_MONDAY)
    until(lambda: notices_waiting(fernhill, silent))
    mail.tick.delay()
    until(lambda: len(mail_server.to(silent.email)) == 2)
    assert len(mail_server.to(employee.email)) == 1
    reminder = mail_server.to(silent.email)[-1].get_body(("plain",)).get_content()
    assert "estimates" not in reminder

    # The manager reads what is asked and writes back; the employee finds it.
    reader = people[manager.pk]
    reader.goes_to(fernhill.path("inbox/"))
    reader.sees("Asks me something")
    assert "May I have the tax tables before Tuesday?" in reader.words
    row = reader.page.locator("details[data-ph-row]").filter(has_text="tax tables").first
    if row.get_attribute("open") is None:
        row.locator("summary").click()
    row.locator("textarea[name=comment]").fill("You have them on Monday.")
    row.get_by_role("button", name=re.compile("^Send")).click()
    until(lambda: count(fernhill, CheckIn, employee=employee.pk, state="read"))
    writer.goes_to(fernhill.path("check-in/history/"))
    writer.goes_to(fernhill.path(f"check-in/{key(fernhill, CheckIn, employee=employee.pk)}/"))
    writer.sees("You have them on Monday.")

    # Facts are taken, and the dashboard tells the week.
    reader.goes_to(fernhill.path("team/"))
    before = reader.words
    analytics.tasks.notice_due_facts.delay()
    until(lambda: facts_of(fernhill, employee))
    reader.goes_to(fernhill.path("team/"))
    reader.sees(employee.name)
    assert reader.words != before
    assert re.search(r"Last week \d+ of \d+ did not check in", reader.words), reader.words

    # The second organization sees none of it.
    other = visitor()
    other.signs_in(brackwater.hr_admin.email, PASSWORD)
    other.goes_to(brackwater.path("people/") + f"?q={employee.last_name}")
    assert employee.name not in other.words
    other.goes_to(brackwater.path(f"people/{employee.pk}/"))
    assert other.answer.status == 404
    other.goes_to(fernhill.path("people/"))
    assert other.answer.status == 404
    assert count(brackwater, Employee) == OWN
    assert count(brackwater, CheckIn, employee__number__startswith="S") == 0


def count(world, model, **filters) -> int:
    with world.inside():
        return model.objects.filter(**filters).count()


def key(world, model, **filters) -> int:
    with world.inside():
        return model.objects.filter(**filters).order_by("-pk").values_list("pk", flat=True)[0]


def notices_waiting(world, person) -> bool:
    return count(world, Notice, recipient=person.pk, kind__startswith="check_in") > 0


def facts_of(world, person) -> bool:
    return count(world, EmployeeWeek, employee=person.pk, answered=True) > 0
