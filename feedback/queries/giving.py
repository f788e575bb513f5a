"""Feedback and praise, shaped for pages: the form before it is given, one page, lists of many."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.core.signing import Signer
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from goals import access as goal_access
from goals.models import Objective
from goals.states import ObjectiveState, Visibility
from people.access import leads_hr, own_drafts, visible_employees
from people.models import AuditEntry, Draft, Employee, Reach
from people.queries import Audience, found_employees, readers
from perfhub.kernel import capabilities
from perfhub.kernel.composed import composed
from perfhub.kernel.keyset import NoCursor, behind, cursor_at
from perfhub.kernel.tenancy import page_url
from skills.access.library import CAPABILITY
from skills.models import Skill
from skills.queries.library import skills_offered

from ..access import giving as access
from ..access.giving import Allowed, allowed
from ..models import Feedback, PraiseHiding, Received, Value
from ..states import FeedbackAudience, FeedbackKind, FeedbackState
from .comments import Comment, comments_under
from .webhooks import told_elsewhere

A_PAGE = 20
CANDIDATES = 12
SIGNER = Signer(salt="feedback.list")
RECEIVED_ORDER = ("-shared_at", "-pk")
GIVEN_ORDER = ("-given_at", "-pk")
RECEIVED, GIVEN = "received", "given"


# --- before it is given -------------------------------------------------------------------------


def could_receive(viewer: Employee, text: str, *, without: Iterable[Employee]) -> list[Employee]:
    """Whom a search finds and who is not chosen yet."""
    if not text.strip():
        return []
    found = found_employees(visible_employees(viewer).active(), text=text)
    return list(found.exclude(pk__in=[viewer.pk, *(person.pk for person in without)])[:CANDIDATES])


def give_draft(first: Employee) -> str:
    """Under which key what is typed to somebody is kept: never does it turn up in a form to somebody else."""
    return f"feedback:give:{first.pk}"


def draft_of(viewer: Employee, first: Employee) -> Draft | None:
    """What the viewer typed to somebody and has not sent."""
    return own_drafts(viewer).filter(key=give_draft(first)).first()


def audience_choices(
    kind: str, receivers: Sequence[Employee], *, viewer: Employee, at: dt.datetime
) -> list[tuple[str, str]]:
    """Who would read it, by name, for each choice that the organization allows; said before anything is saved."""
    managers = list(access.managers_of(receivers).exclude(pk=viewer.pk).order_by("sort_name", "pk"))
    names = _named(receivers)
    bosses = _named(managers)
    leads = access.managers_of(receivers).filter(pk=viewer.pk).exists()
    found, may = [], allowed(at)
    for audience in may.audiences(kind):
        if audience == FeedbackAudience.RECEIVER:
            words = _("%(names)s alone") % {"names": names}
        elif audience == FeedbackAudience.MANAGER:
            if leads and not managers:
                words = _("%(names)s and you; a later manager sees it too") % {"names": names}
            elif not managers:
                words = _("%(names)s, and a manager who comes later; there is none now") % {"names": names}
            else:
                words = _("%(names)s and %(managers)s, the manager now; a later manager sees it too")
                words = words % {"names": names, "managers": bosses}
        elif audience == FeedbackAudience.EVERYBODY:
            words = _("everybody employed here, on the wall of praise")
            if programs := told_elsewhere(may):
                words = _("everybody employed here, on the wall of praise; it also goes to %(programs)s")
                words = words % {"programs": programs}
        elif managers:
            words = _(
                "%(managers)s alone, who decides within 14 days to share it, to ask you to, or to drop it; "
                "%(names)s is not shown it before"
            ) % {"names": names, "managers": bosses}
        else:
            continue
        found.append((audience.value, words))
    return found


def _named(people: Sequence[Employee]) -> str:
    return ", ".join(person.name for person in people)


def values_offered() -> QuerySet[Value]:
    return Value.objects.offered().by_name()


def skills_about(viewer: Employee) -> QuerySet[Skill]:
    """Skills that feedback may name; none where they are not in use."""
    offered = skills_offered()
    return offered.none() if capabilities.is_off(viewer, CAPABILITY) else offered


def goals_about(receivers: Sequence[Employee], *, viewer: Employee, chosen: int | None = None) -> QuerySet[Objective]:
    """Goals of the one receiver that everybody sees, which feedback may be about; and one chosen before."""
    rows = goal_access.visible_to(viewer)
    mine = rows.none()
    if len(receivers) == 1:
        shown = Q(visibility=Visibility.EVERYONE, state__in=[ObjectiveState.ACTIVE, ObjectiveState.DONE])
        mine = rows.filter(shown).owned_by(receivers[0], on=goal_access.today_of(viewer))
    return rows.filter(Q(pk__in=mine.values("pk")) | Q(pk=chosen)).order_by("title", "pk")


def values_put_away() -> QuerySet[Value]:
    return Value.objects.filter(retired_at__isnull=False).by_name()


def earlier_by(viewer: Employee, receivers: Sequence[Employee]) -> QuerySet[Feedback]:
    """What the viewer has said to this one person before about what could be better, the newest first."""
    rows = Feedback.objects.given().filter(by=viewer, kind=FeedbackKind.IMPROVEMENT)
    if len(receivers) != 1:
        return rows.none()
    return rows.filter(receivers__employee=receivers[0]).newest_first()


# --- lists ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FeedbackRow:
    """Feedback as a list or its own page shows it; `own` is what the viewer, who received it, said to it."""

    feedback: Feedback
    receivers: tuple[Received, ...]
    audience: FeedbackAudience
    own: Received | None
    goal_url: str

    @property
    def names(self) -> str:
        return ", ".join(row.employee.name for row in self.receivers)

    @property
    def is_new(self) -> bool:
        """Its receiver has not said to have read it."""
        return self.own is not None and self.own.acknowledged_at is None


def rows_of(found: Sequence[Feedback], *, viewer: Employee, may: Allowed) -> list[FeedbackRow]:
    """These, in this order; a constant number of statements."""
    receivers: dict[int, list[Received]] = defaultdict(list)
    keys = [feedback.pk for feedback in found]
    by_key = {feedback.pk: feedback for feedback in found}
    for row in _receivers(keys=keys, viewer=viewer) if keys else ():
        row.feedback = by_key[row.feedback_id]
        receivers[row.feedback_id].append(row)
    for key, its in receivers.items():
        if may.audience_of(by_key[key]) == FeedbackAudience.EVERYBODY:
            receivers[key] = _as_everybody_sees(its, viewer)
    goals = {feedback.about_goal for feedback in found if feedback.about_goal}
    seen = set(goal_access.visible_to(viewer).filter(pk__in=goals).values_list("pk", flat=True)) if goals else set()
    return [
        FeedbackRow(
            feedback=feedback,
            receivers=tuple(receivers[feedback.pk]),
            audience=may.audience_of(feedback),
            own=next((row for row in receivers[feedback.pk] if row.employee_id == viewer.pk), None),
            goal_url=page_url("goals:goal", feedback.about_goal) if feedback.about_goal in seen else "",
        )
        for feedback in found
    ]


@composed
def _receivers(*, keys: list[int], viewer: Employee) -> QuerySet[Received]:
    """Of these, each with whether the viewer leads them."""
    leads = Reach.objects.filter(manager=viewer, employee=OuterRef("employee"), depth=1)
    rows = Received.objects.filter(feedback__in=keys).select_related("employee").annotate(is_led=Exists(leads))
    return rows.order_by("employee__sort_name", "pk")


def _as_everybody_sees(rows: list[Received], viewer: Employee) -> list[Received]:
    """Who is praised on the wall, without those who left it; whether somebody has read it is for whoever gave it, for
    that person, and for their manager."""
    received = any(row.employee_id == viewer.pk for row in rows)
    found = []
    for row in rows:
        near = _is_near(row, viewer)
        if row.off_the_wall_at is None or near or received:
            if not near:
                row.acknowledged_at = row.thanked_at = None
            found.append(row)
    return found


def _is_near(row: Received, viewer: Employee) -> bool:
    """Gave it, received it, or leads who received it (rows of `rows_of`)."""
    return viewer.pk in (row.feedback.by_id, row.employee_id) or row.is_led


@dataclass(frozen=True)
class FeedbackList:
    """A page of feedback, and where the next one begins; empty when there is none."""

    rows: tuple[FeedbackRow, ...]
    after: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a list is narrowed to; nothing is everything."""

    kind: str = ""
    words: str = ""
    new: bool = False


