"""Nudges to give: tied to a fact, at most one a week, put away with a press, counted for nothing."""

import datetime as dt

import pytest

from feedback import rules, tasks
from feedback.models import Nudge
from feedback.queries import told_of_feedback
from feedback.rules import nudging, praising_weekly
from notices.models import Notice
from notices.queries.subjects import with_subjects
from people.access import SYSTEM
from people.models import Employee
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.factories.feedback import FeedbackFactory, PraiseWishFactory
from tests.factories.goals import FollowingFactory, ObjectiveFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def quiet(fernhill):
    """Everybody has been here for long and was spoken to yesterday by the manager."""
    with fernhill.inside():
        Employee.objects.update(start_date=dt.date(2020, 1, 6))
        for manager, report in (
            (fernhill.manager, fernhill.employee),
            (fernhill.manager, fernhill.peer),
            (fernhill.skip, fernhill.manager),
            (fernhill.hr_admin, fernhill.stranger),
        ):
            FeedbackFactory(by=manager, to=report, given_at=AT - 10 * DAY)
    return fernhill


def nudge(at=AT, **options):
    return nudging.nudge(by=SYSTEM, at=at, today=at.date(), **options)


def facts():
    return list(Nudge.objects.order_by("pk").values_list("employee__name", "about__name", "fact", "kind"))


def test_without_a_fact_there_is_no_nudge(quiet):
    with quiet.inside():
        assert nudge() == 0


def test_the_page_of_a_goal_that_was_reached_leads_to_praise_for_it(quiet, client_of):
    """Of those only that everybody sees, since praise names the goal; and never to praise for oneself."""
    with quiet.inside():
        many = {
            "reached": {"state": "done"},
            "quiet": {"state": "done", "visibility": "private"},
            "missed": {"state": "not_done"},
        }
        goals = {
            name: ObjectiveFactory(owner=quiet.employee, ended=True, ended_at=AT - DAY, title=name, **said)
            for name, said in many.items()
        }
    with clock.stopped(AT):
        pages = {
            (name, who): client_of(getattr(quiet, who)).get(quiet.path(f"goals/{goal.pk}/"))
            for name, goal in goals.items()
            for who in ("manager", "peer", "employee")
        }
    words = "Praise Emma Employee for it"
    leads = {place for place, answer in pages.items() if answer.status_code == 200 and words in answer.content.decode()}
    assert leads == {("reached", "manager"), ("reached", "peer")}
    way = f"feedback/give/?to={quiet.employee.pk}&amp;kind=praise&amp;goal={goals['reached'].pk}"
    assert way in pages["reached", "peer"].content.decode()
    with clock.stopped(AT):
        form = client_of(quiet.peer).get(quiet.path(way.replace("&amp;", "&"))).content.decode()
    assert f'<option value="{goals["reached"].pk}" selected>' in form


def test_a_goal_that_was_reached_is_a_reason_to_praise_and_the_form_knows_it(quiet, client_of):
    with quiet.inside():
        goal = ObjectiveFactory(
            owner=quiet.employee, ended=True, state="done", visibility="everyone", ended_at=AT - DAY, title="On time"
        )
        ObjectiveFactory(owner=quiet.peer, ended=True, state="done", visibility="private", ended_at=AT - DAY)
        assert nudge() == 1
        assert facts() == [("Max Manager", "Emma Employee", "goal_closed", "praise")]
        assert Nudge.objects.get().goal == goal.pk
    with clock.stopped(AT):
        client = client_of(quiet.manager)
        home = client.get(quiet.path("")).content.decode()
        assert "Emma Employee reached a goal" in home and "Not now" in home
        address = quiet.path(f"feedback/give/?to={quiet.employee.pk}&kind=praise&goal={goal.pk}")
        assert address.replace("&", "&amp;") in home
        assert f'<option value="{goal.pk}" selected>On time</option>' in client.get(address).content.decode()
        client.post(address, {"text": "Four weeks, and every one of them on time.", "audience": "everybody"})
        assert "reached a goal" not in client.get(quiet.path("")).content.decode()


def test_who_follows_a_goal_hears_that_it_was_reached(quiet):
    with quiet.inside():
        goal = ObjectiveFactory(
            owner=quiet.employee, ended=True, state="done", visibility="everyone", ended_at=AT - DAY
        )
        for follower in (quiet.stranger, quiet.employee):
            FollowingFactory(objective=goal, employee=follower)
        assert nudge() == 2
        assert set(facts()) == {
            ("Max Manager", "Emma Employee", "goal_closed", "praise"),
            ("Stella Stranger", "Emma Employee", "goal_closed", "praise"),
        }


