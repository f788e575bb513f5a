"""What a chosen remedy turns into: a finding or a plan of the team without anybody's name, a growth action."""

from datetime import timedelta

import pytest
from django.urls import reverse

from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused, StaleMove
from pips.models import Case, ChosenRemedy, Finding, TeamPlan
from pips.queries.remedies import as_finding, as_team_plan, for_plan, grown_into
from pips.rules import remedies, turning
from skills.models import GrowthAction
from tests.factories import diagnosis as make
from tests.factories import people as make_people
from tests.factories import pips as make_pips
from tests.factories.growing import none, provided
from tests.factories.skills import GrowthActionFactory, GrowthEventFactory

pytestmark = pytest.mark.django_db
AT = make.TOLD
NAMED = "CANARY Emma mends the template with Max"


@pytest.fixture
def chosen(fernhill):
    with fernhill.inside():
        return make_chosen(fernhill, kind="team")


def make_chosen(world, **said):
    """Chosen by the manager from a diagnosis that both have answered."""
    case = make_pips.CaseFactory(employee=world.employee, manager=world.manager, title="CANARY title")
    diagnosis = make.DiagnosisFactory(case=case, done=True)
    make.DiagnosisSideFactory(diagnosis=diagnosis, answered=True)
    make.DiagnosisSideFactory(diagnosis=diagnosis, of_manager=True, answered=True)
    remedy = make.RemedyFactory(name=f"Mend a tool {diagnosis.pk}")
    return make.ChosenRemedyFactory(
        diagnosis=diagnosis, remedy=remedy, name=remedy.name, chosen_by=world.manager, **{"what": NAMED, **said}
    )


def url(world, name, *args, of=None):
    found = reverse(f"pips:{name}", args=[world.organization.slug, *args])
    return found if of is None else f"{found}?from={of}"


def diagnosis_page(client_of, world, viewer, chosen):
    return client_of(viewer).get(url(world, "diagnosis", chosen.diagnosis_id)).content.decode()


# --- a matter of the team ---------------------------------------------------------------------


def test_a_matter_of_the_team_becomes_a_finding_in_words_of_the_library(fernhill, client_of, chosen):
    page = diagnosis_page(client_of, fernhill, fernhill.manager, chosen)
    address = url(fernhill, "propose_finding", of=chosen.pk)
    assert address in page and "Make a finding of it" in page
    form = client_of(fernhill.manager).get(address).content.decode()
    assert chosen.name in form and "Tools, time and process" in form
    for canary in (NAMED, "CANARY", fernhill.employee.name):
        assert canary not in form
    said = {"title": chosen.name, "team": fernhill.employee.team_id, "hypothesis": "tool", "hypothesis_words": "Tools"}
    client_of(fernhill.manager).post(address, said)
    with fernhill.inside():
        finding = Finding.objects.get()
        assert (finding.team, finding.hypothesis, finding.proposed_by) == (
            fernhill.employee.team,
            "tool",
            fernhill.manager,
        )
        assert "CANARY" not in finding.title + finding.words + finding.hypothesis_words
        assert ChosenRemedy.objects.get(pk=chosen.pk).finding == finding
        assert AuditEntry.objects.filter(act="diagnosis.remedy_turned", employee=fernhill.employee).count() == 1
        assert AuditEntry.objects.filter(act="finding.propose", employee=None).count() == 1
    page = diagnosis_page(client_of, fernhill, fernhill.manager, chosen)
    assert "proposed as a finding" in page and "Make a finding of it" not in page
    assert client_of(fernhill.manager).get(address).status_code == 404, "once"
    shown = client_of(fernhill.hr_admin).get(url(fernhill, "finding", finding.pk)).content.decode()
    assert "CANARY" not in shown and fernhill.employee.name not in shown


