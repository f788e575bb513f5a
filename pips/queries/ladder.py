"""A case as its page shows it: what was said, what became of it, who reads it and, to its employee, who has."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from feedback.models import Feedback
from feedback.states import FeedbackKind
from people.models import AuditEntry, Draft, Employee, Reach
from people.queries import Audience, readers
from perfhub.kernel import capabilities
from perfhub.kernel.calendars import local_date

from ..access.cases import Standing, is_told, shown_events, standing_of, visible_plans, visible_to
from ..models import Case, CaseEvent, CaseReader, Concern, ConcernWord, Plan
from ..states import CaseAct, CaseOutcome, CaseState, PlanKind, Rung

A_LIST = 50
USUAL_LOOK = dt.timedelta(days=14)
SEEN = "case.seen"
#: What is said of a state at a glance.
TONES = {CaseState.OPEN: "wait", CaseState.CLOSED: "good", CaseState.SPENT: "calm"}


def concern_draft(employee: Employee) -> str:
    """Under which key the words to somebody are kept while they are typed."""
    return f"concern:{employee.pk}"


def feedback_to_begin_with(viewer: Employee, employee: Employee, pk: int | None) -> Feedback | None:
    """Improvement feedback of the viewer's own to this person, with which a concern is filled in."""
    return earlier_feedback(viewer, employee).filter(pk=pk).first() if pk else None


def draft_of(viewer: Employee, employee: Employee) -> Draft | None:
    """What the viewer was typing to this person."""
    return Draft.objects.filter(employee=viewer, key=concern_draft(employee)).first()


def earlier_feedback(viewer: Employee, employee: Employee) -> QuerySet[Feedback]:
    """Improvement feedback of the viewer's own to this person."""
    return Feedback.objects.given().filter(
        by=viewer, kind=FeedbackKind.IMPROVEMENT, receivers__employee=employee, followed_above=False
    )


def feedback_to_choose(viewer: Employee, employee: Employee) -> list[Feedback]:
    """The newest improvement feedback from which a concern could go on."""
    return list(earlier_feedback(viewer, employee).newest_first()[:5])


def begun_with(feedback: Feedback, *, today: dt.date) -> dict[str, object]:
    """What a form of a concern opens with."""
    saw = "\n\n".join(
        text for text in (feedback.situation, feedback.behaviour or feedback.text, feedback.impact) if text
    )
    day = feedback.follow_up_date
    return {
        "saw": saw,
        "need": feedback.next_step,
        "help": feedback.how,
        "obstacle": feedback.obstacle,
        "look_date": day if day is not None and day > today else today + USUAL_LOOK,
        "feedback": feedback.pk,
    }


# --- lists ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CaseRow:
    """A case in a list."""

    case: Case
    concern: Concern | None
    plan: Plan | None
    tone: str
    word: str


def own_cases(viewer: Employee) -> list[CaseRow]:
    """What the viewer has been told of, what is open first; of what is over, the newest."""
    rows = visible_to(viewer).filter(employee=viewer)
    return rows_of(_first(rows), viewer=viewer)


def led_cases(viewer: Employee, *, person: Employee | None = None) -> list[CaseRow]:
    """Cases of the viewer's direct reports, or of one of them: what is open first, then what is over and not spent."""
    led = Reach.objects.filter(manager=viewer, depth=1).values("employee")
    rows = visible_to(viewer).filter(employee__in=led)
    if person is not None:
        rows = rows.filter(employee=person)
    return rows_of(_first(rows), viewer=viewer)


def entrusted_cases(viewer: Employee) -> list[CaseRow]:
    """Cases which the viewer was named to read."""
    named = CaseReader.objects.in_force().filter(reader=viewer).values("case")
    return rows_of(_first(visible_to(viewer).filter(pk__in=named)), viewer=viewer)


def _first(rows: QuerySet[Case]) -> list[Case]:
    found = rows.select_related("employee", "manager", "concern").order_by("-opened_at", "-pk")[: 2 * A_LIST]
    return sorted(found, key=lambda case: not case.is_open)[:A_LIST]


