"""Asking whether a goal may serve somebody else's: who answers, who is told, and of what nobody hears."""

import datetime as dt

import pytest
from django.http import Http404

from goals import rules
from goals.access import aligning
from goals.models import Alignment, AlignmentRequest, GoalEvent, Objective
from notices.models import Notice
from notices.queries.subjects import with_subjects
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused, StaleMove
from tests.factories.goals import AlignmentRequestFactory, GoalOwnerFactory, ObjectiveFactory

from .writing import AT, under_way

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=2)


@pytest.fixture
def asked(world) -> AlignmentRequest:
    """The employee asks the stranger."""
    above = under_way(world, by=world.stranger, title="Books in order")
    goal = under_way(world, title="Bench", cycle=above.cycle)
    return rules.ask(goal, above, by=world.employee, at=AT, words="We feed your figures.")


def told(kind) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def wanted_and_said(kind) -> tuple[bool, str]:
    (notice,) = with_subjects(Notice.objects.filter(kind=kind).select_related("recipient"))
    found = slots.provider("notice.kind", kind)
    return bool(found.still_wanted(notice)), found.render(notice).lead


def test_its_owner_accepts_and_both_sides_know(world, asked):
    assert told("goal.align_asked") == ["Stella Stranger"]
    for nobody in (world.employee, world.manager, world.hr_admin, world.peer):
        with pytest.raises(Refused):
            rules.accept_request(asked, by=nobody, at=LATER)
    assert not Alignment.objects.exists()
    assert wanted_and_said("goal.align_asked")[0]
    rules.accept_request(asked, by=world.stranger, at=LATER)
    assert Alignment.objects.in_force().get().parent == asked.parent
    assert not wanted_and_said("goal.align_asked")[0]
    assert told("goal.align_answered") == ["Emma Employee"]
    assert wanted_and_said("goal.align_answered") == (
        True,
        "“Bench” serves “Books in order” now: its owner has agreed.",
    )
    assert GoalEvent.objects.filter(objective=asked.child, happening="aligned", by=world.stranger).exists()
    acts = set(AuditEntry.objects.filter(act__startswith="goal.align_").values_list("act", "by"))
    assert acts == {("goal.align_asked", world.employee.pk), ("goal.align_accepted", world.stranger.pk)}


def test_of_two_owners_who_answer_one_wins(world, asked):
    GoalOwnerFactory(objective=asked.parent, employee=world.peer)
    same = AlignmentRequest.objects.get()
    rules.decline_request(asked, "Not this quarter.", by=world.peer, at=LATER)
    with pytest.raises(StaleMove):
        rules.accept_request(same, by=world.stranger, at=LATER)
    assert not Alignment.objects.exists()


def test_a_no_has_a_reason_that_whoever_asked_reads(world, asked, client_of):
    with pytest.raises(rules.NoReasonGiven):
        rules.decline_request(asked, "  ", by=world.stranger, at=LATER)
    client_of(world.stranger).post(world.path(f"goals/requests/{asked.pk}/decline/"), {"reason": "It is about others."})
    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.decided_by) == ("declined", "It is about others.", world.stranger)
    page = client_of(world.employee).get(world.path("goals/requests/")).content.decode()
    assert "It is about others." in page and "declined: Stella Stranger" in page
    assert not Alignment.objects.exists() and told("goal.align_answered") == ["Emma Employee"]


def test_whoever_asked_takes_it_back_and_the_other_hears_nothing_more(world, asked):
    with pytest.raises(Refused):
        rules.withdraw_request(asked, by=world.stranger, at=LATER)
    rules.withdraw_request(asked, by=world.employee, at=LATER)
    assert not wanted_and_said("goal.align_asked")[0]
    assert not aligning.asked_of(world.stranger).exists()
    with pytest.raises(StaleMove):
        rules.accept_request(asked, by=world.stranger, at=LATER)


