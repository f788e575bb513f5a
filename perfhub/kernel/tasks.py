"""How work is done in the background.

A task takes ids by keyword only and names its queue. It may run twice and die in the middle: it claims by UPDATE,
inserts by unique key, upserts by natural key. It does not run inside one organization context; its body opens short
blocks with `self.organization`: claim, commit, send, commit.
"""

from collections.abc import Callable, Iterable
from typing import Any

import celery
from celery.signals import before_task_publish

from . import clock
from .queues import Queue
from .tenancy import current, organization_context

__all__ = ["Queue", "QueuedTask", "TenantTask", "TickTask", "piece_by_piece", "route"]


class QueuedTask(celery.Task):
    """A task that names its queue: `@shared_task(base=…, queue=Queue.MAIL)`.

    The name is kept as `works_in` and `route` sends by it: Celery gives up the attribute `queue` of its own.
    """

    abstract = True
    works_in: str | None = None

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "queue" in cls.__dict__:
            cls.works_in = cls.__dict__["queue"]
            delattr(cls, "queue")


def route(name, args, kwargs, options, task=None, **rest):
    """Where a message goes: the queue its task named. Tasks of libraries go to the default queue."""
    return {"queue": queue} if (queue := getattr(task, "works_in", None)) else None


class TenantTask(QueuedTask):
    """A task for one organization, which travels in the message's header."""

    abstract = True

    @property
    def organization(self) -> int:
        """Primary key of the organization this message is for."""
        headers = self.request.headers or {}
        value = headers.get("organization") or getattr(self.request, "organization", None)
        if value is None:
            raise RuntimeError(f"{self.name} was sent without an organization")
        return int(value)

    def fan_out(self, organizations: Iterable[int]) -> None:
        """One message for each organization, so that a large one cannot starve fifty small ones."""
        for pk in organizations:
            self.apply_async(headers={"organization": int(pk)})  # type: ignore[dict-item]  # any JSON will do


class TickTask(QueuedTask):
    """A task the clock starts: reads the global table of organizations and sends one message to each."""

    abstract = True


@before_task_publish.connect
def _stamp(headers=None, **kwargs):
    """A task sent from inside an organization works for that organization."""
    if headers is not None and "organization" not in headers and (pk := current.get()):
        headers["organization"] = pk


def piece_by_piece(
    organization: int, fetch: Callable[[], Any], begin: Callable, some: Callable[..., bool], finish: Callable
) -> None:
    """Work of many pieces, each a transaction: begun, done while `some` has more, finished; nothing to fetch is done.

    Killed or run again it goes on with what is left.
    """
    with organization_context(organization):
        found = fetch()
        if found is None:
            return
        begin(found, at=clock.now())
    more = True
    while more:
        with organization_context(organization):
            more = some(found, at=clock.now())
    with organization_context(organization):
        finish(found, at=clock.now())
