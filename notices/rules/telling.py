"""Telling people: a row in the transaction of the rule that has something to say. Nothing is sent here."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, models, transaction

from people.models import Employee
from people.rules import announced, to_be_announced
from people.rules.told import INVITATION, WIDENED, invitations_told, invitations_untold, take_to_tell
from perfhub.kernel import slots
from perfhub.kernel.slots import NoticeKind

from .. import queries
from ..models import Notice
from ..states import Channel, NoticeState

BEGINS = {
    Channel.NOW: NoticeState.WAITING,
    Channel.DIGEST: NoticeState.HELD,
    Channel.BELL: NoticeState.KEPT,
    Channel.OFF: NoticeState.DROPPED,
}
_untold: ContextVar[tuple[str, ...]] = ContextVar("untold", default=())


@contextmanager
def untold(*beginnings: str) -> Iterator[None]:
    """Nobody is told of anything whose kind begins so: a seed walks through what is long past and known."""
    token = _untold.set(_untold.get() + beginnings)
    try:
        yield
    finally:
        _untold.reset(token)


def tell(
    recipient: Employee,
    kind: str,
    *,
    subject: models.Model,
    occurrence: object = "",
    at: dt.datetime,
    due_at: dt.datetime | None = None,
) -> Notice | None:
    """Something is to be told to an employee, once for each occurrence; None when it has been told already.

    `kind` is the name of a registered NoticeKind. The notice goes out at `due_at` (now, if not said) or, unless the
    kind goes out at once, when the recipient next works after that, the way the recipient chose. Call
    it inside the rule's own transaction: the notice stands or falls with what it tells of.
    """
    found = _insert([recipient.pk], kind, [subject], occurrence, at, [due_at or at])
    return Notice.objects.get(pk=found[0]) if found else None


def tell_many(
    recipient_ids: Iterable[int],
    kind: str,
    *,
    subjects: Iterable[models.Model | tuple[type[models.Model], int]],
    occurrence: object = "",
    at: dt.datetime,
    due_ats: Iterable[dt.datetime] | None = None,
) -> int:
    """`tell` for many recipients in one statement, each with an own subject (a row, or its model and key).

    Who has been told already is passed over. Returns how many are told for the first time.
    """
    ids = list(recipient_ids)
    moments = [at] * len(ids) if due_ats is None else list(due_ats)
    return len(_insert(ids, kind, list(subjects), occurrence, at, moments))


@transaction.atomic
def tell_invited(*, at: dt.datetime) -> int:
    """Who was invited, or is to be told anything else, on the floor below, which knows of no outbox, is told.

    The link of an invitation is made at sending.
    """
    invitations = invitations_untold(at=at)
    told = tell_many(
        [invitation.employee_id for invitation in invitations], INVITATION.name, subjects=invitations, at=at
    )
    invitations_told(invitations, at=at)
    return told + _tell_of_people(at=at)


def _tell_of_people(*, at: dt.datetime) -> int:
    """What else the floor below has to say: a new manager, a stand-in."""
    by_kind: dict[str, list[tuple[int, models.Model]]] = defaultdict(list)
    for recipient, kind, about in take_to_tell():
        by_kind[kind].append((recipient, about))
    return sum(
        tell_many([pk for pk, _about in pairs], kind, subjects=[about for _pk, about in pairs], at=at)
        for kind, pairs in sorted(by_kind.items())
    )


@transaction.atomic
def tell_widened(*, at: dt.datetime) -> int:
    """More people will see a kind of record: everybody employed is told, some thousands at a time."""
    told = 0
    for change, employees in to_be_announced(at=at):
        told += tell_many(employees, WIDENED.name, subjects=[change] * len(employees), at=at)
        announced(change, employees, at=at)
    return told


def _insert(
    recipient_ids: Sequence[int],
    kind_name: str,
    subjects: Sequence[models.Model | tuple[type[models.Model], int]],
    occurrence: object,
    at: dt.datetime,
    due_ats: Sequence[dt.datetime],
) -> list[int]:
    """The rows that were not there yet, by key; another transaction telling the same at this moment is waited for."""
    kind: NoticeKind = slots.provider("notice.kind", kind_name)
    if not recipient_ids or kind.name.startswith(_untold.get()):
        return []
    named = [_named(subject) for subject in subjects]
    moments = [_moment(kind, pk, due_at) for pk, due_at in zip(recipient_ids, due_ats, strict=True)]
    states = _first_states(kind, recipient_ids)
    if not kind.at_once or NoticeState.HELD in states:
        hours = queries.hours_of(recipient_ids, at=min(moments))
        moments = [
            _reached(kind, state, hours[pk], moment)
            for pk, state, moment in zip(recipient_ids, states, moments, strict=True)
        ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO notices_notice (recipient_id, subject_type, subject_id, due_at, message_id, state,
                                        kind, occurrence, created_at, attempts, failure)
            SELECT *, %s, %s, %s, 0, ''
            FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[], %s::uuid[], %s::text[])
            ON CONFLICT DO NOTHING RETURNING id
            """,
            [
                kind.name,
                str(occurrence),
                at,
                list(recipient_ids),
                [label for label, _pk in named],
                [pk for _label, pk in named],
                moments,
                [uuid.uuid4() for _ in recipient_ids],
                [str(state) for state in states],
            ],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _first_states(kind: NoticeKind, recipient_ids: Sequence[int]) -> list[NoticeState]:
    """Where a notice begins: in the outbox, gathered for a digest, or under the bell alone."""
    if kind.name == queries.DIGEST.name:  # it closes what it gathers, also for whoever wants none
        return [NoticeState.WAITING] * len(recipient_ids)
    choices = queries.Choices(recipient_ids, kind_name=kind.name)
    if choices.is_off(kind):
        return [NoticeState.DROPPED] * len(recipient_ids)
    return [BEGINS[choices.of(pk, kind)] for pk in recipient_ids]


def _reached(kind: NoticeKind, state: NoticeState, hours: queries.Hours, moment: dt.datetime) -> dt.datetime:
    if state == NoticeState.HELD:
        return hours.next_morning(moment)
    return moment if kind.at_once else hours.from_(moment)


def _named(subject: models.Model | tuple[type[models.Model], int]) -> tuple[str, int]:
    model, pk = subject if isinstance(subject, tuple) else (type(subject), subject.pk)
    return model._meta.label_lower, pk


def _moment(kind: NoticeKind, pk: int, due_at: dt.datetime) -> dt.datetime:
    if due_at.tzinfo is None:
        raise ValueError(f"{kind.name}: the moment of a notice has a time zone; this one is naive.")
    return due_at
