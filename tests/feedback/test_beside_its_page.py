"""What is said of feedback elsewhere than on its own page: nothing that its readers there could not read."""

import datetime as dt

import pytest

from feedback import rules
from feedback.access import giving as access
from feedback.models import Feedback
from feedback.queries import one_to_one_since, shown_of_feedback
from feedback.rules import notes as note_rules
from feedback.rules import wall as wall_rules
from people import rules as people_rules
from people.access import SYSTEM, own_audit
from people.models import Employee
from people.queries import seen_page
from perfhub.kernel import clock
from perfhub.kernel.slots import Talk

from .giving import AT, DAY, HOUR, PRAISE, TARGETED, acts_about, give, readers

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY = dt.datetime(2026, 3, 6, 16, tzinfo=dt.UTC), dt.datetime(2026, 3, 9, 8, tzinfo=dt.UTC)
HARD = {"kind": "improvement", "audience": "receiver"}


def talked(world, *, at):
    """What the page of the manager's and the employee's one-to-one says of feedback."""
    talk = Talk(lead=world.manager, partner=world.employee, since=AT - DAY, until=None)
    found = {
        tuple(item.title for item in one_to_one_since.said(talk, viewer=viewer, at=at))
        for viewer in (world.manager, world.employee)
    }
    (titles,) = found  # the same for both
    return list(titles)


def test_a_one_to_one_names_hard_words_no_sooner_than_they_are_read(fernhill):
    with fernhill.inside():
        give(fernhill, by=fernhill.manager, at=FRIDAY, **HARD)
        give(fernhill, by=fernhill.manager, at=FRIDAY)
        soft, hard = (
            "Suggestion to Emma Employee, from Max Manager",
            "Improvement feedback to Emma Employee, from Max Manager",
        )
        assert talked(fernhill, at=FRIDAY + HOUR) == [soft]
        assert talked(fernhill, at=MONDAY) == [hard, soft]


def test_a_one_to_one_names_praise_of_others_while_it_hangs_on_the_wall(fernhill):
    with fernhill.inside():
        give(fernhill, **PRAISE)
        give(fernhill, fernhill.employee, by=fernhill.manager, **PRAISE)
        theirs, own = "Praise to Emma Employee, from Peter Peer", "Praise to Emma Employee, from Max Manager"
        assert sorted(talked(fernhill, at=AT + HOUR)) == [own, theirs]
        people_rules.choose_visibility(access.WIDEST, "manager", by=fernhill.hr_admin, at=AT + HOUR)
        assert talked(fernhill, at=AT + 2 * HOUR) == [own]


@pytest.fixture
def alone(fernhill):
    """Feedback may begin with the manager alone."""
    with fernhill.inside():
        people_rules.choose_visibility(access.ALONE, access.ON, by=fernhill.hr_admin, at=AT - 30 * DAY)
    return fernhill


def looks(person):
    """Of whom the page of who has seen one's own records tells."""
    return [(one.kind, one.by.name) for one in seen_page(own_audit(Employee.objects.get(pk=person.pk))).seen]


def test_that_a_manager_looks_at_what_is_with_them_alone_is_told_only_once_it_is_shared(alone, client_of):
    with alone.inside():
        made = give(alone, audience="manager_alone")
    page, manager = alone.path(f"feedback/{made.pk}/"), client_of(alone.manager)
    with clock.stopped(AT + HOUR):
        assert [manager.get(address).status_code for address in (page, alone.path("feedback/"), page)] == [
            200,
            200,
            200,
        ]
    with alone.inside():
        assert looks(alone.employee) == [] and looks(alone.manager) == []
        rules.share_feedback(made, by=alone.manager, at=AT + DAY)
    with clock.stopped(AT + DAY + HOUR):
        assert manager.get(page).status_code == 200
    with alone.inside():
        assert looks(alone.employee) == [("Feedback", "Max Manager")]


