"""Down is as easy as up: from an improvement plan to a coaching plan, from there to a concern, with what was learnt."""

from datetime import UTC, date, datetime, timedelta

import pytest

from notices.models import Notice
from notices.queries.subjects import with_subjects
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, StaleMove
from pips.models import Case, CaseEvent, Concern, Issue, Plan, PlanMeeting, PlanWord, Support
from pips.queries.drafting import coaching_from, known_of, pip_from
from pips.queries.ladder_shown import plans_due
from pips.queries.told import plans as told
from pips.rules import clocks, concerns, going_down, plans, voice
from tests.factories import people as make_people
from tests.factories import pips as make

from . import whole

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)  # a Tuesday
LATER = AT + timedelta(days=14)
WHY = "The template was it, not you."


@pytest.fixture(autouse=True)
def _tuesday():
    with clock.stopped(LATER):
        yield


@pytest.fixture
def plan(fernhill):
    """Two weeks under way: one point is met and one open, one support there, one declined, one owed."""
    with fernhill.inside():
        people = {"manager": fernhill.manager, "reviewer": fernhill.hr_admin, "hears": fernhill.stranger}
        made = whole.active(fernhill.employee, at=AT, **people)
        clocks.begin(fresh(made), by=SYSTEM, at=AT)
        Support.objects.filter(plan=made).update(state="delivered", closed_at=AT, what="A worked example")
        make.IssueFactory(plan=made, position=2, title="Figures on Monday", state="met", met_at=AT)
        still = make.IssueFactory(plan=made, position=3, title="Jobs handed on", standard="Grace knows by noon.")
        make.SupportFactory(plan=made, position=2, issue=still, what="Grace sits in on Tuesdays")
        make.SupportFactory(plan=made, position=3, what="A course", state="declined", declined_words="I know it.")
        return fresh(made)


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("case__hr_owner", "case__manager", "employee", "drafted_by", "told_by").get(
        pk=plan.pk
    )


def down(fernhill, plan, **said):
    return going_down.lower(plan, **({"reason": WHY, "by": fernhill.hr_admin, "at": LATER} | said))


# --- from an improvement plan ---------------------------------------------------------------------


def test_hr_takes_an_improvement_plan_back_and_both_sides_are_told(fernhill, plan):
    with fernhill.inside():
        down(fernhill, plan)
        found, case = fresh(plan), Case.objects.get(pk=plan.case_id)
        assert (found.state, found.closing_reason, found.closed_at) == ("closed", WHY, LATER)
        assert (case.rung, case.state, case.outcome) == ("coaching", "open", "")
        step = CaseEvent.objects.filter(case=case).latest("pk")
        assert (step.act, step.rung, step.reason, step.by) == ("went_down", "coaching", WHY, fernhill.hr_admin)
        assert not PlanMeeting.objects.filter(plan=plan, state="planned").exists()
        heard = Notice.objects.filter(kind="plan.lowered", subject_id=plan.pk)
        assert set(heard.values_list("recipient", flat=True)) == {fernhill.employee.pk, fernhill.manager.pk}
        line = AuditEntry.objects.filter(object_type="pips.plan", object_id=plan.pk).latest("pk")
        assert (line.act, line.by) == ("plan.lowered", fernhill.hr_admin)
        assert Support.objects.filter(plan=plan, state="not_given").count() == 0, "it counts against nobody"
        with pytest.raises(StaleMove):
            down(fernhill, fresh(plan))


def test_a_letter_about_it_says_no_more_than_that_something_is_to_be_read(fernhill, plan):
    with fernhill.inside():
        down(fernhill, plan)
        notice = with_subjects(Notice.objects.filter(kind="plan.lowered", recipient=fernhill.employee))[0]
        kind = next(kind for kind in told.KINDS if kind.name == "plan.lowered")
        assert kind.sensitive and kind.still_wanted(notice)
        assert plan.case.title not in kind.render(notice).subject + kind.render(notice).lead


@pytest.mark.parametrize("who", ["employee", "manager", "skip", "peer", "hr_partner", "owner", "stranger"])
def test_nobody_but_the_hr_case_owner_takes_it_back(fernhill, plan, who):
    with fernhill.inside():
        with pytest.raises(Refused):
            down(fernhill, plan, by=getattr(fernhill, who))
        assert fresh(plan).state == "active"
        assert not Notice.objects.filter(kind="plan.lowered").exists()


