"""The bell is read."""

import datetime as dt

from people.models import Employee

from .. import access
from ..models import Notice


def see(notice: Notice, *, by: Employee, at: dt.datetime) -> Notice:
    """The recipient has seen this one; seeing it twice changes nothing."""
    access.require("see", by, notice)
    if Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=at):
        notice.seen_at = at
    return notice


def see_all(viewer: Employee, *, at: dt.datetime) -> int:
    """Everything the bell shows is seen; returns how much of it was new."""
    return access.visible_to(viewer, at=at).unseen().update(seen_at=at)
