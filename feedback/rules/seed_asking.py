"""What a demo organization asks beyond the usual, and what its people did with some answers afterwards."""

import datetime as dt

from notices.models import Notice
from people.access import SYSTEM, dotted_now
from people.models import Employee, Reach, Team
from people.rules import seed as people_seed

from ..models import CheckIn, Question
from ..queries.reading import lines_of
from ..states import CheckInState, QuestionKind, Rhythm
from .answers import correct
from .asking import add_question, ask, set_cadence
from .pauses import pause
from .reading import pass_up, raise_in_one_to_one
from .reopening import reopen
from .sharing import share

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR
LEARNED = (
    "Asking early saves a visit.",
    "The torque tool wants a warm battery.",
    "Two short lists beat one long one.",
)
#: text, kind, once in so many weeks, of the two-weekly team alone
QUESTIONS = (
    ("What did you learn?", QuestionKind.TEXT, 4, False),
    ("Do you have the tools you need?", QuestionKind.YES_NO, 6, False),
    ("How clear are this month’s goals to you?", QuestionKind.SCALE, 1, True),
)

#: Answers to the questions of a week; the same for whoever walks through the rules.
ANSWER = """
    UPDATE feedback_asked a SET
        text = CASE q.kind WHEN 'text' THEN (%(learned)s::text[])[choice.many] ELSE '' END,
        number = CASE q.kind WHEN 'scale' THEN coalesce(choice.mood, 3) WHEN 'yes_no' THEN (choice.many > 1)::int END
    FROM choice, feedback_wording w, feedback_question q
    WHERE a.check_in_id = choice.id AND way = 'answer' AND w.id = a.wording_id AND q.id = w.question_id
"""


def answer_to(kind: str, *, mood: int | None, many: int) -> str | int:
    """As ANSWER says."""
    if kind == QuestionKind.TEXT:
        return LEARNED[many - 1]
    return (mood or 3) if kind == QuestionKind.SCALE else int(many > 1)


def plant_asking(organization, monday: dt.date, *, at: dt.datetime) -> None:
    """One team every two weeks, the people right below the top each month, three questions that take turns."""
    if Question.objects.exists():
        return
    top = Employee.objects.filter(reached_by__isnull=True, reaches__depth=1).order_by("number").first()
    standing = people_seed.standing(organization).values()
    taken = {person.team_id for person in standing}
    heads = Team.objects.filter(children__isnull=True, employees__isnull=False).exclude(pk__in=taken)
    two_weekly = heads.order_by("name", "pk").first()
    if two_weekly is not None:
        set_cadence(by=SYSTEM, at=at, start_date=monday, rhythm=Rhythm.TWO_WEEKLY, due_weekday=3, team=two_weekly)
    directors = Employee.objects.reports_of(top).exclude(pk__in=[person.pk for person in standing]) if top else []
    for director in list(directors)[:8]:
        set_cadence(by=SYSTEM, at=at, start_date=monday, rhythm=Rhythm.MONTHLY, employee=director)
    for text, kind, weeks, of_team in QUESTIONS:
        question = add_question(kind, text, by=SYSTEM, at=at)
        if of_team and two_weekly is None:
            continue
        team = two_weekly if of_team else None
        ask(question, by=SYSTEM, at=at, start_date=monday, every_weeks=weeks, team=team)


def plant_afterwards(organization, newest_due: dt.date, *, at: dt.datetime) -> None:
    """Of the newest week that was read: some lines were passed up, some answers reopened and corrected, one is kept;
    one is shared over a dotted line."""
    read = CheckIn.objects.filter(state=CheckInState.READ, period_end__lt=newest_due).exclude(progress="")
    deep = Reach.objects.filter(depth=2).values("employee")
    rows = read.filter(employee__in=deep, period_end__gte=newest_due - 7 * DAY).select_related("employee", "read_by")
    for place, check_in in enumerate(rows.order_by("employee__number", "pk")[:6]):
        manager, then = check_in.read_by, check_in.read_at
        if (
            manager is None
            or then is None
            or not Reach.objects.filter(manager=manager, employee=check_in.employee, depth=1)
        ):
            continue
        if place < 2:
            pass_up(check_in, lines_of(check_in)[0], by=manager, at=then + HOUR)
        elif place == 2:
            raise_in_one_to_one(check_in, by=manager, at=then + HOUR)
        else:
            reopen(check_in, "Was that not the week before?", by=manager, at=then + HOUR)
            if place > 3:
                words = f"{check_in.progress} It was the week before."
                own, later, blockers = check_in.employee, then + 2 * HOUR, check_in.blockers
                correct(check_in, by=own, at=later, mood=check_in.mood, progress=words, blockers=blockers)
    standing = [person.pk for person in people_seed.standing(organization).values()]
    here = Employee.objects.active().filter(reached_by__depth=2).exclude(pk__in=standing)
    for person in here.order_by("number")[:2]:
        pause(person, by=person, at=at, start_date=at.date() + DAY, end_date=at.date() + 20 * DAY)
    for line in dotted_now(on=at.date()).select_related("employee", "manager").order_by("pk")[:1]:
        newest = CheckIn.objects.of(line.employee).answered().select_related("employee").newest_first().first()
        if newest is not None:
            share(newest, line.manager, by=line.employee, at=at)
    kinds = ("check_in.passed_up", "check_in.reopened", "check_in.paused", "check_in.shared")
    Notice.objects.filter(kind__in=kinds).delete()
