"""Addresses of diagnoses, remedies and findings: the two sides of a case and its HR owner; HR for what is of nobody."""

from pips.models import Remedy
from tests.factories import diagnosis as make
from tests.factories import pips as make_pips

from ..access import GET, POST, row

ITEMS = {"standard": "2", "tools": "1"}
AN_ANSWER = {"items": {"standard": 2, "tools": None}}
WHY = {"form": "short", "why": "Before we plan anything."}
A_FINDING = {"title": "The template loses texts", "hypothesis": "tool"}
A_REMEDY = {"cell": 1, "name": "A list beside the bench", "kind": "support"}


def a_case(world, subject):
    """About the subject, open, told."""
    return make_pips.CaseFactory(employee=subject, manager=world.manager)


def asked(world, subject, **more):
    """Both sides are asked, and nobody has answered."""
    made = make.DiagnosisFactory(case=a_case(world, subject), **more)
    make.DiagnosisSideFactory(diagnosis=made)
    make.DiagnosisSideFactory(diagnosis=made, of_manager=True)
    return made


def done(world, subject):
    """Both have answered."""
    made = make.DiagnosisFactory(case=a_case(world, subject), done=True)
    make.DiagnosisSideFactory(diagnosis=made, answered=True)
    make.DiagnosisSideFactory(diagnosis=made, of_manager=True, answered=True)
    return made


def of_the_own_team(world, subject, *args):
    return {**A_FINDING, "team": world.employee.team_id}


def chosen(world, subject):
    return make.ChosenRemedyFactory(diagnosis=done(world, subject))


def a_remedy(world, subject):
    return make.RemedyFactory()


def put_away(world, subject):
    remedy = make.RemedyFactory()
    Remedy.objects.filter(pk=remedy.pk).update(retired_at=make.TOLD)
    return remedy


def with_a_remedy(world, subject):
    make.RemedyFactory()
    return done(world, subject)


def choosing(world, subject, *args):
    return {"remedy": Remedy.objects.latest("pk").pk, "what": "From nine to ten somebody else takes the calls"}


def proposed(world, subject):
    """By the subject, decided by nobody yet."""
    return make.FindingFactory(proposed_by=subject)


def acting(world, subject):
    """Acted on by the subject."""
    return make.FindingFactory(acting=True, owner=subject)


def accepted(world, subject):
    return make.FindingFactory(state="accepted", owner=subject, accepted_at=make.TOLD, hypothesis="tool")


def remeasured(world, subject):
    return make.FindingFactory(acting=True, state="remeasured", owner=subject, result="Fewer come back.")


def asked_person(world, subject):
    return make.FindingFactory(proposed_by=world.stranger), subject


BOTH = {"employee": 200, "hr_subject": 200, "manager": 200}
SENT_BOTH = {"employee": 302, "hr_subject": 302, "manager": 302}
OWN = {"employee": 200, "hr_subject": 200}
#: HR sees every finding; `employee` is its owner or proposer.
READERS = {"hr": 200, "employee": 200}

DECIDERS = {"hr": 302, "employee": 403}
ANSWERED = {"hr": 200, "employee": 403}
LEADERS = {"hr": 200, "hr_partner": 200, "hr_partner_elsewhere": 200, "manager": 200, "skip": 200}
AN_ACTION = {"action": "The template is mended.", "action_date": "2099-01-04"}
A_RESULT = {"result": "Fewer come back.", "helped": "yes"}

