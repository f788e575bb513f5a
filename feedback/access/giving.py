"""Who may see and do what with feedback and praise.

| viewer | sees feedback |
|---|---|
| who gave it | always; a former manager keeps nothing but these own words |
| a receiver | from the moment it is shared: hard words wait for a working moment |
| the manager of a receiver, now | if it is for the manager too, or on the wall; alone with it, until it is decided |
| everybody employed | praise for everybody, unless HR has hidden it |
| whoever leads HR | as everybody; of the wall also what is hidden, to bring it back |

Nobody else: neither one level above, nor a stand-in, nor HR. What the organization allows follows the rule of promises:
a narrower value holds at once for all there is, a wider one for what is given later.
"""

import datetime as dt
from collections.abc import Collection, Set
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, Q, QuerySet
from django.http import Http404

from people.access import (
    SYSTEM,
    Actor,
    has_reports,
    is_manager_of,
    leads_hr,
    partner_teams,
    promises_of_all,
    visible_employees,
)
from people.models import Employee, Message, Reach
from people.states import EmployeeState
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from perfhub.kernel.promises import Promises

from ..models import CommentHiding, Feedback, Nudge, Received, Value
from ..states import FeedbackAudience, FeedbackKind, FeedbackState

WIDEST = "feedback.widest"  # the setting: how widely feedback may be shown at most
ALONE = "feedback.manager_alone"  # the setting: whether it may begin with the manager alone
ELSEWHERE = "feedback.elsewhere"  # the setting: whether praise for everybody may also go to other programs
OFF, ON = "off", "on"  # the values of the latter two

GIVER_ACTS = frozenset({"comment", "follow_up", "take_back", "share"})
RECEIVER_ACTS = frozenset({"acknowledge", "thank", "dispute", "say_view", "comment", "follow_up", "leave_the_wall"})
MANAGER_ACTS = frozenset({"comment"})
KEEPER_ACTS = frozenset({"share", "ask_giver", "drop"})  # of the manager who has it alone
HR_ACTS = frozenset({"hide", "show_again", "moderate"})  # the last: words under it
UNDO = dt.timedelta(minutes=10)  # how long the giver may take it back

Subject = Feedback | Employee | Value | None


@dataclass(frozen=True)
class Allowed:
    """What the organization allows at a moment, and has promised for what was given before."""

    at: dt.datetime

    @cached_property
    def _promises(self) -> dict[str, Promises]:
        return promises_of_all([WIDEST, ALONE, ELSEWHERE])

    def since(self, audience: FeedbackAudience) -> dt.datetime | None:
        """From which giving on feedback may be shown to this audience; None: none may."""
        return self._promises[WIDEST].since(audience.value, at=self.at)

    def since_alone(self) -> dt.datetime | None:
        """From which giving on a manager may have feedback alone."""
        return self._promises[ALONE].since(ON, at=self.at)

    def since_elsewhere(self) -> dt.datetime | None:
        """From which giving on praise for everybody may go to other programs."""
        return self._promises[ELSEWHERE].since(ON, at=self.at)

    def goes_elsewhere(self) -> bool:
        """May what is given now?"""
        return self._promises[ELSEWHERE].now(self.at) == ON

    def audiences(self, kind: str) -> list[FeedbackAudience]:
        """Among which a giver chooses now, the narrowest first."""
        widest = self._promises[WIDEST]
        rank = widest.setting.rank
        found: list[FeedbackAudience] = [one for one in FeedbackAudience if one != FeedbackAudience.MANAGER_ALONE]
        found = [one for one in found if rank(one.value) <= rank(widest.now(self.at))]
        if kind != FeedbackKind.PRAISE:
            found = [one for one in found if one != FeedbackAudience.EVERYBODY]
            if self._promises[ALONE].now(self.at) == ON:
                found.append(FeedbackAudience.MANAGER_ALONE)
        return found

    def audience_of(self, feedback: Feedback) -> FeedbackAudience:
        """To whom it is shown now: what its giver chose, or what is allowed where that is less."""
        chosen = FeedbackAudience(feedback.audience)
        if chosen == FeedbackAudience.MANAGER_ALONE:
            return chosen
        widest = self._promises[WIDEST]
        held = widest.of(feedback.given_at, at=self.at)
        rank = widest.setting.rank
        return chosen if rank(chosen.value) <= rank(held) else FeedbackAudience(held)


def allowed(at: dt.datetime) -> Allowed:
    """What the organization allows; one statement, when it is asked."""
    return Allowed(at)


# --- what is seen ---------------------------------------------------------------------------------


def visible_to(viewer: Employee, *, may: Allowed | None = None) -> QuerySet[Feedback]:
    """The feedback a viewer may read, as the table above says."""
    rows = Feedback.objects.all()
    if viewer.state != EmployeeState.ACTIVE:
        return rows.none()
    may = may or allowed(clock.now())
    seen = Q(by=viewer) | Q(pk__in=received_by(viewer).values("feedback"))
    seen |= Q(pk__in=_for_manager(viewer, may).values("pk")) | Q(pk__in=kept_for(viewer, may=may).values("pk"))
    seen |= Q(pk__in=on_the_wall(may).values("pk"))
    if leads_hr(viewer):
        seen |= Q(pk__in=hidden().values("pk"))
    return rows.filter(seen)


