"""What is told of who owns a goal together with others."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ..models import GoalOwner, Objective
from ..states import Part, Visibility
from .told import is_concerned, title_in_letters
from .told_beside import gather_shares


def _render_added(notice) -> Rendered:
    """To whoever owns it from now on, and to those who owned it before."""
    share = notice.subject
    lines: tuple[str, ...] = ()
    words = {"name": share.employee.name, "title": title_in_letters(share.objective)}
    if notice.recipient_id == share.employee_id:
        subject = _("You own a goal with others: %(title)s") % words
        lead = _("You own this goal now, together with others: %(title)s. You report on it as they do.") % words
        lines = (_("If it is not yours to answer for, lay your share down on the goal’s page."),)
    else:
        subject = _("%(name)s owns a goal with you: %(title)s") % words
        lead = _("%(name)s owns this goal from now on, too: %(title)s.") % words
    return Rendered(
        subject=subject,
        lead=lead,
        lines=lines,
        url=page_url("goals:goal", share.objective_id),
        action=_("Look at it"),
    )


def _gather_ended(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether the share is over and its reader has not come back; one statement."""
    held = GoalOwner.objects.filter(part=Part.OWNER, end_date=None)
    wanted = {notice.subject.objective_id for notice in notices}
    back = set(held.filter(objective__in=wanted).values_list("employee", "objective"))
    return {
        n.pk: n.subject.end_date is not None and (n.recipient_id, n.subject.objective_id) not in back for n in notices
    }


def _render_ended(notice) -> Rendered:
    words = {"title": title_in_letters(notice.subject.objective)}
    return Rendered(
        subject=_("A goal is not yours any more: %(title)s") % words,
        lead=_("You do not own this goal any more: %(title)s. The others who own it go on; your share keeps its dates.")
        % words,
        url=page_url("goals:mine"),
        action=_("Look at my goals"),
    )


def _still_leads(notice) -> bool:
    row = notice.subject
    return row.led_by_id == notice.recipient_id and row.removed_at is None and row.objective.is_open


def _render_leads(notice) -> Rendered:
    row = notice.subject
    quiet = row.objective.visibility != Visibility.EVERYONE
    words = {"part": _("a key result") if quiet else row.title, "title": title_in_letters(row.objective)}
    return Rendered(
        subject=_("You lead a key result: %(title)s") % words,
        lead=_("You lead “%(part)s” now, of this goal: %(title)s. You report its values; its owners say how it goes.")
        % words,
        url=page_url("goals:goal", row.objective_id),
        action=_("Look at it"),
    )


def _sample_leads() -> Rendered:
    objective = Objective(pk=0, title=_("Certificates right first time"), visibility=Visibility.EVERYONE)
    row = SimpleNamespace(objective=objective, objective_id=0, title=_("Days until the answer"))
    return _render_leads(SimpleNamespace(subject=row))


def _sample(render):
    def sample() -> Rendered:
        objective = Objective(pk=0, title=_("Certificates right first time"), visibility=Visibility.EVERYONE)
        person = SimpleNamespace(name=_("Kim Example"))
        share = SimpleNamespace(objective=objective, objective_id=0, employee=person, employee_id=0)
        return render(SimpleNamespace(subject=share, recipient_id=0))

    return sample


KINDS = (
    NoticeKind(
        name="goal.owner_added",
        label=gettext_lazy("Somebody owns a goal with you"),
        gather=gather_shares,
        still_wanted=is_concerned,
        render=_render_added,
        sample=_sample(_render_added),
        related=("objective", "employee"),
    ),
    NoticeKind(
        name="goal.owner_ended",
        label=gettext_lazy("A goal is not yours any more"),
        gather=_gather_ended,
        still_wanted=is_concerned,
        render=_render_ended,
        sample=_sample(_render_ended),
        related=("objective", "employee"),
    ),
    NoticeKind(
        name="goal.leads_key_result",
        label=gettext_lazy("You lead a key result"),
        still_wanted=_still_leads,
        render=_render_leads,
        sample=_sample_leads,
        related=("objective",),
    ),
)

ACTS = Acts(
    name="goals.owners",
    words={
        "goal.key_result_led": gettext_lazy("Key result led by somebody else"),
        "goal.owner_added": gettext_lazy("Owner of a goal added beside others"),
        "goal.owner_ended": gettext_lazy("Share of owning a goal ended"),
    },
)
