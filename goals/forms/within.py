"""What a weekly check-in also asks: goals whose update falls due in it, answered in the same sending."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from perfhub.kernel.slots import Item, listed
from perfhub.kernel.tenancy import page_url

from .. import queries, rules
from ..models import Objective
from ..states import Source
from .updating import UpdateForm, arguments_of


def items(check_in, *, viewer, at) -> Iterator[Item]:
    """The writer's own goals that are due by the end of the check-in's period, each with a short form."""
    if check_in.employee_id != viewer.pk:
        return
    for row in queries.due_by(viewer, check_in.period_end, at=at):
        objective = row.objective
        yield Item(
            key=f"goal{objective.pk}",
            title=objective.title,
            meta=row.standing.sentence,
            template="goals/part.html",
            context={"row": row},
            form=partial(_form, row),
            take=partial(_take, row, viewer, at),
        )


def _moved(check_in, *, viewer, at) -> QuerySet[Objective] | None:
    if check_in.employee_id != viewer.pk:
        return None
    return queries.moved_within(viewer, check_in.period_start, check_in.period_end, at=at)


@listed(_moved)
def moved(goals: QuerySet[Objective], check_in, *, viewer, at) -> Iterator[Item]:
    """The writer's own goals that moved or ended in the check-in's period and are not asked in it; one statement."""
    for goal in goals:
        yield Item(
            key=f"moved{goal.pk}",
            title=_("Goal: %(title)s") % {"title": goal.title},
            meta=queries.said_moved(goal),
            url=page_url("goals:goal", goal.pk),
            icon="target-arrow",
        )


def _form(row, data, prefix) -> UpdateForm:
    return UpdateForm(data, prefix=prefix, lines=row.key_results, short=True)


def _take(row, viewer, at, cleaned: Mapping[str, Any]) -> None:
    said = arguments_of(cleaned, row.key_results)
    if said["values"] or said["done"] or said["status"]:
        rules.report(row.objective, by=viewer, at=at, source=Source.CHECK_IN, **said)
