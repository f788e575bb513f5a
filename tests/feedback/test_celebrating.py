"""Praise names a skill, and celebrates a growth step that is finished, without a word of what the step was."""

import datetime as dt

import pytest

from feedback import rules
from feedback.models import Feedback, Nudge
from feedback.rules import nudging
from people import rules as people_rules
from people.access import SYSTEM
from people.models import Employee
from perfhub.kernel import clock, slots
from skills.models import GrowthAction
from tests.factories.feedback import FeedbackFactory, ValueFactory
from tests.factories.skills import GrowthActionFactory, SkillFactory

from .giving import AT, DAY, PRAISE, SAID, give

pytestmark = pytest.mark.django_db
CANARY = "CANARY the recall of the old gauges"


@pytest.fixture(autouse=True)
def wednesday():
    with clock.stopped(AT):
        yield


def finished(world, kind="stretch", **said) -> GrowthAction:
    return GrowthActionFactory(employee=world.employee, kind=kind, done=True, text=CANARY, **said)


# --- a skill -----------------------------------------------------------------------------------


def test_feedback_of_every_kind_may_name_a_skill_and_need_not(fernhill):
    with fernhill.inside():
        skill = SkillFactory(name="Listening")
        assert give(fernhill, skill=skill).skill == give(fernhill, skill=skill, **PRAISE).skill == skill
        assert give(fernhill).skill is None


def test_the_form_offers_what_is_in_the_library_and_the_wall_shows_it(fernhill, client_of):
    address = fernhill.path(f"feedback/give/?to={fernhill.employee.pk}&kind=praise")
    client = client_of(fernhill.manager)
    assert "Which skill does it show?" not in client.get(address).content.decode(), "there is none yet"
    with fernhill.inside():
        skill, away = SkillFactory(name="Listening"), SkillFactory(name="Faxing", retired_at=AT)
    form = client.get(address).content.decode()
    assert "Listening" in form and "Faxing" not in form
    sent = {"text": "You let Grace finish.", "skill": skill.pk, "audience": "everybody"}
    assert client.post(address, {**sent, "skill": away.pk}).status_code == 422
    assert client.post(address, sent).status_code == 302
    stranger = client_of(fernhill.stranger)
    wall = stranger.get(fernhill.path("praise/")).content.decode()
    assert "Listening" in wall and f"?skill={skill.pk}" in wall
    with fernhill.inside():
        given = Feedback.objects.get()
        FeedbackFactory(praise=True, to=fernhill.peer, text="Of no skill.", given_at=AT)
    narrowed = stranger.get(fernhill.path("praise/"), {"skill": skill.pk}).content.decode()
    assert "You let Grace finish." in narrowed and "Of no skill." not in narrowed
    assert (
        "Nothing names this skill yet." in stranger.get(fernhill.path("praise/"), {"skill": away.pk}).content.decode()
    )
    assert stranger.get(fernhill.path("praise/"), {"skill": "x"}).status_code == 200
    for address in ("feedback/", f"feedback/{given.pk}/"):
        assert "Listening" in client_of(fernhill.employee).get(fernhill.path(address)).content.decode()


def test_where_skills_are_switched_off_the_form_names_none(fernhill, client_of):
    with fernhill.inside():
        SkillFactory(name="Listening")
        people_rules.switch("growth", by=SYSTEM, at=AT, is_on=False, from_date=AT.date())
    address = fernhill.path(f"feedback/give/?to={fernhill.employee.pk}&kind=praise")
    assert "Which skill" not in client_of(fernhill.manager).get(address).content.decode()


def test_programs_give_name_and_narrow_by_skill(fernhill, brackwater, client_of):
    with fernhill.inside():
        skill, value = SkillFactory(), ValueFactory()
    with brackwater.inside():
        theirs = SkillFactory()
    api = f"/api/v1{fernhill.path()}"
    sent = {"to": [fernhill.employee.pk], "text": "You let Grace finish.", "kind": "praise", "audience": "everybody"}
    client = client_of(fernhill.manager)
    made = client.post(f"{api}feedback/", {**sent, "skill": skill.pk, "value": value.pk}, "application/json").json()
    assert (made["skill"], made["celebrates"]) == (skill.pk, "")
    refused = client.post(f"{api}feedback/", {**sent, "skill": theirs.pk}, "application/json")
    assert refused.status_code == 400 and set(refused.json()["errors"]) == {"skill"}
    for query, number in ((f"?skill={skill.pk}", 1), (f"?skill={skill.pk + 1}", 0), ("?celebrates=growth", 0)):
        assert len(client.get(f"{api}praise/{query}").json()["results"]) == number, query


