"""How people come in: the first hour, invitations, printed codes."""

from random import randrange

from tests.factories import people as make

from ...access import GET, POST, row
from ..making import everybody_waiting, invited, newcomer, no_address, pilot_waiting
from .codes import ADMINISTERS

JOINING_ROWS = [
    # the first hour is HR's; whoever looks as somebody else does so alone
    row("people:first_hour", GET, hr=200, others=403),
    row("people:pilot", GET, hr=200, others=403),
    row("people:pilot", POST, body={"team": ""}, hr=302, others=403),
    row("people:invite_pilot", POST, of=pilot_waiting, hr=302, others=403),
    row("people:invite_all", POST, of=everybody_waiting, hr=302, others=403),
    row("people:put_away", POST, hr=302, others=403),
    row("people:bring_back", POST, hr=302, others=403),
    row("people:invite", POST, of=newcomer, **ADMINISTERS, others=403),
    row("people:invitations", GET, hr=200, others=403),
    row(
        "people:invitations",
        POST,
        body=lambda world, subject: newcomer(world, subject) and {"team": ""},
        hr=302,
        others=403,
    ),
    row(
        "people:join",
        GET,
        of=invited,
        anon=200,
        others=410,  # the invitation is another address's
        outsiders=410,
        public="Whoever is invited has no sign-in yet; the token is the key.",
    ),
    row(
        "people:join",
        POST,
        of=invited,
        body={"password": "correct horse battery staple"},
        anon=302,
        others=410,
        outsiders=410,
        public="Whoever is invited has no sign-in yet; the token is the key.",
    ),
    row("people:codes", GET, hr=200, others=403),
    row(
        "people:codes",
        POST,
        body=lambda world, subject: no_address(world, subject) and {"team": ""},
        hr=200,
        others=403,
    ),
    row("people:code", POST, of=no_address, **ADMINISTERS, others=403),
    row("people:enter", GET, everybody=200, public="Whoever holds a printed code has no sign-in yet."),
    row(
        "people:enter",
        POST,
        body=lambda world, subject: {"number": f"N-{randrange(10**9)}", "code": "K7QM2", "password": make.PASSWORD},
        everybody=422,
        public="Whoever holds a printed code has no sign-in yet; every wrong pair is answered alike.",
    ),
]
