"""When somebody is away, the hours of a week, holidays, and the lists of them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ...access import GET, POST, row
from ..making import absence, holiday, own_hours, the_person
from .codes import ADMINISTERS, done

DAYS_ROWS = [
    # when somebody is away: oneself, those above, those who administer
    row("people:absences", GET, of=the_person, employee=200, above=200, **ADMINISTERS, others=404),
    row(
        "people:absences",
        POST,
        of=the_person,
        body={"start_date": "2026-03-02", "end_date": "2026-03-03"},
        employee=302,
        manager=302,
        skip=403,
        **done(ADMINISTERS),
        others=404,
    ),
    row(
        "people:remove_absence",
        POST,
        of=absence,
        employee=302,
        manager=302,
        skip=403,
        **done(ADMINISTERS),
        others=404,
    ),
    row("people:hours", GET, of=the_person, employee=200, above=200, **ADMINISTERS, others=404),
    row(
        "people:hours",
        POST,
        of=the_person,
        body={"start_date": "2026-03-02", "opens_0": "08:00", "closes_0": "12:00"},
        employee=302,
        manager=302,
        skip=403,
        **done(ADMINISTERS),
        others=404,
    ),
    row(
        "people:remove_hours",
        POST,
        of=own_hours,
        employee=302,
        manager=302,
        skip=403,
        **done(ADMINISTERS),
        others=404,
    ),
    row("people:holidays", GET, others=200),
    row("people:holidays", POST, body={"date": "2026-05-01", "name": "May Day"}, hr=302, others=403),
    row("people:remove_holiday", POST, of=holiday, hr=303, others=403),
    row(
        "people:put_back_holiday",
        POST,
        query="date=2026-05-01&name=May+Day&location=",
        hr=303,
        others=403,
    ),
    row("people:import_holidays", GET, hr=200, others=403),
    row(
        "people:import_holidays",
        POST,
        body=lambda world, subject: {"file": SimpleUploadedFile("days.csv", b"date,name\n2026-05-01,May Day\n")},
        hr=200,
        others=403,
    ),
    row("people:import_absences", GET, hr=200, others=403),
    row(
        "people:import_absences",
        POST,
        body=lambda world, subject: {
            "file": SimpleUploadedFile("a.csv", b"number,from,to\nN-Emma,2026-05-01,2026-05-04\n")
        },
        hr=200,
        others=403,
    ),
]
