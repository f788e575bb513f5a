"""What can be cited as evidence about somebody, from the records of the floors below, with the day it was shown.

A record is a candidate where the viewer may read it; `told_date` is the day from which its employee could, none where
that day has not come: such a record is not cited.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from feedback.access import check_ins as check_in_access
from feedback.access import giving as feedback_access
from feedback.models import CheckIn, Feedback, Received
from feedback.states import CheckInState, FeedbackState
from goals import access as goal_access
from goals.access import metrics as metric_access
from goals.models import GoalOwner, GoalUpdate, Measurement, Objective
from goals.states import PUBLISHED, Part
from people.models import Employee
from perfhub.kernel.calendars import local_date

from ..models import Case, Evidence
from ..states import CaseState, ConcernState, EvidenceKind

MOST = 30  # of one kind, the newest


@dataclass(frozen=True)
class Candidate:
    """A record as it stands now."""

    kind: EvidenceKind
    source: int
    title: str
    text: str
    occurred_date: dt.date
    recorded_at: dt.datetime
    recorded_by: int | None
    told_date: dt.date | None
    told_by: int | None

    @property
    def is_shown(self) -> bool:
        return self.told_date is not None


Finder = Callable[[Case, Employee, dt.datetime, int | None], list[Candidate]]


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")


def _feedback(case: Case, viewer: Employee, at: dt.datetime, pk: int | None) -> list[Candidate]:
    """What was said to the employee and the viewer reads; not what belongs to a concern that is spent or was taken
    back."""
    may = feedback_access.allowed(at)
    rows = Received.objects.filter(employee=case.employee).select_related("feedback__by")
    if pk is not None:
        rows = rows.filter(feedback=pk)
    over = Case.objects.filter(state=CaseState.SPENT, employee=case.employee).values("concern__feedback")
    back = Case.objects.filter(concern__state=ConcernState.TAKEN_BACK).values("concern__feedback")
    keys = feedback_access.concerning(viewer, may=may).values("pk")
    rows = rows.filter(feedback__in=keys, feedback__state__in=[FeedbackState.GIVEN, FeedbackState.KEPT])
    rows = rows.exclude(feedback__in=over.filter(concern__feedback__isnull=False))
    rows = rows.exclude(feedback__in=back.filter(concern__feedback__isnull=False))
    return [_of_feedback(row, at) for row in rows.order_by("-feedback__given_at", "-pk")[:MOST]]


def _of_feedback(row: Received, at: dt.datetime) -> Candidate:
    feedback, zone = row.feedback, row.employee.time_zone
    said = (feedback.text, feedback.situation, feedback.behaviour, feedback.impact, feedback.next_step, feedback.how)
    parts = [text for text in said if text]
    name = {"name": row.employee.name}
    if row.own_view:
        parts.append(_("%(name)s: %(words)s") % {**name, "words": row.own_view})
    if row.dispute:
        parts.append(_("%(name)s sees it differently: %(words)s") % {**name, "words": row.dispute})
    shown = row.shared_at if row.shared_at is not None and row.shared_at <= at else None
    given = local_date(feedback.given_at, zone)
    occurred = feedback.happened_on_date or given
    told = _told_on(feedback, shown, zone)
    words = {"name": feedback.by.name, "kind": feedback.get_kind_display(), "day": _day(given)}
    return Candidate(
        kind=EvidenceKind.FEEDBACK,
        source=feedback.pk,
        title=_("%(kind)s from %(name)s, %(day)s") % words,
        text="\n\n".join(parts),
        occurred_date=min(occurred, told) if told else occurred,
        recorded_at=feedback.given_at,
        recorded_by=feedback.by_id,
        told_date=told,
        told_by=feedback.by_id if told else None,
    )


def _told_on(feedback: Feedback, shown: dt.datetime | None, zone: str) -> dt.date | None:
    """The day on which it was said to whom it is about: what came in from a file was told on the day the file names."""
    if shown is None:
        return None
    return local_date(shown, zone) if feedback.imported_at is None else feedback.told_date


def _check_ins(case: Case, viewer: Employee, at: dt.datetime, pk: int | None) -> list[Candidate]:
    """The employee's own words, for whoever reads them whole."""
    if not check_in_access.reads_whole(viewer, case.employee):
        return []
    rows = CheckIn.objects.filter(employee=case.employee, state__in=[CheckInState.ANSWERED, CheckInState.READ])
    rows = rows.filter(answered_at__isnull=False)
    if pk is not None:
        rows = rows.filter(pk=pk)
    zone = case.employee.time_zone
    found = []
    for row in rows.order_by("-period_start", "-pk")[:MOST]:
        parts = [_("What moved: %(words)s") % {"words": row.progress}] if row.progress else []
        parts += [_("In the way: %(words)s") % {"words": row.blockers}] if row.blockers else []
        answered = local_date(row.answered_at, zone)
        found.append(
            Candidate(
                kind=EvidenceKind.CHECK_IN,
                source=row.pk,
                title=_("Own check-in for the days from %(day)s on") % {"day": _day(row.period_start)},
                text="\n\n".join(parts),
                occurred_date=min(row.period_end, answered),
                recorded_at=row.answered_at,
                recorded_by=row.employee_id,
                told_date=answered,
                told_by=row.employee_id,
            )
        )
    return found


