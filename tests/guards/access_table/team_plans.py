"""Addresses of team plans: the whole team reads, whoever leads there and HR write; and of how plans felt."""

from datetime import UTC, datetime, timedelta

from perfhub.kernel import clock
from tests.factories import people as make
from tests.factories import pips as make_pips
from tests.factories import team_plans as make_teams

from ..access import GET, POST, row

READERS = {"hr_partner_elsewhere": 404, "auditor": 404, "stranger": 404, "ex_manager": 404, "others": 200}


def led(code: int) -> dict[str, int]:
    """Whoever leads in the team, and HR for it; its people read, and do not write."""
    writers = {"hr": code, "manager": code, "skip": code, "hr_partner": code}
    return {**writers, "employee": 403, "peer": 403, "others": 404}


def decides(code: int) -> dict[str, int]:
    """The one who was asked; everybody else who reads the plan does not."""
    return {**READERS, "employee": code, "hr_subject": code, "others": 403}


def in_days(number: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=number)).isoformat()  # read before there is a database


def plan(**said):
    """A plan of the subject's team."""

    def made(world, subject):
        for _n in range(3):
            make.EmployeeFactory(team=subject.team)
        found = make_teams.TeamPlanFactory(
            team=subject.team, opened_by=world.manager, look_date=clock.now().date() + timedelta(days=30), **said
        )
        make_teams.TeamPlanOwedFactory(plan=found, owner=world.manager)
        return found

    return made


def owed_by_the_subject(state="owed"):
    def made(world, subject):
        closed = {"closed_at": clock.now()} if state != "owed" else {}
        return make_teams.TeamPlanOwedFactory(
            plan=plan(running=True)(world, subject), owner=subject, state=state, **closed
        )

    return made


def asked_of_the_subject(world, subject):
    """The manager asked."""
    found = plan(running=True)(world, subject)
    return make_teams.ResourceRequestFactory(plan=found, decider=subject, asked_by=world.manager)


def amendment(world, subject):
    return make_teams.AmendmentFactory(plan=plan(running=True)(world, subject), by=subject)


def closed_plan(world, subject):
    case = make_pips.CaseFactory(employee=subject, manager=world.manager, rung="pip", closed=True)
    return make_pips.PlanFactory(case=case, pip=True, active=True, state="closed", closed_at=clock.now())


WORDS = {"title": "Papers", "gap": "They come late.", "measure": "Counted on Mondays", "look_date": in_days(30)}


def words_of_a_plan(world, subject):
    for _n in range(3):
        make.EmployeeFactory(team=subject.team)
    return {**WORDS, "team": subject.team_id}


def changed(world, subject, pk):
    return {**WORDS, "before_number": "80", "before_people": "6"}


def again(world, subject, pk):
    return {"number": "91", "people": "6", "result": "It is better."}


def a_person(world, subject, pk):
    days = {"due_date": in_days(10), "answer_date": in_days(10)}
    return {"person": world.stranger.pk, "what": "A bench", "why": "It is slow", "kind": "tool", **days}


SAID = {"text": "Other paper."}
ANSWERED = {"taken_up": "yes", "answer": "From Monday on."}
TWO_ANSWERS = {"promised": "partly", "supported": "4"}
OWN = {"employee": 302, "hr_subject": 302, "others": 404}

TEAM_PLAN_ROWS = [
    row("pips:team_plans", GET, others=200),  # those one may read
    row("pips:team_plan_new", GET, others=200),  # with no team to choose, for whoever leads none
    # a team that one does not lead cannot be chosen
    row("pips:team_plan_new", POST, body=words_of_a_plan, hr=302, above=302, hr_partner=302, others=422),
    row("pips:team_plan", GET, of=plan(running=True), **READERS),
    row("pips:team_plan", GET, query="draft", of=plan(), manager=200, others=404),
    row("pips:team_plan_change", GET, of=plan(running=True), **led(200)),
    row("pips:team_plan_change", POST, of=plan(running=True), body=changed, **led(302)),
    row("pips:team_plan_start", POST, of=plan(before_number=81, before_people=6), manager=303, others=404),
    row("pips:team_plan_measure", POST, of=plan(running=True), body=again, **led(302)),
    row("pips:team_plan_go_on", POST, of=plan(measured=True), body={"look_date": in_days(40)}, **led(302)),
    row("pips:team_plan_close", POST, of=plan(measured=True), **led(303)),
    row("pips:team_plan_cancel", POST, of=plan(running=True), body={"reason": "The tool came."}, **led(302)),
    row(
        *("pips:team_plan_amend", POST),
        of=plan(running=True),
        body=SAID,
        **{"employee": 302, "peer": 302, "manager": 302, "skip": 302, "hr_subject": 302},
        **{"hr_admin": 403, "owner": 403, "hr_partner": 403, "others": 404},
    ),
    row("pips:team_plan_owe", GET, of=plan(running=True), **led(200)),
    row("pips:team_plan_owe", POST, of=plan(running=True), body=a_person, **led(302)),
    row("pips:team_plan_ask", GET, of=plan(running=True), **led(200)),
    row("pips:team_plan_ask", POST, of=plan(running=True), body=a_person, **led(302)),
    row("pips:team_owed_give", POST, of=owed_by_the_subject(), **{**led(302), "employee": 302}),
    row("pips:team_owed_take_back", POST, of=owed_by_the_subject("given"), **{**led(302), "employee": 302}),
    row(
        *("pips:team_owed_move", POST),
        of=owed_by_the_subject(),
        body={"due_date": in_days(9)},
        **{**led(302), "employee": 302},
    ),
    row("pips:amendment_answer", POST, of=amendment, body=ANSWERED, **{**led(302), "employee": 404, "peer": 404}),
    row(
        "pips:resource_grant", POST, of=asked_of_the_subject, employee=302, hr_subject=302, **{**READERS, "others": 403}
    ),
    row(
        *("pips:resource_decline", POST),
        of=asked_of_the_subject,
        body={"answer": "Not this year."},
        **decides(302),
    ),
    row("pips:resource_withdraw", POST, of=asked_of_the_subject, manager=302, **{**READERS, "others": 403}),
    row(
        "pips:resource_hand_on",
        GET,
        of=asked_of_the_subject,
        employee=200,
        hr_subject=200,
        **{**READERS, "others": 403},
    ),
    row(
        *("pips:resource_hand_on", POST),
        of=asked_of_the_subject,
        body=a_person,
        **decides(302),
    ),
    row("pips:closing", GET, of=closed_plan, **{**OWN, "employee": 200, "hr_subject": 200}),
    row("pips:closing", POST, of=closed_plan, body=TWO_ANSWERS, **OWN),
    row("pips:closing_leave", POST, of=closed_plan, **OWN),
    row("pips:plan_numbers", GET, of=closed_plan, employee=200, hr_subject=200, manager=200, others=404),
    row("pips:felt", GET, hr=200, others=403),
    row("pips:helped", GET, hr=200, others=403),
]
