"""The tree of teams: opened, named, hung elsewhere, merged, retired. People and facts keep what they were."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.names import sort_name
from perfhub.kernel.tenancy import current_organization

from ..access import Actor, require
from ..models import AuditEntry, CapabilitySwitch, Employee, RoleGrant, Team
from .audit import record
from .finding import find_team_by_words


class NameTaken(RuleBroken):
    """Two teams of one name could not be told apart."""

    sentence = _("There is a team of this name already.")


class TeamBelowItself(RuleBroken):
    """The new place is the team itself, or below it."""

    sentence = _("This would be a circle: the new place is the team itself, or part of it.")


class NotEmpty(RuleBroken):
    """Somebody or something is still in the team."""

    sentence = _("There are still people or teams in it. Merge it into another one, or move them first.")


class NotMerged(RuleBroken):
    """Something else has happened to it since."""

    sentence = _("This cannot be taken back any more: the team has changed since.")


@dataclass(frozen=True)
class Merged:
    """How many went along."""

    people: int
    teams: int


@transaction.atomic
def open_team(name: str, *, by: Actor, at: datetime, parent: Team | None = None) -> Team:
    """A new team, part of another or at the top. A retired team of this name is opened again. Raises `NameTaken`."""
    require("arrange_teams", by)
    _lock()
    name = " ".join(name.split())
    team = Team.objects.filter(name=name).first()
    if team is not None and team.retired_at is None:
        raise NameTaken
    if team is None:
        team = Team.objects.create(name=name, search_name=sort_name(name)[:220], parent=parent)
    else:
        _write(team, seen=None, retired_at=None, parent=parent)
    find_team_by_words(team)
    record("team.opened", by=by, at=at, subject=team)
    return team


@transaction.atomic
def rename_team(team: Team, name: str, *, by: Actor, at: datetime, seen: int | None = None) -> Team:
    """Another name for the same team; its history goes with it. Raises `NameTaken`."""
    require("arrange_teams", by)
    _lock()
    name = " ".join(name.split())
    if Team.objects.filter(name=name).exclude(pk=team.pk).exists():
        raise NameTaken
    _write(team, seen=seen, name=name, search_name=sort_name(name)[:220])
    find_team_by_words(team)
    record("team.renamed", by=by, at=at, subject=team)
    return team


@transaction.atomic
def move_team(team: Team, parent: Team | None, *, by: Actor, at: datetime, seen: int | None = None) -> Team:
    """With all below it, it becomes part of another team, or of none. Raises `TeamBelowItself`."""
    require("arrange_teams", by)
    _lock()
    if parent is not None and parent.pk in below(team):
        raise TeamBelowItself
    _write(team, seen=seen, parent=parent)
    record("team.moved", by=by, at=at, subject=team)
    return team


@transaction.atomic
def merge_team(team: Team, into: Team, *, by: Actor, at: datetime, seen: int | None = None) -> Merged:
    """Its people and the teams in it go into another team, roles held for it, too; then it is retired.

    What was said about what is in use for this team alone ends with it. Raises `TeamBelowItself`.
    """
    require("arrange_teams", by)
    _lock()
    if into.pk in below(team):
        raise TeamBelowItself
    people = Employee.objects.filter(team=team)
    moved = list(people.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE_MOVE, {"team": team.pk, "into": into.pk})
        cursor.execute(PEOPLE_AUDIT, {"people": moved, "at": at, "by": by.pk})
    children = Team.objects.filter(parent=team)
    teams = 0
    for child in children.order_by("pk"):
        _write(child, seen=None, parent=into)
        record("team.moved", by=by, at=at, subject=child)
        teams += 1
    for held in RoleGrant.objects.filter(team=team, end_at__isnull=True).order_by("pk"):
        RoleGrant.objects.filter(pk=held.pk).update(end_at=at)
        RoleGrant.objects.get_or_create(
            employee_id=held.employee_id,
            role=held.role,
            team=into,
            end_at=None,
            defaults={"start_at": at, "granted_by_id": by.pk},
        )
        record(f"role.granted.{held.role}", by=by, at=at, employee=held.employee, subject=held)
    _write(team, seen=seen, retired_at=at)
    record("team.merged", by=by, at=at, subject=team)
    return Merged(people=len(moved), teams=teams)


PEOPLE_MOVE = "UPDATE people_employee SET team_id = %(into)s, version = version + 1 WHERE team_id = %(team)s"

PEOPLE_AUDIT = """
INSERT INTO people_auditentry (at, act, by_id, employee_id, object_type, object_id)
SELECT %(at)s, 'employee.changed', %(by)s, id, 'people.employee', id FROM unnest(%(people)s::bigint[]) AS id
"""


@transaction.atomic
def unmerge_team(team: Team, *, by: Actor, at: datetime) -> Team:
    """A merge is taken back: people and teams who were moved by it and by nobody since go back, roles too.

    Raises `NotMerged`.
    """
    require("arrange_teams", by)
    _lock()
    acts = AuditEntry.objects.filter(object_type="people.team", object_id=team.pk, act__startswith="team.")
    last = acts.order_by("-at", "-pk").first()
    if last is None or last.act != "team.merged" or team.retired_at is None:
        raise NotMerged
    said = AuditEntry.objects.filter(at=last.at, by=last.by_id)
    _write(team, seen=None, retired_at=None)
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE_BACK, {"team": team.pk, "merged": last.at, "merged_by": last.by_id})
        back = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(PEOPLE_AUDIT, {"people": back, "at": at, "by": by.pk})
    for child in Team.objects.filter(pk__in=said.filter(act="team.moved").values("object_id")).order_by("pk"):
        if not AuditEntry.objects.filter(object_id=child.pk, act__startswith="team.", at__gt=last.at).exists():
            _write(child, seen=None, parent=team)
            record("team.moved", by=by, at=at, subject=child)
    RoleGrant.objects.filter(start_at=last.at, end_at__isnull=True, team__isnull=False).update(end_at=at)
    RoleGrant.objects.filter(end_at=last.at, team=team).update(end_at=None)
    record("team.opened", by=by, at=at, subject=team)
    return team


PEOPLE_BACK = """
UPDATE people_employee e SET team_id = %(team)s, version = e.version + 1
FROM people_auditentry a
WHERE a.at = %(merged)s AND a.by_id IS NOT DISTINCT FROM %(merged_by)s AND a.act = 'employee.changed'
    AND a.employee_id = e.id
    AND NOT EXISTS (SELECT FROM people_auditentry later WHERE later.employee_id = e.id AND later.at > %(merged)s
        AND later.act IN ('employee.changed', 'employee.left', 'employee.rejoined'))