def _own_goals(case: Case, viewer: Employee) -> tuple[QuerySet[Objective], dict[int, dt.date]]:
    """Goals the employee owns or owned and the viewer sees, and since when the employee has had each."""
    parts = GoalOwner.objects.filter(employee=case.employee, part=Part.OWNER).order_by("-start_date")
    since = dict(parts.values_list("objective", "start_date"))
    rows = goal_access.visible_to(viewer).filter(pk__in=list(since), state__in=PUBLISHED, started_at__isnull=False)
    return rows, since


def _sees(case: Case, keys: list[int]) -> set[int]:
    """Of these goals those which the employee sees."""
    return set(goal_access.visible_to(case.employee).filter(pk__in=keys).values_list("pk", flat=True))


def _goals(case: Case, viewer: Employee, at: dt.datetime, pk: int | None) -> list[Candidate]:
    """A goal with what came of it so far."""
    rows, since = _own_goals(case, viewer)
    if pk is not None:
        rows = rows.filter(pk=pk)
    goals = list(rows.order_by("-end_date", "-pk")[:MOST])
    seen = _sees(case, [goal.pk for goal in goals])
    zone = case.employee.time_zone
    found = []
    for goal in goals:
        started = max(local_date(goal.started_at, zone), since[goal.pk])
        last = local_date(goal.ended_at or goal.updated_at or goal.started_at, zone)
        words = [_("%(state)s, %(first)s to %(last)s.") % _stands(goal)]
        if (score := goal.score) is not None:
            words.append(_("Reached so far: %(percent)s %%.") % {"percent": round(100 * score)})
        words += [goal.why] if goal.why else []
        told = max(started, last) if goal.pk in seen else None
        found.append(
            Candidate(
                kind=EvidenceKind.GOAL,
                source=goal.pk,
                title=_("Goal: %(title)s") % {"title": goal.title},
                text="\n\n".join(words),
                occurred_date=last,
                recorded_at=goal.updated_at or goal.started_at,
                recorded_by=goal.written_by_id,
                told_date=told,
                told_by=goal.written_by_id,
            )
        )
    return found


def _stands(goal: Objective) -> dict[str, str]:
    state = str(goal.get_state_display()).capitalize()
    return {"state": state, "first": _day(goal.start_date), "last": _day(goal.end_date)}


