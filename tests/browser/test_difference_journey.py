"""Two differ about support in a coaching plan, and HR is asked and settles it; a matter of the team is taken up."""

import pytest

from perfhub.kernel import clock
from pips.models import ChosenRemedy, Finding, Support
from pips.rules import support
from tests.factories import diagnosis as make_diagnosis
from tests.factories import pips as make

from .test_check_in_journey import DESK, PHONE, as_
from .test_check_ins import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_employee_asks_hr_who_settles_it(page, live_server, fernhill, look):
    with fernhill.inside():
        case = make.CaseFactory(
            employee=fernhill.employee, manager=fernhill.manager, rung="coaching", told_at=make.TOLD
        )
        plan = make.PlanFactory(case=case, active=True)
        owed = make.SupportFactory(plan=plan, what="A worked example of a clean certificate")
        support.say_there(owed, by=fernhill.manager, at=clock.now())
        support.differ(owed, "The file cannot be opened here.", by=fernhill.employee, at=clock.now())

    # The employee, on a phone, in the dark
    as_(page, live_server, fernhill.employee, f"plans/{plan.pk}/", size=PHONE, dark=True)
    page.get_by_role("link", name="Ask HR to settle it").first.click()
    page.get_by_text("Nobody of HR has been asked yet.").wait_for()
    look(page)
    shot(page, "difference-own-dark-phone")
    page.get_by_label("Whom do you ask?").select_option(label=fernhill.hr_partner.name)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text(f"{fernhill.hr_partner.name}, HR, settles it by").wait_for()
    look(page)

    # HR finds it on home, and sees that one thing
    as_(page, live_server, fernhill.hr_partner, "", size=DESK)
    page.get_by_text("Two people see something differently").first.click()
    page.get_by_text("The file cannot be opened here.").first.wait_for()
    look(page)
    shot(page, "difference-hr")
    page.get_by_label("It is still owed").check()
    page.get_by_label("Why").first.fill("It opens only in the office.")
    page.get_by_role("button", name="Settle", exact=True).click()
    page.get_by_text("Settled. Both read why.").first.wait_for()
    look(page)
    shot(page, "difference-settled")
    with fernhill.inside():
        assert Support.objects.get(pk=owed.pk).state == "owed"


def test_a_matter_of_the_team_becomes_a_finding(page, live_server, fernhill, look):
    with fernhill.inside():
        case = make.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)
        asked = make_diagnosis.DiagnosisFactory(case=case, done=True, primary=2)
        make_diagnosis.DiagnosisSideFactory(diagnosis=asked, answered=True)
        make_diagnosis.DiagnosisSideFactory(diagnosis=asked, of_manager=True, answered=True)
        remedy = make_diagnosis.RemedyFactory(code="tool_fix", name="Mend a tool", kind="team")
        what = {"name": remedy.name, "what": "The template loses fields", "kind": "team"}
        chosen = make_diagnosis.ChosenRemedyFactory(diagnosis=asked, remedy=remedy, **what)
        make_diagnosis.ChosenRemedyFactory(diagnosis=asked)
    here = f"improvement/diagnosis/{asked.pk}/"
    as_(page, live_server, fernhill.manager, here, size=DESK)
    page.get_by_role("link", name="Make a finding of it").wait_for()
    look(page)
    shot(page, "team-matter-diagnosis")
    page.get_by_role("link", name="Make a finding of it").click()
    assert page.get_by_label("What many share, in a few words").input_value() == "Mend a tool"
    look(page)
    shot(page, "team-matter-finding")
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("Proposed. HR decides who takes it on.").first.wait_for()
    as_(page, live_server, fernhill.manager, here, size=PHONE, dark=True)
    page.get_by_role("link", name="proposed as a finding").wait_for()
    look(page)
    shot(page, "team-matter-after-dark-phone")
    with fernhill.inside():
        assert ChosenRemedy.objects.get(pk=chosen.pk).finding == Finding.objects.get()
