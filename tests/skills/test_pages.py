"""My growth as one sees and presses it, with and without script; the same for programs."""

import pytest

from people import rules
from perfhub.kernel import clock
from skills.models import GrowthAction
from skills.queries import growing as queries
from tests.factories.skills import AT, GrowthActionFactory, SkillFactory

from .conftest import DAY, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday():
    with clock.stopped(AT):
        yield


def newest(world) -> GrowthAction:
    with world.inside():
        return GrowthAction.objects.order_by("-pk").first()


def test_the_way_from_a_plan_to_what_was_learned_without_script(fernhill, client_of):
    emma = client_of(fernhill.employee)
    with fernhill.inside():
        skill = SkillFactory(name="Leading a meeting")
    page = emma.get(fernhill.path("growth/")).content.decode()
    assert "Nothing is planned." in page and fernhill.path("growth/new/") in page
    form = emma.get(fernhill.path("growth/new/")).content.decode()
    assert "You and your manager" in form and "Max Manager" in form, "who sees it is said before it is saved"
    said = {"kind": "stretch", "text": "Lead the recall", "skill": skill.pk, "due_date": "2026-03-20"}
    answer = emma.post(fernhill.path("growth/new/"), said)
    made = newest(fernhill)
    here = fernhill.path(f"growth/{made.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, here)
    page = emma.get(here).content.decode()
    assert "Leading a meeting" in page and "Max Manager has not opened it yet." in page
    assert emma.post(f"{here}begin/").status_code == 303
    assert emma.post(f"{here}finish/", {"learned": "I begin smaller."}).headers["Location"] == here
    page = emma.get(here).content.decode()
    assert "What you learned" in page and "I begin smaller." in page
    assert "Lead the recall" in emma.get(fernhill.path("growth/?side=over")).content.decode()
    assert "Lead the recall" not in emma.get(fernhill.path("growth/")).content.decode()


def test_a_form_says_what_is_wrong_and_keeps_the_words(fernhill, client_of):
    emma = client_of(fernhill.employee)
    answer = emma.post(fernhill.path("growth/new/"), {"kind": "", "text": "Lead the recall", "due_date": "soon"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Lead the recall" in page and "Enter a valid date." in page
    answer = emma.post(
        fernhill.path("growth/new/"), {"kind": "stretch", "text": "Lead the recall", "due_date": "2026-03-05"}
    )
    assert answer.status_code == 409 and "Please choose today or a day to come." in answer.content.decode()
    with fernhill.inside():
        made = GrowthActionFactory(employee=fernhill.employee)
    here = fernhill.path(f"growth/{made.pk}/")
    answer = emma.post(f"{here}drop/", {"reason": ""})
    assert answer.status_code == 422 and "What became of it" in answer.content.decode()
    with fernhill.inside():
        assert list(GrowthAction.objects.values_list("state", flat=True)) == ["planned"]


def test_a_manager_suggests_and_the_employee_takes_it_up_in_the_list(fernhill, client_of):
    max_, emma = client_of(fernhill.manager), client_of(fernhill.employee)
    tab = fernhill.path(f"people/{fernhill.employee.pk}/growth/")
    assert tab in max_.get(fernhill.path(f"people/{fernhill.employee.pk}/")).content.decode()
    assert tab in emma.get(fernhill.path(f"people/{fernhill.employee.pk}/")).content.decode()
    for other in (fernhill.peer, fernhill.hr_admin, fernhill.skip):
        assert tab not in client_of(other).get(fernhill.path(f"people/{fernhill.employee.pk}/")).content.decode()
    form = max_.get(f"{tab}suggest/").content.decode()
    assert "Emma Employee and you, the manager now" in form
    assert max_.post(f"{tab}suggest/", {"kind": "mentor", "text": "An hour with Grace"}).status_code == 302
    made = newest(fernhill)
    page = max_.get(tab).content.decode()
    assert "An hour with Grace" in page and fernhill.path(f"growth/{made.pk}/accept/") not in page
    page = emma.get(fernhill.path("growth/")).content.decode()
    assert "Max Manager suggests it" in page
    answer = emma.post(fernhill.path(f"growth/{made.pk}/accept/"), {"next": fernhill.path("growth/")})
    assert (answer.status_code, answer.headers["Location"]) == (303, fernhill.path("growth/"))
    assert newest(fernhill).state == "planned"


def test_home_answers_a_suggestion_in_place(fernhill, client_of):
    with fernhill.inside():
        made = GrowthActionFactory(employee=fernhill.employee, state="suggested", suggested_by=fernhill.manager)
    emma = client_of(fernhill.employee)
    assert "Max Manager suggests: Lead the recall" in emma.get(fernhill.path("")).content.decode()
    assert emma.post(fernhill.path(f"growth/{made.pk}/decline/"), {"next": fernhill.path("")}).status_code == 303
    assert "suggests: Lead the recall" not in emma.get(fernhill.path("")).content.decode()


def test_the_manager_who_opened_it_is_named_to_its_employee(fernhill, client_of):
    with fernhill.inside():
        made = GrowthActionFactory(employee=fernhill.employee)
    here = fernhill.path(f"growth/{made.pk}/")
    assert client_of(fernhill.manager).get(here).status_code == 200
    assert "Seen by Max Manager" in client_of(fernhill.employee).get(here).content.decode()
    assert "Growth action" in client_of(fernhill.employee).get(fernhill.path("seen/")).content.decode()


def test_two_tabs_of_the_form_show_both_texts(fernhill, client_of):
    emma = client_of(fernhill.employee)
    with fernhill.inside():
        made = GrowthActionFactory(employee=fernhill.employee)
    address = fernhill.path(f"growth/{made.pk}/change/")
    assert "Lead the recall" in emma.get(address).content.decode()
    sent = {"kind": "stretch", "version": 1}
    assert emma.post(address, {**sent, "text": "Run the recall"}).status_code == 302
    answer = emma.post(address, {**sent, "text": "Walk the recall"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Run the recall" in page and "Walk the recall" in page


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_asks_as_often_for_three_as_for_one(fernhill, number, django_assert_num_queries):
    with fernhill.inside():
        skill = SkillFactory()
        for _n in range(number):
            GrowthActionFactory(employee=fernhill.employee, skill=skill)
        with django_assert_num_queries(2):
            found = queries.growth_of(fernhill.employee, viewer=fernhill.manager, at=AT)
            shown = [(row.word, row.action.skill.name, sorted(row.acts)) for row in found.rows]
    assert len(shown) == number


def test_where_it_is_switched_off_its_pages_are_gone_and_the_library_can_be_written(fernhill, client_of):
    with fernhill.inside():
        rules.switch("growth", is_on=False, by=fernhill.hr_admin, at=AT, from_date=TODAY)
    emma, hannah = client_of(fernhill.employee), client_of(fernhill.hr_admin)
    for address in ("growth/", "growth/new/", "skills/"):
        assert emma.get(fernhill.path(address)).status_code == 404, address
    home = emma.get(fernhill.path("")).content.decode()
    assert fernhill.path("growth/") not in home and fernhill.path("skills/") not in home
    for address in ("skills/", "skills/new/"):
        assert hannah.get(fernhill.path(address)).status_code == 200, "it is prepared before it begins"
    assert hannah.get(fernhill.path("growth/")).status_code == 404


# --- programs ----------------------------------------------------------------------------------


def test_programs_plan_begin_and_finish_it(fernhill, client_of):
    emma, address = client_of(fernhill.employee), f"/api/v1{fernhill.path('growth/')}"
    sent = {"kind": "learning", "text": "Read the standard", "due_date": str(TODAY + 7 * DAY)}
    made = emma.post(address, sent, content_type="application/json")
    assert made.status_code == 201
    assert (made.json()["state"], made.json()["acts"]) == ("planned", ["begin", "change", "drop"])
    one = f"{address}{made.json()['id']}/"
    assert emma.post(f"{one}begin/").json()["begun_date"] == str(TODAY)
    done = emma.post(f"{one}finish/", {"learned": "Less than I feared."}, content_type="application/json").json()
    assert (done["state"], done["learned"], done["acts"]) == ("done", "Less than I feared.", ["say_learned", "take_up"])
    assert [event["act"] for event in done["history"]] == ["done", "begun", "planned"]
    assert emma.post(f"{one}begin/").status_code == 409
    for query, number in (("?state=done", 1), ("?state=planned", 0), ("?kind=learning", 1), ("?kind=mentor", 0)):
        assert len(emma.get(address + query).json()["results"]) == number, query


def test_programs_of_a_manager_suggest_and_read_and_of_others_do_not(fernhill, brackwater, client_of):
    address = f"/api/v1{fernhill.path('growth/')}"
    sent = {"kind": "mentor", "text": "An hour with Grace", "employee": fernhill.employee.pk}
    made = client_of(fernhill.manager).post(address, sent, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "suggested")
    assert client_of(fernhill.skip).post(address, sent, content_type="application/json").status_code == 403
    assert len(client_of(fernhill.manager).get(address).json()["results"]) == 1
    for other in (fernhill.skip, fernhill.hr_admin, fernhill.peer):
        assert client_of(other).get(address).json()["results"] == []
        assert client_of(other).get(f"{address}{made.json()['id']}/").status_code == 404
    theirs = f"/api/v1{brackwater.path('growth/')}{made.json()['id']}/"
    assert client_of(brackwater.manager).get(theirs).status_code == 404
    wrong = client_of(fernhill.employee).post(address, {"kind": "magic", "text": ""}, content_type="application/json")
    assert wrong.status_code == 400 and set(wrong.json()["errors"]) == {"kind", "text"}
