"""Tables of this floor."""

from .growing import (
    FARTHEST,
    LONGEST_GROWTH,
    LONGEST_LEARNED,
    LONGEST_WHY,
    GrowthAction,
    GrowthActionQuerySet,
    GrowthEvent,
)
from .library import LONGEST_SKILL, LONGEST_SKILL_ABOUT, Skill, SkillQuerySet

__all__ = [
    "FARTHEST",
    "LONGEST_GROWTH",
    "LONGEST_LEARNED",
    "LONGEST_SKILL",
    "LONGEST_SKILL_ABOUT",
    "LONGEST_WHY",
    "GrowthAction",
    "GrowthActionQuerySet",
    "GrowthEvent",
    "Skill",
    "SkillQuerySet",
]