def test_it_says_why_and_only_of_what_was_told_and_is_not_over(fernhill, plan):
    with fernhill.inside():
        with pytest.raises(plans.ReasonMissing):
            down(fernhill, plan, reason=" \u200b ")
        for state in ("draft", "in_review", "approved", "sustaining", "outcome_meeting", "appeal_window"):
            Plan.objects.filter(pk=plan.pk).update(state=state)
            with pytest.raises(StaleMove):
                down(fernhill, fresh(plan))
        for state in ("offered", "paused", "end_review"):
            Plan.objects.filter(pk=plan.pk).update(state=state, closed_at=None)
            assert down(fernhill, fresh(plan)).state == "closed", state
            Case.objects.filter(pk=plan.case_id).update(rung="pip")


def test_the_manager_proposes_it_and_hr_answers_or_does_it(fernhill, plan):
    with fernhill.inside():
        word = going_down.propose_lower(plan, "Four weeks clean.", by=fernhill.manager, at=LATER)
        assert (word.kind, word.by, fresh(plan).state) == ("lower", fernhill.manager, "active")
        heard = Notice.objects.filter(kind="plan.said", subject_id=word.pk).values_list("recipient", flat=True)
        assert set(heard) == {fernhill.employee.pk, fernhill.hr_admin.pk}
        voice.reply(plan, word, "After the next meeting.", by=fernhill.hr_admin, at=LATER)
        for who in (fernhill.employee, fernhill.hr_admin, fernhill.peer, fernhill.skip):
            with pytest.raises(Refused):
                going_down.propose_lower(plan, "Less is enough.", by=who, at=LATER)
        with pytest.raises(voice.NothingSaid):
            going_down.propose_lower(plan, " \u200b ", by=fernhill.manager, at=LATER)
        down(fernhill, plan)
        with pytest.raises(StaleMove):
            going_down.propose_lower(fresh(plan), "Once more.", by=fernhill.manager, at=LATER)
        assert PlanWord.objects.filter(plan=plan).count() == 2


def test_what_is_open_opens_the_coaching_plan_and_what_came_out_stays_known(fernhill, plan):
    with fernhill.inside():
        down(fernhill, plan)
        begun = coaching_from(plan.case, fernhill.employee, viewer=fernhill.manager, at=LATER)
        issues, support = begun.content.issues, begun.content.support
        assert [one.title for one in issues] == ["Certificates right first time", "Jobs handed on"]
        assert [(one.what, one.issue) for one in support] == [("Grace sits in on Tuesdays", 2)]
        assert support[0].due_date >= date(2026, 3, 31), "no day that is over is promised"
        assert (begun.content.length_days, begun.content.outcomes) == (30, "")
        known = known_of(plan.case)
        assert [(one.what, one.state) for one in known.support] == [
            ("A worked example", "delivered"),
            ("A course", "declined"),
        ]
        assert [one.title for one in known.points] == ["Figures on Monday"]
        assert [due.key for due in plans_due(fernhill.manager, at=LATER)] == [f"coaching:{plan.case_id}"]
        case = Case.objects.select_related("employee").get(pk=plan.case_id)
        made = plans.start_coaching(fernhill.employee, "", begun.content, by=fernhill.manager, at=LATER, case=case)
        assert (made.state, made.case.rung) == ("active", "coaching")
        assert list(plans_due(fernhill.manager, at=LATER)) == []
        assert Issue.objects.filter(plan=plan).count() == 3, "the plan before stays as it was"


def test_what_is_open_is_promised_for_a_day_on_which_its_employee_works(fernhill, plan):
    """Its day was one when the plan was written, and is a Saturday now, or a holiday."""
    saturday, holiday = date(2026, 4, 11), date(2026, 4, 15)
    with fernhill.inside():
        down(fernhill, plan)
        make_people.PublicHolidayFactory(date=holiday, location="")
        tuesday = date(2026, 4, 14)
        for day, instead in ((saturday, date(2026, 4, 13)), (holiday, date(2026, 4, 16)), (tuesday, tuesday)):
            Support.objects.filter(plan=plan, state="owed").update(due_date=day)
            begun = coaching_from(plan.case, fernhill.employee, viewer=fernhill.manager, at=LATER)
            assert {one.due_date for one in begun.content.support} == {instead}


def test_going_up_promises_nothing_anew_that_came_out(fernhill):
    with fernhill.inside():
        case = make.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, rung="coaching")
        before = make.PlanFactory(case=case, active=True)
        make.IssueFactory(plan=before)
        for state, what in [("delivered", "A worked example"), ("declined", "A course"), ("owed", "Two mornings")]:
            words = {"declined_words": "I know it."} if state == "declined" else {}
            make.SupportFactory(plan=before, what=what, state=state, **words)
        begun = pip_from(case, viewer=fernhill.manager, at=LATER)
        assert [one.what for one in begun.content.support] == ["Two mornings"]
        assert {one.what for one in known_of(case).support} == {"A worked example", "A course"}
        assert not known_of(case, beside=before), "a plan is not known from itself"


