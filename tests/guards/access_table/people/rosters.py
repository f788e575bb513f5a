"""Lists of people: read, previewed, applied, taken back."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ...access import GET, POST, row
from ..making import applied_roster, roster

ROSTERS_ROWS = [
    row("people:rosters", GET, hr=200, others=403),
    row(
        "people:rosters",
        POST,
        body=lambda world, subject: {"file": SimpleUploadedFile("roster.csv", b"number,name\n1,Ada\n")},
        hr=302,
        others=403,
    ),
    row("people:roster", GET, of=roster("previewed"), hr=200, others=404),
    row("people:roster_file", GET, of=roster("previewed"), hr=200, others=404),
    row(
        "people:roster_decide",
        POST,
        of=roster("previewed"),
        body={"duplicates": "keep_first", "missing": "keep"},
        hr=302,
        others=404,
    ),
    row("people:roster_apply", POST, of=roster("previewed"), hr=302, others=404),
    row("people:roster_call_off", POST, of=roster("applying"), hr=302, others=404),
    row("people:roster_undo", POST, of=applied_roster, hr=302, others=404),
    row("people:roster_discard", POST, of=roster("previewed"), hr=302, others=404),
]
