"""The library of skills: HR writes what people here know how to do, changes it, puts it away."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.rules import record
from perfhub.kernel import typed
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.forms import compare_version

from ..access.library import require
from ..models import LONGEST_SKILL, LONGEST_SKILL_ABOUT, Skill
from ..states import SkillKind


class SkillThere(RuleBroken):
    sentence = _("There is a skill of this name already.")


class SkillWithoutName(RuleBroken):
    sentence = _("Please give the skill a name, in a few words.")


@transaction.atomic
def write_skill(*, by: Actor, at: dt.datetime, name: str, kind: str, about: str = "") -> Skill:
    """HR names something that people here know how to do. Raises SkillThere, SkillWithoutName, TooLong."""
    require("keep", by)
    said = _said(name, about)
    _check_name(said["name"])
    skill = Skill(kind=SkillKind(kind), written_by_id=by.pk, written_at=at, **said)
    _save(skill, force_insert=True)
    record("skill.written", by=by, at=at, subject=skill)
    return skill


@transaction.atomic
def change_skill(
    skill: Skill, *, by: Actor, at: dt.datetime, name: str, kind: str, about: str = "", seen: int | None = None
) -> Skill:
    """Other words; whatever names the skill shows the new ones. Raises Conflict, and as `write_skill`."""
    require("keep", by)
    found = Skill.objects.select_for_update().get(pk=skill.pk)
    compare_version(
        found, seen, yours={"name": name, "about": about}, theirs={"name": found.name, "about": found.about}
    )
    said = _said(name, about)
    if found.retired_at is None:
        _check_name(said["name"], but=found)
    for field, value in {**said, "kind": SkillKind(kind), "version": found.version + 1}.items():
        setattr(found, field, value)
    _save(found)
    record("skill.changed", by=by, at=at, subject=found)
    return found


@transaction.atomic
def retire_skill(skill: Skill, *, by: Actor, at: dt.datetime) -> None:
    """Nobody chooses it any more; what names it keeps it. Twice is once."""
    require("keep", by)
    if Skill.objects.offered().filter(pk=skill.pk).update(retired_at=at):
        record("skill.retired", by=by, at=at, subject=skill)


@transaction.atomic
def bring_skill_back(skill: Skill, *, by: Actor, at: dt.datetime) -> None:
    """It may be chosen again. Twice is once. Raises SkillThere."""
    require("keep", by)
    _check_name(skill.name, but=skill)
    if Skill.objects.put_away().filter(pk=skill.pk).update(retired_at=None):
        record("skill.brought_back", by=by, at=at, subject=skill)


def _said(name: str, about: str) -> dict[str, str]:
    if not (line := typed.line(name, LONGEST_SKILL)):
        raise SkillWithoutName
    return {"name": line, "about": typed.lines(about, LONGEST_SKILL_ABOUT)}


def _check_name(name: str, *, but: Skill | None = None) -> None:
    same = Skill.objects.offered().filter(name__iexact=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise SkillThere


def _save(skill: Skill, *, force_insert: bool = False) -> None:
    """Of two who name the same at once, one is told that it is there."""
    try:
        with transaction.atomic():
            skill.save(force_insert=force_insert)
    except IntegrityError as refused:
        if "skill_name_once" not in str(refused):
            raise
        raise SkillThere from None
