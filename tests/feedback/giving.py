"""Feedback as somebody gives it, who reads it, and what is told of it."""

import datetime as dt

from feedback import rules
from feedback.access import giving as access
from feedback.models import Received
from notices.models import Notice
from people.models import AuditEntry, Employee
from perfhub.kernel import clock

AT = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)  # a Wednesday
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SAID = {"kind": "suggestion", "audience": "receiver", "behaviour": "You read the figures aloud."}
PRAISE = {"kind": "praise", "audience": "everybody", "text": "Calm on the phone, all week."}
TARGETED = {
    "kind": "improvement",
    "audience": "receiver",
    "behaviour": "The report left without the second reading.",
    "obstacle": "capacity",
    "how": "Max moves the audit to Thursday.",
    "follow_up": dt.date(2026, 3, 18),
}


def give(world, to=None, *, by=None, at=AT, **said):
    return rules.give([to or world.employee], by=by or world.peer, at=at, **{**SAID, **said})


def readers(world, feedback, at=AT + HOUR):
    """Who of the standing people may read it."""
    with clock.stopped(at):
        found = set()
        for name in ("owner", "hr_admin", "hr_partner", "auditor", "skip", "manager", "employee", "peer", "stranger"):
            viewer = Employee.objects.get(pk=getattr(world, name).pk)
            if access.visible_to(viewer, may=access.allowed(at)).filter(pk=feedback.pk).exists():
                found.add(name)
        return found


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def acts_about(feedback):
    rows = Received.objects.filter(feedback=feedback).values("pk")
    lines = AuditEntry.objects.filter(object_type="feedback.received", object_id__in=rows)
    return list(lines.order_by("pk").values_list("act", "by__name", "employee__name"))


EVERYBODY = {"owner", "hr_admin", "hr_partner", "auditor", "skip", "manager", "employee", "peer", "stranger"}
