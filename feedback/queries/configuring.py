"""What HR sees of cadences and questions: what holds now, what will, what held before; and anybody's next forms."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Employee, Team
from people.queries import Switched, calendars_of
from perfhub.kernel.calendars import local_date, week_start
from perfhub.kernel.names import sort_name
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import Asking, Cadence, CheckIn, Pause, Question, Scoped, Wording
from ..states import SkipReason
from . import schedule
from .asking import EVERYBODY, WEEK, Configuration, Scope, Shape, history_of
from .budget import places_left
from .switched import CAPABILITY, is_off_for

FORMS_AHEAD = 4
MOST_FOUND = 8
MOST_SHOWN = 100  # exceptions on one page; more are found by name


@dataclass(frozen=True)
class Override:
    """A team or a person with a cadence or questions of their own."""

    name: str
    url: str
    words: str


@dataclass(frozen=True)
class Coming:
    """One of somebody's next forms, as it would open if nothing changed."""

    start: dt.date
    end: dt.date
    due_at: dt.datetime
    skip_reason: str
    wordings: tuple[Wording, ...]
    places: int  # of the budget that questions leave for what was planned

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        return self.start, self.end - dt.timedelta(days=2)

    @property
    def why_not(self) -> str:
        words = {
            SkipReason.ABSENCE: _("Away all the time: not asked."),
            SkipReason.HOLIDAY: _("Holidays all the time: not asked."),
            SkipReason.PAUSE: _("Paused: not asked."),
            SkipReason.OFF: _("Check-ins are switched off: not asked."),
        }
        return words[SkipReason(self.skip_reason)] if self.skip_reason else ""


def usual_shape(at: dt.datetime, zone: str) -> Shape:
    """What holds for everybody this week."""
    return Configuration(week_start(local_date(at, zone))).of(None)


def preview_of(employee: Employee, *, at: dt.datetime) -> list[Coming]:
    """Somebody's next four forms which have not opened, with due moments by their own clock, holidays and absences."""
    today = local_date(at, employee.time_zone)
    monday = week_start(today)
    last = CheckIn.objects.of(employee).aggregate(end=Max("period_end"))["end"]
    if last is not None:
        monday = max(monday, last + schedule.DAY)
    coming: list[tuple[Shape, tuple[dt.date, dt.date]]] = []
    begins = monday
    while len(coming) < FORMS_AHEAD:
        shape = Configuration(monday).of(employee.team_id, employee.pk)
        start = max(shape.start, begins)
        coming.append((shape, (start, shape.end)))
        begins = monday = shape.end + schedule.DAY
    first, end = coming[0][1][0] - WEEK, coming[-1][1][1] + schedule.LOOK_AHEAD
    calendar = calendars_of([employee.pk], first, end)[employee.pk]
    pauses = list(Pause.objects.filter(employee=employee, end_date__gte=first).values_list("start_date", "end_date"))
    switched, found = Switched(CAPABILITY), []
    for shape, period in coming:
        plan = schedule.plan_for(calendar, employee.time_zone, period=period, cadence=shape.cadence, pauses=pauses)
        is_off = is_off_for(employee, switched.off(local_date(plan.due_at, employee.time_zone)))
        reason = SkipReason.OFF if is_off else plan.skip_reason
        found.append(Coming(*period, plan.due_at, reason, shape.wordings, places_left(len(shape.wordings))))
    return found


def shape_now(viewer: Employee, team: Team | None, employee: Employee | None, *, at: dt.datetime) -> Shape:
    """What holds this week for everybody, a team or a person."""
    configuration = Configuration(week_start(local_date(at, viewer.time_zone)))
    if employee is not None:
        return configuration.of(employee.team_id, employee.pk)
    return configuration.of(team.pk if team else None)


def cadence_page(
    viewer: Employee, team: Team | None, employee: Employee | None, *, find: str, at: dt.datetime
) -> Mapping[str, object]:
    """What stands on the page of one scope: what holds now, its versions, and for HR who has something else."""
    today = local_date(at, viewer.time_zone)
    shape = shape_now(viewer, team, employee, at=at)
    scope = (team.pk if team else None, employee.pk if employee else None)
    reach = access.configured_teams(viewer)
    sees_all = scope == EVERYBODY and access.configures_something(viewer)
    return {
        "shape": shape,
        "now": said(shape.cadence),
        "versions": cadence_versions(scope, today),
        "find": find,
        "overrides": overrides(reach) if sees_all else [],
        "found": find_scopes(find, teams=reach, people=access.configured_people(viewer)) if sees_all else [],
    }


# --- cadences -----------------------------------------------------------------------------------


def said(cadence: Cadence) -> str:
    """“Every two weeks, Friday at 17:00”."""
    if cadence.inherits:
        return _("as the scope above")
    words = {
        "rhythm": cadence.get_rhythm_display(),
        "weekday": cadence.get_due_weekday_display(),
        "time": f"{cadence.due_time:%H:%M}",
    }
    return _("%(rhythm)s, due on %(weekday)s at %(time)s") % words


@dataclass(frozen=True)
class Version:
    """One dated version of a cadence or of how often a question is asked."""

    start_date: dt.date
    words: str
    changed_by: Employee | None
    changed_at: dt.datetime | None
    tense: str  # past, now, coming


def versions_of(rows: Sequence[Scoped], words: Mapping[int, str], today: dt.date) -> list[Version]:
    """The history of one scope, the newest first; the one in force is marked."""
    found, now_seen = [], False
    for row in rows:
        tense = "coming" if row.start_date > today else "past" if now_seen else "now"
        now_seen = now_seen or tense == "now"
        found.append(Version(row.start_date, words[row.pk], row.changed_by, row.changed_at, tense))
    return found


