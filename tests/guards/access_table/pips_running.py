"""Addresses of plans under way: its two sides, the HR case owner; whoever owes support, that one thing; nobody else."""

from datetime import timedelta

from perfhub.kernel import clock
from pips.models import Decision
from tests.factories import pips as make_pips
from tests.factories.pips_running import HandoverFactory, LookFactory, PlanMeetingFactory

from ..access import GET, POST, row
from .pips_plans import reviewer

WHY = {"reason": "The tool comes a fortnight later."}
WORDS = {"words": "Nine of ten, three weeks in a row."}
READ = {"employee": 200, "hr_subject": 200, "manager": 200, "hr_admin": 200}
SIDES_SENT = {"employee": 302, "hr_subject": 302, "manager": 302, "hr_admin": 403}
PRESSED = {"employee": 303, "hr_subject": 303, "manager": 303}
OWN = {"employee": 303, "hr_subject": 303}
DONE = {"employee": 200, "hr_subject": 200, "manager": 200}
OWN_TURN = {"employee": 200, "hr_subject": 200, "manager": 409, "hr_admin": 403}
OWN_DONE = {"employee": 200, "hr_subject": 200}
FOUND = {"reason": "Both say so.", "given": True}
MISSED = {"missed_by": "manager"}
HR_ALONE = {"hr_admin": 200, "employee": 403, "hr_subject": 403, "manager": 403}
ALONE = {"manager": 200, "employee": 403, "hr_subject": 403, "hr_admin": 403}
WITH_HR = {**ALONE, "hr_admin": 200}
NOT_THEIRS = {"employee": 403, "hr_subject": 403}
LED = {"manager": 302, "employee": 403, "hr_subject": 403}
DAY = timedelta(days=1)


def under_way(world, subject, **said):
    """An improvement plan of which most is over; the HR admin looks after it, or the owner for the HR admin."""
    now = clock.now()
    today = now.date()
    case = make_pips.CaseFactory(
        employee=subject,
        manager=world.manager,
        hr_owner=reviewer(world, subject),
        rung="pip",
        opened_at=now - 90 * DAY,
        told_at=now - 90 * DAY,
    )
    dates = {"start_date": today - 50 * DAY, "mid_review_date": today - 8 * DAY, "end_date": today + 34 * DAY}
    told = {"told_at": now - 50 * DAY, "told_by": world.manager, "drafted_at": now - 60 * DAY}
    return make_pips.PlanFactory(**{"case": case, "kind": "pip", "state": "active", **dates, **told, **said})


def in_end_review(world, subject, **said):
    """Its last day was on a Friday that is over, and they have met."""
    plan = under_way(world, subject, state="end_review", end_date=clock.now().date() - 4 * DAY, **said)
    held = clock.now() - 2 * DAY
    PlanMeetingFactory(plan=plan, kind="end_review", number=1, start_at=held, state="held", held_at=held)
    return plan


def short(world, subject):
    """Support is missing, and more time was given already."""
    plan = in_end_review(world, subject)
    make_pips.SupportFactory(plan=plan)
    plan.more_time.create(
        days=10, reason="Late.", given_by=world.manager, given_at=clock.now() - 20 * DAY, kind="extension"
    )
    return plan


def support(state="owed", **said):
    def made(world, subject):
        today = clock.now().date()
        days = {"due_date": today + 7 * DAY, "first_due_date": today + 7 * DAY}
        return make_pips.SupportFactory(plan=under_way(world, subject), state=state, **days, **said)

    return made


def said_by_the_manager(world, subject):
    return support("said", said_by="manager", said_at=clock.now(), owner_says_at=clock.now())(world, subject)


def said_by_the_employee(world, subject):
    return support("said", said_by="employee", said_at=clock.now(), employee_says_at=clock.now())(world, subject)


def seen_differently(world, subject):
    said = {"said_by": "manager", "difference": "I saw none of it.", "said_at": clock.now()}
    return support("disputed", **said)(world, subject)


def of_a_coaching_plan(settled_by):
    """Two of a coaching plan differ; somebody of HR was asked to settle it, or nobody yet."""

    def made(world, subject):
        case = make_pips.CaseFactory(employee=subject, manager=world.manager, rung="coaching", told_at=make_pips.TOLD)
        plan = make_pips.PlanFactory(case=case, active=True)
        said = {"said_by": "manager", "difference": "I saw none of it.", "said_at": clock.now()}
        settler = reviewer(world, subject) if settled_by == "hr" else None
        return make_pips.SupportFactory(plan=plan, state="disputed", settler=settler, **said)

    return made


