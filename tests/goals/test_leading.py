"""Somebody leads one key result of a goal: reports its values, and nothing else of it."""

import datetime as dt
from decimal import Decimal

import pytest

from goals import access, queries, rules
from goals.models import GoalEvent, GoalUpdate, KeyResult, Objective
from notices.models import Notice
from notices.queries.subjects import with_subjects
from people.models import AuditEntry
from perfhub.kernel import slots
from perfhub.kernel.errors import Refused

from .writing import AT, OTHER_WAY, WAY, under_way

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=3)


@pytest.fixture
def goal(world) -> Objective:
    """The employee owns it, the stranger contributes; nobody else sees it."""
    goal = under_way(world, visibility="private", key_results=(WAY, OTHER_WAY))
    rules.add_contributor(goal, world.stranger, by=world.employee, at=AT)
    return goal


def rows_of(goal) -> list[KeyResult]:
    return list(KeyResult.objects.filter(objective=goal).select_related("objective").in_order())


def fetch(person, goal) -> Objective:
    return access.get_objective(person, goal.pk)


def test_whoever_leads_it_is_told_and_reports_its_values_alone(world, goal):
    first, second = rows_of(goal)
    with pytest.raises(Refused):
        rules.report(fetch(world.stranger, goal), by=world.stranger, at=AT, values={first.pk: Decimal(40)})
    rules.lead(first, world.stranger, by=world.employee, at=AT)
    (notice,) = with_subjects(Notice.objects.filter(kind="goal.leads_key_result").select_related("recipient"))
    kind = slots.provider("notice.kind", notice.kind)
    assert (notice.recipient, kind.still_wanted(notice)) == (world.stranger, True)
    assert "Right first time" not in kind.render(notice).lead  # not everybody sees the goal
    seen = fetch(world.stranger, goal)
    assert access.acts(world.stranger, seen) == {"comment", "update_part"}
    due = seen.due_date
    values = {first.pk: Decimal(40), second.pk: Decimal(3)}
    update = rules.report(seen, by=world.stranger, at=LATER, values=values, comment="The rig stands.")
    assert list(update.values.values_list("key_result", flat=True)) == [first.pk]  # the other one is not theirs
    found = Objective.objects.get(pk=goal.pk)
    assert (found.due_date, found.score, found.status) == (due, 0.4, "")
    with pytest.raises(rules.OwnersWord):
        rules.report(fetch(world.stranger, goal), by=world.stranger, at=LATER, status="on_track")
    with pytest.raises(rules.NothingSaid):
        rules.report(fetch(world.stranger, goal), by=world.stranger, at=LATER, values={second.pk: Decimal(3)})
    assert GoalUpdate.objects.count() == 1
    line = AuditEntry.objects.get(act="goal.key_result_led")
    assert (line.by, line.employee) == (world.employee, world.stranger)
    event = GoalEvent.objects.get(happening="led")
    assert (event.before, event.after) == ("Right first time", "Stella Stranger")


def test_who_takes_no_part_leads_nothing_and_who_parts_leads_no_more(world, goal):
    first, _second = rows_of(goal)
    with pytest.raises(rules.TakesNoPart):
        rules.lead(first, world.peer, by=world.employee, at=AT)
    for nobody in (world.stranger, world.skip):
        with pytest.raises(Refused):
            rules.lead(first, world.stranger, by=nobody, at=AT)
    rules.lead(first, world.stranger, by=world.manager, at=AT)
    rules.lead(first, world.stranger, by=world.manager, at=AT)  # twice is once
    assert GoalEvent.objects.filter(happening="led").count() == 1
    share = goal.owners.get(employee=world.stranger)
    rules.end_contribution(share, by=world.employee, at=LATER)
    first.refresh_from_db()
    assert first.led_by is None
    rules.close(fetch(world.employee, goal), "", by=world.employee, at=LATER, done=True)
    with pytest.raises(rules.CycleNotOpen):
        rules.lead(first, world.employee, by=world.employee, at=LATER)


def test_who_owns_it_and_leads_a_part_reports_on_all_of_it(world, goal):
    first, second = rows_of(goal)
    rules.lead(first, world.employee, by=world.employee, at=AT)
    rules.report(
        fetch(world.employee, goal), by=world.employee, at=AT, values={second.pk: Decimal(3)}, status="at_risk"
    )
    assert not Notice.objects.filter(kind="goal.leads_key_result").exists()  # who says so themselves is not told
    rules.lead(first, None, by=world.employee, at=AT)
    told = [
        one.words
        for one in queries.page_of(fetch(world.employee, goal), viewer=world.employee, at=AT).told
        if one.event
    ]
    assert "“Right first time” is led by nobody" in told and "Emma Employee leads “Right first time”" in told


def test_the_pages_name_ask_and_refuse(world, goal, client_of):
    first, second = rows_of(goal)
    client = client_of(world.employee)
    people, lead = world.path(f"goals/{goal.pk}/people/"), world.path(f"goals/{goal.pk}/key-results/{first.pk}/lead/")
    assert "Who leads which key result" in client.get(people).content.decode()
    client.post(lead, {"leader": world.peer.pk})  # takes no part: not among those to choose from
    first.refresh_from_db()
    assert first.led_by is None
    client.post(lead, {"leader": world.stranger.pk})
    assert "Stella Stranger" in client.get(world.path(f"goals/{goal.pk}/")).content.decode()
    theirs, update = client_of(world.stranger), world.path(f"goals/{goal.pk}/update/")
    assert "Update" in theirs.get(world.path(f"goals/{goal.pk}/")).content.decode()
    form = theirs.get(update).content.decode()
    assert f'name="value_{first.pk}"' in form and f'name="value_{second.pk}"' not in form
    assert "How is it going?" not in form and "How sure are you" not in form
    theirs.post(update, {f"value_{first.pk}": "40"})
    assert Objective.objects.get(pk=goal.pk).score == 0.4
    assert client_of(world.manager).get(update).status_code == 403
    assert client_of(world.peer).get(update).status_code == 404
