"""Who reads what of a case, by what they are to it and by how far it is: one table, held against every door that shows
a case (T6).

It says what was promised (“employee, manager, HR case owner, named persons; a named plan lead sees all; nobody else”),
not what the code answers: a token stands in each confidential text of nine cases, all these people ask for each of
them, and what comes back is written down as this table.
"""

from collections import defaultdict
from secrets import token_hex

import pytest
from django.conf import settings
from django.urls import reverse

from people.models import Employee
from pips.models import Diagnosis, PlanMeeting

from .canaries import CANARY, everywhere, of_case
from .matrix import House, build

pytestmark = pytest.mark.django_db

#: m the matter: title, concern, evidence, what was said to it, why it went on
#: p the plan: aim, points, support, meetings, statements, requests, exceptions, versions
#: a the answers of both sides in a diagnosis, and what was chosen from them
#: b what whoever looks at a plan for HR says back to its writer; o why it went on over what plain rules found
#: d what was decided at its end
#: s the one thing that is owed by whoever asks, and nothing else of the plan
TABLE = """
            employee manager next former skip peer hr_owner otherhr hr_partner lead  named giver standin owner elsewhere
concern     m        m       -    -      -    -    -        -       -          -     m     -     -       -     -
coaching    mp       mp      -    -      -    -    -        -       -          -     mp    s     -       -     -
draft       m        mp      -    -      -    -    mp       -       -          mp    m     -     -       -     -
in_review   m        mpb     -    -      -    -    mpbo     -       -          mpbo  m     -     -       -     -
active      mpa      mpa     -    -      -    -    mpabo    -       -          mpabo mpa   s     -       -     -
handed_over mp       -       mp   -      -    -    mpbo     -       -          mpbo  mp    s     -       -     -
decided     mpd      mpd     -    -      -    -    mpbod    -       -          mpbod mp    -     -       -     -
closed      mp       mp      -    -      -    -    mpbo     -       -          mpbo  mp    -     -       -     -
spent       mp       -       -    -      -    -    -        -       -          -     -     -     -       -     -
"""
HEAD, *LINES = [line.split() for line in TABLE.strip().splitlines()]
STATES = [line[0] for line in LINES]
EXPECTED = {
    (state, viewer): cell.strip("-") for state, *cells in LINES for viewer, cell in zip(HEAD, cells, strict=True)
}

#: Each table, or field, in which a token is planted, by what of a case it is.
IS = {
    **dict.fromkeys(("Case", "CaseEvent", "CaseReader", "Concern", "ConcernWord", "Evidence", "Diagnosis"), "m"),
    **dict.fromkeys(("Plan", "PlanVersion", "Issue", "Milestone", "Support", "SupportEvent", "PlanMeeting"), "p"),
    **dict.fromkeys(("Verdict", "PlanWord", "PlanRequest", "GateException", "Handover"), "p"),
    **dict.fromkeys(("Answers", "ChosenRemedy"), "a"),
    "PlanReview.words": "b",
    "PlanReview.override": "o",
    "Decision": "d",
    "Owed": "s",
}
#: Where whoever may read it has to find it, so that finding nothing elsewhere proves something.
FOUND = (
    ("pips:case", "m", "Case.title"),
    ("pips_api:concern", "m", "Case.title"),
    ("pips:plan", "p", "Plan.aim"),
    ("pips_api:plan", "p", "Plan.aim"),
    ("pips:plan_meeting", "p", "PlanMeeting.manager_words"),
    ("pips:support", "ps", "Owed.what"),
    ("pips_api:support", "ps", "Owed.what"),
    ("pips:diagnosis", "a", "Answers.employee"),
    ("pips:decision", "d", "Decision.words"),
)
#: All of it on paper is taken by the sides of a case, HR and a plan lead; not by whoever was named.
TAKES = {"employee", "manager", "next", "hr_owner", "lead"}
LISTS = ("pips:mine", "pips:led", "pips:hr", "pips_api:concerns", "pips_api:plans", "people:search")


def letters(fields: set[str]) -> str:
    """What was read, as a cell says it; whoever reads a plan reads everything that is owed in it."""
    found = {IS.get(field) or IS[field.partition(".")[0]] for field in fields}
    return "".join(letter for letter in "mpabods" if letter in found - ({"s"} if "p" in found else set()))


def doors(house: House, state: str) -> list[tuple[str, str]]:
    """Every door to a case, or to something of it, at this state: its name and address."""
    case, plan, owed = house.cases[state], house.plan(state), house.owed(state)
    found = [("pips:case", case), ("pips_api:concern", case), ("pips:packet_take", case)]
    if plan is not None:
        found += [("pips:plan", plan), ("pips_api:plan", plan), ("pips:support", owed)]
    if state == "in_review":
        found.append(("pips:plan_review", plan))
    if state == "decided":
        found.append(("pips:decision", plan))
    if state == "active":
        meeting, diagnosis = PlanMeeting.objects.get(plan=plan), Diagnosis.objects.get(case=case)
        found += [("pips:plan_versions", plan), ("pips:plan_meeting", meeting), ("pips:hr_case", case)]
        found += [("pips:diagnosis", diagnosis), ("pips_api:diagnosis", diagnosis), ("pips_api:support", owed)]
    return [(name, reverse(name, args=[house.world.organization.slug, row.pk])) for name, row in found]


