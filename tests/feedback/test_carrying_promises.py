"""What the clock does with promises: reminders in time, the next manager, whoever left, and where they are off."""

import datetime as dt

import pytest

from feedback import tasks
from feedback.access import commitments as access
from feedback.models import Commitment
from feedback.rules import carrying
from feedback.rules import commitments as rules
from notices.models import Notice
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry
from people.queries import succession_of
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.factories.feedback import DUE, CommitmentFactory
from tests.factories.people import AbsenceFactory

from .test_commitments import DAY, FRIDAY, NEXT, said, told

pytestmark = pytest.mark.django_db
MONDAY = FRIDAY + 3 * DAY
NINE = dt.time(9, tzinfo=dt.UTC)


@pytest.fixture
def world(fernhill):
    with fernhill.inside():
        yield fernhill


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, NINE)


def remind(day: dt.date) -> None:
    at, place = morning(day), None
    while place := carrying.remind(by=SYSTEM, at=at, today=day, after=place):
        pass


def carry(at=DUE) -> int:
    number = 0
    while done := carrying.carry(by=SYSTEM, at=at):
        number += done
    return number


def test_its_owner_is_reminded_on_the_day_once_and_again_when_it_was_moved(world):
    promised = CommitmentFactory(owner=world.employee, other=world.manager, due_date=NEXT)
    remind(NEXT - DAY)
    assert told("commitment.due") == []
    for _twice in range(2):
        remind(NEXT)
    assert told("commitment.due") == ["Emma Employee"]
    assert said("commitment.due") == [(True, "What you promised Max Manager is due on Friday, 13 March.")]
    rules.move_to(promised, NEXT + 4 * DAY, "Later", by=world.employee, at=morning(NEXT))
    assert said("commitment.due")[0][0] is False
    remind(NEXT + 4 * DAY)
    assert told("commitment.due") == ["Emma Employee", "Emma Employee"]


def test_what_falls_due_on_free_days_is_told_on_the_last_day_worked_before(world):
    CommitmentFactory(owner=world.employee, other=world.manager, due_date=NEXT + 2 * DAY)  # a Sunday
    AbsenceFactory(employee=world.peer, start_date=NEXT, end_date=NEXT + 2 * DAY)
    CommitmentFactory(owner=world.peer, other=world.manager, due_date=NEXT + DAY)
    remind(NEXT - 2 * DAY)
    assert told("commitment.due") == []
    remind(NEXT - DAY)
    assert told("commitment.due") == ["Peter Peer"]
    remind(NEXT)
    assert told("commitment.due") == ["Peter Peer", "Emma Employee"]


def test_a_reminder_waits_for_working_hours_and_closed_ones_get_none(world):
    CommitmentFactory(owner=world.employee, other=world.manager, due_date=NEXT)
    CommitmentFactory(owner=world.employee, other=world.manager, due_date=NEXT, state="done")
    CommitmentFactory(owner=world.employee, other=world.manager, due_date=NEXT, state="asked")
    night = dt.datetime.combine(NEXT, dt.time(2), tzinfo=dt.UTC)
    carrying.remind(by=SYSTEM, at=night, today=NEXT)
    (notice,) = Notice.objects.filter(kind="commitment.due")
    assert notice.due_at >= dt.datetime.combine(NEXT, dt.time(7), tzinfo=dt.UTC)


def test_where_promises_are_off_nobody_is_reminded(world):
    CommitmentFactory(owner=world.employee, other=world.manager, due_date=NEXT)
    CommitmentFactory(owner=world.stranger, other=world.manager, due_date=NEXT)
    off = {"is_on": False, "from_date": FRIDAY, "team": world.employee.team}
    people.switch(access.CAPABILITY, by=SYSTEM, at=DUE, **off)
    remind(NEXT)
    assert told("commitment.due") == ["Stella Stranger"]


def change_manager(world):
    with clock.stopped(DUE):
        people.report_to(world.employee, world.stranger, by=SYSTEM, at=DUE, from_date=FRIDAY)


