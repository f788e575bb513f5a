"""An HR admin sees what could not be delivered, tries again, lets held mail go, switches kinds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from notices import access, queries, rules
from notices.models import Hold, KindSwitch, Notice
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import slots
from perfhub.kernel.errors import Refused
from tests.conftest import as_owner
from tests.factories.notices import HoldFactory, NoticeFactory
from tests.factories.people import AT

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def audited(world, act):
    with world.inside():
        return list(AuditEntry.objects.filter(act=act).values_list("by", "object_id"))


def test_what_could_not_be_delivered_is_shown_and_tried_again(fernhill, brackwater, client_of):
    with fernhill.inside():
        notice = NoticeFactory(recipient=fernhill.peer, state="parked", attempts=5, failure="SMTPDataError 554")
    with brackwater.inside():
        NoticeFactory(recipient=brackwater.stranger, state="parked", attempts=5)
    client = client_of(fernhill.hr_admin)
    words = client.get(fernhill.path("notices/mail/")).content.decode()
    assert "Peter Peer" in words and "The mail server does not take this letter (554)" in words
    assert "Stella Stranger" not in words
    address = fernhill.path(f"notices/mail/{notice.pk}/try-again/")
    assert client.post(address).status_code == 303
    with fernhill.inside():
        notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.failure) == ("waiting", 0, "")
    assert audited(fernhill, "notice.tried_again") == [(fernhill.hr_admin.pk, notice.pk)]
    assert client.post(address).status_code == 404
    assert client_of(fernhill.manager).get(fernhill.path("notices/mail/")).status_code == 403


def test_held_mail_is_shown_where_an_admin_begins_the_day(fernhill, client_of):
    with fernhill.inside():
        hold = HoldFactory(end_at=None, found=4321, usual=90)
        NoticeFactory(recipient=fernhill.peer, state="parked")
        lines = slots.collect("home.due", fernhill.hr_admin, at=AT)
        assert [line.key for line in lines if line.key.startswith("notices:")] == ["notices:hold", "notices:parked"]
        assert not [line for line in slots.collect("home.due", fernhill.manager, at=AT) if "notices:" in line.key]
    client = client_of(fernhill.hr_admin)
    assert "4321 letters were due" in client.get(fernhill.path("notices/mail/")).content.decode()
    assert client.post(fernhill.path(f"notices/mail/holds/{hold.pk}/release/")).status_code == 302
    with fernhill.inside():
        assert Hold.objects.get().ended_by == fernhill.hr_admin
    assert client.post(fernhill.path(f"notices/mail/holds/{hold.pk}/release/")).status_code == 409


def test_a_kind_is_switched_off_and_on(fernhill, client_of):
    client, address = client_of(fernhill.hr_admin), fernhill.path("notices/mail/kinds/")
    with fernhill.inside():
        said = {switch.kind: switch.channel.value for switch in queries.switches()}
    assert client.post(address, said | {"tests.letter": "unused"}).status_code == 302
    with fernhill.inside():
        assert KindSwitch.objects.get().is_on is False
    assert client.post(address, said | {"tests.letter": "digest"}).status_code == 302
    with fernhill.inside():
        switch = KindSwitch.objects.get()
    assert (switch.kind, switch.is_on, switch.channel) == ("tests.letter", True, "digest")
    assert len(audited(fernhill, "notices.unused")) == len(audited(fernhill, "notices.digest")) == 1
    assert client.post(address, said | {"tests.owed": "off"}).status_code == 422
    assert client.post(address, said | {"tests.letter": "pigeon"}).status_code == 422


def test_the_ways_of_a_stuck_mail_cost_one_statement(fernhill, django_assert_num_queries):
    provider = slots.providers("home.due")["notices.stuck_mail"]
    with fernhill.inside():
        for _parked in range(3):
            NoticeFactory(recipient=fernhill.peer, state="parked")
        viewer = fernhill.hr_admin
        assert Notice.objects.parked().count() == 3
        list(provider(viewer, at=AT))  # roles are read once with the viewer
        with django_assert_num_queries(1):
            (line,) = provider(viewer, at=AT)
    assert line.title == "3 letters could not be delivered"


def told(world, count, **words):
    with world.inside():
        return [NoticeFactory(recipient=world.employee, subject_id=world.peer.pk, **words) for _ in range(count)]


def shown(client, world, query=""):
    answer = client.get(world.path(f"notices/mail/all/{query}"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_notice_is_listed_once_page_by_page_whatever_is_asked(fernhill, brackwater):
    told(fernhill, 60), told(brackwater, 3)
    with fernhill.inside():
        for number, state in enumerate(("sent", "kept", "dropped", "parked", "stopped", "held") * 10):
            NoticeFactory(
                recipient=fernhill.peer, kind="tests.daily", state=state, sent_at=AT, due_at=AT - timedelta(days=number)
            )
        whole = list(Notice.objects.order_by("-due_at", "-id"))

        def pages(asked):
            found, after = [], ""
            while True:
                leaf = queries.leaf(fernhill.hr_admin, asked, after=after)
                found += [line.pk for line in leaf.lines]
                if not (after := leaf.after):
                    return found

        day = timezone.localdate(AT) - timedelta(days=9)
        for asked, wanted in {
            queries.Asked(): lambda n: True,
            queries.Asked(kind="tests.daily"): lambda n: n.kind == "tests.daily",
            queries.Asked(state="sent"): lambda n: n.state == "sent",
            queries.Asked(kind="tests.daily", state="held"): lambda n: n.state == "held",
            queries.Asked(text="peter"): lambda n: n.recipient_id == fernhill.peer.pk,
            queries.Asked(text="nobody of that name"): lambda n: False,
            queries.Asked(recipient=fernhill.employee.pk): lambda n: n.recipient_id == fernhill.employee.pk,
            queries.Asked(since=day, until=day): lambda n: timezone.localdate(n.due_at) == day,
        }.items():
            assert pages(asked) == [notice.pk for notice in whole if wanted(notice)], asked
        assert queries.leaf(fernhill.manager, queries.Asked()).lines == ()
        assert len(queries.leaf(fernhill.hr_admin, queries.Asked(), after="x_y").lines) == 50


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(fernhill, client_of, django_assert_num_queries, rows):
    told(fernhill, rows)
    client = client_of(fernhill.hr_admin)
    shown(client, fernhill)
    with django_assert_num_queries(LIST_STATEMENTS):
        assert shown(client, fernhill, "?kind=tests.letter").count("Emma Employee, Letters of the tests") == rows


LIST_STATEMENTS = 15


def test_what_is_confidential_about_ones_own_manager_is_not_listed(fernhill):
    with fernhill.inside():
        people_rules.report_to(fernhill.hr_admin, fernhill.skip, by=SYSTEM, at=AT, from_date=date(2025, 1, 1))
        hidden = NoticeFactory(recipient=fernhill.skip, kind="tests.sensitive")
        plain, other = NoticeFactory(recipient=fernhill.skip), NoticeFactory(kind="tests.sensitive")
        lines = [line.pk for line in queries.leaf(fernhill.hr_admin, queries.Asked()).lines]
        assert hidden.pk not in lines and {plain.pk, other.pk} <= set(lines)
        with pytest.raises(Http404):
            access.get_overseen(fernhill.hr_admin, hidden.pk)
        assert access.get_overseen(fernhill.owner, hidden.pk) == hidden


def test_a_stopped_letter_stays_under_the_bell_and_can_go_out_after_all(fernhill, client_of, mail_server, deliver):
    with fernhill.inside():
        notice = rules.tell(fernhill.employee, "tests.letter", subject=fernhill.peer, at=MONDAY)
    client = client_of(fernhill.hr_admin)
    for act, state in (("stop", "stopped"), ("send-again", "waiting")):
        assert client.post(fernhill.path(f"notices/mail/{notice.pk}/{act}/")).status_code == 303
        deliver(fernhill, MONDAY)
        bell = client_of(fernhill.employee).get(fernhill.path("notices/")).content.decode()
        assert "About Peter Peer" in bell
        assert len(mail_server.letters) == (state == "waiting")
        assert client.post(fernhill.path(f"notices/mail/{notice.pk}/stop/")).status_code == 409
    assert audited(fernhill, "notice.stopped") == audited(fernhill, "notice.sent_again")
    assert client.post(fernhill.path(f"notices/mail/{notice.pk}/send-again/")).status_code == 303
    deliver(fernhill, MONDAY)
    assert len(set(mail_server.message_ids)) == 2  # a new letter, which no mail program takes for the old one


def test_sending_again_asks_again_whether_it_is_wanted(fernhill, mail_server, deliver):
    with fernhill.inside():
        notice = NoticeFactory(recipient=fernhill.employee, subject_id=fernhill.peer.pk, state="sent", sent_at=AT)
        rules.send_again(notice, by=fernhill.hr_admin, at=MONDAY)
        people_rules.leave(fernhill.peer, by=SYSTEM, at=MONDAY, last_day=date(2026, 3, 1))
    deliver(fernhill, MONDAY)
    with fernhill.inside():
        notice.refresh_from_db()
        assert (notice.state, mail_server.letters) == ("dropped", [])
        for kind, act in (("tests.legal", rules.stop), ("notices.digest", rules.send_again)):
            with pytest.raises(Refused):
                act(NoticeFactory(recipient=fernhill.employee, kind=kind), by=fernhill.hr_admin, at=MONDAY)
        with pytest.raises(Refused):
            rules.stop(notice, by=fernhill.manager, at=MONDAY)


def test_every_letter_can_be_looked_at_before_anybody_gets_one(fernhill, client_of):
    client = client_of(fernhill.hr_admin)
    words = client.get(fernhill.path("notices/mail/preview/")).content.decode()
    for name, kind in queries.kinds().items():
        assert str(escape(kind.label)) in words
        place = fernhill.path(f"notices/mail/preview/{name}/")
        assert "As text" in client.get(place).content.decode(), name
        light, dark = (client.get(f"{place}html/{query}").content.decode() for query in ("", "?dark"))
        assert ("@media not all" in light, "@media all" in dark, "prefers-color-scheme: dark" in light + dark) == (
            True,
            True,
            False,
        )
    assert client.get(fernhill.path("notices/mail/preview/tests.nothing/")).status_code == 404
    with fernhill.inside():
        assert Notice.objects.count() == 0


def test_a_program_oversees_the_same(fernhill, brackwater, client_of):
    told(brackwater, 2)
    (waiting,) = told(fernhill, 1)
    (sent,) = told(fernhill, 1, state="sent", sent_at=AT, kind="tests.daily")
    client, api = client_of(fernhill.hr_admin), f"/api/v1/o/{fernhill.organization.slug}/notices/"
    lines = {line["id"]: line for line in client.get(f"{api}all/").json()["results"]}
    assert {pk: sorted(line["acts"]) for pk, line in lines.items()} == {waiting.pk: ["stop"], sent.pk: ["send_again"]}
    day = timezone.localdate(AT).isoformat()
    for query, found in (
        ("kind=tests.daily", [sent.pk]),
        ("state=waiting", [waiting.pk]),
        (f"employee={fernhill.peer.pk}", []),
        (f"since={day}&until={day}&state=sent", [sent.pk]),
        ("until=2020-01-01", []),
        ("until=9999-12-31&state=sent", [sent.pk]),
    ):
        assert [line["id"] for line in client.get(f"{api}all/?{query}").json()["results"]] == found, query
    assert client.post(f"{api}{waiting.pk}/stop/").status_code == 204
    assert client.post(f"{api}{waiting.pk}/stop/").status_code == 409
    assert client.post(f"{api}{sent.pk}/send-again/").status_code == 204
    assert client_of(fernhill.manager).get(f"{api}all/").status_code == 403


LISTS = [
    queries.Asked(),
    queries.Asked(kind="tests.daily"),
    queries.Asked(state="parked"),
    queries.Asked(kind="tests.daily", state="parked"),
    queries.Asked(kind="tests.hidden"),
]


def test_a_page_reads_about_as_many_rows_as_it_shows_however_many_there_are(fernhill):
    """Five million or twenty thousand: each way of narrowing is a stretch of one index."""
    many = """
        INSERT INTO notices_notice (recipient_id, kind, subject_type, subject_id, occurrence, state, due_at, created_at,
                                    sent_at, message_id, attempts, failure)
        SELECT %s, CASE WHEN n %% 3 = 0 THEN 'tests.daily' ELSE 'tests.letter' END, 'people.employee', 1, n::text,
               CASE WHEN n %% 2 = 0 THEN 'sent' ELSE 'kept' END, %s::timestamptz - n * interval '1 minute', %s, %s,
               gen_random_uuid(), 1, '' FROM generate_series(1, 20000) n
    """
    with fernhill.inside(), connection.cursor() as cursor:
        cursor.execute(many, [fernhill.peer.pk, AT, AT, AT])
        with as_owner(), connection.cursor() as owner:
            owner.execute("ANALYZE notices_notice")
        for asked in LISTS:
            with CaptureQueriesContext(connection) as captured:
                leaf = queries.leaf(fernhill.hr_admin, asked)
                queries.leaf(fernhill.hr_admin, asked, after=leaf.after)
            for statement in captured.captured_queries:
                if '"notices_notice"' in statement["sql"]:
                    cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statement["sql"])
                    assert read(cursor.fetchone()[0][0]["Plan"]) <= 500, (asked, statement["sql"])


def read(plan) -> int:
    """The rows of the largest table that a plan went through, those it passed over included."""
    own = 0
    if plan.get("Relation Name") == "notices_notice":
        own = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    return own + sum(read(part) for part in plan.get("Plans", []))
