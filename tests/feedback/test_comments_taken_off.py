"""One comment under praise, which HR takes off with a reason and shows again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import rules
from feedback.models import CommentHiding
from feedback.queries import wall as walls
from feedback.rules import wall as wall_rules
from people.models import AuditEntry, Message
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, StaleMove
from perfhub.kernel.typed import TooLong

from .giving import AT, DAY, HOUR, PRAISE, SAID, give, told

pytestmark = pytest.mark.django_db
WORDS, WHY = "As she did with Mrs Miller of Acme.", "It names a customer."


@pytest.fixture(autouse=True)
def _wednesday():
    with clock.stopped(AT + HOUR):
        yield


@pytest.fixture
def praise(fernhill):
    with fernhill.inside():
        return give(fernhill, **PRAISE)


@pytest.fixture
def comment(fernhill, praise):
    with fernhill.inside():
        rules.comment_on_feedback(praise, "So it was.", by=fernhill.skip, at=AT)
        return rules.comment_on_feedback(praise, WORDS, by=fernhill.stranger, at=AT)


def page(client, world, praise):
    return client.get(world.path(f"feedback/{praise.pk}/")).content.decode()


def test_hr_takes_it_off_its_author_reads_why_and_it_is_shown_again(fernhill, praise, comment, client_of):
    hr, author, receiver = (client_of(who) for who in (fernhill.hr_admin, fernhill.stranger, fernhill.employee))
    address = fernhill.path(f"praise/{praise.pk}/comments/{comment.pk}/")
    assert WORDS in page(receiver, fernhill, praise)
    assert "Take this comment off" in page(hr, fernhill, praise)
    assert "Take this comment off" not in page(receiver, fernhill, praise)
    assert WORDS in hr.get(address + "hide/").content.decode()
    assert hr.post(address + "hide/", {"reason": " "}).status_code == 422
    assert hr.post(address + "hide/", {"reason": WHY}).status_code == 303

    for who in ("employee", "peer", "manager", "skip"):
        html = page(client_of(getattr(fernhill, who)), fernhill, praise)
        assert WORDS not in html and WHY not in html and "So it was." in html and PRAISE["text"] in html
    for reader in (author, hr):
        html = page(reader, fernhill, praise)
        assert WORDS in html and WHY in html and "Hannah Admin took it off" in html
    with fernhill.inside():
        assert told("feedback.comment_hidden") == {"Stella Stranger"}
        assert walls.wall_of(fernhill.peer, at=AT + HOUR).rows[0].comments == 1
        with pytest.raises(StaleMove):
            wall_rules.hide_comment(comment, praise, "Again.", by=fernhill.owner, at=AT + HOUR)

    assert receiver.post(address + "show-again/").status_code == 403
    assert hr.post(address + "show-again/").status_code == 303
    html = page(receiver, fernhill, praise)
    assert WORDS in html and WHY not in html
    for reader in (author, hr):
        html = page(reader, fernhill, praise)
        assert "Hannah Admin had taken it off" in html and WHY in html
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act__startswith="feedback.comment_").order_by("pk")
        assert list(lines.values_list("act", "by__name", "employee__name")) == [
            ("feedback.comment_hidden", "Hannah Admin", "Stella Stranger"),
            ("feedback.comment_shown_again", "Hannah Admin", "Stella Stranger"),
        ]
        with pytest.raises(StaleMove):
            wall_rules.show_comment_again(comment, praise, by=fernhill.owner, at=AT + HOUR)
        wall_rules.hide_comment(comment, praise, "After all.", by=fernhill.owner, at=AT + 2 * HOUR)
        assert CommentHiding.objects.count() == 2 and Message.objects.get(pk=comment.pk).text == WORDS


def test_nobody_but_whoever_leads_hr_does_so_and_only_under_praise_on_the_wall(fernhill, brackwater, praise, comment):
    with fernhill.inside():
        for who in ("peer", "employee", "manager", "skip", "hr_partner", "auditor", "stranger", "leaver"):
            with pytest.raises(Refused):
                wall_rules.hide_comment(comment, praise, WHY, by=getattr(fernhill, who), at=AT)
        with pytest.raises(wall_rules.WhyCommentHidden):
            wall_rules.hide_comment(comment, praise, "\u200b", by=fernhill.hr_admin, at=AT)
        with pytest.raises(TooLong):
            wall_rules.hide_comment(comment, praise, "x" * 501, by=fernhill.hr_admin, at=AT)
        between = give(fernhill, audience="receiver", kind="praise", text="Between us.", behaviour="")
        said = rules.comment_on_feedback(between, "Thank you!", by=fernhill.employee, at=AT)
        for feedback, message in ((between, said), (praise, said)):  # HR reads it not; nor is it under this praise
            with pytest.raises(Refused):
                wall_rules.hide_comment(message, feedback, WHY, by=fernhill.hr_admin, at=AT)
        suggestion = give(fernhill, **SAID)
        asked = rules.comment_on_feedback(suggestion, "Which?", by=fernhill.employee, at=AT)
        with pytest.raises(Refused):
            wall_rules.hide_comment(asked, suggestion, WHY, by=fernhill.owner, at=AT)
        assert not CommentHiding.objects.exists() and told("feedback.comment_hidden") == set()
    with brackwater.inside():
        assert not Message.objects.filter(pk=comment.pk).exists()


def test_a_comment_of_another_page_or_organization_is_not_there(fernhill, brackwater, praise, comment, client_of):
    with fernhill.inside():
        other = give(fernhill, by=fernhill.skip, **PRAISE)
    for act, body in (("hide/", {"reason": WHY}), ("show-again/", {})):
        for key, world in ((other.pk, fernhill), (praise.pk, brackwater)):
            client, address = client_of(world.hr_admin), f"praise/{key}/comments/{comment.pk}/{act}"
            assert client.post(world.path(address), body).status_code == 404
            door = f"/api/v1{world.path(address)}"
            assert client.post(door, body, content_type="application/json").status_code == 404, door
    with fernhill.inside():
        assert not CommentHiding.objects.exists()


def test_no_letter_tells_of_words_that_were_taken_off_meanwhile(fernhill, praise, comment, mail_server, deliver):
    with fernhill.inside():
        first = Message.objects.get(thread=comment.thread_id, author=fernhill.skip)
        wall_rules.hide_comment(comment, praise, WHY, by=fernhill.hr_admin, at=AT)
    deliver(fernhill, AT + DAY)
    (letter,) = mail_server.to("peter@fernhill.test")
    plain = letter.get_body(("plain",)).get_content()
    assert "1 thing to know" in plain  # not two
    assert first.text not in plain
    (letter,) = mail_server.to("stella@fernhill.test")
    plain = letter.get_body(("plain",)).get_content()
    assert "taken off" not in letter["Subject"] + plain and WHY not in plain and "Miller" not in plain


def test_over_the_api_the_same(fernhill, praise, comment, client_of):
    root = f"/api/v1/o/{fernhill.organization.slug}/"
    address, read = f"{root}praise/{praise.pk}/", f"{root}feedback/{praise.pk}/"

    def post(who, path, body=None):
        return client_of(who).post(address + path, body or {}, content_type="application/json")

    def said_to(who):
        return [(said["text"], said["why_hidden"]) for said in client_of(who).get(read).json()["messages"]]

    hide, show = (f"comments/{comment.pk}/{act}/" for act in ("hide", "show_again"))
    assert post(fernhill.peer, hide, {"reason": WHY}).status_code == 403
    assert post(fernhill.hr_admin, hide).status_code == 400
    assert post(fernhill.hr_admin, hide, {"reason": WHY}).status_code == 200
    assert post(fernhill.hr_admin, hide, {"reason": WHY}).status_code == 409
    assert said_to(fernhill.stranger) == said_to(fernhill.owner) == [("So it was.", ""), (WORDS, WHY)]
    assert said_to(fernhill.peer) == [("So it was.", "")]
    assert post(fernhill.hr_admin, show).status_code == 200
    assert said_to(fernhill.peer) == [("So it was.", ""), (WORDS, "")]

    assert post(fernhill.peer, "hide/", {"reason": WHY}).status_code == 403
    assert post(fernhill.hr_admin, "hide/", {"reason": WHY}).status_code == 200
    assert client_of(fernhill.skip).get(read).status_code == 404
    assert post(fernhill.hr_admin, "show_again/").status_code == 200
    assert client_of(fernhill.skip).get(read).status_code == 200


def test_the_page_asks_no_more_for_many(fernhill, praise, client_of):
    client, asked = client_of(fernhill.hr_admin), []
    for more in (1, 3):
        with fernhill.inside():
            for n in range(2 * more):
                said = rules.comment_on_feedback(praise, f"So it was, {n}.", by=fernhill.stranger, at=AT)
                if n % 2:
                    wall_rules.hide_comment(said, praise, WHY, by=fernhill.hr_admin, at=AT)
        page(client, fernhill, praise)
        with CaptureQueriesContext(connection) as seen:
            assert WHY in page(client, fernhill, praise)
        asked.append(len(seen))
    assert asked[0] == asked[1]