def timeline_of(
    person: Employee, *, viewer: Employee, side: str, asked: Asked, may: Allowed, after: str = ""
) -> FeedbackList:
    """What somebody received, as far as the viewer may read it, or gave (own words alone); the newest first."""
    if side == GIVEN:
        rows = _narrowed(Feedback.objects.filter(by=viewer), asked, prefix="")
        columns = GIVEN_ORDER
        rows = rows.select_related("by", "value", "skill")
    else:
        own = viewer.pk == person.pk
        received = access.received_by(viewer) if own else access.of_report(viewer, person, may=may)
        if asked.new:
            received = received.filter(acknowledged_at=None)
        rows = _narrowed(received, asked, prefix="feedback__")
        columns = RECEIVED_ORDER
        rows = rows.select_related("feedback__by", "feedback__value", "feedback__skill")
    rows = rows.order_by(*columns)
    if after:
        with suppress(NoCursor):
            rows = rows.filter(behind(after, columns, signer=SIGNER))
    found = list(rows[: A_PAGE + 1])
    page = found[:A_PAGE]
    shown = rows_of([row if side == GIVEN else row.feedback for row in page], viewer=viewer, may=may)
    return FeedbackList(tuple(shown), cursor_at(page[-1], columns, signer=SIGNER) if len(found) > A_PAGE else "")


