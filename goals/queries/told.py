"""What this floor tells people. A private goal's words never stand in a mail: its title is shown after sign-in."""

import datetime as dt
from types import SimpleNamespace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ..models import GoalCycle, Objective
from ..states import CycleState, ObjectiveState, Visibility
from . import gathered

SOME_DAY = dt.date(2026, 4, 1)  # of the letters that one may look at beforehand


def _day(day: dt.date) -> str:
    return date_format(day, "j F")


def title_in_letters(objective: Objective) -> str:
    """What a letter calls it."""
    return objective.title if objective.visibility == Visibility.EVERYONE else _("a goal that not everybody sees")


# --- cycles -----------------------------------------------------------------------------------


def _no_goal_yet(notice) -> bool:
    return notice.subject.state == CycleState.ACTIVE and not notice.known


def _render_opened(notice) -> Rendered:
    cycle: GoalCycle = notice.subject
    words = {"cycle": cycle.name, "day": _day(cycle.drafting_end_date)}
    return Rendered(
        subject=_("Goals for %(cycle)s can be written") % words,
        lead=_("%(cycle)s is open. Goals are written by %(day)s.") % words,
        lines=(_("Your manager’s goals stand beside the form, so that yours can serve them."),),
        url=page_url("goals:mine"),
        action=_("Write a goal"),
    )


def _render_none_yet(notice) -> Rendered:
    cycle: GoalCycle = notice.subject
    words = {"cycle": cycle.name, "day": _day(cycle.drafting_end_date)}
    return Rendered(
        subject=_("You have no goal in %(cycle)s yet") % words,
        lead=_("You have no goal in %(cycle)s yet. Goals are written by %(day)s; a later one counts, too.") % words,
        url=page_url("goals:mine"),
        action=_("Write a goal"),
    )


def _still_closing(notice) -> bool:
    return notice.subject.state == CycleState.CLOSING and notice.known


def _render_closing(notice) -> Rendered:
    words = {"cycle": notice.subject.name}
    return Rendered(
        subject=_("%(cycle)s is closing") % words,
        lead=_("%(cycle)s is closing: your goals wait for a last value and what you learned.") % words,
        url=page_url("goals:mine"),
        action=_("Close your goals"),
    )


# --- one goal -----------------------------------------------------------------------------------


def _update_still_due(notice) -> bool:
    objective: Objective = notice.subject
    due = objective.due_date is not None and objective.due_date.isoformat() == notice.occurrence
    return objective.state == ObjectiveState.ACTIVE and due and "owns" in notice.known


def _render_due(notice) -> Rendered:
    words = {"title": title_in_letters(notice.subject)}
    return Rendered(
        subject=_("An update is due: %(title)s") % words,
        lead=_("How is it going? An update is due for: %(title)s.") % words,
        lines=(_("One value and one word are enough; it takes a minute."),),
        url=page_url("goals:update", notice.subject.pk),
        action=_("Update it"),
    )


def _still_silent(notice) -> bool:
    objective: Objective = notice.subject
    same = objective.due_date is not None and objective.due_date.isoformat() == notice.occurrence
    return objective.state == ObjectiveState.ACTIVE and same and "manages" in notice.known


def _render_silent(notice) -> Rendered:
    words = {"title": title_in_letters(notice.subject)}
    return Rendered(
        subject=_("Nothing was heard of a goal for a while"),
        lead=_("Two updates in a row did not come for: %(title)s. Perhaps its owner needs something.") % words,
        url=page_url("goals:goal", notice.subject.pk),
        action=_("Look at it"),
    )


def _still_proposed(notice) -> bool:
    return notice.subject.state == ObjectiveState.PROPOSED and "manages" in notice.known


def _render_proposed(notice) -> Rendered:
    words = {"title": title_in_letters(notice.subject)}
    return Rendered(
        subject=_("A goal waits for your word"),
        lead=_("A goal is proposed to you: %(title)s.") % words,
        url=page_url("goals:goal", notice.subject.pk),
        action=_("Read it"),
    )


def _is_owner(notice) -> bool:
    return "owns" in notice.known


def _is_manager(notice) -> bool:
    return "manages" in notice.known


def is_concerned(notice) -> bool:
    return bool(notice.known)


