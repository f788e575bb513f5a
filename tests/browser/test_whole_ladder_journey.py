"""One matter on its whole way, as three people walk it in a browser over ten months: a concern, a coaching plan, what
is in the way as both sides see it, an improvement plan through its gates, support that comes late, more time, a
success, and looks until it is over. And what many share: a finding that is taken on, a team that amends its plan."""

import datetime as dt
import re
from contextlib import ExitStack

import pytest

from perfhub.kernel import clock
from pips import tasks
from pips.models import Case, Look, Plan, PlanMeeting, Support, TeamPlan
from pips.queries.support import support_stands
from pips.rules import outcomes
from tests.factories import people as make
from tests.factories import pips as make_pips
from tests.feedback.test_tasks import run

from .test_check_in_journey import DESK, PHONE, as_
from .test_check_ins import shot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]
HELP = "We look at three together on Tuesday."
TEMPLATE = "A template that refuses empty fields"
AN_HOUR = dt.timedelta(hours=1)


@pytest.fixture
def at():
    """Stops the clock of this process, which is the server's, too; each time later than before."""
    with ExitStack() as hands:
        yield lambda moment: hands.enter_context(clock.stopped(moment))


def on(month: int, day: int, *, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, 11, tzinfo=dt.UTC)


def choose(page, **said) -> None:
    """Of each question the answer with this value."""
    for name, value in said.items():
        page.locator(f"label:has(input[name={name}][value='{value}'])").click()


