"""Feedback and praise are given: who reads them, who is told, what is refused."""

import datetime as dt

import pytest

from feedback import rules
from feedback.access import giving as access
from feedback.models import Feedback, Received
from feedback.queries import giving as queries
from feedback.rules.giving import gentle_moment
from notices.models import Notice
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry, Employee
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, RuleBroken, StaleMove
from tests.factories import people as make
from tests.factories.feedback import FeedbackFactory, ValueFactory
from tests.factories.goals import ObjectiveFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)  # a Wednesday
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SAID = {"kind": "suggestion", "audience": "receiver", "behaviour": "You read the figures aloud."}
PRAISE = {"kind": "praise", "audience": "everybody", "text": "Calm on the phone, all week."}
TARGETED = {
    "kind": "improvement",
    "audience": "receiver",
    "behaviour": "The report left without the second reading.",
    "obstacle": "capacity",
    "how": "Max moves the audit to Thursday.",
    "follow_up": dt.date(2026, 3, 18),
}


def give(world, to=None, *, by=None, at=AT, **said):
    return rules.give([to or world.employee], by=by or world.peer, at=at, **{**SAID, **said})


def readers(world, feedback, at=AT + HOUR):
    """Who of the standing people may read it."""
    with clock.stopped(at):
        found = set()
        for name in ("owner", "hr_admin", "hr_partner", "auditor", "skip", "manager", "employee", "peer", "stranger"):
            viewer = Employee.objects.get(pk=getattr(world, name).pk)
            if access.visible_to(viewer, may=access.allowed(at)).filter(pk=feedback.pk).exists():
                found.add(name)
        return found


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def acts_about(feedback):
    rows = Received.objects.filter(feedback=feedback).values("pk")
    lines = AuditEntry.objects.filter(object_type="feedback.received", object_id__in=rows)
    return list(lines.order_by("pk").values_list("act", "by__name", "employee__name"))


EVERYBODY = {"owner", "hr_admin", "hr_partner", "auditor", "skip", "manager", "employee", "peer", "stranger"}


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


# --- what receivers say -----------------------------------------------------------------------------


def test_the_receiver_acknowledges_thanks_and_answers_and_the_giver_is_told(fernhill):
    with fernhill.inside():
        made = give(fernhill)
        rules.acknowledge(made, by=fernhill.employee, at=AT + HOUR)
        rules.acknowledge(made, by=fernhill.employee, at=AT + 2 * HOUR)
        rules.thank(made, by=fernhill.employee, at=AT + 3 * HOUR)
        rules.comment_on_feedback(made, "Which call was it?", by=fernhill.employee, at=AT + 4 * HOUR)
        row = made.receivers.get()
        assert (row.acknowledged_at, row.thanked_at) == (AT + HOUR, AT + 3 * HOUR)
        assert told("feedback.thanked") == {"Peter Peer"} == told("feedback.commented")
        assert [act for act, *_rest in acts_about(made)] == [
            "feedback.given",
            "feedback.acknowledged",
            "feedback.thanked",
            "feedback.commented",
        ]
        for rule in (rules.acknowledge, rules.thank):
            with pytest.raises(Refused):
                rule(made, by=fernhill.peer, at=AT)


def test_what_is_seen_differently_stands_beside_it(fernhill):
    with fernhill.inside():
        made = give(fernhill, audience="manager")
        rules.dispute(made, "It was Tuesday, and I was ill.", by=fernhill.employee, at=AT + HOUR)
        row = queries.page_of(made, viewer=fernhill.manager, at=AT + HOUR).row.receivers[0]
        assert row.dispute == "It was Tuesday, and I was ill." and told("feedback.disputed") == {"Peter Peer"}
        with pytest.raises(rules.NothingSaid):
            rules.dispute(made, "\u200b", by=fernhill.employee, at=AT + HOUR)
        with pytest.raises(Refused):
            rules.dispute(made, "No.", by=fernhill.manager, at=AT + HOUR)


def test_targeted_feedback_comes_back_to_both_and_is_settled_once(fernhill):
    with fernhill.inside():
        made = give(fernhill, **TARGETED)
        rules.say_view(made, "The bench is taken until noon.", by=fernhill.employee, at=AT + HOUR)
        assert told("feedback.view_said") == {"Peter Peer"}
        assert (made.obstacle, made.how, made.follow_up_date) == (
            "capacity",
            "Max moves the audit to Thursday.",
            dt.date(2026, 3, 18),
        )
        with pytest.raises(rules.NotThatWay):
            rules.follow_up(made, "perfect", by=fernhill.peer, at=AT + 14 * DAY)
        rules.follow_up(made, "better", by=fernhill.employee, at=AT + 14 * DAY)
        assert told("feedback.followed_up") == {"Peter Peer"}
        with pytest.raises(StaleMove):
            rules.follow_up(Feedback.objects.get(pk=made.pk), "same", by=fernhill.peer, at=AT + 14 * DAY)


def test_it_is_taken_back_within_ten_minutes_and_gone_for_all_but_its_giver(fernhill):
    with fernhill.inside():
        made, late = give(fernhill, audience="manager"), give(fernhill, behaviour="Another.")
        rules.take_back(made, by=fernhill.peer, at=AT + dt.timedelta(minutes=9))
        assert readers(fernhill, made) == {"peer"}
        with pytest.raises(StaleMove):
            rules.acknowledge(made, by=fernhill.employee, at=AT + HOUR)
        with pytest.raises(rules.TooLateToTakeBack):
            rules.take_back(late, by=fernhill.peer, at=AT + HOUR)


