"""Addresses of HR for improvement: its own cases and figures of groups; nobody reads a case by a role."""

from people.models import SavedView
from tests.factories import people as make
from tests.factories import pips as make_pips

from ..access import GET, POST, row

HR = {"owner": 200, "hr_admin": 200, "hr_subject": 200, "hr_partner": 200, "hr_partner_elsewhere": 200}
HR_SENT = dict.fromkeys(HR, 302)


def owned_case(world, subject, **options):
    """An improvement plan under way, looked after by the HR admin, or by the owner where that one is its subject."""
    about_hr = subject == world.hr_admin
    case = make_pips.CaseFactory(
        employee=subject,
        manager=world.skip if about_hr else world.manager,
        hr_owner=world.owner if about_hr else world.hr_admin,
        rung="pip",
        **options,
    )
    make_pips.PlanFactory(case=case, pip=True, active=True)
    return case


def case_that_nobody_looks_after(world, subject):
    case = owned_case(world, subject)
    type(case).objects.filter(pk=case.pk).update(hr_owner=None)
    return case


def handed_on(world, subject, pk):
    return {"person": world.hr_partner.pk, "reason": "I am away until May."}


def named_lead(world, subject):
    return make_pips.PlanLeadFactory(employee=make.EmployeeFactory(), granted_by=world.owner)


def somebody_named(world, subject):
    return {"person": make.EmployeeFactory().pk, "reason": "Looks after fairness."}


def view_of(persona):
    def made(world, subject):
        return SavedView.objects.create(
            employee=getattr(world, persona), page="pips:hr", name="Late", query="waits=late"
        )

    return made


def paper_of_the_employee(world, subject):
    case = owned_case(world, subject)
    return make_pips.PacketFactory(case=case, taken_by=subject)


def hold_on(world, subject):
    """By somebody else than the owner, who may end it all the same."""
    return make_pips.LegalHoldFactory(employee=subject, placed_by=world.skip)


def about_the_subject(world, subject):
    return {"person": subject.pk, "reason": "A claim is under way."}


NUMBER = {"number": "0" * 64}
LEADS = {"owner": 200, "hr_admin": 200, "hr_subject": 200}

PIPS_HR_ROWS = [
    row("pips:hr", GET, **HR, others=403),  # own ones alone
    row("pips:hr", GET, query="scope=all&stage=running", **HR, others=403),  # for whoever is no plan lead the same
    row("pips:hr_save_view", POST, query="waits=late", body={"name": "Late"}, **HR_SENT, others=403),
    row("pips:hr_delete_view", POST, of=view_of("hr_admin"), hr_admin=302, hr_subject=302, others=404),
    # owner and other HR admins: nothing by a role; both sides read it elsewhere
    row("pips:hr_case", GET, of=owned_case, hr_admin=200, employee=403, hr_subject=403, manager=403, others=404),
    row("pips:hr_owner", GET, of=owned_case, hr_admin=200, others=404),
    row("pips:hr_owner", POST, of=owned_case, body=handed_on, hr_admin=302, others=404),
    row("pips:hr_owner", GET, query="none", of=case_that_nobody_looks_after, manager=200, others=404),
    # all of it on paper: its two sides, and whoever looks after it
    row("pips:packet_take", GET, of=owned_case, employee=200, hr_subject=200, manager=200, hr_admin=200, others=404),
    row("pips:packet_take", POST, of=owned_case, employee=302, hr_subject=302, manager=302, hr_admin=302, others=404),
    row("pips:packet", GET, of=paper_of_the_employee, employee=200, hr_subject=200, others=404),
    row("pips:packet_verify", GET, others=200),
    row("pips:packet_verify", POST, body=NUMBER, others=200),  # which is nobody's: the same words for everybody
    row("pips:hr_figures", GET, owner=200, hr_admin=200, hr_subject=200, others=403),
    row("pips:leads", GET, owner=200, others=403),
    row("pips:leads", POST, body=somebody_named, owner=302, others=403),
    row("pips:end_lead", POST, of=named_lead, owner=302, others=404),
    row("pips:keeping", GET, **LEADS, others=403),
    row("pips:keeping", POST, body={"location": "", "months": 72}, **dict.fromkeys(LEADS, 302), others=403),
    row("pips:holds", GET, owner=200, others=403),
    row("pips:holds", POST, body=about_the_subject, owner=302, others=403),
    row("pips:end_hold", POST, of=hold_on, body={"reason": "It is settled."}, owner=302, others=404),
]
