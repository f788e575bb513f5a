"""What becomes of feedback: said to, looked at again, taken back; hard words wait for a working moment."""

import datetime as dt

import pytest

from feedback import rules
from feedback.access import giving as access
from feedback.models import Feedback
from feedback.queries import giving as queries
from feedback.rules.gentle import gentle_moment
from notices.models import Notice
from people import rules as people_rules
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, StaleMove
from tests.factories import people as make

from .giving import AT, DAY, HOUR, PRAISE, TARGETED, acts_about, give, readers, told

pytestmark = pytest.mark.django_db


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