def fill(page, **said) -> None:
    for name, text in said.items():
        page.locator(f"#id_{name}").fill(text)


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def test_from_a_concern_to_a_recovery_that_held(page, live_server, fernhill, look, at):
    manager, employee, hr, other = fernhill.manager, fernhill.employee, fernhill.hr_admin, fernhill.stranger
    with fernhill.inside():
        make_pips.JurisdictionFactory(location="", written_by=hr)

    def sits(person, path, **how):
        as_(page, live_server, person, path, **{"size": DESK, **how})

    # A concern is shared, and its employee says how it looks from there
    at(on(3, 2))
    sits(manager, f"concerns/new/{employee.pk}/")
    fill(page, title="Certificates right first time", saw="Six of ten certificates came back.", help=HELP)
    fill(page, need="Nine of ten right the first time.")
    press(page, "Share it")
    page.get_by_text("It can be taken back for ten minutes").wait_for()
    with fernhill.inside():
        case = Case.objects.get()
    matter = f"improvement/cases/{case.pk}/"
    at(on(3, 3))
    sits(employee, matter, size=PHONE)
    page.get_by_label("Say how you see it").fill("The template lost my text twice.")
    press(page, "Say it")
    page.get_by_text("The template lost my text twice.").wait_for()

    # It needs more: a coaching plan, which begins with what was said
    at(on(3, 16))
    sits(manager, matter)
    page.get_by_text("It needs a coaching plan").click()
    page.locator("form[action$='/up/'] textarea").fill("Seven of ten now: it goes slowly.")
    press(page, "Go on to a coaching plan")
    page.get_by_role("heading", name="A coaching plan with").wait_for()
    assert page.locator("#id_support_1_what").input_value() == HELP
    assert page.locator("#id_issue_1_standard").input_value() == "Nine of ten right the first time."
    press(page, f"Begin, and tell {employee.name}")
    page.get_by_text("It has begun.").wait_for()
    coaching = page.url

    # Two weeks later evidence is cited, and an improvement plan begun; a gate says what is missing
    at(on(4, 1))
    sits(manager, f"{matter}evidence/")
    page.get_by_role("button", name="Cite it").first.click()
    page.get_by_text("Put here").first.wait_for()
    page.goto(coaching)
    page.get_by_role("link", name="It takes more: an improvement plan").click()
    choose(page, misconduct="no")
    page.locator("#id_reviewer").select_option(label=hr.name)
    fill(page, issue_1_measure="Lab count, every Monday", issue_1_source_words="Lab count", issue_1_baseline="6 of 10")
    fill(page, issue_1_target="9 of 10", issue_1_due_date="2026-06-30")
    fill(page, milestone_1_what="The checklist is on the bench", milestone_1_due_date="2026-04-30")
    look(page)
    press(page, "Keep the draft")
    page.get_by_text("Kept as a draft.").wait_for()
    page.get_by_text("The diagnosis has not been answered by both").wait_for()
    with fernhill.inside():
        plan = Plan.objects.get(kind="pip")
    here = f"plans/{plan.pk}/"

    # What is in the way: the manager asks both, and answers apart
    page.get_by_role("link", name="Ask both sides").click()
    assert page.locator("input[name=form][value=full]").is_checked()
    page.locator("#id_why").fill("Before we plan anything I want to know what is in the way.")
    press(page, "Ask both")
    page.get_by_role("link", name="Answer", exact=True).click()
    choose(page, tools=2, time=2, process=1, aim=4, standard=5, knows_how=4, has_done=4, used_to="yes", could="yes")
    look(page)
    shot(page, "ladder-diagnosis-manager")
    press(page, "Send my side")
    page.get_by_text("It is shown when the other side is through").wait_for()
    assert page.get_by_text("To begin with").count() == 0, "nobody sees a result before both are through"

    # The employee answers on a phone, and reads what both came to
    sits(employee, "", size=PHONE, dark=True)
    page.get_by_role("link", name="What is in the way? Your side").first.click()
    assert page.get_by_text("I want to know what is in the way.").count()
    page.get_by_role("link", name="Answer", exact=True).click()
    choose(page, tools=1, time=2, process=1, aim=5, standard=4, knows_how=5, has_done=4, used_to="yes", could="yes")
    fill(page, words=TEMPLATE)
    look(page)
    shot(page, "ladder-diagnosis-phone-dark")
    press(page, "Send my side")
    page.get_by_text("To begin with: Tools, time and process.").wait_for()
    diagnosis = page.url
    look(page)

    # What helps is chosen, and the draft has it
    sits(manager, here)
    page.goto(diagnosis)
    remedy = page.locator("#choose details.ph-choose", has_text="support in a plan").first
    remedy.locator("summary").click()
    remedy.get_by_label("What exactly").fill(TEMPLATE)
    remedy.get_by_role("button").click()
    page.get_by_text("Chosen. It stands ready for the plan.").wait_for()
    page.goto(f"{live_server.url}/o/fernhill/{here}write/")
    assert page.locator("#id_support_2_what").input_value() == TEMPLATE
    press(page, "Keep the draft")
    press(page, "Send it to HR")
    page.get_by_text("HR looks at it before anybody is told.").wait_for()

    # HR cannot say yes before the one question is answered
    for answered in (False, True):
        sits(hr, f"{here}review/")
        if answered:
            choose(page, known="no")
            press(page, "Keep the answer")
            page.get_by_text("Kept, apart from the plan.").wait_for()
        page.get_by_label("Who hears an appeal").select_option(label=other.name)
        if page.get_by_label("Why it goes on over what the rules found").count():
            page.get_by_label("Why it goes on over what the rules found").fill("It has what it needs.")
        press(page, "Yes, a person may tell it")
        if answered:
            page.get_by_text("A person may tell of it now.").wait_for()
        else:
            page.wait_for_url("**/approve/")  # the same page once more, which says what is missing
        with fernhill.inside():
            assert Plan.objects.get(pk=plan.pk).state == ("approved" if answered else "in_review")

    # A person tells it, its employee receives it, and day 1 comes by itself
    sits(manager, f"{here}book/")
    fill(page, day="2026-04-07", time="10:00", where="Room Linden")
    press(page, "Book it")
    page.get_by_text("is asked to come").wait_for()
    at(on(4, 7))
    sits(manager, here)
    press(page, "We have talked: I have told it")
    page.get_by_text("It is read for three working days now.").wait_for()
    sits(employee, here, size=PHONE)
    look(page)
    press(page, "I have received it")
    page.get_by_text("What you think of it, you can say at any time.").wait_for()
    at(on(4, 13))
    run(tasks.follow_plans_in, fernhill)
    with fernhill.inside():
        plan = Plan.objects.get(pk=plan.pk)
        assert plan.state == "active"

    def press_of(words, what):
        return page.get_by_role("button", name=re.compile(f"{words} ?: {re.escape(what)}"))

    def says_it_is_there(what, moment):
        """Both sides of one thing that is owed."""
        at(moment)
        sits(employee, here, size=PHONE)
        press_of("I have it", what).click()
        page.get_by_text("Said. It counts as delivered").first.wait_for()
        sits(manager, here)
        press_of("It is there", what).click()
        page.get_by_text("Said. It counts as delivered").first.wait_for()

    def its_days_are_over() -> dt.datetime:
        """The day after its last, and then the meeting of the end review, at its time."""
        with fernhill.inside():
            last = Plan.objects.get(pk=plan.pk).end_date
        at(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(11), dt.UTC))
        run(tasks.follow_plans_in, fernhill)
        with fernhill.inside():
            meeting = PlanMeeting.objects.get(plan=plan, kind="end_review", state="planned")
        at(meeting.start_at + AN_HOUR)
        sits(manager, f"plans/meetings/{meeting.pk}/")
        page.get_by_role("textbox", name="What you talked about").fill("Where it stands, and what is missing.")
        press(page, "We met")
        page.get_by_text("Written down, beside the words of the other.").wait_for()
        return meeting.start_at + AN_HOUR

    # One thing is there, the other is overdue when its days are over: nobody can say “not met”
    says_it_is_there(HELP, on(4, 28))
    moment = its_days_are_over()
    sits(manager, here)
    page.get_by_text("until it is there, the plan cannot end as not met").first.wait_for()
    page.get_by_role("link", name="How it goes on").click()
    page.get_by_text("More time is proposed: 30 working days.").wait_for()
    assert page.locator("form[action$='/not-met/']").count() == 0
    with fernhill.inside(), pytest.raises(outcomes.SupportShort):
        outcomes.not_met(Plan.objects.get(pk=plan.pk), "Four of ten.", by=manager, at=moment)
    look(page)
    page.get_by_label("Working days more").fill("20")
    page.locator("form[action$='/extend/'] textarea").fill("Without the template nobody could do this.")
    press(page, "Give more time")
    page.get_by_text("20 working days more").first.wait_for()

    # It comes, and it works
    says_it_is_there(TEMPLATE, moment + dt.timedelta(days=3))
    with fernhill.inside():
        assert not support_stands(Plan.objects.get(pk=plan.pk), at=clock.now()).is_short
    its_days_are_over()
    sits(manager, f"{here}end/")
    page.get_by_text("It has worked", exact=True).first.click()
    page.locator("form[action$='/succeed/'] textarea").fill("Nine of ten, three weeks in a row. Thank you.")
    page.locator("form[action$='/succeed/'] button[type=submit]").click()
    page.get_by_role("heading", name="It has worked").wait_for()
    with fernhill.inside():
        days = list(Look.objects.filter(plan=plan).order_by("number").values_list("due_date", flat=True))
    assert len(days) == 4

    # Four looks, the last after half a year; then it is over, and its employee is told when it is spent
    for day in days:
        at(dt.datetime.combine(day, dt.time(11), dt.UTC))
        sits(manager, here)
        page.get_by_role("link", name="The next look is on").click()
        press(page, "It holds")
        page.wait_for_load_state("networkidle")
    with fernhill.inside():
        assert Plan.objects.get(pk=plan.pk).state == "closed"
        assert Case.objects.get(pk=case.pk).outcome == "recovered"
        assert set(Support.objects.filter(plan=plan).values_list("state", flat=True)) == {"delivered"}
    sits(employee, matter, size=PHONE, dark=True)
    page.get_by_text("Over. On").wait_for()
    look(page)
    shot(page, "ladder-over-phone-dark")


