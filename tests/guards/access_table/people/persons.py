"""The directory and the chart, and what is done about one person: work, managers, stand-ins, roles."""

from datetime import timedelta

from perfhub.kernel import clock

from ...access import GET, POST, row
from ..making import dotted_line, held_role, planned_leaving, stand_in_of_manager, the_leaver, the_manager, the_person
from .codes import ADMINISTERS, PERSON, done


def the_next_days():
    today = clock.now().date()
    return {"start_date": today + timedelta(days=2), "end_date": today + timedelta(days=9)}


PERSONS_ROWS = [
    row("people:directory", GET, others=200),
    row("people:chart", GET, others=200),
    row("people:person", GET, of=the_person, others=200),
    # who has left is seen by whoever administers them
    row("people:person", GET, query="left", of=the_leaver, **ADMINISTERS, others=404),
    row("people:hire", GET, hr=200, others=403),
    row("people:hire", POST, body={**PERSON, "number": "N-new"}, hr=302, others=403),
    row("people:person_edit", GET, of=the_person, **ADMINISTERS, others=403),
    row("people:person_edit", POST, of=the_person, body=PERSON, **done(ADMINISTERS), others=403),
    row("people:person_manager", GET, of=the_person, **ADMINISTERS, others=403),
    row(
        "people:person_manager",
        POST,
        of=the_person,
        body={"manager": "", "from_date": "2026-02-02"},
        **done(ADMINISTERS),
        others=403,
    ),
    row("people:person_leave", GET, of=the_person, **ADMINISTERS, others=403),
    row("people:person_leave", POST, of=the_person, body={"last_day": "2026-02-02"}, **done(ADMINISTERS), others=403),
    row("people:person_rejoin", GET, of=the_leaver, **ADMINISTERS, others=404),
    row("people:person_rejoin", POST, of=the_leaver, body={"first_day": "2026-03-02"}, **done(ADMINISTERS), others=404),
    row("people:keep_employed", POST, of=planned_leaving, **done(ADMINISTERS), others=403),
    # a manager names the own stand-in, or who administers that manager does; the stand-in may end it
    row("people:stand_ins", GET, of=the_manager, manager=200, **ADMINISTERS, others=403),
    row(
        "people:stand_ins",
        POST,
        of=the_manager,
        body=lambda world, subject, pk: {"person": world.peer.pk, **the_next_days()},
        manager=302,
        **done(ADMINISTERS),
        others=403,
    ),
    row(
        "people:end_stand_in",
        POST,
        of=stand_in_of_manager,
        manager=302,
        peer=302,
        **done(ADMINISTERS),
        others=404,
    ),
    row("people:dotted", GET, of=the_person, employee=200, manager=200, **ADMINISTERS, others=404),
    row(
        "people:dotted",
        POST,
        of=the_person,
        body=lambda world, subject, pk: {"person": world.peer.pk, "name": "mentor", "start_date": "2026-03-02"},
        employee=403,
        manager=302,
        **done(ADMINISTERS) | {"hr_subject": 403},
        others=404,
    ),
    row(
        "people:end_dots",
        POST,
        of=dotted_line,
        employee=403,
        hr_subject=403,
        manager=302,
        **done(ADMINISTERS),
        others=404,
    ),
    # what a new manager sees is shown to the employee alone
    row("people:sees", GET, of=the_person, employee=200, hr_subject=200, others=404),
    # nobody gives a role to oneself, or takes one
    row("people:person_roles", GET, of=the_person, hr_subject=403, hr=200, others=403),
    row("people:person_roles", POST, of=the_person, body={"role": "auditor"}, hr_subject=403, hr=302, others=403),
    row("people:end_role", POST, of=held_role, hr_subject=403, hr=302, others=404),
    row("people:vouch", GET, of=the_person, hr_subject=403, hr=200, others=403),
    row("people:vouch", POST, of=the_person, hr_subject=403, hr=302, others=403),
    row("people:roles", GET, hr=200, others=403),
]
