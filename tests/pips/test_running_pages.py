"""Pages of a plan under way: what one does there, what is refused and kept, and what light pages say of it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import AuditEntry
from perfhub.kernel import clock, slots
from perfhub.kernel.calendars import week_start
from perfhub.kernel.slots import Talk
from pips.models import Look, MoreTime, Plan, PlanMeeting, Support, Verdict
from pips.queries.running import number_in, share_of
from tests.factories import feedback as make_feedback
from tests.factories import goals as make_goals
from tests.factories import people as make_people
from tests.factories import pips as make
from tests.factories.pips_running import HandoverFactory, LookFactory, PlanMeetingFactory
from tests.guards.access_table.pips_running import in_end_review, under_way

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHAT = "Two bench mornings a week beside Grace"


@pytest.fixture
def plan(fernhill):
    with fernhill.inside():
        return under_way(fernhill, fernhill.employee)


@pytest.fixture
def owed(fernhill, plan):
    with fernhill.inside():
        today = clock.now().date()
        return make.SupportFactory(plan=plan, what=WHAT, due_date=today, first_due_date=today)


@pytest.fixture
def url(fernhill):
    def address(name, *args):
        return reverse(f"pips:{name}", args=[fernhill.organization.slug, *args])

    return address


def test_two_presses_on_the_plan_deliver_support(fernhill, client_of, url, plan, owed):
    for person, words in [(fernhill.employee, "I have it"), (fernhill.manager, "It is there")]:
        page = client_of(person).get(url("plan", plan.pk)).content.decode()
        assert words in page and WHAT in page
        client_of(person).post(url("support_there", owed.pk))
    with fernhill.inside():
        assert Support.objects.get(pk=owed.pk).state == "delivered"
    page = client_of(fernhill.employee).get(url("plan", plan.pk)).content.decode()
    assert "Delivered" in page and "I have it" not in page


def test_what_is_refused_keeps_what_was_typed(fernhill, client_of, url, owed):
    client = client_of(fernhill.manager)
    answer = client.post(url("support_move", owed.pk), {"due_date": "2020-01-01", "reason": "The tool is late."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The tool is late." in page and "Please choose a day to come" in page


def test_somebody_from_elsewhere_is_shown_neither_plan_nor_employee(fernhill, client_of, url, plan):
    with fernhill.inside():
        tools = make_people.hired("Ivo Marek", None, None, fernhill.organization)
        owed = make.SupportFactory(plan=plan, owner=tools, what="A template that refuses what is incomplete")
    page = client_of(tools).get(url("support", owed.pk)).content.decode()
    assert "A template that refuses" in page and fernhill.manager.name in page
    for canary in (fernhill.employee.name, plan.case.title, "improvement plan", "Improvement plan"):
        assert canary not in page
    assert client_of(tools).get(url("plan", plan.pk)).status_code == 404
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="support.seen", by=tools, employee=fernhill.employee).exists()


def test_both_write_a_meeting_up_in_one_go_and_their_words_stand_side_by_side(fernhill, client_of, url, plan):
    with fernhill.inside():
        issue = make.IssueFactory(plan=plan, title="Right first time")
        meeting = PlanMeetingFactory(plan=plan, number=7, start_at=clock.now() - timedelta(hours=1))
    said = {f"issue{issue.pk}-saying": "on_track", f"issue{issue.pk}-now": "91 %"}
    client_of(fernhill.employee).post(
        url("plan_meeting", meeting.pk),
        {**said, f"issue{issue.pk}-words": "Four clean ones.", "words": "The template."},
    )
    said[f"issue{issue.pk}-saying"] = "behind"
    client_of(fernhill.manager).post(
        url("plan_meeting", meeting.pk), {**said, f"issue{issue.pk}-words": "Two came back.", "words": "The two."}
    )
    for person in (fernhill.employee, fernhill.manager, fernhill.hr_admin):
        page = client_of(person).get(url("plan_meeting", meeting.pk)).content.decode()
        assert "Four clean ones." in page and "Two came back." in page
        assert "The template." in page and "The two." in page
    page = client_of(fernhill.employee).get(url("plan", plan.pk)).content.decode()
    assert "Behind" in page and "On track" in page and "You see it differently" in page and "now 91 %" in page
    with fernhill.inside():
        assert PlanMeeting.objects.get(pk=meeting.pk).state == "held"
        assert Verdict.objects.filter(issue=issue).count() == 2
    answer = client_of(fernhill.manager).post(
        url("plan_meeting", meeting.pk), {f"issue{issue.pk}-words": "No verdict chosen."}
    )
    assert answer.status_code == 422 and "No verdict chosen." in answer.content.decode()


def test_a_meeting_is_put_off_within_the_hours_of_both_alone(fernhill, client_of, url, plan):
    with fernhill.inside():
        meeting = PlanMeetingFactory(plan=plan, number=8, start_at=clock.now() + 2 * DAY)
        day = clock.now().date() + 7 * DAY
    day += (1 - day.weekday()) % 7 * DAY
    client = client_of(fernhill.employee)
    night = client.post(url("plan_meeting_put_off", meeting.pk), {"day": day.isoformat(), "time": "05:00"})
    assert night.status_code == 422 and "working hours of both" in night.content.decode()
    assert (
        client.post(
            url("plan_meeting_put_off", meeting.pk), {"day": day.isoformat(), "time": "11:00", "place": "Room Linden"}
        ).status_code
        == 302
    )
    with fernhill.inside():
        found = PlanMeeting.objects.get(pk=meeting.pk)
        assert (found.by_hand, found.place) == (True, "Room Linden")


def test_where_support_is_missing_the_page_proposes_more_time_and_offers_no_other_end(fernhill, client_of, url):
    with fernhill.inside():
        plan = in_end_review(fernhill, fernhill.employee)
        make.SupportFactory(plan=plan, what=WHAT)
    client = client_of(fernhill.manager)
    page = client.get(url("plan_end", plan.pk)).content.decode()
    assert "More time is proposed: 30 working days" in page and WHAT in page
    assert url("plan_not_met", plan.pk) not in page and url("plan_without_support", plan.pk) not in page
    refused = client.post(url("plan_not_met", plan.pk), {"words": "Six of ten came back."})
    assert refused.status_code == 409 and "cannot end as not met" in refused.content.decode()
    assert client.post(url("plan_extend", plan.pk), {"days": "20", "reason": "It came late."}).status_code == 302
    with fernhill.inside():
        assert Plan.objects.get(pk=plan.pk).state == "active"
        assert MoreTime.objects.get(plan=plan).for_support
    page = client_of(fernhill.employee).get(url("plan", plan.pk)).content.decode()
    assert "20 working days more" in page and "It came late." in page


def test_a_success_is_celebrated_between_those_in_the_plan(fernhill, client_of, url):
    with fernhill.inside():
        plan = in_end_review(fernhill, fernhill.employee)
    client_of(fernhill.manager).post(url("plan_succeed", plan.pk), {"words": "Thank you, **all** of it."})
    page = client_of(fernhill.employee).get(url("plan", plan.pk)).content.decode()
    assert "It has worked" in page and "Thank you" in page and "in your own words" in page
    wall = client_of(fernhill.peer).get(reverse("feedback:wall", args=[fernhill.organization.slug])).content.decode()
    assert "Thank you, " not in wall
    with fernhill.inside():
        look = Look.objects.filter(plan=plan).order_by("number").first()
    assert client_of(fernhill.employee).post(url("look", look.pk), {"words": "It goes well."}).status_code == 302
    assert "It goes well." in client_of(fernhill.manager).get(url("look", look.pk)).content.decode()


def test_the_same_number_of_statements_for_three_of_everything(fernhill, client_of, url, plan):
    def more():
        with fernhill.inside():
            issue, owed = make.IssueFactory(plan=plan), make.SupportFactory(plan=plan)
            number = PlanMeeting.objects.filter(plan=plan).count() + 20
            meeting = PlanMeetingFactory(plan=plan, number=number, start_at=clock.now() - number * DAY, held=True)
            for side, by in (("employee", fernhill.employee), ("manager", fernhill.manager)):
                Verdict.objects.create(
                    meeting=meeting, issue=issue, side=side, saying="on_track", by=by, at=clock.now(), now="90 %"
                )
            return owed, meeting

    owed, meeting = more()
    client = client_of(fernhill.manager)
    pages = [url("plan", plan.pk), url("support", owed.pk), url("plan_meeting", meeting.pk), url("plan_end", plan.pk)]
    for page in pages:
        client.get(page)
    counted = [_statements(client, page) for page in pages]
    more(), more()
    assert [_statements(client, page) for page in pages] == counted


def _statements(client, page):
    with CaptureQueriesContext(connection) as found:
        assert client.get(page).status_code == 200
    return len(found)


def test_each_page_leaves_a_line_which_the_employee_reads_and_nobody_reads_of_the_employees_own(
    fernhill, client_of, url
):
    with fernhill.inside():
        plan = in_end_review(fernhill, fernhill.employee)
        owed, look = make.SupportFactory(plan=plan), LookFactory(plan=plan, number=1, due_date=clock.now().date())
        meeting = plan.meetings.get()
        handover = HandoverFactory(case=plan.case, before=fernhill.stranger, after=fernhill.manager)
    pages = [("support", owed), ("plan_meeting", meeting), ("plan_end", plan), ("look", look), ("handover", handover)]
    with fernhill.inside():
        now = clock.now()
    for number, (name, thing) in enumerate(pages, start=1):
        with clock.stopped(now + number * timedelta(minutes=20)):  # each a sitting of its own
            assert client_of(fernhill.manager).get(url(name, thing.pk)).status_code == 200
        with fernhill.inside():
            lines = AuditEntry.objects.filter(act="plan.seen", employee=fernhill.employee, by=fernhill.manager)
            assert lines.count() == number, name
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act__in=["plan.seen", "support.seen", "course.decision_seen"]).count()
    for name, thing in pages:
        if name != "plan_end":
            client_of(fernhill.employee).get(url(name, thing.pk))
    with fernhill.inside():
        seen = AuditEntry.objects.filter(act__in=["plan.seen", "support.seen", "course.decision_seen"])
        assert seen.count() == lines


# --- light pages -----------------------------------------------------------------------------------


def due(viewer):
    return {line.key.split(":")[0]: line for line in slots.collect("home.due", viewer, at=clock.now())}


def plans_lines(viewer):
    mine = ("support", "support-confirm", "support-settle", "plan-meeting", "plan-end", "plan-look", "handover")
    return {key for key in due(viewer) if key in mine}


def everything(world):
    """A plan with something for everybody in it, and a word in each of its fields that nobody else may ever read."""
    plan = in_end_review(world, world.employee, aim="CANARY aim")
    today = clock.now().date()
    days = {"due_date": today, "first_due_date": today}
    make.SupportFactory(plan=plan, what="CANARY owed", **days)
    make.SupportFactory(plan=plan, what="CANARY said", state="said", said_by="manager", **days)
    make.SupportFactory(plan=plan, what="CANARY settled", state="disputed", difference="CANARY difference", **days)
    make.IssueFactory(plan=plan, title="CANARY issue", target="CANARY target")
    PlanMeetingFactory(plan=plan, number=44, start_at=clock.now() - timedelta(hours=2), place="CANARY place")
    return plan


def test_home_shows_each_what_waits_for_them_and_nobody_else_anything(fernhill):
    with fernhill.inside():
        everything(fernhill)
        assert plans_lines(fernhill.employee) == {"support-confirm", "plan-meeting"}
        assert plans_lines(fernhill.manager) == {"support", "plan-meeting", "plan-end"}
        assert plans_lines(fernhill.hr_admin) == {"support-settle"}
        make_people.StandInFactory(manager=fernhill.manager, stand_in=fernhill.peer)
        for nobody in (fernhill.skip, fernhill.peer, fernhill.stranger, fernhill.owner, fernhill.auditor):
            assert plans_lines(nobody) == set(), nobody.name
        words = " ".join(str(line.title) for line in due(fernhill.hr_admin).values())
        assert "CANARY" not in words and fernhill.employee.name not in words


def test_a_look_waits_for_the_manager(fernhill):
    with fernhill.inside():
        plan = under_way(fernhill, fernhill.employee, state="sustaining")
        LookFactory(plan=plan, number=1, due_date=clock.now().date())
        assert plans_lines(fernhill.manager) == {"plan-look"}
        assert plans_lines(fernhill.employee) == set()


def test_check_in_and_agenda_show_it_to_the_two_alone(fernhill):
    with fernhill.inside():
        everything(fernhill)
        make_people.StandInFactory(manager=fernhill.manager, stand_in=fernhill.peer)
        now = clock.now()
        monday = week_start(now.date())
        days = {"period_start": monday, "period_end": monday + 6 * DAY}
        own = make_feedback.CheckInFactory(employee=fernhill.employee, **days)
        theirs = make_feedback.CheckInFactory(employee=fernhill.peer, **days)

        def items(check_in, viewer):
            return {item.title for item in slots.collect("check_in.items", check_in, viewer=viewer, at=now)}

        assert items(own, fernhill.employee) >= {"CANARY issue", "CANARY owed", "CANARY said"}
        for other in (fernhill.manager, fernhill.hr_admin, fernhill.skip, fernhill.peer):
            assert not any("CANARY" in str(title) for title in items(own, other)), other.name
        assert not any("CANARY" in str(title) for title in items(theirs, fernhill.peer))

        def talk(one, other, viewer):
            found = Talk(lead=one, partner=other, since=now - 7 * DAY)
            return {item.title for item in slots.collect("agenda.suggestions", found, viewer=viewer, at=now)}

        both = talk(fernhill.manager, fernhill.employee, fernhill.employee)
        assert both == talk(fernhill.manager, fernhill.employee, fernhill.manager)
        assert {"CANARY issue", "CANARY owed"} <= both
        others = [(fernhill.skip, fernhill.manager), (fernhill.employee, fernhill.peer)]
        for pair in [*others, (fernhill.skip, fernhill.employee)]:
            for viewer in pair:
                assert not any("CANARY" in str(title) for title in talk(*pair, viewer)), (pair, viewer.name)


def test_a_goal_that_feeds_a_plan_carries_no_mark(fernhill, client_of):
    """To whoever sees the goal its page is the same, to the letter, before and after."""
    with fernhill.inside():
        goal = make_goals.ObjectiveFactory(active=True, owner=fernhill.employee, title="Right first time")
        page = reverse("goals:goal", args=[fernhill.organization.slug, goal.pk])

    def seen_by(person):
        found = client_of(person).get(page).content.decode()
        return re.sub(r'(nonce|value|csrf[^"]*)="[^"]{20,}"', "", found[found.index("<main") : found.index("</main")])

    people = [fernhill.manager, fernhill.skip, fernhill.peer, fernhill.hr_admin, fernhill.owner]
    for person in people:
        client_of(person).get(page)  # who has seen it stands there from the second time on
    before = {person.pk: seen_by(person) for person in people}
    with fernhill.inside():
        plan = everything(fernhill)
        make.IssueFactory(plan=plan, about_goal=goal.pk, about_goal_title=goal.title, title="CANARY fed")
    for person in people:
        assert seen_by(person) == before[person.pk], person.name


def test_one_press_in_the_check_in_says_that_it_is_there(fernhill):
    with fernhill.inside():
        plan = under_way(fernhill, fernhill.employee)
        today = clock.now().date()
        owed = make.SupportFactory(plan=plan, what=WHAT, due_date=today, first_due_date=today)
        days = {"period_start": week_start(today), "period_end": week_start(today) + 6 * DAY}
        check_in = make_feedback.CheckInFactory(employee=fernhill.employee, **days)
        found = slots.collect("check_in.items", check_in, viewer=fernhill.employee, at=clock.now())
        item = next(one for one in found if one.title == WHAT)
        form = item.form({f"{item.key}-said": "there"}, prefix=item.key)
        assert form.is_valid()
        item.take(form.cleaned_data)
        owed.refresh_from_db()
        assert (owed.state, owed.said_by) == ("said", "employee")


# --- figures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "number"),
    [("91 %", 91), ("4 of 10", 4), ("about 6.5 days", 6.5), ("6,5", 6.5), ("-3 °C", -3), ("none", None), ("", None)],
)
def test_the_first_number_of_some_words(words, number):
    found = number_in(words)
    assert (float(found) if found is not None else None) == number


@pytest.mark.parametrize(
    ("before", "now", "asked", "share"),
    [
        ("81 %", "91 %", "94 %", 76.92),
        ("4 of 10", "6 of 10", "9 of 10", 40),
        ("20 days", "14 days", "8 days", 50),
        ("62 %", "92 %", "90 %", 100),
        ("62 %", "50 %", "90 %", 0),
        ("62 %", "", "90 %", None),
        ("often", "rarely", "never", None),
        ("5", "5", "5", None),
    ],
)
def test_how_far_from_where_it_stood_to_what_is_asked(before, now, asked, share):
    found = share_of(before, now, asked)
    assert found == share or round(found, 2) == share
