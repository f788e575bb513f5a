"""How the access table is read: who asks, for what, and how one row becomes requests.

Rows live in `access_table/`; this module knows nothing of what is right. An expectation is written from the
specification (what product and trust promise), never copied from what `access` answers today.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import randrange
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from perfhub.kernel import clock
from tests.written import changed, written

GET, POST, PUT, PATCH, DELETE = METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SIGN_IN = "sign in first"  # a page sends to the sign-in page, the API answers 401

# Every object is about one person, the subject: `employee`, but for `hr_subject`, who is its subject.
INSIDE = {
    "employee": "the subject",
    "peer": "reports to the same manager",
    "manager": "the subject's manager",
    "skip": "the manager's manager",
    "ex_manager": "was the subject's manager until last year",
    "hr_admin": "HR admin",
    "hr_subject": "the HR admin, where the object is about that HR admin",
    "owner": "owner of the organization",
    "hr_partner": "HR partner for the subject's team",
    "hr_partner_elsewhere": "HR partner for another team",
    "auditor": "auditor",
    "stranger": "employee of another team",
}
OUTSIDE = {
    "leaver": "was employed here, in the subject's team",
    "other_owner": "owner of another organization, with the same name and number",
    "other_hr_admin": "HR admin of another organization, with the same name and number",
    "other_manager": "manager in another organization, with the same name and number",
    "other_employee": "employee of another organization, with the same name and number",
}
PERSONAS = {"anon": "nobody has signed in", **INSIDE, **OUTSIDE}
GROUPS = {
    "others": tuple(INSIDE),
    "outsiders": tuple(OUTSIDE),
    "everybody": tuple(PERSONAS),
    "hr": ("hr_admin", "hr_subject", "owner"),
    "above": ("manager", "skip"),
}
SPECIFIC_FIRST = ("hr", "above", "others", "outsiders", "everybody")

Answer = int | str
Codes = Mapping[str, Answer]


@dataclass(frozen=True)
class Row:
    """One address and method: how to reach a valid object there, and who gets which answer."""

    name: str
    method: str
    of: Callable[..., Any] | None = None
    body: Any = None
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None
    public: str = ""
    codes: Codes = field(default_factory=dict)

    def __str__(self):
        return f"{self.name} {self.method}"

    def expected(self, persona: str) -> Answer | None:
        """The code for one persona: said of the persona, else of the smallest group that has one, else by rule."""
        if persona in self.codes:
            return self.codes[persona]
        for group in SPECIFIC_FIRST:
            if group in self.codes and persona in GROUPS[group]:
                return self.codes[group]
        if persona == "anon":
            return SIGN_IN
        if persona in OUTSIDE:
            return 404 if self.inside_organization else self.codes.get("others")
        return None

    @property
    def inside_organization(self) -> bool:
        return routes()[self.name].inside_organization

    @property
    def is_api(self) -> bool:
        return routes()[self.name].route.startswith("api/")

    @property
    def takes_foreign_object(self) -> bool:
        """Has a key of an organization's row in its address; a name that all organizations share is none."""
        shared = getattr(self.of, "is_shared", False)
        return self.inside_organization and routes()[self.name].takes_object and self.of is not None and not shared

    def reached_by(self) -> list[str]:
        """The personas who get what they asked for."""
        return [persona for persona in PERSONAS if isinstance(code := self.expected(persona), int) and code < 400]


def row(
    name: str,
    method: str,
    *,
    of: Callable[..., Any] | None = None,
    body: Any = None,
    query: str = "",
    headers: Mapping[str, str] | None = None,
    at: datetime | None = None,
    public: str = "",
    **codes: Answer,
) -> Row:
    """One line of the table.

    `of(world, subject)` makes a valid object about `subject` and returns it, its key, or a tuple of arguments for
    the address (without the organization's slug). `body` is what is sent: a mapping, or `body(world, subject, *args)`
    which makes one; the API gets it as JSON. `at` stops the clock. `public` is the reason why no sign-in is needed.

    The codes, by persona or group (`hr`, `above`, `others` = all other insiders, `outsiders`, `everybody`). Unsaid,
    nobody signed in means SIGN_IN, and whoever is not employed in the organization now gets 404.
    """
    if unknown := set(codes) - set(PERSONAS) - set(GROUPS):
        raise TypeError(f"{name} {method}: no persona or group called {', '.join(sorted(unknown))}")
    return Row(name, method, of, body, query, headers or {}, at, public, codes)


# --- the URLconf --------------------------------------------------------------


@dataclass(frozen=True)
class Route:
    """A named address of the URLconf."""

    name: str
    route: str
    view: Callable

    @property
    def inside_organization(self) -> bool:
        return ":organization>" in self.route

    @property
    def takes_object(self) -> bool:
        """Has arguments beside the organization."""
        return self.route.count("<") > int(self.inside_organization)


def _walk(resolver, namespaces: tuple[str, ...], prefix: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Route(":".join([*namespaces, pattern.name or f"(unnamed: {route})"]), route, pattern.callback)
        else:
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, inner, route)


_routes: dict[str, Route] = {}


def routes() -> dict[str, Route]:
    """Every address of the URLconf by its full name."""
    if not _routes:
        _routes.update({route.name: route for route in _walk(get_resolver(), (), "")})
    return _routes


# --- asking -------------------------------------------------------------------


@contextmanager
def still_signed_in(client: Client) -> Iterator[None]:
    """As signed in as before, even after a sign-out."""
    cookies = deepcopy(client.cookies)
    try:
        yield
    finally:
        client.cookies = cookies