def test_what_does_not_fit_the_kind_is_refused(fernhill):
    with fernhill.inside():
        praise, suggestion = give(fernhill, **PRAISE), give(fernhill)
        for rule, made, said in (
            (rules.dispute, praise, ["No."]),
            (rules.say_view, suggestion, ["The bench."]),
            (rules.follow_up, suggestion, ["better"]),
            (rules.leave_the_wall, suggestion, []),
        ):
            with pytest.raises(Refused):
                rule(made, *said, by=fernhill.employee, at=AT)


def test_a_receiver_who_would_rather_not_leaves_the_wall(fernhill):
    with fernhill.inside():
        made = rules.give([fernhill.employee, fernhill.stranger], by=fernhill.peer, at=AT, **PRAISE)
        rules.leave_the_wall(made, by=fernhill.employee, at=AT + HOUR)
        assert Feedback.objects.get(pk=made.pk).audience == "everybody"  # the other is praised, too
        rules.leave_the_wall(made, by=fernhill.stranger, at=AT + HOUR)
        assert Feedback.objects.get(pk=made.pk).audience == "manager"


def test_a_notice_says_nothing_of_what_was_written_and_is_dropped_when_it_may_not_be_read(fernhill):
    from perfhub.kernel import slots

    with fernhill.inside():
        made = give(fernhill, behaviour="Secret words.")
        kind = slots.provider("notice.kind", "feedback.given")
        notice = Notice.objects.get(kind="feedback.given")
        notice.subject = made
        with clock.stopped(AT + HOUR):
            notice.known = kind.gather([notice])[notice.pk]
            assert kind.still_wanted(notice)
            letter = kind.render(notice)
            assert "Secret" not in f"{letter}" and letter.subject == "Peter Peer has a suggestion for you"
            rules.take_back(made, by=fernhill.peer, at=AT)
            assert not kind.gather([notice])[notice.pk]


# --- hard words wait for a working moment ----------------------------------------------------------


def moment(day, hour):
    return dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("at", "read_from"),
    [
        (moment(4, 16), moment(4, 16)),  # Wednesday afternoon
        (moment(6, 10), moment(6, 10)),  # Friday morning
        (moment(6, 15), moment(9, 8)),  # the last hours before a weekend
        (moment(7, 11), moment(9, 8)),  # on it
        (moment(8, 20), moment(9, 8)),
        (moment(10, 16), moment(13, 8)),  # before two days of leave
    ],
)
def test_hard_words_are_not_read_in_the_last_hours_before_free_days(fernhill, at, read_from):
    with fernhill.inside():
        make.AbsenceFactory(employee=fernhill.employee, start_date=dt.date(2026, 3, 11), end_date=dt.date(2026, 3, 12))
        assert gentle_moment(fernhill.employee, at=at) == read_from


def test_until_then_neither_the_receiver_nor_the_manager_reads_it_and_it_can_be_taken_back(fernhill):
    friday, monday = moment(6, 16), moment(9, 8)
    with fernhill.inside():
        said = {"kind": "improvement", "audience": "manager"}
        made, other = give(fernhill, at=friday, **said), give(fernhill, at=friday, behaviour="Another.", **said)
        soft = give(fernhill, at=friday, audience="manager")
        assert (made.shared_at, soft.shared_at) == (monday, friday)
        assert readers(fernhill, soft, at=friday + HOUR) == {"peer", "employee", "manager"}
        assert readers(fernhill, made, at=friday + HOUR) == {"peer"}
        assert readers(fernhill, made, at=monday) == {"peer", "employee", "manager"}
        assert set(Notice.objects.filter(subject_id=made.pk).values_list("due_at", flat=True)) == {monday}
        rules.take_back(other, by=fernhill.peer, at=monday - HOUR)
        with pytest.raises(rules.TooLateToTakeBack):
            rules.take_back(made, by=fernhill.peer, at=monday)


def test_both_are_told_on_the_day_on_which_they_look_again_unless_it_is_said(fernhill):
    from perfhub.kernel import slots

    with fernhill.inside():
        made = give(fernhill, **TARGETED)
        waiting = Notice.objects.filter(kind="feedback.look_again")
        assert {(n.recipient.name, n.due_at.date()) for n in waiting} == {
            ("Emma Employee", dt.date(2026, 3, 18)),
            ("Peter Peer", dt.date(2026, 3, 18)),
        }
        notice = waiting.first()
        notice.subject, notice.known = made, True
        kind = slots.provider("notice.kind", "feedback.look_again")
        assert kind.still_wanted(notice)
        rules.follow_up(made, "better", by=fernhill.peer, at=AT + DAY)
        assert not kind.still_wanted(notice)


def test_a_managers_list_of_somebody_shows_what_the_manager_may_read_one_by_one(fernhill):
    with fernhill.inside():
        for audience in ("receiver", "manager"):
            for giver in (fernhill.peer, fernhill.manager):
                give(fernhill, by=giver, audience=audience)
        give(fernhill, **PRAISE)
        give(fernhill, at=AT + 40 * DAY, audience="manager")
        people_rules.choose_visibility(access.WIDEST, "receiver", by=fernhill.hr_admin, at=AT + 50 * DAY)
        for viewer in (fernhill.manager, fernhill.skip, fernhill.peer):
            for at in (AT + DAY, AT + 45 * DAY, AT + 60 * DAY):
                with clock.stopped(at):
                    may = access.allowed(at)
                    listed = access.of_report(viewer, fernhill.employee, may=may).values_list("feedback", flat=True)
                    one_by_one = access.visible_to(viewer, may=may).filter(receivers__employee=fernhill.employee)
                    if viewer != fernhill.manager:  # the wall is no list of somebody's
                        one_by_one = one_by_one.filter(by=viewer)
                    read = one_by_one.filter(given_at__lte=at).values_list("pk", flat=True)
                    assert set(listed) == set(read), (viewer, at)
                    assert set(listed) if viewer != fernhill.skip else not set(listed)