def test_or_the_draft_of_a_plan_for_the_team(fernhill, client_of, chosen):
    with fernhill.inside():
        for _n in range(3):
            make_people.EmployeeFactory(team=fernhill.employee.team)
    address = url(fernhill, "team_plan_new", of=chosen.pk)
    assert address in diagnosis_page(client_of, fernhill, fernhill.manager, chosen)
    form = client_of(fernhill.manager).get(address).content.decode()
    assert chosen.name in form and "CANARY" not in form and fernhill.employee.name not in form
    said = {
        "team": fernhill.employee.team_id,
        "title": chosen.name,
        "gap": "One in five comes back.",
        "measure": "Count",
    }
    answer = client_of(fernhill.manager).post(address, {**said, "look_date": "2020-01-01"})
    assert answer.status_code in (409, 422), "what is wrong is said"
    with fernhill.inside():
        assert not TeamPlan.objects.exists() and not ChosenRemedy.objects.get(pk=chosen.pk).is_something
    client_of(fernhill.manager).post(
        address, {**said, "look_date": (clock.now() + timedelta(days=90)).date().isoformat()}
    )
    with fernhill.inside():
        assert ChosenRemedy.objects.get(pk=chosen.pk).team_plan == TeamPlan.objects.get()
    assert "a plan of the team" in diagnosis_page(client_of, fernhill, fernhill.manager, chosen)


def test_nobody_else_begins_with_it(fernhill, client_of, chosen):
    """Not the employee, who reads the diagnosis; nor whoever does not read it; nor with a key that is none."""
    for viewer in (fernhill.hr_admin, fernhill.owner, fernhill.skip, fernhill.hr_partner):
        for name in ("propose_finding", "team_plan_new"):
            assert client_of(viewer).get(url(fernhill, name, of=chosen.pk)).status_code == 404, (viewer.name, name)
    for key in ("", "x", "-1", "1" * 40, chosen.pk + 1000):
        assert client_of(fernhill.manager).get(url(fernhill, "propose_finding", of=key)).status_code == 404
    page = diagnosis_page(client_of, fernhill, fernhill.employee, chosen)
    assert "a matter of the team" in page and "Make a finding of it" not in page


def test_support_is_no_matter_of_the_team_and_what_was_dropped_is_nothing(fernhill, client_of, chosen):
    with fernhill.inside():
        support = make_chosen(fernhill, kind="support")
        remedies.drop_remedy(chosen, by=fernhill.manager, at=AT)
        for one in (support, chosen):
            with pytest.raises(StaleMove):
                turning.propose_from(one, "Many", by=fernhill.manager, at=AT, team=fernhill.employee.team)
        with pytest.raises(Refused):
            turning.propose_from(chosen, "Many", by=fernhill.employee, at=AT, team=fernhill.employee.team)
        assert not Finding.objects.exists()
    for one in (support, chosen):
        assert client_of(fernhill.manager).get(url(fernhill, "propose_finding", of=one.pk)).status_code == 404


def test_what_it_begins_with_names_nobody(fernhill, chosen):
    with fernhill.inside():
        found = ChosenRemedy.objects.select_related("remedy", "diagnosis__case__employee").get(pk=chosen.pk)
        for begun in (as_finding(found), as_team_plan(found)):
            words = " ".join(str(value) for value in begun.values())
            assert "CANARY" not in words and begun["team"] == fernhill.employee.team_id


# --- a growth action --------------------------------------------------------------------------


def test_with_no_floor_that_has_any_nothing_shows(fernhill, client_of):
    with fernhill.inside():
        chosen = make_chosen(fernhill, kind="support")
    with none():
        with fernhill.inside(), pytest.raises(turning.NothingToGrowInto):
            turning.grow(chosen, "tests.growth", by=fernhill.manager, at=AT)
        page = diagnosis_page(client_of, fernhill, fernhill.manager, chosen)
        assert "/grow/" not in page and "ready for the plan" in page
    ours = ["skills.training", "skills.practice", "skills.mentor"]
    assert [name for name in slots.providers("growth.action") if not name.startswith("tests.")] == ours