def _about(text, line=""):
    """A letter of one sentence about a goal."""

    def render(notice) -> Rendered:
        sentence = str(text) % {"title": title_in_letters(notice.subject)}
        return Rendered(
            subject=sentence,
            lead=sentence + ".",
            lines=(str(line),) if line else (),
            url=page_url("goals:goal", notice.subject.pk),
            action=_("Look at it"),
        )

    return render


AFTER_SIGN_IN = gettext_lazy("The words are shown after you have signed in.")
_render_sent_back = _about(gettext_lazy("Your manager would like something changed: %(title)s"), AFTER_SIGN_IN)
_render_approved = _about(gettext_lazy("Your goal is agreed: %(title)s"))
_render_dropped = _about(gettext_lazy("A goal was dropped: %(title)s"), AFTER_SIGN_IN)
_render_closed = _about(gettext_lazy("A goal is closed: %(title)s"), AFTER_SIGN_IN)
_render_handed_over = _about(gettext_lazy("A goal is yours now: %(title)s"))
_render_asked = _about(gettext_lazy("Your manager wrote to your update: %(title)s"), AFTER_SIGN_IN)
_render_commented = _about(gettext_lazy("Somebody wrote under a goal: %(title)s"), AFTER_SIGN_IN)


def _sample_cycle(render):
    cycle = GoalCycle(pk=0, name=_("Spring quarter"), drafting_end_date=SOME_DAY)
    return lambda: render(SimpleNamespace(subject=cycle))


def _sample_goal(render):
    def sample() -> Rendered:
        title = _("Certificates right first time")
        return render(SimpleNamespace(subject=Objective(pk=0, title=title, visibility=Visibility.EVERYONE)))

    return sample


def _render_by_table(notice) -> Rendered:
    words = {"name": notice.subject.started_by.name}
    return Rendered(
        subject=_("%(name)s wrote on your goals") % words,
        lead=_("%(name)s wrote, changed or closed goals of yours, with a table of many.") % words,
        lines=(_("What was done stands in the history of each goal."),),
        url=page_url("goals:mine"),
        action=_("Look at my goals"),
    )


def _sample_table() -> Rendered:
    return _render_by_table(SimpleNamespace(subject=SimpleNamespace(started_by=SimpleNamespace(name=_("Ana Ribeiro")))))


def _of_goal(name: str, label, still_wanted, render, **options) -> NoticeKind:
    return NoticeKind(
        name=name,
        label=label,
        gather=gathered.concerned,
        still_wanted=still_wanted,
        render=render,
        sample=_sample_goal(render),
        **options,
    )


def _of_cycle(name: str, label, gather, still_wanted, render) -> NoticeKind:
    return NoticeKind(
        name=name, label=label, gather=gather, still_wanted=still_wanted, render=render, sample=_sample_cycle(render)
    )


KINDS = (
    _of_cycle(
        *("goal.cycle_opened", gettext_lazy("A goal cycle has opened"), gathered.has_goal, _no_goal_yet, _render_opened)
    ),
    _of_cycle(
        *("goal.none_yet", gettext_lazy("You have no goal yet"), gathered.has_goal, _no_goal_yet, _render_none_yet)
    ),
    _of_cycle(
        "goal.cycle_closing",
        gettext_lazy("A goal cycle is closing"),
        gathered.has_open_goal,
        _still_closing,
        _render_closing,
    ),
    _of_goal("goal.update_due", gettext_lazy("An update of your goal is due"), _update_still_due, _render_due),
    _of_goal(
        "goal.silent",
        gettext_lazy("Nothing was heard of a goal of your people"),
        _still_silent,
        _render_silent,
        in_digest=True,
    ),
    _of_goal("goal.proposed", gettext_lazy("A goal waits for your word"), _still_proposed, _render_proposed),
    _of_goal("goal.sent_back", gettext_lazy("Your goal came back to you"), _is_owner, _render_sent_back),
    _of_goal("goal.approved", gettext_lazy("Your goal is agreed"), _is_owner, _render_approved),
    _of_goal("goal.handed_over", gettext_lazy("A goal is yours now"), _is_owner, _render_handed_over),
    NoticeKind(
        name="goal.by_table",
        label=gettext_lazy("Somebody wrote on your goals with a table"),
        still_wanted=lambda notice: notice.subject.applied_at is not None,  # also of what was taken back since
        render=_render_by_table,
        sample=_sample_table,
        related=("started_by",),
    ),
    _of_goal("goal.asked", gettext_lazy("Your manager wrote to your update"), _is_owner, _render_asked),
    _of_goal("goal.commented", gettext_lazy("Somebody wrote under a goal"), is_concerned, _render_commented),
    _of_goal("goal.dropped", gettext_lazy("A goal of your people was dropped"), _is_manager, _render_dropped),
    _of_goal(
        "goal.closed", gettext_lazy("A goal of your people is closed"), _is_manager, _render_closed, in_digest=True
    ),
)

