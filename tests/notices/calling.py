"""Webhooks as owners begin them, and workers that call them."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from notices import queries, rules, tasks
from notices.models import Delivery, Webhook
from perfhub.kernel import clock

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KINDS = ("tests.news", "tests.no_news")


def begin(world, url, *, name="Chat", kinds=KINDS, at=AT, by=None):
    """A webhook of the owner's, and its secret. `url` is one that an owner may give."""
    with world.inside():
        return rules.create_webhook(by=by or world.owner, at=at, name=name, url=url, kinds=kinds)


@contextmanager
def told_at(settings, *receivers):
    """The operator lists these receivers."""
    before = settings.EGRESS_ALLOWED
    settings.EGRESS_ALLOWED = [*before, *(found.listed for found in receivers)]
    yield
    settings.EGRESS_ALLOWED = before


def tell(world, count=1, *, kind="tests.news", about=None, at=AT, first=0):
    with world.inside():
        for number in range(first, first + count):
            rules.announce(kind, subject=about or world.peer, occurrence=number, at=at + number * timedelta(seconds=1))


def call(world, webhook, at=AT + MINUTE):
    """What a worker does with the message about one webhook."""
    with clock.stopped(at):
        tasks.call.apply(kwargs={"webhook": webhook.pk}, headers={"organization": world.organization.pk}).get()


def rows(world, **chosen):
    with world.inside():
        return list(Delivery.objects.filter(**chosen).order_by("due_at", "pk"))


def states(world, **chosen):
    return [row.state for row in rows(world, **chosen)]


def fresh(world, webhook):
    with world.inside():
        return Webhook.objects.get(pk=webhook.pk)


def due(world, at=AT + MINUTE):
    with world.inside():
        return [one.webhook for one in queries.calls_due(at=at)]
