"""Who sees the library of skills: everybody employed; who keeps it: whoever leads HR."""

from collections.abc import Set

from django.http import Http404

from people.access import SYSTEM, Actor, leads_hr
from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel import capabilities
from perfhub.kernel.errors import Refused

from ..models import Skill, SkillQuerySet

CAPABILITY = "growth"  # the library and what people do to grow are switched as one


def reads_library(viewer: Employee) -> bool:
    """Whether skills are in use where the viewer works; whoever keeps the library prepares it before that."""
    return not capabilities.is_off(viewer, CAPABILITY) or "keep" in acts(viewer)


def require_library(viewer: Employee) -> None:
    """Http404 where nobody is to see that there is one."""
    if not reads_library(viewer):
        raise Http404


def visible_skills(viewer: Employee) -> SkillQuerySet:
    """What is offered; what is put away, too, for whoever keeps the library."""
    rows = Skill.objects.all()
    if viewer.state != EmployeeState.ACTIVE:
        return rows.none()
    return rows if leads_hr(viewer) else rows.offered()


def get_skill(viewer: Employee, pk: int) -> Skill:
    """One of these; Http404 for all others."""
    found = visible_skills(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_kept_skill(viewer: Employee, pk: int) -> Skill:
    """A skill, for whoever keeps the library."""
    found = Skill.objects.filter(pk=pk).first() if leads_hr(viewer) else None
    if found is None:
        raise Http404
    return found


def acts(viewer: Actor) -> Set[str]:
    """The verbs open to this viewer now."""
    if viewer is SYSTEM:
        return frozenset({"keep"})
    assert isinstance(viewer, Employee)
    return frozenset({"keep"}) if viewer.state == EmployeeState.ACTIVE and leads_hr(viewer) else frozenset()


def require(act: str, viewer: Actor) -> None:
    if act not in acts(viewer):
        raise Refused
