"""What is written in a plan, as one thing: taken down as a version, and compared with the one before."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Employee

from ..models import Issue, IssueEvidence, Milestone, Plan, PlanVersion, Support
from ..states import IssueState, SupportState


@dataclass(frozen=True, kw_only=True)
class WrittenIssue:
    """One point of a plan, as it is written; `pk` where it is there already."""

    title: str
    standard: str
    measure: str = ""
    baseline: str = ""
    target: str = ""
    baseline_number: Decimal | None = None
    target_number: Decimal | None = None
    source_words: str = ""
    about_goal: int | None = None
    about_goal_title: str = ""
    about_metric: int | None = None
    evaluator: int | None = None
    due_date: dt.date | None = None
    alone: bool = True
    evidence: tuple[int, ...] = ()
    pk: int | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenSupport:
    """What is owed, by whom, by when; `issue` is the place of the point it helps with (1, 2 …), 0 for all of them."""

    what: str
    owner: int
    due_date: dt.date
    issue: int = 0
    pk: int | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenMilestone:
    what: str
    due_date: dt.date
    pk: int | None = None


@dataclass(frozen=True, kw_only=True)
class Written:
    """All that is written in a plan."""

    aim: str = ""
    outcomes: str = ""
    affects: str = ""
    length_days: int = 60
    meeting_days: int = 7
    issues: tuple[WrittenIssue, ...] = ()
    support: tuple[WrittenSupport, ...] = ()
    milestones: tuple[WrittenMilestone, ...] = field(default=())

    def support_of(self, place: int) -> tuple[WrittenSupport, ...]:
        """What helps with the point at this place: said of it, or of all."""
        return tuple(one for one in self.support if one.issue in (0, place))


def written(plan: Plan) -> Written:
    """What is written in a plan now, without what was taken out; four statements."""
    issues = list(issues_of(plan))
    cited: dict[int, list[int]] = {}
    for issue, evidence in IssueEvidence.objects.filter(issue__in=issues).values_list("issue", "evidence"):
        cited.setdefault(issue, []).append(evidence)
    places = {issue.pk: place for place, issue in enumerate(issues, start=1)}
    return Written(
        aim=plan.aim,
        outcomes=plan.outcomes,
        affects=plan.affects,
        length_days=plan.length_days,
        meeting_days=plan.meeting_days,
        issues=tuple(_issue(one, sorted(cited.get(one.pk, ()))) for one in issues),
        support=tuple(_support(one, places) for one in support_of(plan)),
        milestones=tuple(
            WrittenMilestone(what=one.what, due_date=one.due_date, pk=one.pk)
            for one in Milestone.objects.filter(plan=plan).order_by("position", "pk")
        ),
    )


def issues_of(plan: Plan):
    """The points of a plan, in their order; not those taken out."""
    rows = Issue.objects.filter(plan=plan).exclude(state=IssueState.DROPPED)
    return rows.select_related("evaluator").order_by("position", "pk")


def support_of(plan: Plan):
    """What is owed in a plan, in its order; not what was taken out."""
    rows = Support.objects.filter(plan=plan).exclude(state=SupportState.DROPPED)
    return rows.select_related("owner", "issue").order_by("position", "pk")


ISSUE_FIELDS = (
    *("title", "standard", "measure", "baseline", "target", "baseline_number", "target_number", "source_words"),
    *("about_goal", "about_goal_title", "about_metric", "due_date", "alone"),
)


def _issue(row: Issue, evidence: Sequence[int]) -> WrittenIssue:
    said = {name: getattr(row, name) for name in ISSUE_FIELDS}
    return WrittenIssue(**said, evaluator=row.evaluator_id, evidence=tuple(evidence), pk=row.pk)


def _support(row: Support, places: dict[int, int]) -> WrittenSupport:
    place = places.get(row.issue_id, 0) if row.issue_id is not None else 0
    return WrittenSupport(what=row.what, owner=row.owner_id, due_date=row.due_date, issue=place, pk=row.pk)


# --- versions ---------------------------------------------------------------------------------


def snapshot(content: Written) -> dict[str, Any]:
    """What is kept of it as a version: plain values only."""
    return _plain(asdict(content))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value.normalize()) if isinstance(value, Decimal) else value


def restored(kept: dict[str, Any]) -> Written:
    """What a version says; the other way round of `snapshot`."""
    plain = {name: value for name, value in kept.items() if name not in ("issues", "support", "milestones")}
    return Written(
        **plain,
        issues=tuple(WrittenIssue(**_typed(one)) for one in kept.get("issues", ())),
        support=tuple(WrittenSupport(**_typed(one)) for one in kept.get("support", ())),
        milestones=tuple(WrittenMilestone(**_typed(one)) for one in kept.get("milestones", ())),
    )


def _typed(said: dict[str, Any]) -> dict[str, Any]:
    found = dict(said)
    if found.get("due_date") is not None:
        found["due_date"] = dt.date.fromisoformat(found["due_date"])
    for name in ("baseline_number", "target_number"):
        if found.get(name) is not None:
            found[name] = Decimal(found[name])
    if "evidence" in found:
        found["evidence"] = tuple(found["evidence"])
    return found


@dataclass(frozen=True)
class Difference:
    """One thing that differs between two versions, in words: where, what it said, what it says."""

    where: str
    before: str
    after: str

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def is_gone(self) -> bool:
        return not self.after


def differences(before: Written, after: Written, *, names: dict[int, str] | None = None) -> list[Difference]:
    """What changed from one version to the next, as one reads it; nothing where both say the same."""
    said = names or {}
    found = [*_of_plan(before, after)]
    titles = {issue.pk: issue.title for content in (before, after) for issue in content.issues}
    found += _of_rows(before.issues, after.issues, lambda one: one.title, lambda one: _said_issue(one, said), titles)
    for older, newer in ((before.support, after.support), (before.milestones, after.milestones)):
        found += _of_rows(older, newer, lambda one: one.what, lambda one: _said_promise(one, said), {})
    return found


def _of_plan(before: Written, after: Written) -> Iterator[Difference]:
    labels = {
        "aim": _("What is different when it has worked"),
        "outcomes": _("How it can end"),
        "affects": _("What it changes, and what not"),
    }
    for name, label in labels.items():
        if getattr(before, name) != getattr(after, name):
            yield Difference(label, getattr(before, name), getattr(after, name))
    if before.length_days != after.length_days:
        yield Difference(_("How long"), days_said(before.length_days), days_said(after.length_days))
    if before.meeting_days != after.meeting_days:
        yield Difference(_("How often you meet"), rhythm_said(before.meeting_days), rhythm_said(after.meeting_days))


def _of_rows(older, newer, title, said, titles) -> Iterator[Difference]:
    """Rows are the same where they have the same key, or, not written down yet, the same place."""
    was = {_known(place, row): row for place, row in enumerate(older)}
    now = {_known(place, row): row for place, row in enumerate(newer)}
    for key, row in now.items():
        earlier = was.get(key)
        if earlier is None:
            yield Difference(title(row), "", said(row))
        elif _bare(earlier) != _bare(row):
            yield Difference(titles.get(row.pk, title(row)), said(earlier), said(row))
    for key, row in was.items():
        if key not in now:
            yield Difference(title(row), said(row), "")


def _known(place: int, row: Any) -> tuple[str, int]:
    return ("row", row.pk) if row.pk is not None else ("place", place)


def _bare(row: Any) -> Any:
    return replace(row, pk=None)


def _said_issue(one: WrittenIssue, names: dict[int, str]) -> str:
    parts = [one.standard]
    for label, value in (
        (_("Seen by: %(what)s"), one.measure),
        (_("Stands at: %(what)s"), one.baseline),
        (_("Asked: %(what)s"), one.target),
        (_("Figure from: %(what)s"), one.source_words or one.about_goal_title),
        (_("Looked at by: %(what)s"), names.get(one.evaluator or 0, "")),
        (_("By: %(what)s"), date_format(one.due_date, "j F Y") if one.due_date else ""),
    ):
        if value:
            parts.append(label % {"what": value})
    if not one.alone:
        parts.append(_("Not for the employee to change alone"))
    if one.evidence:
        number = len(one.evidence)
        parts.append(
            ngettext("%(number)s piece of evidence", "%(number)s pieces of evidence", number) % vars_of(number)
        )
    return "\n".join([one.title, *parts])


def _said_promise(one: Any, names: dict[int, str]) -> str:
    words = {"what": one.what, "day": date_format(one.due_date, "j F Y")}
    if (owner := names.get(getattr(one, "owner", 0), "")) != "":
        return _("%(what)s: %(name)s, by %(day)s") % {**words, "name": owner}
    return _("%(what)s, by %(day)s") % words


def vars_of(number: int) -> dict[str, int]:
    return {"number": number}


def days_said(days: int) -> str:
    return ngettext("%(number)s working day", "%(number)s working days", days) % vars_of(days)


def rhythm_said(days: int) -> str:
    """How often one meets, in words."""
    if days == 7:
        return _("every week")
    if days == 14:
        return _("every two weeks")
    return ngettext("every day", "every %(number)s days", days) % vars_of(days)


# --- the history on the page ------------------------------------------------------------------


@dataclass(frozen=True)
class VersionShown:
    """One version: who wrote it, when, why, and what it changed."""

    version: PlanVersion
    changes: tuple[Difference, ...]


def history(plan: Plan, kept: Iterable[PlanVersion] | None = None) -> list[VersionShown]:
    """The versions, the newest first, each with what it changed; two statements, or one where all are `kept` already.

    Once somebody was told, the first is the one that was told: what was sent to HR before is no version of theirs.
    """
    rows = list(
        PlanVersion.objects.filter(plan=plan).select_related("written_by").order_by("number") if kept is None else kept
    )
    if plan.told_at is not None:
        before = [row for row in rows if row.written_at <= plan.told_at]
        rows = rows[max(len(before) - 1, 0) :]
    contents = [restored(row.content) for row in rows]
    names = names_in(contents) if len(contents) > 1 else {}  # of one alone nothing is said
    found: list[VersionShown] = []
    earlier: Written | None = None
    for row, content in zip(rows, contents, strict=True):
        changes = differences(earlier, content, names=names) if earlier is not None else []
        found.append(VersionShown(row, tuple(changes)))
        earlier = content
    return found[::-1]


def names_in(contents: Sequence[Written]) -> dict[int, str]:
    """The names of all who are named in these; one statement."""
    keys = {one.owner for content in contents for one in content.support}
    keys |= {one.evaluator for content in contents for one in content.issues if one.evaluator is not None}
    return dict(Employee.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}
