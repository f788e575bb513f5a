"""What is told of goals beside their own course: who asks, who answers. A title is told to whoever may see it."""

from collections import defaultdict
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from .. import access
from ..access import aligning
from ..models import AlignmentRequest, Following, GoalOwner, Objective
from ..states import ObjectiveState, Part, RequestState, Status, Visibility
from . import gathered
from .told import is_concerned, title_in_letters


def by_reader(notices: Sequence[Any]) -> dict[Employee, list[Any]]:
    """The notices of each recipient."""
    found: dict[Employee, list[Any]] = defaultdict(list)
    for notice in notices:
        found[notice.recipient].append(notice)
    return found


def _gather_requests(notices: Sequence[Any]) -> dict[int, frozenset[str]]:
    """Whether each recipient answers, and which of the two goals they see; two statements for each reader."""
    known: dict[int, frozenset[str]] = {}
    for reader, its in by_reader(notices).items():
        subjects = [notice.subject for notice in its]
        keys = {one.child_id for one in subjects} | {one.parent_id for one in subjects}
        seen = set(access.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True))
        answers = set(aligning.answered_by(reader).filter(pk__in=keys).values_list("pk", flat=True))
        for notice in its:
            one = notice.subject
            said = {"child": one.child_id in seen, "parent": one.parent_id in seen, "answers": one.parent_id in answers}
            known[notice.pk] = frozenset(name for name, yes in said.items() if yes)
    return known


def _title(notice, name: str) -> str:
    """The title of one of the two goals: to whoever sees it, and never of a private one in a letter."""
    objective: Objective = getattr(notice.subject, name)
    return title_in_letters(objective) if name in notice.known else str(access.UNSEEN)


def _still_asked(notice) -> bool:
    one: AlignmentRequest = notice.subject
    return one.state == RequestState.PROPOSED and one.child.is_open and one.parent.is_open and "answers" in notice.known


def _render_asked(notice) -> Rendered:
    words = {"name": notice.subject.asked_by.name, "title": _title(notice, "parent"), "child": _title(notice, "child")}
    return Rendered(
        subject=_("%(name)s asks whether a goal may serve yours") % words,
        lead=_("%(name)s asks whether “%(child)s” may serve your goal “%(title)s”.") % words,
        url=page_url("goals:requests"),
        action=_("Answer"),
    )


def _is_answered(notice) -> bool:
    return notice.subject.state in (RequestState.ACCEPTED, RequestState.DECLINED)


def _render_answered(notice) -> Rendered:
    words = {"title": _title(notice, "parent"), "child": _title(notice, "child")}
    if notice.subject.state == RequestState.ACCEPTED:
        said = _("“%(child)s” serves “%(title)s” now: its owner has agreed") % words
    else:
        said = _("“%(child)s” does not serve “%(title)s”: its owner says why") % words
    return Rendered(
        subject=_("What you asked about a goal is answered"),
        lead=said + ".",
        url=page_url("goals:requests"),
        action=_("Read it"),
    )


def _sample_request(render, **options):
    def sample() -> Rendered:
        child = Objective(pk=0, title=_("Visits that need no second one"), visibility=Visibility.EVERYONE)
        parent = Objective(pk=0, title=_("Certificates right first time"), visibility=Visibility.EVERYONE)
        person = SimpleNamespace(name=_("Kim Example"))
        subject = SimpleNamespace(child=child, parent=parent, asked_by=person, **options)
        return render(SimpleNamespace(subject=subject, known=frozenset({"child", "parent"})))

    return sample


def _still_given(notice) -> bool:
    objective: Objective = notice.subject
    return objective.is_open and "owns" in notice.known


def _render_given(notice) -> Rendered:
    words = {"title": title_in_letters(notice.subject)}
    return Rendered(
        subject=_("A goal is given to you: %(title)s") % words,
        lead=_("A goal is given to you: %(title)s. It serves one of the line above; what it says is yours to change.")
        % words,
        url=page_url("goals:goal", notice.subject.pk),
        action=_("Look at it"),
    )


