"""One visit, many claims: the access table is walked once, and what is claimed of every answer is asked at each visit.

A claim is a test of its own, in the file of its topic, which reads here what its question found; whichever comes first
in a process does the walking. `CLAIMS` holds the questions; each has its planted defect in test_walk.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import pytest

from tests.security.headers import complaints
from tests.undone import taken_back

from .access import GET, INSIDE, OUTSIDE, PERSONAS, SIGN_IN, Cast, Made, Row, Visit
from .access_table import ROWS
from .beside import BESIDE, WRITTEN_BY_LOOKING, Beside, by_looking, sign_in
from .speaking import pseudo, typed, unmarked

PARTS = 12
READERS = ("employee", "manager", "hr_admin")  # who are shown most of what there is to read
Asked = Callable[[int, Row], Iterable[str]]


def in_turn(number: int, found: Row) -> list[str]:
    """Nobody, the readers, whoever the row names, a third of all others inside, and one of those who are outside, who
    are stopped at one door before the view; all of these, where the row names one. A page, its form and the door of
    the API beside it stand in neighbouring rows, which see everybody between them.

    Everybody at every row under `prove`.
    """
    about_nobody = found.of is None and not callable(found.body) and "hr_subject" not in found.codes  # as hr_admin asks
    named = {*READERS, *found.codes}
    inside = [persona for place, persona in enumerate(INSIDE) if persona in named or (place + number) % 3 == 0]
    outside = list(OUTSIDE)
    return [
        "anon",
        *(persona for persona in inside if not (persona == "hr_subject" and about_nobody)),
        *(outside if {*found.codes} & {*OUTSIDE, "everybody"} else [outside[number % len(outside)]]),
    ]


def everybody(_number: int, _found: Row) -> list[str]:
    return list(PERSONAS)


# --- what is asked of each visit ------------------------------------------------


class Claims:
    """The questions of one walk, each with what it found, in sentences."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {name: [] for name in (*CLAIMS, *BESIDE)}
        self.codes: set[int | str] = set()
        self.known = typed()  # what stands in the two worlds before anything is made

    def ask(self, visit: Visit) -> None:
        self.codes.add(visit.answer)
        for name, question in CLAIMS.items():
            self.found[name] += [f"{visit}: {sentence}" for sentence in question(visit, self)]

    def ask_all(self, cast: Cast, made: Made, personas: Iterable[str]) -> None:
        """Each of these asks for the same object, and finds it as it was made."""
        for persona in personas:
            speaking = pseudo() if is_read(made.row, persona) else None
            with cast.visited(made, persona, speaking) as visit:
                self.ask(visit)


def as_the_table_says(visit: Visit, _claims: Claims) -> Iterator[str]:
    if visit.answer != (expected := visit.row.expected(visit.persona)):
        yield f"expected {expected}"


def with_every_header(visit: Visit, _claims: Claims) -> Iterator[str]:
    """A mail, and a file, has a policy of its own, narrower still."""
    if visit.response is not None and visit.row.name not in OWN_POLICY:
        yield from complaints(visit.response, visit.persona != "anon")


OWN_POLICY = (
    *("mailbox_html", "notices:preview_html"),
    *("people:roster_file", "pips:evidence_file", "pips:plan_word_file"),
)


def looking_changes_nothing(visit: Visit, _claims: Claims) -> Iterator[str]:
    if visit.row.method == GET and (changed := by_looking(visit.row.name, visit.written)):
        yield f"wrote to {changed}"


def strangers_write_nothing(visit: Visit, _claims: Claims) -> Iterator[str]:
    """By no method, where only whoever belongs to the organization may come in."""
    outside = visit.persona in OUTSIDE and visit.row.inside_organization and not visit.row.public
    if outside and (changed := visit.written - {"people_session"}):
        yield f"wrote to {sorted(changed)}"


def every_word_is_marked(visit: Visit, claims: Claims) -> Iterator[str]:
    if is_read(visit.row, visit.persona) and visit.html:
        made = visit.made - WRITTEN_BY_LOOKING
        yield from unmarked(visit.html, claims.known | typed(made | visit.written))


# pages of libraries' own making, and machine answers
NOT_PAGES = ("mailbox", "metrics", "healthz", "readyz")


def is_read(row: Row, persona: str) -> bool:
    """Is this page read in the pseudo-language? A refusal without words of its own is not."""
    page = row.method == GET and not row.is_api and not row.name.startswith(NOT_PAGES)
    return page and persona in READERS


def not_for_nobody(visit: Visit, _claims: Claims) -> Iterator[str]:
    """Whatever wants a sign-in shows nothing before there is one."""
    wanted = visit.persona == "anon" and not visit.row.public and visit.row.expected("anon") == SIGN_IN
    if wanted and visit.response is not None and visit.response.status_code == 200:
        yield "is shown"


CLAIMS: dict[str, Callable[[Visit, Claims], Iterator[str]]] = {
    "codes": as_the_table_says,
    "headers": with_every_header,
    "signed in": not_for_nobody,
    "looking": looking_changes_nothing,
    "strangers": strangers_write_nothing,
    "words": every_word_is_marked,
}


# --- walking --------------------------------------------------------------------


def walk(
    cast: Cast, rows: Iterable[tuple[int, Row]], asked: Asked = in_turn, beside: Mapping[str, Beside] = BESIDE
) -> Claims:
    """Visit these rows, each by whom `asked` says, put all questions to each visit, and try what is `beside`."""
    claims = Claims()
    sign_in(cast)
    for number, found in rows:
        personas = asked(number, found)
        subjects = [persona for persona in personas if persona == "hr_subject"]
        with cast.made(found, clients=personas) as made:
            claims.ask_all(cast, made, [persona for persona in personas if persona not in subjects])
            for name, tries in beside.items() if not made.failed else ():
                with taken_back():
                    claims.found[name] += [f"{found}: {sentence}" for sentence in tries(cast, made, number)]
        if subjects:
            with cast.made(found, *subjects) as made:
                claims.ask_all(cast, made, subjects)
    return claims


def part_of(part: int) -> list[tuple[int, Row]]:
    return [(number, found) for number, found in enumerate(ROWS) if number % PARTS == part]


_walked: dict[int, Claims] = {}


def parts(of: str, number: int, seconds: int) -> pytest.MarkDecorator:
    """Tests of one part go to one process, which walks once."""
    marked = [
        pytest.param(part, marks=[pytest.mark.xdist_group(f"{of}-{part}"), pytest.mark.long(seconds)])
        for part in range(number)
    ]
    return pytest.mark.parametrize("part", marked)


each_part = parts("walk", PARTS, 40)


@pytest.fixture
def walked(request, db, part) -> Claims:
    """What the walk over one part of the table found, by claim."""
    if part not in _walked:
        _walked[part] = walk(request.getfixturevalue("cast"), part_of(part))
    return _walked[part]
