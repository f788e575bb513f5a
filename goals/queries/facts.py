"""The weekly facts of goals: what each person's came to by the end of a week, set by set.

A week is told as it was known when it ended: a goal under way then, with the newest update that was there. What was
said later is looked up only for goals that have moved on since, so that the newest weeks cost no look into history.
"""

import datetime as dt

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Least, Round, TruncDate

from people.models import Employee
from perfhub.kernel import progress

from ..models import GoalCycle, GoalOwner, GoalUpdate
from ..states import CycleState, Nature, Part, Visibility
from .switched import not_off

COUNTED = (
    *("goals", "due", "updated", "stale", "paced", "on_pace"),
    *("scored", "score_sum", "score_sum_sq", "confidence_n", "confidence_sum", "confidence_sum_sq"),
)


class Days(Func):
    """The days from the second date to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


class After(Func):
    """A date so many days later."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = DateField()


def facts(week: dt.date, *, today: dt.date) -> QuerySet:
    """One row per person employed and kind of goal; unevaluated. `week` is a Monday that has begun.

    `for_all` are goals that everybody sees; everybody has such a row, of zeros without a goal. The others stand on a
    row of their own. All is counted by the last day of the week, or by today if it still runs. Nobody has a row in a
    week without a cycle, or in a team where goals are switched off.
    """
    span = _Span(week, today)
    held = span.held()
    counted = held.values("employee", "for_all").annotate(**_measures(span))
    shown = held.filter(objective__visibility=Visibility.EVERYONE)
    nothing = {f"no_{name}": Value(0, IntegerField()) for name in COUNTED}
    without = (
        span.employed(Employee.objects.all())
        .exclude(pk__in=shown.values("employee"))
        .filter(Exists(span.cycles()))
        .annotate(for_all=Value(True, BooleanField()), **nothing)
    )
    names = ("employee_id", "for_all", *COUNTED)
    return counted.values(*names).union(without.values("pk", "for_all", *nothing), all=True)


class _Span:
    """A week and its last day, or today."""

    def __init__(self, week: dt.date, today: dt.date):
        self.begins = dt.datetime.combine(week, dt.time(), dt.UTC)
        self.ends = self.begins + dt.timedelta(weeks=1)
        self.last = min(week + dt.timedelta(days=6), today)
        self.runs = today < week + dt.timedelta(weeks=1)

    def cycles(self) -> QuerySet[GoalCycle]:
        """Those lived in the week."""
        lived = Q(closed_at=None) | Q(closed_at__gte=self.ends)
        opened = GoalCycle.objects.exclude(state=CycleState.DRAFT).filter(opened_at__lt=self.ends)
        return opened.filter(lived, start_date__lte=self.last)

    def employed(self, rows: QuerySet, of: str = "") -> QuerySet:
        prefix = f"{of}__" if of else ""
        stays = Q(**{f"{prefix}end_date": None}) | Q(**{f"{prefix}end_date__gte": self.last})
        return not_off(rows.filter(stays, **{f"{prefix}start_date__lte": self.last}), on=self.last, of=of)

    def held(self) -> QuerySet:
        """Who owns what is under way, each with what is known of the goal by then."""
        shares: QuerySet = GoalOwner.objects.filter(Q(end_date=None) | Q(end_date__gt=self.last), part=Part.OWNER)
        shares = self.employed(shares.filter(start_date__lte=self.last), of="employee").filter(
            Q(objective__ended_at=None) | Q(objective__ended_at__gte=self.ends),
            objective__started_at__lt=self.ends,
            objective__cycle__in=GoalCycle.objects.filter(Q(closed_at=None) | Q(closed_at__gte=self.ends)),
        )
        cadence = F("objective__cycle__cadence_days")
        first = After(Greatest(_day(F("objective__started_at")), F("objective__start_date")), cadence)
        due = Coalesce(After(_day(F("heard")), cadence), Least(first, F("objective__end_date")))
        was_due = Coalesce(After(_day(F("heard_before")), cadence), Least(first, F("objective__end_date")))
        done = Days(Value(self.last, DateField()), F("objective__start_date")) + 1
        whole = Days(F("objective__end_date"), F("objective__start_date")) + 1
        norm = Case(
            When(objective__nature=Nature.COMMITTED, then=Value(progress.COMMITTED_NORM)),
            default=Cast("objective__cycle__aspirational_norm", FloatField()),
        )
        everyone = Q(objective__visibility=Visibility.EVERYONE)
        return shares.annotate(
            for_all=Case(When(everyone, then=True), default=False, output_field=BooleanField()),
            heard=self._by_then("updated_at", "at", before=self.ends, late=not self.runs),
            heard_before=self._by_then("updated_at", "at", before=self.begins),
            score=self._by_then("score", "score", before=self.ends, late=not self.runs),
            sure=self._by_then("confidence", "confidence", before=self.ends, late=not self.runs),
            due_on=F("objective__due_date") if self.runs else due,
            was_due_on=was_due,
            share=Least(Cast(done, FloatField()) / Cast(whole, FloatField()), Value(1.0)),
            norm=norm,
        )

    def _by_then(self, now: str, then: str, *, before: dt.datetime, late: bool = True):
        """What stands on the goal, unless an update has come since: then what the newest update before that said."""
        if not late:
            return F(f"objective__{now}")
        known = GoalUpdate.objects.filter(objective=OuterRef("objective"), at__lt=before)
        if then == "confidence":
            known = known.exclude(confidence=None)
        untouched = Q(objective__updated_at=None) | Q(objective__updated_at__lt=before)
        newest = Subquery(known.newest_first().values(then)[:1])
        return Case(When(untouched, then=F(f"objective__{now}")), default=newest)


def _day(moment) -> TruncDate:
    return TruncDate(moment, tzinfo=dt.UTC)


def _measures(span: _Span) -> dict:
    due = Q(was_due_on__lte=Value(span.last, DateField()))
    paced = Q(score__isnull=False, share__gte=progress.SHOWN_FROM)
    enough = Value(progress.ON_TRACK_FROM - progress.NEARLY) * F("norm") * F("share")
    silent = Q(due_on__lt=After(Value(span.last, DateField()), -F("objective__cycle__cadence_days")))
    thousandths = Cast(Round(F("score") * 1000), IntegerField())
    return {
        "goals": Count("pk"),
        "due": Count("pk", filter=due),
        "updated": Count("pk", filter=due & Q(heard__gte=span.begins)),
        "stale": Count("pk", filter=silent),
        "paced": Count("pk", filter=paced),
        "on_pace": Count("pk", filter=paced & Q(score__gte=enough)),
        "scored": Count("score"),
        "score_sum": Coalesce(Sum(thousandths), 0),
        "score_sum_sq": Coalesce(Sum(thousandths * thousandths), 0),
        "confidence_n": Count("sure"),
        "confidence_sum": Coalesce(Sum("sure"), 0),
        "confidence_sum_sq": Coalesce(Sum(F("sure") * F("sure")), 0),
    }
