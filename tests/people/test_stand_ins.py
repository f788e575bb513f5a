"""Who acts for an absent manager: what is open, in both names, for these days; and dotted lines, which open nothing."""

import datetime as dt

import pytest
from django.urls import reverse

from feedback import access as feedback_access
from feedback import rules as feedback
from feedback.models import CheckIn
from notices.models import Notice
from notices.rules import tell_invited
from people import access, queries, rules
from people.access import SYSTEM
from people.models import AuditEntry, DottedLine, Message, StandIn, ToTell
from people.rules.dotted import DotsToOneself, NoSuchDots
from people.rules.stand_ins import NotByOneself, NotForThem, StandInThere
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.factories import people as make
from tests.factories.feedback import CheckInFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def today():
    return clock.now().date()


def name(world, stand_in, *, by=None, first=None, last=None):
    first = first or today()
    days = {"start_date": first, "end_date": last or first + 7 * DAY}
    return rules.name_stand_in(world.manager, stand_in, by=by or world.manager, at=clock.now(), **days)


def test_a_stand_in_reads_what_is_open_in_the_managers_name_and_nothing_else(fernhill, client_of):
    with fernhill.inside():
        emma, ana = fernhill.employee, fernhill.stranger
        open_one = CheckInFactory(employee=emma, answered=True, progress="The new rig stands.")
        old = CheckInFactory(employee=emma, period_start=dt.date(2026, 2, 2), answered=True, progress="Long ago.")
        feedback.mark_read(old, by=fernhill.manager, at=clock.now())
        elsewhere = CheckInFactory(employee=fernhill.owner, answered=True)
    client = client_of(ana)
    pages = {c.pk: reverse("feedback:check_in", args=["fernhill", c.pk]) for c in (open_one, old, elsewhere)}
    history = reverse("feedback:of_employee", args=["fernhill", emma.pk])
    assert {client.get(page).status_code for page in [*pages.values(), history]} == {404}
    with fernhill.inside():
        named = name(fernhill, ana)
    assert [client.get(page).status_code for page in [*pages.values(), history]] == [200, 404, 404, 404]
    inbox = client.get(reverse("feedback:standing_in", args=["fernhill", fernhill.manager.pk])).content.decode()
    assert "For Max Manager" in inbox and "Emma Employee" in inbox
    assert "A check-in to read for Max Manager" in client.get(fernhill.path()).content.decode()
    assert (
        client.post(reverse("feedback:comment", args=["fernhill", open_one.pk]), {"comment": "Well done."}).status_code
        == 303
    )
    for act in ("raise", "pass_up"):
        assert client.post(reverse(f"feedback:{act}", args=["fernhill", open_one.pk])).status_code == 403
    assert client.post(reverse("feedback:read", args=["fernhill", open_one.pk])).status_code == 303
    assert client.get(pages[open_one.pk]).status_code == 200  # still, for it was read in these days
    seen = client_of(emma).get(pages[open_one.pk]).content.decode()
    assert seen.count("Stella Stranger for Max Manager") >= 2  # the words, and who has seen it
    assert "stands in for Max Manager until" in seen
    with fernhill.inside():
        assert Message.objects.get().acting_for == fernhill.manager
        acts = AuditEntry.objects.filter(by=ana, employee=emma).order_by("act")
        assert {(entry.act, entry.acting_for_id) for entry in acts} == {
            (act, fernhill.manager.pk) for act in ("check_in.seen", "check_in.commented", "check_in.read")
        }
        rules.end_stand_in(named, by=ana, at=clock.now())
    assert client.get(pages[open_one.pk]).status_code == 404
    with fernhill.inside():
        assert not AuditEntry.objects.filter(by=fernhill.manager).exclude(acting_for=None).exists()


def test_it_begins_and_ends_by_itself_by_the_managers_clock(fernhill, client_of):
    with fernhill.inside():
        first, last = today() + 3 * DAY, today() + 5 * DAY
        named = name(fernhill, fernhill.stranger, first=first, last=last)
        CheckInFactory(employee=fernhill.employee, answered=True)
        moments = [(named.start_at - dt.timedelta(seconds=1), 0), (named.start_at, 1)]
        moments += [(named.end_at - dt.timedelta(seconds=1), 1), (named.end_at, 0)]
        assert (named.start_at.hour, named.end_at.date()) in [(0, last + DAY), (23, last)]  # midnight in London
        for at, number in moments:
            ana = type(fernhill.stranger).objects.get(pk=fernhill.stranger.pk)
            with clock.stopped(at):
                assert len(access.acts_for(ana)) == number
                assert feedback_access.visible_to(ana).count() == number


