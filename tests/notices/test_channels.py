"""How somebody is told: the person, else the organization, else the kind; quiet hours; who the mail is from."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from notices import queries, rules
from notices.models import MailSettings, Notice
from people.models import AuditEntry, Employee
from perfhub.kernel.errors import Conflict, Refused
from tests.factories.notices import MailSettingsFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(hours=23)
FIRST_STATES = {"now": "waiting", "digest": "held", "bell": "kept", "off": "dropped"}


def tell(world, kind="tests.letter", *, to=None, at=MONDAY, occurrence="1"):
    with world.inside():
        return rules.tell(to or world.employee, kind, subject=world.peer, occurrence=occurrence, at=at)


def test_the_person_goes_before_the_organization_and_that_before_the_kind(fernhill, brackwater):
    letter, daily = queries.kinds()["tests.letter"], queries.kinds()["tests.daily"]
    pk = fernhill.employee.pk
    with fernhill.inside():
        assert [queries.Choices([pk]).of(pk, kind) for kind in (letter, daily)] == ["now", "digest"]
        rules.use_kind("tests.letter", on=True, channel="bell", by=fernhill.hr_admin, at=MONDAY)
        assert queries.Choices([pk]).of(pk, letter) == "bell"
        rules.wish(fernhill.employee, "tests.letter", channel="digest", at=MONDAY)
        choices = queries.Choices([pk, fernhill.peer.pk])
        assert [choices.of(person, letter) for person in (pk, fernhill.peer.pk)] == ["digest", "bell"]
    with brackwater.inside():
        assert queries.Choices([]).of(brackwater.employee.pk, letter) == "now"


@pytest.mark.parametrize("channel", FIRST_STATES)
def test_each_way_is_kept_from_the_first_moment(fernhill, mail_server, deliver, client_of, channel):
    with fernhill.inside():
        rules.wish(fernhill.employee, "tests.letter", channel=channel, at=MONDAY)
    notice = tell(fernhill)
    assert notice.state == FIRST_STATES[channel]
    deliver(fernhill, MONDAY)
    assert len(mail_server.letters) == (channel == "now")
    deliver(fernhill, TUESDAY)
    assert len(mail_server.letters) == (channel in ("now", "digest"))
    shown = "About Peter Peer" in client_of(fernhill.employee).get(fernhill.path("notices/")).content.decode()
    assert shown == (channel != "off")


def test_what_is_owed_stays_under_the_bell_whatever_the_organization_says(fernhill):
    kind = queries.kinds()["tests.owed"]
    with fernhill.inside():
        with pytest.raises(rules.AlwaysTold):
            rules.wish(fernhill.employee, "tests.owed", channel="off", at=MONDAY)
        with pytest.raises(rules.AlwaysTold):
            rules.use_kind("tests.owed", on=True, channel="off", by=fernhill.hr_admin, at=MONDAY)
        with pytest.raises(rules.AlwaysTold):
            rules.use_kind("tests.owed", on=False, by=fernhill.hr_admin, at=MONDAY)
        fernhill.employee.preferences.create(kind="tests.owed", channel="off", changed_at=MONDAY)  # of an older release
        assert queries.Choices([fernhill.employee.pk]).of(fernhill.employee.pk, kind) == "bell"
        with pytest.raises(Refused):
            rules.use_kind("tests.letter", on=False, by=fernhill.manager, at=MONDAY)


def quiet(world, start, end):
    with world.inside():
        MailSettingsFactory(quiet_from=time(start), quiet_until=time(end))


def test_quiet_hours_put_off_what_can_wait_by_everybodys_own_clock(fernhill, mail_server, deliver):
    quiet(fernhill, 16, 11)
    with fernhill.inside():
        Employee.objects.filter(pk=fernhill.peer.pk).update(time_zone="Asia/Kolkata")  # half past two there
    waits, goes, urgent = tell(fernhill), tell(fernhill, to=fernhill.peer), tell(fernhill, "tests.at_once")
    deliver(fernhill, MONDAY)
    with fernhill.inside():
        states = {notice.pk: notice.state for notice in Notice.objects.all()}
        waits.refresh_from_db()
    assert (states[waits.pk], states[goes.pk], states[urgent.pk]) == ("waiting", "sent", "sent")
    assert waits.due_at == MONDAY + timedelta(hours=2)
    late = tell(fernhill, at=MONDAY + timedelta(hours=7), occurrence="2")
    assert late.due_at == MONDAY + timedelta(days=1, hours=2)


def test_a_digest_comes_when_the_quiet_hours_of_the_morning_are_over(fernhill, mail_server, deliver):
    quiet(fernhill, 18, 10)
    notice = tell(fernhill, "tests.daily")
    assert notice.due_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    again = tell(fernhill, "tests.daily", at=MONDAY + timedelta(hours=2), occurrence="2")
    assert again.due_at == datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(("start", "end"), [(7, 19), (19, 18)])
def test_whoever_works_in_quiet_hours_only_is_told_when_they_work(fernhill, start, end):
    quiet(fernhill, start, end)
    assert tell(fernhill).due_at == MONDAY


def test_quiet_hours_within_a_day_are_passed_over(fernhill):
    quiet(fernhill, 8, 12)
    assert tell(fernhill).due_at == MONDAY + timedelta(hours=3)


def test_a_late_digest_and_todays_are_one_letter(fernhill, mail_server, deliver):
    """The mail server was away all Tuesday; on Wednesday morning everybody gets one digest, not two."""
    tell(fernhill, "tests.daily")
    mail_server.stop()
    deliver(fernhill, TUESDAY)
    tell(fernhill, "tests.daily", at=TUESDAY + timedelta(hours=1), occurrence="2")
    wednesday = TUESDAY + timedelta(days=1)
    mail_server.start()
    for minutes in (0, 5, 10, 300):
        deliver(fernhill, wednesday + timedelta(minutes=minutes))
    assert mail_server.subjects == ["2 things to know this morning"]


def test_the_sender_has_a_name_and_answers_go_where_the_organization_says(fernhill, brackwater, mail_server, deliver):
    said = {"sender_name": "Fernhill, Inc. – perfhub", "reply_to": "hr@fernhill.test"}
    hours = {"quiet_from": time(18), "quiet_until": time(8)}
    with fernhill.inside():
        rules.change_mail(by=fernhill.hr_admin, at=MONDAY, **said, **hours)
        with pytest.raises(Refused):
            rules.change_mail(by=fernhill.manager, at=MONDAY, **said, **hours)
        with pytest.raises(Conflict):
            rules.change_mail(by=fernhill.hr_admin, at=MONDAY, seen=7, **said, **hours)
        assert AuditEntry.objects.filter(act="mail.settings_changed", by=fernhill.hr_admin).count() == 1
    tell(fernhill), tell(brackwater)
    deliver(fernhill, MONDAY), deliver(brackwater, MONDAY)
    ours, theirs = (letter.message for letter in mail_server.letters)
    (sender,) = ours["From"].addresses
    assert (sender.display_name, ours["Reply-To"]) == ("Fernhill, Inc. – perfhub", "hr@fernhill.test")
    assert sender.addr_spec == theirs["From"].addresses[0].addr_spec
    assert theirs["Reply-To"] is None


BAD_NAMES = ["x\r\nBcc: a@b.test", "x\u2028y", "Boss <boss@bank.test>", "boss@bank.test", 'a" <b', "a\x00b", "a\x85b"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_sender_that_is_no_plain_name_is_refused_and_kept_out_of_headers(fernhill, client_of, name):
    said = {"sender_name": name, "quiet_from": "18:00", "quiet_until": "08:00"}
    answer = client_of(fernhill.hr_admin).post(fernhill.path("notices/mail/settings/"), said)
    assert answer.status_code in (400, 422)
    with fernhill.inside():
        assert MailSettings.objects.count() == 0


def test_the_database_refuses_a_sender_with_a_line_end(fernhill):
    with fernhill.inside(), pytest.raises(IntegrityError), transaction.atomic():
        MailSettingsFactory(sender_name="x\r\nBcc: a@b.test")


def test_hours_that_leave_nothing_are_refused(fernhill, client_of):
    said = {"quiet_from": "08:00", "quiet_until": "08:00"}
    answer = client_of(fernhill.hr_admin).post(fernhill.path("notices/mail/settings/"), said)
    assert answer.status_code == 422 and "Some hours of the day" in answer.content.decode()


def test_a_letter_about_something_sensitive_says_nothing_of_it(fernhill, mail_server, deliver, client_of):
    with fernhill.inside():
        Employee.objects.filter(pk=fernhill.peer.pk).update(name="Kanarienvogel Peer")
    notice = tell(fernhill, "tests.sensitive")
    deliver(fernhill, MONDAY)
    (letter,) = mail_server.letters
    parts = [part.get_content() for part in letter.message.walk() if not part.is_multipart()]
    assert letter.message["Subject"] == "Something waits for you in perfhub"
    for words in ("Kanarienvogel", "There is something to read.", "First line", "Read it", "Sensitive"):
        assert words not in "".join(parts) + letter.raw.decode()
    client = client_of(fernhill.employee)
    place = fernhill.path(f"notices/{notice.pk}/")
    assert place in parts[0]
    assert client.get(place)["Location"] == fernhill.path()
    assert client_of(fernhill.manager).get(place).status_code == 404
    with fernhill.inside():
        rules.wish(fernhill.employee, "tests.sensitive", channel="digest", at=MONDAY)
    tell(fernhill, "tests.sensitive", at=MONDAY + timedelta(hours=1), occurrence="2")
    deliver(fernhill, TUESDAY)
    assert len(mail_server.letters) == 2
    assert b"Kanarienvogel" not in mail_server.letters[1].raw
