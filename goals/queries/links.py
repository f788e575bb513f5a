"""The links of a goal: what it and each of its key results serves, what serves it, and what is still asked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.models import Employee

from .. import access
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


def parts_of(objective: Objective, key_results: Iterable[KeyResult], *, viewer: Employee) -> list[Part]:
    """The goal as a whole first, then each key result; three statements."""
    rows = Alignment.objects.in_force().filter(child=objective).select_related("parent", "parent_key_result")
    links = {row.child_key_result_id: row for row in rows}
    parents = {row.parent_id for row in links.values()}
    seen = set(access.visible_to(viewer).filter(pk__in=parents).values_list("pk", flat=True)) if parents else set()
    asked = {row.child_key_result_id: row for row in AlignmentRequest.objects.waiting().filter(child=objective)}
    return [
        Part(
            key_result=row,
            link=(link := links.get(row.pk if row else None)),
            sees=link is not None and link.parent_id in seen,
            asked=asked.get(row.pk if row else None),
        )
        for row in (None, *key_results)
    ]


def below_said(objective: Objective) -> dict[int, tuple[str, ...]]:
    """Of what serves a goal: by which key result, or which of this goal's, and whether it is counted."""
    rows = Alignment.objects.in_force().filter(parent=objective).select_related("child_key_result", "parent_key_result")
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows.order_by("child", "pk"):
        if said := _said_below(row):
            found[row.child_id].append(said)
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
