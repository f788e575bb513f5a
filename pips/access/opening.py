"""About whom somebody may open a case: about one's own people, and nobody else."""

from people.access import SYSTEM, Actor, is_manager_of
from people.models import Employee


def may_open(viewer: Actor, employee: Employee) -> bool:
    """Whoever leads the employee now, directly; no stand-in, nobody further up, no role, no support."""
    if viewer is SYSTEM:
        return False
    assert isinstance(viewer, Employee)
    return viewer.visit is None and is_manager_of(viewer, employee)