def test_who_leaves_stands_in_for_nobody_and_nor_does_the_clock(fernhill):
    with fernhill.inside():
        name(fernhill, fernhill.stranger)
        assert set(access.acts_for(fernhill.stranger)) == {fernhill.manager.pk}
        assert access.acting_for(fernhill.stranger, fernhill.employee.pk) == fernhill.manager.pk
        rules.leave(fernhill.stranger, by=SYSTEM, at=clock.now(), last_day=today())
        for nobody in (fernhill.stranger, SYSTEM, fernhill.peer):
            assert access.acts_for(nobody) == {}
            assert access.acting_for(nobody, fernhill.employee.pk) is None


def test_a_report_who_stands_in_reads_the_others_and_not_the_own_one_as_a_manager(fernhill, client_of):
    with fernhill.inside():
        own = CheckInFactory(employee=fernhill.peer, answered=True)
        other = CheckInFactory(employee=fernhill.employee, answered=True)
        name(fernhill, fernhill.peer)
        found = feedback_access.open_to_stand_in(fernhill.peer)
        assert list(found) == [other]
        assert access.acting_for(fernhill.peer, fernhill.peer.pk) is None
        with pytest.raises(Refused):
            feedback.mark_read(own, by=fernhill.peer, at=clock.now())
        feedback.mark_read(CheckIn.objects.get(pk=other.pk), by=fernhill.peer, at=clock.now())


def test_who_may_be_named_and_by_whom(fernhill):
    with fernhill.inside():
        yesterday = today() - DAY
        for wrong, days in [
            (fernhill.manager, {}),
            (fernhill.leaver, {}),
            (fernhill.peer, {"first": yesterday - DAY, "last": yesterday}),
            (fernhill.peer, {"last": today() + 400 * DAY}),
        ]:
            wrong.refresh_from_db()
            with pytest.raises(NotForThem):
                name(fernhill, wrong, **days)
        for stranger in (fernhill.employee, fernhill.skip, fernhill.auditor):
            with pytest.raises(Refused):
                name(fernhill, fernhill.peer, by=stranger)
        with pytest.raises(NotByOneself):
            name(fernhill, fernhill.hr_admin, by=fernhill.hr_admin)
        named = name(fernhill, fernhill.peer, by=fernhill.hr_admin)
        with pytest.raises(StandInThere):
            name(fernhill, fernhill.stranger, first=named.end_date)
        name(fernhill, fernhill.stranger, first=named.end_date + DAY)
        with pytest.raises(Refused):
            rules.end_stand_in(named, by=fernhill.stranger, at=clock.now())
        rules.end_stand_in(named, by=fernhill.hr_admin, at=clock.now())
        rules.end_stand_in(named, by=fernhill.hr_admin, at=clock.now())
        assert AuditEntry.objects.filter(act="stand_in.ended").count() == 1
        assert StandIn.objects.in_force(clock.now()).count() == 0


def test_the_stand_in_and_everybody_concerned_are_told_once(fernhill, brackwater):
    with fernhill.inside():
        name(fernhill, fernhill.stranger)
        assert tell_invited(at=clock.now()) == 3
        assert tell_invited(at=clock.now()) == 0
        told = set(Notice.objects.filter(kind="people.stand_in").values_list("recipient", flat=True))
        assert told == {fernhill.stranger.pk, fernhill.employee.pk, fernhill.peer.pk}
        assert not ToTell.objects.exists()
    with brackwater.inside():
        assert not Notice.objects.exists() and not ToTell.objects.exists()


