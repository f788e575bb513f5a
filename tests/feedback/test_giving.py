"""Feedback and praise are given: who reads them, who is told, what is refused."""

import pytest

from feedback import rules
from feedback.access import giving as access
from feedback.models import Feedback
from feedback.queries import giving as queries
from notices.models import Notice
from people import rules as people_rules
from people.access import SYSTEM
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, RuleBroken, StaleMove
from tests.factories import people as make
from tests.factories.feedback import FeedbackFactory, ValueFactory
from tests.factories.goals import ObjectiveFactory

from .giving import AT, DAY, EVERYBODY, HOUR, PRAISE, SAID, TARGETED, acts_about, give, readers, told

pytestmark = pytest.mark.django_db


def test_feedback_reaches_its_receiver_who_is_told_and_nobody_else(fernhill):
    with fernhill.inside():
        made = give(fernhill, situation=" Tuesday’s handover ")
        assert (made.state, made.shared_at, made.situation) == ("given", AT, "Tuesday’s handover")
        assert list(made.receivers.values_list("employee__name", "shared_at")) == [("Emma Employee", AT)]
        assert told("feedback.given") == {"Emma Employee"}
        assert acts_about(made) == [("feedback.given", "Peter Peer", "Emma Employee")]
        assert readers(fernhill, made) == {"peer", "employee"}


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ({"audience": "receiver"}, {"peer", "employee"}),
        ({"audience": "manager"}, {"peer", "employee", "manager"}),
        (PRAISE, EVERYBODY),
    ],
)
def test_who_reads_it_is_what_the_giver_chose(fernhill, said, who):
    with fernhill.inside():
        assert readers(fernhill, give(fernhill, **said)) == who


def test_the_names_said_before_saving_are_those_who_can_read_it(fernhill):
    with fernhill.inside(), clock.stopped(AT):
        choices = dict(queries.audience_choices("suggestion", [fernhill.employee], viewer=fernhill.peer, at=AT))
        assert set(choices) == {"receiver", "manager"}
        assert choices["receiver"] == "Emma Employee alone"
        assert choices["manager"].startswith("Emma Employee and Max Manager, the manager now;")
        made = give(fernhill, audience="manager")
        shown = queries.page_of(made, viewer=fernhill.peer, at=AT)
        assert [group.names for group in shown.audience.readers] == [("Emma Employee",), ("Max Manager",)]


def test_a_later_manager_reads_what_was_for_the_manager_and_the_former_one_no_more(fernhill):
    with fernhill.inside():
        wide, narrow = give(fernhill, audience="manager"), give(fernhill, behaviour="For you alone.")
        own = give(fernhill, by=fernhill.manager, behaviour="From the manager.")
        people_rules.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=AT, from_date=AT.date())
        assert readers(fernhill, wide) == {"peer", "employee", "stranger"}
        assert readers(fernhill, narrow) == {"peer", "employee"}
        assert readers(fernhill, own) == {"manager", "employee"}  # own words stay


def test_praise_goes_to_several_and_tells_each(fernhill):
    with fernhill.inside():
        made = rules.give([fernhill.employee, fernhill.stranger], by=fernhill.peer, at=AT, **PRAISE)
        assert told("feedback.given") == {"Emma Employee", "Stella Stranger"}
        assert made.receivers.count() == 2
        with pytest.raises(rules.OneAtATime):
            rules.give([fernhill.employee, fernhill.stranger], by=fernhill.peer, at=AT, **SAID)


def refused(world, **said):
    to = said.pop("to", [world.employee])
    with pytest.raises(RuleBroken) as caught:
        rules.give(to, by=said.pop("by", world.peer), at=AT, **{**SAID, **said})
    return type(caught.value).__name__


