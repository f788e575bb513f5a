"""What is owed and what is expected in a plan, as its page shows it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Employee

from ..models import Evidence, Issue, Plan, Support
from ..states import SUPPORT_GIVEN, SUPPORT_WAITED_FOR, IssueState, SupportState
from .plan_feeds import fed
from .plan_rows import PlanRows
from .running import Pair
from .support import days_late


@dataclass(frozen=True)
class SupportShown:
    """What is owed, and what each side says to it."""

    row: Support
    tone: str
    word: str
    days_late: int
    employee_says: bool
    owner_says: bool
    acts: Set[str]

    @property
    def is_given(self) -> bool:
        return self.row.state in SUPPORT_GIVEN


@dataclass(frozen=True)
class IssueShown:
    """What is expected, where it stands, and what it rests on."""

    row: Issue
    evidence: tuple[Evidence, ...]
    support: tuple[Support, ...]
    done: float | None  # per cent of the way from where it stood to what is asked
    now: str
    feed_url: str
    tone: str
    word: str
    pair: Pair | None = None


def support_shown(row: Support, plan: Plan, today: dt.date, *, acts: Set[str] = frozenset()) -> SupportShown:
    """Lateness is told from the first day that was promised, whatever was promised since."""
    late = days_late(row, today) if plan.is_told and plan.is_open else 0
    tone, word = _standing_of_support(row, late, today) if plan.is_open else _left_of_support(row)
    return SupportShown(
        row=row,
        tone=tone,
        word=word,
        days_late=late,
        employee_says=row.employee_says_at is not None or row.state == SupportState.DELIVERED,
        owner_says=row.owner_says_at is not None or row.state == SupportState.DELIVERED,
        acts=acts,
    )


def _standing_of_support(row: Support, late: int, today: dt.date) -> tuple[str, str]:
    if row.state == SupportState.DELIVERED:
        return "good", _("Delivered")
    if row.state == SupportState.DECLINED:
        return "good", _("Offered, not wanted")
    if row.state == SupportState.DISPUTED:
        return "ask", _("Seen differently")
    if row.state == SupportState.NOT_GIVEN:
        return "late", _("Not given")
    if late:
        return "late", ngettext("%(number)s day late", "%(number)s days late", late) % {"number": late}
    if row.state == SupportState.SAID:
        return "wait", _("To be confirmed")
    return "calm", _("Due today") if row.due_date == today else _("To come")


def _left_of_support(row: Support) -> tuple[str, str]:
    """Of a plan that is over: nothing is late or to come in it any more."""
    if row.state in SUPPORT_WAITED_FOR:
        return "calm", _("Not confirmed")
    return _standing_of_support(row, 0, row.due_date)


# --- issues -----------------------------------------------------------------------------------


def issues_shown(
    plan: Plan, asked: PlanRows, pairs: Mapping[int, Pair], support: Iterable[Support], *, viewer: Employee
) -> Iterator[IssueShown]:
    """What is expected, with what it rests on, what helps, and where it stands: by the goal or metric that feeds it,
    else by what the two said last."""
    rows = list(asked.issues)
    cited: dict[int, list[Evidence]] = {}
    for link in asked.cited:
        cited.setdefault(link.issue_id, []).append(link.evidence)
    helped: dict[int | None, list[Support]] = {}
    for one in support:
        helped.setdefault(one.issue_id, []).append(one)
    feeds = fed(rows, plan.employee, viewer=viewer)
    for row in rows:
        met, pair, feed = row.state == IssueState.MET, pairs.get(row.pk), feeds.get(row.pk)
        said_done, said_now = (pair.done, pair.now) if pair is not None else (None, "")
        yield IssueShown(
            row=row,
            evidence=tuple(cited.get(row.pk, ())),
            support=(*helped.get(row.pk, ()), *helped.get(None, ())),
            done=feed.done if feed is not None and feed.done is not None else said_done,
            now=feed.now if feed is not None and feed.now else said_now,
            feed_url=feed.url if feed is not None else "",
            tone="good" if met else "calm",
            word=_("Met") if met else _("Open"),
            pair=pair,
        )
