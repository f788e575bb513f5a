"""The kinds there are, and what notices are about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.apps import apps

from perfhub.kernel import slots
from perfhub.kernel.slots import NoticeKind

from ..models import Notice


def kinds() -> Mapping[str, NoticeKind]:
    """All registered kinds by name."""
    return slots.providers("notice.kind")


def with_subjects(notices: Iterable[Notice]) -> list[Notice]:
    """The same notices with their `subject` (None when it is gone) and what is `known` about them at hand.

    One statement for each kind of thing, and what their kinds gather. Each has its recipient at hand already.
    """
    rows = list(notices)
    wanted: dict[tuple[str, tuple[str, ...]], set[int]] = {}
    for notice in rows:
        wanted.setdefault(_place(notice), set()).add(notice.subject_id)
    found = {place: _rows(*place).in_bulk(ids) for place, ids in wanted.items()}
    for notice in rows:
        notice.subject = found[_place(notice)].get(notice.subject_id)
    _gather(rows)
    return rows


def _gather(notices: list[Notice]) -> None:
    of_kind: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.subject is not None:
            of_kind[notice.kind].append(notice)
    for name, its in of_kind.items():
        kind = kinds().get(name)
        if kind is not None and kind.gather is not None:
            known = kind.gather(its)
            for notice in its:
                notice.known = known[notice.pk]


def _rows(label: str, related: tuple[str, ...]):
    rows = apps.get_model(label)._base_manager.all()
    return rows.select_related(*related) if related else rows


def _place(notice: Notice) -> tuple[str, tuple[str, ...]]:
    kind = kinds().get(notice.kind)
    return notice.subject_type, kind.related if kind else ()