def test_what_is_refused_says_why_and_leaves_nothing(fernhill):
    with fernhill.inside():
        assert refused(fernhill, to=[fernhill.peer]) == "AboutOneself"
        assert refused(fernhill, to=[]) == "NobodyNamed"
        assert refused(fernhill, to=[fernhill.leaver]) == "HasLeft"
        assert refused(fernhill, behaviour=" ") == "NothingSaid"
        assert refused(fernhill, behaviour="\u200b\u200e\u2060") == "NothingSaid"
        assert refused(fernhill, behaviour="a" * 1_000_000) == "TooLong"
        assert refused(fernhill, audience="everybody") == "NotAllowed"
        assert refused(fernhill, audience="manager_alone") == "NotAllowed"
        assert refused(fernhill, audience="the press") == "NotAllowed"
        assert refused(fernhill, happened_on=AT.date() + DAY) == "HappenedLater"
        many = [make.EmployeeFactory() for _n in range(21)]
        assert refused(fernhill, to=many, **PRAISE) == "TooManyReceivers"
        assert refused(fernhill, **{**TARGETED, "obstacle": ""}) == "WhyMissing"
        assert refused(fernhill, **{**TARGETED, "how": " "}) == "WhyMissing"
        assert refused(fernhill, **{**TARGETED, "follow_up": AT.date()}) == "FollowUpTooSoon"
        assert refused(fernhill, **{**TARGETED, "follow_up": AT.date() + 400 * DAY}) == "FollowUpTooSoon"
        assert not Feedback.objects.exists() and not Notice.objects.exists()
        with pytest.raises(Refused):
            give(fernhill, by=fernhill.leaver)


def test_right_to_left_words_and_emoji_are_words(fernhill):
    with fernhill.inside():
        for text in ("شكرا لك", "תודה רבה", "👏", "\u202eesrever"):
            assert give(fernhill, behaviour=text).behaviour == text


def test_a_goal_is_named_where_every_reader_sees_it(fernhill):
    with fernhill.inside():
        shown = ObjectiveFactory(owner=fernhill.employee, active=True, visibility="everyone", title="Reports on time")
        quiet = ObjectiveFactory(owner=fernhill.peer, active=True, visibility="private", title="Learn to weld")
        value = ValueFactory(name="We keep our word")
        made = give(fernhill, goal=shown, value=value, **PRAISE)
        assert (made.about_goal, made.about_goal_title, made.value) == (shown.pk, "Reports on time", value)
        assert refused(fernhill, goal=quiet, **PRAISE) == "GoalNotForAll"
        assert refused(fernhill, goal=quiet) == "GoalNotForAll"  # the receiver does not see it either
        own = ObjectiveFactory(owner=fernhill.employee, active=True, visibility="private", title="Learn to solder")
        assert give(fernhill, by=fernhill.manager, goal=own).about_goal_title == "Learn to solder"


def test_nothing_crosses_to_another_organization(fernhill, brackwater):
    with brackwater.inside():
        elsewhere = FeedbackFactory(by=brackwater.peer, to=brackwater.employee, praise=True)
    with fernhill.inside():
        assert refused(fernhill, to=[brackwater.employee]) == "NobodyNamed"
        assert not access.visible_to(fernhill.owner).filter(pk=elsewhere.pk).exists()


# --- with the manager alone ---------------------------------------------------------------------


@pytest.fixture
def alone(fernhill):
    """The organization has allowed it for a month."""
    with fernhill.inside():
        people_rules.choose_visibility(access.ALONE, access.ON, by=fernhill.hr_admin, at=AT - 30 * DAY)
    return fernhill


def test_it_waits_with_the_manager_who_is_told_and_has_fourteen_days(alone):
    with alone.inside():
        made = give(alone, audience="manager_alone")
        assert (made.state, made.shared_at, made.decide_by_date) == ("kept", None, AT.date() + 14 * DAY)
        assert readers(alone, made) == {"peer", "manager"}
        assert told("feedback.to_decide") == {"Max Manager"} and told("feedback.given") == set()


