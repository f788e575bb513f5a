"""A one-to-one begins, is planned, cancelled, held; its agenda goes on, and both are told."""

import datetime as dt

import pytest

from feedback import rules
from feedback.access import one_to_ones as access
from feedback.models import Meeting, OneToOne, TalkingPoint
from notices.models import Notice
from people.access import SYSTEM
from people.models import AuditEntry, Message
from perfhub.kernel.errors import Conflict, Refused, StaleMove
from tests.factories import people as make
from tests.factories.feedback import CheckInFactory
from tests.factories.one_to_ones import MeetingFactory, TalkingPointFactory

from .one_to_ones import AT, DAY, HOUR, WEEK, one_to_one, planned, texts

pytestmark = pytest.mark.django_db


def told(kind):
    return sorted(Notice.objects.filter(kind=f"one_to_one.{kind}").values_list("recipient__name", flat=True))


def acts():
    return list(AuditEntry.objects.filter(act__startswith="one_to_one").order_by("pk").values_list("act", flat=True))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# --- the two ------------------------------------------------------------------------------------


def test_a_manager_opens_one_with_a_report_and_the_report_is_told(fernhill):
    with fernhill.inside():
        made = rules.open_one_to_one(fernhill.employee, by=fernhill.manager, at=AT)
        assert (made.lead, made.partner, made.by_line) == (fernhill.manager, fernhill.employee, True)
        assert told("opened") == ["Emma Employee"] and acts() == ["one_to_one.opened"]


def test_a_report_who_opens_it_is_the_one_who_is_led(fernhill):
    with fernhill.inside():
        made = rules.open_one_to_one(fernhill.manager, by=fernhill.employee, at=AT)
        assert (made.lead, made.partner, made.by_line) == (fernhill.manager, fernhill.employee, True)


def test_colleagues_may_have_one_too_and_each_pair_has_one(fernhill):
    with fernhill.inside():
        made = rules.open_one_to_one(fernhill.stranger, by=fernhill.employee, at=AT)
        assert made.by_line is False
        for by, person in ((fernhill.employee, fernhill.stranger), (fernhill.stranger, fernhill.employee)):
            with pytest.raises(rules.OpenAlready):
                rules.open_one_to_one(person, by=by, at=AT)
        assert OneToOne.objects.count() == 1


def test_nobody_opens_one_with_oneself_with_a_leaver_or_as_a_leaver(fernhill):
    with fernhill.inside():
        for by, person in (
            (fernhill.employee, fernhill.employee),
            (fernhill.employee, fernhill.leaver),
            (fernhill.leaver, fernhill.employee),
        ):
            with pytest.raises(Refused):
                rules.open_one_to_one(person, by=by, at=AT)


def test_only_the_two_see_it_and_only_they_act(fernhill, brackwater):
    with fernhill.inside():
        one = one_to_one(fernhill)
        seeing = {
            name
            for name in ("owner", "hr_admin", "hr_partner", "auditor", "skip", "manager", "employee", "peer", "leaver")
            if access.visible_to(getattr(fernhill, name)).exists()
        }
        assert seeing == {"manager", "employee"}
        for name in ("skip", "hr_admin", "peer", "leaver"):
            with pytest.raises(Refused):
                rules.add_point(one, "A word", by=getattr(fernhill, name), at=AT)
    with brackwater.inside():
        assert not access.visible_to(brackwater.manager).exists()


def test_a_stand_in_of_the_manager_sees_nothing_of_it(fernhill):
    with fernhill.inside():
        one_to_one(fernhill)
        make.StandInFactory(manager=fernhill.manager, stand_in=fernhill.peer)
        assert not access.visible_to(fernhill.peer).exists()


