"""What other programs are told of praise: what hangs on the wall for everybody, as it hangs there, or no longer does.

Only of praise that was given while the organization had said that it may go elsewhere (`feedback.elsewhere`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.queries import told_and_not_taken_back, webhooks_told
from perfhub.kernel.slots import Event, Visibility, WebhookKind
from perfhub.kernel.tenancy import page_url

from ..access import giving as access
from ..models import Feedback, Received

ELSEWHERE_SETTING = Visibility(
    name=access.ELSEWHERE,
    label=gettext_lazy("Praise in other programs"),
    values={
        access.OFF: gettext_lazy("Praise on the wall is read here and nowhere else."),
        access.ON: gettext_lazy(
            "Praise for everybody also goes to programs that an owner has connected, such as a team chat, where "
            "whoever uses them reads it. The form names them before you send."
        ),
    },
)


def _tellable(*, at: dt.datetime) -> QuerySet[Feedback]:
    """Praise that hangs on the wall now and may be told elsewhere."""
    may = access.allowed(at)
    since = may.since_elsewhere()
    return Feedback.objects.none() if since is None else access.on_the_wall(may).filter(given_at__gte=since)


def _on_the_wall(keys: Sequence[int], *, at: dt.datetime) -> dict[int, Event]:
    """Praise that is told elsewhere, with those who are named on the wall."""
    rows = _tellable(at=at).filter(pk__in=keys).select_related("by", "value", "skill")
    named: dict[int, list[Received]] = defaultdict(list)
    shown = Received.objects.filter(feedback__in=keys, off_the_wall_at=None).select_related("employee")
    for one in shown.order_by("employee__sort_name", "pk"):
        named[one.feedback_id].append(one)
    return {row.pk: _event(row, named[row.pk]) for row in rows}


def _event(praise: Feedback, named: Sequence[Received]) -> Event:
    said: dict[str, Any] = {
        "id": praise.pk,
        "from": {"id": praise.by_id, "name": praise.by.name},
        "to": [{"id": one.employee_id, "name": one.employee.name} for one in named],
        "text": praise.text,
        "value": praise.value.name if praise.value else None,
        "skill": praise.skill.name if praise.skill else None,
        "goal": praise.about_goal_title or None,
        "shown_at": praise.shared_at.isoformat(),
        "url": f"{settings.PUBLIC_URL}{page_url('feedback:given', praise.pk)}",
    }
    names = ", ".join(one.employee.name for one in named)
    text = _("%(by)s praises %(names)s: “%(text)s”") % {"by": praise.by.name, "names": names, "text": praise.text}
    return Event(data={"praise": said}, text=text, people=(praise.by_id, *(one.employee_id for one in named)))


def _off_the_wall(keys: Sequence[int], *, at: dt.datetime) -> dict[int, Event]:
    """What is told elsewhere no more: which one it was, and nothing else."""
    rows = Feedback.objects.filter(pk__in=keys).exclude(pk__in=_tellable(at=at).filter(pk__in=keys).values("pk"))
    people: dict[int, list[int]] = defaultdict(list)
    for feedback, employee in Received.objects.filter(feedback__in=rows).values_list("feedback", "employee"):
        people[feedback].append(employee)
    givers = rows.values_list("pk", "by")
    text = _("Praise that was shown here was taken off the wall. Please take it down here, too.")
    return {pk: Event(data={"praise": {"id": pk}}, text=text, people=(by, *people[pk])) for pk, by in givers}


PRAISE_SHOWN = WebhookKind(
    name="praise.shown",
    label=gettext_lazy("Praise on the wall"),
    about=gettext_lazy(
        "Praise for everybody, ten minutes after it was given, so that whoever gave it can still take it back; again "
        "when somebody would rather not be named, or when it hangs there again."
    ),
    gather=_on_the_wall,
)
PRAISE_HIDDEN = WebhookKind(
    name="praise.hidden",
    label=gettext_lazy("Praise taken off the wall"),
    about=gettext_lazy(
        "Which one no longer hangs there, so that it is taken down there, too; nothing of what it said. A chat that "
        "takes nothing down by itself shows a sentence that asks for it."
    ),
    gather=_off_the_wall,
    takes_back="praise.shown",
)
KINDS = (PRAISE_SHOWN, PRAISE_HIDDEN)


def to_take_down(*, at: dt.datetime, limit: int) -> list[Feedback]:
    """Praise that some program may show and that is told elsewhere no more, whatever the reason; the oldest first."""
    shown = told_and_not_taken_back(PRAISE_SHOWN.name, by=PRAISE_HIDDEN.name).values("subject_id")
    gone = Feedback.objects.filter(pk__in=shown).exclude(pk__in=_tellable(at=at).values("pk"))
    return list(gone.order_by("pk")[:limit])


def told_elsewhere(may: access.Allowed) -> str:
    """The programs to which praise for everybody goes now, by name; empty where there are none."""
    return ", ".join(webhooks_told(PRAISE_SHOWN.name)) if may.goes_elsewhere() else ""