ACTS = Acts(
    name="goals",
    words={
        "goal.aligned": gettext_lazy("Goal aligned"),
        "goal.approved": gettext_lazy("Goal agreed"),
        "goal.asked": gettext_lazy("Asked about an update of a goal"),
        "goal.carried_over": gettext_lazy("Goal carried over"),
        "goal.changed": gettext_lazy("Goal changed"),
        "goal.close_read": gettext_lazy("Closing of a goal read"),
        "goal.closed": gettext_lazy("Goal closed"),
        "goal.commented": gettext_lazy("Wrote under a goal"),
        "goal.corrected": gettext_lazy("Update of a goal corrected"),
        "goal.drop_accepted": gettext_lazy("Dropping of a goal accepted"),
        "goal.dropped": gettext_lazy("Goal dropped"),
        "goal.exported": gettext_lazy("List of goals taken away"),
        "goal.fed": gettext_lazy("Values of a goal taken from a metric"),
        "goal.handed_over": gettext_lazy("Goal handed over"),
        "goal.not_fed": gettext_lazy("Values of a goal no longer taken from a metric"),
        "goal.proposed": gettext_lazy("Goal proposed"),
        "goal.reopened": gettext_lazy("Goal opened again"),
        "goal.seen": gettext_lazy("Goal seen"),
        "goal.sent_back": gettext_lazy("Goal sent back"),
        "goal.started": gettext_lazy("Goal started"),
        "goal.taken_back": gettext_lazy("Goal written by a table taken back"),
        "goal.unaligned": gettext_lazy("Goal no longer aligned"),
        "goal.update_read": gettext_lazy("Update of a goal read"),
        "goal.updated": gettext_lazy("Goal updated"),
        "goal.withdrawn": gettext_lazy("Proposal of a goal taken back"),
        "goal.written": gettext_lazy("Goal written"),
        "goal_template.brought_back": gettext_lazy("Goal of the library offered again"),
        "goal_template.changed": gettext_lazy("Goal of the library changed"),
        "goal_template.retired": gettext_lazy("Goal of the library put away"),
        "goal_template.written": gettext_lazy("Goal of the library written"),
        "goal_import.applied": gettext_lazy("Table of goals applied"),
        "goal_import.apply": gettext_lazy("Applying a table of goals started"),
        "goal_import.discarded": gettext_lazy("Table of goals discarded"),
        "goal_import.undo": gettext_lazy("Taking a table of goals back started"),
        "goal_import.undone": gettext_lazy("Table of goals taken back"),
        "goal_import.uploaded": gettext_lazy("Table of goals uploaded"),
        "goal_cycle.changed": gettext_lazy("Goal cycle changed"),
        "goal_cycle.closed": gettext_lazy("Goal cycle closed"),
        "goal_cycle.closing": gettext_lazy("Closing of a goal cycle begun"),
        "goal_cycle.created": gettext_lazy("Goal cycle prepared"),
        "goal_cycle.imported": gettext_lazy("Scored goal sheet imported"),
        "goal_cycle.opened": gettext_lazy("Goal cycle opened"),
        "goal_cycle.went_on": gettext_lazy("Closing of a goal cycle called off"),
        "metric.aimed_at": gettext_lazy("Goal made of a metric"),
        "metric.changed": gettext_lazy("Metric changed"),
        "metric.file_taken": gettext_lazy("File of numbers taken in"),
        "metric.file_taken_back": gettext_lazy("File of numbers taken back"),
        "metric.handed_over": gettext_lazy("Metric handed over"),
        "metric.measured": gettext_lazy("Numbers of a metric sent"),
        "metric.retired": gettext_lazy("Metric retired"),
        "metric.seen": gettext_lazy("Own numbers of a metric seen"),
        "metric.written": gettext_lazy("Metric begun"),
    },
    reads={"goal.seen": gettext_lazy("Goal"), "metric.seen": gettext_lazy("Numbers of a metric")},
)