RETURNING e.id
"""


@transaction.atomic
def retire_team(team: Team, *, by: Actor, at: datetime, seen: int | None = None) -> Team:
    """Nobody is in it any more: it leaves the tree and every choice, its history stays. Raises `NotEmpty`."""
    require("arrange_teams", by)
    _lock()
    if (
        Employee.objects.active().filter(team=team).exists()
        or Team.objects.filter(parent=team, retired_at__isnull=True).exists()
        or RoleGrant.objects.filter(team=team, end_at__isnull=True).exists()
    ):
        raise NotEmpty
    _write(team, seen=seen, retired_at=at)
    CapabilitySwitch.objects.filter(team=team, from_date__gt=at.date()).delete()
    record("team.retired", by=by, at=at, subject=team)
    return team


@transaction.atomic
def reopen_team(team: Team, *, by: Actor, at: datetime) -> Team:
    """It is in the tree again, where it was; at the top if that place is gone."""
    require("arrange_teams", by)
    _lock()
    parent = team.parent
    gone = parent is not None and (parent.retired_at is not None or parent.pk in below(team))
    _write(team, seen=None, retired_at=None, parent=None if gone else parent)
    record("team.opened", by=by, at=at, subject=team)
    return team


def below(team: Team) -> set[int]:
    """The team and all below it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE below AS (
                SELECT id FROM people_team WHERE id = %s
                UNION SELECT t.id FROM people_team t JOIN below b ON t.parent_id = b.id
            ) SELECT id FROM below
            """,
            [team.pk],
        )
        return {pk for (pk,) in cursor.fetchall()}


def _lock() -> None:
    """One arrangement at a time; two could make a circle together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people.teams'), %s::int)", [current_organization()])


def _write(team: Team, *, seen: int | None, **values) -> None:
    """Only over what was seen: raises `StaleMove` when somebody was faster."""
    rows: QuerySet[Team] = Team.objects.filter(pk=team.pk)
    if seen is not None:
        rows = rows.filter(version=seen)
    current = rows.values_list("version", flat=True).first()
    if current is None or not rows.filter(version=current).update(**values, version=current + 1):
        raise StaleMove
    for name, value in {**values, "version": current + 1}.items():
        setattr(team, name, value)
