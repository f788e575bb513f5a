"""A planted organization becomes many times as large, set by set.

What everybody has (a check-in a week, goals, talks, their audit) is written again for each further block of people:
the same rows under new keys, which are the old ones and so many times the greatest. What a floor tells once (an
import, a plan's whole story, a metric) stays as it is. Blocks hang below one another as divisions do: five of them
report to the top, the others to the head of one of the five.
"""

from collections.abc import Iterator
from graphlib import TopologicalSorter

from django.db import connection
from django.db.models import Field, Model

from analytics.models import EmployeeGoalWeek, EmployeeWeek, ManagerGoalWeek, ManagerWeek, TeamGoalWeek, TeamWeek
from feedback.models import (
    Asked,
    CheckIn,
    Commitment,
    CommitmentEvent,
    Feedback,
    Meeting,
    Nudge,
    OneToOne,
    PraiseReaction,
    Priority,
    PrivateNote,
    Reaction,
    Received,
    TalkingPoint,
)
from goals.models import (
    Alignment,
    AlignmentRequest,
    Following,
    GoalEvent,
    GoalOwner,
    GoalUpdate,
    GoalValue,
    KeyResult,
    Milestone,
    Objective,
)
from notices.models import Notice
from people.models import (
    Absence,
    AuditEntry,
    Employee,
    Message,
    ReportingLine,
    SearchWord,
    Team,
    Thread,
    User,
)
from skills.models import GrowthAction, GrowthEvent

Keys = dict[type[Model], range]  # of the rows of the first block

DIVISIONS = 5
OF_EVERYBODY: tuple[type[Model], ...] = (
    *(User, Team, Employee, SearchWord, ReportingLine, Absence, Thread, Message),
    *(Objective, GoalOwner, KeyResult, Milestone, Alignment, AlignmentRequest, Following),
    *(GoalUpdate, GoalValue, GoalEvent),
    *(CheckIn, Asked, Priority, Reaction, OneToOne, Meeting, TalkingPoint, PrivateNote),
    *(GrowthAction, GrowthEvent, Feedback, Received, PraiseReaction, Nudge, Commitment, CommitmentEvent),
    *(EmployeeWeek, EmployeeGoalWeek, TeamWeek, TeamGoalWeek, ManagerWeek, ManagerGoalWeek),
    *(Notice, AuditEntry),
)
#: Keys which are no foreign keys: what they are keys of, or the column that names it.
LOOSE_KEYS: dict[tuple[type[Model], str], type[Model] | str] = {
    (Feedback, "about_goal"): Objective,
    (Nudge, "goal"): Objective,
    (AuditEntry, "object_id"): "object_type",
    (Notice, "subject_id"): "subject_type",
}
#: Which rows, where not all: a job title is a word to be found by however many have it.
WRITTEN_AGAIN: dict[type[Model], str] = {SearchWord: "(employee_id IS NOT NULL OR team_id IS NOT NULL)"}
#: What nobody else may have, told apart by the number of the block.
TOLD_APART = {
    (User, "email"): "replace(email, '@', '.' || k || '@')",
    (Team, "name"): "name || ' · ' || k",
    (Team, "search_name"): "search_name || ' ' || k",
    (Employee, "number"): "number || '-' || k",
    (Employee, "email"): "replace(email, '@', '.' || k || '@')",
}


def multiply(times: int) -> Keys:
    """Inside of an organization, the only one there is: its people become `times` as many.

    Returns the keys of the first block; as many further on lie those of the next.
    """
    keys = {model: _keys(model) for model in OF_EVERYBODY}
    with connection.cursor() as cursor:
        for model in _parents_first():
            cursor.execute(f"CREATE TEMPORARY TABLE block ON COMMIT DROP AS {_block(model)}")
            statement = _again(model, keys)
            for block in range(1, times):
                cursor.execute(statement, {"k": block})
            cursor.execute("DROP TABLE block")
    return keys


