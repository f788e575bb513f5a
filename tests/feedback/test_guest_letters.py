"""Guests who have an address are written to: who asks, from where, and a link; nothing of what is asked."""

import datetime as dt
import re

import pytest
from django.test import Client

from feedback.models import AskedOf
from feedback.queries import requests as queries
from feedback.rules import guest_letters as letters
from feedback.rules import requests as rules
from feedback.rules.requests import Guest
from notices import rules as notices
from notices.models import Notice
from notices.queries import wishes_of
from people import rules as people
from people.access import SYSTEM
from people.models import Employee
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused
from perfhub.kernel.keys import hash_token

from .requesting import DAY, NEXT, QUESTION, ask

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)  # a Wednesday
GUS = Guest("Gus Guest", "Acme", "gus@acme.example")
KIND = "feedback.guest_asked"
EMMA = "emma@fernhill.test"  # who is told when her manager asks about her


def asked_in_mind(world, *guests, by=None, at=AT):
    """A request with these guests, and with nobody else."""
    with world.inside():
        made = ask(world, by=by, guests=guests or [GUS], at=at, due=NEXT + 20 * DAY)
    return made


def to_guest(mail_server):
    return [letter for letter in mail_server.letters if letter.recipients == ("gus@acme.example",)]


def links(mail_server):
    found = [
        re.search(r"https?://\S+/feedback/guest/\S+", letter.message.get_body("plain").get_content())
        for letter in mail_server.letters
    ]
    return ["/o/" + one[0].partition("/o/")[2] for one in found if one]


def one(world):
    with world.inside():
        return AskedOf.objects.select_related("request__by", "request__about").get()


def test_a_letter_says_who_asks_and_from_where_and_nothing_of_what_is_asked(fernhill, mail_server, deliver):
    made = asked_in_mind(fernhill, by=fernhill.manager)
    assert made.links == () and one(fernhill).token_hash == ""  # there is no link before there is a letter
    deliver(fernhill, AT)
    (letter,) = to_guest(mail_server)
    assert {who for one in mail_server.letters for who in one.recipients} == {"gus@acme.example", EMMA}
    message, raw = letter.message, letter.raw.decode()
    assert message["Subject"] == "Max Manager asks you for a few lines" and message["To"] == "gus@acme.example"
    assert message["List-Unsubscribe"] is None
    text = message.get_body("plain").get_content()
    assert "Max Manager of Fernhill Instruments would like to know something from you." in text
    for hidden in (QUESTION, "Emma", "feedback about", "Gus", "max@fernhill.test", "/notices/", "unsubscribe"):
        assert hidden not in text, hidden
    assert "emma" not in raw.casefold().replace("=\n", "")
    (link,) = links(mail_server)
    asked = one(fernhill)
    assert asked.token_hash == hash_token(link.rstrip("/").rpartition("/")[2])
    assert asked.link_until_at == AT + 7 * DAY


def test_scanners_do_no_harm_and_the_guest_answers_once(fernhill, mail_server, deliver):
    asked_in_mind(fernhill)
    deliver(fernhill, AT)
    (link,) = links(mail_server)
    with clock.stopped(AT + DAY):
        for method in ("get", "head", "get"):
            assert getattr(Client(), method)(link).status_code == 200
        assert QUESTION in Client().get(link).content.decode()
        assert Client().post(link, {"went_well": "The papers."}).status_code == 200
        assert Client().post(link, {"went_well": "Twice."}).status_code == 410
    asked = one(fernhill)
    assert (asked.state, asked.went_well, asked.guest_email) == (
        "answered",
        "The papers.",
        "",
    )  # the address is forgotten


def test_a_link_of_a_letter_lasts_seven_days_and_opens_nothing_elsewhere(fernhill, brackwater, mail_server, deliver):
    asked_in_mind(fernhill)
    deliver(fernhill, AT)
    (link,) = links(mail_server)
    for at, code in ((AT + 7 * DAY - dt.timedelta(seconds=1), 200), (AT + 7 * DAY, 410)):
        with clock.stopped(at):
            assert Client().get(link).status_code == code
            assert Client().get(link.replace("/o/fernhill/", "/o/brackwater/")).status_code == 410