def test_what_many_share_is_taken_on_and_the_team_amends_its_plan(page, live_server, fernhill, look):
    manager, employee, hr = fernhill.manager, fernhill.employee, fernhill.hr_admin
    with fernhill.inside():
        make.hired("Fiona Fifth", manager, employee.team, fernhill.organization)

    # The manager says that it is not one person's matter
    as_(page, live_server, manager, "improvement/findings/propose/", size=DESK)
    fill(page, title="The template loses texts", words="Every week somebody types a certificate twice.")
    page.locator("#id_team").select_option(label=employee.team.name)
    press(page, "Propose")
    page.get_by_role("heading", name="The template loses texts").wait_for()

    # HR takes it on, and says what is done by when
    as_(page, live_server, hr, "improvement/findings/", size=DESK)
    page.get_by_role("link", name="The template loses texts").click()
    choose(page, hypothesis="tool")
    press(page, "Take it on")
    fill(page, action="The template is mended.")
    page.locator("#id_action_date").fill((dt.date.today() + dt.timedelta(days=30)).isoformat())
    look(page)
    press(page, "Say so")
    page.get_by_role("heading", name="What is done", exact=True).wait_for()

    # The team's plan: what is missing, and first of all what is owed
    as_(page, live_server, manager, "team-plans/new/", size=DESK)
    page.locator("#id_team").select_option(label=employee.team.name)
    fill(page, title="Certificates without typing twice", gap="One in five is typed twice.", measure="Lab count")
    fill(page, before_number="20", before_people="6", unit="%", cause="The template loses texts.")
    page.locator("#id_look_date").fill((dt.date.today() + dt.timedelta(days=60)).isoformat())
    press(page, "Save")
    page.get_by_role("link", name="Add", exact=True).click()
    page.locator("#person-q").fill(hr.name)
    page.locator("#candidates input[name=person]").first.wait_for(state="attached")
    page.locator("#candidates input[name=what]").fill(TEMPLATE)
    page.locator("#candidates input[name=due_date]").fill((dt.date.today() + dt.timedelta(days=30)).isoformat())
    press(page, "Save")
    press(page, "Begin it")
    page.get_by_text("The whole team is told, and reads it.").wait_for()
    address = page.url
    look(page)

    # Somebody of the team reads it on a phone, and says what would be better; no name stands beside it
    as_(page, live_server, employee, "team-plans/", size=PHONE)
    page.get_by_role("link", name="Certificates without typing twice").click()
    page.get_by_label("What would you change?").fill("The two kinds on paper of different colour.")
    press(page, "Say it")
    page.get_by_text("Said. The team reads it without your name.").wait_for()
    look(page)
    shot(page, "team-plan-amended-phone")
    as_(page, live_server, manager, "", size=DESK)
    page.goto(address)
    said = page.locator("section[aria-labelledby=team] li", has_text="The two kinds on paper of different colour.")
    assert said.count() == 1
    assert employee.name not in said.inner_text()
    with fernhill.inside():
        assert TeamPlan.objects.get().amendments.get().by_id == employee.pk
