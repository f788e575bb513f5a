"""Each form that takes a table looks at the bytes at once: what is something else is refused with a clear sentence."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.models import RosterImport
from tests.security.test_uploads import HTML, PDF, PNG, office

pytestmark = pytest.mark.django_db
OTHERS = {
    "a workbook": (office("xl/workbook.xml"), "not a CSV file"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not a CSV file"),
    "a document": (PDF, "It is a PDF document, not a CSV file"),
    "a picture": (PNG, "It is an image, not a CSV file"),
    "a page": (HTML, "It is a web page or XML, not a CSV file"),
    "a table with a page in it": (b"number,name\n1," + HTML, "is not what its name says"),
    "nothing but spaces": (b"  \n", "It is empty"),
}
FORMS = {
    "rosters": b"number,name\n1,Ada\n",
    "import_holidays": b"date,name\n2026-05-01,May Day\n",
    "import_absences": b"number,from,to\nN-Emma,2026-05-01,2026-05-04\n",
}


def send(client, form, raw, *, name="list.csv", kind="text/csv"):
    return client.post(
        reverse(f"people:{form}", args=["fernhill"]), {"file": SimpleUploadedFile(name, raw, content_type=kind)}
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("what", OTHERS)
def test_what_is_something_else_is_refused_when_it_is_sent(fernhill, client_of, form, what):
    raw, sentence = OTHERS[what]
    answer = send(client_of(fernhill.hr_admin), form, raw)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    with fernhill.inside():
        assert not RosterImport.objects.exists(), "nobody waits for a worker to say so"


@pytest.mark.parametrize("form", FORMS)
def test_a_table_is_taken_whatever_a_browser_calls_it(fernhill, client_of, form):
    hr = client_of(fernhill.hr_admin)
    for kind in ("text/csv", "application/vnd.ms-excel", "application/octet-stream", "text/plain"):
        assert send(hr, form, FORMS[form], kind=kind).status_code in (200, 302), kind
    assert send(hr, form, FORMS[form], kind="image/png").status_code == 422, "called a table, sent as a picture"
    assert send(hr, form, FORMS[form].decode().encode("utf-16")).status_code in (200, 302), "Excel's Unicode text"
    packed = send(hr, form, gzip.compress(FORMS[form]), name="list.csv.gz", kind="application/gzip")
    assert packed.status_code in (200, 302)


def test_a_calendar_is_taken_as_holidays(fernhill, client_of):
    calendar = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260501\r\nSUMMARY:May Day\r\nEND:VEVENT\r\n"
        b"END:VCALENDAR\r\n"
    )
    answer = send(client_of(fernhill.hr_admin), "import_holidays", calendar, name="days.ics", kind="text/calendar")
    assert answer.status_code == 200 and "May Day" in answer.content.decode()
