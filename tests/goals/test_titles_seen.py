"""Wherever the title of a goal that not everybody sees is shown, its owner reads who was shown it."""

import pytest

from goals import rules
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories import goals as make_goals

from .writing import AT, under_way

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