@pytest.mark.parametrize("reason", ["withdrawn", "passed on", "left", "line", "switched off", "written anew"])
def test_what_is_not_wanted_any_more_is_not_sent(fernhill, mail_server, deliver, reason):
    asked_in_mind(fernhill, by=fernhill.manager)
    asked = one(fernhill)
    with fernhill.inside():
        if reason == "withdrawn":
            rules.withdraw_request(asked, by=fernhill.manager, at=AT)
        elif reason == "passed on":
            token = rules.new_guest_link(asked, by=fernhill.manager, at=AT)
        elif reason == "left":
            people.leave(fernhill.employee, by=SYSTEM, at=AT, last_day=AT.date())
        elif reason == "line":
            people.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=AT, from_date=AT.date())
        elif reason == "switched off":
            notices.use_kind(KIND, on=False, by=fernhill.hr_admin, at=AT)
        else:
            AskedOf.objects.update(letters=2)
    deliver(fernhill, AT)
    assert to_guest(mail_server) == [] and {who for one in mail_server.letters for who in one.recipients} <= {EMMA}
    if reason == "passed on":  # and its link is the one that counts
        with clock.stopped(AT):
            assert Client().get(fernhill.path(f"feedback/guest/{token}/")).status_code == 200


def test_a_letter_that_was_not_taken_goes_again_with_a_link_that_is_good(fernhill, mail_server, deliver):
    asked_in_mind(fernhill)
    mail_server.next_answers += ["451 later"]
    deliver(fernhill, AT)
    first = one(fernhill).token_hash
    deliver(fernhill, AT + dt.timedelta(minutes=5))
    (link,) = links(mail_server)
    assert first and one(fernhill).token_hash != first
    with clock.stopped(AT + DAY):
        assert Client().get(link).status_code == 200


def test_whoever_asked_writes_again_after_three_days_and_three_times_at_most(fernhill, mail_server, deliver):
    asked_in_mind(fernhill)
    deliver(fernhill, AT)
    with fernhill.inside():
        with pytest.raises(letters.WrittenLately):
            letters.write_to_guest_again(one(fernhill), by=fernhill.employee, at=AT + 2 * DAY)
        for nobody in (fernhill.manager, fernhill.peer, fernhill.hr_admin):
            with pytest.raises(Refused):
                letters.write_to_guest_again(one(fernhill), by=nobody, at=AT + 5 * DAY)
    for days in (5, 8):  # Monday, Thursday
        with fernhill.inside():
            letters.write_to_guest_again(one(fernhill), by=fernhill.employee, at=AT + days * DAY)
        deliver(fernhill, AT + days * DAY)
    first, second, third = links(mail_server)
    with clock.stopped(AT + 8 * DAY):
        assert [Client().get(link).status_code for link in (first, second, third)] == [410, 410, 200]
    with fernhill.inside():
        with pytest.raises(letters.WrittenOften):
            letters.write_to_guest_again(one(fernhill), by=fernhill.employee, at=AT + 12 * DAY)
        rules.decline_as_guest(third.rstrip("/").rpartition("/")[2], "Rather not.", at=AT + 9 * DAY)
        with pytest.raises(rules.GuestLinkUsed):
            letters.write_to_guest_again(one(fernhill), by=fernhill.employee, at=AT + 13 * DAY)


BCC = (
    "gus@acme.example\r\nBcc: thief@example.test",
    "gus@acme.example, thief@example.test",
    "gus",
    "gus@acme.example ‮",
)


