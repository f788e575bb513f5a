"""Two differ about support: in a coaching plan either side asks somebody of HR, who reads that one thing alone."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from notices.models import Notice
from people.access import SYSTEM
from people.models import AuditEntry, Employee
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused, StaleMove
from pips.access import cases as case_access
from pips.access import running as access
from pips.models import Support, SupportEvent
from pips.rules import course_reminders
from pips.rules import readers as reader_rules
from pips.rules import support as rules
from tests.factories import people as make_people
from tests.factories import pips as make
from tests.guards.access_table.pips_running import under_way

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHAT = "A worked example of a clean certificate"
MISSING = "CANARY I never saw it."


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def owed(world, **said):
    """Support of a coaching plan under way, of which the manager says that it is there."""
    case = make.CaseFactory(
        title="CANARY title", employee=world.employee, manager=world.manager, rung="coaching", told_at=make.TOLD
    )
    plan = make.PlanFactory(case=case, active=True, aim="CANARY aim")
    says = {"state": "said", "said_by": "manager", "said_at": make.TOLD, "owner_says_at": make.TOLD}
    return make.SupportFactory(plan=plan, what=WHAT, **says, **said)


def differing(world, **said):
    found = owed(world, **said)
    return rules.differ(found, MISSING, by=world.employee, at=clock.now())


def read(person, pk):
    """As a request has them, with nothing remembered."""
    return access.get_support(Employee.objects.get(pk=person.pk), pk)


def test_either_side_asks_one_of_hr_who_settles_it_with_a_reason(fernhill):
    for side in ("employee", "manager"):
        with fernhill.inside():
            support = differing(fernhill)
            assert told("course.to_settle") == [], "nobody of HR hears of it by itself"
            rules.ask(support, fernhill.hr_partner, by=getattr(fernhill, side), at=clock.now())
            assert told("course.to_settle") == [fernhill.hr_partner.name]
            assert support.settle_by_date >= (clock.now() + timedelta(days=5)).date()
            rules.settle(support, True, "It lies on the shared drive.", by=fernhill.hr_partner, at=clock.now())
            support.refresh_from_db()
            assert (support.state, support.settled_by) == ("delivered", fernhill.hr_partner)
            acts = list(SupportEvent.objects.filter(support=support).values_list("act", flat=True).order_by("pk"))
            assert acts == ["differed", "asked", "settled_given"]
            assert AuditEntry.objects.filter(act="support.asked", object_id=support.pk).count() == 1
            Notice.objects.all().delete()
            type(support.plan).objects.filter(pk=support.plan_id).update(state="closed", closed_at=clock.now())


def test_only_the_two_ask_and_only_somebody_of_hr_outside_of_the_line(fernhill):
    with fernhill.inside():
        support = differing(fernhill)
        for stranger in (fernhill.peer, fernhill.skip, fernhill.hr_admin, fernhill.hr_partner):
            with pytest.raises(Refused):
                rules.ask(support, fernhill.hr_partner, by=stranger, at=clock.now())
        elsewhere = make_people.EmployeeFactory(name="Pia Elsewhere")
        make_people.RoleGrantFactory(employee=elsewhere, role="hr_partner", team=fernhill.stranger.team)
        for other in (fernhill.peer, fernhill.manager, fernhill.skip, elsewhere):
            with pytest.raises(rules.NotToAsk):
                rules.ask(support, other, by=fernhill.employee, at=clock.now())
        make_people.RoleGrantFactory(employee=fernhill.skip, role="hr_admin")
        with pytest.raises(rules.NotToAsk):
            rules.ask(support, fernhill.skip, by=fernhill.employee, at=clock.now())
        assert Support.objects.get(pk=support.pk).settler is None


def test_before_they_differ_nobody_is_asked_and_an_improvement_plan_has_its_own(fernhill):
    with fernhill.inside():
        with pytest.raises(StaleMove):
            rules.ask(owed(fernhill), fernhill.hr_partner, by=fernhill.employee, at=clock.now())
        plan = under_way(fernhill, fernhill.peer)
        said = {"state": "disputed", "difference": MISSING, "said_by": "manager"}
        of_a_pip = make.SupportFactory(plan=plan, **said)
        with pytest.raises(Refused):
            rules.ask(of_a_pip, fernhill.hr_partner, by=fernhill.peer, at=clock.now())


def test_whoever_is_asked_reads_that_one_thing_and_nothing_else(fernhill):
    with fernhill.inside():
        support = differing(fernhill)
        for nobody in (fernhill.hr_partner, fernhill.hr_admin):
            with pytest.raises(Http404):
                read(nobody, support.pk)
        rules.ask(support, fernhill.hr_partner, by=fernhill.employee, at=clock.now())
        assert access.support_acts(fernhill.hr_partner, read(fernhill.hr_partner, support.pk), None) == {"settle"}
        for viewer in (fernhill.hr_partner, fernhill.hr_admin):
            assert not case_access.visible_to(viewer).filter(pk=support.plan.case_id).exists()
            assert not case_access.visible_plans(viewer).filter(pk=support.plan_id).exists()
        with pytest.raises(Http404):
            read(fernhill.hr_admin, support.pk)
        with pytest.raises(rules.AskedAlready):
            rules.ask(support, fernhill.hr_partner, by=fernhill.manager, at=clock.now())
        rules.ask(support, fernhill.hr_admin, by=fernhill.manager, at=clock.now())
        assert read(fernhill.hr_admin, support.pk).pk == support.pk
        with pytest.raises(Http404):
            read(fernhill.hr_partner, support.pk)
        with pytest.raises(Refused):
            rules.settle(support, True, "Both say so.", by=fernhill.hr_partner, at=clock.now())


def test_a_side_may_name_whoever_was_asked_so_that_they_read_the_whole_case(fernhill):
    with fernhill.inside():
        support = differing(fernhill)
        rules.ask(support, fernhill.hr_partner, by=fernhill.employee, at=clock.now())
        why = "So that somebody knows all of it."
        reader_rules.name_reader(support.plan.case, fernhill.hr_partner, why, by=fernhill.employee, at=clock.now())
        assert case_access.visible_plans(fernhill.hr_partner).filter(pk=support.plan_id).exists()
        rules.settle(support, False, "It is not there.", by=fernhill.hr_partner, at=clock.now())
        assert Support.objects.get(pk=support.pk).state == "owed"


def test_who_drafts_the_next_plan_for_hr_neither_settles_nor_shows(fernhill):
    """An improvement plan is being written, which nobody has told: its HR case owner stays out of the coaching plan."""
    with fernhill.inside():
        support = owed(fernhill)
        type(support.plan.case).objects.filter(pk=support.plan.case_id).update(hr_owner=fernhill.hr_admin)
        support = read(fernhill.employee, support.pk)
        rules.differ(support, MISSING, by=fernhill.employee, at=clock.now())
        assert told("course.to_settle") == []
        with pytest.raises(Refused):
            rules.settle(support, True, "It is there.", by=fernhill.hr_admin, at=clock.now())


def test_the_page_asks_and_shows_whoever_is_asked_no_more_than_the_difference(fernhill, client_of):
    with fernhill.inside():
        support = differing(fernhill)
    url = reverse("pips:support", args=[fernhill.organization.slug, support.pk])
    asking = reverse("pips:support_ask", args=[fernhill.organization.slug, support.pk])
    page = client_of(fernhill.employee).get(url).content.decode()
    assert "Ask HR to settle it" in page and fernhill.hr_partner.name in page
    assert client_of(fernhill.employee).post(asking, {"person": fernhill.peer.pk}).status_code == 422
    client_of(fernhill.employee).post(asking, {"person": fernhill.hr_partner.pk})
    page = client_of(fernhill.hr_partner).get(url).content.decode()
    for shown in (WHAT, MISSING, fernhill.employee.name, fernhill.manager.name, "Settle it"):
        assert shown in page
    for hidden in ("CANARY title", "CANARY aim", "coaching plan", "Coaching plan"):
        assert hidden not in page
    plan = reverse("pips:plan", args=[fernhill.organization.slug, support.plan_id])
    assert client_of(fernhill.hr_partner).get(plan).status_code == 404
    assert fernhill.hr_partner.name in client_of(fernhill.manager).get(url).content.decode()
    with fernhill.inside():
        seen = AuditEntry.objects.filter(act="support.seen", by=fernhill.hr_partner, employee=fernhill.employee)
        assert seen.count() == 1
        lines = [line.key for line in slots.collect("home.due", fernhill.hr_partner, at=clock.now())]
        assert f"support-settle:{support.pk}" in lines


# --- late -------------------------------------------------------------------------------------


def remind():
    at = clock.now()
    return course_reminders.remind(by=SYSTEM, at=at, today=at.date(), off=[])


def late(support, days=1, **said):
    Support.objects.filter(pk=support.pk).update(settle_by_date=clock.now().date() - days * DAY, **said)


def test_five_working_days_later_whoever_settles_it_is_reminded_once(fernhill):
    with fernhill.inside():
        coaching = differing(fernhill)
        rules.ask(coaching, fernhill.hr_partner, by=fernhill.employee, at=clock.now())
        said = {"state": "disputed", "difference": MISSING, "said_by": "manager"}
        of_a_pip = make.SupportFactory(plan=under_way(fernhill, fernhill.peer), **said)
        remind()
        assert told("course.not_settled") == [], "their days are not over"
        late(coaching, days=0)
        remind()
        assert told("course.not_settled") == [], "nor on the last of them"
        late(coaching)
        late(of_a_pip)
        remind()
        assert told("course.not_settled") == sorted([fernhill.hr_partner.name, fernhill.hr_admin.name])
        assert remind() == 0, "a second tick tells nobody anything"
        assert told("course.nobody_settles") == []


def test_a_plan_that_nobody_looks_after_reminds_the_manager_who_names_somebody(fernhill):
    with fernhill.inside():
        said = {"state": "disputed", "difference": MISSING, "said_by": "manager"}
        support = make.SupportFactory(plan=under_way(fernhill, fernhill.peer), **said)
        late(support)
        make_people.leave(fernhill.hr_admin)
        assert remind() == 1
        assert (told("course.not_settled"), told("course.nobody_settles")) == ([], [fernhill.manager.name])
        notice = Notice.objects.select_related("recipient").get(kind="course.nobody_settles")
        kind = slots.provider("notice.kind", "course.nobody_settles")
        notice.subject = Support.objects.select_related(*kind.related).get(pk=support.pk)
        notice.known = True
        assert kind.still_wanted(notice)
        assert kind.render(notice).url == reverse("pips:hr_owner", args=["fernhill", support.plan.case_id])
        notice.subject.plan.case.hr_owner = fernhill.hr_partner
        assert not kind.still_wanted(notice), "somebody looks after it again"


def test_where_nobody_was_asked_or_who_was_asked_left_the_two_are_reminded(fernhill):
    with fernhill.inside():
        support = differing(fernhill)
        late(support)
        assert remind() == 2
        assert told("course.nobody_settles") == sorted([fernhill.employee.name, fernhill.manager.name])
        assert remind() == 0
        late(support, days=2, settler=fernhill.leaver)
        assert remind() == 2
        notice = Notice.objects.select_related("recipient").filter(kind="course.nobody_settles").order_by("pk").last()
        kind = slots.provider("notice.kind", "course.nobody_settles")
        notice.subject = Support.objects.select_related(*kind.related).get(pk=support.pk)
        notice.known = True
        assert kind.still_wanted(notice)
        notice.subject.settler = fernhill.hr_partner
        assert not kind.still_wanted(notice), "somebody has been asked since"
