"""Wherever the title of a goal that not everybody sees is shown, its owner reads who was shown it."""

import datetime as dt

import pytest

from goals import rules
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories import goals as make_goals

from .measuring import sent
from .writing import AT, under_way, written

pytestmark = pytest.mark.django_db
QUIET = "Canary of the quiet aim"
DOORS = {
    "page_of_what_serves_it": "goals/{serving}/",
    "list": "goals/list/",
    "export": "goals/list/table/",
    "people": "goals/{quiet}/people/",
    "its_own_page": "goals/{quiet}/",
    "which_could_serve_it": "goals/{quiet}/serve/",
}


@pytest.mark.parametrize("door", DOORS)
def test_a_quiet_title_leaves_a_line(world, client_of, door):
    quiet = under_way(world, by=world.employee, title=QUIET, visibility="private")
    serving = make_goals.ObjectiveFactory(owner=world.peer, cycle=quiet.cycle, active=True, title="Seen by all")
    rules.align(serving, quiet, by=SYSTEM, at=AT)
    with clock.stopped(AT):
        answer = client_of(world.manager).get(world.path(DOORS[door].format(quiet=quiet.pk, serving=serving.pk)))
        said = b"".join(answer).decode()
    assert answer.status_code == 200 and QUIET in said
    assert AuditEntry.objects.filter(act="goal.seen", by=world.manager, employee=world.employee).count() == 1


def test_a_quiet_title_among_those_to_choose_from_leaves_a_line(world, client_of):
    """What the line above shows to chosen people is offered to them to serve."""
    under_way(world, by=world.skip, title=QUIET, visibility="chosen", audience=[world.manager])
    with clock.stopped(AT):
        said = client_of(world.manager).get(world.path("goals/new/")).content.decode()
        client_of(world.employee).get(world.path("goals/new/"))
    assert QUIET in said
    lines = AuditEntry.objects.filter(act="goal.seen", employee=world.skip)
    assert [line.by for line in lines] == [world.manager]


def lines(world) -> int:
    return AuditEntry.objects.filter(act="goal.seen", by=world.manager, employee=world.employee).count()


def looked(world, client_of, path) -> str:
    with clock.stopped(AT):
        answer = client_of(world.manager).get(world.path(path))
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_a_goal_served_once_leaves_a_line_too(world, client_of):
    quiet = under_way(world, title=QUIET, visibility="private")
    serving = make_goals.ObjectiveFactory(owner=world.peer, cycle=quiet.cycle, active=True)
    rules.align(serving, quiet, by=SYSTEM, at=AT)
    rules.align(serving, None, by=SYSTEM, at=AT + dt.timedelta(hours=1))
    assert QUIET in looked(world, client_of, f"goals/{serving.pk}/") and lines(world) == 1


def test_what_a_key_result_serves_leaves_a_line_where_links_are_chosen(world, client_of):
    quiet = under_way(world, title=QUIET, visibility="private")
    serving = make_goals.ObjectiveFactory(owner=world.manager, cycle=quiet.cycle, active=True)
    row = make_goals.KeyResultFactory(objective=serving)
    rules.align(serving, quiet, by=SYSTEM, at=AT, child_key_result=row)
    assert QUIET in looked(world, client_of, f"goals/{serving.pk}/align/?of={row.pk}") and lines(world) == 1


def test_a_proposal_that_is_to_be_sent_back_leaves_a_line(world, client_of):
    cycle = make_goals.GoalCycleFactory(needs_approval=True)
    goal = rules.propose(written(world, title=QUIET, cycle=cycle), by=world.employee, at=AT)
    path = f"goals/{goal.pk}/send-back/"
    assert QUIET in looked(world, client_of, path) and lines(world) == 1
    with clock.stopped(AT):
        sent = client_of(world.manager).post(world.path(path), {"reason": "A number, please."}, follow=True)
    assert sent.status_code == 200 and "Sent back. The owner is told." in sent.content.decode()  # not the draft unseen


def test_a_goal_named_by_the_metric_that_feeds_it_leaves_a_line(world, client_of, complaints):
    quiet = under_way(world, title=QUIET, visibility="private")
    row = make_goals.KeyResultFactory(objective=quiet)
    rules.feed_from(row, complaints, by=world.employee, at=AT)
    rules.measure([sent(complaints, 4)], by=world.manager, at=AT)
    assert QUIET in looked(world, client_of, f"metrics/{complaints.pk}/") and lines(world) == 1