def cadence_versions(scope: Scope, today: dt.date) -> list[Version]:
    rows = history_of(Cadence, scope)
    return versions_of(rows, {row.pk: said(row) for row in rows}, today)


def overrides(teams: QuerySet) -> list[Override]:
    """Of these teams and the people in them, who has something of their own."""
    cadences = Cadence.objects.exclude(team=None, employee=None).select_related("team", "employee")
    askings = Asking.objects.exclude(team=None, employee=None).select_related("team", "employee")
    reached = Q(team__in=teams) | Q(employee__team__in=teams) | Q(employee__isnull=False, employee__team__isnull=True)
    cadences, askings = cadences.filter(reached), askings.filter(reached)
    found: dict[Scope, tuple[Scoped, list[str]]] = {}
    for row in cadences.order_by("start_date", "pk")[: 10 * MOST_SHOWN]:
        found[row.scope] = (row, [said(row)])
    own: dict[Scope, set[int]] = {}
    for asking in askings.order_by("start_date", "pk")[: 10 * MOST_SHOWN]:
        found.setdefault(asking.scope, (asking, []))
        own.setdefault(asking.scope, set()).add(asking.question_id)
    for scope, questions in own.items():
        number = len(questions)
        found[scope][1].append(ngettext("one own question", "%(number)s own questions", number) % {"number": number})
    listed = [
        Override(
            name=str(row.team or row.employee),
            url=scope_url(row.scope),
            words="; ".join(words),
        )
        for row, words in found.values()
    ]
    return sorted(listed, key=lambda e: e.name.casefold())[:MOST_SHOWN]


def scope_url(scope: Scope) -> str:
    team, employee = scope
    if team is not None:
        return page_url("feedback:cadence_of_team", team)
    return page_url("feedback:cadence_of_person", employee) if employee is not None else page_url("feedback:cadence")


def find_scopes(text: str, *, teams: QuerySet, people: QuerySet) -> list[Override]:
    """Teams and people whose name begins so, or whose number it is."""
    if not (text := text.strip()):
        return []
    found_teams = teams.filter(name__istartswith=text).order_by("name", "pk")[:MOST_FOUND]
    begins = Q(sort_name__startswith=sort_name(text)) | Q(search_name__startswith=sort_name(text)) | Q(number=text)
    found_people = people.filter(begins).select_related("team").order_by("sort_name", "pk")[:MOST_FOUND]
    return [
        *(Override(team.name, scope_url((team.pk, None)), _("Team")) for team in found_teams),
        *(Override(e.name, scope_url((None, e.pk)), e.team.name if e.team else e.job_title) for e in found_people),
    ]


def mondays_from(first: dt.date, count: int = 26) -> list[dt.date]:
    return [first + n * WEEK for n in range(count)]


# --- questions ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class BankRow:
    """One question of the bank as it stands."""

    question: Question
    text: str
    words: str
    exceptions: int


def often(every_weeks: int | None) -> str:
    """How often, in words."""
    if every_weeks is None:
        return _("as the scope above")
    if every_weeks == 0:
        return _("not asked")
    if every_weeks == 1:
        return _("asked each time")
    return _("asked once in %(weeks)s weeks") % {"weeks": every_weeks}


def bank(today: dt.date) -> list[BankRow]:
    """All questions with what holds for everybody today; three statements."""
    newest = Wording.objects.filter(question=OuterRef("pk")).order_by("-edition").values("text")[:1]
    questions = list(Question.objects.annotate(words=Subquery(newest)).order_by("pk"))
    askings = list(Asking.objects.filter(question__in=questions).order_by("start_date", "pk"))
    for_all = {a.question_id: a for a in askings if a.scope == EVERYBODY and a.start_date <= today}
    coming = {a.question_id: a for a in reversed(askings) if a.scope == EVERYBODY and a.start_date > today}
    scopes: dict[int, set[Scope]] = {}
    for asking in askings:
        if asking.scope != EVERYBODY:
            scopes.setdefault(asking.question_id, set()).add(asking.scope)
    return [
        BankRow(q, q.words, _now_and_then(for_all.get(q.pk), coming.get(q.pk)), len(scopes.get(q.pk, ())))
        for q in questions
    ]


def _now_and_then(now: Asking | None, coming: Asking | None) -> str:
    words = often(now.every_weeks if now else 0)
    if coming is None:
        return words
    return _("%(now)s; from %(day)s %(then)s") % {
        "now": words,
        "day": f"{coming.start_date:%-d.%-m.%Y}",
        "then": often(coming.every_weeks),
    }


@dataclass(frozen=True)
class AskingLine:
    """For whom a question is asked, how often, from when on."""

    name: str
    version: Version


def wordings_of(question: Question) -> list[Wording]:
    """The newest words first."""
    return list(Wording.objects.filter(question=question).select_related("written_by").order_by("-edition"))


def askings_of(question: Question, today: dt.date) -> list[AskingLine]:
    """Every dated version, scope by scope, the newest first."""
    rows = Asking.objects.filter(question=question).select_related("team", "employee", "changed_by")
    by_scope: dict[Scope, list[Asking]] = {}
    for row in rows.order_by("-start_date", "-pk"):
        by_scope.setdefault(row.scope, []).append(row)
    found: list[AskingLine] = []
    for own in sorted(by_scope.values(), key=lambda rows: (rows[0].team_id or 0, rows[0].employee_id or 0)):
        first = own[0]
        name = first.team.name if first.team else first.employee.name if first.employee else _("Everybody")
        versions = versions_of(own, {row.pk: often(row.every_weeks) for row in own}, today)
        found.extend(AskingLine(name, version) for version in versions)
    return found[:MOST_SHOWN]