def concerning(viewer: Employee, *, may: Allowed) -> QuerySet[Feedback]:
    """What a viewer gave or received, and what is for the viewer as a manager; without the rest of the wall."""
    if viewer.state != EmployeeState.ACTIVE:
        return Feedback.objects.none()
    keys = Feedback.objects.filter(by=viewer).values_list("pk")  # each part by its own index, however much there is
    keys = keys.union(
        received_by(viewer).values_list("feedback"),
        _for_manager(viewer, may).values_list("pk"),
        kept_for(viewer, may=may).values_list("pk"),
    )
    return Feedback.objects.filter(pk__in=keys).select_related("by", "value", "skill")


def received_by(viewer: Employee, *, at: dt.datetime | None = None) -> QuerySet[Received]:
    """What is shared with a viewer, as its receiver; now, unless a moment is named."""
    shared = {"feedback__state": FeedbackState.GIVEN, "shared_at__lte": clock.now() if at is None else at}
    return Received.objects.filter(employee=viewer, **shared)


def led_by(viewer: Employee) -> QuerySet[Received]:
    """What the direct reports of a viewer have received, by the line in force now."""
    reports = Reach.objects.filter(manager=viewer, depth=1, employee__state=EmployeeState.ACTIVE)
    return Received.objects.filter(employee__in=reports.values("employee"))


def _for_manager(viewer: Employee, may: Allowed) -> QuerySet[Feedback]:
    since = may.since(FeedbackAudience.MANAGER)
    if since is None or not has_reports(viewer):
        return Feedback.objects.none()
    wide = [FeedbackAudience.MANAGER, FeedbackAudience.EVERYBODY]
    rows = Feedback.objects.given().filter(audience__in=wide, given_at__gte=since)
    # What was with the manager alone has been read there: it does not vanish while it waits for a gentle moment.
    rows = rows.filter(Q(shared_at__lte=clock.now()) | Q(decide_by_date__isnull=False))
    return rows.filter(pk__in=led_by(viewer).values("feedback"))


def of_report(viewer: Employee, person: Employee, *, may: Allowed) -> QuerySet[Received]:
    """What somebody who reports to the viewer received, as far as the viewer reads it: row by row as `visible_to` says.

    It asks nothing beside the rows of that person, so that the newest are found first.
    """
    rows = Received.objects.filter(employee=person, feedback__state=FeedbackState.GIVEN, shared_at__lte=may.at)
    own, since = Q(feedback__by=viewer), may.since(FeedbackAudience.MANAGER)
    if since is None or not is_manager_of(viewer, person):
        return rows.filter(own)
    wide = [FeedbackAudience.MANAGER, FeedbackAudience.EVERYBODY]
    return rows.filter(own | Q(feedback__audience__in=wide, feedback__given_at__gte=since))


def kept_for(viewer: Employee, *, may: Allowed) -> QuerySet[Feedback]:
    """What waits with a viewer alone, as the manager of its receiver now; not what is said by the viewer."""
    since = may.since_alone()
    if since is None or not has_reports(viewer):
        return Feedback.objects.none()
    rows = Feedback.objects.kept().filter(given_at__gte=since, pk__in=led_by(viewer).values("feedback"))
    return rows.exclude(by=viewer)


def on_the_wall(may: Allowed) -> QuerySet[Feedback]:
    """Praise that everybody employed may read."""
    since = may.since(FeedbackAudience.EVERYBODY)
    return Feedback.objects.none() if since is None else Feedback.objects.on_the_wall().filter(shared_at__gte=since)


def hidden() -> QuerySet[Feedback]:
    """Praise that HR has taken off the wall."""
    return Feedback.objects.given().filter(audience=FeedbackAudience.EVERYBODY, hidden_at__isnull=False)


def get_feedback(viewer: Employee, pk: int) -> Feedback:
    """Feedback with who gave it; Http404 for whoever may not read it."""
    found = (
        visible_to(viewer).select_related("by", "value", "skill", "thread", "hidden_by", "followed_up_by").filter(pk=pk)
    )
    if (feedback := found.first()) is None:
        raise Http404
    return feedback


def comments(viewer: Employee, feedback: Feedback) -> QuerySet[Message]:
    """The words under it; what HR has taken off is for whoever wrote it, and whoever leads HR."""
    rows = Message.objects.filter(thread=feedback.thread_id) if feedback.thread_id else Message.objects.none()
    if leads_hr(viewer):
        return rows
    return rows.filter(Q(author=viewer) | ~Q(pk__in=CommentHiding.objects.off().values("message")))


def get_comment(viewer: Employee, feedback: Feedback, pk: int) -> Message:
    """Words under it that the viewer may read."""
    found = comments(viewer, feedback).select_related("author").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def possible_receivers(viewer: Employee) -> QuerySet[Employee]:
    """Whom one may give feedback: everybody employed but oneself."""
    return visible_employees(viewer).active().exclude(pk=viewer.pk)


