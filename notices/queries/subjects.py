"""The kinds there are, and what notices are about."""

from collections.abc import Iterable, Mapping

from django.apps import apps

from perfhub.kernel import slots
from perfhub.kernel.slots import NoticeKind

from ..models import Notice


def kinds() -> Mapping[str, NoticeKind]:
    """All registered kinds by name."""
    return slots.providers("notice.kind")


def with_subjects(notices: Iterable[Notice]) -> list[Notice]:
    """The same notices with their `subject` at hand (None when it is gone): one statement for each kind of thing."""
    rows = list(notices)
    wanted: dict[tuple[str, tuple[str, ...]], set[int]] = {}
    for notice in rows:
        wanted.setdefault(_place(notice), set()).add(notice.subject_id)
    found = {place: _rows(*place).in_bulk(ids) for place, ids in wanted.items()}
    for notice in rows:
        notice.subject = found[_place(notice)].get(notice.subject_id)
    return rows


def _rows(label: str, related: tuple[str, ...]):
    rows = apps.get_model(label)._base_manager.all()
    return rows.select_related(*related) if related else rows


def _place(notice: Notice) -> tuple[str, tuple[str, ...]]:
    kind = kinds().get(notice.kind)
    return notice.subject_type, kind.related if kind else ()