def rows_of(found: Sequence[Case], *, viewer: Employee) -> list[CaseRow]:
    """These, in this order; one statement for the plans of all of them."""
    plans = visible_plans(viewer).filter(case__in=[case.pk for case in found]).order_by("pk") if found else ()
    newest = {plan.case_id: plan for plan in plans}
    return [
        CaseRow(
            case=case,
            concern=getattr(case, "concern", None),
            plan=newest.get(case.pk),
            tone=TONES[CaseState(case.state)],
            word=word_of(case),
        )
        for case in found
    ]


def word_of(case: Case) -> str:
    """How it stands, in a word or two."""
    if case.outcome:
        return str(CaseOutcome(case.outcome).label)
    concern: Concern | None = getattr(case, "concern", None)
    if case.rung == Rung.CONCERN and concern is not None:
        return str(concern.get_state_display())
    return str(Rung(case.rung).label)


# --- one ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """Something that happened to a case; `undone` where it was taken back."""

    event: CaseEvent
    undone: bool
    words: str
    to_come: bool


@dataclass(frozen=True)
class SeenBy:
    """Somebody was shown the case: when last, and how often."""

    name: str
    last: dt.datetime
    times: int


@dataclass(frozen=True)
class CasePage:
    """A case with all that its viewer may see of it."""

    case: Case
    concern: Concern | None
    standing: Standing
    is_own: bool
    told: bool
    words: tuple[ConcernWord, ...]
    steps: tuple[Step, ...]
    plans: tuple[Plan, ...]
    namings: tuple[CaseReader, ...]
    audience: Audience
    seen: tuple[SeenBy, ...]
    feedback_url_key: int | None
    due: bool
    tone: str
    word: str
    before: tuple[Case, ...]

    @property
    def to_write(self) -> bool:
        """Whether the viewer is to write the coaching plan: the case stands on that rung, and no plan is open."""
        leads = self.standing == Standing.MANAGER and self.case.is_open and self.case.rung == Rung.COACHING
        return leads and not any(plan.is_open for plan in self.plans)


def page_of(case: Case, *, viewer: Employee, at: dt.datetime) -> CasePage:
    """What stands on its page."""
    concern = Concern.objects.select_related("by", "feedback").filter(case=case).first()
    if concern is not None:
        concern.case = case
    standing = standing_of(viewer, case)
    assert standing is not None
    own = standing == Standing.EMPLOYEE
    plans = tuple(visible_plans(viewer).filter(case=case).select_related("drafted_by").order_by("pk"))
    namings = tuple(CaseReader.objects.in_force().filter(case=case).select_related("reader", "named_by").order_by("pk"))
    words = ConcernWord.objects.filter(concern=concern).select_related("by").order_by("at", "pk") if concern else ()
    today = local_date(at, viewer.time_zone)
    return CasePage(
        case=case,
        concern=concern,
        standing=standing,
        is_own=own,
        told=is_told(case),
        words=tuple(words),
        steps=steps_of(case, viewer=viewer, at=at),
        plans=plans,
        namings=namings,
        audience=audience_of(case, viewer=viewer, plans=plans, namings=namings),
        seen=seen_by(case) if own else (),
        feedback_url_key=_feedback_of(concern, viewer),
        due=concern is not None and case.is_open and concern.is_open and concern.look_date <= today,
        tone=TONES[CaseState(case.state)],
        word=word_of(case),
        before=tuple(earlier_of(case, viewer=viewer)),
    )


def _feedback_of(concern: Concern | None, viewer: Employee) -> int | None:
    """The feedback it was said as, where the viewer reads that."""
    if concern is None or concern.feedback_id is None or capabilities.is_off(viewer, "feedback"):
        return None
    return concern.feedback_id if viewer.pk in (concern.by_id, concern.case.employee_id) else None


