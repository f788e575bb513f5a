"""Tables of goals for tests: written as CSV, uploaded, read by the real task."""

import csv
import datetime as dt
import io

from goals import tasks
from goals.models import GoalImport
from goals.rules import bulk
from perfhub.kernel import clock
from tests.factories import goals as make_goals

AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)


def as_csv(*rows: dict, delimiter: str = ",") -> bytes:
    text = io.StringIO()
    header = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, header, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def run(task, organization, **ids) -> None:
    """The task itself, as a worker would run it for this organization."""
    task.apply(kwargs=ids, headers={"organization": organization.pk}, throw=True)


def previewed(world, *rows: dict, by=None, content: bytes = b"", point: str = ".", at=AT) -> GoalImport:
    with world.inside():
        sent = bulk.upload(
            by=by or world.hr_admin, at=at, name="goals.csv", content=content or as_csv(*rows), point=point
        )
    with clock.stopped(at):
        run(tasks.read_import, world.organization, pk=sent.pk)
    with world.inside():
        return GoalImport.objects.get(pk=sent.pk)


def applied(world, *rows: dict, by=None, at=AT, **options) -> GoalImport:
    found = previewed(world, *rows, by=by, at=at, **options)
    with world.inside():
        bulk.start_applying(found, by=by or world.hr_admin, at=at)
    with clock.stopped(at):
        run(tasks.apply_import, world.organization, pk=found.pk)
    with world.inside():
        return GoalImport.objects.get(pk=found.pk)


def taken_back(world, found: GoalImport, *, at, by=None) -> GoalImport:
    with world.inside():
        bulk.start_undoing(found, by=by or world.hr_admin, at=at)
    with clock.stopped(at):
        run(tasks.undo_import, world.organization, pk=found.pk)
    with world.inside():
        return GoalImport.objects.get(pk=found.pk)


def flaws(found: GoalImport) -> dict[int, list[tuple[str, str]]]:
    """What is wrong, by row."""
    return {row.line: [tuple(flaw) for flaw in row.flaws] for row in found.rows.order_by("line") if row.flaws}


def goal_of(person, cycle, **options):
    goal = make_goals.ObjectiveFactory(**{"owner": person, "active": True, "cycle": cycle, **options})
    make_goals.KeyResultFactory(objective=goal)
    return goal


def new_row(world, **cells) -> dict:
    return {"title": "Answer in two days", "owner": world.employee.number, "cycle": "winter", **cells}
