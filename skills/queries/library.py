"""The library of skills as it is read, and what may be chosen of it."""

from dataclasses import dataclass

from ..models import Skill, SkillQuerySet
from ..states import SkillKind


@dataclass(frozen=True)
class Shelf:
    """The skills of one kind that are offered."""

    kind: SkillKind
    skills: tuple[Skill, ...]


def library() -> list[Shelf]:
    """What is offered, kind by kind, by name; a kind with none is left out. One statement."""
    rows = list(skills_offered())
    shelves = [Shelf(kind, tuple(row for row in rows if row.kind == kind)) for kind in SkillKind]
    return [shelf for shelf in shelves if shelf.skills]


def skills_offered() -> SkillQuerySet:
    return Skill.objects.offered().by_name()


def skills_put_away() -> SkillQuerySet:
    return Skill.objects.put_away().by_name()


def choosable(kept: int | None = None) -> SkillQuerySet:
    """What is offered, and the one that stands there already."""
    rows = Skill.objects.offered() if kept is None else Skill.objects.offered() | Skill.objects.filter(pk=kept)
    return rows.by_name()
