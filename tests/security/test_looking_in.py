"""Whoever looks in for support, as an attacker would: nothing is written, given away, or answered to a program."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback.queries.answers import draft_key
from feedback.queries.reading import comment_draft
from notices.queries.first_hour import letters_looked_at
from people import rules
from people.access import SYSTEM
from perfhub.kernel import clock
from tests.factories import people as make
from tests.factories.feedback import CheckInFactory
from tests.guards.access import Row

from .conftest import READS

pytestmark = pytest.mark.django_db
WRITES = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)", re.IGNORECASE)
MAY_CHANGE = {"people_session", "people_auditentry"}
TAKEN_BACK = "people:look_page"  # what is written for it never stays, see test_looking
INSIDE = [row for row in READS if row.inside_organization and not row.public]


@pytest.fixture
def look_in(fernhill):
    """A browser in which an operator looks in as somebody."""
    operator = make.OperatorFactory()
    Authenticator.objects.create(user=operator.user, type=Authenticator.Type.TOTP, data={"secret": "kept elsewhere"})
    with fernhill.inside():
        rules.switch_support(on=True, by=fernhill.hr_admin, at=clock.now())

    def look(who) -> Client:
        with fernhill.inside():
            rules.open_visit(operator, who, reason="The inbox stays empty", by=SYSTEM, at=clock.now())
        client = Client()
        client.force_login(operator.user)
        return client

    return look


SEEN_AS = ("employee", "manager", "hr_admin")


def in_turn(who: str) -> list[Row]:
    """The rows looked at as this person: as somebody who gets in, one after the other; as all three under `prove`."""
    found = []
    for number, row in enumerate(INSIDE):
        let_in = [one for one in SEEN_AS if row.expected(one) == 200] or SEEN_AS
        found += [row] if let_in[number % len(let_in)] == who else []
    return found


def all_of_them(_who: str) -> list[Row]:
    return INSIDE


@pytest.mark.parametrize("who", SEEN_AS)
@pytest.mark.parametrize("rows", [in_turn, pytest.param(all_of_them, marks=pytest.mark.prove)])
def test_every_page_is_to_read_and_no_more(cast, look_in, who, rows):
    browser = look_in(getattr(cast.world, who))
    wrong, read = [], 0
    for row in rows(who):
        with transaction.atomic():
            made = cast.make(row)
            with CaptureQueriesContext(connection) as asked:
                answer = cast.send(row, who, made, client=browser)
                text = b"".join(answer).decode(errors="replace")
            wrong += [f"{row} {what}" for what in more_than_read(row, answer, text, asked)]
            read += answer.status_code == 200
            transaction.set_rollback(True)
    assert wrong == [] and read > 15


def more_than_read(row, answer, text, asked):
    written = {found[1].lower() for query in asked if (found := WRITES.match(query["sql"]))} - MAY_CHANGE
    if written and row.name != TAKEN_BACK:
        yield f"writes {written}"
    if row.is_api and answer.status_code != 403:
        yield "answers a program"
    if answer.status_code != 200:
        return
    if "attachment" in answer.get("Content-Disposition", ""):
        yield "gives a file away"
    if "no-store" not in answer["Cache-Control"]:
        yield "may be kept"
    if "<body" in text and "Support access" not in text and "sandbox" not in answer["Content-Security-Policy"]:
        yield "has no banner"


def test_what_was_typed_and_not_sent_is_not_shown_to_support(fernhill, look_in, client_of):
    with fernhill.inside():
        due = CheckInFactory(employee=fernhill.employee)
        sent = CheckInFactory(employee=fernhill.peer, answered=True)
        rules.save_draft(fernhill.employee, draft_key(due), content={"progress": ["Half a thought"]}, at=clock.now())
        kept = {"comment": ["Half an answer"]}
        rules.save_draft(fernhill.manager, comment_draft(sent.pk), content=kept, at=clock.now())
    for who, check_in, words in [("employee", due, "Half a thought"), ("manager", sent, "Half an answer")]:
        page = fernhill.path(f"check-in/{check_in.pk}/" if who == "employee" else f"inbox/?open={check_in.pk}")
        assert words in client_of(getattr(fernhill, who)).get(page).content.decode()
        shown = look_in(getattr(fernhill, who)).get(page)
        assert shown.status_code == 200 and words not in shown.content.decode()


def test_support_ticks_nothing_off_for_the_organization(fernhill, look_in, client_of):
    letter = fernhill.path("notices/mail/preview/check_in.due/")
    assert look_in(fernhill.hr_admin).get(letter).status_code == 200
    with fernhill.inside():
        assert letters_looked_at() == frozenset()
    client_of(fernhill.hr_admin).get(letter)
    with fernhill.inside():
        assert letters_looked_at() == {"check_in.due"}


def test_what_would_be_refused_is_not_offered(fernhill, look_in, client_of):
    """All buttons that send stand in the part of the page whose buttons the stylesheet hides while somebody looks."""
    html = look_in(fernhill.hr_admin).get(fernhill.path(f"people/{fernhill.employee.pk}/edit/")).content.decode()
    page = html.partition('<div class="ph-page ph-only-looks">')[2].partition("</main>")[0]
    assert 'method="post"' in page
    own = client_of(fernhill.hr_admin).get(fernhill.path(f"people/{fernhill.employee.pk}/edit/")).content.decode()
    assert "ph-only-looks" not in own