def test_a_first_month_and_a_month_of_silence_are_facts(quiet):
    with quiet.inside():
        Employee.objects.filter(pk=quiet.peer.pk).update(start_date=AT.date() - 31 * DAY)
        assert nudge() == 1
        assert facts() == [("Max Manager", "Peter Peer", "day_30", "praise")]
        assert nudge(AT + 3 * DAY) == 0  # one a week
        later = AT + 25 * DAY
        assert nudge(later) == 3  # by now nothing was said to anybody for a month
        assert {fact for _who, _about, fact, _kind in facts()[1:]} == {"silence"}


def test_praise_and_the_other_kinds_take_turns(quiet):
    with quiet.inside():
        for n in range(4):
            nudge(AT + 25 * DAY + n * 40 * DAY)
        of_manager = Nudge.objects.filter(employee=quiet.manager).order_by("at")
        assert list(of_manager.values_list("kind", flat=True)) == ["praise", "suggestion", "praise", "suggestion"]


def test_put_away_or_off_there_is_none(quiet, client_of):
    with quiet.inside():
        late = AT + 25 * DAY
        PraiseWishFactory(employee=quiet.skip, no_nudges_at=AT)
        assert nudge(late, teams_off=[quiet.stranger.team_id]) == 1  # HR's team does without
        found = Nudge.objects.get()
        assert found.employee == quiet.manager
        with pytest.raises(Refused):
            nudging.not_now(found, by=quiet.employee, at=late)
    with clock.stopped(late):
        client = client_of(quiet.manager)
        assert "A month without a word" in client.get(quiet.path("")).content.decode()
        client.post(quiet.path(f"praise/nudges/{found.pk}/not-now/"))
        assert "A month without a word" not in client.get(quiet.path("")).content.decode()
        assert client_of(quiet.employee).post(quiet.path(f"praise/nudges/{found.pk}/not-now/")).status_code == 404


def test_nobody_is_mailed_and_it_may_run_twice(quiet):
    with quiet.inside():
        late = AT + 25 * DAY
        first = nudge(late)
        assert first == 3 and nudge(late) == 0
        assert not Notice.objects.exists()


def test_the_clock_starts_it_for_each_organization(quiet):
    with clock.stopped(AT + 25 * DAY):
        tasks.nudge_in.apply(headers={"organization": quiet.organization.pk}).get()
        with quiet.inside():
            assert Nudge.objects.count() == 3


def test_the_first_praise_of_somebody_new_is_told_to_the_manager_if_it_may_be_read(fernhill):
    with fernhill.inside():
        Employee.objects.filter(pk__in=[fernhill.employee.pk, fernhill.peer.pk]).update(start_date=AT.date() - 20 * DAY)
        employee, peer = Employee.objects.get(pk=fernhill.employee.pk), Employee.objects.get(pk=fernhill.peer.pk)
        said = {"kind": "praise", "text": "Calm on the phone.", "by": fernhill.stranger, "at": AT}
        rules.give([peer], audience="receiver", **said)
        assert not Notice.objects.filter(kind="feedback.first_praise").exists()
        for _n in range(2):
            rules.give([employee], audience="everybody", **said)
        told = Notice.objects.filter(kind="feedback.first_praise")
        assert list(told.values_list("recipient__name", flat=True)) == ["Max Manager"]


def test_once_a_week_people_hear_how_much_praise_there_was_in_their_team(fernhill):
    monday = dt.date(2026, 3, 9)
    at = dt.datetime(2026, 3, 9, 8, tzinfo=dt.UTC)
    with fernhill.inside():
        FeedbackFactory(by=fernhill.stranger, to=fernhill.employee, praise=True, given_at=AT)
        FeedbackFactory(by=fernhill.peer, to=fernhill.stranger, audience="manager", praise=False, given_at=AT)
        for _twice in range(2):
            assert praising_weekly.tell_praise(by=SYSTEM, at=at, monday=monday) == 0
        told = Notice.objects.filter(kind="praise.week")
        assert set(told.values_list("recipient__name", flat=True)) == {
            "Emma Employee",
            "Peter Peer",
            "Max Manager",
            "Sara Skip",
        }
        notice = with_subjects(told)[0]
        notice.known = told_of_feedback.praised([notice])[notice.pk]
        assert notice.known == 1 and told_of_feedback.WEEK.still_wanted(notice)
        assert told_of_feedback.WEEK.render(notice).subject == "Somebody of Field service was praised last week"
