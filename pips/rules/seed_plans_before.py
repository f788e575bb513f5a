"""Improvement plans of a demo organization before their day 1: one being written, one with HR, one that is read, to
which its employee has said something. Walked through the rules whichever way the rest is planted, for they are few.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from notices.rules import untold
from people.models import Employee, Organization
from perfhub.kernel.calendars import moment

from ..access import plans as access
from ..models import Case, Evidence, Jurisdiction, Plan
from ..queries.days import calendar_of, is_before_free_days, is_within_hours, today_of
from ..queries.drafting import usual_affects, usual_outcomes
from ..queries.versions import Written, WrittenIssue, WrittenSupport
from ..states import EvidenceKind, Gate, PlanRequestKind
from . import gates, hr_review, offering, voice
from .plans import draft_pip, start_coaching
from .seed_plans import A_DAY, pairs

TEN = dt.time(10)
DRAFT, WITH_HR, READ = "draft", "with HR", "read"
NO_DIAGNOSIS = "Both talked about the causes with HR before the questions were asked here."


@dataclass(frozen=True)
class Story:
    """One improvement plan that has not begun: how far it is, what it asks, what is owed."""

    stands: str
    title: str
    standard: str
    before: str
    asked: str
    owed: tuple[str, ...]


STORIES = (
    Story(
        READ,
        "Quotes that hold",
        "A quote names every part and every hour; what the customer pays is what it says, within five in a hundred.",
        "71 %",
        "90 %",
        ("Two quotes a week looked over by Amal before they go out", "The price list of last year taken off the drive"),
    ),
    Story(
        WITH_HR,
        "Tools back in their place by the evening",
        "Each tool that was taken hangs on the board again when the shift ends.",
        "6 of 10 evenings",
        "9 of 10 evenings",
        ("A second board beside the bench", "Ten minutes at the end of each shift, in paid time"),
    ),
    Story(
        DRAFT,
        "Visits written up on the day",
        "A visit is written up before the next one, so that whoever is called in the evening knows of it.",
        "4 of 10",
        "8 of 10",
        ("A form that works on the telephone",),
    ),
)


@transaction.atomic
@untold("course.", "plan.")
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """Three plans, each after a coaching plan of six weeks ago; where the organization is old enough for them."""
    titles = [story.title for story in STORIES]
    if weeks < 8 or Case.objects.filter(title__in=titles).exists() or not Jurisdiction.objects.exists():
        return
    for story, (employee, manager) in zip(STORIES, pairs(reviewed=True), strict=False):
        _tell(story, employee, manager, at=at)


def _tell(story: Story, employee: Employee, manager: Employee, *, at: dt.datetime) -> Plan:
    coached, wrote = _ten(employee, at - 45 * A_DAY), _ten(employee, at - 12 * A_DAY)
    plan = _draft(story, employee, manager, coached=coached, at=wrote)
    if story.stands == DRAFT:
        return plan
    hr_review.submit(plan, by=manager, at=wrote)
    reviewer = plan.case.hr_owner
    assert reviewer is not None
    if story.stands == WITH_HR:
        return plan
    gates.make_exception(plan, Gate.DIAGNOSIS, reason=NO_DIAGNOSIS, by=reviewer, at=wrote)
    hr_review.answer_legal(plan, False, by=reviewer, at=wrote)
    hears = access.possible_appeal_reviewers(plan).first()
    hr_review.approve(plan, appeal_reviewer=hears, override="The rhythm is what both can keep.", by=reviewer, at=wrote)
    if (told := _hour_to_tell(employee, at - 2 * A_DAY)) is None:
        return plan
    offering.book(plan, told, "Room Linden", by=manager, at=told - A_DAY)
    offering.offer(plan, by=manager, at=told)
    hour = dt.timedelta(hours=1)
    said = "I agree with what is asked. Half of the prices I had were those of last year."
    voice.acknowledge(plan, text=said, by=employee, at=told + 3 * hour)
    voice.ask(
        plan,
        PlanRequestKind.CHANGE,
        "Count from the day on which the old list is gone, please.",
        by=employee,
        at=told + 4 * hour,
    )
    return plan


def _draft(story: Story, employee: Employee, manager: Employee, *, coached: dt.datetime, at: dt.datetime) -> Plan:
    """A coaching plan first, and what it was about as it stood then."""
    issue = WrittenIssue(title=story.title, standard=story.standard)
    owed = _owed(story, employee, manager, coached)
    content = Written(aim=story.standard, length_days=30, issues=(issue,), support=owed[:1])
    case = start_coaching(employee, story.title, content, by=manager, at=coached).case
    day = today_of(employee, coached)
    shown = Evidence.objects.create(
        case=case,
        kind=EvidenceKind.FEEDBACK,
        source=case.pk,
        title=story.title,
        text=f"{story.before}; asked: {story.asked}.",
        occurred_date=day,
        recorded_at=coached,
        recorded_by=manager,
        told_date=day,
        told_by=manager,
        added_by=manager,
        added_at=at,
    )
    whole = WrittenIssue(
        title=story.title,
        standard=story.standard,
        measure="Looked at together, every week",
        baseline=story.before,
        target=story.asked,
        source_words="Counted by the desk",
        evaluator=manager.pk,
        due_date=calendar_of(employee, around=day).add_working_days(today_of(employee, at), 60),
        evidence=(shown.pk,),
    )
    content = Written(
        aim=story.standard,
        outcomes=usual_outcomes(case),
        affects=usual_affects(),
        issues=(whole,),
        support=_owed(story, employee, manager, at),
    )
    reviewer = access.possible_reviewers(employee).first()
    return draft_pip(case, content, reviewer=reviewer, misconduct=False, by=manager, at=at)


def _owed(story: Story, employee: Employee, manager: Employee, at: dt.datetime) -> tuple[WrittenSupport, ...]:
    day = today_of(employee, at)
    due = calendar_of(employee, around=day).add_working_days(day, 15)
    return tuple(WrittenSupport(what=what, owner=manager.pk, due_date=due) for what in story.owed)


def _ten(employee: Employee, at: dt.datetime) -> dt.datetime:
    """Ten o'clock on the employee's working day on or after this one."""
    day = today_of(employee, at)
    return moment(calendar_of(employee, around=day).add_working_days(day, 0), TEN, employee.time_zone)


def _hour_to_tell(employee: Employee, at: dt.datetime) -> dt.datetime | None:
    """The last morning before this moment on which a hard message may be told; None where a month has none."""
    last = today_of(employee, at - 3 * A_DAY)
    calendar = calendar_of(employee, around=last)
    mornings = (moment(last - days * A_DAY, TEN, employee.time_zone) for days in range(30))
    fit = (one for one in mornings if is_within_hours(calendar, employee, one))
    return next((one for one in fit if not is_before_free_days(calendar, employee, one)), None)


def objects_of(employee: Employee) -> dict[str, int]:
    """The plan of an employee that has not begun, where there is one."""
    rows = Plan.objects.filter(employee=employee, kind="pip", start_date=None).order_by("-pk")
    found = rows.values_list("pk", flat=True).first()
    return {"written_plan": found} if found is not None else {}
