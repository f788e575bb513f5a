"""A full disk: what was said to be kept is there, of all else nothing is, and it goes on when there is room again."""

import json
import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from feedback.models import CheckIn
from people.models import AuditEntry, Draft, File, RequestKey, RosterImport
from tests.factories.feedback import CheckInFactory
from tests.people.rosters import as_csv, row

SMALL = 16 * 2**20
LEFT = 300_000  # bytes, before the first form is sent
TRIES = 60
WORDS = 4_000
SPACE = f"small_{os.getpid()}"  # all databases of a server share their names
ON_IT = (Draft, CheckIn, File, RosterImport, AuditEntry, RequestKey)

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def a_small_disk():
    """A file system of its own, of sixteen megabytes; mounting one takes a right that not everybody has."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)  # the server of the database is somebody else, and has to come by
        if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", name]).returncode:
            pytest.skip("nobody here may mount a file system")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)  # whoever looks at it still may


def fill(disk: Path, *, left: int) -> Path:
    """Take all room but so many bytes."""
    found = os.statvfs(disk)
    filler = disk / "filler"
    filler.write_bytes(b"\0" * (found.f_bavail * found.f_frsize - left))
    return filler


@pytest.fixture
def disk(fernhill):
    """What is written in these tests lies on a small disk, which is nearly full."""
    superuser = os.environ["DATABASE_URL"].replace("perfhub_app@", "postgres@").replace("perfhub_owner@", "postgres@")
    with a_small_disk() as folder:
        place = folder / "tables"
        place.mkdir(0o700)
        address = superuser.replace("/perfhub?", f"/{connection.settings_dict['NAME']}?")
        with psycopg.connect(address, autocommit=True) as server:
            home = os.stat(server.execute("SHOW data_directory").fetchone()[0])
            os.chown(place, home.st_uid, home.st_gid)
            server.execute(f"CREATE TABLESPACE {SPACE} LOCATION '{place}'")
            try:
                for model in ON_IT:
                    server.execute(f"ALTER TABLE {model._meta.db_table} SET TABLESPACE {SPACE}")
                yield folder
            finally:
                (folder / "filler").unlink(missing_ok=True)
                for model in ON_IT:
                    server.execute(f"ALTER TABLE {model._meta.db_table} SET TABLESPACE pg_default")
                server.execute(f"DROP TABLESPACE {SPACE}")


def sign_in(employee) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(employee.user)
    return client


def test_of_what_is_typed_all_that_was_acknowledged_is_kept_and_nothing_else(fernhill, disk):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
    client, kept, refused = sign_in(fernhill.employee), {}, []
    where = {"organization": fernhill.organization.slug}
    draft = reverse("people:draft", kwargs=where)
    filler = fill(disk, left=LEFT)
    for number in range(TRIES):
        words = secrets.token_urlsafe(WORDS)[:WORDS]
        answer = client.post(draft, {"draft_key": f"note-{number}", "text": words})
        if answer.status_code == 204:
            kept[f"note-{number}"] = words
        else:
            refused.append((f"note-{number}", words, answer))
    assert kept and refused, "some before the disk was full, some after"

    # whoever is refused is told so, and when to come back; nobody is told of tables or disks
    for _key, _words, answer in refused:
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert b"Back in a moment" in answer.content
        assert b"space" not in answer.content and b"people_draft" not in answer.content
    address = f"/api/v1/o/fernhill/check-ins/{check_in.pk}/answer/"
    body = {"mood": 4, "progress": secrets.token_urlsafe(WORDS)[:WORDS]}
    told = client.post(address, body, content_type="application/json")
    assert told.status_code == 503
    assert told.json()["type"].endswith("unavailable")

    # what is read, is read as before
    assert client.get(reverse("people:home", kwargs=where)).status_code == 200
    with fernhill.inside():
        found = {draft.key: draft.content["text"][0] for draft in Draft.objects.all()}
        check_in.refresh_from_db()
        assert found == kept
        assert check_in.state == "due"
        assert not AuditEntry.objects.filter(act="check_in.answered").exists()

    # with room again the same forms go through, without anybody restarting anything
    filler.unlink()
    for key, words, _answer in refused:
        assert client.post(draft, {"draft_key": key, "text": words}).status_code == 204
        kept[key] = words
    assert client.post(address, body, content_type="application/json").status_code == 200
    with fernhill.inside():
        assert {draft.key: draft.content["text"][0] for draft in Draft.objects.all()} == kept
        assert CheckIn.objects.get().progress == body["progress"]


def test_of_a_file_there_is_all_or_nothing(fernhill, disk):
    client = sign_in(fernhill.hr_admin)
    address = reverse("people:rosters", kwargs={"organization": fernhill.organization.slug})
    content = as_csv([row(f"E-{secrets.token_hex(20)}", job_title=secrets.token_hex(40)) for _ in range(3_000)])
    filler = fill(disk, left=LEFT)
    sent = client.post(address, {"file": SimpleUploadedFile("all.csv", content)})
    assert sent.status_code == 503
    with fernhill.inside():
        assert not File.objects.exists()
        assert not RosterImport.objects.exists()
    filler.unlink()
    assert client.post(address, {"file": SimpleUploadedFile("all.csv", content)}).status_code == 302
    with fernhill.inside():
        assert bytes(File.objects.get().content) == content


ASKS = """
import json, os, sys
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "localhost"})
found = [client.get(path).status_code for path in ("/healthz", "/nowhere/", "/o/nobody/", "/accounts/login/")]
os.write(int(sys.argv[1]), json.dumps(found).encode())
"""


def test_a_log_that_cannot_be_written_keeps_nobody_from_working():
    """As where the service writes its lines to a file: they are lost, requests are not."""
    with a_small_disk() as folder:
        fill(folder, left=0)
        answers, child = os.pipe()
        with open(folder / "log", "ab") as log:
            subprocess.run(
                [sys.executable, "-c", ASKS, str(child)],
                stdout=log,
                stderr=log,
                pass_fds=[child],
                check=True,
                timeout=60,
            )
        os.close(child)
        with os.fdopen(answers) as told:
            assert json.load(told) == [200, 404, 302, 200]
        assert (folder / "log").stat().st_size == 0