def readable_person(viewer: Employee, pk: int) -> Employee:
    """Somebody whose feedback a viewer finds in a list: oneself, and the direct reports."""
    person = visible_employees(viewer).filter(pk=pk).first()
    if person is None or (viewer.pk != person.pk and not is_manager_of(viewer, person)):
        raise Http404
    return person


def managers_of(receivers: Collection[Employee | int]) -> QuerySet[Employee]:
    """The direct managers of these people now."""
    return Employee.objects.active().filter(reaches__employee__in=receivers, reaches__depth=1).distinct()


def get_value(viewer: Employee, pk: int) -> Value:
    """A value of the organization, for whoever keeps them."""
    found = Value.objects.filter(pk=pk).first() if leads_hr(viewer) else None
    if found is None:
        raise Http404
    return found


# --- what may be done -----------------------------------------------------------------------------


def acts(viewer: Actor, subject: Subject = None, *, at: dt.datetime | None = None) -> Set[str]:
    """The verbs open to this viewer now: on feedback, towards a person, on a value or (without subject) here."""
    if viewer is SYSTEM:
        return frozenset({"configure", "remind"})
    assert isinstance(viewer, Employee)
    if viewer.state != EmployeeState.ACTIVE:
        return frozenset()
    if isinstance(subject, Feedback):
        return {verb for verb in _of(viewer, subject) if _is_open(verb, subject, at)}
    if isinstance(subject, Employee):
        return frozenset({"give"}) if subject.pk != viewer.pk else frozenset()
    if leads_hr(viewer):
        return frozenset({"give", "configure", "moderate", "see_figures"})
    return frozenset({"give", "see_figures"}) if partner_teams(viewer) else frozenset({"give"})


def _of(viewer: Employee, feedback: Feedback) -> Set[str]:
    """By what the viewer is to it, whatever its state."""
    found: Set[str] = frozenset()
    if feedback.by_id == viewer.pk:
        found = found | GIVER_ACTS
    receivers = Received.objects.filter(feedback=feedback)
    led = receivers.filter(employee__reached_by__manager=viewer, employee__reached_by__depth=1)
    mine = receivers.filter(employee=viewer)
    row = Feedback.objects.filter(pk=feedback.pk).values_list(Exists(mine), Exists(led)).first()
    receives, manages = row if row is not None else (False, False)
    if receives and feedback.shared_at is not None and feedback.shared_at <= clock.now():
        found = found | RECEIVER_ACTS
    if manages and feedback.by_id != viewer.pk and feedback.audience != FeedbackAudience.RECEIVER:
        found = found | KEEPER_ACTS | MANAGER_ACTS
    if feedback.audience == FeedbackAudience.EVERYBODY:
        found = found | {"comment", "react"} | (HR_ACTS if leads_hr(viewer) else frozenset())
    return {verb for verb in found if _fits(verb, feedback)}


def _fits(verb: str, feedback: Feedback) -> bool:
    """Whether such a verb is said of this kind of feedback at all."""
    if verb == "say_view":
        return feedback.kind == FeedbackKind.IMPROVEMENT
    if verb == "dispute":
        return feedback.kind != FeedbackKind.PRAISE
    if verb == "leave_the_wall":
        return feedback.audience == FeedbackAudience.EVERYBODY
    return verb != "follow_up" or feedback.is_targeted


def _is_open(verb: str, feedback: Feedback, at: dt.datetime | None) -> bool:
    given = feedback.state == FeedbackState.GIVEN
    if verb in ("share", "drop", "ask_giver"):
        return feedback.state == FeedbackState.KEPT
    if verb in ("take_back", "follow_up") and feedback.followed_above:
        return False
    if verb == "take_back":
        in_time = at is None or at - feedback.given_at <= UNDO or (given and at < feedback.shared_at)
        return feedback.state == FeedbackState.KEPT or (given and in_time)
    if verb == "follow_up":
        return given and feedback.followed_up_at is None
    if verb in ("hide", "show_again"):
        return given and (feedback.hidden_at is None) == (verb == "hide")
    return given


def require(act: str, viewer: Actor, subject: Subject = None, *, at: dt.datetime | None = None) -> None:
    """Raise `Refused` unless this viewer may do that here; where only the state is wrong, the move says so (409)."""
    if not isinstance(subject, Feedback) or viewer is SYSTEM:
        may = act in acts(viewer, subject)
    else:
        assert isinstance(viewer, Employee)
        may = viewer.state == EmployeeState.ACTIVE and act in _of(viewer, subject)
    if not may:
        raise Refused


def get_nudge(viewer: Employee, pk: int) -> Nudge:
    """A nudge of the viewer's own."""
    found = Nudge.objects.select_related("about").filter(pk=pk, employee=viewer).first()
    if found is None:
        raise Http404
    return found


def require_own_nudge(viewer: Employee, nudge: Nudge) -> None:
    if viewer.state != EmployeeState.ACTIVE or nudge.employee_id != viewer.pk:
        raise Refused