def test_a_floor_that_has_some_is_offered_and_it_is_no_support_then(fernhill, client_of):
    with fernhill.inside():
        chosen, other = make_chosen(fernhill, kind="support"), make_chosen(fernhill, kind="support")
    with provided() as floor:
        page = diagnosis_page(client_of, fernhill, fernhill.manager, chosen)
        assert url(fernhill, "grow_remedy", chosen.pk) in page
        assert "/grow/" not in diagnosis_page(client_of, fernhill, fernhill.employee, chosen)
        client_of(fernhill.manager).post(url(fernhill, "grow_remedy", chosen.pk), {"kind": "tests.growth"})
        assert floor.begun == [(fernhill.employee.pk, NAMED, fernhill.manager.pk)]
        page = diagnosis_page(client_of, fernhill, fernhill.manager, chosen)
        assert "/grown/1/" in page and url(fernhill, "drop_remedy", chosen.pk) not in page
        again = client_of(fernhill.manager).post(url(fernhill, "grow_remedy", chosen.pk), {"kind": "tests.growth"})
        assert again.status_code == 409 and len(floor.begun) == 1
        with fernhill.inside():
            found = ChosenRemedy.objects.get(pk=chosen.pk)
            assert (found.growth, found.growth_key, found.support) == ("tests.growth", 1, None)
            assert for_plan(other.diagnosis.case, fernhill.manager) == [other]
            assert for_plan(chosen.diagnosis.case, fernhill.manager) == []
    page = diagnosis_page(client_of, fernhill, fernhill.manager, chosen)
    assert "a growth action" in page and "/grown/" not in page, "its floor is gone, and it is told all the same"


def test_a_floor_says_of_whom_and_whoever_is_not_asked_begins_none(fernhill, client_of):
    with fernhill.inside():
        chosen, team = make_chosen(fernhill, kind="support"), make_chosen(fernhill, kind="team")
    with provided() as floor, fernhill.inside():
        for stranger in (fernhill.employee, fernhill.hr_admin, fernhill.skip):
            with pytest.raises(Refused):
                turning.grow(chosen, "tests.growth", by=stranger, at=AT)
        with pytest.raises(StaleMove):
            turning.grow(team, "tests.growth", by=fernhill.manager, at=AT)
        floor.closed.add(fernhill.employee.pk)
        with pytest.raises(turning.NothingToGrowInto):
            turning.grow(chosen, "tests.growth", by=fernhill.manager, at=AT)
        assert floor.begun == []


# --- a training, practice, a mentor ------------------------------------------------------------


def grown(world, chosen, kind="skills.mentor"):
    turning.grow(chosen, kind, by=world.manager, at=AT)
    return GrowthAction.objects.get(pk=chosen.growth_key)


@pytest.mark.parametrize("kind", ["training", "practice", "mentor"])
def test_a_remedy_of_that_name_becomes_a_growth_action_by_pressing(fernhill, client_of, kind):
    with fernhill.inside():
        chosen = make_chosen(fernhill, kind="support", what="An hour a week with Grace")
        chosen.remedy.code = kind
        chosen.remedy.save()
    page = diagnosis_page(client_of, fernhill, fernhill.manager, chosen)
    assert [name for name in ("training", "practice", "mentor") if f'value="skills.{name}"' in page] == [kind]
    address = url(fernhill, "grow_remedy", chosen.pk)
    other = "skills.mentor" if kind != "mentor" else "skills.training"
    assert client_of(fernhill.manager).post(address, {"kind": other}).status_code == 409
    assert client_of(fernhill.manager).post(address, {"kind": f"skills.{kind}"}).status_code == 302
    with fernhill.inside():
        action = GrowthAction.objects.get()
        assert (action.employee, action.kind, action.text, action.state, action.suggested_by) == (
            *(fernhill.employee, kind, "An hour a week with Grace", "suggested", fernhill.manager),
        )
        assert for_plan(chosen.diagnosis.case, fernhill.manager) == []
    for viewer in (fernhill.manager, fernhill.employee):
        shown = f"/o/{fernhill.organization.slug}/growth/{action.pk}/"
        assert shown in diagnosis_page(client_of, fernhill, viewer, chosen), viewer.name
        assert client_of(viewer).get(shown).status_code == 200


