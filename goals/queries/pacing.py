"""Where a goal stands against where it should be by now."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel import progress
from perfhub.kernel.progress import Pace

from ..models import Objective
from ..states import Nature, ObjectiveState, Status

TONES = {Status.ON_TRACK: "good", Status.AT_RISK: "watch", Status.OFF_TRACK: "off"}
ENDED = {
    ObjectiveState.DRAFT: ("calm", gettext_lazy("Draft")),
    ObjectiveState.PROPOSED: ("wait", gettext_lazy("Waits for approval")),
    ObjectiveState.DONE: ("good", gettext_lazy("Done")),
    ObjectiveState.NOT_DONE: ("calm", gettext_lazy("Not done")),
    ObjectiveState.DROPPED: ("calm", gettext_lazy("Dropped")),
}


def norm_of(objective: Objective) -> float:
    """What counts as reached: all of a committed goal, the cycle's norm of an aspirational one."""
    if objective.nature == Nature.COMMITTED:
        return progress.COMMITTED_NORM
    return float(objective.cycle.aspirational_norm)


@dataclass(frozen=True)
class Standing:
    """An objective's score beside what was expected by now, and the owner's word beside the computed one."""

    score: float | None
    scored: int
    total: int
    share: float
    expected: float
    index: float | None
    pace: Pace | None
    tone: str
    word: str
    says: str
    stale: bool
    overdue: int
    ended: bool = False

    @property
    def percent(self) -> float | None:
        return None if self.score is None else 100 * self.score

    @property
    def expected_percent(self) -> float | None:
        """None while it is too early to expect anything."""
        return None if self.share < progress.SHOWN_FROM else 100 * self.expected

    @property
    def pace_tone(self) -> str:
        return "calm" if self.pace is None else TONES[Status(self.pace.value)]

    @property
    def pace_word(self) -> str:
        if self.pace is not None:
            return str(self.pace.label)
        return _("Too early to say") if self.share < progress.SHOWN_FROM else _("No values")

    @property
    def band(self) -> str:
        """How it came out, by the published bands; nothing while it is under way, or without a value."""
        found = progress.band(self.score) if self.ended else None
        return str(found.label) if found else ""

    @property
    def order(self) -> tuple:
        """At risk first, then what was silent longest, then the slowest."""
        worst = {"off": 0, "watch": 1}.get(self.tone, {"off": 0, "watch": 1}.get(self.pace_tone, 2))
        return worst, -self.overdue, self.index if self.index is not None else 9.0

    @property
    def coverage(self) -> str:
        """“2 of 3 key results have a value”, only where some are blank."""
        if self.scored == self.total:
            return ""
        return _("%(scored)s of %(total)s key results have a value") % {"scored": self.scored, "total": self.total}

    @property
    def sentence(self) -> str:
        """What a colleague would say."""
        if not self.total:
            return _("No key result yet: nothing to measure it by.")
        if self.score is None:
            return _("No value yet. The first update gives the goal its line.")
        words = {"done": round(self.percent), "expected": round(100 * self.expected), "says": self.says.lower()}
        if self.pace is None:
            return _("%(done)s %% done; too early to compare it with a pace.") % words
        said = {
            Pace.ON_TRACK: _("%(done)s %% done where %(expected)s %% was expected: on pace"),
            Pace.AT_RISK: _("%(done)s %% done where %(expected)s %% was expected: behind pace"),
            Pace.OFF_TRACK: _("%(done)s %% done where %(expected)s %% was expected: far behind pace"),
        }[self.pace] % words
        if not self.says:
            return f"{said}."
        return _("%(said)s, and its owner calls it “%(says)s”.") % {"said": said, **words}


def standing(objective: Objective, *, today: dt.date) -> Standing:
    """How an objective stands on a day; reads nothing beside its cycle."""
    share = progress.elapsed(objective.start_date, objective.end_date, today)
    norm = norm_of(objective)
    index = progress.pace(objective.score, norm=norm, share=share)
    says = str(Status(objective.status).label) if objective.status else ""
    if objective.state == ObjectiveState.ACTIVE:
        if objective.status:
            tone, word = TONES[Status(objective.status)], says
        else:
            tone, word = "calm", _("No word yet")
    else:
        tone, said = ENDED[ObjectiveState(objective.state)]
        word = str(said)
    late = (today - objective.due_date).days if objective.due_date and objective.state == ObjectiveState.ACTIVE else 0
    return Standing(
        score=objective.score,
        scored=objective.scored,
        total=objective.total,
        share=share,
        expected=progress.expected(norm, share),
        index=index,
        pace=progress.word_of(index),
        tone=tone,
        word=word,
        says=says,
        stale=late > objective.cycle.cadence_days,
        overdue=max(0, late),
        ended=objective.state in (ObjectiveState.DONE, ObjectiveState.NOT_DONE),
    )
