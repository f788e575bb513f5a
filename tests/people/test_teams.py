"""The tree of teams is arranged: what would move is said first, history stays, and it can be taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from people import access, queries, rules
from people.access import SYSTEM
from people.models import AuditEntry, Employee, RoleGrant, Team
from perfhub.kernel.errors import Refused, StaleMove
from tests.factories import people as make

from .rosters import AT
from .test_finding import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(fernhill):
    """Engineering > Lab > Bench, beside the two teams of everybody."""
    with fernhill.inside():
        top = rules.open_team("Engineering", by=SYSTEM, at=AT)
        lab = rules.open_team("Lab", by=SYSTEM, at=AT, parent=top)
        return top, lab, rules.open_team("Bench", by=SYSTEM, at=AT, parent=lab)


def test_a_circle_and_a_taken_name_are_refused_with_a_sentence(fernhill, tree):
    top, lab, bench = tree
    with fernhill.inside():
        for to in (top, lab, bench):
            with pytest.raises(rules.TeamBelowItself, match="circle"):
                rules.move_team(top, to, by=SYSTEM, at=AT)
            with pytest.raises(rules.TeamBelowItself):
                rules.merge_team(top, to, by=SYSTEM, at=AT)
        with pytest.raises(rules.NameTaken):
            rules.open_team("  Lab ", by=SYSTEM, at=AT)
        with pytest.raises(rules.NameTaken):
            rules.rename_team(bench, "Lab", by=SYSTEM, at=AT)
        with pytest.raises(Refused):
            rules.move_team(lab, None, by=fernhill.hr_partner, at=AT)
        assert Team.objects.get(pk=top.pk).parent is None


def test_two_who_arrange_at_once_do_not_undo_each_other_unseen(fernhill, tree):
    top, _lab, bench = tree
    with fernhill.inside():
        rules.move_team(bench, top, by=SYSTEM, at=AT, seen=1)
        with pytest.raises(StaleMove):
            rules.rename_team(bench, "Desk", by=SYSTEM, at=AT, seen=1)
        assert (Team.objects.get(pk=bench.pk).name, Team.objects.get(pk=bench.pk).version) == ("Bench", 2)


def test_a_renamed_team_is_found_by_its_new_name_only(fernhill):
    with fernhill.inside():
        rules.rename_team(fernhill.employee.team, "Outer Works", by=fernhill.hr_admin, at=AT)
        assert fernhill.employee.name in found(fernhill.stranger, "works emma")
        assert found(fernhill.stranger, "service") == []
        assert AuditEntry.objects.get(act="team.renamed").by == fernhill.hr_admin


def test_moving_changes_whom_a_partner_looks_after_and_is_said_before(fernhill, tree):
    top, lab, _bench = tree
    with fernhill.inside():
        somebody = make.EmployeeFactory(team=lab)
        field = fernhill.employee.team
        told = queries.effect_of(lab, field)
        assert (told.people, told.teams, told.gain, told.lose) == (1, 2, ["Paul Partner"], [])
        assert lab.pk not in access.partner_teams(fernhill.hr_partner)
        rules.move_team(lab, field, by=SYSTEM, at=AT)
        assert lab.pk in access.partner_teams(Employee.objects.get(pk=fernhill.hr_partner.pk))
        assert queries.effect_of(lab, top).lose == ["Paul Partner"]
        somebody.refresh_from_db()
        assert somebody.team == lab


def test_a_merge_moves_all_and_is_taken_back_but_for_who_moved_on(fernhill, tree):
    top, lab, bench = tree
    with fernhill.inside():
        stays, goes_on = make.EmployeeFactory(team=lab), make.EmployeeFactory(team=lab)
        rules.grant(fernhill.stranger, "hr_partner", by=SYSTEM, at=AT, team=lab)
        into = fernhill.employee.team
        later = AT + timedelta(hours=1)
        merged = rules.merge_team(lab, into, by=fernhill.hr_admin, at=later)
        assert (merged.people, merged.teams) == (2, 1)
        bench.refresh_from_db()
        assert (bench.parent, Team.objects.get(pk=lab.pk).retired_at) == (into, later)
        assert RoleGrant.objects.get(employee=fernhill.stranger, end_at=None).team == into
        with pytest.raises(rules.NotMerged):
            rules.unmerge_team(top, by=SYSTEM, at=later)
        goes_on.refresh_from_db()
        rules.change(goes_on, by=SYSTEM, at=later + timedelta(minutes=1), team=top)
        rules.unmerge_team(lab, by=fernhill.hr_admin, at=later + timedelta(minutes=2))
        for row in (stays, goes_on, bench, lab):
            row.refresh_from_db()
        assert (stays.team, goes_on.team, bench.parent, lab.retired_at) == (lab, top, lab, None)
        assert RoleGrant.objects.get(employee=fernhill.stranger, end_at=None).team == lab
        assert fernhill.employee.team == into
        with pytest.raises(rules.NotMerged):
            rules.unmerge_team(lab, by=SYSTEM, at=later)


def test_only_an_empty_team_is_retired_and_it_can_be_used_again(fernhill, tree):
    top, lab, bench = tree
    with fernhill.inside():
        for full in (top, fernhill.employee.team):
            with pytest.raises(rules.NotEmpty):
                rules.retire_team(full, by=SYSTEM, at=AT)
        rules.retire_team(bench, by=SYSTEM, at=AT)
        rules.retire_team(lab, by=SYSTEM, at=AT)
        assert "Bench" not in [branch.name for branch in queries.in_order(queries.team_tree())]
        bench.refresh_from_db()
        rules.reopen_team(bench, by=SYSTEM, at=AT)
        assert (bench.retired_at, bench.parent) == (None, None)  # its place is gone
        assert rules.open_team("Lab", by=SYSTEM, at=AT).pk == lab.pk


def test_hr_arranges_on_the_pages_and_takes_back(fernhill, brackwater, tree, client_of):
    top, lab, bench = tree
    client = client_of(fernhill.hr_admin)

    def url(name, *args):
        return reverse(f"people:{name}", args=["fernhill", *args])

    assert client.post(url("team_tree"), {"name": "Paint", "parent": lab.pk}).status_code == 302
    assert "Paint" in client.get(url("team_tree")).content.decode()
    looked = client.get(url("team", bench.pk), {"to": top.pk}).content.decode()
    assert "Bench becomes part of Engineering" in looked and "No HR partner gains or loses anybody" in looked
    moved = client.post(url("team_move", bench.pk), {"to": top.pk, "version": 1}, follow=True).content.decode()
    undo = url("team_move_back", bench.pk) + f"?to={lab.pk}"
    assert undo in moved
    assert client.post(undo).status_code == 302
    with fernhill.inside():
        assert Team.objects.get(pk=bench.pk).parent == lab
    circle = client.post(url("team_move", top.pk), {"to": bench.pk})
    assert circle.status_code == 409 and "circle" in circle.content.decode()
    assert "goes into" in client.get(url("team", bench.pk), {"to": top.pk, "merge": 1}).content.decode()
    assert client.post(url("team_merge", bench.pk), {"to": top.pk}).status_code == 302
    assert client.post(url("team_unmerge", bench.pk)).status_code == 302
    assert client.post(url("team_retire", bench.pk)).status_code == 302
    assert client.post(url("team_reopen", bench.pk)).status_code == 302
    assert client.post(url("team_rename", bench.pk), {"name": ""}).status_code == 422
    assert client_of(brackwater.hr_admin).get(reverse("people:team", args=["brackwater", lab.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_tree_asks_as_often_for_three_teams_as_for_one(fernhill, client_of, django_assert_num_queries, rows):
    with fernhill.inside():
        above = None
        for n in range(rows):
            above = rules.open_team(f"Deep {n}", by=SYSTEM, at=AT, parent=above)
    client = client_of(fernhill.hr_admin)
    client.get(reverse("people:team_tree", args=["fernhill"]))
    with django_assert_num_queries(16):
        page = client.get(reverse("people:team_tree", args=["fernhill"])).content.decode()
    assert page.count(">Deep ") == 2 * rows  # in the table, and among the places of a new one
