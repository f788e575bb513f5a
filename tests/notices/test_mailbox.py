"""Letters on one's own machine: what Django's file backend wrote, shown so that nothing in it can run."""

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.mail import get_connection

from notices import rules
from notices.queries import Letter
from notices.tasks.post import as_message
from notices.tasks.sign_in import send_letters
from tests.factories.people import AT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not configured.MAILBOX, reason="mounted with PERFHUB_LOCAL and without EMAIL_URL only"),
]


@pytest.fixture
def mailbox(settings, tmp_path):
    settings.MAILBOX_DIR = settings.EMAIL_FILE_PATH = tmp_path
    settings.EMAIL_BACKEND = "perfhub.kernel.mailbox.EmailBackend"
    return tmp_path


def keep(subject, html="<p>Hello</p>"):
    letter = Letter(
        sender_name="perfhub",
        sender_address="perfhub@x.test",
        reply_to="",
        to_name="Emma",
        to_address="emma@fernhill.test",
        subject=subject,
        text=f"{subject} http://x.test/y",
        html=html,
        message_id="<1@x.test>",
        written_at=AT,
    )
    get_connection().send_messages([as_message(letter)])


def test_letters_stand_newest_first_and_open_as_text(client, mailbox):
    assert "No letters yet." in client.get("/mailbox/").content.decode()
    keep("First"), keep("Grüße –––– " + "-" * 79)
    words = client.get("/mailbox/").content.decode()
    assert words.index("Grüße") < words.index("First")
    name = sorted(path.name for path in mailbox.iterdir())[0]
    words = client.get(f"/mailbox/{name}/0/").content.decode()
    assert '<a href="http://x.test/y" rel="nofollow">http://x.test/y</a>' in words


def test_a_new_password_comes_to_the_mailbox(client, mailbox, fernhill):
    assert mail.get_connection().__module__ == "perfhub.kernel.mailbox"
    client.post("/accounts/password/reset/", {"email": "emma@fernhill.test"})
    send_letters()
    (name,) = [path.name for path in mailbox.iterdir()]
    assert "/accounts/password/reset/key/" in client.get(f"/mailbox/{name}/0/").content.decode()


def test_the_html_stands_on_a_page_of_its_own_that_can_do_nothing(client, mailbox):
    keep("Wild", "<script>alert(1)</script><p style='color:red'>Hello</p>")
    (name,) = [path.name for path in mailbox.iterdir()]
    answer = client.get(f"/mailbox/{name}/0/html/")
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox") and "script" not in policy and "default-src 'none'" in policy
    assert "<p style='color:red'>Hello</p>" in answer.content.decode()
    assert "<script>alert" not in client.get(f"/mailbox/{name}/0/").content.decode()


@pytest.mark.parametrize("name", ["x.log", "..%2fkeys", "20260101-000000-1.log", "20260101-000000-1.log%00"])
def test_only_letters_can_be_opened(client, mailbox, name):
    (mailbox / "x.log").write_text("Subject: x\n\nx")
    assert client.get(f"/mailbox/{name}/0/").status_code == 404


def test_a_letter_of_the_outbox_arrives_in_the_mailbox_one_to_a_file(client, mailbox, fernhill, deliver):
    from tests.factories.people import AT

    with fernhill.inside():
        for number in range(3):
            rules.tell(fernhill.employee, "tests.letter", subject=fernhill.peer, occurrence=number, at=AT)
    deliver(fernhill, AT)
    assert len(list(mailbox.iterdir())) == 3
    assert client.get("/mailbox/").content.decode().count("About Peter Peer") == 3


def test_letters_of_one_second_are_files_of_their_own(mailbox):
    for number in range(20):  # each by a way of its own, which is gone when the next comes
        mail.EmailMessage(f"Letter {number}", "Words", to=["emma@fernhill.test"]).send()
    assert len(list(mailbox.iterdir())) == 20
