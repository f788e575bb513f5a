"""What is typed and not sent: under which keys it is kept, and what there is."""

import datetime as dt

from people.access import own_drafts
from people.models import Draft, Employee

from ..models import GoalCycle, GoalEvent, Objective


def update_draft(pk: int) -> str:
    return f"goal-update:{pk}"


def goal_draft(pk: int) -> str:
    return f"goal:{pk}"


def new_goal_draft(owner: Employee, cycle: GoalCycle, begun: str = "") -> str:
    """Never does what is typed for one person turn up in a form for another, nor in one begun from something else."""
    return f"goal:new:{cycle.pk}:{owner.pk}" + (f":{begun}" if begun else "")


def kept_draft(viewer: Employee, key: str) -> Draft | None:
    """What the viewer has typed under a key and not sent."""
    return own_drafts(viewer).filter(key=key).first()


def changed_since(objective: Objective, at: dt.datetime) -> bool:
    """Somebody wrote on the goal after a moment."""
    return GoalEvent.objects.filter(objective=objective, at__gt=at).exists()
