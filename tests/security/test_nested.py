"""A child is fetched through its parent (T3): another parent’s child, or another organization’s, is not there."""

from datetime import date

import pytest
from django.forms.models import model_to_dict
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

from people.rules.threads import open_thread, say
from tests.factories import people as make
from tests.factories import pips as make_pips
from tests.factories.feedback import PauseFactory
from tests.factories.goals import (
    FeedFactory,
    GoalOwnerFactory,
    GoalUpdateFactory,
    KeyResultFactory,
    MeasurementFileFactory,
    MetricFactory,
    ObjectiveFactory,
)
from tests.factories.one_to_ones import AgendaTemplateFactory, MeetingFactory, OneToOneFactory, TalkingPointFactory

pytestmark = pytest.mark.django_db

NEXT_YEAR = {"start_date": date(2027, 3, 1), "end_date": date(2027, 3, 5)}
CHILDREN = {
    "feedback:end_pause": lambda employee: PauseFactory(employee=employee, **NEXT_YEAR),
    "people:end_dots": lambda employee: make.DottedLineFactory(employee=employee),
    "people:end_role": lambda employee: make.RoleGrantFactory(employee=employee, role="auditor"),
    "people:end_stand_in": lambda employee: make.StandInFactory(manager=employee),
    "people:remove_absence": lambda employee: make.AbsenceFactory(employee=employee),
    "people:remove_hours": lambda employee: make.WorkingPatternFactory(employee=employee),
    "people_api:remove_absence": lambda employee: make.AbsenceFactory(employee=employee),
    "people_api:remove_hours": lambda employee: make.WorkingPatternFactory(employee=employee),
}


def an_update(goal, world):
    return GoalUpdateFactory(objective=goal, by=world.employee)


def a_feed(goal, world):
    return FeedFactory(key_result=KeyResultFactory(objective=goal), metric=MetricFactory(led_by=world.employee))


def a_share(goal, world):
    return GoalOwnerFactory(objective=goal, employee=world.peer, part="contributor")


def an_ownership(goal, world):
    return GoalOwnerFactory(objective=goal, employee=world.peer)


def a_key_result(goal, world):
    return KeyResultFactory(objective=goal)


def a_comment(goal, world):
    goal.thread = open_thread(at=make.AT)
    goal.save(update_fields=["thread"])
    return say(goal.thread, "Well.", by=world.employee, at=make.AT)


OF_A_GOAL = {
    "goals:correct": an_update,
    "goals:reply": an_update,
    "goals:stop_feeding": a_feed,
    "goals:end_contribution": a_share,
    "goals:end_ownership": an_ownership,
    "goals:lead": a_key_result,
    "goals:react": a_comment,
}
BY_PROGRAMS = {
    "goals_api:correct": an_update,
    "goals_api:acknowledge_update": an_update,
    "goals_api:end_contribution": a_share,
    "goals_api:end_ownership": an_ownership,
    "goals_api:lead": a_key_result,
    "goals_api:stop_feeding": a_feed,
    "goals_api:react": a_comment,
}
OF_A_METRIC = {"goals:take_file_back": lambda metric: MeasurementFileFactory(metric=metric)}


def a_meeting(pair):
    return MeetingFactory(one_to_one=pair)


def a_point(pair):
    return TalkingPointFactory(one_to_one=pair)