def test_what_is_open_goes_on_with_the_next_manager_and_all_three_are_told(world):
    up = rules.promise(world.manager, "Papers", NEXT, by=world.employee, at=DUE)
    down = rules.promise(world.employee, "A bench", NEXT, by=world.manager, at=DUE)
    closed = rules.finish(
        rules.promise(world.manager, "Keys", NEXT, by=world.employee, at=DUE), by=world.employee, at=DUE
    )
    friends = rules.promise(world.peer, "Cake", NEXT, by=world.employee, at=DUE)
    Notice.objects.all().delete()
    assert carry() == 0
    change_manager(world)
    assert carry() == 2
    for row in (up, down, closed, friends):
        row.refresh_from_db()
    assert (up.owner, up.other, up.state) == (world.employee, world.stranger, "open")
    assert (down.owner, down.other, down.state) == (world.stranger, world.employee, "asked")  # asked for, not bound
    assert (closed.other, friends.other) == (world.manager, world.peer)
    assert set(access.visible_to(world.manager)) == {closed}
    assert set(access.visible_to(world.stranger)) == {up, down}
    leads = {(n.recipient.name, lead) for n, (_ok, lead) in zip(_news(), said(), strict=True)}
    assert leads == {
        ("Emma Employee", "What was open between you and Max Manager goes on with your manager now."),
        (
            "Max Manager",
            "What was open between you and somebody you led goes on with their manager now. You need do nothing.",
        ),
        ("Stella Stranger", "What Emma Employee promised Max Manager as the manager goes on with you."),
    }
    assert all(wanted for wanted, _lead in said())
    assert told("commitment.asked") == ["Stella Stranger"]
    acts = AuditEntry.objects.filter(act="commitment.handed_over")
    assert set(acts.values_list("object_id", flat=True)) == {up.pk, down.pk}
    rules.accept(down, by=world.stranger, at=DUE)
    with pytest.raises(Refused):
        rules.finish(down, by=world.manager, at=DUE)


def _news():
    return Notice.objects.filter(kind="commitment.news").order_by("pk").select_related("recipient")


def test_a_new_manager_is_named_beforehand_what_comes_and_what_not(world):
    rules.promise(world.manager, "Papers", NEXT, by=world.employee, at=DUE)
    found = succession_of(world.employee)
    assert "Promises between you and your manager that are open then: one now." in {str(s.text) for s in found.seen}
    assert "Promises between you and your manager that are closed." in {str(s.text) for s in found.unseen}


def test_with_whoever_left_it_ends_and_the_other_is_told(world):
    kept, owed = (
        rules.promise(world.peer, "Papers", NEXT, by=world.employee, at=DUE),
        rules.promise(world.employee, "Keys", NEXT, by=world.peer, at=DUE),
    )
    Notice.objects.all().delete()
    people.leave(world.peer, by=SYSTEM, at=DUE, last_day=FRIDAY)
    assert carry() == 2
    for row in (kept, owed):
        row.refresh_from_db()
        assert (row.state, row.closed_at) == ("dropped", DUE)
        with pytest.raises(rules.NotHereAnyMore):
            rules.reopen(row, "But why?", by=world.employee, at=DUE)
    assert told() == ["Emma Employee", "Emma Employee"]


def test_when_the_manager_leaves_it_goes_on_with_the_next_one_up(world):
    up = rules.promise(world.manager, "Papers", NEXT, by=world.employee, at=DUE)
    people.leave(world.manager, by=SYSTEM, at=DUE, last_day=FRIDAY)
    carry()
    up.refresh_from_db()
    assert (up.other, up.state) == (world.skip, "open")


def test_the_clock_walks_through_all_of_it_and_twice_changes_nothing(fernhill):
    with fernhill.inside():
        for _many in range(3):
            CommitmentFactory(owner=fernhill.employee, other=fernhill.manager, due_date=NEXT)
    for _twice in range(2):
        with clock.stopped(morning(NEXT)):
            tasks.carry_promises_in.apply(headers={"organization": fernhill.organization.pk}, throw=True)
    with fernhill.inside():
        assert told("commitment.due") == ["Emma Employee"] * 3
        assert set(Commitment.objects.values_list("reminded_date", flat=True)) == {NEXT}