def _gather_fallen(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether each goal still waits for its reader to name an owner; one statement for each reader."""
    known: dict[int, bool] = {}
    for reader, its in by_reader(notices).items():
        keys = {notice.subject.objective_id for notice in its}
        waiting = set(access.needing_owner(reader).filter(pk__in=keys).values_list("pk", flat=True))
        known |= {notice.pk: notice.subject.objective_id in waiting for notice in its}
    return known


def _render_fallen(notice) -> Rendered:
    words = {"title": title_in_letters(notice.subject.objective)}
    return Rendered(
        subject=_("A goal needs an owner: %(title)s") % words,
        lead=_("Nobody owns this goal any more, and it falls to you: %(title)s.") % words,
        lines=(_("Hand it over with one press; each share keeps its dates."),),
        url=page_url("goals:team") + "#orphans",
        action=_("Hand it over"),
    )


def _sample_fallen() -> Rendered:
    objective = Objective(pk=0, title=_("Certificates right first time"), visibility=Visibility.EVERYONE)
    return _render_fallen(SimpleNamespace(subject=SimpleNamespace(objective=objective)))


def _still_helps(notice) -> bool:
    return notice.subject.is_open and "helps" in notice.known


def _render_helps(notice) -> Rendered:
    words = {"title": title_in_letters(notice.subject)}
    return Rendered(
        subject=_("You contribute to a goal: %(title)s") % words,
        lead=_("You contribute to this goal now: %(title)s. You read it and write under it; its owner reports.")
        % words,
        url=page_url("goals:goal", notice.subject.pk),
        action=_("Look at it"),
    )


def gather_shares(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether each recipient still owns the goal, and the contribution goes on; one statement."""
    held = GoalOwner.objects.filter(part=Part.OWNER, end_date=None)
    pairs = set(
        held.filter(objective__in={notice.subject.objective_id for notice in notices}).values_list(
            "employee", "objective"
        )
    )
    return {n.pk: n.subject.end_date is None and (n.recipient_id, n.subject.objective_id) in pairs for n in notices}


def _render_helped(notice) -> Rendered:
    share = notice.subject
    words = {"name": share.employee.name, "title": title_in_letters(share.objective)}
    return Rendered(
        subject=_("%(name)s contributes to your goal: %(title)s") % words,
        lead=_("%(name)s contributes to your goal now: %(title)s. They read it, whoever else does, and write under it.")
        % words,
        url=page_url("goals:goal", share.objective_id),
        action=_("Look at it"),
    )


def _sample_helped() -> Rendered:
    objective = Objective(pk=0, title=_("Certificates right first time"), visibility=Visibility.EVERYONE)
    share = SimpleNamespace(objective=objective, objective_id=0, employee=SimpleNamespace(name=_("Kim Example")))
    return _render_helped(SimpleNamespace(subject=share))


def _gather_followed(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether each reader still follows the goal and sees it; one statement for each reader."""
    known: dict[int, bool] = {}
    for reader, its in by_reader(notices).items():
        followed = Following.objects.filter(employee=reader, objective__in={notice.subject_id for notice in its})
        seen = access.visible_to(reader).filter(pk__in=followed.values("objective"))
        keys = set(seen.values_list("pk", flat=True))
        known |= {notice.pk: notice.subject_id in keys for notice in its}
    return known


def _render_status(notice) -> Rendered:
    objective: Objective = notice.subject
    status = Status(objective.status).label if objective.status else _("no word yet")
    words = {"title": title_in_letters(objective), "status": str(status).lower()}
    return Rendered(
        subject=_("A goal you follow goes otherwise: %(title)s") % words,
        lead=_("Its owner says now “%(status)s”: %(title)s.") % words,
        url=page_url("goals:goal", objective.pk),
        action=_("Look at it"),
    )


def _render_ended(notice) -> Rendered:
    objective: Objective = notice.subject
    words = {"title": title_in_letters(objective), "state": str(ObjectiveState(objective.state).label)}
    return Rendered(
        subject=_("A goal you follow has ended: %(title)s") % words,
        lead=_("A goal you follow has ended, %(state)s: %(title)s.") % words,
        url=page_url("goals:goal", objective.pk),
        action=_("Look at it"),
    )


def _gather_left(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether each reader owns the goal still and has not carried it over; two statements."""
    keys = {notice.subject_id for notice in notices}
    held = GoalOwner.objects.filter(part=Part.OWNER, end_date=None, objective__in=keys)
    pairs = set(held.values_list("employee", "objective"))
    carried = set(Objective.objects.filter(copied_from__in=keys).values_list("copied_from", flat=True))
    return {n.pk: (n.recipient_id, n.subject_id) in pairs and n.subject_id not in carried for n in notices}


def _still_left(notice) -> bool:
    return notice.subject.state == ObjectiveState.NOT_DONE and notice.known


def _render_left(notice) -> Rendered:
    words = {"title": title_in_letters(notice.subject)}
    return Rendered(
        subject=_("A goal was closed with its cycle: %(title)s") % words,
        lead=_("The cycle of this goal is over, and it was closed with it: %(title)s.") % words,
        lines=(_("If it is to go on, carry it over: it begins from where it stands, and keeps its history."),),
        url=page_url("goals:goal", notice.subject.pk),
        action=_("Carry it over"),
    )


def sample_goal(render, **options):
    """Invented words of a letter about one goal."""

    def sample() -> Rendered:
        title = _("Certificates right first time")
        return render(SimpleNamespace(subject=Objective(pk=0, title=title, visibility=Visibility.EVERYONE, **options)))

    return sample


KINDS = (
    NoticeKind(
        name="goal.given",
        label=gettext_lazy("A goal is given to you"),
        gather=gathered.concerned,
        still_wanted=_still_given,
        render=_render_given,
        sample=sample_goal(_render_given),
    ),
    NoticeKind(
        name="goal.contributes",
        label=gettext_lazy("You contribute to a goal"),
        gather=gathered.concerned,
        still_wanted=_still_helps,
        render=_render_helps,
        sample=sample_goal(_render_helps),
    ),
    NoticeKind(
        name="goal.contributor_added",
        label=gettext_lazy("Somebody contributes to your goal"),
        gather=gather_shares,
        still_wanted=is_concerned,
        render=_render_helped,
        sample=_sample_helped,
        related=("objective", "employee"),
    ),
    NoticeKind(
        name="goal.followed_status",
        label=gettext_lazy("A goal you follow goes otherwise"),
        gather=_gather_followed,
        still_wanted=is_concerned,
        render=_render_status,
        sample=sample_goal(_render_status, status="at_risk"),
        in_digest=True,
    ),
    NoticeKind(
        name="goal.followed_ended",
        label=gettext_lazy("A goal you follow has ended"),
        gather=_gather_followed,
        still_wanted=is_concerned,
        render=_render_ended,
        sample=sample_goal(_render_ended, state="done"),
        in_digest=True,
    ),
    NoticeKind(
        name="goal.left_open",
        label=gettext_lazy("A goal was closed with its cycle"),
        gather=_gather_left,
        still_wanted=_still_left,
        render=_render_left,
        sample=sample_goal(_render_left),
        in_digest=True,
    ),
    NoticeKind(
        name="goal.needs_owner",
        label=gettext_lazy("A goal needs an owner"),
        gather=_gather_fallen,
        still_wanted=is_concerned,
        render=_render_fallen,
        sample=_sample_fallen,
        related=("objective",),
    ),
    NoticeKind(
        name="goal.align_asked",
        label=gettext_lazy("Somebody asks whether a goal may serve yours"),
        gather=_gather_requests,
        still_wanted=_still_asked,
        render=_render_asked,
        sample=_sample_request(_render_asked),
        related=("child", "parent", "asked_by"),
    ),
    NoticeKind(
        name="goal.align_answered",
        label=gettext_lazy("What you asked about a goal is answered"),
        gather=_gather_requests,
        still_wanted=_is_answered,
        render=_render_answered,
        sample=_sample_request(_render_answered, state=RequestState.ACCEPTED),
        related=("child", "parent", "asked_by"),
    ),
)

ACTS = Acts(
    name="goals.beside",
    words={
        "goal.align_accepted": gettext_lazy("Another goal accepted as serving one"),
        "goal.align_asked": gettext_lazy("Asked whether a goal may serve another"),
        "goal.align_declined": gettext_lazy("Another goal declined as serving one"),
        "goal.align_withdrawn": gettext_lazy("Asking whether a goal may serve another taken back"),
        "goal.contributor_added": gettext_lazy("Contributor of a goal added"),
        "goal.contributor_ended": gettext_lazy("Contribution to a goal ended"),
        "goal.followed": gettext_lazy("Goal followed"),
        "goal.given": gettext_lazy("Goal given"),
        "goal.giving_discarded": gettext_lazy("Giving a goal to people thought better of"),
        "goal.giving_prepared": gettext_lazy("Looked at to whom a goal would be given"),
        "goal.giving_started": gettext_lazy("Goal given to people"),
        "goal.giving_undo_started": gettext_lazy("Taking a goal back from people begun"),
        "goal.reacted": gettext_lazy("Something said to a comment under a goal with one press"),
        "goal.reaction_taken_back": gettext_lazy("What was said to a comment under a goal taken back"),
        "goal.taken_back": gettext_lazy("Given goal taken back"),
        "goal.unfollowed": gettext_lazy("Goal followed no more"),
    },
)
