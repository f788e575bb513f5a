"""Writing down what a plan says: its rows, and a version that never changes."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel import typed
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..models import (
    LONGEST_FIGURE,
    LONGEST_LINE,
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
from ..queries.days import A_YEAR, calendar_of, today_of
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
from .remedies import join_support

MOST_ISSUES, MOST_SUPPORT, MOST_MILESTONES = 6, 12, 8


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


class LateAlready(RuleBroken):
    """Who owes something late cannot take it out: that it was late is what keeps the plan from being called missed."""

    sentence = _("Support that is late stays in the plan until both say that it is there, or until HR settles it.")


class DayOver(RuleBroken):
    """What is due lies ahead."""

    @classmethod
    def of(cls, what: str) -> "DayOver":
        words = _now("“%(what)s” is due on a day that is over. Please choose today or a day to come.")
        return cls(words % {"what": what})


class DayTooFar(RuleBroken):
    """A plan ends within half a year."""

    @classmethod
    def of(cls, what: str) -> "DayTooFar":
        return cls(_now("“%(what)s” is due more than a year from now. Please choose an earlier day.") % {"what": what})


class DayFree(RuleBroken):
    """Nobody is there on that day."""

    @classmethod
    def of(cls, what: str, name: str, day: dt.date, instead: dt.date) -> "DayFree":
        words = {
            "what": what,
            "name": name,
            "day": date_format(day, "l, j F"),
            "instead": date_format(instead, "l, j F"),
        }
        sentence = _now(
            "“%(what)s” is due on %(day)s, when %(name)s does not work. The next working day is %(instead)s."
        )
        return cls(sentence % words)


class NotInThisPlan(RuleBroken):
    sentence = _("A line of this form belongs to another plan. Please look again.")


def put(plan: Plan, content: Written, *, at: dt.datetime) -> None:
    """Bring the rows of a plan to what is written: new ones made, kept ones changed, the others taken out.

    Before anybody was told, what goes is gone; afterwards it stays to be seen as taken out. Raises NothingAsked,
    TooMuch, StandardMissing, TooLong, OwnerGone, OwedByEmployee, NotShown, DayOver, DayTooFar, DayFree, GivenAlready,
    LateAlready, NotInThisPlan.
    """
    content = _checked(plan, content, at=at)
    issues = _put_issues(plan, content.issues)
    _put_support(plan, content.support, issues, today=today_of(plan.employee, at))
    _put_milestones(plan, content.milestones)
    join_support(plan)


def keep_version(plan: Plan, *, by: Employee, at: dt.datetime, reason: str = "") -> PlanVersion:
    """What the plan says now becomes its next version. The caller holds the plan."""
    plan.content += 1
    Plan.objects.filter(pk=plan.pk).update(content=plan.content)
    return PlanVersion.objects.create(
        plan=plan, number=plan.content, content=snapshot(written(plan)), reason=reason, written_by=by, written_at=at
    )


# --- what is taken ----------------------------------------------------------------------------


def _checked(plan: Plan, content: Written, *, at: dt.datetime) -> Written:
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
        support=tuple(replace(one, what=typed.line(one.what, LONGEST_LINE)) for one in content.support),
        milestones=tuple(replace(one, what=typed.line(one.what, LONGEST_LINE)) for one in content.milestones),
    )
    _check_people(plan, checked)
    _check_evidence(plan, checked)
    _check_days(plan, checked, at=at)
    return checked


def _checked_issue(one: WrittenIssue) -> WrittenIssue:
    title, standard = typed.line(one.title, LONGEST_TITLE), typed.lines(one.standard, LONGEST_WORDS)
    if not title or not standard:
        raise StandardMissing
    return replace(
        one,
        title=title,
        standard=standard,
        measure=typed.line(one.measure, LONGEST_LINE),
        baseline=typed.line(one.baseline, LONGEST_FIGURE),
        target=typed.line(one.target, LONGEST_FIGURE),
        source_words=typed.line(one.source_words, LONGEST_LINE),
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


def _check_days(plan: Plan, content: Written, *, at: dt.datetime) -> None:
    """What is due is due ahead, on a working day of the employee; days that were agreed before stay as they are."""
    kept = set(_days_of(written(plan)))
    new = [pair for pair in _days_of(content) if pair not in kept]
    if not new:
        return
    today = today_of(plan.employee, at)
    calendar = calendar_of(plan.employee, around=today)
    for what, day in new:
        if day < today:
            raise DayOver.of(what)
        if day > today + A_YEAR:
            raise DayTooFar.of(what)
        if not calendar.is_working(day):
            raise DayFree.of(what, plan.employee.name, day, calendar.add_working_days(day, 1))


def _days_of(content: Written) -> Iterator[tuple[str, dt.date]]:
    for issue in content.issues:
        if issue.due_date is not None:
            yield issue.title, issue.due_date
    for one in (*content.support, *content.milestones):
        yield one.what, one.due_date


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


def _put_support(plan: Plan, wanted: Sequence[WrittenSupport], issues: Sequence[Issue], *, today: dt.date) -> None:
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
        elif row.first_due_date < today:
            raise LateAlready
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
