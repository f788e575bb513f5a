"""Two questions when a plan is over: kept apart from the case, shown ten or more together, once."""

import datetime as dt

import pytest
from django.http import Http404

from people.models import AuditEntry
from perfhub.kernel.errors import Refused
from pips.access import closing as access
from pips.models import ENOUGH, ClosingAnswer, ClosingAsked, ClosingBatch
from pips.queries.closing import closing_due
from pips.rules import closing as rules
from tests.factories import pips as make_pips

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 4, 10, tzinfo=dt.UTC)
LONDON = "Europe/London"


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


def closed(fernhill, employee=None):
    case = make_pips.CaseFactory(
        employee=employee or fernhill.employee, manager=fernhill.manager, rung="pip", closed=True
    )
    return make_pips.PlanFactory(case=case, pip=True, active=True, state="closed", closed_at=AT)


def answers(fernhill, number):
    for _n in range(number):
        ClosingAnswer.objects.create(promised="yes", supported=4)


def test_its_employee_is_asked_once_and_nobody_else(fernhill):
    plan = closed(fernhill)
    assert [line.key for line in closing_due(fernhill.employee, at=AT)] == [f"closing:{plan.pk}"]
    for nobody in (fernhill.manager, fernhill.hr_admin, fernhill.peer):
        assert list(closing_due(nobody, at=AT)) == []
        with pytest.raises(Refused):
            rules.answer_closing(plan, "yes", 5, by=nobody, at=AT)
    rules.answer_closing(plan, "partly", 2, by=fernhill.employee, at=AT)
    assert list(closing_due(fernhill.employee, at=AT)) == []
    with pytest.raises(rules.SaidAlready):
        rules.answer_closing(plan, "yes", 5, by=fernhill.employee, at=AT)
    assert ClosingAnswer.objects.count() == 1
    with pytest.raises(Http404):
        access.get_closed(fernhill.employee, plan.pk)


def test_an_open_plan_is_not_asked_about(fernhill):
    case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, rung="pip")
    make_pips.PlanFactory(case=case, pip=True, active=True)
    assert list(closing_due(fernhill.employee, at=AT)) == []


def test_whoever_would_rather_not_say_is_not_asked_again(fernhill):
    plan = closed(fernhill)
    rules.leave_closing(plan, by=fernhill.employee, at=AT)
    assert (ClosingAsked.objects.count(), ClosingAnswer.objects.count()) == (1, 0)
    assert list(closing_due(fernhill.employee, at=AT)) == []


def test_an_answer_knows_neither_case_nor_person_nor_time(fernhill):
    rules.answer_closing(closed(fernhill), "no", 1, by=fernhill.employee, at=AT)
    names = {field.name for field in ClosingAnswer._meta.concrete_fields}
    assert names == {"id", "organization", "promised", "supported"}
    assert ClosingAnswer.objects.get().pk.version == 4, "a key that says nothing of when"
    line = AuditEntry.objects.get(act="closing.answered")
    assert (line.object_id, line.object_type, line.employee_id) == (None, "", None)


def test_nine_answers_are_shown_to_nobody_not_even_their_number(fernhill, client_of):
    answers(fernhill, ENOUGH - 1)
    assert rules.make_batch(at=AT, zone=LONDON) is None
    page = client_of(fernhill.hr_admin).get(fernhill.path("how-plans-felt/")).content.decode()
    assert "Nothing to show yet." in page and f"<td>{ENOUGH - 1}" not in page


def test_ten_are_shown_once_and_never_again_recomputed(fernhill):
    answers(fernhill, ENOUGH)
    batch = rules.make_batch(at=AT, zone=LONDON)
    assert batch is not None
    assert (batch.number, batch.n, batch.yes, float(batch.supported)) == (1, 10, 10, 4.0)
    assert not ClosingAnswer.objects.exists(), "what was shown together is kept together alone"
    answers(fernhill, 1)
    assert rules.make_batch(at=AT, zone=LONDON) is None, "one more answer changes nothing that is shown"
    with pytest.raises(Exception, match="permission denied"):
        ClosingBatch.objects.update(n=11)
