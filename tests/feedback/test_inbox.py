"""The manager’s inbox, without JavaScript, and that it asks the database as often for one as for many."""

import datetime as dt
import re

import pytest

from feedback import queries, rules
from feedback.models import CheckIn, PassedUp, Reaction
from notices.models import Notice
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry, Message
from people.queries import viewer_of
from perfhub.kernel import clock
from tests.factories import people as make
from tests.factories.feedback import DUE, MONDAY, CheckInFactory, PriorityFactory

from .written import HOUR, WEEK, fresh, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
HTMX = {"HX-Request": "true"}


def test_the_inbox_has_three_groups_and_says_who_is_not_here(fernhill, client_of):
    with fernhill.inside():
        people = [make.hired(f"{name} Person", fernhill.manager, None, fernhill.organization) for name in "ABCDE"]
        asks, blocked, low, dropped, usual = people
        for person in people:
            for weeks in (1, 2, 3):
                CheckInFactory(employee=person, period_start=MONDAY - weeks * WEEK, answered=True, mood=4)
        written(fernhill, asks, blockers="May I move the bench?", mood=4)
        written(fernhill, blocked, blockers="No bench.", mood=4)
        written(fernhill, low, mood=2)
        plan = PriorityFactory(check_in=CheckIn.objects.get(employee=dropped, period_start=MONDAY - WEEK), text="Rota")
        plan.outcome, plan.settled_in = "drop", written(fernhill, dropped, mood=4)
        plan.save()
        written(fernhill, usual, mood=4)
        CheckIn.objects.filter(period_start__lt=MONDAY).update(state="read", read_at=DUE, read_by=fernhill.manager)
        CheckInFactory(employee=fernhill.employee, missed=True)
        make.AbsenceFactory(employee=fernhill.peer, start_date=dt.date(2026, 3, 5), end_date=dt.date(2026, 3, 10))
        CheckInFactory(employee=fernhill.peer)
        found = queries.inbox_for(fernhill.manager, at=DUE + HOUR)
        chips = {row.employee.first_name: [chip.text for chip in row.chips] for row in found.asks}
        assert chips == {"A": ["Question"], "B": ["Blocker"], "C": ["Lower than usual"]}
        assert [row.line for row in found.changed] == ["Dropped “Rota”; All calm."]
        assert [(row.employee, row.line) for row in found.usual] == [(usual, "All calm.")]
        assert {a.employee: a.words for a in found.missing} == {
            fernhill.employee: "not answered; a late answer still counts",
            fernhill.peer: "away until Tuesday 10 March",
        }
    html = client_of(fernhill.manager).get(fernhill.path("inbox/")).content.decode()
    for words in (
        "Asks me something <span>3</span>",
        "Changed <span>1</span>",
        "As usual <span>1</span>",
        "5 of your 7",
    ):
        assert words in html


def test_the_manager_reads_writes_and_goes_to_the_next(fernhill, client_of):
    with fernhill.inside():
        first = written(fernhill, fernhill.employee, blockers="May I?")
        second = written(fernhill, fernhill.peer)
    client = client_of(fernhill.manager)
    html = client.get(fernhill.path("inbox/")).content.decode()
    assert f'id="row-{first.pk}" data-ph-row open' in html
    response = client.post(
        fernhill.path(f"check-in/{first.pk}/read/"),
        {"comment": "Move it to Thursday.", "following": second.pk, "nonce": "n" * 12},
        follow=True,
    )
    assert f'id="row-{second.pk}" data-ph-row open' in response.content.decode()
    with fernhill.inside():
        assert (fresh(first).state, fresh(first).read_by) == ("read", fernhill.manager)
        assert Message.objects.get().text == "Move it to Thursday."
        assert Notice.objects.values_list("kind", "recipient").get() == ("check_in.commented", fernhill.employee.pk)
    html = client_of(fernhill.employee).get(fernhill.path(f"check-in/{first.pk}/")).content.decode()
    assert "Move it to Thursday." in html