@pytest.mark.parametrize("address", BCC)
def test_what_is_no_address_is_written_to_by_nobody(fernhill, address):
    with fernhill.inside():
        with pytest.raises(rules.GuestAddress):
            ask(fernhill, guests=[Guest("Gus", "Acme", address)], at=AT)
        with pytest.raises(rules.GuestTwice):
            ask(fernhill, guests=[GUS, Guest("Gustav", "", "GUS@acme.example")], at=AT)
        assert not AskedOf.objects.exists() and not Notice.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "Emma\r\nBcc: thief@example.test",
        'Emma" <thief@example.test>, "x',
        "‮ammE",
        "=?utf-8?q?Emma=0D=0ABcc:_thief@example.test?=",
    ],
)
def test_no_name_adds_a_header_or_a_recipient(fernhill, mail_server, deliver, name):
    with fernhill.inside():
        Employee.objects.filter(pk=fernhill.employee.pk).update(name=name)
    asked_in_mind(fernhill)
    deliver(fernhill, AT)
    (letter,) = mail_server.letters
    assert letter.recipients == ("gus@acme.example",) and letter.message["Bcc"] is None
    assert [line for line in letter.raw.decode().partition("\r\n\r\n")[0].splitlines() if line.startswith("Bcc")] == []


def test_where_hr_switched_letters_off_the_form_says_so_and_keeps_every_word(fernhill, client_of):
    with fernhill.inside():
        notices.use_kind(KIND, on=False, by=fernhill.hr_admin, at=AT)
    body = {"question": QUESTION, "due_date": NEXT.isoformat(), "guests": "Gus Guest, Acme, gus@acme.example"}
    with clock.stopped(AT):
        refused = client_of(fernhill.employee).post(fernhill.path("feedback/asking/new/"), body)
        assert refused.status_code == 409
        html = refused.content.decode()
        assert "Your organization writes to no guests." in html and "gus@acme.example" in html and QUESTION in html
        body["guests"] = "Gus Guest, Acme"
        done = client_of(fernhill.employee).post(fernhill.path("feedback/asking/new/"), body)
    assert done.status_code == 200 and "/feedback/guest/" in done.content.decode()


def test_the_form_takes_addresses_and_the_page_says_to_whoever_asked_how_the_letter_stands(
    fernhill, client_of, mail_server, deliver
):
    body = {
        "question": QUESTION,
        "due_date": NEXT.isoformat(),
        "guests": "Gus Guest, Acme, Leeds, gus@acme.example\nGrit Guest, Acme",
    }
    address = fernhill.path(f"people/{fernhill.employee.pk}/feedback/ask/")
    with clock.stopped(AT):
        done = client_of(fernhill.manager).post(address, body).content.decode()
    assert "Grit Guest" in done and "Gus Guest" not in done  # the link of the other goes by letter
    with fernhill.inside():
        assert set(AskedOf.objects.values_list("guest_name", "guest_at", "guest_email")) == {
            ("Gus Guest", "Acme, Leeds", "gus@acme.example"),
            ("Grit Guest", "Acme", ""),
        }
        page = fernhill.path(f"feedback/asking/{AskedOf.objects.first().request_id}/")
    mail_server.refused_addresses["gus@acme.example"] = "550 nobody"
    for at, says in ((AT, "is on its way"), (AT, "does not take our letter")):
        with clock.stopped(at):
            mine, theirs = (client_of(who).get(page).content.decode() for who in (fernhill.manager, fernhill.employee))
        assert says in mine and "gus@acme.example" in mine
        assert "gus@acme.example" not in theirs and "Gus Guest" in theirs
        deliver(fernhill, at)


def test_nobody_finds_it_under_the_bell_or_chooses_how_it_comes(fernhill, client_of):
    asked_in_mind(fernhill)
    with clock.stopped(AT + DAY):
        bell = client_of(fernhill.employee).get(fernhill.path("notices/")).content.decode()
    assert "asks you for a few lines" not in bell
    with fernhill.inside():
        assert KIND not in [wish.kind for wish in wishes_of(fernhill.employee)]
        assert slots.provider("notice.kind", KIND).to is not None


def test_a_page_asks_no_more_for_many_letters(fernhill, django_assert_num_queries):
    with fernhill.inside():
        for number in (1, 3):
            guests = [Guest(f"Gus {n}", "", f"gus{number}{n}@acme.example") for n in range(number)]
            made = ask(fernhill, guests=guests, at=AT)
            request = made.request
            with django_assert_num_queries(2):
                shown = queries.request_page(request, viewer=fernhill.employee, at=AT + 4 * DAY)
            assert all(line.letter and "write_again" in line.acts for line in shown.lines)