def test_a_new_manager_is_told_of_with_what_is_seen(fernhill, client_of):
    address = reverse("people:sees", args=["fernhill", fernhill.employee.pk])
    with fernhill.inside():
        CheckInFactory(employee=fernhill.employee, answered=True)
        rules.report_to(fernhill.employee, fernhill.skip, by=SYSTEM, at=clock.now(), from_date=today())
        rules.report_to(fernhill.employee, fernhill.skip, by=SYSTEM, at=clock.now(), from_date=today())
        newcomer = make.EmployeeFactory()
        rules.report_to(newcomer, fernhill.skip, by=SYSTEM, at=clock.now(), from_date=today())  # the first one
        assert list(ToTell.objects.values_list("recipient", "kind")) == [(fernhill.employee.pk, "people.new_manager")]
        tell_invited(at=clock.now())
    page = client_of(fernhill.employee).get(address).content.decode()
    assert "What Sara Skip sees" in page and "Your check-ins since" in page and "Only you." in page
    client = client_of(fernhill.employee)
    with clock.stopped(clock.now() + 7 * DAY):
        bell = client.get(reverse("notices:bell", args=["fernhill"])).content.decode()
    assert "Sara Skip is your manager now" in bell
    with fernhill.inside():
        rules.leave(fernhill.employee, by=SYSTEM, at=clock.now(), last_day=today())
    top = client_of(fernhill.owner).get(reverse("people:sees", args=["fernhill", fernhill.owner.pk])).content.decode()
    assert "You have no manager here now" in top


def test_a_dotted_line_is_dated_named_and_opens_nothing(fernhill, client_of):
    with fernhill.inside():
        emma, lead = fernhill.employee, fernhill.stranger
        check_in = CheckInFactory(employee=emma, answered=True)
        draw = {"at": clock.now(), "name": "project lead", "start_date": today()}
        line = rules.draw_dots(emma, lead, by=fernhill.manager, **draw)
        for wrong in (emma, lead):
            with pytest.raises(NoSuchDots):
                rules.draw_dots(emma, wrong, by=fernhill.hr_admin, **draw)
        with pytest.raises(DotsToOneself):
            rules.draw_dots(emma, fernhill.manager, by=fernhill.manager, **draw)
        for stranger in (emma, lead, fernhill.peer, fernhill.skip):
            with pytest.raises(Refused):
                rules.draw_dots(emma, fernhill.peer, by=stranger, **draw)
        assert access.leads_dotted(lead, emma, on=today()) and not access.leads_dotted(fernhill.peer, emma, on=today())
        assert not feedback_access.visible_to(lead).exists()
    person = reverse("people:person", args=["fernhill", emma.pk])
    seen = {who: "project lead" in client_of(getattr(fernhill, who)).get(person).content.decode()
            for who in ("employee", "manager", "hr_admin", "stranger", "peer", "skip")}  # fmt: skip
    assert seen == {"employee": True, "manager": True, "hr_admin": True, "stranger": True, "peer": False, "skip": False}
    closed = [
        reverse("feedback:check_in", args=["fernhill", check_in.pk]),
        reverse("feedback:of_employee", args=["fernhill", emma.pk]),
        reverse("people:absences", args=["fernhill", emma.pk]),
        reverse("people:hours", args=["fernhill", emma.pk]),
        reverse("people:dotted", args=["fernhill", emma.pk]),
        reverse("analytics:weeks_of", args=["fernhill", emma.pk]),
    ]
    client = client_of(lead)
    assert {client.get(page).status_code for page in closed} == {404}
    with fernhill.inside():
        DottedLine.objects.update(start_date=today() - 9 * DAY)
        line.refresh_from_db()
        rules.end_dots(line, by=fernhill.hr_admin, at=clock.now(), today=today())
        assert not access.leads_dotted(lead, emma, on=today())
        later = rules.draw_dots(emma, lead, by=fernhill.manager, **{**draw, "start_date": today() + 5 * DAY})
        rules.end_dots(later, by=fernhill.manager, at=clock.now(), today=today())
        assert DottedLine.objects.get().end_date == today() - DAY
        assert queries.dotted_of(emma, emma, on=today()) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_as_often_for_three_as_for_one(fernhill, client_of, django_assert_num_queries, rows):
    with fernhill.inside():
        make.StandInFactory(manager=fernhill.manager, stand_in=fernhill.stranger)
        for _number in range(rows):
            report = make.EmployeeFactory()
            rules.report_to(report, fernhill.manager, by=SYSTEM, at=clock.now(), from_date=today())
            CheckInFactory(employee=report, answered=True)
            make.DottedLineFactory(employee=fernhill.employee, manager=report)
    pages = {
        client_of(fernhill.stranger): (reverse("feedback:standing_in", args=["fernhill", fernhill.manager.pk]), 13),
        client_of(fernhill.manager): (reverse("people:dotted", args=["fernhill", fernhill.employee.pk]), 17),
    }
    for client, (page, number) in pages.items():
        client.get(page)
        with django_assert_num_queries(number):
            client.get(page)