def _narrowed(rows: QuerySet, asked: Asked, *, prefix: str) -> QuerySet:
    if asked.kind:
        rows = rows.filter(**{f"{prefix}kind": asked.kind})
    for word in asked.words.split()[:6]:
        said = Q()
        for field in ("text", "situation", "behaviour", "impact", "next_step", "how"):
            said |= Q(**{f"{prefix}{field}__icontains": word})
        rows = rows.filter(said)
    return rows


def kept_rows(viewer: Employee, *, may: Allowed, person: Employee | None = None) -> list[FeedbackRow]:
    """What waits with a manager alone for a decision, the most urgent first."""
    rows = access.kept_for(viewer, may=may).select_related("by", "value", "skill").order_by("decide_by_date", "pk")
    if person is not None:
        rows = rows.filter(receivers__employee=person)
    return rows_of(list(rows), viewer=viewer, may=may)


# --- one ------------------------------------------------------------------------------------------


def received_keys(employee: int) -> QuerySet:
    """Of everything that somebody received the keys; to be narrowed to what may be seen."""
    return Received.objects.filter(employee=employee).values("feedback")


def leaving_a_line(rows: Iterable[FeedbackRow], *, viewer: Employee) -> list[Received]:
    """Of what is shown that which leaves a line in the audit: the receiver's own look, what a manager is shown, what a
    receiver said to it, and all that support looks at. What hangs on the wall leaves none."""
    return [
        one
        for row in rows
        for one in row.receivers
        if viewer.visit is not None
        or one.employee_id == viewer.pk
        or (row.feedback.by_id != viewer.pk and row.audience != FeedbackAudience.EVERYBODY)
        or one.dispute
        or one.own_view
    ]


