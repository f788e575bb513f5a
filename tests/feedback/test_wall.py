"""The wall of praise: who hangs there, what is said with a press, what HR hides, who was praised last."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import rules
from feedback.models import Feedback, PraiseReaction, PraiseWish
from feedback.queries import wall as queries
from feedback.rules import wall as wall_rules
from notices.models import Notice
from people.models import AuditEntry, Team
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, StaleMove
from tests.factories import people as make
from tests.factories.feedback import FeedbackFactory, PraiseWishFactory, ValueFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _wednesday():
    with clock.stopped(AT):
        yield


def praise(world, to=None, *, by=None, ago=HOUR, **said):
    return FeedbackFactory(by=by or world.peer, to=to or world.employee, praise=True, given_at=AT - ago, **said)


def names(wall):
    return [row.names for row in wall.rows]


def test_the_wall_shows_praise_for_everybody_and_nothing_else(fernhill, brackwater, client_of):
    with brackwater.inside():
        praise(brackwater, text="Elsewhere.")
    with fernhill.inside():
        praise(fernhill, text="On the wall.")
        praise(fernhill, text="Between us.", audience="manager")
        FeedbackFactory(by=fernhill.peer, to=fernhill.employee, behaviour="A suggestion.", given_at=AT)
        praise(fernhill, text="Taken back.", state="taken_back")
    html = client_of(fernhill.auditor).get(fernhill.path("praise/")).content.decode()
    assert "On the wall." in html
    for words in ("Elsewhere.", "Between us.", "A suggestion.", "Taken back."):
        assert words not in html
    with fernhill.inside():  # what everybody sees leaves no line
        assert not AuditEntry.objects.filter(act="feedback.seen").exists()


def test_a_team_has_a_wall_with_all_below_it(fernhill):
    with fernhill.inside():
        below = make.TeamFactory(name="Night shift", parent=fernhill.employee.team)
        inner = make.EmployeeFactory(team=below, first_name="Ina", last_name="Inner")
        praise(fernhill, inner)
        praise(fernhill, fernhill.stranger)
        top = Team.objects.get(pk=fernhill.employee.team_id)
        assert names(queries.wall_of(fernhill.skip, at=AT, team=top)) == ["Ina Inner"]
        assert len(queries.wall_of(fernhill.skip, at=AT).rows) == 2


def test_the_wall_is_narrowed_to_a_value_and_goes_on_page_by_page(fernhill, client_of):
    with fernhill.inside():
        value = ValueFactory(name="We ask early")
        for n in range(23):
            praise(fernhill, text=f"Number {n:02}.", ago=n * HOUR, value=value)
        praise(fernhill, text="Of no value.", ago=40 * DAY)
    client = client_of(fernhill.stranger)
    html = client.get(fernhill.path("praise/"), {"value": value.pk}).content.decode()
    assert "Number 19." in html and "Number 20." not in html and "Of no value." not in html
    onwards = re.search(r'href="(\?after=[^"]+)"', html)[1].replace("&amp;", "&")
    html = client.get(fernhill.path("praise/") + onwards).content.decode()
    assert "Number 22." in html and "Of no value." not in html
    html = client.get(fernhill.path("praise/")).content.decode()
    onwards = re.search(r'href="(\?after=[^"]+)"', html)[1].replace("&amp;", "&")
    assert "Of no value." in client.get(fernhill.path("praise/") + onwards).content.decode()
    assert client.get(fernhill.path("praise/"), {"after": "nonsense", "value": "x"}).status_code == 200


def test_the_wall_asks_no_more_for_many(fernhill, client_of):
    client, asked = client_of(fernhill.manager), []
    for more in (1, 3):
        with fernhill.inside():
            for _n in range(more):
                made = praise(fernhill, value=ValueFactory())
                wall_rules.react_to_praise(made, "applause", by=fernhill.stranger, at=AT)
                rules.comment_on_feedback(made, "So it was.", by=fernhill.stranger, at=AT)
        client.get(fernhill.path("praise/"))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(fernhill.path("praise/")).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_a_press_says_one_of_three_things_and_takes_it_back(fernhill, client_of):
    with fernhill.inside():
        made = praise(fernhill)
    client = client_of(fernhill.stranger)
    address = fernhill.path(f"praise/{made.pk}/react/saw_it/")
    assert client.post(address).status_code == 303
    part = client.post(fernhill.path(f"praise/{made.pk}/react/applause/"), headers={"HX-Request": "true"})
    assert part.status_code == 200 and "<html" not in part.content.decode()
    with fernhill.inside():
        row = queries.wall_of(fernhill.stranger, at=AT).rows[0]
        assert [(r.kind, r.number, r.pressed) for r in row.reactions] == [
            ("applause", 1, True),
            ("saw_it", 1, True),
            ("learned", 0, False),
        ]
        assert not queries.wall_of(fernhill.peer, at=AT).rows[0].reactions[0].pressed
    client.post(address)
    with fernhill.inside():
        assert set(PraiseReaction.objects.values_list("kind", flat=True)) == {"applause"}


def test_hr_hides_with_a_reason_the_giver_is_told_and_it_can_come_back(fernhill, client_of):
    with fernhill.inside():
        made = praise(fernhill, text="Calm with Mrs Miller of Acme.")
    client = client_of(fernhill.hr_admin)
    address = fernhill.path(f"praise/{made.pk}/hide/")
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "It names a customer."}).status_code == 302
    assert "Mrs Miller" not in client_of(fernhill.stranger).get(fernhill.path("praise/")).content.decode()
    assert client_of(fernhill.stranger).get(fernhill.path(f"feedback/{made.pk}/")).status_code == 404
    for reader in (fernhill.peer, fernhill.employee):
        html = client_of(reader).get(fernhill.path(f"feedback/{made.pk}/")).content.decode()
        assert "It names a customer." in html and "Mrs Miller" in html
    with fernhill.inside():
        assert list(Notice.objects.filter(kind="feedback.hidden").values_list("recipient__name", flat=True)) == [
            "Peter Peer"
        ]
        with pytest.raises(Refused):
            wall_rules.hide(made, "No.", by=fernhill.manager, at=AT)
        with pytest.raises(StaleMove):
            wall_rules.hide(Feedback.objects.get(pk=made.pk), "Again.", by=fernhill.owner, at=AT)
    html = client.get(fernhill.path("praise/")).content.decode()
    assert "Taken off the wall" in html and "It names a customer." in html
    client.post(fernhill.path(f"praise/{made.pk}/show-again/"))
    assert "Mrs Miller" in client_of(fernhill.stranger).get(fernhill.path("praise/")).content.decode()
    history = client_of(fernhill.peer).get(fernhill.path(f"feedback/{made.pk}/")).content.decode()
    assert "Hannah Admin had taken it off the wall" in history and "It names a customer." in history
    assert "It names a customer." not in (
        client_of(fernhill.stranger).get(fernhill.path(f"feedback/{made.pk}/")).content.decode()
    )
    with fernhill.inside():
        acts = AuditEntry.objects.filter(act__in=["feedback.hidden", "feedback.shown_again"]).order_by("pk")
        assert list(acts.values_list("act", "by__name")) == [
            ("feedback.hidden", "Hannah Admin"),
            ("feedback.shown_again", "Hannah Admin"),
        ]


def test_many_words_under_praise_are_one_letter_in_the_morning(fernhill, mail_server, deliver):
    with fernhill.inside():
        made = praise(fernhill)
        for name in ("skip", "manager", "stranger", "owner", "employee"):
            rules.comment_on_feedback(made, f"Well done, says {name}.", by=getattr(fernhill, name), at=AT)
    for at, number in ((AT, 0), (AT + DAY, 1), (AT + DAY + HOUR, 1)):
        deliver(fernhill, at)
        assert len(mail_server.to("peter@fernhill.test")) == number
    (letter,) = mail_server.to("peter@fernhill.test")
    assert letter["Subject"].startswith("5 things") and "Well done" not in letter.as_string()


def test_who_would_rather_not_hang_there_is_not_named(fernhill):
    with fernhill.inside():
        made = praise(fernhill, [fernhill.employee, fernhill.stranger])
        rules.leave_the_wall(made, by=fernhill.employee, at=AT)
        assert names(queries.wall_of(fernhill.skip, at=AT)) == ["Stella Stranger"]


def test_the_manager_alone_sees_who_was_not_praised_for_sixty_days(fernhill, client_of):
    with fernhill.inside():
        praise(fernhill, fernhill.employee, by=fernhill.stranger, ago=61 * DAY)
        praise(fernhill, fernhill.peer, by=fernhill.stranger, ago=59 * DAY)
        praise(fernhill, fernhill.employee, by=fernhill.stranger, ago=DAY, audience="receiver")
        found = {one.employee.name: one.is_quiet for one in queries.quiet_of(fernhill.manager, at=AT)}
        assert found == {"Emma Employee": True, "Peter Peer": False}  # what is between others tells nothing
    assert "60 days without" in client_of(fernhill.manager).get(fernhill.path("praise/")).content.decode()
    for other in (fernhill.skip, fernhill.hr_admin, fernhill.employee, fernhill.owner):
        html = client_of(other).get(fernhill.path("praise/")).content.decode()
        assert "Emma Employee</a> " not in html or "60 days without" not in html.split("Emma Employee</a>")[1][:200]


def test_who_began_of_late_has_not_been_without_praise_for_sixty_days(fernhill):
    with fernhill.inside():
        for person, days in ((fernhill.employee, 59), (fernhill.peer, 61)):
            type(person).objects.filter(pk=person.pk).update(start_date=AT.date() - days * DAY)
        found = {one.employee.name: one.is_quiet for one in queries.quiet_of(fernhill.manager, at=AT)}
        assert found == {"Emma Employee": False, "Peter Peer": True}


def test_an_anniversary_stands_there_only_where_it_was_wished(fernhill, client_of):
    with fernhill.inside():
        for person, day in ((fernhill.employee, dt.date(2021, 3, 6)), (fernhill.peer, dt.date(2021, 3, 6))):
            type(person).objects.filter(pk=person.pk).update(start_date=day)
        PraiseWishFactory(employee=fernhill.employee, anniversary_at=AT)
        assert [(one.employee.name, one.years, one.day) for one in queries.anniversaries(fernhill.skip, at=AT)] == [
            ("Emma Employee", 5, dt.date(2026, 3, 6))
        ]
    client = client_of(fernhill.peer)
    assert client.post(fernhill.path("praise/wishes/"), {"anniversary": "on"}).status_code == 302
    with fernhill.inside():
        wish = PraiseWish.objects.get(employee=fernhill.peer)
        assert (wish.anniversary_at, wish.no_nudges_at) == (AT, AT)
        assert len(queries.anniversaries(fernhill.skip, at=AT)) == 2
    client.post(fernhill.path("praise/wishes/"), {"nudges": "on"})
    with fernhill.inside():
        wish = PraiseWish.objects.get(employee=fernhill.peer)
        assert (wish.anniversary_at, wish.no_nudges_at) == (None, None)
