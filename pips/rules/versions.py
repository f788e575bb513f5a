"""Writing down what a plan says: its rows, and a version that never changes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move
from perfhub.kernel.words import says_something

from ..models import (
    LONGEST_TITLE,
    LONGEST_WORDS,
    Evidence,
    Issue,
    IssueEvidence,
    Milestone,
    Plan,
    PlanVersion,
    Support,
)
from ..queries.versions import (
    ISSUE_FIELDS,
    Written,
    WrittenIssue,
    WrittenMilestone,
    WrittenSupport,
    snapshot,
    written,
)
from ..states import ISSUE_MOVES, SUPPORT_MOVES, PlanState, SupportState
from .cases import TooLong, tidy

MOST_ISSUES, MOST_SUPPORT, MOST_MILESTONES = 6, 12, 8
LONGEST_LINE, LONGEST_FIGURE = 300, 120


class NothingAsked(RuleBroken):
    sentence = _("A plan names at least one thing that is asked, with its standard.")


class TooMuch(RuleBroken):
    sentence = _("This is more than anybody can work on at once. Please keep what matters most: six points at most.")


class StandardMissing(RuleBroken):
    sentence = _("Please say for each point what the standard is: what one sees when it is right.")


class OwnerGone(RuleBroken):
    sentence = _("Whoever owes support or looks at a point works here. Please choose somebody else.")


class OwedByEmployee(RuleBroken):
    sentence = _("Support is what others owe the employee. What the employee does stands under what is asked.")


class NotShown(RuleBroken):
    sentence = _("A point rests on evidence of this matter that the employee has been shown, and on nothing else.")


class GivenAlready(RuleBroken):
    sentence = _("Support that somebody has said is there stays in the plan as it was promised.")


class NotInThisPlan(RuleBroken):
    sentence = _("A line of this form belongs to another plan. Please look again.")


def put(plan: Plan, content: Written) -> None:
    """Bring the rows of a plan to what is written: new ones made, kept ones changed, the others taken out.

    Before anybody was told, what goes is gone; afterwards it stays to be seen as taken out. Raises NothingAsked,
    TooMuch, StandardMissing, TooLong, OwnerGone, OwedByEmployee, NotShown, GivenAlready, NotInThisPlan.
    """
    content = _checked(plan, content)
    issues = _put_issues(plan, content.issues)
    _put_support(plan, content.support, issues)
    _put_milestones(plan, content.milestones)


def keep_version(plan: Plan, *, by: Employee, at: dt.datetime, reason: str = "") -> PlanVersion:
    """What the plan says now becomes its next version. The caller holds the plan."""
    plan.content += 1
    Plan.objects.filter(pk=plan.pk).update(content=plan.content)
    return PlanVersion.objects.create(
        plan=plan, number=plan.content, content=snapshot(written(plan)), reason=reason, written_by=by, written_at=at
    )


# --- what is taken ----------------------------------------------------------------------------


def _checked(plan: Plan, content: Written) -> Written:
    """The same, tidied; raises what is wrong with it."""
    if len(content.issues) > MOST_ISSUES or len(content.support) > MOST_SUPPORT:
        raise TooMuch
    if len(content.milestones) > MOST_MILESTONES:
        raise TooMuch
    if not content.issues:
        raise NothingAsked
    checked = replace(
        content,
        issues=tuple(_checked_issue(one) for one in content.issues),
        support=tuple(replace(one, what=tidy(one.what, LONGEST_LINE)) for one in content.support),
        milestones=tuple(replace(one, what=tidy(one.what, LONGEST_LINE)) for one in content.milestones),
    )
    _check_people(plan, checked)
    _check_evidence(plan, checked)
    return checked


def words_of(text: str, longest: int = LONGEST_WORDS) -> str:
    """Some lines of words, or nothing where nobody could see any. Raises TooLong."""
    text = text.strip()
    if len(text) > longest:
        raise TooLong.by(longest, len(text))
    return text if says_something(text) else ""


def _checked_issue(one: WrittenIssue) -> WrittenIssue:
    title, standard = tidy(one.title, LONGEST_TITLE), words_of(one.standard)
    if not title or not standard:
        raise StandardMissing
    return replace(
        one,
        title=title,
        standard=standard,
        measure=tidy(one.measure, LONGEST_LINE),
        baseline=tidy(one.baseline, LONGEST_FIGURE),
        target=tidy(one.target, LONGEST_FIGURE),
        source_words=tidy(one.source_words, LONGEST_LINE),
    )


def _check_people(plan: Plan, content: Written) -> None:
    owners = {one.owner for one in content.support}
    if plan.employee_id in owners:
        raise OwedByEmployee
    named = owners | {one.evaluator for one in content.issues if one.evaluator is not None}
    if Employee.objects.active().filter(pk__in=named).count() != len(named):
        raise OwnerGone


def _check_evidence(plan: Plan, content: Written) -> None:
    cited = {key for one in content.issues for key in one.evidence}
    if Evidence.objects.filter(case=plan.case_id, pk__in=cited, out_at__isnull=True).count() != len(cited):
        raise NotShown


# --- rows -------------------------------------------------------------------------------------


def _put_issues(plan: Plan, wanted: Sequence[WrittenIssue]) -> list[Issue]:
    there = {row.pk: row for row in Issue.objects.filter(plan=plan)}
    rows = []
    for place, one in enumerate(wanted, start=1):
        row = _known(there, one.pk) or Issue(plan=plan)
        for name in ISSUE_FIELDS:
            setattr(row, name, getattr(one, name))
        row.evaluator_id = one.evaluator
        row.position = place
        row.save()
        _cite(row, one.evidence)
        rows.append(row)
    for row in there.values():  # those not written any more
        if plan.told_at is None and plan.state == PlanState.DRAFT:
            row.delete()
        elif ISSUE_MOVES["drop"].starts_at(row.state):
            move(row, ISSUE_MOVES["drop"])
    return rows


def _cite(issue: Issue, evidence: Sequence[int]) -> None:
    IssueEvidence.objects.filter(issue=issue).exclude(evidence__in=evidence).delete()
    there = set(IssueEvidence.objects.filter(issue=issue).values_list("evidence", flat=True))
    new = [IssueEvidence(issue=issue, evidence_id=key) for key in evidence if key not in there]
    IssueEvidence.objects.bulk_create(new)


def _put_support(plan: Plan, wanted: Sequence[WrittenSupport], issues: Sequence[Issue]) -> None:
    there = {row.pk: row for row in Support.objects.filter(plan=plan).exclude(state=SupportState.DROPPED)}
    for place, one in enumerate(wanted, start=1):
        row = _known(there, one.pk)
        issue = issues[one.issue - 1] if 0 < one.issue <= len(issues) else None
        if row is None:
            dates = {"due_date": one.due_date, "first_due_date": one.due_date}
            Support.objects.create(plan=plan, issue=issue, position=place, what=one.what, owner_id=one.owner, **dates)
            continue
        changed = (row.what, row.owner_id, row.due_date) != (one.what, one.owner, one.due_date)
        if changed and row.state != SupportState.OWED:
            raise GivenAlready
        row.what, row.owner_id, row.due_date, row.position, row.issue = one.what, one.owner, one.due_date, place, issue
        if plan.told_at is None:
            row.first_due_date = one.due_date
        row.version += 1 if changed else 0
        row.save()
    for row in there.values():
        if row.state != SupportState.OWED:
            raise GivenAlready
        if plan.told_at is None:
            row.delete()
        else:
            move(row, SUPPORT_MOVES["drop"])


def _put_milestones(plan: Plan, wanted: Sequence[WrittenMilestone]) -> None:
    there = {row.pk: row for row in Milestone.objects.filter(plan=plan)}
    for place, one in enumerate(wanted, start=1):
        row = _known(there, one.pk) or Milestone(plan=plan)
        row.position, row.what, row.due_date = place, one.what, one.due_date
        row.save()
    Milestone.objects.filter(pk__in=there).delete()


def _known(there: dict, key: int | None):
    """The row with this key, taken out of those that are there; none for what is new."""
    if key is None:
        return None
    if key not in there:
        raise NotInThisPlan
    return there.pop(key)
