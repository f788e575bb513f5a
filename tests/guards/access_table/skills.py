"""Addresses of skills and growth: everybody reads the library, HR keeps it; what somebody does to grow is read by that
person and the direct manager now, whatever anybody's role."""

from perfhub.kernel import clock
from tests.factories import skills as make

from ..access import GET, PATCH, POST, row
from .making import stands_in, the_person

OWN = {"employee": 200, "hr_subject": 200}
SENT = {"employee": 302, "hr_subject": 302}
PRESSED = {"employee": 303, "hr_subject": 303}
SKILL = {"name": "Planning a week", "kind": "soft", "about": "What matters is done by Wednesday."}
ACTION = {"kind": "stretch", "text": "Lead the recall"}
WHY = {"reason": "The work went to another team."}
LEARNED = {"learned": "I begin smaller."}
FIRST_EDITION = {"If-Match": '"1"'}


def a_skill(world, subject):
    return make.SkillFactory()


def a_skill_put_away(world, subject):
    return make.SkillFactory(retired_at=clock.now())


def growth(**options):
    """Something the subject does to grow."""

    def made(world, subject):
        return make.GrowthActionFactory(employee=subject, **options)

    return made


def suggested(by="manager"):
    """Something that was suggested to the subject, and waits for an answer."""

    def made(world, subject):
        return growth(state="suggested", suggested_by=getattr(world, by))(world, subject)

    return made


def growth_while_the_manager_is_away(world, subject):
    stands_in("peer")(world, subject)
    return growth()(world, subject)


PLANNED, UNDER_WAY, DONE = growth(), growth(under_way=True), growth(done=True)

SKILL_ROWS = [
    row("skills:skills", GET, others=200),
    row("skills:write_skill", GET, hr=200, others=403),
    row("skills:write_skill", POST, body=SKILL, hr=302, others=403),
    row("skills:change_skill", GET, of=a_skill, hr=200, others=404),
    row("skills:change_skill", POST, of=a_skill, body=SKILL, hr=302, others=404),
    row("skills:retire_skill", POST, of=a_skill, hr=303, others=404),
    row("skills:bring_skill_back", POST, of=a_skill_put_away, hr=303, others=404),
    row("skills:growth", GET, others=200),  # own ones alone
    row("skills:plan", GET, others=200),
    row("skills:plan", POST, body=ACTION, others=302),
    row("skills:growth_of", GET, of=the_person, **OWN, manager=200, others=404),
    row("skills:suggest", GET, of=the_person, manager=200, others=404),
    row("skills:suggest", POST, of=the_person, body=ACTION, manager=302, others=404),
    row("skills:growth_action", GET, of=PLANNED, **OWN, manager=200, others=404),
    # who stands in for the manager reads nothing of it
    row("skills:growth_action", GET, query="away", of=growth_while_the_manager_is_away, **OWN, manager=200, others=404),
    row("skills:growth_action", GET, query="done", of=DONE, **OWN, manager=200, others=404),
    # whoever suggested it, and is the manager no more, does not read it either
    row("skills:growth_action", GET, query="before", of=suggested("stranger"), **OWN, manager=200, others=404),
    row("skills:change", GET, of=PLANNED, **OWN, manager=403, others=404),
    row("skills:change", POST, of=PLANNED, body=ACTION, **SENT, manager=403, others=404),
    row("skills:accept", POST, of=suggested(), **PRESSED, manager=403, others=404),
    row("skills:decline", POST, of=suggested(), body=WHY, **PRESSED, manager=403, others=404),
    row("skills:withdraw", POST, of=suggested(), employee=403, hr_subject=403, manager=303, others=404),
    row("skills:begin", POST, of=PLANNED, **PRESSED, manager=403, others=404),
    row("skills:not_yet", POST, of=UNDER_WAY, **PRESSED, manager=403, others=404),
    row("skills:finish", POST, of=UNDER_WAY, body=LEARNED, **PRESSED, manager=403, others=404),
    row("skills:say_learned", POST, of=DONE, body=LEARNED, **PRESSED, manager=403, others=404),
    row("skills:drop", POST, of=PLANNED, body=WHY, **PRESSED, manager=403, others=404),
    row("skills:take_up", POST, of=DONE, **PRESSED, manager=403, others=404),
    # over the API
    row("skills_api:skills", GET, others=200),
    row("skills_api:skills", POST, body=SKILL, hr=201, others=403),
    row("skills_api:skill", GET, of=a_skill, others=200),
    row("skills_api:skill", PATCH, of=a_skill, body={"about": "Calm."}, headers=FIRST_EDITION, hr=200, others=404),
    row("skills_api:retire_skill", POST, of=a_skill, hr=200, others=404),
    row("skills_api:bring_skill_back", POST, of=a_skill_put_away, hr=200, others=404),
    row("skills_api:growth", GET, others=200),
    row("skills_api:growth", POST, body=ACTION, others=201),
    row("skills_api:growth_action", GET, of=PLANNED, **OWN, manager=200, others=404),
    row(
        *("skills_api:growth_action", PATCH),
        of=PLANNED,
        body={"text": "Lead it"},
        headers=FIRST_EDITION,
        **OWN,
        manager=403,
        others=404,
    ),
    row("skills_api:accept", POST, of=suggested(), **OWN, manager=403, others=404),
    row("skills_api:decline", POST, of=suggested(), body=WHY, **OWN, manager=403, others=404),
    row("skills_api:withdraw", POST, of=suggested(), employee=403, hr_subject=403, manager=200, others=404),
    row("skills_api:begin", POST, of=PLANNED, **OWN, manager=403, others=404),
    row("skills_api:not_yet", POST, of=UNDER_WAY, **OWN, manager=403, others=404),
    row("skills_api:finish", POST, of=UNDER_WAY, body=LEARNED, **OWN, manager=403, others=404),
    row("skills_api:say_learned", POST, of=DONE, body=LEARNED, **OWN, manager=403, others=404),
    row("skills_api:drop", POST, of=PLANNED, body=WHY, **OWN, manager=403, others=404),
    row("skills_api:take_up", POST, of=DONE, **OWN, manager=403, others=404),
]
