"""Names and words come from people; headers stay ours."""

from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser

import pytest

from notices import rules
from people.models import Employee

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)

NAMES = [
    "Emma\r\nBcc: thief@example.test",
    "Emma\nBcc: thief@example.test",
    "Emma\rBcc: thief@example.test",
    "Emma\r\n\r\n<h1>A body</h1>",
    "Emma\r\n .\r\nRCPT TO:<thief@example.test>",
    "Emma\r\nSubject: Urgent",
    "Emma\r\nContent-Type: text/html",
    "Emma\r\nReply-To: thief@example.test",
    "Emma\r\nX-Extra: 1\r\nX-More: 2",
    "Emma\u2028Bcc: thief@example.test",
    "Emma\u2029Bcc: thief@example.test",
    "Emma\x85Bcc: thief@example.test",
    "Emma\x0bBcc: thief@example.test",
    "Emma\x0cBcc: thief@example.test",
    "Emma\x1b[31m",
    "Emma\tTab",
    "Emma <thief@example.test>",
    "Emma, thief@example.test",
    'Emma" <thief@example.test>, "x',
    "Emma; thief@example.test",
    "thief@example.test",
    "Emma (a comment) Bcc: thief@example.test",
    "=?utf-8?q?Emma=0D=0ABcc:_thief@example.test?=",
    "=?utf-8?b?RW1tYQ0KQmNjOiB0aGllZkBleGFtcGxlLnRlc3Q=?=",
    "Ємма Працівниця",
    "إيما",
    "\u202eammE",
    "Emma 👩🏽\u200d🔧",
    "ＥＭＭＡ <ｔｈｉｅｆ@example.test>",
    "E" * 200,
    "Émma\r\n =?utf-8?q?Bcc:?= thief@example.test",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_adds_a_header_or_a_recipient(fernhill, mail_server, deliver, name):
    with fernhill.inside():
        Employee.objects.update(name=name[:201], first_name=name[:100])
        rules.tell(fernhill.employee, "tests.letter", subject=fernhill.peer, at=MONDAY)
    deliver(fernhill, MONDAY)
    (letter,) = mail_server.letters
    assert letter.recipients == ("emma@fernhill.test",)
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(letter.raw)
    assert sorted(key.lower() for key in headers) == [
        "auto-submitted",
        "content-type",
        "date",
        "from",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "message-id",
        "mime-version",
        "subject",
        "to",
        "x-auto-response-suppress",
    ]
    assert [address.addr_spec for address in letter.message["To"].addresses] == ["emma@fernhill.test"]
    assert headers["Content-Type"].startswith("multipart/alternative")
