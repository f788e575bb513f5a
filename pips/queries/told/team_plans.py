"""What team plans tell people, and what the audit calls what is done with them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ...access import team_plans as access
from ...models import ResourceRequest, TeamPlan, TeamPlanOwed
from ...states import OwedState, RequestState, TeamPlanState

ACTS = Acts(
    name="pips.team_plans",
    words={
        "team_plan.written": gettext_lazy("Draft of a team plan written"),
        "team_plan.begun": gettext_lazy("Team plan begun"),
        "team_plan.changed": gettext_lazy("Team plan changed"),
        "team_plan.measured": gettext_lazy("Team plan measured again"),
        "team_plan.goes_on": gettext_lazy("Team plan goes on"),
        "team_plan.closed": gettext_lazy("Team plan closed"),
        "team_plan.cancelled": gettext_lazy("Team plan given up"),
        "team_plan.owes": gettext_lazy("Owed to a team"),
        "team_plan.gave": gettext_lazy("Given to a team"),
        "team_plan.took_back": gettext_lazy("Owed to a team again"),
        "team_plan.moved": gettext_lazy("Owed to a team by another day"),
        "team_plan.amended": gettext_lazy("Said what to change in a team plan"),
        "team_plan.answered": gettext_lazy("Answered what a team would change"),
        "resource.asked": gettext_lazy("Asked for people, tools or a budget"),
        "resource.granted": gettext_lazy("Granted people, tools or a budget"),
        "resource.declined": gettext_lazy("Declined people, tools or a budget"),
        "resource.withdrawn": gettext_lazy("Asked for people, tools or a budget no more"),
        "resource.handed_on": gettext_lazy("Somebody else decides on people, tools or a budget"),
    },
)


def _of_the_team(notice) -> bool:
    plan: TeamPlan = notice.subject
    return plan.is_open and access.is_of_the_team(notice.recipient, plan)


def _still_owed(notice) -> bool:
    owed: TeamPlanOwed = notice.subject
    return owed.state == OwedState.OWED and owed.plan.is_open and owed.owner_id == notice.recipient_id


def looking(notices) -> dict[int, bool]:
    """Whether each recipient looks after the plan it is about; as many statements for more of them."""
    plans = {notice.pk: _plan_of(notice.subject) for notice in notices}
    lookers = access.lookers_of(plans.values())
    return {notice.pk: notice.recipient_id in lookers.get(plans[notice.pk], ()) for notice in notices}


def _plan_of(subject) -> int:
    return subject.pk if isinstance(subject, TeamPlan) else subject.plan_id


def _still_missing(notice) -> bool:
    owed: TeamPlanOwed = notice.subject
    return notice.known and owed.state == OwedState.OWED and owed.plan.is_open


def _still_silent(notice) -> bool:
    asked: ResourceRequest = notice.subject
    is_theirs = asked.asked_by_id == notice.recipient_id or notice.known
    return is_theirs and asked.state == RequestState.ASKED and asked.plan.is_open


def _still_to_look(notice) -> bool:
    return notice.known and notice.subject.state == TeamPlanState.RUNNING


def _still_asked(notice) -> bool:
    asked: ResourceRequest = notice.subject
    return asked.state == RequestState.ASKED and asked.decider_id == notice.recipient_id


def _is_answered(notice) -> bool:
    asked: ResourceRequest = notice.subject
    return asked.state in (RequestState.GRANTED, RequestState.DECLINED) and asked.asked_by_id == notice.recipient_id


def _letter(plan: int, subject: str, lead: str, action: str) -> Rendered:
    return Rendered(subject=subject, lead=lead, url=page_url("pips:team_plan", plan), action=action)


def render_news(notice) -> Rendered:
    plan: TeamPlan = notice.subject
    return _news(plan.pk, plan.title)


def _news(pk: int, title: str) -> Rendered:
    words = _("There is news in the plan of your team")
    lead = _("“%(title)s”: read it, and say what you would change.") % {"title": title}
    return _letter(pk, words, lead, _("Read it"))


def render_owed(notice) -> Rendered:
    owed: TeamPlanOwed = notice.subject
    return _owed(owed.plan_id, owed.what)


def _owed(pk: int, what: str) -> Rendered:
    lead = _("You owe it: %(what)s.") % {"what": what}
    return _letter(pk, _("A team waits for something from you"), lead, _("Look at it"))


def render_owed_late(notice) -> Rendered:
    owed: TeamPlanOwed = notice.subject
    return _owed_late(owed.plan_id, owed.what)


def _owed_late(pk: int, what: str) -> Rendered:
    lead = _("Its day has passed: %(what)s. If it is there, say so; if it needs longer, promise another day.")
    return _letter(pk, _("A team still waits for something from you"), lead % {"what": what}, _("Say how it stands"))


def render_missing(notice) -> Rendered:
    owed: TeamPlanOwed = notice.subject
    return _missing(owed.plan_id, owed.what)


def _missing(pk: int, what: str) -> Rendered:
    lead = _("It is more than a week late, or whoever owed it has left: %(what)s.") % {"what": what}
    return _letter(pk, _("What is owed to a team is missing"), lead, _("Look at it"))


def render_look(notice) -> Rendered:
    plan: TeamPlan = notice.subject
    return _look(plan.pk, plan.title)


def _look(pk: int, title: str) -> Rendered:
    lead = _("“%(title)s”: its day of being measured again has come.") % {"title": title}
    return _letter(pk, _("It is time to measure a team plan again"), lead, _("Measure it"))


def render_late(notice) -> Rendered:
    asked: ResourceRequest = notice.subject
    return _late(asked.plan_id, asked.what, asked.asked_by.name)


def _late(pk: int, what: str, name: str) -> Rendered:
    lead = _("%(name)s still waits for your answer: %(what)s. Yes, no, or somebody else who decides.")
    return _letter(pk, _("A team waits for your answer"), lead % {"name": name, "what": what}, _("Decide"))


def render_unanswered(notice) -> Rendered:
    asked: ResourceRequest = notice.subject
    return _unanswered(asked.plan_id, asked.what, asked.decider.name)


def _unanswered(pk: int, what: str, name: str) -> Rendered:
    lead = _("%(name)s has not answered: %(what)s. Talk about it, or take it back and ask somebody else.")
    return _letter(pk, _("Nobody has answered what a team needs"), lead % {"name": name, "what": what}, _("Look at it"))


def render_asked(notice) -> Rendered:
    asked: ResourceRequest = notice.subject
    return _asked(asked.plan_id, asked.what, asked.asked_by.name)


def _asked(pk: int, what: str, name: str) -> Rendered:
    lead = _("%(name)s asks for this: %(what)s.") % {"name": name, "what": what}
    return _letter(pk, _("You are asked to decide something for a team"), lead, _("Decide"))


def render_answered(notice) -> Rendered:
    asked: ResourceRequest = notice.subject
    return _answered(asked.plan_id, asked.what, asked.decider.name)


def _answered(pk: int, what: str, name: str) -> Rendered:
    lead = _("%(name)s has answered: %(what)s.") % {"name": name, "what": what}
    return _letter(pk, _("What you asked for a team was answered"), lead, _("Read it"))


KINDS = (
    NoticeKind(
        name="team_plan.news",
        label=gettext_lazy("News in a plan of my team"),
        still_wanted=_of_the_team,
        render=render_news,
        sample=lambda: _news(1, _("Certificates right first time")),
        related=("team",),
        in_digest=True,
    ),
    NoticeKind(
        name="team_plan.owed",
        label=gettext_lazy("I owe something to a team"),
        still_wanted=_still_owed,
        render=render_owed,
        sample=lambda: _owed(1, _("A template that refuses incomplete certificates")),
        related=("plan",),
    ),
    NoticeKind(
        name="team_plan.owed_late",
        label=gettext_lazy("What I owe a team is late"),
        still_wanted=_still_owed,
        render=render_owed_late,
        sample=lambda: _owed_late(1, _("A template that refuses incomplete certificates")),
        related=("plan",),
    ),
    NoticeKind(
        name="team_plan.missing",
        label=gettext_lazy("What is owed to a team I look after is missing"),
        gather=looking,
        still_wanted=_still_missing,
        render=render_missing,
        sample=lambda: _missing(1, _("A template that refuses incomplete certificates")),
        related=("plan",),
    ),
    NoticeKind(
        name="team_plan.look",
        label=gettext_lazy("A team plan I look after is to be measured again"),
        gather=looking,
        still_wanted=_still_to_look,
        render=render_look,
        sample=lambda: _look(1, _("Certificates right first time")),
    ),
    NoticeKind(
        name="resource.late",
        label=gettext_lazy("A team waits for my answer"),
        still_wanted=_still_asked,
        render=render_late,
        sample=lambda: _late(1, _("A second pressure bench"), "Ana Ribeiro"),
        related=("asked_by",),
    ),
    NoticeKind(
        name="resource.unanswered",
        label=gettext_lazy("What I asked for a team is not answered"),
        gather=looking,
        still_wanted=_still_silent,
        render=render_unanswered,
        sample=lambda: _unanswered(1, _("A second pressure bench"), "Ivo Marek"),
        related=("plan", "decider"),
    ),
    NoticeKind(
        name="resource.asked",
        label=gettext_lazy("I am asked for people, tools or a budget"),
        still_wanted=_still_asked,
        render=render_asked,
        sample=lambda: _asked(1, _("A second pressure bench"), "Ana Ribeiro"),
        related=("asked_by",),
    ),
    NoticeKind(
        name="resource.answered",
        label=gettext_lazy("What I asked for a team is answered"),
        still_wanted=_is_answered,
        render=render_answered,
        sample=lambda: _answered(1, _("A second pressure bench"), "Ivo Marek"),
        related=("decider",),
    ),
)
