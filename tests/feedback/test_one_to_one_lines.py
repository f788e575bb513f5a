"""One-to-ones follow who reports to whom: opened by the clock, ended with the line, open points go along."""

import datetime as dt

import pytest

from feedback import rules, tasks
from feedback.access import one_to_ones as access
from feedback.models import Meeting, OneToOne, TalkingPoint
from notices.models import Notice
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry, Message
from people.rules import open_thread, say
from perfhub.kernel import clock
from tests.factories.one_to_ones import MeetingFactory, TalkingPointFactory

from .one_to_ones import AT, one_to_one, planned, texts

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def told():
    rows = Notice.objects.filter(kind="one_to_one.followed").select_related("recipient")
    return sorted((n.recipient.name, n.subject_id) for n in rows)


def with_new_manager(world, **fields):
    """The employee had the manager; from today on it is the manager above."""
    one = one_to_one(world, every_weeks=3, minutes=45, place="Room 4", **fields)
    point = TalkingPointFactory(one_to_one=one, text="The course", carried=2, source="goal:7", url="/o/x/")
    point.thread = open_thread(at=AT)
    point.save(update_fields=["thread"])
    say(point.thread, "Between us two.", by=world.manager, at=AT)
    TalkingPointFactory(one_to_one=one, text="Done", state="done", done_at=AT, done_by=world.manager)
    people_rules.report_to(world.employee, world.skip, by=SYSTEM, at=AT, from_date=TODAY)
    return one, point


def test_each_manager_and_report_have_one_and_twice_is_once(fernhill):
    with fernhill.inside():
        opened = rules.follow_lines(by=SYSTEM, at=AT)
        pairs = set(OneToOne.objects.values_list("lead__name", "partner__name"))
        assert ("Max Manager", "Emma Employee") in pairs and ("Sara Skip", "Max Manager") in pairs
        assert opened == len(pairs) and not any("Leo Leaver" in pair for pair in pairs)
        assert rules.follow_lines(by=SYSTEM, at=AT) == 0
        assert AuditEntry.objects.filter(act="one_to_one.followed").count() == 1
        assert told() == []  # nobody is told of what is only there


def test_colleagues_who_become_manager_and_report_go_on_with_the_one_they_have(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill, lead=fernhill.employee, partner=fernhill.manager, by_line=False)
        rules.follow_lines(by=SYSTEM, at=AT)
        now = OneToOne.objects.open().between(fernhill.employee, fernhill.manager).get()
        assert (now, now.lead, now.partner, now.by_line) == (one, fernhill.manager, fernhill.employee, True)


def test_what_a_line_ended_by_hand_stays_ended_while_that_line_lasts_and_no_longer(fernhill):
    def open_now():
        return OneToOne.objects.open().between(fernhill.employee, fernhill.manager).count()

    with fernhill.inside():
        as_colleagues = one_to_one(fernhill, by_line=False)
        rules.end_one_to_one(as_colleagues, by=fernhill.employee, at=AT)
        rules.follow_lines(by=SYSTEM, at=AT)
        assert open_now() == 1  # they lead and are led now
        one = OneToOne.objects.open().between(fernhill.employee, fernhill.manager).get()
        rules.end_one_to_one(one, by=fernhill.employee, at=AT)
        rules.follow_lines(by=SYSTEM, at=AT)
        assert open_now() == 0
        weeks = [AT + dt.timedelta(weeks=n) for n in (1, 2)]
        for manager, at in zip((fernhill.skip, fernhill.manager), weeks, strict=True):
            people_rules.report_to(fernhill.employee, manager, by=SYSTEM, at=at, from_date=at.date())
            rules.follow_lines(by=SYSTEM, at=at)
        assert open_now() == 1  # a line of their own again


def test_with_another_manager_open_points_go_along_and_words_stay(fernhill):
    with fernhill.inside():
        one, point = with_new_manager(fernhill)
        meeting = planned(one)
        held = MeetingFactory(one_to_one=one, held=True, notes="Old notes", notes_version=1, notes_at=AT, start_at=AT)
        rules.follow_lines(by=SYSTEM, at=AT)
        new = OneToOne.objects.open().between(fernhill.skip, fernhill.employee).get()
        assert (new.follows, new.every_weeks, new.minutes, new.place) == (one, 3, 45, "Room 4")
        moved = TalkingPoint.objects.get(one_to_one=new)
        assert (moved.text, moved.author, moved.carried, moved.moved_from) == ("The course", point.author, 2, point)
        assert moved.thread is None and Message.objects.filter(thread=point.thread).count() == 1
        assert texts(one) == [] and texts(one, state="moved") == ["The course"]
        assert OneToOne.objects.get(pk=one.pk).ended_because == "line"
        assert Meeting.objects.get(pk=meeting.pk).state == "cancelled"
        assert Meeting.objects.get(pk=held.pk).one_to_one == one
        assert told() == sorted([("Emma Employee", new.pk), ("Sara Skip", new.pk), ("Max Manager", one.pk)])


def test_the_manager_before_reads_what_was_and_nothing_of_what_comes(fernhill):
    with fernhill.inside():
        one, _point = with_new_manager(fernhill)
        rules.follow_lines(by=SYSTEM, at=AT)
        new = OneToOne.objects.open().between(fernhill.skip, fernhill.employee).get()
        assert set(access.visible_to(fernhill.manager).filter(partner=fernhill.employee)) == {one}
        assert access.acts(fernhill.manager, OneToOne.objects.get(pk=one.pk)) == frozenset()
        assert one not in access.visible_to(fernhill.skip) and new in access.visible_to(fernhill.skip)


def test_whoever_leaves_ends_theirs_and_reports_go_on_with_the_next_manager(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        TalkingPointFactory(one_to_one=one, text="The course")
        peers = one_to_one(fernhill, lead=fernhill.manager, partner=fernhill.stranger, by_line=False)
        people_rules.leave(fernhill.manager, by=SYSTEM, at=AT, last_day=TODAY)
        rules.follow_lines(by=SYSTEM, at=AT)
        assert OneToOne.objects.get(pk=peers.pk).ended_because == "left"
        new = OneToOne.objects.open().get(partner=fernhill.employee)
        assert (new.lead, texts(new)) == (fernhill.skip, ["The course"])
        assert not access.visible_to(fernhill.manager).exists()


def test_where_it_is_switched_off_nothing_is_opened(fernhill):
    with fernhill.inside():
        people_rules.switch("one_to_ones", by=SYSTEM, at=AT, is_on=False, from_date=dt.date(2026, 1, 1))
    tasks.follow_lines_in.apply(headers={"organization": fernhill.organization.pk})
    with fernhill.inside():
        assert not OneToOne.objects.exists()
        people_rules.switch("one_to_ones", by=SYSTEM, at=AT, is_on=True, from_date=clock.now().date())
    tasks.follow_lines_in.apply(headers={"organization": fernhill.organization.pk})
    with fernhill.inside():
        assert OneToOne.objects.exists()