def somebody_of_hr(world, subject, *args):
    return {"person": reviewer(world, subject).pk}


def owed_by_a_peer(world, subject):
    return support(owner=world.peer)(world, subject)


def meeting(world, subject):
    """Planned for an hour ago."""
    return PlanMeetingFactory(plan=under_way(world, subject), number=7, start_at=clock.now() - timedelta(hours=1))


def meeting_to_come(world, subject):
    return PlanMeetingFactory(plan=under_way(world, subject), number=8, start_at=clock.now() + 3 * DAY)


def issue(world, subject):
    return make_pips.IssueFactory(plan=under_way(world, subject))


def met_issue(world, subject):
    return make_pips.IssueFactory(plan=under_way(world, subject), state="met", met_at=clock.now())


def milestone(world, subject):
    return make_pips.MilestoneFactory(plan=under_way(world, subject))


def look(world, subject):
    plan = under_way(world, subject, state="sustaining")
    today = clock.now().date()
    LookFactory(plan=plan, number=2, due_date=today + 30 * DAY)
    return LookFactory(plan=plan, number=1, due_date=today)


def to_decide(world, subject):
    plan = under_way(world, subject, state="outcome_meeting")
    held = clock.now() - DAY
    PlanMeetingFactory(plan=plan, kind="outcome", number=1, start_at=held, state="held", held_at=held)
    return plan


def decided(world, subject):
    plan = under_way(world, subject, state="appeal_window")
    Decision.objects.create(
        plan=plan,
        kind="other_role",
        words="A role without certificates.",
        manager=world.manager,
        decided_by=reviewer(world, subject),
        decided_at=clock.now(),
        appeal_until_date=clock.now().date() + 14 * DAY,
    )
    return plan


def handed_over(world, subject):
    """From a peer to the manager now."""
    plan = under_way(world, subject)
    return HandoverFactory(case=plan.case, before=world.stranger, after=world.manager, at=clock.now() - DAY)


def another_day(world, subject, *args):
    return {**WHY, "due_date": (clock.now().date() + 30 * DAY).isoformat()}


def a_time(world, subject, *args):
    day = clock.now().date() + 7 * DAY
    day += (1 - day.weekday()) % 7 * DAY  # a Tuesday
    return {"day": day.isoformat(), "time": "11:00", "place": "Room Linden"}


def a_moment(world, subject, *args):
    day = clock.now().date() + 7 * DAY
    day += (1 - day.weekday()) % 7 * DAY  # a Tuesday
    return {"start_at": f"{day.isoformat()}T11:00:00Z"}