# --- a step that is finished --------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "celebrates"), [("stretch", "growth"), ("learning", "learning")])
def test_the_manager_celebrates_it_and_its_employee_thanks_others(fernhill, kind, celebrates):
    with fernhill.inside():
        step = finished(fernhill, kind)
        praised = give(fernhill, by=fernhill.manager, growth=step, **PRAISE)
        assert (praised.growth, praised.celebrates) == (step, celebrates)
        thanked = give(fernhill, to=fernhill.peer, by=fernhill.employee, growth=step, **PRAISE)
        assert (thanked.growth, thanked.celebrates) == (step, celebrates)


def test_nobody_else_celebrates_it_nor_what_is_not_finished_nor_something_else(fernhill):
    with fernhill.inside():
        step = finished(fernhill)
        going_on = GrowthActionFactory(employee=fernhill.employee, under_way=True)
        course = finished(fernhill, "training")
        for by in (fernhill.peer, fernhill.skip, fernhill.hr_admin):
            with pytest.raises(rules.NotToCelebrate):
                give(fernhill, by=by, growth=step, **PRAISE)
        for other in (going_on, course):
            with pytest.raises(rules.NotToCelebrate):
                give(fernhill, by=fernhill.manager, growth=other, **PRAISE)
        with pytest.raises(rules.NotToCelebrate):
            give(fernhill, to=fernhill.peer, by=fernhill.manager, growth=step, **PRAISE)
        assert not Feedback.objects.exists()
        assert give(fernhill, by=fernhill.manager, growth=step, **SAID).celebrates == "", "only praise celebrates"


def test_its_page_offers_that_to_both_once_it_is_finished(fernhill, client_of):
    with fernhill.inside():
        step, going_on = finished(fernhill), GrowthActionFactory(employee=fernhill.employee, under_way=True)
        course = finished(fernhill, "training")
    manager, employee = client_of(fernhill.manager), client_of(fernhill.employee)
    page = manager.get(fernhill.path(f"growth/{step.pk}/")).content.decode()
    way = fernhill.path(f"feedback/give/?to={fernhill.employee.pk}&kind=praise&growth={step.pk}")
    assert "Praise Emma Employee for it" in page and way.replace("&", "&amp;") in page
    page = employee.get(fernhill.path(f"growth/{step.pk}/")).content.decode()
    assert "Praise whoever helped you" in page
    for other in (going_on, course):
        for client in (manager, employee):
            assert "feedback/give/" not in client.get(fernhill.path(f"growth/{other.pk}/")).content.decode()


def test_the_form_knows_what_it_is_about_and_the_wall_tells_no_word_of_it(fernhill, client_of):
    with fernhill.inside():
        skill = SkillFactory(name="Leading a meeting")
        step = finished(fernhill, skill=skill)
    client = client_of(fernhill.manager)
    address = fernhill.path(f"feedback/give/?to={fernhill.employee.pk}&kind=praise&growth={step.pk}")
    form = client.get(address).content.decode()
    assert CANARY in form and f'<option value="{skill.pk}" selected>Leading a meeting</option>' in form
    assert (
        client.post(address, {"text": "A size too large.", "skill": skill.pk, "audience": "everybody"}).status_code
        == 302
    )
    wall = client_of(fernhill.stranger).get(fernhill.path("praise/")).content.decode()
    assert "A size too large." in wall and "A growth step" in wall and "Leading a meeting" in wall
    assert CANARY not in wall
    api = client_of(fernhill.stranger).get(f"/api/v1{fernhill.path('praise/')}?celebrates=growth").json()["results"]
    assert [row["celebrates"] for row in api] == ["growth"] and "growth" not in api[0]


