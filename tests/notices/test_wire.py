"""What goes over the wire is octet for octet what Django would write, and is handed over as smtplib would."""

import itertools
import re
from dataclasses import replace
from smtplib import SMTP

import pytest

from notices.queries import Letter
from notices.tasks.post import NotTaken, Post
from notices.tasks.wire import as_message, as_octets
from tests.factories.people import AT

LETTER = Letter(
    sender_name="perfhub",
    sender_address="perfhub@x.test",
    reply_to="",
    to_name="Emma Employee",
    to_address="emma@fernhill.test",
    subject="About Peter Peer",
    text="Words\n",
    html="<p>Words</p>\n",
    message_id="<1@x.test>",
    written_at=AT,
)
NAMES = ("Emma Employee", "", "Ємма Працівниця", "E" * 200, "Emma <thief@x.test>", "O'Neil-Smith", "Emma, MD", "a  b")
ADDRESSES = (
    "emma@fernhill.test",
    "Emma+x@fern-hill.test",
    "emma@förnhill.test",
    *("e" * length + "@fernhill.test" for length in (57, 58, 59, 60, 61, 62, 63, 64)),
)
SUBJECTS = ("Plain", "", "Größe und Maß", "word " * 29, "x" * 149, "a, b; c " * 9, *("s" * n for n in range(64, 70)))
TEXTS = ("Words\n", "no end", "ünï\r\nx\ry\n\n", ".\n..\nFrom me\n.", "\x85 and \u2028 end no line\n", "ß" * 400)
UNSUBSCRIBE = ("", "https://x.test/y", "https://x.test/" + "y" * 200, "https://x.test/a,b;" + "z" * 90)
FEW = ("Words\n", "ünï\n")


@pytest.fixture(params=[False, True], ids=["one by one", "in one breath"])
def any_server(mail_server, request):
    """One that wants each command by itself, and one that takes several at once."""
    mail_server.pipelining = request.param
    return mail_server


def djangos(letter, octets):
    """Django's octets, with the boundary that was drawn for ours."""
    message = as_message(letter).message()
    if found := re.search(rb'multipart/alternative;\r\n boundary="([^"]+)"', octets):
        message.set_boundary(found[1].decode())
    return message.as_bytes(linesep="\r\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_is_octet_for_octet_what_django_would_write(name):
    heads = itertools.product(ADDRESSES, SUBJECTS[:4], FEW, UNSUBSCRIBE)
    for address, subject, text, url in (*heads, *itertools.product(ADDRESSES[:1], SUBJECTS, TEXTS, UNSUBSCRIBE)):
        letter = replace(
            LETTER,
            sender_name=name,
            to_name=name,
            to_address=address,
            reply_to="" if url else "hr@fernhill.test",
            subject=subject,
            text=text,
            html=f"<p>{text}</p>",
            unsubscribe_url=url,
        )
        octets = as_octets(letter)
        assert octets == djangos(letter, octets)


@pytest.mark.parametrize("text", ["w" * 998 + "\n", "w" * 999 + "\n", "ß" * 500, "ok\n" + "x" * 1200 + "\nok\n"])
@pytest.mark.parametrize("part", ["text", "html"])
def test_lines_that_are_too_long_are_djangos_to_fold(text, part):
    letter = replace(LETTER, **{part: text})
    octets = as_octets(letter)
    assert octets == djangos(letter, octets)
    assert max(map(len, octets.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("field", ["subject", "to_name", "message_id", "unsubscribe_url"])
def test_a_line_end_in_a_header_is_refused(field):
    letter = replace(LETTER, **{field: "x\r\nBcc: thief@x.test"})
    with pytest.raises(ValueError):  # Django's BadHeaderError is one
        as_octets(letter)


@pytest.mark.parametrize("text", ["Words\n", ".\n..\n.x\nend\n", "no end", "Größe\n"])
def test_every_line_arrives_as_it_was_also_one_of_a_single_dot(any_server, text):
    with Post() as post:
        post.send(replace(LETTER, text=text))
        post.send(LETTER)
    first, second = (letter.message for letter in any_server.letters)
    assert first.get_body(("plain",)).get_content().splitlines() == text.splitlines()
    assert second["Subject"] == "About Peter Peer"
    assert any_server.connections == 1


@pytest.mark.parametrize(
    ("answer", "lasting"), [("451 busy", False), ("552 too large", True), ("421 closing", False), ("550 never", True)]
)
def test_after_an_answer_that_is_no_yes_the_next_letter_goes_out(any_server, answer, lasting):
    any_server.next_answers = [answer]
    with Post() as post:
        with pytest.raises(NotTaken) as refused:
            post.send(LETTER)
        post.send(LETTER)
    assert refused.value.lasting == lasting
    assert str(refused.value) == f"SMTPDataError {answer[:3]}"
    assert len(any_server.letters) == 1


def test_a_refused_address_is_no_other_letters_fault(any_server):
    any_server.refused_addresses = {"emma@fernhill.test": "550 nobody"}
    with Post() as post:
        with pytest.raises(NotTaken) as refused:
            post.send(LETTER)
        post.send(replace(LETTER, to_address="max@fernhill.test"))
    assert (refused.value.lasting, str(refused.value)) == (True, "SMTPRecipientsRefused 550")
    assert [letter.recipients for letter in any_server.letters] == [("max@fernhill.test",)]


def test_a_server_that_says_so_is_asked_three_things_in_one_breath(any_server, monkeypatch):
    said = []
    honest = SMTP.send
    monkeypatch.setattr(SMTP, "send", lambda line, words: (said.append(words), honest(line, words)))
    with Post() as post:
        post.send(LETTER)
    asked = [words for words in said if isinstance(words, str) and words.lower().startswith("mail")]
    assert [words.count("\r\n") for words in asked] == [3 if any_server.pipelining else 1]
    assert len(any_server.letters) == 1


def test_an_address_at_a_place_with_an_accent_is_told_by_idna(any_server):
    with Post() as post:
        post.send(replace(LETTER, to_address="emma@förnhill.test"))
    assert [letter.recipients for letter in any_server.letters] == [("emma@xn--frnhill-90a.test",)]
