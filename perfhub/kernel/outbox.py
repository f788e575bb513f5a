"""A table whose rows are to go out of the house, each once, whoever dies on the way.

A rule inserts a row in its own transaction. Later, in short transactions around the sending and never with it:

    claim (a batch, counted, for as long as `lease`) -> [each sent outside] -> sent, fail or give_back

Whoever dies in between loses the claim after its lease. The count of attempts stays, and what a dead worker had is
tried one by one, so that a row which kills its worker is found and parked like one that cannot be delivered.

Such a table has `state`, `due_at`, `attempts`, `claimed_at`, `next_try_at` and `failure`; its states are called as
here, and its moves are "claim", "postpone" and "park".
"""

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from .moves import Move, move

WAITING, SENDING, PARKED = "waiting", "sending", "parked"
LEASE = dt.timedelta(minutes=5)  # far longer than sending one may take; then its worker is taken for dead
MOST_ATTEMPTS = 5
BACK_OFF = (dt.timedelta(minutes=1), dt.timedelta(minutes=10), dt.timedelta(hours=1), dt.timedelta(hours=8))


class OutboxQuerySet(models.QuerySet):
    def due(self, at):
        """Waiting, and their time has come."""
        ready = Q(next_try_at=None) | Q(next_try_at__lte=at)
        return self.filter(ready, state=WAITING, due_at__lte=at)

    def abandoned(self, at, *, lease=LEASE):
        """Those whose worker died with them longer than `lease` ago."""
        return self.filter(state=SENDING, claimed_at__lte=at - lease)

    def parked(self):
        return self.filter(state=PARKED)


@dataclass(frozen=True)
class Outbox:
    """The steps of such a table, with its moves."""

    model: type[models.Model]
    moves: Mapping[str, Move]

    @transaction.atomic
    def claim(self, rows: Any, *, at: dt.datetime, limit: int) -> list[int]:
        """Take up to `limit` due rows for this worker alone, the longest due first, counted before anything is tried.

        Those of dead workers come first and each alone: one of them may be what its worker died of.
        """
        free = rows.order_by("due_at", "pk").select_for_update(skip_locked=True).values_list("pk", flat=True)
        keys = list(free.abandoned(at)[:1]) or list(free.due(at)[:limit])
        self.model._default_manager.filter(pk__in=keys).update(
            state=self.moves["claim"].target, claimed_at=at, attempts=F("attempts") + 1
        )
        return keys

    @transaction.atomic
    def fail(
        self, pk: int, *, claimed_at: dt.datetime, at: dt.datetime, failure: str, lasting: bool = False, **told: Any
    ) -> bool:
        """It could not be sent: tried again later and later, parked after the fifth time or when it never will be.

        Whether it was still ours: where the lease was over, another worker has it.
        """
        row = self.ours([pk], claimed_at=claimed_at).first()
        if row is None:
            return False
        told |= {"failure": failure[:60]}
        if lasting or row.attempts >= MOST_ATTEMPTS:
            move(row, self.moves["park"], **told)
            return True
        wait = BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1] * random.uniform(0.5, 1.5)
        move(row, self.moves["postpone"], next_try_at=at + wait, **told)
        return True

    @transaction.atomic
    def give_back(
        self,
        keys: Iterable[int],
        *,
        claimed_at: dt.datetime,
        at: dt.datetime,
        pause: dt.timedelta | None = None,
        why: str = "",
    ) -> None:
        """Claimed and not tried, which is no row's fault: all wait, none is counted.

        With a `pause` for about that long and no two of a batch alike, so that they do not all come back at one moment.
        """
        next_try_at = None if pause is None else at + pause * random.uniform(1, 2)
        self.ours(keys, claimed_at=claimed_at).update(
            state=self.moves["postpone"].target, attempts=F("attempts") - 1, next_try_at=next_try_at, failure=why
        )

    def ours(self, keys: Iterable[int], *, claimed_at: dt.datetime) -> Any:
        """Those of a claimed batch that no other worker has taken since."""
        return self.model._default_manager.filter(pk__in=list(keys), state=SENDING, claimed_at=claimed_at)

    def tried_enough(self, row: Any) -> bool:
        """Its workers died of it, or so it seems: park a row that was claimed more often than it may be tried."""
        if row.attempts <= MOST_ATTEMPTS:
            return False
        move(row, self.moves["park"], failure=row.failure or "never came back")
        return True