def test_the_audit_says_not_about_whom_something_is_before_they_are_shown_it(alone):
    """HR and auditors search it; whoever it is about has not been told."""
    with alone.inside():
        kept, shared = (
            give(alone, audience="manager_alone"),
            give(alone, audience="manager_alone", behaviour="Another."),
        )
        rules.ask_giver(kept, by=alone.manager, at=AT + HOUR)
        rules.drop(kept, by=alone.manager, at=AT + DAY)
        rules.share_feedback(shared, by=alone.manager, at=AT + DAY)
        peter, emma = "Peter Peer", "Emma Employee"
        assert [(act, about) for act, _by, about in acts_about(kept)] == [
            ("feedback.given", peter),
            ("feedback.giver_asked", peter),
            ("feedback.dropped", peter),
        ]
        assert [(act, about) for act, _by, about in acts_about(shared)] == [
            ("feedback.given", peter),
            ("feedback.shared", emma),
        ]


def test_hard_words_that_a_manager_shares_wait_for_a_gentle_moment_too(alone, client_of):
    with alone.inside():
        made = give(alone, at=AT, kind="improvement", audience="manager_alone")
        soft = give(alone, at=AT, behaviour="Another.", audience="manager_alone")
    with clock.stopped(FRIDAY):
        pressed = client_of(alone.manager).post(alone.path(f"feedback/{made.pk}/share/"), follow=True)
        assert pressed.status_code == 200 and "reads it from" in pressed.content.decode()
    with alone.inside():
        rules.share_feedback(soft, by=alone.manager, at=FRIDAY)
        assert readers(alone, soft, at=FRIDAY + HOUR) == {"peer", "manager", "employee"}
        assert readers(alone, made, at=FRIDAY + HOUR) == {"peer", "manager"}  # who has read it before
        assert readers(alone, made, at=MONDAY) == {"peer", "manager", "employee"}
        assert made.receivers.get().shared_at == MONDAY
        people_rules.report_to(alone.employee, alone.stranger, by=SYSTEM, at=FRIDAY, from_date=FRIDAY.date())
        assert readers(alone, made, at=FRIDAY + HOUR) == {"peer", "stranger"}


def test_nobody_looks_again_before_it_is_read(alone):
    near = {**TARGETED, "follow_up": FRIDAY.date() + DAY}
    with alone.inside():
        with pytest.raises(rules.FollowUpBeforeRead, match="Monday, 9 March"):
            give(alone, at=FRIDAY, **near)
        assert give(alone, at=FRIDAY - 6 * HOUR, **near).follow_up_date == FRIDAY.date() + DAY  # read in the morning
        made = give(alone, at=AT, **{**TARGETED, "audience": "manager_alone", "follow_up": AT.date() + 2 * DAY})
        rules.share_feedback(made, by=alone.manager, at=FRIDAY)
        assert Feedback.objects.get(pk=made.pk).follow_up_date == MONDAY.date() + 2 * DAY


def test_home_asks_the_receiver_to_look_again_at_nothing_they_have_not_read(fernhill):
    with fernhill.inside():
        made = give(fernhill, at=AT, **{**TARGETED, "follow_up": AT.date() + 2 * DAY})
        rows = Feedback.objects.filter(pk=made.pk)
        assert asked_again(fernhill.employee, at=FRIDAY) == asked_again(fernhill.peer, at=FRIDAY) == [made.pk]
        rows.update(shared_at=MONDAY)
        made.receivers.update(shared_at=MONDAY)
        assert (asked_again(fernhill.employee, at=FRIDAY), asked_again(fernhill.employee, at=MONDAY)) == ([], [made.pk])


def asked_again(person, *, at):
    return [int(due.key.partition(":")[2]) for due in shown_of_feedback.follow_up_due(person, at=at)]


def test_hr_does_not_learn_from_a_leaving_whether_something_is_with_a_manager_alone(alone):
    with alone.inside():
        before = [str(line.text) for line in shown_of_feedback.leaving(alone.manager, at=AT)]
        give(alone, audience="manager_alone")
        assert [str(line.text) for line in shown_of_feedback.leaving(alone.manager, at=AT + HOUR)] == before != []
        people_rules.choose_visibility(access.ALONE, access.OFF, by=alone.hr_admin, at=AT + HOUR)
        assert list(shown_of_feedback.leaving(alone.manager, at=AT + 2 * HOUR)) == []


