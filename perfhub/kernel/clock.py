"""One clock for all processes: the database's."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from datetime import UTC, datetime, timedelta

from django.db import connection

_moment: ContextVar[datetime | None] = ContextVar("perfhub_moment", default=None)
_hands: list[datetime] = []  # of a stopped clock; of the process, so that its threads agree


def now() -> datetime:
    """The moment, in UTC, by the clock of the database.

    Inside an organization context it is the moment at which the context was opened and costs no statement.
    Doors read it once and pass it on as `at=`; rules never call this.
    """
    if _hands:
        return _hands[-1]
    if (moment := _moment.get()) is not None:
        return moment
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)


def heard(moment: datetime) -> datetime:
    """The moment that the database told in some other statement, in UTC; a stopped clock's, where there is one."""
    return _hands[-1] if _hands else moment.astimezone(UTC)


class Carried:
    """A moment that the database told, carried on by this machine's count of seconds, which no setting moves."""

    def __init__(self, moment: datetime):
        self._moment, self._began = moment, time.monotonic()

    def now(self) -> datetime:
        return _hands[-1] if _hands else self._moment + timedelta(seconds=time.monotonic() - self._began)


def remember(moment: datetime) -> Token:
    """Keep the moment fetched by the statement that opened a context."""
    return _moment.set(moment.astimezone(UTC))


def forget(token: Token) -> None:
    _moment.reset(token)


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Everything this process does in this block happens at one given moment, in all of its threads.

    For tests of doors only; rules are given their moment.
    """
    _hands.append(at.astimezone(UTC))
    try:
        yield
    finally:
        _hands.pop()
