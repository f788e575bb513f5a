"""What somebody is given of their own data, and how they are erased."""

import pytest

from perfhub.kernel import clock, slots
from pips.models import Case, Plan
from pips.rules import erasing
from pips.rules import keeping as rules
from tests.factories import pips as make_pips

from .whole import active, in_review

pytestmark = pytest.mark.django_db


def given(viewer) -> str:
    """Of this floor, as it would stand in the files."""
    parts = [part for part in slots.collect("person.export", viewer) if part.name.startswith(OURS)]
    return repr([(part.name, part.header, list(part.rows)) for part in parts])


OURS = ("improvement", "concern", "evidence", "plan")


@pytest.fixture
def plan(fernhill) -> Plan:
    with fernhill.inside():
        plan = active(
            fernhill.employee,
            manager=fernhill.manager,
            reviewer=fernhill.hr_admin,
            hears=fernhill.owner,
            at=clock.now(),
        )
        make_pips.PlanWordFactory(plan=plan, by=fernhill.employee, text="MYSTATEMENT")
        make_pips.PlanWordFactory(plan=plan, by=fernhill.manager, text="HISANSWER", kind="answer")
        plan.reviews.update(words="HRWORDS", override="HROVERRIDE")
        make_pips.ConcernWordFactory(concern=plan.case.concern, by=fernhill.employee, text="MYWORDS")
        return plan


def test_own_data_is_whole_and_names_nobody_else(fernhill, plan):
    with fernhill.inside():
        words = given(fernhill.employee)
        for text in ("MYSTATEMENT", "HISANSWER", "MYWORDS", plan.aim, plan.case.title, plan.case.concern.saw):
            assert text in words, text
        for name in ("Max Manager", "Hannah Admin", "Olive Owner", "Emma Employee"):
            assert name not in words, name
        assert "HRWORDS" not in words and "HROVERRIDE" not in words
        assert "'another'" in words and "'employee'" in words


def test_nobody_is_given_a_case_of_somebody_else(fernhill, plan):
    with fernhill.inside():
        for viewer in (fernhill.manager, fernhill.hr_admin, fernhill.peer):
            assert "MYSTATEMENT" not in given(viewer) and plan.case.title not in given(viewer)


def test_what_was_not_told_is_not_given(fernhill):
    with fernhill.inside():
        draft = in_review(
            fernhill.employee, manager=fernhill.manager, reviewer=fernhill.hr_admin, at=clock.now(), aim="UNTOLD"
        )
        assert Plan.objects.filter(pk=draft.pk, aim="UNTOLD").exists()
        assert "UNTOLD" not in given(fernhill.employee)


def test_whoever_is_erased_leaves_no_case_unless_it_is_held(fernhill, plan):
    with fernhill.inside():
        other = make_pips.CaseFactory(employee=fernhill.peer, manager=fernhill.manager)
        hold = rules.place_hold(fernhill.employee, "A claim.", by=fernhill.owner, at=clock.now())
        with pytest.raises(erasing.IsHeld):
            erasing.erase(fernhill.employee, at=clock.now())
        assert Case.objects.filter(employee=fernhill.employee).exists()
        rules.end_hold(hold, "Settled.", by=fernhill.owner, at=clock.now())
        assert list(slots.collect("person.erase", fernhill.employee, at=clock.now())) == [("pips_case", 1)]
        assert list(Case.objects.values_list("pk", flat=True)) == [other.pk]