def _goal_updates(case: Case, viewer: Employee, at: dt.datetime, pk: int | None) -> list[Candidate]:
    """What was reported on a goal of the employee while it was theirs."""
    goals, since = _own_goals(case, viewer)
    rows = GoalUpdate.objects.standing().filter(objective__in=goals.values("pk")).select_related("objective")
    if pk is not None:
        rows = rows.filter(pk=pk)
    updates = list(rows.order_by("-at", "-pk")[:MOST])
    seen = _sees(case, [update.objective_id for update in updates])
    zone = case.employee.time_zone
    found = []
    for update in updates:
        day = local_date(update.at, zone)
        words = [str(update.get_status_display()).capitalize()] if update.status else []
        if update.score is not None:
            words.append(_("Reached: %(percent)s %%.") % {"percent": round(100 * update.score)})
        words += [update.comment] if update.comment else []
        told = max(day, since[update.objective_id]) if update.objective_id in seen else None
        found.append(
            Candidate(
                kind=EvidenceKind.GOAL_UPDATE,
                source=update.pk,
                title=_("Update of “%(title)s”, %(day)s") % {"title": update.objective.title, "day": _day(day)},
                text="\n\n".join(words),
                occurred_date=day,
                recorded_at=update.at,
                recorded_by=update.by_id,
                told_date=told,
                told_by=update.by_id,
            )
        )
    return found


def _measurements(case: Case, viewer: Employee, at: dt.datetime, pk: int | None) -> list[Candidate]:
    """Numbers measured for the employee alone: those of a team are about nobody in it."""
    rows = Measurement.objects.standing().filter(employee=case.employee).select_related("metric")
    rows = rows.filter(metric__in=metric_access.visible_metrics(viewer).values("pk"))
    if pk is not None:
        rows = rows.filter(pk=pk)
    numbers = list(rows.order_by("-period_end", "-pk")[:MOST])
    known = metric_access.visible_metrics(case.employee).filter(pk__in=[row.metric_id for row in numbers])
    seen = set(known.values_list("pk", flat=True))
    zone = case.employee.time_zone
    found = []
    for row in numbers:
        day = local_date(row.at, zone)
        told = day if row.metric_id in seen else None
        words = {"metric": row.metric.name, "first": _day(row.period_start), "last": _day(row.period_end)}
        found.append(
            Candidate(
                kind=EvidenceKind.MEASUREMENT,
                source=row.pk,
                title=_("%(metric)s, %(first)s to %(last)s") % words,
                text=_counted(row),
                occurred_date=min(row.period_end, day),
                recorded_at=row.at,
                recorded_by=row.by_id,
                told_date=told,
                told_by=row.by_id,
            )
        )
    return found


def _counted(row: Measurement) -> str:
    number = {"number": number_format(row.numerator.normalize()), "unit": row.metric.unit}
    if row.opportunities is None:
        return (_("%(number)s %(unit)s") % number).strip()
    return _("%(number)s of %(all)s") % {**number, "all": number_format(row.opportunities.normalize())}


FINDERS: dict[EvidenceKind, Finder] = {
    EvidenceKind.FEEDBACK: _feedback,
    EvidenceKind.CHECK_IN: _check_ins,
    EvidenceKind.GOAL: _goals,
    EvidenceKind.GOAL_UPDATE: _goal_updates,
    EvidenceKind.MEASUREMENT: _measurements,
}


def candidates(case: Case, kind: EvidenceKind, *, viewer: Employee, at: dt.datetime) -> list[Candidate]:
    """The newest records of a kind about the employee which the viewer reads and which are not cited yet."""
    cited = Evidence.objects.filter(case=case, kind=kind, out_at__isnull=True).values_list("source", flat=True)
    taken = set(cited)
    return [one for one in FINDERS[kind](case, viewer, at, None) if one.source not in taken]


def candidate(case: Case, kind: EvidenceKind, source: int, *, viewer: Employee, at: dt.datetime) -> Candidate | None:
    """One record as it stands, if the viewer reads it."""
    return next(iter(FINDERS[kind](case, viewer, at, source)), None)
