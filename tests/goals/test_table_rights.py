"""A table of goals: what its writer reads of it later, and what may be taken back with the rights of today."""

import datetime as dt

import pytest

from goals import rules
from goals.models import Objective
from notices.models import Notice
from notices.queries import kinds
from notices.queries.subjects import with_subjects
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry, RoleGrant
from perfhub.kernel import clock

from .tables import AT, applied, goal_of, new_row, previewed, taken_back

pytestmark = pytest.mark.django_db
AN_HOUR = dt.timedelta(hours=1)
CANARY = "Canary of the later words"


def pages(world, client_of, who, found) -> str:
    client = client_of(who)
    with clock.stopped(AT + AN_HOUR):
        paths = (f"goals/imports/{found.pk}/?list=undo", f"goals/imports/{found.pk}/")
        return "".join(client.get(world.path(path)).content.decode() for path in paths)


def renamed(world) -> Objective:
    draft = Objective.objects.get()
    return rules.change(draft, by=world.employee, at=AT, title=CANARY)


def test_what_the_owner_makes_of_a_draft_is_read_by_nobody_who_wrote_it_by_a_table(fernhill, cycle, client_of):
    found = applied(fernhill, new_row(fernhill))
    with fernhill.inside():
        renamed(fernhill)
    assert CANARY not in pages(fernhill, client_of, fernhill.hr_admin, found)
    found = taken_back(fernhill, found, at=AT + AN_HOUR)
    said = pages(fernhill, client_of, fernhill.hr_admin, found)
    assert CANARY not in said and "Answer in two days" in said  # what the table itself called it
    guessed = previewed(fernhill, new_row(fernhill, title=CANARY))
    assert guessed.errors == 0


def test_the_manager_above_who_wrote_it_sees_the_draft_no_less(fernhill, cycle, client_of):
    found = applied(fernhill, new_row(fernhill), by=fernhill.manager)
    with fernhill.inside():
        renamed(fernhill)
    assert CANARY in pages(fernhill, client_of, fernhill.manager, found)


def test_whoever_lost_the_role_takes_back_nothing_of_others(fernhill, cycle):
    with fernhill.inside():
        goal = goal_of(fernhill.employee, cycle)
        people_rules.report_to(fernhill.peer, fernhill.hr_admin, by=SYSTEM, at=AT, from_date=AT.date())
    found = applied(fernhill, {"goal": goal.pk, "state": "not done", "learning": "Ask first."})
    with fernhill.inside():
        assert Objective.objects.get().state == "not_done"
        for grant in RoleGrant.objects.filter(employee=fernhill.hr_admin, end_at=None):
            people_rules.end_grant(grant, by=SYSTEM, at=AT)
    found = taken_back(fernhill, found, at=AT + AN_HOUR)
    with fernhill.inside():
        assert Objective.objects.get().state == "not_done"
        assert [row.get_reason_display() for row in found.rows.all()] == ["it is not yours to write on any more"]


def test_a_managers_new_goal_for_somebody_who_moved_stays(fernhill, cycle):
    found = applied(fernhill, new_row(fernhill, state="active"), by=fernhill.manager)
    with fernhill.inside():
        assert Objective.objects.get().state == "active"
        people_rules.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=AT, from_date=AT.date())
    taken_back(fernhill, found, at=AT + AN_HOUR, by=fernhill.manager)
    with fernhill.inside():
        assert Objective.objects.exists()


def test_owners_are_told_also_of_what_was_taken_back_since(fernhill, cycle):
    with fernhill.inside():
        goal = goal_of(fernhill.employee, cycle)
    found = applied(fernhill, {"goal": goal.pk, "title": "Corrected"})
    taken_back(fernhill, found, at=AT + AN_HOUR)
    with fernhill.inside():
        (told,) = with_subjects(Notice.objects.filter(kind="goal.by_table").select_related("recipient"))
        assert kinds()["goal.by_table"].still_wanted(told)
        assert AuditEntry.objects.filter(act="goal_import.applied").count() == 1
