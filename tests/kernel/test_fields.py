"""Private fields are encrypted in the database, bound to their row, and follow another key without stopping (D6)."""

import re
import subprocess
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from people import rules, tasks
from people.models import Draft
from perfhub.kernel import fields
from perfhub.kernel.keys import Unsealable
from perfhub.management.commands import doctor
from tests.conftest import as_owner
from tests.factories import people as make
from tests.guards.reading import ROOT
from tests.people.rosters import run

pytestmark = pytest.mark.django_db
CANARY = "canary-nobody-may-read-7Q"
DRAFT = (Draft, Draft._meta.get_field("content"))


def stored(pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM people_draft WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def kept(world, text: str = CANARY) -> Draft:
    return rules.save_draft(world.employee, "check-in:1", content={"progress": [text]}, at=make.AT)


def test_what_is_typed_is_nowhere_in_the_table_and_comes_back_as_it_was(fernhill):
    with fernhill.inside():
        draft = kept(fernhill)
        assert CANARY not in stored(draft.pk) and stored(draft.pk).startswith("1.")
        assert Draft.objects.get(pk=draft.pk).content == {"progress": [CANARY]}
        assert Draft.objects.defer("content").get(pk=draft.pk).content == {"progress": [CANARY]}
        assert CANARY not in repr(Draft.objects.values_list("content", flat=True).get())
        again = kept(fernhill, "another")
        assert (again.pk, Draft.objects.get().content) == (draft.pk, {"progress": ["another"]})


def test_copied_into_another_row_it_cannot_be_read(fernhill):
    with fernhill.inside():
        draft, other = kept(fernhill), make.DraftFactory(employee=fernhill.peer)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE people_draft SET content = %s WHERE id = %s", [stored(draft.pk), other.pk])
        with pytest.raises(Unsealable):
            _ = Draft.objects.get(pk=other.pk).content


def test_nothing_filters_by_it_and_no_update_writes_it_in_clear(fernhill):
    with fernhill.inside():
        draft = kept(fernhill)
        with pytest.raises(TypeError, match="encrypted"):
            Draft.objects.filter(content={"progress": [CANARY]}).count()
        with pytest.raises(TypeError, match="encrypted"):
            Draft.objects.filter(pk=draft.pk).update(content={})


def test_a_draft_from_before_is_read_as_it_is_and_sealed_by_the_next_renewal(fernhill):
    with fernhill.inside():
        draft = kept(fernhill)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE people_draft SET content = %s", ['{"progress": ["from before"]}'])
        assert Draft.objects.get().content == {"progress": ["from before"]}
        assert fields.under_older_keys(*DRAFT) == 1
    run(tasks.renew_secrets_of, fernhill.organization)
    with fernhill.inside():
        assert "from before" not in stored(draft.pk)
        assert Draft.objects.get().content == {"progress": ["from before"]}


def test_another_first_key_is_followed_without_a_page_that_fails(fernhill, brackwater, client_of, settings):
    """Old key, both keys, the renewal in the middle of the work, the new key alone."""
    old, new = "an older key for tests", "a newer key for tests"
    address, answers = fernhill.path("draft/"), []

    def work(n: int) -> None:
        answers.append(client_of(fernhill.employee).post(address, {"draft_key": f"note:{n}", "text": f"{CANARY} {n}"}))
        answers.append(client_of(fernhill.employee).get(fernhill.path("check-in/")))

    settings.PERFHUB_KEYS = [old]
    work(1)
    settings.PERFHUB_KEYS = [new, old]
    work(2)
    with fernhill.inside():
        assert fields.under_older_keys(*DRAFT) == 1
        for n in range(3, 8):
            make.DraftFactory(employee=fernhill.employee, key=f"note:{n}", content={"text": [f"{CANARY} {n}"]})
    settings.PERFHUB_KEYS = ["the newest key for tests", new, old]
    with fernhill.inside():
        after, renewed = fields.renew(*DRAFT, limit=3)
        assert renewed == 3 and after
    work(8)
    call_command("renew_secrets", stdout=(told := StringIO()))
    assert "fernhill: people.Draft.content, 4 renewed" in told.getvalue()
    with as_owner():
        assert list(doctor.secrets()) == [
            (True, "every private field is under the first of PERFHUB_KEYS: the other keys may be taken away")
        ]
    settings.PERFHUB_KEYS = ["the newest key for tests"]
    with fernhill.inside():
        texts = {draft.key: draft.content["text"][0] for draft in Draft.objects.all()}
    assert texts == {f"note:{n}": f"{CANARY} {n}" for n in range(1, 9)}
    work(9)
    assert {answer.status_code for answer in answers} <= {200, 204}


def test_what_no_key_opens_any_more_is_left_and_said(fernhill, settings):
    with fernhill.inside():
        kept(fernhill)
    settings.PERFHUB_KEYS = ["an entirely other key"]
    run(tasks.renew_secrets_of, fernhill.organization)
    with pytest.raises(CommandError, match="1 values cannot be decrypted"):
        call_command("renew_secrets", stdout=StringIO())
    with as_owner():
        ((_well, words),) = doctor.secrets()
    assert "1 of people.Draft.content" in words


# --- nothing secret where it does not belong --------------------------------------------------------

SECRETS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "token of ours": r"\b(?:inv|api|pat)_[A-Za-z0-9_-]{40,}",
    "key of ours": r"PERFHUB_KEYS\s*[=:]\s*['\"]?[A-Za-z0-9_+/=-]{32,}",
    "cloud key": r"\bAKIA[0-9A-Z]{16}\b",
    "password in an address": r"\b(?:postgres(?:ql)?|redis|amqp|smtp)s?://[^\s:/@'\"{}$<]+:[^\s@'\"{}$<]{6,}@(?!localhost|127\.)",
}


def secrets_in(text: str) -> list[str]:
    return [name for name, pattern in SECRETS.items() if re.search(pattern, text)]


def test_no_secret_lies_in_the_repository():
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    texts = (ROOT / name for name in names if name and (ROOT / name).suffix not in {".png", ".woff2", ".csv"})
    found = {str(path): secrets_in(path.read_text(errors="replace")) for path in texts if path.is_file()}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "inv_" + "a1B2" * 11,
        "PERFHUB_KEYS=" + "x9" * 20,
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "postgresql://perfhub:" + "hunter2hunter2@db.example/perfhub",
    ],
)
def test_a_secret_is_found(planted):
    assert len(secrets_in(f"x = '{planted}'")) == 1