OF_A_ONE_TO_ONE = {
    **{f"feedback:{name}": a_meeting for name in ("meeting", "meeting_invitation", "write_notes", "write_private")},
    "feedback_api:write_meeting_notes": a_meeting,
    **{
        f"{door}:{name}_meeting": a_meeting
        for door in ("feedback", "feedback_api")
        for name in ("cancel", "hold", "miss")
    },
    **{
        f"{door}:{name}": a_point
        for door in ("feedback", "feedback_api")
        for name in (
            *("tick_point", "untick_point", "remove_point", "put_point_back", "order_point", "comment_on_point"),
        )
    },
}
READ = {"feedback:meeting", "feedback:meeting_invitation"}
SAID = {"to": 0, "text": "Yes.", "notes": "Agreed.", "reason": ""}
TAKES = {
    "feedback_api:write_meeting_notes": ["notes"],
    "feedback_api:cancel_meeting": ["reason"],
    "feedback_api:order_point": ["to"],
    "feedback_api:comment_on_point": ["text"],
}
OF_A_CASE = {
    "pips:end_reader": lambda case: make_pips.CaseReaderFactory(case=case),
    "pips:evidence_out": lambda case: make_pips.EvidenceFactory(case=case),
    "pips:evidence_file": lambda case: make_pips.EvidenceFactory(
        case=case, kind="file", source=None, file=make.FileFactory(uploaded_by=case.manager)
    ),
    "pips_api:concern_take_out": lambda case: make_pips.EvidenceFactory(case=case),
}
OF_A_PLAN = {
    "pips:plan_reply": lambda plan: make_pips.PlanWordFactory(plan=plan),
    "pips:plan_word_file": lambda plan: make_pips.PlanWordFactory(
        plan=plan, file=make.FileFactory(uploaded_by=plan.employee)
    ),
    "pips:plan_request": lambda plan: make_pips.PlanRequestFactory(plan=plan),
    "pips:plan_withdraw": lambda plan: make_pips.PlanRequestFactory(plan=plan),
    "pips:plan_appeal_withdraw": lambda plan: make_pips.AppealFactory(plan=plan),
    "pips:plan_appeal_decide": lambda plan: make_pips.AppealFactory(plan=plan),
}
UNDER_PRAISE = {  # tests/feedback/test_comments_taken_off.py tries them
    f"{door}:{name}" for door in ("feedback", "feedback_api") for name in ("hide_comment", "show_comment_again")
}
TAKEN_OUT_BY_THE_MANAGER = {"pips:evidence_out", "pips_api:concern_take_out"}
FILES = {"pips:evidence_file", "pips:plan_word_file"}
SHARED = {"feedback:use_template", "pips:ask_to_own"}  # the second key is of a row that all pairs have
BY_THE_MANAGER = {"goals:reply", "goals_api:acknowledge_update"}


def nested(patterns=None, prefix="", keys=0) -> set[str]:
    """Names of the addresses that carry two keys."""
    found = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = keys + sum(isinstance(c, IntConverter) for c in pattern.pattern.converters.values())
        if isinstance(pattern, URLPattern):
            found |= {prefix + (pattern.name or "")} if here >= 2 else set()
        else:
            name = f"{pattern.namespace}:" if pattern.namespace else prefix
            found |= nested(pattern.url_patterns, name, here)
    return found


def test_every_address_with_two_keys_is_tried():
    of_goals = OF_A_GOAL.keys() | BY_PROGRAMS.keys() | OF_A_METRIC.keys()
    of_improvement = OF_A_CASE.keys() | OF_A_PLAN.keys()
    elsewhere = SHARED | UNDER_PRAISE
    assert nested() == CHILDREN.keys() | of_goals | of_improvement | OF_A_ONE_TO_ONE.keys() | elsewhere


@pytest.mark.parametrize("name", sorted(OF_A_GOAL | BY_PROGRAMS))
def test_what_is_of_another_goal_is_not_there(name, fernhill, brackwater, client_of, program):
    made = (OF_A_GOAL | BY_PROGRAMS)[name]
    with fernhill.inside():
        own, another = (ObjectiveFactory(owner=fernhill.employee, active=True) for _ in range(2))
        children = [made(goal, fernhill) for goal in (own, another)]
    with brackwater.inside():
        theirs = ObjectiveFactory(owner=brackwater.employee, active=True)
        foreign = made(theirs, brackwater)
    who = fernhill.manager if name in BY_THE_MANAGER else fernhill.employee
    client, api = client_of(who), program(who)

    def status(goal, child) -> int:
        kind = ["well_done"] if name.endswith(":react") else []
        address = reverse(name, args=[fernhill.organization.slug, goal.pk, child.pk, *kind])
        if name in BY_PROGRAMS:
            return api.post(address, {}).status_code
        return client.get(address).status_code if name == "goals:correct" else client.post(address).status_code

    assert {status(own, children[1]), status(own, foreign), status(theirs, foreign)} == {404}
    assert status(own, children[0]) != 404


@pytest.mark.parametrize("name", sorted(OF_A_ONE_TO_ONE))
def test_what_is_of_another_one_to_one_is_not_there(name, fernhill, brackwater, client_of, program):
    """Also where whoever asks is one of the two in both."""
    made = OF_A_ONE_TO_ONE[name]
    with fernhill.inside():
        own, another = (
            OneToOneFactory(lead=fernhill.manager, partner=partner, by_line=True)
            for partner in (fernhill.employee, fernhill.peer)
        )
        children = [made(pair) for pair in (own, another)]
    with brackwater.inside():
        theirs = OneToOneFactory(lead=brackwater.manager, partner=brackwater.employee, by_line=True)
        foreign = made(theirs)
    client, api = client_of(fernhill.manager), program(fernhill.manager)

    def status(pair, child) -> int:
        address = reverse(name, args=[fernhill.organization.slug, pair.pk, child.pk])
        if name.startswith("feedback_api:"):
            return api.post(address, {word: SAID[word] for word in TAKES.get(name, ())}, If_Match='"1"').status_code
        return (client.get(address) if name in READ else client.post(address)).status_code

    assert {status(own, children[1]), status(own, foreign), status(theirs, foreign)} == {404}
    assert status(own, children[0]) != 404


