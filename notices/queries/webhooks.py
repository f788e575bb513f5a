"""Webhooks: what goes out to them, and how that goes, for those who answer for it. Never an address, never a body."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.core.signing import Signer
from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import Actor, leads_hr, not_owners, owners
from people.models import Employee
from people.queries import NO_TEAM, Switched
from perfhub.kernel import slots
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.egress import Why
from perfhub.kernel.keyset import NoCursor, behind, cursor_at
from perfhub.kernel.slots import Due, Event, Text, WebhookKind, listed
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import Delivery, Webhook, WebhookSecret
from ..states import DeliveryState

A_PAGE = 50
ORDER = ("-due_at", "-pk")
SIGNER = Signer(salt="notices.deliveries")
SHOWN = 5  # on home
LONG_AWAY = dt.timedelta(hours=1)  # then home says so
TONES = {
    DeliveryState.WAITING: "wait",
    DeliveryState.SENDING: "wait",
    DeliveryState.SENT: "good",
    DeliveryState.DROPPED: "calm",
    DeliveryState.PARKED: "off",
}


def _hello(keys: Iterable[int], *, at: dt.datetime) -> dict[int, Event]:
    return {pk: Event(data={}, text=_("perfhub reaches this address.")) for pk in keys}


#: What is sent to try an address out; it is about nobody, and nobody chooses it.
TRIED_OUT = WebhookKind(
    name="webhook.test",
    label=gettext_lazy("Tried out"),
    about=gettext_lazy("To see whether the address is reached; about nobody."),
    gather=_hello,
)


def webhook_kinds() -> dict[str, WebhookKind]:
    """The kinds that somebody may choose, by name."""
    return {name: kind for name, kind in slots.providers("webhook.kind").items() if name != TRIED_OUT.name}


def webhooks_told(kind: str) -> list[str]:
    """The names of those that are told of a kind now, for whoever writes what goes there."""
    rows = access.answered_for(Webhook.objects.kept().filter(kinds__contains=[kind]))
    return list(rows.by_name().values_list("name", flat=True))


# --- what goes out --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Calls:
    """What a worker would find to do for one webhook: since when it waits, and whether its address answered last."""

    since: dt.datetime
    webhook: int
    is_well: bool


def calls_due(*, at: dt.datetime) -> list[Calls]:
    """The webhooks that have something due, the longest waiting first; one statement where there are none."""
    ready = Webhook.objects.ready(at).order_by("pk")
    wells = {pk: not failures for pk, failures in ready.values_list("pk", "failures")}
    if not wells:
        return []
    its = Delivery.objects.filter(webhook__in=access.answered_for(Webhook.objects.filter(pk__in=wells)))
    due, abandoned = (rows.order_by().values_list("webhook") for rows in (its.due(at), its.abandoned(at)))
    moments = [*due.annotate(since=Min("due_at")), *abandoned.annotate(since=Min("claimed_at"))]
    since: dict[int, dt.datetime] = {}
    for webhook, moment in moments:
        since[webhook] = min(moment, since.get(webhook, moment))
    return sorted(
        (Calls(moment, webhook, wells[webhook]) for webhook, moment in since.items()), key=lambda one: one.since
    )


def events_of(deliveries: Sequence[Delivery], *, at: dt.datetime) -> dict[int, Event]:
    """What is said of each that is still true and still to be told, by its key.

    Not told is what its webhook is not (any more) told of, what is about somebody for whom it is switched off, and what
    takes back something that this webhook never got.
    """
    kinds = slots.providers("webhook.kind")
    of_kind: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        if delivery.kind in kinds and delivery.kind in (*delivery.webhook.kinds, TRIED_OUT.name):
            of_kind[delivery.kind].append(delivery)
    found: dict[int, Event] = {}
    for name, its in of_kind.items():
        kind: WebhookKind = kinds[name]
        if kind.takes_back:
            its = _may_have(its, kind.takes_back)
        events = kind.gather([delivery.subject_id for delivery in its], at=at)
        events = _where_on(slots.capability("webhook.kind", name), events, at=at)
        found |= {one.pk: events[one.subject_id] for one in its if one.subject_id in events}
    return found


def told_and_not_taken_back(kind: str, *, by: str) -> QuerySet[Delivery]:
    """What some webhook may have of a kind, and was not told by the other kind since that it is so no more."""
    since = Delivery.objects.filter(
        kind=by,
        webhook=OuterRef("webhook"),
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        created_at__gte=OuterRef("tried_at"),
    )
    told = Delivery.objects.filter(kind=kind, tried_at__isnull=False, webhook__in=Webhook.objects.kept())
    return told.filter(~Exists(since))


def _may_have(deliveries: Sequence[Delivery], kind: str) -> list[Delivery]:
    """Those whose webhook may have got news of this kind about the same thing."""
    same = Q(webhook=OuterRef("webhook"), subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"))
    got = Delivery.objects.filter(same, kind=kind, tried_at__isnull=False)
    rows = Delivery.objects.filter(pk__in=[one.pk for one in deliveries]).filter(Exists(got))
    kept = set(rows.values_list("pk", flat=True))
    return [delivery for delivery in deliveries if delivery.pk in kept]


def _where_on(capability: str, events: Mapping[int, Event], *, at: dt.datetime) -> Mapping[int, Event]:
    """Those about nobody for whom it is switched off, each by the day where they are."""
    switched = Switched(capability)
    if not switched:
        return events
    keys = {pk for event in events.values() for pk in event.people}
    off: dict[dt.date, frozenset[int]] = {}
    without = set()
    for pk, team, zone in Employee.objects.filter(pk__in=keys).values_list("pk", "team", "time_zone"):
        day = local_date(at, zone)
        if day not in off:
            off[day] = switched.off(day)
        if (team or NO_TEAM) in off[day]:
            without.add(pk)
    return {key: event for key, event in events.items() if not without.intersection(event.people)}


# --- how it goes ----------------------------------------------------------------------------------


def said_of_call(failure: str, answer: int | None) -> str:
    """Why a call was not taken, for people; never a word of what the other side wrote."""
    if not failure:
        return ""
    if answer is not None:
        if 300 <= answer < 400:
            return _("It answered %(status)s: it sends callers elsewhere, and we do not go there") % {"status": answer}
        return _("It answered %(status)s") % {"status": answer}
    words = {
        Why.ADDRESS: _("This address is not called"),
        Why.INSIDE: _("The name leads to a place that is not public"),
        Why.UNKNOWN: _("Nobody knows this name"),
        Why.UNREACHED: _("Nobody could be reached there"),
        Why.TLS: _("No secure connection: is its certificate good for this name?"),
        Why.SLOW: _("No answer within five seconds"),
        Why.NONSENSE: _("It answered something that is no HTTP"),
        "too_late": _("It waited for three days"),
    }
    return words.get(failure, _("It could not be sent (%(detail)s)") % {"detail": failure})


@dataclass(frozen=True)
class WebhookLine:
    """A webhook as those who answer for it see it."""

    webhook: Webhook
    labels: tuple[Text, ...]
    is_answered_for: bool
    tone: str
    state: str
    waiting: int
    parked: int


def webhook_lines(viewer: Employee, *, at: dt.datetime) -> list[WebhookLine]:
    """All there are, those that ended last; a constant number of statements."""
    rows = access.visible_webhooks(viewer).select_related("answers_for", "created_by", "ended_by")
    return _lines(sorted(rows.by_name(), key=lambda one: one.ended_at is not None), at=at)


def webhook_line(webhook: Webhook, *, at: dt.datetime) -> WebhookLine:
    return _lines([webhook], at=at)[0]


def _lines(webhooks: Sequence[Webhook], *, at: dt.datetime) -> list[WebhookLine]:
    kinds, owning = webhook_kinds(), set(owners())
    rows = Delivery.objects.filter(webhook__in=[one.pk for one in webhooks])
    counted = rows.filter(state__in=["waiting", "sending", "parked"]).order_by().values_list("webhook", "state")
    numbers: dict[tuple[int, bool], int] = defaultdict(int)
    for pk, state, number in counted.annotate(number=Count("pk")):
        numbers[pk, state == DeliveryState.PARKED] += number
    found = []
    for one in webhooks:
        answered = one.answers_for_id in owning
        tone, state = _state(one, answered=answered, at=at)
        labels = tuple(kind.label for name, kind in kinds.items() if name in one.kinds)
        found.append(WebhookLine(one, labels, answered, tone, state, numbers[one.pk, False], numbers[one.pk, True]))
    return found


def _state(webhook: Webhook, *, answered: bool, at: dt.datetime) -> tuple[str, str]:
    if webhook.ended_at is not None:
        return "calm", _("ended")
    if not answered:
        return "off", _("stands still")
    if webhook.rests_until_at is not None and webhook.rests_until_at > at:
        return "off", _("not reached, left alone for a while")
    if webhook.failures:
        return "watch", _("last call not taken")
    if webhook.taken_at is None:
        return "wait", _("not reached yet")
    return "good", _("well")


@dataclass(frozen=True)
class DeliveryLine:
    """One delivery and what became of it; never what it said."""

    pk: int
    uid: str
    kind: str
    label: Text
    state: str
    state_label: Text
    tone: str
    due_at: dt.datetime
    sent_at: dt.datetime | None
    next_try_at: dt.datetime | None
    attempts: int
    answer: int | None
    failure: str
    acts: frozenset[str]


@dataclass(frozen=True)
class Deliveries:
    """A page of them, and where the next one begins; empty when there is none."""

    lines: tuple[DeliveryLine, ...]
    after: str


def deliveries_of(viewer: Employee, webhook: Webhook, *, after: str = "") -> Deliveries:
    """The deliveries of a webhook, the latest due first; page 1,000 is as near as page 1."""
    rows = access.visible_deliveries(viewer).filter(webhook=webhook).select_related("webhook")
    if after:
        with suppress(NoCursor):
            rows = rows.filter(behind(after, ORDER, signer=SIGNER))
    found = list(rows.order_by(*ORDER)[: A_PAGE + 1])
    more = cursor_at(found[A_PAGE - 1], ORDER, signer=SIGNER) if len(found) > A_PAGE else ""
    return Deliveries(tuple(delivery_lines(found[:A_PAGE], viewer=viewer)), more)


def is_tried_out(leaf: Deliveries) -> bool:
    """Is something on its way for whom somebody waits, and tried for the first time?"""
    under_way = (DeliveryState.WAITING, DeliveryState.SENDING)
    return any(
        one.kind == TRIED_OUT.name and one.state in under_way and not (one.failure or one.attempts > 1)
        for one in leaf.lines
    )


def delivery_lines(deliveries: Iterable[Delivery], *, viewer: Employee) -> list[DeliveryLine]:
    kinds = slots.providers("webhook.kind")
    return [
        DeliveryLine(
            pk=row.pk,
            uid=str(row.uid),
            kind=row.kind,
            label=kinds[row.kind].label if row.kind in kinds else row.kind,
            state=row.state,
            state_label=DeliveryState(row.state).label,
            tone=TONES[DeliveryState(row.state)],
            due_at=row.due_at,
            sent_at=row.sent_at,
            next_try_at=row.next_try_at,
            attempts=row.attempts,
            answer=row.answer,
            failure=said_of_call(row.failure, row.answer),
            acts=frozenset(access.acts_on_webhooks(viewer, row)),
        )
        for row in deliveries
    ]


def secrets_of(webhook: Webhook, *, at: dt.datetime) -> list[WebhookSecret]:
    """Which secrets sign now, the newest first; their values are not looked at."""
    return list(WebhookSecret.objects.filter(webhook=webhook).good(at).defer("value"))


@composed
def _stuck(*, before: dt.datetime) -> QuerySet[Webhook]:
    parked = Delivery.objects.filter(webhook=OuterRef("pk"), state=DeliveryState.PARKED)
    rows = Webhook.objects.kept().annotate(has_parked=Exists(parked))
    away = Q(failing_since_at__lte=before)
    alone = Q(answers_for=None) | Q(answers_for__in=not_owners())
    rows = rows.annotate(is_alone=Case(When(alone, then=True), default=False))
    return rows.filter(away | Q(has_parked=True) | alone).by_name()[:SHOWN]


@listed(lambda viewer, *, at: _stuck(before=at - LONG_AWAY) if leads_hr(viewer) else None)
def stuck_webhooks(rows: QuerySet[Webhook], viewer: Actor, *, at: dt.datetime) -> Iterator[Due]:
    """A webhook that is not reached, or for which nobody answers, waits for those who look after it: one statement."""
    for one in rows:
        if one.is_alone:
            title = _("Nobody answers for the webhook “%(name)s”: nothing goes out")
        else:
            title = _("The webhook “%(name)s” is not reached")
        yield Due(
            key=f"notices:webhook:{one.pk}",
            verb=_("Look"),
            title=title % {"name": one.name},
            url=page_url("notices:webhook", one.pk),
            icon="plug",
        )