def test_read_all_has_an_undo(fernhill, client_of):
    with fernhill.inside():
        rows = [written(fernhill, person) for person in (fernhill.employee, fernhill.peer)]
        foreign = written(fernhill, fernhill.stranger)
    client = client_of(fernhill.manager)
    keys = [row.pk for row in (*rows, foreign)]
    html = client.post(fernhill.path("inbox/read-all/"), {"id": keys}, follow=True).content.decode()
    assert "2 check-ins read." in html
    with fernhill.inside():
        assert [fresh(row).state for row in (*rows, foreign)] == ["read", "read", "answered"]
    undo = re.search(r'action="([^"]*unread[^"]*)"', html)[1].replace("&amp;", "&")
    assert client.post(undo).status_code == 303
    with fernhill.inside():
        assert [fresh(row).state for row in rows] == ["answered", "answered"]


def test_a_stand_in_reads_several_with_one_press_in_the_managers_name_and_only_what_is_open(fernhill, client_of):
    with fernhill.inside():
        make.StandInFactory(manager=fernhill.manager, stand_in=fernhill.stranger)
        rows = [written(fernhill, person) for person in (fernhill.employee, fernhill.peer)]
        own, elsewhere = written(fernhill, fernhill.stranger), written(fernhill, fernhill.skip)
    keys = {"id": [row.pk for row in (*rows, own, elsewhere)]}
    assert client_of(fernhill.peer).post(fernhill.path("inbox/read-all/"), keys).status_code == 303
    with fernhill.inside():
        assert {fresh(row).state for row in rows} == {"answered"}  # a colleague reads none of them
    assert client_of(fernhill.stranger).post(fernhill.path("inbox/read-all/"), keys).status_code == 303
    with fernhill.inside():
        assert [fresh(row).state for row in (*rows, own, elsewhere)] == ["read", "read", "answered", "answered"]
        lines = AuditEntry.objects.filter(act="check_in.read", by=fernhill.stranger, acting_for=fernhill.manager)
        assert set(lines.values_list("object_id", flat=True)) == {row.pk for row in rows}


def test_read_cannot_be_taken_back_later_or_by_another(fernhill, client_of):
    with fernhill.inside():
        row = written(fernhill, fernhill.employee)
        rules.mark_read(row, by=fernhill.manager, at=DUE)
    undo = fernhill.path(f"inbox/unread/?id={row.pk}")
    assert client_of(fernhill.manager).post(undo).status_code == 403  # an hour later
    with fernhill.inside():
        people_rules.report_to(fernhill.employee, fernhill.skip, by=SYSTEM, at=DUE, from_date=DUE.date())
    with clock.stopped(DUE + dt.timedelta(minutes=1)):
        assert client_of(fernhill.skip).post(undo).status_code == 403


def test_a_reaction_is_pressed_and_taken_back_in_place(fernhill, client_of):
    with fernhill.inside():
        row = written(fernhill, fernhill.employee)
    client, address = client_of(fernhill.manager), fernhill.path(f"check-in/{row.pk}/react/well_done/")
    part = client.post(address, headers=HTMX).content.decode()
    assert part.startswith(f'<div class="ph-react" id="react-{row.pk}"')
    assert part.count('aria-pressed="true"') == 1
    assert "Well done" in client_of(fernhill.employee).get(fernhill.path(f"check-in/{row.pk}/")).content.decode()
    assert client.post(address).status_code == 303
    with fernhill.inside():
        assert not Reaction.objects.exists()


def test_a_raised_check_in_asks_for_the_talk(fernhill, client_of):
    with fernhill.inside():
        row = written(fernhill, fernhill.employee)
    client_of(fernhill.employee).post(fernhill.path(f"check-in/{row.pk}/raise/"))
    with fernhill.inside():
        inbox = queries.inbox_for(fernhill.manager, at=DUE + HOUR)
        assert [[chip.text for chip in r.chips] for r in inbox.asks] == [["For your one-to-one"]]