@dataclass
class Cast:
    """All personas, signed in. `world` is the organization asked for, `other` the look-alike."""

    world: Any
    other: Any
    people: dict[str, Any]
    clients: dict[tuple[str, bool], Client] = field(default_factory=dict)

    def client(self, persona: str, *, strict: bool = False) -> Client:
        """A browser in which this persona is signed in; a strict one sends no token with its forms."""
        if (persona, strict) not in self.clients:
            # An address of its own, so that nobody is held back for what others tried.
            client = self.clients[persona, strict] = Client(
                enforce_csrf_checks=strict, REMOTE_ADDR=f"10.{randrange(256)}.{randrange(256)}.{randrange(256)}"
            )
            if persona != "anon":
                client.force_login(self.people[persona].user)
        return self.clients[persona, strict]

    def subject(self, persona: str):
        return self.people["hr_admin" if persona == "hr_subject" else "employee"]

    def make(self, row: Row, persona: str = "employee") -> tuple:
        """A valid object for this row; its arguments in the address."""
        if row.of is None:
            return ()
        with self.world.inside():
            made = row.of(self.world, self.subject(persona))
        made = made if isinstance(made, tuple) else (made,)
        return tuple(getattr(argument, "pk", argument) for argument in made)

    def address(self, row: Row, args: tuple, *, slug: str = "") -> str:
        first = [slug or self.world.organization.slug] if row.inside_organization else []
        return reverse(row.name, args=[*first, *args]) + (f"?{row.query}" if row.query else "")

    def body(self, row: Row, persona: str, args: tuple) -> Any:
        """What this persona sends, made for these objects where it has to be."""
        if not callable(row.body):
            return row.body
        with self.world.inside():
            return row.body(self.world, self.subject(persona), *args)

    def send(self, row: Row, persona: str, args: tuple, *, method: str = "", slug: str = "", client=None):
        """One request of this row, as this persona."""
        body = self.body(row, persona, args)
        method = method or row.method
        keywords: dict[str, Any] = {"headers": dict(row.headers)}
        if row.is_api and method not in ("GET", "HEAD", "OPTIONS"):
            keywords |= {"data": body if body is not None else {}, "content_type": "application/json"}
        elif method == POST:
            keywords |= {"data": body or {}}
        client = client or self.client(persona)
        settings.LIMITS_PREFIX = f"limit:{token_hex(4)}"  # nor for what was asked before; put back after the test
        with still_signed_in(client), clock.stopped(row.at) if row.at else nullcontext():
            return getattr(client, method.lower())(self.address(row, args, slug=slug), **keywords)

    def answer(self, row: Row, persona: str) -> Answer:
        """The code one cell gets, on an object of its own; nothing of it stays."""
        with self.made(row, persona) as made, self.visited(made, persona) as visit:
            return visit.answer

    @contextmanager
    def made(self, row: Row, persona: str = "employee", *, clients: Iterable[str] = ()) -> Iterator["Made"]:
        """A valid object for this row, for as many visits as one likes; nothing of it stays.

        Whoever visits has signed in before, so that the sign-in does stay.
        """
        for one in {persona, *clients}:
            self.client(one)
        with transaction.atomic():
            start = written()
            try:
                with transaction.atomic():
                    made = Made(row, self.make(row, persona), changed(start, written()))
            except Exception as error:  # whatever it is, it is said of this row
                made = Made(row, failed=f"{type(error).__name__}: {error}")
            try:
                yield made
            finally:
                transaction.set_rollback(True)

    @contextmanager
    def visited(self, made: "Made", persona: str, speaking: AbstractContextManager | None = None) -> Iterator["Visit"]:
        """One cell asked, to be looked at while all of it is there. Nothing of the visit stays: whoever comes next
        finds the object as it was made."""
        row = made.row
        with transaction.atomic():
            try:
                visit = self._visit(made, persona, speaking or nullcontext())
            except Exception as error:  # whatever it is, it is said of this cell
                visit = Visit(row, persona, f"{type(error).__name__}: {error}")
            try:
                yield visit
            finally:
                transaction.set_rollback(True)

    def _visit(self, made: "Made", persona: str, speaking: AbstractContextManager) -> "Visit":
        if made.failed:
            return Visit(made.row, persona, made.failed)
        start = written()
        asked = replace(made.row, body=self.body(made.row, persona, made.args))
        said = written() if callable(made.row.body) else start
        with speaking:
            response = self.send(asked, persona, made.args)
        tables = made.tables | changed(start, said)
        return Visit(made.row, persona, spoken(response), response, tables, changed(said, written()))


@dataclass(frozen=True)
class Made:
    """A valid object for a row: its arguments in the address, which tables it was made in; or how making it failed."""

    row: Row
    args: tuple = ()
    tables: frozenset[str] = frozenset()
    failed: str = ""


@dataclass(frozen=True)
class Visit:
    """One persona's answer to one row: the response, unless an error took its place; which tables the object was made
    in, and which ones were written to for the answer."""

    row: Row
    persona: str
    answer: Answer
    response: Any = None
    made: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()

    def __str__(self):
        return f"{self.row} as {self.persona} ({PERSONAS[self.persona]}), answered {self.answer}"

    @property
    def html(self) -> str:
        """The page, where it is one."""
        is_page = self.response is not None and self.response.get("Content-Type", "").startswith("text/html")
        return self.response.content.decode() if is_page else ""


def spoken(response) -> Answer:
    """The code of a response; SIGN_IN where it asks for that."""
    location = response.get("Location") or response.get("HX-Redirect") or ""
    if response.status_code == 401 or location.split("?")[0] == settings.LOGIN_URL:
        return SIGN_IN
    return response.status_code
