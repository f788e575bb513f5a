"""Goals for programs: requests, givings, the library, people and words of a goal."""

from goals.models import GoalCycle
from tests.factories import goals as make_goals

from ...access import GET, PATCH, POST, row
from .lists import NEW_TEMPLATE, a_retired_template, a_template
from .making import (
    FIRST_EDITION,
    IN_JANUARY,
    OWNER,
    SEEN,
    asked_about_it,
    asked_by_it,
    being_given_by_hr,
    commented,
    contributed,
    given_by_hr,
    just_given_by_hr,
    measured,
    owned_together,
    shown,
    under_way,
)

HR_ALONE = {"hr_admin": 200, "hr_subject": 200, "others": 404}  # who gave it
NAMED = {name: NEW_TEMPLATE[name] for name in ("title", "nature", "group")}


def with_the_peer(world, subject, pk):
    return {"employee": world.peer.pk}


def to_the_peer(world, subject, pk):
    return {"numbers": [world.peer.number], "title": "My part of it"}


def a_template_and_a_cycle(world, subject):
    make_goals.GoalCycleFactory()
    return a_template(world, subject)


def into_the_cycle(world, subject, pk):
    return {"cycle": GoalCycle.objects.open().newest_first()[0].pk}


DECIDING = {**OWNER, "manager": 200, "skip": 403, "others": 404}

API_BESIDE_ROWS = [
    row("goals_api:contributors", GET, of=under_way, **SEEN),
    row(
        *("goals_api:contributors", POST),
        of=under_way,
        body=with_the_peer,
        employee=201,
        hr_subject=201,
        manager=201,
        skip=403,
        others=404,
    ),
    row("goals_api:end_contribution", POST, of=contributed, **{**DECIDING, "peer": 403}),
    row("goals_api:owners", GET, of=under_way, **SEEN),
    row(
        *("goals_api:owners", POST),
        of=under_way,
        body=with_the_peer,
        employee=201,
        hr_subject=201,
        manager=201,
        skip=403,
        others=404,
    ),
    row(
        *("goals_api:end_ownership", POST),
        of=owned_together,
        employee=204,
        hr_subject=204,
        manager=204,
        peer=204,
        skip=403,
        others=404,
    ),
    row(
        *("goals_api:lead", POST),
        of=measured,
        body={"employee": None},
        employee=204,
        hr_subject=204,
        manager=204,
        skip=403,
        others=404,
    ),
    row("goals_api:follow", POST, of=shown, others=204),
    row("goals_api:unfollow", POST, of=shown, others=204),
    row("goals_api:comments", GET, of=under_way, **SEEN),
    row(
        *("goals_api:comments", POST),
        of=under_way,
        body={"text": "Well done."},
        employee=201,
        hr_subject=201,
        manager=201,
        skip=403,
        others=404,
    ),
    row("goals_api:react", POST, of=commented, **SEEN),
    # Whoever leads people, or leads HR, gives; the peer and the subject lead nobody.
    row("goals_api:give", POST, of=shown, body=to_the_peer, hr=201, above=201, others=403),
    row("goals_api:givings", GET, others=200),  # one's own
    row("goals_api:giving", GET, of=given_by_hr, **HR_ALONE),
    row("goals_api:giving_people", GET, of=given_by_hr, **HR_ALONE),
    row("goals_api:apply_giving", POST, of=given_by_hr, **HR_ALONE),
    row("goals_api:discard_giving", POST, of=given_by_hr, **HR_ALONE),
    row("goals_api:call_off_giving", POST, of=being_given_by_hr, **HR_ALONE),
    row("goals_api:take_back_giving", POST, of=just_given_by_hr, at=IN_JANUARY, **HR_ALONE),
    row("goals_api:requests", GET, others=200),  # about the own goals
    row("goals_api:request", GET, of=asked_about_it, **OWNER, peer=200, others=404),
    row("goals_api:accept_request", POST, of=asked_about_it, **OWNER, peer=403, others=404),
    row(
        *("goals_api:decline_request", POST),
        of=asked_about_it,
        body={"reason": "It is about something else."},
        **OWNER,
        peer=403,
        others=404,
    ),
    row("goals_api:withdraw_request", POST, of=asked_by_it, **OWNER, stranger=403, others=404),
    row("goals_api:templates", GET, others=200),
    row("goals_api:templates", POST, body=NAMED, hr=201, others=403),
    row("goals_api:template", GET, of=a_template, others=200),
    row("goals_api:template", PATCH, of=a_template, body={"why": "Trust."}, headers=FIRST_EDITION, hr=200, others=404),
    row("goals_api:use_template", POST, of=a_template_and_a_cycle, body=into_the_cycle, others=201),
    row("goals_api:retire_template", POST, of=a_template, hr=200, others=404),
    row("goals_api:bring_template_back", POST, of=a_retired_template, hr=200, others=404),
]
