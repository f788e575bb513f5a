"""What HR sees and does: own cases alone, figures of groups, handing on, and naming a plan lead."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices.models import Notice
from people.access import SYSTEM
from people.models import AuditEntry, Employee, SavedView
from people.rules import report_to
from perfhub.kernel import clock
from perfhub.kernel.composed import composed
from perfhub.kernel.errors import Refused
from pips.access import cases as case_access
from pips.access import hr as access
from pips.models import Case, Plan, PlanLead
from pips.queries import hr as queries
from pips.queries import hr_figures, similar
from pips.rules import hr as rules
from pips.views import hr as views
from tests.factories import people as make
from tests.factories import pips as make_pips
from tests.guards.access_table.pips_running import under_way

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 7, 10, tzinfo=UTC)  # a Tuesday
NONCE = {"nonce": "n" * 16}


def case_of(world, number=0, *, hr_owner=None, **plan):
    """An improvement plan under way of somebody new."""
    employee = make.hired(f"Person{number:03} Test", world.manager, world.employee.team, world.organization)
    case = make_pips.CaseFactory(
        employee=employee, manager=world.manager, hr_owner=hr_owner or world.hr_admin, rung="pip"
    )
    made = make_pips.PlanFactory(case=case, pip=True, active=True)
    for state in ("delivered", "owed", "declined", "dropped"):
        make_pips.SupportFactory(plan=made, state=state, due_date=date(2026, 3, 1), declined_words="No, thank you.")
    if plan:
        Plan.objects.filter(pk=made.pk).update(**plan)
    return case


def names(viewer, **asked) -> list[str]:
    return [row.case.employee.name for row in queries.cases_of(viewer, queries.Asked(**asked), at=AT).rows]


def test_hr_sees_the_own_cases_and_no_others(fernhill, brackwater, client_of):
    with brackwater.inside():
        case_of(brackwater, 7)
    with fernhill.inside():
        case_of(fernhill, 1)
        case_of(fernhill, 2, hr_owner=fernhill.owner)
        assert names(fernhill.hr_admin) == ["Person001 Test"]
        assert names(fernhill.owner) == ["Person002 Test"]
        assert names(fernhill.hr_partner) == []
    words = client_of(fernhill.hr_admin).get(fernhill.path("improvement/hr/")).content.decode()
    assert "Person001 Test" in words and "Person002 Test" not in words and "Person007 Test" not in words
    assert "2 of 3" in words and "support are late" not in words and "Support is late" in words
    assert client_of(fernhill.manager).get(fernhill.path("improvement/hr/")).status_code == 403


def test_a_plan_lead_sees_all_and_others_who_ask_for_all_see_their_own(fernhill):
    with fernhill.inside(), clock.stopped(AT):
        case_of(fernhill, 1)
        case_of(fernhill, 2, hr_owner=fernhill.owner)
        make_pips.PlanLeadFactory(employee=fernhill.stranger, granted_by=fernhill.owner)
        assert names(fernhill.stranger) == []
        assert sorted(names(fernhill.stranger, scope="all")) == ["Person001 Test", "Person002 Test"]
        assert names(fernhill.hr_admin, scope="all") == ["Person001 Test"]


def test_what_the_list_is_narrowed_to(fernhill):
    with fernhill.inside(), clock.stopped(AT):
        late = case_of(fernhill, 1)
        soon = case_of(fernhill, 2, end_date=AT.date() + timedelta(days=3))
        over = case_of(fernhill, 3, state="closed", closed_at=AT)
        made = {case.pk: case.employee.name for case in (late, soon, over)}
        Plan.objects.get(case=soon).support.update(state="delivered")
        Plan.objects.get(case=over).support.update(state="delivered")
        disputed = make_pips.SupportFactory(
            plan=Plan.objects.get(case=soon), state="disputed", difference="No.", due_date=AT, first_due_date=AT
        )
        assert disputed.pk
        make_pips.PlanReviewFactory(plan=Plan.objects.get(case=late), reviewer=fernhill.hr_admin)
        assert set(names(fernhill.hr_admin)) == {made[late.pk], made[soon.pk]}
        assert names(fernhill.hr_admin, stage="over") == [made[over.pk]]
        assert names(fernhill.hr_admin, waits="late") == [made[late.pk]]
        assert names(fernhill.hr_admin, waits="difference") == [made[soon.pk]]
        assert names(fernhill.hr_admin, waits="review") == [made[late.pk]]
        assert names(fernhill.hr_admin, waits="soon") == [made[soon.pk]]
        assert names(fernhill.hr_admin, waits="appeal") == []
        assert names(fernhill.hr_admin, whom="person002") == [made[soon.pk]]
        assert names(fernhill.hr_admin, order="ends") == [made[soon.pk], made[late.pk]]
        assert queries.cases_of(fernhill.hr_admin, queries.Asked(), at=AT).counts["running"] == 2


def test_the_list_asks_as_often_at_one_row_as_at_thirty(fernhill, client_of):
    client = client_of(fernhill.hr_admin)
    asked = []
    for number in (1, 2, 27):
        with fernhill.inside():
            for _n in range(number):
                case_of(fernhill, Case.objects.count())
        client.get(fernhill.path("improvement/hr/"))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(fernhill.path("improvement/hr/")).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1] == asked[2], asked


def test_pages_follow_one_another(fernhill, monkeypatch):
    monkeypatch.setattr(queries, "A_PAGE", 2)
    monkeypatch.setattr(queries, "_first_page", composed(queries._first_page.__wrapped__))  # of two rows
    with fernhill.inside():
        made = {case_of(fernhill, number).employee.name for number in range(5)}
        for order in queries.ORDERS:
            seen, after = [], ""
            while True:
                found = queries.cases_of(fernhill.hr_admin, queries.Asked(order=order), at=AT, after=after)
                seen += [row.case.employee.name for row in found.rows]
                if not (after := found.after):
                    break
            assert len(seen) == 5 and set(seen) == made


def test_filters_are_kept_under_a_name(fernhill, client_of):
    client = client_of(fernhill.hr_admin)
    assert client.post(fernhill.path("improvement/hr/views/?waits=late"), {"name": "Late", **NONCE}).status_code == 302
    with fernhill.inside():
        view = SavedView.objects.get(employee=fernhill.hr_admin, page="pips:hr")
        assert (view.name, view.query) == ("Late", "waits=late")
    assert "Late</a>" in client.get(fernhill.path("improvement/hr/")).content.decode()
    assert client_of(fernhill.owner).post(fernhill.path(f"improvement/hr/views/{view.pk}/delete/")).status_code == 404
    assert client.post(fernhill.path(f"improvement/hr/views/{view.pk}/delete/")).status_code == 302


# --- handing on -------------------------------------------------------------------------------


def test_a_case_is_handed_on_to_another_out_of_the_line(fernhill):
    with fernhill.inside():
        case = case_of(fernhill, 1)
        rules.name_hr_owner(case, fernhill.hr_partner, "I am away.", by=fernhill.hr_admin, at=AT)
        case.refresh_from_db()
        assert case.hr_owner == fernhill.hr_partner
        assert case_access.standing_of(fernhill.hr_admin, case) is None, "the one before reads it no more"
        assert case_access.standing_of(fernhill.hr_partner, case) == "hr_owner"
        line = AuditEntry.objects.get(act="case.handed_over")
        assert (line.by, line.employee, line.object_id) == (fernhill.hr_admin, case.employee, case.pk)
        told = Notice.objects.filter(kind="case.hr_owner").values_list("recipient", flat=True)
        assert set(told) == {fernhill.hr_partner.pk, fernhill.manager.pk, case.employee_id}


def test_nobody_in_the_line_nobody_without_the_role_and_nobody_about_themselves(fernhill):
    with fernhill.inside():
        below = make.hired("Below The Manager", fernhill.peer, None, fernhill.organization)
        make.RoleGrantFactory(employee=below, role="hr_admin")
        make.RoleGrantFactory(employee=fernhill.skip, role="hr_admin")
        case = case_of(fernhill, 1)
        make.RoleGrantFactory(employee=case.employee, role="hr_admin")
        for person in (below, fernhill.skip, fernhill.manager, case.employee, fernhill.stranger, fernhill.auditor):
            with pytest.raises(rules.NotOutOfTheLine):
                rules.name_hr_owner(case, person, "Please.", by=fernhill.hr_admin, at=AT)
        case.refresh_from_db()
        assert case.hr_owner == fernhill.hr_admin
        for by in (fernhill.owner, fernhill.manager, case.employee, fernhill.stranger):
            with pytest.raises(Refused):
                rules.name_hr_owner(case, fernhill.hr_partner, "Please.", by=by, at=AT)


def test_the_manager_names_one_where_nobody_is_there_who_could(fernhill):
    with fernhill.inside():
        case = case_of(fernhill, 1)
        assert "name_owner" not in access.acts(fernhill.manager, case)
        Case.objects.filter(pk=case.pk).update(hr_owner=make.EmployeeFactory())  # is in no role any more
        case.refresh_from_db()
        assert access.acts(fernhill.manager, case) == {"name_owner"}
        rules.name_hr_owner(case, fernhill.hr_admin, "She looks after us.", by=fernhill.manager, at=AT)
        case.refresh_from_db()
        assert case.hr_owner == fernhill.hr_admin


def test_the_manager_is_asked_for_a_name_at_home_and_on_the_plan_until_there_is_one(fernhill, client_of):
    address = reverse("pips:hr_owner", args=["fernhill", 0])[: -len("0/owner/")]

    def asked() -> tuple[bool, bool]:
        manager = client_of(fernhill.manager)
        pages = [fernhill.path(), reverse("pips:plan", args=["fernhill", plan.pk])]
        home, page = [manager.get(path).content.decode() for path in pages]
        return f"{address}{case.pk}/owner/" in home, f"{address}{case.pk}/owner/" in page

    with fernhill.inside():
        plan = under_way(fernhill, fernhill.employee)
        case = plan.case
        assert asked() == (False, False)
        make.leave(fernhill.hr_admin)
        assert asked() == (True, True)
        assert address not in client_of(fernhill.employee).get(fernhill.path()).content.decode()
        rules.name_hr_owner(case, fernhill.hr_partner, "He looks after us.", by=fernhill.manager, at=clock.now())
        assert asked() == (False, False)


def test_whoever_comes_under_the_manager_reads_it_as_hr_no_more_by_conflict(fernhill):
    with fernhill.inside():
        case = case_of(fernhill, 1)
        report_to(fernhill.hr_admin, case.employee, by=SYSTEM, at=AT, from_date=AT.date())
        fresh = Employee.objects.get(pk=fernhill.hr_admin.pk)
        assert case_access.standing_of(fresh, case) is None
        assert access.lacks_owner(case)


def test_whoever_could_look_after_a_case_is_whoever_does_not_leave_it_without_somebody(fernhill):
    """The rule for naming somebody and the question of every page are one."""
    with fernhill.inside():
        cases = [case_of(fernhill, 1), make_pips.CaseFactory(employee=fernhill.hr_partner, manager=fernhill.manager)]
        cases.append(make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.hr_admin))
        report_to(fernhill.hr_admin, cases[0].employee, by=SYSTEM, at=AT, from_date=AT.date())
        make.RoleGrantFactory(employee=fernhill.manager, role="hr_admin")
        make.RoleGrantFactory(employee=fernhill.skip, role="hr_admin")
        answers = set()
        for case in cases:
            for person in Employee.objects.exclude(pk__in=[case.employee_id, case.manager_id]).order_by("pk"):
                Case.objects.filter(pk=case.pk).update(hr_owner=person)
                could = access.could_own(person, case)
                assert bool(access.cared_for(case=case)) == could, (case.employee, person)
                answers.add(could)
        assert answers == {True, False}


# --- plan leads -------------------------------------------------------------------------------


def test_an_owner_names_a_lead_and_those_concerned_are_told_five_working_days_before(fernhill):
    with fernhill.inside():
        told, untold = case_of(fernhill, 1), case_of(fernhill, 2)
        Case.objects.filter(pk=untold.pk).update(told_at=None)
        Plan.objects.filter(case=untold).update(state="draft", told_at=None)
        make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)  # a mere concern
        lead = rules.name_plan_lead(fernhill.stranger, "Looks after fairness.", by=fernhill.owner, at=AT)
        assert lead.effective_at.date() == date(2026, 4, 14) or lead.effective_at > AT + timedelta(days=7)
        found = set(Notice.objects.filter(kind="plan_lead.named").values_list("recipient", flat=True))
        assert found == {told.employee_id, fernhill.manager.pk, fernhill.hr_admin.pk, fernhill.stranger.pk}
        with clock.stopped(AT + timedelta(days=6)):
            assert not case_access.is_plan_lead(Employee.objects.get(pk=fernhill.stranger.pk))
        with clock.stopped(lead.effective_at):
            assert case_access.is_plan_lead(Employee.objects.get(pk=fernhill.stranger.pk))
        rules.end_plan_lead(lead, by=fernhill.owner, at=AT)
        with clock.stopped(lead.effective_at):
            assert not case_access.is_plan_lead(Employee.objects.get(pk=fernhill.stranger.pk))
        acts = AuditEntry.objects.filter(employee=fernhill.stranger, act__startswith="plan_lead.").order_by("pk")
        assert list(acts.values_list("act", "by")) == [
            ("plan_lead.named", fernhill.owner.pk),
            ("plan_lead.ended", fernhill.owner.pk),
        ]


def test_nobody_names_themselves_and_nobody_but_an_owner_names(fernhill):
    with fernhill.inside():
        with pytest.raises(rules.NotOneself):
            rules.name_plan_lead(fernhill.owner, "Me.", by=fernhill.owner, at=AT)
        for by in (fernhill.hr_admin, fernhill.manager, fernhill.hr_partner, fernhill.auditor):
            with pytest.raises(Refused):
                rules.name_plan_lead(fernhill.stranger, "Please.", by=by, at=AT)
        rules.name_plan_lead(fernhill.stranger, "Fairness.", by=fernhill.owner, at=AT)
        with pytest.raises(rules.IsLead):
            rules.name_plan_lead(fernhill.stranger, "Twice.", by=fernhill.owner, at=AT)
        assert PlanLead.objects.count() == 1


def test_naming_asks_whether_it_is_still_the_owner(fernhill, client_of):
    client = client_of(fernhill.owner)
    page = client.get(fernhill.path("improvement/hr/leads/"), {"q": "Stella"})
    assert "Stella Stranger" in page.content.decode() and "Olive Owner" not in page.content.decode().split("<main")[1]
    for view in (views.leads, views.end_lead):
        assert view.proof_within == timedelta(minutes=10)


# --- figures and similar cases ----------------------------------------------------------------


def ended(world, number, outcome, *, at=datetime(2026, 2, 10, tzinfo=UTC)):
    case = case_of(world, number, state="closed", closed_at=at)
    Case.objects.filter(pk=case.pk).update(
        state="closed", outcome=outcome, closed_at=at, spent_on_date=at.date() + timedelta(days=365)
    )
    return case


def ends(viewer) -> dict[str, int | None]:
    return {str(one.label): one.n for one in hr_figures.figures(viewer, at=AT).outcomes}


def test_figures_say_nothing_of_fewer_than_five_and_of_ends_of_fewer_than_ten(fernhill):
    with fernhill.inside():
        for number in range(4):
            case_of(fernhill, number, told_at=datetime(2026, 2, 1, tzinfo=UTC))
        found = hr_figures.figures(fernhill.owner, at=AT)
        assert {one.n for one in found.plans} == {None}
        assert found.support.share is None
        case_of(fernhill, 4, told_at=datetime(2026, 2, 1, tzinfo=UTC))
        found = hr_figures.figures(fernhill.owner, at=AT)
        assert [one.n for one in found.plans] == [None, None, 5, None, 5]
        assert (found.support.n, round(found.support.share)) == (5, 67)
        for number in range(10, 19):
            ended(fernhill, number, "recovered")
        assert ends(fernhill.owner) == {"All of them": None}
        ended(fernhill, 19, "recovered")
        assert ends(fernhill.owner) == {"recovered": 10, "All of them": 10}
        for number in range(20, 29):
            ended(fernhill, number, "support_not_given")
        assert ends(fernhill.owner) == {"All of them": 19}, "nine could be worked out from the others"
        ended(fernhill, 29, "support_not_given")
        assert ends(fernhill.owner) == {"recovered": 10, "ended: support not given": 10, "All of them": 20}


def test_figures_are_of_quarters_that_are_over(fernhill):
    with fernhill.inside():
        for number in range(12):
            ended(fernhill, number, "recovered", at=datetime(2026, 4, 3, tzinfo=UTC))
        assert ends(fernhill.owner) == {"All of them": None}
        later = hr_figures.figures(fernhill.owner, at=datetime(2026, 7, 2, tzinfo=UTC))
        assert [one.n for one in later.outcomes] == [12, 12]


def test_figures_show_no_name(fernhill, client_of):
    with fernhill.inside():
        for number in range(6):
            case_of(fernhill, number, told_at=datetime(2026, 2, 1, tzinfo=UTC))
    with clock.stopped(AT):
        words = client_of(fernhill.owner).get(fernhill.path("improvement/hr/figures/")).content.decode()
        assert "Person0" not in words.split("<main")[1] and ">6<" in words
        assert client_of(fernhill.hr_partner).get(fernhill.path("improvement/hr/figures/")).status_code == 403


def test_similar_cases_are_told_of_five_or_more_without_a_name(fernhill, client_of):
    with fernhill.inside():
        case = case_of(fernhill, 1)
        for number in range(10, 14):
            ended(fernhill, number, "recovered")
        assert similar.similar_to(case, viewer=fernhill.owner, at=AT).n is None
        ended(fernhill, 14, "recovered")
        found = similar.similar_to(case, viewer=fernhill.owner, at=AT)
        assert (found.n, found.length) == (5, 60)
        (group,) = found.groups
        assert (group.n, group.days, group.promised, round(group.given)) == (5, 60, 3, 67)
        ended(fernhill, 15, "not_met")
        found = similar.similar_to(case, viewer=fernhill.owner, at=AT)
        assert (found.n, found.groups) == (6, ()), "one could be worked out from the others"
        long = Plan.objects.get(case=case)
        Plan.objects.filter(pk=long.pk).update(length_days=30)
        assert similar.similar_to(case, viewer=fernhill.owner, at=AT).n is None
        Plan.objects.filter(pk=long.pk).update(length_days=60)
    with clock.stopped(AT):
        address = fernhill.path(f"improvement/hr/{case.pk}/")
        words = client_of(fernhill.hr_admin).get(address).content.decode()
        assert "How similar cases went" in words and "Person010 Test" not in words
        assert client_of(fernhill.owner).get(address).status_code == 404
    with fernhill.inside():
        line = AuditEntry.objects.get(act="case.seen")
        assert (line.by, line.employee, line.object_id) == (fernhill.hr_admin, case.employee, case.pk)