# --- from a coaching plan -------------------------------------------------------------------------


@pytest.fixture
def coaching(fernhill):
    with fernhill.inside():
        case = make.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, rung="coaching")
        make.ConcernFactory(case=case, state="raised")
        return make.PlanFactory(case=case, active=True)


def test_a_coaching_plan_is_watched_on_as_a_concern_until_a_day(fernhill, client_of, coaching):
    address = fernhill.path(f"plans/{coaching.pk}/lower/")
    late = client_of(fernhill.manager).post(address, {"reason": WHY, "look_date": "2026-03-16"})
    assert late.status_code == 422 and WHY in late.content.decode(), "nothing typed is lost"
    sent = client_of(fernhill.manager).post(address, {"reason": WHY, "look_date": "2026-04-20"})
    assert sent.status_code == 302
    with fernhill.inside():
        concern = Concern.objects.get(case=coaching.case_id)
        assert (concern.state, concern.look_date) == ("watched", date(2026, 4, 20))
        assert (fresh(coaching).state, fresh(coaching).case.rung) == ("closed", "concern")
        step = CaseEvent.objects.filter(case=coaching.case_id).latest("pk")
        assert (step.act, step.look_date, step.reason) == ("went_down", date(2026, 4, 20), WHY)
        with pytest.raises(concerns.DayTooFar):
            other = make.PlanFactory(case=coaching.case, active=True)
            going_down.lower(other, look_date=date(2027, 1, 1), by=fernhill.manager, at=LATER)


# --- pages and programs ---------------------------------------------------------------------------


def page(client_of, fernhill, who, address: str) -> str:
    return client_of(getattr(fernhill, who)).get(fernhill.path(address)).content.decode()


def test_each_side_finds_its_part_of_the_way_down(fernhill, client_of, plan):
    address = f"plans/{plan.pk}/"
    lower, propose = fernhill.path(f"{address}lower/"), fernhill.path(f"{address}propose-lower/")
    for who, finds in [("hr_admin", {lower}), ("manager", {propose}), ("employee", set())]:
        html = page(client_of, fernhill, who, address)
        assert {one for one in (lower, propose) if f'action="{one}"' in html} == finds, who
    assert client_of(fernhill.manager).post(propose, {"text": "Four weeks clean."}).status_code == 302
    assert "Four weeks clean." in page(client_of, fernhill, "hr_admin", address)
    empty = client_of(fernhill.hr_admin).post(lower, {"reason": ""})
    assert empty.status_code == 422 and "say why" in empty.content.decode()
    assert client_of(fernhill.hr_admin).post(lower, {"reason": WHY}).status_code == 302
    html = page(client_of, fernhill, "employee", address)
    assert "It went back a rung" in html and WHY in html
    case = page(client_of, fernhill, "employee", f"improvement/cases/{plan.case_id}/")
    assert "It went back to: coaching plan" in case and "Write the coaching plan" not in case
    write = f"improvement/cases/{plan.case_id}/coaching/"
    assert fernhill.path(write) in page(client_of, fernhill, "manager", f"improvement/cases/{plan.case_id}/")
    form = page(client_of, fernhill, "manager", write)
    assert "Known from the plan before" in form and "A worked example" in form and "I know it." in form
    assert 'value="Grace sits in on Tuesdays"' in form and 'value="A worked example"' not in form


def test_a_plan_leads_to_its_matter_and_to_the_paper_for_who_may_take_it(fernhill, client_of, plan):
    case, paper = fernhill.path(f"improvement/cases/{plan.case_id}/"), f"improvement/cases/{plan.case_id}/paper/"
    with fernhill.inside():
        make.CaseReaderFactory(case=plan.case, reader=fernhill.peer, named_by=fernhill.employee)
    for who, takes in [("employee", True), ("manager", True), ("hr_admin", True), ("peer", False)]:
        html = page(client_of, fernhill, who, f"plans/{plan.pk}/")
        assert f'href="{case}"' in html, who
        assert (f'href="{fernhill.path(paper)}"' in html) == takes, who


def test_a_program_takes_an_improvement_plan_back_for_hr_and_for_nobody_else(fernhill, client_of, plan):
    door = f"/api/v1/o/{fernhill.organization.slug}/plans/{plan.pk}/lower/"
    refused = client_of(fernhill.manager).post(door, {"reason": WHY}, content_type="application/json")
    assert refused.status_code == 403
    taken = client_of(fernhill.hr_admin).post(door, {"reason": WHY}, content_type="application/json")
    assert taken.status_code == 200, taken.content
    with fernhill.inside():
        assert fresh(plan).state == "closed"
        assert Case.objects.get(pk=plan.case_id).rung == "coaching"