def test_what_the_manager_shares_counts_as_shared_that_day(alone):
    with alone.inside():
        made = give(alone, audience="manager_alone")
        with pytest.raises(Refused):
            rules.share_feedback(made, by=alone.employee, at=AT + DAY)
        rules.share_feedback(made, by=alone.manager, at=AT + DAY)
        assert (made.state, made.audience, made.given_at, made.shared_at) == ("given", "manager", AT, AT + DAY)
        assert list(made.receivers.values_list("shared_at", flat=True)) == [AT + DAY]
        assert told("feedback.given") == {"Emma Employee"} and told("feedback.decided") == {"Peter Peer"}
        assert readers(alone, made, at=AT + 2 * DAY) == {"peer", "manager", "employee"}
        with pytest.raises(StaleMove):
            rules.drop(Feedback.objects.get(pk=made.pk), by=alone.manager, at=AT + 2 * DAY)


def test_what_the_manager_drops_stays_with_its_giver_alone(alone):
    with alone.inside():
        made = give(alone, audience="manager_alone")
        rules.ask_giver(made, by=alone.manager, at=AT + HOUR)
        rules.ask_giver(made, by=alone.manager, at=AT + 2 * HOUR)
        assert told("feedback.share_asked") == {"Peter Peer"}
        assert [act for act, *_rest in acts_about(made)] == ["feedback.given", "feedback.giver_asked"]
        rules.drop(made, by=alone.manager, at=AT + DAY)
        assert readers(alone, made) == {"peer"}
        assert not told("feedback.given")


def test_the_giver_shares_it_when_asked(alone):
    with alone.inside():
        made = give(alone, audience="manager_alone")
        rules.share_feedback(made, by=alone.peer, at=AT + DAY)
        assert made.state == "given" and told("feedback.given") == {"Emma Employee"}


def test_the_manager_keeps_nothing_alone_by_that_way(alone):
    with alone.inside():
        choices = dict(queries.audience_choices("suggestion", [alone.employee], viewer=alone.manager, at=AT))
        assert set(choices) == {"receiver", "manager"}
        assert refused(alone, by=alone.manager, audience="manager_alone") == "NoManagerToKeepIt"


def test_once_it_is_allowed_no_more_no_manager_has_it_alone(alone):
    with alone.inside():
        made = give(alone, audience="manager_alone")
        people_rules.choose_visibility(access.ALONE, access.OFF, by=alone.hr_admin, at=AT + HOUR)
        assert readers(alone, made, at=AT + 2 * HOUR) == {"peer"}
        with pytest.raises(rules.NotAllowed):
            give(alone, audience="manager_alone", at=AT + 2 * HOUR)


# --- what the organization allows -----------------------------------------------------------------


def test_a_narrower_promise_holds_at_once_for_all_and_a_wider_one_for_what_comes(fernhill):
    with fernhill.inside():
        before = give(fernhill, **PRAISE)
        people_rules.choose_visibility(access.WIDEST, "manager", by=fernhill.hr_admin, at=AT + HOUR)
        assert readers(fernhill, before, at=AT + 2 * HOUR) == {"peer", "employee", "manager"}
        with pytest.raises(rules.NotAllowed):
            give(fernhill, at=AT + 2 * HOUR, **PRAISE)
        people_rules.choose_visibility(access.WIDEST, "everybody", by=fernhill.hr_admin, at=AT + 3 * HOUR)
        later = AT + 30 * DAY
        after = give(fernhill, at=later, **PRAISE)
        assert readers(fernhill, after, at=later + HOUR) == EVERYBODY
        assert readers(fernhill, before, at=later + HOUR) == {"peer", "employee", "manager"}  # promised then
        people_rules.choose_visibility(access.WIDEST, "receiver", by=fernhill.hr_admin, at=later + 2 * HOUR)
        assert readers(fernhill, after, at=later + 3 * HOUR) == {"peer", "employee"}
