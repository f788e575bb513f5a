"""All of it again for programs."""

from ...access import GET, PATCH, POST, row
from ..making import (
    absence,
    answered_data_request,
    data_request,
    own_hours,
    own_job,
    own_token,
    roster,
    the_leaver,
    the_person,
    the_team,
)
from .codes import ADMINISTERS, AUDITS, PERSON

# As on the pages: known to whoever asked and to who leads HR; nobody answers about themselves.
OWN_DATA = {"employee": 200, "hr": 200}
ANSWERS = {"employee": 403, "hr_subject": 403, "hr": 200}
ROW_SENT = {"number": "N-put", "first_name": "Robin", "last_name": "Reed", "start_date": "2024-01-08"}


def made(codes):
    return {persona: 201 if code == 200 else code for persona, code in codes.items()}


def gone(codes):
    return {persona: 204 if code == 200 else code for persona, code in codes.items()}


API_ROWS = [
    row("people_api:me", GET, others=200),
    row("people_api:employees", GET, others=200),
    row("people_api:employees", POST, body={**PERSON, "number": "N-new"}, hr=201, others=403),
    row("people_api:put_employees", POST, body={"rows": [ROW_SENT]}, hr=200, others=403),
    row("people_api:employee", GET, of=the_person, others=200),
    row(
        "people_api:employee",
        PATCH,
        of=the_person,
        body={"job_title": "Fitter"},
        headers={"If-Match": '"1"'},
        **ADMINISTERS,
        others=403,
    ),
    row("people_api:leave", POST, of=the_person, body={"last_day": "2026-02-02"}, **ADMINISTERS, others=403),
    row("people_api:rejoin", POST, of=the_leaver, body={"first_day": "2026-03-02"}, **ADMINISTERS, others=404),
    row(
        "people_api:report_to",
        POST,
        of=the_person,
        body={"manager": None, "from_date": "2026-02-02"},
        **ADMINISTERS,
        others=403,
    ),
    row("people_api:absences", GET, of=the_person, employee=200, above=200, **ADMINISTERS, others=404),
    row(
        "people_api:absences",
        POST,
        of=the_person,
        body={"start_date": "2026-03-02", "end_date": "2026-03-03"},
        employee=201,
        manager=201,
        skip=403,
        **made(ADMINISTERS),
        others=404,
    ),
    row(
        *("people_api:remove_absence", POST),
        of=absence,
        employee=204,
        manager=204,
        skip=403,
        **gone(ADMINISTERS),
        others=404,
    ),
    row("people_api:hours", GET, of=the_person, employee=200, above=200, **ADMINISTERS, others=404),
    row(
        "people_api:hours",
        POST,
        of=the_person,
        body={"start_date": "2026-03-02", "week": [{"opens": "08:00", "closes": "12:00"}, *[None] * 6]},
        employee=201,
        manager=201,
        skip=403,
        **made(ADMINISTERS),
        others=404,
    ),
    row(
        *("people_api:remove_hours", POST),
        of=own_hours,
        employee=204,
        manager=204,
        skip=403,
        **gone(ADMINISTERS),
        others=404,
    ),
    row("people_api:teams", GET, others=200),
    row("people_api:team", GET, of=the_team, others=200),
    row("people_api:reporting_lines", GET, others=200),
    row("people_api:imports", GET, hr=200, others=403),
    row("people_api:imports", POST, body={"content": "number,name\n1,Ada\n"}, hr=201, others=403),
    row("people_api:import", GET, of=roster("previewed"), hr=200, others=404),
    row("people_api:import_rows", GET, of=roster("previewed"), hr=200, others=404),
    row(
        "people_api:import_decide",
        POST,
        of=roster("previewed"),
        body={"duplicates": "keep_first", "missing": "keep"},
        hr=200,
        others=404,
    ),
    row("people_api:import_apply", POST, of=roster("previewed"), hr=200, others=404),
    row("people_api:import_call_off", POST, of=roster("applying"), hr=200, others=404),
    row("people_api:import_discard", POST, of=roster("previewed"), hr=200, others=404),
    row("people_api:jobs", GET, others=200),
    row("people_api:job", GET, of=own_job, employee=200, hr=200, others=404),
    row("people_api:job_cancel", POST, of=own_job, employee=200, hr=200, others=404),
    row("people_api:audit", GET, **AUDITS, hr_partner=200, hr_partner_elsewhere=200, others=403),
    row("people_api:seen", GET, others=200),
    row("people_api:data_requests", GET, others=200),
    row("people_api:data_requests", POST, others=201),
    row("people_api:data_request", GET, of=data_request, **OWN_DATA, others=404),
    row("people_api:answer_data_request", POST, of=data_request, **ANSWERS, others=404),
    row("people_api:reopen_data_request", POST, of=answered_data_request, **ANSWERS, others=404),
    row("people_api:withdraw_data_request", POST, of=data_request, **OWN_DATA, others=404),
    row("people_api:tokens", GET, others=200),
    row("people_api:token", GET, of=own_token, employee=200, hr=200, others=404),
    row("people_api:token_revoke", POST, of=own_token, employee=200, hr=200, others=404),
]