def test_what_is_noted_about_somebody_turns_up_in_no_form_to_another(fernhill, client_of):
    with fernhill.inside():
        note = note_rules.write_note(fernhill.employee, "Ask about the bench.", by=fernhill.manager, at=AT)
    for to, has in ((fernhill.employee, True), (fernhill.peer, False)):
        address = fernhill.path(f"feedback/give/?to={to.pk}&kind=suggestion&note={note.pk}")
        assert ("Ask about the bench." in client_of(fernhill.manager).get(address).content.decode()) is has


# --- the wall --------------------------------------------------------------------------------------


def test_who_left_the_wall_is_named_to_nobody_who_knows_it_from_there(fernhill, client_of):
    with fernhill.inside():
        made = rules.give([fernhill.employee, fernhill.stranger], by=fernhill.peer, at=AT, **PRAISE)
        rules.thank(made, by=fernhill.stranger, at=AT + HOUR)
        rules.leave_the_wall(made, by=fernhill.employee, at=AT + HOUR)
    with clock.stopped(AT + 2 * HOUR):
        pages = {
            name: client_of(getattr(fernhill, name)).get(fernhill.path(f"feedback/{made.pk}/")).content.decode()
            for name in ("peer", "employee", "stranger", "manager", "skip", "hr_admin")
        }
    named = {name for name, html in pages.items() if "Emma Employee" in html[html.index("<main") :]}
    assert named == {"peer", "employee", "stranger", "manager"}  # gave it, received it, leads who received it
    thanked = {name for name, html in pages.items() if "said thank you" in html}
    assert thanked == {"peer", "stranger", "hr_admin"}  # who leads the stranger
    both, one = {fernhill.employee.pk, fernhill.stranger.pk}, {fernhill.stranger.pk}
    for name, keys, thanks in (("skip", one, 0), ("peer", both, 1), ("employee", both, 0), ("hr_admin", one, 1)):
        with clock.stopped(AT + 2 * HOUR):
            api = client_of(getattr(fernhill, name)).get(f"/api/v1/o/fernhill/feedback/{made.pk}/").json()
        assert {one["employee"] for one in api["receivers"]} == keys
        assert [bool(one["thanked_at"]) for one in api["receivers"]].count(True) == thanks


def test_why_hr_hid_praise_is_for_its_giver_its_receiver_and_hr(fernhill, client_of):
    with fernhill.inside():
        made = give(fernhill, **PRAISE)
        wall_rules.hide(made, "It names a customer.", by=fernhill.hr_admin, at=AT + HOUR)
    for name, reads in (("peer", True), ("employee", True), ("hr_admin", True), ("manager", False)):
        with clock.stopped(AT + 2 * HOUR):
            answer = client_of(getattr(fernhill, name)).get(fernhill.path(f"feedback/{made.pk}/"))
        assert answer.status_code == 200 and ("It names a customer." in answer.content.decode()) is reads


def test_praise_that_all_have_left_is_hung_up_for_nobody(fernhill):
    with fernhill.inside():
        left, stays = give(fernhill, **PRAISE), give(fernhill, fernhill.stranger, **PRAISE)
        for made in (left, stays):
            wall_rules.hide(made, "Wait.", by=fernhill.hr_admin, at=AT + HOUR)
        left.refresh_from_db()
        rules.leave_the_wall(left, by=fernhill.employee, at=AT + HOUR)
        for made in (left, stays):
            wall_rules.show_again(made, by=fernhill.hr_admin, at=AT + 2 * HOUR)
        assert "skip" in readers(fernhill, stays, at=AT + DAY)
        assert readers(fernhill, left, at=AT + DAY) == {"peer", "employee", "manager"}