PIPS_RUNNING_ROWS = [
    # support: those in the plan; whoever owes it, that one thing
    row("pips:support", GET, of=support(), **READ, others=404),
    row("pips:support", GET, query="elsewhere", of=owed_by_a_peer, **READ, peer=200, others=404),
    row("pips:support", GET, query="asked", of=of_a_coaching_plan("hr"), **READ, others=404),
    row("pips:support_ask", POST, of=of_a_coaching_plan("nobody"), body=somebody_of_hr, **PRESSED, others=404),
    row("pips:support_there", POST, of=support(), **PRESSED, hr_admin=403, others=404),
    row("pips:support_differ", POST, of=said_by_the_manager, body=WHY, **OWN, manager=409, hr_admin=403, others=404),
    row("pips:support_unsay", POST, of=said_by_the_employee, **OWN, manager=409, hr_admin=403, others=404),
    row(
        "pips:support_settle",
        POST,
        of=seen_differently,
        body={**WHY, "found": "owed"},
        hr_admin=303,
        **NOT_THEIRS,
        manager=403,
        others=404,
    ),
    row("pips:support_decline", POST, of=support(), body=WHY, **OWN, manager=403, hr_admin=403, others=404),
    row("pips:support_move", POST, of=support(), body=another_day, manager=303, **NOT_THEIRS, hr_admin=403, others=404),
    # meetings: the two who meet
    row("pips:plan_meeting", GET, of=meeting, **READ, others=404),
    row("pips:plan_meeting", POST, of=meeting, body=WORDS, **SIDES_SENT, others=404),
    row("pips:plan_meeting_put_off", POST, of=meeting_to_come, body=a_time, **SIDES_SENT, others=404),
    row("pips:plan_meeting_missed", POST, of=meeting, body={"missed_by": "manager"}, **SIDES_SENT, others=404),
    row("pips:issue_met", POST, of=issue, manager=303, **NOT_THEIRS, hr_admin=403, others=404),
    row("pips:issue_unmet", POST, of=met_issue, manager=303, **NOT_THEIRS, hr_admin=403, others=404),
    row("pips:milestone_reached", POST, of=milestone, **PRESSED, hr_admin=403, others=404),
    # ends: the manager, and HR for more time
    row("pips:plan_end", GET, of=in_end_review, **WITH_HR, others=404),
    row("pips:plan_extend", POST, of=in_end_review, body={**WHY, "days": "10"}, **LED, hr_admin=302, others=404),
    row("pips:plan_succeed", POST, of=in_end_review, body=WORDS, **LED, hr_admin=403, others=404),
    row("pips:plan_not_met", POST, of=in_end_review, body=WORDS, **LED, hr_admin=403, others=404),
    row("pips:plan_without_support", POST, of=short, body=WORDS, **LED, hr_admin=302, others=404),
    row("pips:look", GET, of=look, **READ, others=404),
    row("pips:look", POST, of=look, body=WORDS, **SIDES_SENT, others=404),
    row("pips:look_slip", POST, of=look, body={**WHY, "days": "10"}, **LED, hr_admin=403, others=404),
    # what was decided: apart from the plan
    row("pips:decision", GET, of=decided, **READ, others=404),
    row("pips:decision", GET, query="open", of=to_decide, hr_admin=200, **NOT_THEIRS, manager=403, others=404),
    row(
        "pips:decision",
        POST,
        of=to_decide,
        body={**WORDS, "kind": "other_role"},
        hr_admin=302,
        **NOT_THEIRS,
        manager=403,
        others=404,
    ),
    # hand-overs: whoever led it before, the next one, the employee
    row("pips:handover", GET, of=handed_over, employee=200, hr_subject=200, manager=200, stranger=200, others=404),
    row("pips:handover_acknowledge", POST, of=handed_over, manager=302, **NOT_THEIRS, stranger=403, others=404),
    row("pips:handover_words", POST, of=handed_over, body=WORDS, stranger=302, **NOT_THEIRS, manager=403, others=404),
    # the same over the API
    row("pips_api:support", GET, of=support(), **READ, others=404),
    row("pips_api:support_there", POST, of=support(), **DONE, hr_admin=403, others=404),
    row("pips_api:support_ask", POST, of=of_a_coaching_plan("nobody"), body=somebody_of_hr, **DONE, others=404),
    row("pips_api:support_unsay", POST, of=said_by_the_employee, **OWN_TURN, others=404),
    row(
        "pips_api:support_differ",
        POST,
        of=said_by_the_manager,
        body=WHY,
        **OWN_DONE,
        manager=409,
        hr_admin=403,
        others=404,
    ),
    row("pips_api:support_decline", POST, of=support(), body=WHY, **OWN_DONE, manager=403, hr_admin=403, others=404),
    row(
        "pips_api:support_move",
        POST,
        of=support(),
        body=another_day,
        manager=200,
        **NOT_THEIRS,
        hr_admin=403,
        others=404,
    ),
    row(
        "pips_api:support_settle",
        POST,
        of=seen_differently,
        body={**WHY, "given": True},
        hr_admin=200,
        **NOT_THEIRS,
        manager=403,
        others=404,
    ),
    row("pips_api:plan_meetings", GET, of=under_way, **READ, others=404),
    row("pips_api:plan_meeting", GET, of=meeting, **READ, others=404),
    row("pips_api:plan_meeting_report", POST, of=meeting, body=WORDS, **DONE, hr_admin=403, others=404),
    row("pips_api:plan_meeting_put_off", POST, of=meeting_to_come, body=a_moment, **DONE, hr_admin=403, others=404),
    row("pips_api:plan_meeting_miss", POST, of=meeting, body=MISSED, **DONE, hr_admin=403, others=404),
    row(
        "pips_api:plan_extend",
        POST,
        of=in_end_review,
        body={**WHY, "days": 10},
        manager=200,
        hr_admin=200,
        **NOT_THEIRS,
        others=404,
    ),
    row("pips_api:plan_succeed", POST, of=in_end_review, body=WORDS, **ALONE, others=404),
    row("pips_api:plan_not_met", POST, of=in_end_review, body=WORDS, **ALONE, others=404),
    row("pips_api:plan_end", POST, of=short, body=WORDS, **WITH_HR, others=404),
]
