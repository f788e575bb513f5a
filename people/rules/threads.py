"""Conversations that hang on a record of a floor above. That floor decides who may read and write them."""

from datetime import datetime

from ..models import Employee, Message, Thread


def open_thread(*, at: datetime) -> Thread:
    return Thread.objects.create(created_at=at)


def say(thread: Thread, text: str, *, by: Employee, at: datetime, acting_for: int | None = None) -> Message:
    """Add one person's words, a stand-in's in the place of a manager. The caller has checked that this person may."""
    return Message.objects.create(thread=thread, author=by, acting_for_id=acting_for, text=text, written_at=at)