def test_one_line_is_passed_up_word_for_word_and_the_employee_is_told(fernhill, client_of):
    with fernhill.inside():
        row = written(fernhill, fernhill.employee, progress="First line.\nSecond line.", blockers="A secret worry.")
    address = fernhill.path(f"check-in/{row.pk}/pass-up/")
    client = client_of(fernhill.manager)
    assert "Sara Skip reads exactly the line you choose" in client.get(address).content.decode()
    assert client.post(address, {"text": "Second line. And more."}).status_code == 422
    assert client.post(address, {"text": "Second line."}).status_code == 303
    html = client_of(fernhill.skip).get(fernhill.path("inbox/")).content.decode()
    assert "Second line." in html
    assert "First line." not in html and "A secret worry." not in html
    assert client_of(fernhill.skip).get(fernhill.path(f"check-in/{row.pk}/")).status_code == 404
    html = client_of(fernhill.employee).get(fernhill.path(f"check-in/{row.pk}/")).content.decode()
    assert "Max Manager passed this line to Sara Skip" in html
    with fernhill.inside():
        assert PassedUp.objects.count() == 1
        told = set(Notice.objects.values_list("kind", "recipient"))
        assert told == {("check_in.passed_up", fernhill.employee.pk), ("check_in.passed_up", fernhill.skip.pk)}


INBOX_STATEMENTS = 4


def reports(world, number):
    return [make.hired(f"Report{n} Person", world.manager, None, world.organization) for n in range(number)]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_inbox_asks_the_database_as_often_for_one_as_for_many(fernhill, number, django_assert_num_queries):
    with fernhill.inside():
        for person in reports(fernhill, number):
            last = CheckInFactory(employee=person, period_start=MONDAY - WEEK, answered=True, mood=4)
            row = written(fernhill, person, mood=4, blockers="Why?")
            PriorityFactory(check_in=last, outcome="done", settled_in=row)
            PriorityFactory(check_in=row)
            rules.comment(row, "Words", by=fernhill.manager, at=DUE)
            rules.react(row, "thank_you", by=fernhill.manager, at=DUE)
        with django_assert_num_queries(INBOX_STATEMENTS):
            found = queries.inbox_for(fernhill.manager, at=DUE + HOUR)
            shown = [row.check_in for row in found.unread]
            rules.note_seen(found.unseen, by=fernhill.manager, at=DUE + HOUR)
        assert {c.pk for c in found.unseen} == {c.pk for c in shown}
        assert len(found.unread) == 2 * number


@pytest.mark.parametrize("provider", ["nav", "own_due", "inbox_due"])
@pytest.mark.parametrize("number", [1, 3])
def test_each_provider_of_a_slot_asks_once(fernhill, provider, number, django_assert_num_queries):
    from feedback.queries import shown

    with fernhill.inside():
        for person in reports(fernhill, number):
            written(fernhill, person)
            written(fernhill, person, period_start=MONDAY + WEEK, blockers="Why?")
        CheckInFactory(employee=fernhill.manager)
        keywords = {} if provider == "nav" else {"at": DUE}
        viewer = viewer_of(fernhill.manager.user)  # as a request reads it
        assert shown.page_url("feedback:inbox")
        with django_assert_num_queries(1):
            found = list(getattr(shown, provider)(viewer, **keywords))
        assert found


def test_home_says_each_name_once(fernhill):
    with fernhill.inside():
        for weeks in (1, 2, 3):
            CheckInFactory(
                employee=fernhill.employee,
                period_start=MONDAY - weeks * WEEK,
                answered=True,
                answered_at=DUE - weeks * WEEK,
            )
        several = [due for due in queries.inbox_due(fernhill.manager, at=DUE) if due.count > 1]
        assert several and all(str(due.meta).count("Emma") == 1 for due in several)


def test_home_asks_questions_one_by_one_and_the_rest_together(fernhill):
    with fernhill.inside():
        for person in reports(fernhill, 3):
            CheckInFactory(
                employee=person,
                period_start=MONDAY - WEEK,
                answered=True,
                state="read",
                read_at=DUE,
                read_by=fernhill.manager,
            )
            written(fernhill, person)
        CheckInFactory(employee=fernhill.employee, period_start=MONDAY - WEEK, missed=True)
        written(fernhill, fernhill.employee, blockers="May I move the bench?")
        due = list(queries.inbox_due(fernhill.manager, at=DUE))
        assert [(str(d.verb), str(d.title), d.count) for d in due] == [
            ("Answer", "Emma Employee asks in a check-in", 1),
            ("Read", "3 check-ins, all as usual", 3),
        ]
        assert [str(a.label) for a in due[1].actions] == ["Read all 3"]
