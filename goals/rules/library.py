"""The library: HR writes goals to start from, changes them, puts them away."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.rules import record
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.forms import compare_version

from ..access import require
from ..models import GoalTemplate, TemplateKeyResult
from .writing import Wanted, check_key_results


class TemplateThere(RuleBroken):
    sentence = _("There is a goal of this title in the library already.")


@transaction.atomic
def write_template(
    *, by: Actor, at: dt.datetime, title: str, key_results: Iterable[Wanted] = (), **fields
) -> GoalTemplate:
    """Whoever leads HR suggests a goal to everybody. Raises TemplateThere, and what is wrong with a key result."""
    require("configure", by)
    template = GoalTemplate(title=title.strip(), written_by_id=by.pk, written_at=at, **fields)
    _check_title(template)
    template.save(force_insert=True)
    _write_key_results(template, key_results)
    record("goal_template.written", by=by, at=at, subject=template)
    return template


@transaction.atomic
def change_template(
    template: GoalTemplate,
    *,
    by: Actor,
    at: dt.datetime,
    seen: int | None = None,
    title: str,
    key_results: Iterable[Wanted] = (),
    **fields,
) -> GoalTemplate:
    """Other words or key results; goals that were begun from it stay as they are.

    Raises Conflict, TemplateThere, and what is wrong with a key result.
    """
    require("configure", by)
    found = GoalTemplate.objects.select_for_update().get(pk=template.pk)
    yours = {"title": title, "why": str(fields.get("why", found.why))}
    compare_version(found, seen, yours=yours, theirs={"title": found.title, "why": found.why})
    for name, value in {"title": title.strip(), **fields}.items():
        setattr(found, name, value)
    _check_title(found)
    found.version += 1
    found.save()
    found.key_results.all().delete()
    _write_key_results(found, key_results)
    record("goal_template.changed", by=by, at=at, subject=found)
    return found


@transaction.atomic
def retire_template(template: GoalTemplate, *, by: Actor, at: dt.datetime) -> None:
    """It is suggested no more. Twice is once."""
    require("configure", by)
    if GoalTemplate.objects.offered().filter(pk=template.pk).update(retired_at=at):
        record("goal_template.retired", by=by, at=at, subject=template)


@transaction.atomic
def bring_template_back(template: GoalTemplate, *, by: Actor, at: dt.datetime) -> None:
    """It is suggested again. Raises TemplateThere."""
    require("configure", by)
    _check_title(template)
    if GoalTemplate.objects.filter(pk=template.pk, retired_at__isnull=False).update(retired_at=None):
        record("goal_template.brought_back", by=by, at=at, subject=template)


def _check_title(template: GoalTemplate) -> None:
    if GoalTemplate.objects.offered().filter(title=template.title).exclude(pk=template.pk).exists():
        raise TemplateThere


def _write_key_results(template: GoalTemplate, wanted: Iterable[Wanted]) -> None:
    rows = [one for one in wanted if one.title.strip()]
    check_key_results(rows)
    TemplateKeyResult.objects.bulk_create(
        TemplateKeyResult(
            template=template,
            position=position,
            title=one.title.strip(),
            measure=one.measure,
            unit=one.unit.strip(),
            start_value=one.start,
            target_value=one.target,
            weight=one.weight,
            steps="\n".join(one.steps),
        )
        for position, one in enumerate(rows, start=1)
    )
