"""What else is tried at each address, on the object that is there for the walk over the access table.

By methods no row lists, with the keys of one organization in another, from another site, twice, with fields that no
form asks for. Each gives a sentence for
whatever is wrong, and nothing of it stays.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from tests.hashes import hashes
from tests.security.sending import is_the_same_sent_again, is_written_by_its_own_fields_alone
from tests.written import written, written_since

from .access import GET, METHODS, Cast, Made, Row
from .access_table import ROWS

SAFE = (GET, "HEAD", "OPTIONS")
ADD = "add to tests/guards/access_table/, in the module of its floor:"

# --- looking --------------------------------------------------------------------

WRITTEN_BY_LOOKING = frozenset({"people_session", "people_auditentry"})
TAKEN_BACK = {"people:look_page": "made in a savepoint of which nothing stays; tests/people/test_looking compares rows"}


def by_looking(name: str, changed: frozenset[str]) -> list[str]:
    return [] if name in TAKEN_BACK else sorted(changed - WRITTEN_BY_LOOKING)


# --- methods that no row lists --------------------------------------------------


def _listed() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in ROWS:
        found.setdefault(row.name, set()).add(row.method)
    return found


LISTED = _listed()


def _first_reached() -> dict[str, Row]:
    """For each address the first row by which somebody gets in; the first of all where nobody does."""
    found = {row.name: row for row in reversed(ROWS)}
    return found | {row.name: row for row in reversed(ROWS) if row.reached_by()}


SAMPLE = _first_reached()


def reached(row: Row) -> str:
    """Whoever gets in by a listed method tries all others."""
    return next((persona for persona in row.reached_by() if persona not in ("anon", "hr_subject")), "employee")


Tried = Callable[[int, Iterable[str]], list[str]]


def one_in_turn(number: int, methods: Iterable[str]) -> list[str]:
    """One of the methods that no row lists, another one at each address; each is refused by the same line of code."""
    unlisted = sorted(methods)
    return [unlisted[number % len(unlisted)]] if unlisted else []


def each_of_them(_number: int, methods: Iterable[str]) -> list[str]:
    return sorted(methods)


def is_refused_where_no_row_lists_it(cast: Cast, made: Made, number: int, tried: Tried = one_in_turn) -> Iterator[str]:
    name, persona = made.row.name, reached(made.row)
    if SAMPLE[name] is not made.row:
        return
    for method in tried(number, {*METHODS} - LISTED[name]):
        code = cast.send(made.row, persona, made.args, method=method).status_code
        if code != 405:
            yield f'answers {method} with {code}; {ADD} row("{name}", {method}, …) or refuse it'


def changes_nothing_where_no_page_is(cast: Cast, made: Made, _number: int) -> Iterator[str]:
    name, persona = made.row.name, reached(made.row)
    if SAMPLE[name] is not made.row:
        return
    for method in {*SAFE} - LISTED[name]:
        before = written()
        cast.send(made.row, persona, made.args, method=method)
        if changed := by_looking(name, written_since(before)):
            yield f"{method} as {persona} wrote to {changed}"


# --- another organization -------------------------------------------------------

WITH_OBJECT = {row.name: row for row in ROWS if row.takes_foreign_object}
AUDIT = frozenset({"people_auditentry"})
THEIRS = ("other_owner", "other_employee")  # who may most, and who looks like the subject


def one_of_theirs(number: int) -> list[str]:
    return [THEIRS[number % len(THEIRS)]]


def all_of_theirs(_number: int) -> list[str]:
    return list(THEIRS)


def is_unknown_elsewhere(
    cast: Cast, made: Made, number: int, by: Callable[[int], list[str]] = one_of_theirs
) -> Iterator[str]:
    """By every method that the address knows; by any other it is refused before it looks."""
    row = made.row
    if WITH_OBJECT.get(row.name) is not row:
        return
    before, audit = written(), hashes(organization=cast.world.organization, only=AUDIT)
    for persona in by(number):
        for method in {GET, *LISTED[row.name]}:
            code = cast.send(row, persona, made.args, method=method, slug=cast.other.organization.slug).status_code
            # 400: a body that names somebody unknown here is refused before anything is looked for
            if code not in (404, 405, 410 if row.public else 404, 400 if row.is_api else 404):
                yield f"{method} there as {persona}: {code}"
    if changed := written_since(before, but=AUDIT | {"people_session"}):
        yield f"there wrote to {sorted(changed)}"
    if hashes(organization=cast.world.organization, only=AUDIT) != audit:
        yield "there, refused, is noted here"


# --- another site ---------------------------------------------------------------

MAY_CHANGE = frozenset({"people_session", "people_auditentry"})
# no cookie is asked for there: the letter's own token says who takes the wish back (RFC 8058, one click)
BY_TOKEN = {"notices:unsubscribe"}
VICTIMS = ("employee", "hr_admin")
ORIGINS = ("https://evil.example", "null", None)
Sent = Callable[[int], list[tuple[str, str | None]]]


def in_turn(number: int) -> list[tuple[str, str | None]]:
    """Both persons, each from another origin at each address: it is refused before anybody asks who they are."""
    return [(persona, ORIGINS[(number + n) % len(ORIGINS)]) for n, persona in enumerate(VICTIMS)]


def all_of_them(_number: int) -> list[tuple[str, str | None]]:
    return [(persona, origin) for persona in VICTIMS for origin in ORIGINS]


def is_taken_from_no_other_site(cast: Cast, made: Made, number: int, sent: Sent = in_turn) -> Iterator[str]:
    if made.row.method == GET or made.row.name in BY_TOKEN:
        return
    row = replace(made.row, body={})  # refused before it is read
    before = written()
    for persona, origin in sent(number):
        client = cast.client(persona, strict=True)
        client.defaults.update({"HTTP_ORIGIN": origin} if origin else {})
        code = cast.send(row, persona, made.args, client=client).status_code
        client.defaults.pop("HTTP_ORIGIN", None)
        if code != 403:
            yield f"as {persona} from {origin}: {code}"
    if changed := written_since(before, but=MAY_CHANGE):
        yield f"from elsewhere wrote to {sorted(changed)}"


Beside = Callable[[Cast, Made, int], Iterator[str]]
BESIDE: dict[str, Beside] = {
    "methods": is_refused_where_no_row_lists_it,
    "looking beside": changes_nothing_where_no_page_is,
    "elsewhere": is_unknown_elsewhere,
    "other sites": is_taken_from_no_other_site,
    "sent again": is_the_same_sent_again,
    "other fields": is_written_by_its_own_fields_alone,
}
#: By every method, for every person and from every origin: what `make prove` tries.
IN_FULL = BESIDE | {
    "methods": partial(is_refused_where_no_row_lists_it, tried=each_of_them),
    "elsewhere": partial(is_unknown_elsewhere, by=all_of_theirs),
    "other sites": partial(is_taken_from_no_other_site, sent=all_of_them),
}


def sign_in(cast: Cast) -> None:
    """All who try these things, before anything is made that goes away again."""
    for persona in {*THEIRS, *VICTIMS, *map(reached, ROWS)}:
        cast.client(persona)
    for persona in VICTIMS:
        cast.client(persona, strict=True)
