"""Cleaning of what is typed on this floor."""

from .growing import ActionForm, LearnedForm, ListForm, WhyDeclinedForm, WhyDroppedForm
from .library import SkillForm

__all__ = ["ActionForm", "LearnedForm", "ListForm", "SkillForm", "WhyDeclinedForm", "WhyDroppedForm"]
