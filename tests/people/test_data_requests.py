"""Somebody asks which data are held about them: by when it is answered, by whom, and who learns of it."""

import datetime as dt

import pytest

from people import rules
from people.access import handled_data_requests
from people.models import AuditEntry, DataRequest
from people.queries import data_requests_due
from people.rules.data_requests import a_month_after
from perfhub.kernel.errors import Refused, StaleMove

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ((2026, 9, 3), (2026, 10, 3)),
        ((2026, 1, 31), (2026, 2, 28)),
        ((2028, 1, 30), (2028, 2, 29)),
        ((2026, 12, 31), (2027, 1, 31)),
    ],
)
def test_it_is_answered_by_the_same_day_of_the_next_month_or_its_last(asked, due):
    assert a_month_after(dt.date(*asked)) == dt.date(*due)


def test_somebody_asks_hr_answers_and_each_sees_it(fernhill, client_of):
    own, hr = client_of(fernhill.employee), client_of(fernhill.hr_admin)
    assert own.post(fernhill.path("my-data/")).status_code == 302
    with fernhill.inside():
        asked = DataRequest.objects.get()
        assert (asked.employee, asked.asked_by, asked.state) == (fernhill.employee, fernhill.employee, "open")
        with pytest.raises(rules.AskedAlready):
            rules.ask_for_data(fernhill.employee, by=fernhill.hr_admin, at=asked.asked_at)
    address = fernhill.path(f"data-requests/{asked.pk}/")
    assert "Emma Employee" in hr.get(fernhill.path("data-requests/")).content.decode()
    assert "Emma Employee asks for the data held about them" in hr.get(fernhill.path("")).content.decode()
    assert "Open" in own.get(address).content.decode()
    assert own.post(address + "answer/").status_code == 403
    assert hr.post(address + "answer/").status_code == 303
    assert hr.post(address + "answer/").status_code == 409
    assert "Hannah Admin" in own.get(address).content.decode()
    assert hr.post(address + "reopen/").status_code == 303
    assert own.post(address + "withdraw/").status_code == 303
    assert "Taken back" in own.get(address).content.decode()
    assert own.post(fernhill.path("my-data/")).status_code == 302  # and asks anew
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act__startswith="data_request.", object_id=asked.pk).order_by("pk")
        assert list(lines.values_list("act", "by__name", "employee__name")) == [
            ("data_request.asked", "Emma Employee", "Emma Employee"),
            ("data_request.answered", "Hannah Admin", "Emma Employee"),
            ("data_request.reopened", "Hannah Admin", "Emma Employee"),
            ("data_request.withdrawn", "Emma Employee", "Emma Employee"),
        ]


def test_hr_writes_down_what_a_leaver_asked_on_paper(fernhill, brackwater, client_of):
    client = client_of(fernhill.hr_admin)
    with fernhill.inside():
        leaver = fernhill.leaver
    html = client.get(fernhill.path("data-requests/"), {"q": leaver.number}).content.decode()
    assert leaver.name in html
    assert client.post(fernhill.path(f"people/{leaver.pk}/data-request/")).status_code == 302
    with fernhill.inside():
        assert DataRequest.objects.get().employee == leaver
    with brackwater.inside():
        assert not DataRequest.objects.exists()
    assert client_of(brackwater.hr_admin).post(brackwater.path(f"people/{leaver.pk}/data-request/")).status_code == 404


def test_nobody_asks_for_another_nor_answers_about_themselves_or_those_above(fernhill):
    with fernhill.inside():
        for who in ("peer", "manager", "skip", "hr_partner", "auditor", "leaver"):
            with pytest.raises(Refused):
                rules.ask_for_data(fernhill.employee, by=getattr(fernhill, who), at=AT)
        with pytest.raises(Refused):
            rules.ask_for_data(fernhill.leaver, by=fernhill.leaver, at=AT)
        own = rules.ask_for_data(fernhill.hr_admin, by=fernhill.hr_admin, at=AT)
        with pytest.raises(Refused):
            rules.answer_data_request(own, by=fernhill.hr_admin, at=AT)
        assert not handled_data_requests(fernhill.hr_admin).exists()
        assert not list(data_requests_due(fernhill.hr_admin, at=AT))
        assert [due.key for due in data_requests_due(fernhill.owner, at=AT)] == [f"data_request:{own.pk}"]
        rules.answer_data_request(own, by=fernhill.owner, at=AT + HOUR)
        with pytest.raises(StaleMove):
            rules.withdraw_data_request(own, by=fernhill.hr_admin, at=AT + HOUR)
        rules.ask_for_data(fernhill.hr_admin, by=fernhill.hr_admin, at=AT + DAY)
        with pytest.raises(rules.AskedAlready):
            rules.reopen_data_request(own, by=fernhill.owner, at=AT + DAY)
        assert DataRequest.objects.count() == 2


def test_the_list_and_home_ask_no_more_for_many(fernhill, django_assert_num_queries):
    with fernhill.inside():
        for who in ("employee", "peer", "stranger"):
            rules.ask_for_data(getattr(fernhill, who), by=getattr(fernhill, who), at=AT)
        assert fernhill.hr_admin.state  # roles are read once with the viewer
        list(data_requests_due(fernhill.hr_admin, at=AT))
        with django_assert_num_queries(1):
            assert len(list(data_requests_due(fernhill.hr_admin, at=AT))) == 3