DIAGNOSIS_ROWS = [
    # a case of the subject: the subject reads it and does not ask; the manager asks
    row("pips:ask_diagnosis", GET, of=a_case, manager=200, employee=403, hr_subject=403, others=404),
    row("pips:ask_diagnosis", POST, of=a_case, body=WHY, manager=302, employee=403, hr_subject=403, others=404),
    row("pips:diagnosis", GET, of=asked, **BOTH, others=404),
    row("pips:answer_diagnosis", GET, of=asked, **BOTH, others=404),
    row("pips:answer_diagnosis", POST, of=asked, body=ITEMS, **SENT_BOTH, others=404),
    row("pips:call_off_diagnosis", POST, of=asked, manager=302, employee=403, hr_subject=403, others=404),
    row(
        "pips:choose_remedy",
        POST,
        of=with_a_remedy,
        body=choosing,
        manager=302,
        employee=403,
        hr_subject=403,
        others=404,
    ),
    row("pips:drop_remedy", POST, of=chosen, manager=302, employee=403, hr_subject=403, others=404),
    row("pips:grow_remedy", POST, of=chosen, body={"kind": "x"}, manager=409, employee=403, hr_subject=403, others=404),
    row("pips:remedies", GET, hr=200, others=403),
    row("pips:remedies", POST, body=A_REMEDY, hr=302, others=403),
    row("pips:begin_remedies", POST, hr=302, others=403),
    row("pips:change_remedy", GET, of=a_remedy, hr=200, others=404),
    row("pips:change_remedy", POST, of=a_remedy, body=A_REMEDY, hr=302, others=404),
    row("pips:retire_remedy", POST, of=a_remedy, hr=303, others=404),
    row("pips:bring_remedy_back", POST, of=put_away, hr=303, others=404),
    row("pips_api:diagnoses", GET, others=200),  # of the cases one reads
    row("pips_api:diagnosis", GET, of=asked, **BOTH, others=404),
    row("pips_api:answer_diagnosis", POST, of=asked, body=AN_ANSWER, **BOTH, others=404),
    row("pips_api:call_off_diagnosis", POST, of=asked, manager=200, employee=403, hr_subject=403, others=404),
    row("pips_api:ask_diagnosis", POST, of=a_case, body=WHY, manager=201, employee=403, hr_subject=403, others=404),
    # findings: of nobody; HR sees all, whoever leads people proposes, whoever owns one acts on it
    row("pips:findings", GET, **LEADERS, others=403),
    row("pips:propose_finding", GET, **LEADERS, others=403),
    # of a team of others nothing can be chosen
    row(
        *("pips:propose_finding", POST),
        body=of_the_own_team,
        **{"hr": 302, "manager": 302, "skip": 302, "hr_partner": 302, "hr_partner_elsewhere": 422},
        others=403,
    ),
    row("pips:finding", GET, of=proposed, **READERS, others=404),
    row("pips:ask_to_own", POST, of=asked_person, hr=302, stranger=403, others=404),  # who proposed it reads it
    row("pips:accept_finding", POST, of=proposed, body={"hypothesis": "tool"}, **DECIDERS, others=404),
    row("pips:decline_finding", POST, of=proposed, body={"reason": "It is mended."}, **DECIDERS, others=404),
    row("pips:act_on_finding", POST, of=accepted, body=AN_ACTION, hr=302, employee=302, others=404),
    row("pips:measure_finding", POST, of=acting, body=A_RESULT, hr=302, employee=302, others=404),
    row("pips:close_finding", POST, of=remeasured, hr=302, employee=302, others=404),
    row("pips_api:findings", GET, others=200),  # those one sees
    row("pips_api:findings", POST, body=of_the_own_team, hr=201, manager=201, skip=201, hr_partner=201, others=403),
    row("pips_api:finding", GET, of=proposed, **READERS, others=404),
    row("pips_api:accept_finding", POST, of=proposed, body={"hypothesis": "tool"}, **ANSWERED, others=404),
    row("pips_api:decline_finding", POST, of=proposed, body={"reason": "It is mended."}, **ANSWERED, others=404),
    row("pips_api:act_on_finding", POST, of=accepted, body=AN_ACTION, hr=200, employee=200, others=404),
    row("pips_api:measure_finding", POST, of=acting, body={"result": "Fewer come back."}, **READERS, others=404),
    row("pips_api:close_finding", POST, of=remeasured, **READERS, others=404),
]
