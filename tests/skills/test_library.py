"""The library of skills: read by everybody, kept by whoever leads HR, each organization its own."""

import pytest

from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel.errors import Conflict, Refused
from perfhub.kernel.typed import TooLong
from skills.access import library as access
from skills.models import Skill
from skills.queries import library as queries
from skills.rules import library as rules
from tests.factories.skills import AT, SkillFactory

pytestmark = pytest.mark.django_db
LISTENING = {"name": "Listening", "kind": "soft", "about": "Asks once more."}


def recorded():
    return list(AuditEntry.objects.filter(act__startswith="skill.").order_by("pk").values_list("act", "by__name"))


def test_hr_writes_a_skill_changes_it_puts_it_away_and_brings_it_back(world):
    made = rules.write_skill(by=world.hr_admin, at=AT, **LISTENING)
    assert (made.name, made.kind, made.about, made.version) == ("Listening", "soft", "Asks once more.", 1)
    rules.change_skill(made, by=world.hr_admin, at=AT, seen=1, **{**LISTENING, "name": "Listening well"})
    rules.retire_skill(made, by=world.hr_admin, at=AT)
    rules.retire_skill(made, by=world.hr_admin, at=AT)
    assert list(queries.skills_offered()) == [] and list(queries.skills_put_away()) == [made]
    rules.bring_skill_back(made, by=world.hr_admin, at=AT)
    made.refresh_from_db()
    assert (made.name, made.version, made.retired_at) == ("Listening well", 2, None)
    acts = ("skill.written", "skill.changed", "skill.retired", "skill.brought_back")
    assert recorded() == [(act, "Hannah Admin") for act in acts], "what is done twice is done once"


def test_nobody_else_writes_one(world):
    made = rules.write_skill(by=SYSTEM, at=AT, **LISTENING)
    for person in (world.employee, world.manager, world.hr_partner, world.auditor, world.leaver):
        for write in (
            lambda by: rules.write_skill(by=by, at=AT, name="Selling", kind="soft"),
            lambda by: rules.change_skill(made, by=by, at=AT, name="Selling", kind="soft"),
            lambda by: rules.retire_skill(made, by=by, at=AT),
            lambda by: rules.bring_skill_back(made, by=by, at=AT),
        ):
            with pytest.raises(Refused):
                write(person)
    assert Skill.objects.get().name == "Listening"


def test_a_name_is_there_once_however_it_is_written(world):
    rules.write_skill(by=world.owner, at=AT, **LISTENING)
    for name in ("Listening", "  listening ", "LISTENING"):
        with pytest.raises(rules.SkillThere):
            rules.write_skill(by=world.hr_admin, at=AT, name=name, kind="technical")
    other = rules.write_skill(by=world.hr_admin, at=AT, name="Selling", kind="soft")
    with pytest.raises(rules.SkillThere):
        rules.change_skill(other, by=world.hr_admin, at=AT, name="listening", kind="soft")
    same = rules.change_skill(other, by=world.hr_admin, at=AT, name="SELLING", kind="soft")
    assert same.name == "SELLING", "its own name may be written otherwise"


def test_the_database_holds_the_name_where_two_write_it_at_once(world, monkeypatch):
    """Both have looked and found none: the second insert is refused, with the same sentence."""
    monkeypatch.setattr(rules, "_check_name", lambda name, but=None: None)
    rules.write_skill(by=world.hr_admin, at=AT, **LISTENING)
    with pytest.raises(rules.SkillThere):
        rules.write_skill(by=world.hr_admin, at=AT, name="listening", kind="soft")
    assert Skill.objects.count() == 1


def test_a_name_that_was_put_away_may_be_given_again_but_then_the_old_one_does_not_come_back(world):
    old = SkillFactory(name="Listening", retired_at=AT)
    rules.write_skill(by=world.hr_admin, at=AT, **LISTENING)
    with pytest.raises(rules.SkillThere):
        rules.bring_skill_back(old, by=world.hr_admin, at=AT)


@pytest.mark.parametrize("name", ["", "   ", "\u200b"])
def test_a_skill_without_a_name_is_none(world, name):
    with pytest.raises(rules.SkillWithoutName):
        rules.write_skill(by=world.hr_admin, at=AT, name=name, kind="soft")


def test_what_is_too_long_is_refused_with_how_long_it_may_be(world):
    with pytest.raises(TooLong, match="80 characters at most"):
        rules.write_skill(by=world.hr_admin, at=AT, name="x" * 81, kind="soft")
    with pytest.raises(TooLong, match="500 characters at most"):
        rules.write_skill(by=world.hr_admin, at=AT, name="Listening", kind="soft", about="x" * 501)