@dataclass(frozen=True)
class Whole:
    """One piece of feedback for programs."""

    feedback: Feedback
    receivers: tuple[Received, ...]
    audience: FeedbackAudience
    messages: tuple[Comment, ...]
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """When it was shared with a receiver, and when that person first saw it: evidence of what somebody knew."""

    received: Received
    seen_at: dt.datetime | None


@dataclass(frozen=True)
class FeedbackPage:
    """One piece of feedback with all that belongs to it."""

    row: FeedbackRow
    messages: tuple[Comment, ...]
    audience: Audience
    seen: tuple[Told, ...]
    again: Feedback | None
    hidings: tuple[PraiseHiding, ...]
    why_hidden: str  # for whoever gave or received it, and whoever leads HR


def page_of(feedback: Feedback, *, viewer: Employee, at: dt.datetime) -> FeedbackPage:
    """What stands on its page."""
    may = allowed(at)
    (row,) = rows_of([feedback], viewer=viewer, may=may)
    on_the_wall = row.audience == FeedbackAudience.EVERYBODY
    near = [one for one in row.receivers if not on_the_wall or _is_near(one, viewer)]
    again = feedback.again if feedback.again_id and feedback.by_id == viewer.pk else None
    return FeedbackPage(
        row=row,
        messages=comments_under(feedback, viewer=viewer),
        audience=audience_of(row),
        seen=told_of(near),
        again=again,
        hidings=_hidings(feedback, viewer),
        why_hidden=feedback.hidden_reason if feedback.by_id == viewer.pk or row.own or leads_hr(viewer) else "",
    )


def _hidings(feedback: Feedback, viewer: Employee) -> tuple[PraiseHiding, ...]:
    """When HR had taken it off the wall before: for whoever gave it and whoever leads HR."""
    if feedback.audience != FeedbackAudience.EVERYBODY or not (feedback.by_id == viewer.pk or leads_hr(viewer)):
        return ()
    over = PraiseHiding.objects.filter(feedback=feedback, ended_at__isnull=False).select_related("by", "ended_by")
    return tuple(over.order_by("at", "pk"))


def told_of(rows: Sequence[Received]) -> tuple[Told, ...]:
    """When each was told and saw it, as the audit knows; one statement."""
    looks = AuditEntry.objects.filter(
        act="feedback.seen",
        object_type=Received._meta.label_lower,
        object_id__in=[row.pk for row in rows],
        employee__in=[row.employee_id for row in rows],
        by=F("employee"),
    )
    first = dict(looks.values_list("employee").annotate(first=Min("at")).values_list("employee", "first"))
    return tuple(Told(row, first.get(row.employee_id)) for row in rows)


def audience_of(row: FeedbackRow) -> Audience:
    """Who can read it now, by name, and who later."""
    feedback, people = row.feedback, [one.employee for one in row.receivers]
    if feedback.state in (FeedbackState.TAKEN_BACK, FeedbackState.DROPPED):
        return Audience(feedback.by, (), _("Nobody else reads it any more."))
    managers = access.managers_of(people).exclude(pk__in=[feedback.by_id, *(one.pk for one in people)])
    bosses = readers(_("the manager now"), managers)
    if row.audience == FeedbackAudience.MANAGER_ALONE:
        return Audience(
            feedback.by,
            (bosses,) if bosses.number else (),
            _("%(names)s is not shown it unless it is shared.") % {"names": row.names},
        )
    groups = [readers(_("received it"), people)]
    if row.audience == FeedbackAudience.EVERYBODY:
        if feedback.hidden_at is not None:
            return Audience(feedback.by, tuple(groups), _("HR took it off the wall; whoever leads HR sees it."))
        return Audience(feedback.by, tuple(groups), _("Everybody employed here, on the wall of praise."))
    if row.audience == FeedbackAudience.MANAGER:
        if bosses.number:
            groups.append(bosses)
        return Audience(feedback.by, tuple(groups), _("A later manager sees it too. Nobody else, HR neither."))
    return Audience(feedback.by, tuple(groups), _("Nobody else: no manager, HR neither."))
