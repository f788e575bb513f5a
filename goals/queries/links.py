"""The links of a goal: what it and each of its key results serves, what serves it, and what is still asked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, QuerySet
from django.utils.translation import gettext as _

from people.models import Employee
from perfhub.kernel.composed import composed

from .. import access
from ..access.asker import Asker, asker_of
from ..models import Alignment, AlignmentRequest, KeyResult, Objective


@dataclass(frozen=True)
class Part:
    """A goal, or one of its key results, with what it serves as far as the viewer sees it, and what is asked."""

    key_result: KeyResult | None
    link: Alignment | None
    sees: bool
    asked: AlignmentRequest | None = None

    @property
    def serves(self) -> Objective | None:
        """What it serves, where the viewer sees that."""
        return self.link.parent if self.link is not None and self.sees else None

    @property
    def sentence(self) -> str:
        """“Complaints” of “Every customer trusts every reading”, counted there."""
        if self.link is None:
            return _("serves nothing")
        words = {"title": self.link.parent.title if self.sees else access.UNSEEN}
        of = self.link.parent_key_result
        if self.sees and of is not None and of.removed_at is None:
            said = _("serves “%(part)s” of “%(title)s”") % {**words, "part": of.title}
        else:
            said = _("serves “%(title)s”") % words
        return _("%(said)s, and is counted there") % {"said": said} if self.link.rolls_up else said


@composed
def _upwards(*, objective: Objective, **asker: Any) -> QuerySet[Alignment]:
    sees = ExpressionWrapper(access.seen_by(Asker(**asker), "parent"), output_field=BooleanField())
    rows = Alignment.objects.filter(child=objective).annotate(sees=sees)
    return rows.select_related("parent", "parent_key_result", "child_key_result").order_by("pk")


@dataclass(frozen=True)
class Upward:
    """What a goal or a key result of it serves or has served, and whether the viewer sees that."""

    link: Alignment
    sees: bool

    @property
    def parent(self) -> Objective | None:
        return self.link.parent if self.sees else None


def upwards(objective: Objective, *, viewer: Employee) -> list[Upward]:
    """The earliest first, those that are over, too; one statement."""
    return told_upwards(links_upwards(objective, viewer=viewer))


def links_upwards(objective: Objective, *, viewer: Employee) -> QuerySet[Alignment]:
    """The same links, not asked yet."""
    return _upwards(objective=objective, **asker_of(viewer).values)


def told_upwards(links: Iterable[Alignment]) -> list[Upward]:
    return [Upward(row, bool(row.sees)) for row in links]


@composed
def asked_for(*, objective: Objective) -> QuerySet[AlignmentRequest]:
    """What waits for the word of whoever owns a goal that this one would serve."""
    return AlignmentRequest.objects.waiting().filter(child=objective)


def parts_of(
    key_results: Iterable[KeyResult], *, links: Iterable[Upward], requests: Iterable[AlignmentRequest]
) -> list[Part]:
    """The goal as a whole first, then each key result."""
    up = {one.link.child_key_result_id: one for one in links if one.link.ended_at is None}
    asked = {row.child_key_result_id: row for row in requests}
    keys: list[KeyResult | None] = [None, *key_results]
    return [
        Part(
            key_result=row,
            link=found.link if (found := up.get(row.pk if row else None)) else None,
            sees=found is not None and found.sees,
            asked=asked.get(row.pk if row else None),
        )
        for row in keys
    ]


@composed
def downwards(*, objective: Objective) -> QuerySet[Alignment]:
    """What serves a goal, or a key result of it, seen or not."""
    rows = Alignment.objects.in_force().filter(parent=objective)
    return rows.select_related("child_key_result", "parent_key_result").order_by("child", "pk")


def below_said(links: Iterable[Alignment]) -> dict[int, tuple[str, ...]]:
    """Of what serves a goal: by which key result, or which of this goal's, and whether it is counted."""
    found: dict[int, list[str]] = defaultdict(list)
    for row in links:
        found[row.child_id] += [said] if (said := _said_below(row)) else []
    return {pk: tuple(said) for pk, said in found.items()}


def _said_below(row: Alignment) -> str:
    part = row.child_key_result
    of = row.parent_key_result if row.parent_key_result and row.parent_key_result.removed_at is None else None
    words = {"part": part.title if part else "", "of": of.title if of else ""}
    if part and of:
        said = _("“%(part)s” of it serves “%(of)s”") % words
    elif part:
        said = _("“%(part)s” of it serves this goal") % words
    elif of:
        said = _("serves “%(of)s”") % words
    else:
        return _("counted here") if row.rolls_up else ""
    return _("%(said)s, counted here") % {"said": said} if row.rolls_up else said