def test_whoever_thanks_looks_for_the_person_first_and_the_step_goes_along(fernhill, client_of):
    with fernhill.inside():
        step = finished(fernhill)
    client = client_of(fernhill.employee)
    address = fernhill.path(f"feedback/give/?kind=praise&growth={step.pk}")
    assert f'name="growth" value="{step.pk}"' in client.get(address).content.decode()
    found = client.get(f"{address}&q=Peter").content.decode()
    assert f"to={fernhill.peer.pk}&amp;kind=praise&amp;growth={step.pk}" in found
    form = f"{address}&to={fernhill.peer.pk}"
    assert "You finished" in client.get(form).content.decode()
    more = client.post(form, {"more": "1", "text": "Thank you", "kind": "praise"})
    assert f"growth={step.pk}" in more.headers["Location"]
    assert client.post(form, {"text": "You sat with me.", "audience": "receiver"}).status_code == 302
    with fernhill.inside():
        assert Feedback.objects.get().celebrates == "growth"


def test_an_address_with_a_step_one_does_not_see_is_a_form_without_it(fernhill, client_of):
    with fernhill.inside():
        step = finished(fernhill)
    for who in ("peer", "skip", "hr_admin"):
        address = fernhill.path(f"feedback/give/?to={fernhill.employee.pk}&kind=praise&growth={step.pk}")
        assert CANARY not in client_of(getattr(fernhill, who)).get(address).content.decode()


def test_praise_stays_when_the_step_is_erased(fernhill):
    with fernhill.inside():
        made = give(fernhill, to=fernhill.peer, by=fernhill.employee, growth=finished(fernhill), **PRAISE)
        Nudge.objects.create(
            employee=fernhill.manager, about=fernhill.employee, fact="stretch_done", growth=made.growth, at=AT
        )
        slots.provider("person.erase", "skills.erase")(fernhill.employee, at=AT)
        made.refresh_from_db()
        assert (made.growth, made.celebrates, made.text) == (None, "growth", PRAISE["text"])
        assert not Nudge.objects.exists()


# --- a nudge -----------------------------------------------------------------------------------


@pytest.fixture
def quiet(fernhill):
    """Everybody has been here for long and was spoken to by the manager ten days ago."""
    with fernhill.inside():
        Employee.objects.update(start_date=dt.date(2020, 1, 6))
        for manager, report in (
            (fernhill.manager, fernhill.employee),
            (fernhill.manager, fernhill.peer),
            (fernhill.skip, fernhill.manager),
            (fernhill.hr_admin, fernhill.stranger),
        ):
            FeedbackFactory(by=manager, to=report, given_at=AT - 10 * DAY)
    return fernhill


def nudge(at=AT, **options):
    return nudging.nudge(by=SYSTEM, at=at, today=at.date(), **options)


def test_a_stretch_that_was_finished_is_a_reason_to_praise_and_the_form_knows_it(quiet, client_of):
    with quiet.inside():
        step = finished(quiet, ended_at=AT - DAY)
        finished(quiet, "learning", ended_at=AT - DAY)
        assert nudge() == 1
        (found,) = Nudge.objects.all()
        assert (found.employee, found.about, found.fact, found.kind, found.growth) == (
            *(quiet.manager, quiet.employee, "stretch_done", "praise", step),
        )
        assert nudge() == 0, "once a week"
        assert nudge(AT + 7 * DAY) == 0, "and of one stretch once"
    client = client_of(quiet.manager)
    home = client.get(quiet.path("")).content.decode()
    assert "Emma Employee finished a stretch assignment" in home and CANARY not in home
    address = quiet.path(f"feedback/give/?to={quiet.employee.pk}&kind=praise&growth={step.pk}")
    assert address.replace("&", "&amp;") in home
    client.post(address, {"text": "A size too large, and nobody saw it.", "audience": "everybody"})
    assert "finished a stretch" not in client.get(quiet.path("")).content.decode()


def test_a_reached_goal_comes_first_and_an_old_stretch_is_none(quiet):
    with quiet.inside():
        finished(quiet, ended_at=AT - 8 * DAY)
        GrowthActionFactory(employee=quiet.employee, under_way=True)
        assert nudge() == 0
        finished(quiet, ended_at=AT - 2 * DAY)
        assert nudge(growth_off=[quiet.manager.team_id]) == 0, "where growth is switched off nobody learns of it"
        assert nudge() == 1


def test_who_leads_them_no_more_is_not_told_of_it(quiet, client_of):
    with quiet.inside():
        finished(quiet, ended_at=AT - DAY)
        assert nudge() == 1
        people_rules.report_to(quiet.employee, quiet.stranger, by=SYSTEM, at=AT, from_date=AT.date())
    assert "finished a stretch" not in client_of(quiet.manager).get(quiet.path("")).content.decode()