def test_asking_somebody_else_or_choosing_alone_takes_the_first_question_back(world, asked):
    other = under_way(world, by=world.peer, cycle=asked.child.cycle)
    second = rules.ask(asked.child, other, by=world.employee, at=LATER)
    asked.refresh_from_db()
    assert (asked.state, second.state) == ("withdrawn", "proposed")
    rules.align(asked.child, under_way(world, by=world.manager, cycle=asked.child.cycle), by=world.employee, at=LATER)
    assert set(AlignmentRequest.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_when_the_owner_leaves_whoever_owns_it_then_answers(world, asked):
    people.leave(world.stranger, by=SYSTEM, at=AT, last_day=AT.date())
    assert list(aligning.asked_of(world.hr_admin)) == [asked]  # the stranger's manager: it has fallen to them
    found = Objective.objects.get(pk=asked.parent_id)
    rules.hand_over(found, world.peer, by=world.hr_admin, at=LATER)
    assert told("goal.align_asked") == ["Peter Peer", "Stella Stranger"]
    assert not aligning.asked_of(world.hr_admin).exists()
    rules.accept_request(asked, by=world.peer, at=LATER)
    assert Alignment.objects.in_force().exists()


def test_what_is_over_by_then_is_not_answered_any_more(world, asked):
    rules.close(Objective.objects.get(pk=asked.child_id), "", by=world.employee, at=LATER, done=True)
    assert not aligning.asked_of(world.stranger).exists()
    with pytest.raises(rules.NothingThere):
        rules.accept_request(aligning.get_request(world.stranger, asked.pk), by=world.stranger, at=LATER)
    assert AlignmentRequest.objects.get().state == "proposed"


def test_asking_is_refused_where_the_answer_could_only_be_no(world, asked):
    with pytest.raises(rules.InACircle):
        rules.accept_request(asked, by=world.stranger, at=AT)
        rules.ask(asked.parent, asked.child, by=world.stranger, at=LATER)
    hidden = under_way(world, by=world.stranger, visibility="private")
    with pytest.raises(rules.NothingThere):
        rules.ask(asked.child, hidden, by=world.employee, at=LATER)
    with pytest.raises(Refused):
        rules.ask(asked.child, asked.parent, by=world.peer, at=LATER)


def test_a_private_goal_is_asked_for_without_its_name(world, client_of):
    above = under_way(world, by=world.stranger, title="Books in order")
    goal = under_way(world, title="Quiet aim", visibility="private", cycle=above.cycle)
    request = rules.ask(goal, above, by=world.employee, at=AT, words="Please.")
    _wanted, said = wanted_and_said("goal.align_asked")
    assert "Quiet aim" not in said and "a goal you do not see" in said
    client = client_of(world.stranger)
    for path in ("goals/requests/", f"goals/requests/{request.pk}/decline/", ""):
        page = client.get(world.path(path)).content.decode()
        assert "Quiet aim" not in page and "Emma Employee" in page
    assert "Quiet aim" in client_of(world.employee).get(world.path("goals/requests/")).content.decode()
    rules.accept_request(request, by=world.stranger, at=LATER)
    assert "Quiet aim" not in client.get(world.path(f"goals/{above.pk}/")).content.decode()


def test_home_has_a_line_for_whoever_answers_and_none_for_others(world, asked, client_of):
    assert "May it serve your goal “Books in order”?" in client_of(world.stranger).get(world.path()).content.decode()
    for other in (world.employee, world.manager, world.hr_admin):
        assert "May it serve your goal" not in client_of(other).get(world.path()).content.decode()


def test_nobody_else_finds_a_request_and_another_organization_never(fernhill, brackwater, client_of):
    with fernhill.inside(), clock.stopped(AT):
        above = under_way(fernhill, by=fernhill.stranger)
        goal = under_way(fernhill, cycle=above.cycle)
        request = rules.ask(goal, above, by=fernhill.employee, at=AT)
        for nobody in (fernhill.manager, fernhill.peer, fernhill.hr_admin, fernhill.auditor):
            with pytest.raises(Http404):
                aligning.get_request(nobody, request.pk)
    client = client_of(brackwater.employee)
    for act in ("accept", "withdraw"):
        assert client.post(brackwater.path(f"goals/requests/{request.pk}/{act}/")).status_code == 404
    with fernhill.inside():
        assert AlignmentRequest.objects.get().state == "proposed"


def test_a_goal_written_for_somebody_elses_is_a_draft_that_asks(world):
    above = under_way(world, by=world.stranger)
    goal = rules.write(above.cycle, by=world.employee, at=AT, owners=[world.employee], title="Bench", parent=above)
    assert AlignmentRequest.objects.get(child=goal).parent == above and not Alignment.objects.exists()


def test_more_requests_ask_no_more(world, client_of, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked_for(number):
        for _ in range(number):
            for owner, by in ((world.employee, world.peer), (world.stranger, world.employee)):
                above = ObjectiveFactory(owner=owner, active=True)
                goal = ObjectiveFactory(owner=by, active=True, cycle=above.cycle)
                AlignmentRequestFactory(child=goal, parent=above, asked_by=by)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(world.path("goals/requests/")).status_code == 200
        return len(seen)

    client = client_of(world.employee)
    asked_for(1)
    statements()
    before = statements()
    asked_for(2)
    assert statements() == before
