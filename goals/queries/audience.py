"""Who sees a goal, in words."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from people.models import Employee, Team

from ..access.standing_in import standing_in
from ..models import GoalAudience, GoalOwner, Objective
from ..states import ObjectiveState, Visibility


def audience_of(
    objective: Objective, owners: Iterable[Employee], *, on: dt.date, helping: Iterable[Employee] | None = None
) -> str:
    """Who sees a goal, by name where that can be said; one statement at most, one more to find out who helps."""
    taking = {owner.pk: owner.name for owner in owners}
    if helping is None:
        shares = GoalOwner.objects.taking_part(on).filter(objective=objective).select_related("employee")
        helping = [share.employee for share in shares.order_by("employee__sort_name", "pk")]
    taking |= {one.pk: one.name for one in helping if one.pk not in taking}
    names = ", ".join(taking.values()) or _("nobody at present")
    line = _("%(names)s, and the line of managers above, always; a successor sees it, too.") % {"names": names}
    if objective.state == ObjectiveState.DRAFT:
        if objective.written_by_id in (None, *taking):
            return _("A draft: only who takes part in it sees it, %(names)s.") % {"names": names}
        return _("A draft: only who takes part in it sees it, %(names)s, and the manager who wrote it.") % {
            "names": names
        }
    if objective.state == ObjectiveState.PROPOSED:
        away = ", ".join(person.name for person in standing_in(owners).order_by("sort_name", "pk"))
        words = {"names": names, "away": away}
        if away:
            return _("Proposed: %(names)s, the line of managers above, and %(away)s, who stands in, see it.") % words
        return _("Proposed: %(names)s and the line of managers above see it.") % words
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
