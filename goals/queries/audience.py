"""Who sees a goal, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from people.models import Employee, Team

from ..models import GoalAudience, Objective
from ..states import ObjectiveState, Visibility


def audience_of(objective: Objective, owners: Iterable[Employee]) -> str:
    """Who sees a goal, by name where that can be said."""
    names = ", ".join(owner.name for owner in owners) or _("nobody at present")
    line = _("%(names)s, and the line of managers above, always; a successor sees it, too.") % {"names": names}
    if objective.state == ObjectiveState.DRAFT:
        return _("A draft: only its owners see it, %(names)s.") % {"names": names}
    if objective.state == ObjectiveState.PROPOSED:
        return _("Proposed: its owners and the line of managers above see it.")
    if objective.visibility == Visibility.EVERYONE:
        return _("Everyone employed here sees this goal.")
    if objective.visibility == Visibility.PRIVATE:
        return line
    return _("%(chosen)s; %(line)s") % {"chosen": ", ".join(chosen_names(objective)), "line": line}


def chosen_of(objective: Objective) -> list[Team | Employee]:
    rows = GoalAudience.objects.filter(objective=objective).select_related("team", "employee").order_by("pk")
    return [row.team or row.employee for row in rows]


def chosen_names(objective: Objective) -> list[str]:
    return [one.name for one in chosen_of(objective)]
