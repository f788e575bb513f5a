"""Which of the inbox's three groups a check-in stands in, and why: it asks, something has changed, all is as usual."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from ..models import ANSWERED, CheckIn, Priority
from ..states import CheckInState, Outcome
from .answers import USUAL_OF, usual

GROUPS = ASKS, CHANGED, AS_USUAL = "asks", "changed", "usual"
LOWER_BY = 2  # points of mood below the own usual that ask for the manager
MOVED_BY = 1
SILENT_WEEKS = 2
LONG_CARRIED = 2  # weeks; carried then for the third time


@dataclass(frozen=True)
class Chip:
    """A mark beside a name: a tone of the kit and its words."""

    tone: str
    text: str


@dataclass(frozen=True)
class Past:
    """The weeks before a check-in, newest first, and what it says of last time's plans."""

    moods: tuple[int | None, ...]
    states: tuple[str, ...]
    planned: tuple[Mapping, ...]


def with_past(check_ins: QuerySet) -> QuerySet:
    """Each check-in with the states and moods of the weeks before and the plans it settles, in its own statement."""
    before = (
        CheckIn.objects.filter(employee=OuterRef("employee"), period_start__lt=OuterRef("period_start"))
        .exclude(state=CheckInState.SKIPPED)
        .order_by("-period_start")
        .values(week=JSONObject(state="state", mood="mood"))[: 2 * USUAL_OF]
    )
    settled = (
        Priority.objects.filter(settled_in=OuterRef("pk"))
        .order_by("position", "pk")
        .values(plan=JSONObject(text="text", outcome="outcome", weeks="weeks_carried"))
    )
    return check_ins.annotate(weeks_before=_as_json(before), plans_settled=_as_json(settled))


def _as_json(rows: QuerySet) -> Func:
    return Func(ArraySubquery(rows), function="to_jsonb", output_field=JSONField())


def past_of(c: CheckIn) -> Past:
    """What `with_past` fetched."""
    weeks = c.weeks_before
    return Past(
        moods=tuple(week["mood"] for week in weeks if week["state"] in ANSWERED),
        states=tuple(week["state"] for week in weeks),
        planned=tuple(c.plans_settled),
    )


@dataclass(frozen=True)
class Judgement:
    """How one check-in looks beside the weeks before it."""

    usual: float | None
    asks: tuple[Chip, ...]
    changes: tuple[str, ...]

    @property
    def group(self) -> str:
        return ASKS if self.asks else CHANGED if self.changes else AS_USUAL


def judge(c: CheckIn) -> Judgement:
    """The group of a check-in and its reasons; needs `with_past`."""
    past = past_of(c)
    own_usual = usual(past.moods)
    return Judgement(own_usual, tuple(_asks(c, own_usual)), tuple(_changes(c, past, own_usual)))


def _asks(c: CheckIn, own_usual: float | None) -> list[Chip]:
    """Why a check-in comes first: a question, something in the way, kept for a talk, a mood well below the usual."""
    found = [Chip("ask", _("Asks back"))] if c.asked_back_at else []
    lower = c.mood is not None and own_usual is not None and c.mood <= own_usual - LOWER_BY
    if c.blockers:
        found.append(Chip("ask", _("Question")) if c.asks_a_question else Chip("watch", _("Blocker")))
    if lower:
        found.append(Chip("watch", _("Lower than usual")))
    if c.raised_at:
        found.append(Chip("accent", _("For your one-to-one")))
    return found


def _changes(c: CheckIn, past: Past, own_usual: float | None) -> list[str]:
    """What is different this time, in sentences: corrected, dropped, carried long, another mood, a silence broken."""
    found = []
    if c.read_at and c.state == CheckInState.ANSWERED:
        found.append(_("Corrected after you read it"))
    dropped = [plan["text"] for plan in past.planned if plan["outcome"] == Outcome.DROP]
    if dropped:
        found.append(_("Dropped “%(what)s”") % {"what": "”, “".join(dropped)})
    carried = [plan for plan in past.planned if plan["outcome"] == Outcome.CARRY]
    stuck = [plan["text"] for plan in carried if plan["weeks"] >= LONG_CARRIED]
    if stuck:
        found.append(_("Carries “%(what)s” for the third week or longer") % {"what": "”, “".join(stuck)})
    silent = past.states[:SILENT_WEEKS]
    if len(silent) == SILENT_WEEKS and not set(silent) & set(ANSWERED):
        found.append(_("Here again after two weeks without an answer"))
    if not past.states:
        found.append(_("The first check-in"))
    if c.mood is not None and own_usual is not None and abs(c.mood - own_usual) >= MOVED_BY and past.moods[0] != c.mood:
        words = _("Mood higher than usual") if c.mood > own_usual else _("Mood lower than usual")
        found.append(words)
    return found
