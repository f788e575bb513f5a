"""What a writer was promised stays: who may see a record follows from what held when the record was begun.

A setting of visibility has values from the narrowest to the widest. A wider value is decided working days before it
takes effect, and holds for records begun from then on; a narrower one holds at once, for all records. So a record is
seen as widely as the narrowest value that held at any moment of its life:

    promises.of(record.begun_at, at=at)          # the value that holds for one record
    promises.since("team", at=at)                # from when on records may be seen that widely; None: none may

`since` is all a list needs: `rows.filter(begun_at__gte=since)`. Pure; the decisions are rows of `people`.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import zip_longest

from .slots import Visibility

ALWAYS = dt.datetime.min.replace(tzinfo=dt.UTC)
DAYS_BEFORE = 5  # working days between telling everybody concerned and a wider value


@dataclass(frozen=True)
class Decision:
    """Somebody chose a value, which takes effect then or later."""

    value: str
    decided_at: dt.datetime
    effective_at: dt.datetime


@dataclass(frozen=True)
class Promises:
    """The decisions of one organization about one setting, in the order in which they were made."""

    setting: Visibility
    decisions: tuple[Decision, ...] = ()

    def now(self, at: dt.datetime) -> str:
        """The value promised to a record that is begun at this moment."""
        return [value for moment, value in self._steps() if moment <= at][-1]

    def of(self, begun_at: dt.datetime, *, at: dt.datetime) -> str:
        """The value that holds at a moment for a record begun then: the narrowest of its life."""
        steps = self._steps()
        lived = [value for moment, value in steps if begun_at < moment <= at]
        return min([self.now(begun_at), *lived], key=self.setting.rank)

    def since(self, value: str, *, at: dt.datetime) -> dt.datetime | None:
        """From which beginning on records may be seen as widely as this value; None when no record may."""
        wanted, since = self.setting.rank(value), None
        for moment, held in self._steps():
            if moment > at:
                break
            if self.setting.rank(held) < wanted:
                since = None
            elif since is None:
                since = moment
        return since

    def coming(self, at: dt.datetime) -> Decision | None:
        """The wider value that has been told and does not hold yet."""
        last = self.decisions[-1] if self.decisions else None
        return last if last is not None and last.effective_at > at else None

    def _steps(self) -> list[tuple[dt.datetime, str]]:
        """From when which value holds. A later decision calls off one that has not taken effect."""
        steps = [(ALWAYS, self.setting.first)]
        for decision, later in zip_longest(self.decisions, self.decisions[1:]):
            if later is None or later.decided_at >= decision.effective_at:
                steps.append((decision.effective_at, decision.value))
        return steps