def test_another_remedy_of_the_library_is_none_and_one_in_own_words_may_be_each(fernhill, client_of):
    with fernhill.inside():
        chosen, own = make_chosen(fernhill, kind="support"), make_chosen(fernhill, kind="support")
        chosen.remedy.code = "recognition"
        chosen.remedy.save()
        with pytest.raises(turning.NothingToGrowInto):
            turning.grow(chosen, "skills.training", by=fernhill.manager, at=AT)
    assert 'value="skills.' not in diagnosis_page(client_of, fernhill, fernhill.manager, chosen)
    page = diagnosis_page(client_of, fernhill, fernhill.manager, own)
    assert all(f'value="skills.{name}"' in page for name in ("training", "practice", "mentor"))


def test_a_growth_action_bears_no_trace_of_where_it_came_from(fernhill, client_of):
    """Its page, its history, what programs read and what is told of it: as if the manager had thought of it."""
    with fernhill.inside():
        chosen = make_chosen(fernhill, kind="support", what="An hour a week with Grace")
        action = grown(fernhill, chosen)
        suggested = GrowthActionFactory(
            employee=fernhill.employee,
            kind="mentor",
            text=action.text,
            state="suggested",
            suggested_by=fernhill.manager,
            written_at=AT,
            changed_at=AT,
        )
        GrowthEventFactory(action=suggested, act="suggested", by=fernhill.manager, at=AT)
        names = [field.attname for field in GrowthAction._meta.concrete_fields if not field.primary_key]
        assert [getattr(action, name) for name in names] == [getattr(suggested, name) for name in names]
    for viewer in (fernhill.employee, fernhill.manager):
        pages = [
            client_of(viewer).get(f"{root}/o/{fernhill.organization.slug}/growth/{one.pk}/").content.decode()
            for root in ("", "/api/v1")
            for one in (action, suggested)
        ]
        for page in pages:
            assert "CANARY" not in page and "diagnos" not in page.lower() and "/plans/" not in main_of(page)


def main_of(page):
    return page.partition("<main")[2].partition("</main")[0]


def test_who_reads_the_case_and_not_the_growth_action_is_shown_no_way_to_it(fernhill, client_of):
    with fernhill.inside():
        chosen = make_chosen(fernhill, kind="support")
        Case.objects.filter(pk=chosen.diagnosis.case_id).update(hr_owner=fernhill.hr_admin)
        chosen = ChosenRemedy.objects.select_related("diagnosis__case__employee", "remedy").get(pk=chosen.pk)
        action = grown(fernhill, chosen)
        for viewer in (fernhill.hr_admin, fernhill.skip):
            assert grown_into([chosen], viewer=viewer, employee=fernhill.employee) == {}
        for viewer in (fernhill.manager, fernhill.employee):
            ((_label, address),) = grown_into([chosen], viewer=viewer, employee=fernhill.employee).values()
            assert address.endswith(f"/growth/{action.pk}/")
    answer = client_of(fernhill.hr_admin).get(url(fernhill, "diagnosis", chosen.diagnosis_id))
    assert f"/growth/{action.pk}/" not in answer.content.decode()


def test_where_growth_is_switched_off_a_remedy_becomes_none(fernhill, client_of):
    with fernhill.inside():
        chosen = make_chosen(fernhill, kind="support")
        people_rules.switch("growth", by=SYSTEM, at=AT, is_on=False, from_date=AT.date())
    assert 'value="skills.' not in diagnosis_page(client_of, fernhill, fernhill.manager, chosen)
    address = url(fernhill, "grow_remedy", chosen.pk)
    assert client_of(fernhill.manager).post(address, {"kind": "skills.mentor"}).status_code == 409