def drop_indexes() -> list[str]:
    """As the owner: without those that only help to find. Returns how to make them again, each in one go."""
    tables = [model._meta.db_table for model in OF_EVERYBODY]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
            WHERE NOT indisunique AND indrelid = ANY (%s::regclass[])
            """,
            [tables],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in indexes]


def go_on_counting() -> None:
    """As the owner: keys that PostgreSQL gives come after those that were written."""
    with connection.cursor() as cursor:
        for model in OF_EVERYBODY:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def hang_below(times: int, keys: Keys) -> dict[int, int]:
    """Whoever is at the top of a block reports to the head of its division, and the heads to the first; so do teams
    and goals. Returns who reports to whom, those below before those above them.

    The reach of managers is to be made anew, and facts of those above several blocks are to be added up.
    """
    top = Employee.objects.filter(lines_up__isnull=True, reaches__isnull=False).order_by("pk").first()
    assert top is not None and top.team_id is not None and top.pk in keys[Employee]
    goals, teams = keys[Objective], len(keys[Team])
    at_once = max(times // DIVISIONS, 1)
    above = {block: block - block % at_once if block % at_once else 0 for block in range(1, times)}
    below_first = sorted(above.items(), key=lambda pair: pair[1] == 0)
    line = {top.pk + block * len(keys[Employee]): top.pk + head * len(keys[Employee]) for block, head in below_first}
    ReportingLine.objects.bulk_create(
        ReportingLine(employee_id=employee, manager_id=manager, start_date=top.start_date)
        for employee, manager in line.items()
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE people_team SET parent_id = %s WHERE id = %s",
            [(top.team_id + head * teams, top.team_id + block * teams) for block, head in above.items()],
        )
        cursor.executemany(
            """
            INSERT INTO goals_alignment (child_id, parent_id, rolls_up, start_at)
            SELECT o.id + %(block)s * %(step)s, o.id + %(head)s * %(step)s, false, o.started_at
            FROM goals_objective o
            WHERE o.id < %(stop)s AND o.level = 'organization' AND o.state = 'active'
              AND NOT EXISTS (SELECT FROM goals_alignment a WHERE a.child_id = o.id AND a.ended_at IS NULL)
            """,
            [{"block": block, "head": head, "step": len(goals), "stop": goals.stop} for block, head in above.items()],
        )
        cursor.execute(
            """
            UPDATE goals_objective o SET level = 'team', team_id = e.team_id
            FROM people_employee e WHERE e.id = o.written_by_id AND o.id >= %s AND o.level = 'organization'
            """,
            [goals.stop],
        )
    return line


def _keys(model: type[Model]) -> range:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(min(id), 0), coalesce(max(id) + 1, 0) FROM {model._meta.db_table}")
        return range(*cursor.fetchone())


def _parents_first() -> Iterator[type[Model]]:
    """So that each row finds what it refers to, where PostgreSQL looks."""
    above: dict[type[Model], set[type[Model]]] = {model: set() for model in OF_EVERYBODY}
    for model, others in above.items():
        known = {field.related_model for field in model._meta.concrete_fields} - {model}
        others.update(one for one in OF_EVERYBODY if one in known)
    yield from TopologicalSorter(above).static_order()


def _block(model: type[Model]) -> str:
    """The rows to be written again: what is about a person or a team, and about what is written again."""
    conditions = [WRITTEN_AGAIN.get(model, "true")]
    for (owner, _column), named in LOOSE_KEYS.items():
        if owner is model and isinstance(named, str):
            labels = ", ".join(f"'{one._meta.label_lower}'" for one in OF_EVERYBODY)
            conditions.append(f"{named} IN ({labels})")
    return f"SELECT * FROM {model._meta.db_table} WHERE {' AND '.join(conditions)} ORDER BY id"


def _again(model: type[Model], keys: Keys) -> str:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field, keys) for field in fields)
    return (
        f"INSERT INTO {model._meta.db_table} ({columns}) "
        f"SELECT {values} FROM block CROSS JOIN (VALUES (%(k)s)) AS of_block (k) ORDER BY id"
    )


def _value(model: type[Model], field: Field, keys: Keys) -> str:
    place = model, field.attname
    column = f'"{field.column}"'
    if place in TOLD_APART:
        return TOLD_APART[place]
    if field.primary_key:
        return f"{column} + k::bigint * {len(keys[model])}"
    if field.related_model in keys:
        return f"{column} + k::bigint * {len(keys[field.related_model])}"
    named = LOOSE_KEYS.get(place)
    if isinstance(named, str):
        cases = " ".join(f"WHEN '{one._meta.label_lower}' THEN {len(theirs)}" for one, theirs in keys.items())
        return f"{column} + k::bigint * CASE {named} {cases} END"
    if named is not None:
        return f"{column} + k::bigint * {len(keys[named])}"
    return column
