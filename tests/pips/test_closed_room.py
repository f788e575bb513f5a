"""By a role nobody learns that there is anything of this floor about somebody: not in the audit, not in the sending."""

from datetime import UTC, datetime

import pytest

from notices import access as notices_access
from notices.models import Notice
from people import access as people_access
from people.models import AuditEntry
from people.rules import record
from perfhub.kernel import capabilities, slots
from perfhub.kernel.slots import NoticeKind, Rendered
from tests.factories import pips as make_pips
from tests.factories.notices import NoticeFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
SEARCHING = ("owner", "hr_admin", "hr_partner", "auditor")
ACTS = ("case.opened", "refused.pips:plan", "unseen.pips_api:plan", "employee.changed")


@pytest.fixture
def lines(fernhill):
    """What was done and seen about somebody's case; and, so that a search finds something, about that person."""
    with fernhill.inside():
        case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, hr_owner=fernhill.hr_admin)
        record("case.opened", by=fernhill.manager, at=AT, employee=fernhill.employee, subject=case)
        record("refused.pips:plan", by=fernhill.employee, at=AT)
        record("unseen.pips_api:plan", by=fernhill.employee, at=AT)
        record("employee.changed", by=fernhill.manager, at=AT, employee=fernhill.employee, subject=fernhill.employee)


def acts_found(viewer) -> set[str]:
    return set(people_access.visible_audit(viewer).filter(act__in=ACTS, at=AT).values_list("act", flat=True))


@pytest.mark.parametrize("persona", SEARCHING)
def test_no_search_of_the_audit_finds_a_line_of_a_case(fernhill, lines, persona):
    with fernhill.inside():
        assert acts_found(getattr(fernhill, persona)) == {"employee.changed"}


def test_its_employee_finds_who_did_what(fernhill, lines):
    with fernhill.inside():
        found = people_access.own_audit(fernhill.employee).filter(act__in=ACTS)
        assert set(found.values_list("act", flat=True)) == {"case.opened", "employee.changed"}


def test_a_room_that_is_not_closed_would_be_found(fernhill, lines, monkeypatch):
    monkeypatch.setattr("people.access.audit.closed_rooms", list)
    with fernhill.inside():
        assert acts_found(fernhill.hr_admin) == set(ACTS) - {"case.opened"}, "which is sealed by itself"
        assert AuditEntry.objects.filter(act__in=ACTS, at=AT).count() == len(ACTS)


@pytest.fixture
def kind():
    """A letter of this floor, beside the letter of the tests."""
    name = "tests.of_a_case"
    words = NoticeKind(
        name=name, label="Case", still_wanted=lambda notice: True, render=lambda notice: Rendered(subject="Case")
    )
    slots.register("notice.kind", words, capability="improvement")
    yield name
    slots.application._providers["notice.kind"].pop(name)
    slots.application._capabilities.pop(("notice.kind", name))


def test_whoever_answers_for_the_sending_does_not_see_its_letters(fernhill, client_of, kind):
    with fernhill.inside():
        for number, chosen in enumerate((kind, "tests.letter")):
            NoticeFactory(recipient=fernhill.peer, kind=chosen, state="parked", failure=f"Closed{number}")
            NoticeFactory(recipient=fernhill.peer, kind=chosen, state="sent", sent_at=AT)
        notice = Notice.objects.get(kind=kind, state="parked")
    client = client_of(fernhill.hr_admin)
    words = client.get(fernhill.path("notices/mail/")).content.decode()
    assert "Closed1" in words and "Closed0" not in words
    assert client.post(fernhill.path(f"notices/mail/{notice.pk}/try-again/")).status_code == 404
    with fernhill.inside():
        overseen = notices_access.overseen(fernhill.hr_admin).filter(recipient=fernhill.peer)
        assert list(overseen.values_list("kind", flat=True)) == ["tests.letter"] * 2
        due = slots.collect("home.due", fernhill.hr_admin, at=AT)
        assert [line.title for line in due if line.key == "notices:parked"] == ["1 letter could not be delivered"]


def test_the_whole_floor_is_closed():
    assert capabilities.closed_rooms() == ["pips"]