def test_of_two_tabs_the_second_is_shown_both_texts(world):
    made = rules.write_skill(by=world.hr_admin, at=AT, **LISTENING)
    rules.change_skill(made, by=world.hr_admin, at=AT, seen=1, name="Hearing", kind="soft")
    with pytest.raises(Conflict) as refused:
        rules.change_skill(made, by=world.owner, at=AT, seen=1, name="Silence", kind="soft")
    assert (refused.value.yours["name"], refused.value.theirs["name"]) == ("Silence", "Hearing")


def test_everybody_reads_what_is_offered_and_hr_what_was_put_away_too(world):
    offered, away = SkillFactory(name="Listening"), SkillFactory(name="Old tool", kind="technical", retired_at=AT)
    for person in (world.employee, world.manager, world.auditor):
        assert list(access.visible_skills(person)) == [offered]
    assert set(access.visible_skills(world.hr_admin)) == {offered, away}
    assert list(access.visible_skills(world.leaver)) == []
    (shelf,) = queries.library()
    assert (shelf.kind, shelf.skills) == ("soft", (offered,))


def test_the_other_organization_has_its_own(fernhill, brackwater, client_of):
    for one, name in ((fernhill, "Listening"), (brackwater, "Milling")):
        with one.inside():
            rules.write_skill(by=one.hr_admin, at=AT, name=name, kind="soft")
    page = client_of(fernhill.employee).get(fernhill.path("skills/")).content.decode()
    assert "Listening" in page and "Milling" not in page


# --- pages and programs -----------------------------------------------------------------------


def test_the_page_offers_to_write_to_hr_alone(fernhill, client_of):
    with fernhill.inside():
        made = SkillFactory(name="Listening")
    new, change = fernhill.path("skills/new/"), fernhill.path(f"skills/{made.pk}/")
    page = client_of(fernhill.employee).get(fernhill.path("skills/")).content.decode()
    assert "Listening" in page and new not in page and change not in page
    page = client_of(fernhill.hr_admin).get(fernhill.path("skills/")).content.decode()
    assert new in page and change in page


def test_a_form_says_what_is_wrong_and_keeps_the_words(fernhill, client_of):
    hr = client_of(fernhill.hr_admin)
    answer = hr.post(fernhill.path("skills/new/"), {"name": "", "kind": "hard", "about": "Asks once more."})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Asks once more." in page and "This field is required." in page
    assert hr.post(fernhill.path("skills/new/"), LISTENING).status_code == 302
    answer = hr.post(fernhill.path("skills/new/"), {**LISTENING, "name": "listening"})
    assert answer.status_code == 409 and "There is a skill of this name already." in answer.content.decode()
    with fernhill.inside():
        assert Skill.objects.count() == 1


def test_two_tabs_of_the_form_show_both_texts(fernhill, client_of):
    hr = client_of(fernhill.hr_admin)
    with fernhill.inside():
        made = SkillFactory(name="Listening")
    address = fernhill.path(f"skills/{made.pk}/")
    assert hr.post(address, {**LISTENING, "name": "Hearing", "version": 1}).status_code == 302
    answer = hr.post(address, {**LISTENING, "name": "Silence", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Silence" in page and "Hearing" in page


def test_programs_read_write_and_name_the_edition_they_saw(fernhill, client_of):
    hr, address = client_of(fernhill.hr_admin), f"/api/v1{fernhill.path('skills/')}"
    made = hr.post(address, LISTENING, content_type="application/json")
    assert made.status_code == 201
    one = f"{address}{made.json()['id']}/"
    sent = {"data": {"about": "Lets others finish."}, "content_type": "application/json"}
    assert hr.patch(one, **sent).status_code == 428
    changed = hr.patch(one, **sent, headers={"If-Match": made.headers["ETag"]})
    assert (changed.status_code, changed.json()["name"], changed.json()["version"]) == (200, "Listening", 2)
    assert hr.patch(one, **sent, headers={"If-Match": made.headers["ETag"]}).status_code == 412
    again = hr.post(address, LISTENING, content_type="application/json")
    assert again.status_code == 409 and "already" in again.json()["detail"]
    assert hr.post(f"{one}retire/").json()["retired_at"] is not None
    employee = client_of(fernhill.employee)
    assert employee.get(address).json()["results"] == [] and employee.get(one).status_code == 404
    assert [row["name"] for row in hr.get(f"{address}?retired=true&kind=soft").json()["results"]] == ["Listening"]
    assert hr.post(f"{one}bring_back/").json()["retired_at"] is None