def a_plan(world, kind):
    case = make_pips.CaseFactory(employee=world.employee, manager=world.manager, rung="pip")
    return make_pips.PlanFactory(case=case, active=True, kind=kind)


@pytest.mark.parametrize("name", sorted(OF_A_CASE | OF_A_PLAN))
def test_what_is_of_another_matter_is_not_there(name, fernhill, brackwater, client_of, program):
    """Also where both are about whoever asks."""
    made = (OF_A_CASE | OF_A_PLAN)[name]

    def parent(world, kind):
        plan = a_plan(world, kind)
        return plan.case if name in OF_A_CASE else plan

    with fernhill.inside():
        own, another = parent(fernhill, "pip"), parent(fernhill, "coaching")
        children = [made(one) for one in (own, another)]
    with brackwater.inside():
        theirs = parent(brackwater, "pip")
        foreign = made(theirs)
    who = fernhill.manager if name in TAKEN_OUT_BY_THE_MANAGER else fernhill.employee
    client, api = client_of(who), program(who)

    def status(one, child) -> int:
        address = reverse(name, args=[fernhill.organization.slug, one.pk, child.pk])
        if name.startswith("pips_api:"):
            return api.post(address, {"reason": "It was another week."}).status_code
        return (client.get(address) if name in FILES else client.post(address)).status_code

    assert {status(own, children[1]), status(own, foreign), status(theirs, foreign)} == {404}
    assert status(own, children[0]) != 404


def test_a_template_of_another_organization_is_not_there(fernhill, brackwater, client_of):
    with fernhill.inside():
        own = OneToOneFactory(lead=fernhill.manager, partner=fernhill.employee, by_line=True)
        known = AgendaTemplateFactory()
    with brackwater.inside():
        foreign = AgendaTemplateFactory()
    found = [
        client_of(fernhill.manager).post(fernhill.path(f"one-to-ones/{own.pk}/template/{template.pk}/")).status_code
        for template in (foreign, known)
    ]
    assert found[0] == 404 and found[1] != 404


@pytest.mark.parametrize("name", sorted(OF_A_METRIC))
def test_what_is_of_another_metric_is_not_there(name, fernhill, brackwater, client_of):
    with fernhill.inside():
        metrics = [MetricFactory(led_by=fernhill.employee, name=name) for name in ("Own", "Another")]
        children = [OF_A_METRIC[name](metric) for metric in metrics]
    with brackwater.inside():
        foreign = OF_A_METRIC[name](MetricFactory(led_by=brackwater.employee))

    def status(child) -> int:
        return (
            client_of(fernhill.employee)
            .post(reverse(name, args=[fernhill.organization.slug, metrics[0].pk, child.pk]))
            .status_code
        )

    assert (status(children[1]), status(foreign)) == (404, 404) and status(children[0]) != 404


@pytest.mark.parametrize("name", sorted(CHILDREN))
def test_a_child_of_somebody_else_is_not_there(name, fernhill, brackwater, client_of):
    with fernhill.inside():
        own, anothers = CHILDREN[name](fernhill.employee), CHILDREN[name](fernhill.peer)
    with brackwater.inside():
        foreign = CHILDREN[name](brackwater.employee)
    # pauses are for the manager, all else for HR too
    client = client_of(fernhill.manager if name.startswith("feedback:") else fernhill.hr_admin)

    def status(child) -> int:
        address = reverse(name, args=[fernhill.organization.slug, fernhill.employee.pk, child.pk])
        return client.post(address, content_type="application/json").status_code

    assert (status(anothers), status(foreign)) == (404, 404)
    for world, child in ((fernhill, anothers), (brackwater, foreign)):
        with world.inside():
            assert still_there(child)
    assert status(own) in (204, 302)
    with fernhill.inside():
        assert not still_there(own)


def still_there(child) -> bool:
    """Not taken away, not ended, not brought forward."""
    before = model_to_dict(child)
    return type(child).objects.filter(pk=child.pk, **{name: before[name] for name in ENDS if name in before}).exists()


ENDS = ("end_at", "end_date")