def test_it_ends_for_both_and_stays_to_read(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = planned(one)
        rules.end_one_to_one(one, by=fernhill.employee, at=AT)
        assert fresh(one).ended_because == "by_hand" and fresh(meeting).state == "cancelled"
        assert told("ended") == ["Max Manager"]
        assert access.get_one_to_one(fernhill.manager, one.pk) == one
        assert access.acts(fernhill.manager, fresh(one)) == frozenset()
        with pytest.raises(Refused):
            rules.add_point(fresh(one), "One more", by=fernhill.manager, at=AT)
        rules.follow_lines(by=SYSTEM, at=AT)  # what people ended, the clock does not open again
        assert not OneToOne.objects.open().between(fernhill.manager, fernhill.employee).exists()


# --- meetings -----------------------------------------------------------------------------------


def test_planning_tells_the_other_and_putting_off_counts_a_revision(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill, place="Room 4", minutes=45)
        meeting = rules.plan(one, by=fernhill.manager, at=AT, start_at=AT + WEEK)
        assert (meeting.minutes, meeting.place, meeting.step_at) == (45, "Room 4", AT + WEEK - HOUR)
        again = rules.plan(one, by=fernhill.employee, at=AT, start_at=AT + WEEK + HOUR)
        assert (again.pk, again.start_at, again.revision) == (meeting.pk, AT + WEEK + HOUR, 1)
        assert told("planned") == ["Emma Employee", "Max Manager"]


@pytest.mark.parametrize(("after", "error"), [(-HOUR, rules.InThePast), (400 * DAY, rules.TooFar)])
def test_a_date_is_later_than_now_and_within_a_year(fernhill, after, error):
    with fernhill.inside():
        one = one_to_one(fernhill)
        with pytest.raises(error):
            rules.plan(one, by=fernhill.manager, at=AT, start_at=AT + after)
        assert not Meeting.objects.exists()


def test_cancelling_plans_the_next_at_once_and_says_why(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = planned(one)
        following = rules.cancel(meeting, by=fernhill.employee, at=AT, reason="The audit.", next_at=AT + 3 * DAY)
        assert (fresh(meeting).state, fresh(meeting).reason) == ("cancelled", "The audit.")
        assert following.start_at == AT + 3 * DAY and told("cancelled") == ["Max Manager"]
        with pytest.raises(StaleMove):
            rules.cancel(fresh(meeting), by=fernhill.manager, at=AT)


def test_holding_it_carries_what_is_open_and_plans_the_next_by_the_cadence(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = planned(one)
        done, left = (rules.add_point(one, text, by=fernhill.employee, at=AT) for text in ("The bench", "The course"))
        rules.comment_on_point(left, "By when?", by=fernhill.manager, at=AT)
        rules.tick(done, by=fernhill.manager, at=AT)
        held = rules.hold(fresh_meeting(meeting), by=fernhill.manager, at=meeting.start_at + HOUR)
        assert held.state == "held" and told("held") == ["Emma Employee", "Max Manager"]
        assert fresh(done).done_in == meeting and texts(one) == ["The course"]
        assert fresh(left).carried == 1 and Message.objects.filter(thread=fresh(left).thread).count() == 1
        following = Meeting.objects.planned().get()
        assert following.start_at == meeting.start_at + 2 * WEEK


def fresh_meeting(meeting):
    return Meeting.objects.select_related("one_to_one__lead", "one_to_one__partner").get(pk=meeting.pk)


def test_it_cannot_be_held_long_before_it_begins(fernhill):
    with fernhill.inside():
        meeting = planned(one_to_one(fernhill), start_at=AT + 3 * DAY)
        with pytest.raises(rules.NotYet):
            rules.hold(fresh_meeting(meeting), by=fernhill.manager, at=AT)


def test_the_next_date_keeps_the_time_of_day_over_a_change_of_clocks_and_avoids_leave(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill, every_weeks=4)
        start = dt.datetime(2026, 3, 10, 10, tzinfo=dt.UTC)  # 10:00 in London, before the clocks go forward
        make.AbsenceFactory(employee=fernhill.employee, start_date=dt.date(2026, 4, 7), end_date=dt.date(2026, 4, 8))
        meeting = MeetingFactory(one_to_one=one, start_at=start)
        rules.hold(fresh_meeting(meeting), by=fernhill.manager, at=start + HOUR)
        assert Meeting.objects.planned().get().start_at == dt.datetime(2026, 4, 9, 9, tzinfo=dt.UTC)


def test_the_clock_tells_both_an_hour_before_and_ends_what_nobody_ended(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = planned(one)
        assert rules.take_steps(by=SYSTEM, at=meeting.start_at - 2 * HOUR) == 0
        assert rules.take_steps(by=SYSTEM, at=meeting.start_at - HOUR) == 1
        assert rules.take_steps(by=SYSTEM, at=meeting.start_at - HOUR) == 0
        assert told("soon") == ["Emma Employee", "Max Manager"]
        assert set(Notice.objects.filter(kind="one_to_one.soon").values_list("state", flat=True)) == {"kept"}
        rules.take_steps(by=SYSTEM, at=meeting.start_at + 5 * HOUR)
        assert fresh(meeting).state == "passed" and told("held") == []
        assert Meeting.objects.planned().get().start_at == meeting.start_at + 2 * WEEK


def test_what_was_written_in_was_held_when_its_time_is_over(fernhill):
    with fernhill.inside():
        meeting = fresh_meeting(planned(one_to_one(fernhill)))
        rules.write_notes(meeting, "We agreed on Thursday.", by=fernhill.employee, at=meeting.start_at)
        rules.take_steps(by=SYSTEM, at=meeting.start_at)
        rules.take_steps(by=SYSTEM, at=meeting.start_at + 5 * HOUR)
        assert fresh(meeting).state == "held" and told("held") == ["Emma Employee", "Max Manager"]


def test_of_a_meeting_nobody_wrote_about_either_says_whether_it_was(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        first, second = (
            MeetingFactory(one_to_one=one, held=True, state="passed", start_at=AT - n * WEEK) for n in (1, 2)
        )
        rules.hold(fresh_meeting(first), by=fernhill.employee, at=AT)
        rules.miss_meeting(fresh_meeting(second), by=fernhill.manager, at=AT)
        assert (fresh(first).state, fresh(second).state) == ("held", "missed")
        assert not Meeting.objects.planned().exists()  # the clock planned it when the time was over


def test_five_weeks_without_one_remind_the_manager_once(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        MeetingFactory(one_to_one=one, held=True, start_at=AT - 36 * DAY)
        new = one_to_one(fernhill, partner=fernhill.peer, opened_at=AT - 20 * DAY)
        met = one_to_one(fernhill, lead=fernhill.skip, partner=fernhill.manager)
        MeetingFactory(one_to_one=met, held=True, start_at=AT - 34 * DAY)
        assert rules.remind_long_ago(by=SYSTEM, at=AT) == 1
        assert rules.remind_long_ago(by=SYSTEM, at=AT) == 0
        assert told("long_ago") == ["Max Manager"]
        assert fresh(one).reminded_at == AT and fresh(new).reminded_at is None
        assert rules.remind_long_ago(by=SYSTEM, at=AT + 16 * DAY) == 2  # the other two, in their turn


# --- the agenda ---------------------------------------------------------------------------------


def test_points_come_last_and_are_put_in_another_order_by_either(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        a, _b, c = (rules.add_point(one, text, by=fernhill.employee, at=AT) for text in "abc")
        rules.order(c, by=fernhill.manager, at=AT, to=0)
        assert texts(one) == ["c", "a", "b"]
        rules.order(fresh(c), by=fernhill.employee, at=AT, to=99)
        assert texts(one) == ["a", "b", "c"]
        before = acts().count("one_to_one.point_ordered")
        rules.order(fresh(a), by=fernhill.employee, at=AT, to=0)
        assert acts().count("one_to_one.point_ordered") == before  # nothing moved


def test_what_is_taken_off_can_be_put_back_and_what_is_ticked_opened_again(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        point = rules.add_point(one, "The bench", by=fernhill.employee, at=AT)
        rules.remove(point, by=fernhill.manager, at=AT)
        assert texts(one) == []
        rules.put_back(point, by=fernhill.employee, at=AT)
        rules.tick(point, by=fernhill.employee, at=AT)
        with pytest.raises(StaleMove):
            rules.tick(fresh_point(point), by=fernhill.manager, at=AT)
        rules.untick(fresh_point(point), by=fernhill.manager, at=AT)
        assert texts(one) == ["The bench"]


def fresh_point(point):
    return TalkingPoint.objects.select_related("one_to_one__lead", "one_to_one__partner").get(pk=point.pk)


def test_an_agenda_takes_fifty_points(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        TalkingPointFactory.create_batch(50, one_to_one=one)
        with pytest.raises(rules.AgendaFull):
            rules.add_point(one, "One too many", by=fernhill.employee, at=AT)


def test_a_suggestion_is_added_once_with_its_link(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        check_in = CheckInFactory(employee=fernhill.employee, answered=True, raised_at=AT, raised_by=fernhill.employee)
        key = f"check_in:{check_in.pk}"
        point = rules.add_suggested(one, key, by=fernhill.manager, at=AT)
        assert "Emma Employee" in point.text and point.url.endswith(f"/check-in/{check_in.pk}/")
        with pytest.raises(rules.NothingToAdd):
            rules.add_suggested(one, key, by=fernhill.employee, at=AT)
        with pytest.raises(rules.NothingToAdd):
            rules.add_suggested(one, "check_in:0", by=fernhill.employee, at=AT)


# --- notes --------------------------------------------------------------------------------------


def test_nobody_overwrites_notes_they_have_not_seen(fernhill):
    with fernhill.inside():
        meeting = fresh_meeting(planned(one_to_one(fernhill)))
        rules.write_notes(meeting, "Bench on Thursday.", by=fernhill.employee, at=AT, seen=0)
        with pytest.raises(Conflict) as both:
            rules.write_notes(meeting, "Bench on Friday.", by=fernhill.manager, at=AT, seen=0)
        assert both.value.theirs == {"notes": "Bench on Thursday."}
        assert both.value.yours == {"notes": "Bench on Friday."}
        assert fresh(meeting).notes == "Bench on Thursday."
        rules.write_notes(meeting, "Bench on Friday.", by=fernhill.manager, at=AT, seen=1)
        assert (fresh(meeting).notes, fresh(meeting).notes_version) == ("Bench on Friday.", 2)


def test_a_stretch_of_writing_is_one_line_of_the_audit(fernhill):
    with fernhill.inside():
        meeting = fresh_meeting(planned(one_to_one(fernhill)))
        for minutes in (0, 1, 2, 30):
            at = AT + dt.timedelta(minutes=minutes)
            rules.write_notes(meeting, f"Words, {minutes}", by=fernhill.employee, at=at)
        assert acts().count("one_to_one.notes_written") == 2