def steps_of(case: Case, *, viewer: Employee, at: dt.datetime) -> tuple[Step, ...]:
    """What happened, the first thing first, as far as it is for the viewer."""
    events = list(shown_events(viewer, case))
    undone = {event.takes_back_id for event in events if event.takes_back_id}
    return tuple(Step(event, event.pk in undone, words_of(event), event.at > at) for event in events)


def words_of(event: CaseEvent) -> str:
    """A step in words, without who and when."""
    rung = {"rung": Rung(event.rung).label}
    name = {"name": event.about_employee.name if event.about_employee else ""}
    return {
        CaseAct.OPENED: _("Shared as a concern") if event.rung == Rung.CONCERN else _("Begun: %(rung)s") % rung,
        CaseAct.TOLD: _("Told, and there to be read"),
        CaseAct.ANSWERED: _("Answered"),
        CaseAct.WENT_UP: _("It went on as: %(rung)s") % rung,
        CaseAct.WENT_DOWN: _("It went back to: %(rung)s") % rung,
        CaseAct.WATCHED: _("You both look again later"),
        CaseAct.CLOSED: _("Closed"),
        CaseAct.REOPENED: _("Opened again"),
        CaseAct.SPENT: _("Spent: cited and shown no more"),
        CaseAct.HANDED_OVER: _("Goes on with %(name)s") % name,
        CaseAct.READER_ADDED: _("%(name)s may read it") % name,
        CaseAct.READER_ENDED: _("%(name)s reads it no more") % name,
        CaseAct.TAKEN_BACK: _("The last step was taken back"),
        CaseAct.EVIDENCE_OUT: _("Evidence was taken out"),
    }[CaseAct(event.act)]


def seen_by(case: Case) -> tuple[SeenBy, ...]:
    """Who was shown it, the latest first: for its employee alone, whose own readings nobody keeps."""
    looks = AuditEntry.objects.filter(
        act=SEEN, object_type=Case._meta.label_lower, object_id=case.pk, employee=case.employee_id
    )
    found = looks.values("by__name").annotate(last=Max("at"), times=Count("pk")).order_by("-last", "by__name")
    return tuple(SeenBy(row["by__name"] or _("support"), row["last"], row["times"]) for row in found)


def audience_of(
    case: Case, *, viewer: Employee, plans: Sequence[Plan] = (), namings: Sequence[CaseReader] = ()
) -> Audience:
    """Who can read it, by name, and who will."""
    groups = [manager_readers(case.employee)]
    known = viewer.pk != case.employee_id or any(plan.kind == PlanKind.PIP for plan in plans)
    if case.hr_owner is not None and known:
        groups.append(readers(_("HR case owner"), [case.hr_owner]))
    for naming in namings:
        groups.append(readers(_("named by %(name)s") % {"name": naming.named_by.name}, [naming.reader]))
    note = _("A later manager sees it too, until it is spent. Nobody else: no HR admin by role, no search, no mail.")
    if case.rung == Rung.PIP:
        note = _("A later manager sees it too, and a plan lead the organization named. No HR admin by role, no search.")
    return Audience(case.employee, tuple(group for group in groups if group.number), note)


def manager_readers(employee: Employee):
    """The manager now, as a reader."""
    above = Employee.objects.active().filter(reaches__employee=employee, reaches__depth=1)
    return readers(_("the manager now"), above)


def audience_before(employee: Employee) -> Audience:
    """Who will read a concern, said before it is shared."""
    note = _(
        "A later manager sees it too, until it is spent, twelve months after it is closed. Nobody else: nobody further "
        "up, no HR admin by role, no search, no mail."
    )
    return Audience(employee, (manager_readers(employee),), note)


def earlier_of(case: Case, *, viewer: Employee) -> QuerySet[Case]:
    """What was before it about the same employee and is not spent, for whoever reads that."""
    rows = visible_to(viewer).filter(employee=case.employee, opened_at__lt=case.opened_at).exclude(pk=case.pk)
    return rows.exclude(state=CaseState.SPENT).order_by("-opened_at", "-pk")[:5]
