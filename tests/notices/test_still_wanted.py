"""Between telling and sending things change; then nothing is sent, or nothing now."""

from datetime import UTC, date, datetime, timedelta

import pytest

from notices import rules
from notices.models import Notice
from people import rules as people_rules
from people.access import SYSTEM, is_manager_of
from people.models import Employee
from perfhub.kernel import slots
from perfhub.kernel.slots import NoticeKind, Rendered
from tests.factories.people import AbsenceFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
KIND = "tests.report_waits"


def still_wanted(notice) -> bool:
    """To the manager of somebody who has written, or to an HR admin; done when the grade says so."""
    is_admin = notice.recipient.role_grants.filter(role="hr_admin", end_at=None).exists()
    return notice.subject.grade != "answered" and (is_manager_of(notice.recipient, notice.subject) or is_admin)


@pytest.fixture(autouse=True, scope="module")
def report_waits():
    kind = NoticeKind(
        name=KIND, label="A report waits", still_wanted=still_wanted, render=lambda notice: Rendered(subject="Waits")
    )
    if KIND not in slots.providers("notice.kind"):
        slots.register("notice.kind", kind)


def leaver(world):
    people_rules.leave(world.manager, by=SYSTEM, at=MONDAY, last_day=date(2026, 3, 1))


def answered(world):
    people_rules.change(world.employee, by=SYSTEM, at=MONDAY, grade="answered")


def moved(world):
    people_rules.report_to(world.employee, world.skip, by=SYSTEM, at=MONDAY, from_date=date(2026, 3, 2))


def away(world):
    AbsenceFactory(employee=world.manager, start_date=date(2026, 3, 2), end_date=date(2026, 3, 3))


def preference_off(world):
    rules.wish(world.manager, KIND, channel="bell", at=MONDAY)


def preference_daily(world):
    rules.wish(world.manager, KIND, channel="digest", at=MONDAY)


def not_even_the_bell(world):
    rules.wish(world.manager, KIND, channel="off", at=MONDAY)


def bell_here(world):
    rules.use_kind(KIND, on=True, channel="bell", by=world.hr_admin, at=MONDAY)


def no_address(world):
    Employee.objects.filter(pk=world.manager.pk).update(email="")


def kind_off(world):
    rules.use_kind(KIND, on=False, by=world.hr_admin, at=MONDAY)


def elsewhere(world):
    """It is the middle of the night there."""
    Employee.objects.filter(pk=world.manager.pk).update(time_zone="America/Los_Angeles")


CHANGES = {
    leaver: "dropped",
    answered: "dropped",
    moved: "dropped",
    away: "waiting",
    preference_off: "kept",
    preference_daily: "held",
    not_even_the_bell: "dropped",
    bell_here: "kept",
    no_address: "kept",
    kind_off: "dropped",
    elsewhere: "waiting",
}


def tell(world, to=None):
    with world.inside():
        return rules.tell(to or world.manager, KIND, subject=world.employee, occurrence="1", at=MONDAY)


def test_without_a_change_it_is_sent(fernhill, mail_server, deliver):
    tell(fernhill)
    deliver(fernhill, MONDAY)
    assert mail_server.subjects == ["Waits"]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_after_a_change_no_mail_goes_out(fernhill, brackwater, mail_server, deliver, change):
    notice, elsewhere_notice = tell(fernhill), tell(brackwater)
    with fernhill.inside():
        change(fernhill)
    deliver(fernhill, MONDAY)
    assert mail_server.to(fernhill.manager.email) == []
    with fernhill.inside():
        notice.refresh_from_db()
        assert (notice.state, notice.attempts > 0) == (CHANGES[change], CHANGES[change] not in ("waiting", "held"))
    with brackwater.inside():
        elsewhere_notice.refresh_from_db()
        assert elsewhere_notice.state == "waiting"


def test_a_role_that_was_lost_gets_no_mail(fernhill, mail_server, deliver):
    notice = tell(fernhill, to=fernhill.hr_admin)
    with fernhill.inside():
        grant = fernhill.hr_admin.role_grants.get()
        people_rules.end_grant(grant, by=fernhill.owner, at=MONDAY)
    deliver(fernhill, MONDAY)
    with fernhill.inside():
        notice.refresh_from_db()
    assert (notice.state, mail_server.letters) == ("dropped", [])


def test_a_subject_that_is_gone_is_not_asked_about(fernhill, mail_server, deliver):
    notice = tell(fernhill)
    with fernhill.inside():
        Notice.objects.filter(pk=notice.pk).update(subject_id=10**12)
    deliver(fernhill, MONDAY)
    with fernhill.inside():
        notice.refresh_from_db()
    assert (notice.state, mail_server.letters) == ("dropped", [])


def test_whoever_was_away_is_told_on_the_first_morning_back(fernhill, mail_server, deliver):
    notice = tell(fernhill)
    with fernhill.inside():
        away(fernhill)
    deliver(fernhill, MONDAY)
    back = datetime(2026, 3, 4, 8, tzinfo=UTC)
    with fernhill.inside():
        notice.refresh_from_db()
    assert notice.due_at == back
    deliver(fernhill, back - timedelta(minutes=1))
    assert mail_server.letters == []
    deliver(fernhill, back)
    assert mail_server.subjects == ["Waits"]


def test_a_legal_kind_is_sent_whatever_was_wished(fernhill, mail_server, deliver):
    with fernhill.inside():
        for channel in ("bell", "digest", "off"):
            with pytest.raises(rules.AlwaysTold):
                rules.wish(fernhill.manager, "tests.legal", channel=channel, at=MONDAY)
        with pytest.raises(rules.AlwaysTold):
            rules.use_kind("tests.legal", on=False, by=fernhill.hr_admin, at=MONDAY)
        rules.tell(fernhill.manager, "tests.legal", subject=fernhill.peer, at=MONDAY)
    deliver(fernhill, MONDAY)
    (letter,) = mail_server.letters
    assert letter.message["List-Unsubscribe"] is None