def lists(house: House) -> list[tuple[str, str]]:
    slug = house.world.organization.slug
    return [(name, f"{reverse(name, args=[slug])}?q=cnry") for name in LISTS]


class Asking:
    """Each person asks for each case, and for the lists; `read` is what came back, by state, viewer and door.

    An employee who is shown something of another employee's case is a viewer of his or her own, who is in no table.
    """

    def __init__(self, house: House, client_of):
        self.house, self.client_of = house, client_of
        self.read: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        self.asked = 0
        with house.world.inside():
            self.doors = {state: doors(house, state) for state in house.cases}
            self.lists = lists(house)

    def everything(self, viewers=HEAD) -> "Asking":
        for viewer in viewers:
            cases: dict[Employee, list[str]] = defaultdict(list)
            for state in self.doors:
                cases[self.house.who(viewer, state)].append(state)
            for person, states in cases.items():
                client = self.client_of(person)
                asked = [door for state in states for door in self.doors[state]]
                for name, address in asked + (self.lists if viewer != "employee" or states == ["active"] else []):
                    send = client.post if name == "pips:packet_take" else client.get
                    self.keep(viewer, states, name, send(address, follow=True))
        return self

    def keep(self, viewer: str, states: list[str], door: str, answer) -> None:
        self.asked += 1
        settings.LIMITS_PREFIX = f"limit:{token_hex(4)}"  # nobody is held back for what was asked before
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for text in CANARY.findall(body.decode(errors="replace") + repr(dict(answer.headers))):
            if text in self.house.told:
                state, field = self.house.told[text]
                who = viewer if state in states else f"{viewer} of {states[0]}"
                self.read[state, who, door].add(field)

    def cells(self) -> dict[tuple[str, str], str]:
        """What each has read of each case, through whichever door."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for (state, who, _door), fields in self.read.items():
            found[state, who] |= fields
        return {cell: letters(fields) for cell, fields in found.items()}


def drawn(cells: dict[tuple[str, str], str], states=STATES) -> str:
    """The table as it is written above; whoever is in none, under it."""
    wide = [max(len(name), *(len(EXPECTED[state, name]) for state in STATES)) for name in HEAD]
    lines = [["", *HEAD], *([state, *(cells.get((state, name)) or "-" for name in HEAD)] for state in states)]
    rows = [" ".join(text.ljust(size) for text, size in zip(line, [11, *wide], strict=True)).rstrip() for line in lines]
    others = [f"{who} reads {said} of {state}" for (state, who), said in sorted(cells.items()) if who not in HEAD]
    return "\n".join([*rows, *others])


@pytest.mark.long(60)
def test_everybody_reads_what_the_table_says_and_nothing_else(fernhill, brackwater, client_of):
    house = build(fernhill, brackwater, STATES)
    asking = Asking(house, client_of).everything()
    assert drawn(asking.cells()) == drawn(EXPECTED)
    for state, viewer in EXPECTED:
        cell = EXPECTED[state, viewer]
        for door, letter, field in FOUND:
            if set(letter) & set(cell) and door in dict(asking.doors[state]):
                assert field in asking.read[state, viewer, door], f"{viewer} does not find {field} of {state} at {door}"
        paper = asking.read[state, viewer, "pips:packet_take"]
        assert bool(paper) == (bool(cell) and viewer in TAKES), f"the paper of {state} for {viewer}"
    read = {field for fields in asking.read.values() for field in fields}
    unread = {field for _state, field in house.told.values()} - read
    assert len(unread) <= 6, f"planted where nobody is shown it: {unread}"


@pytest.mark.parametrize(
    ("planted", "value", "leak"),
    [
        ("pips.access.cases.is_plan_lead", lambda viewer: True, "otherhr"),
        ("pips.queries.packets.HR", "manager", "manager"),
        ("pips.access.running.is_plan_lead", lambda viewer: True, "named"),
    ],
)
def test_a_leak_is_found(fernhill, brackwater, client_of, monkeypatch, planted, value, leak):
    house = build(fernhill, brackwater, ["decided"])
    monkeypatch.setattr(planted, value)
    cells = Asking(house, client_of).everything([leak]).cells()
    assert cells.get(("decided", leak), "") != EXPECTED["decided", leak]


@pytest.mark.prove
def test_the_table_holds_at_every_address_of_the_house(fernhill, brackwater, client_of, record_property):
    house = build(fernhill, brackwater, STATES)
    asking = Asking(house, client_of)
    with fernhill.inside():
        for state, case in house.cases.items():
            asking.doors[state] += [("else", address) for address in of_case(fernhill, case)]
        asking.lists += [("else", address) for address in everywhere(fernhill)]
    asking.everything()
    assert drawn(asking.cells()) == drawn(EXPECTED)
    for what, number in (
        ("viewers", len(HEAD)),
        ("states of a case", len(STATES)),
        ("confidential fields", len({field for _state, field in house.told.values()})),
        ("tokens", len(house.told)),
        ("answers read", asking.asked),
        ("tokens outside their cells", 0),
    ):
        record_property(what, number)
