"""What happens beside the course of the demo's goals: who contributes, who follows, who asks what may serve what."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from people.models import Employee

from ..states import Level, ObjectiveState, RequestState, Visibility
from .seed_plan import DAY, Aim

PLEASE = ("We feed your figures.", "Half of our work is for this.", "")
NO = "It is about something else this quarter."


@dataclass(frozen=True)
class Helps:
    """Somebody contributes to a goal from a day on."""

    aim: int
    person: Employee
    at: dt.datetime


@dataclass(frozen=True)
class Follows:
    """Somebody follows a goal."""

    aim: int
    person: Employee
    at: dt.datetime


@dataclass(frozen=True)
class Asks:
    """The owner of a goal asks whether its first key result may serve another's; the answer, where there is one."""

    aim: int
    above: int
    at: dt.datetime
    words: str
    state: str
    decided_at: dt.datetime | None


@dataclass(frozen=True)
class Beside:
    """All of it for one quarter."""

    helps: tuple[Helps, ...]
    follows: tuple[Follows, ...]
    asks: tuple[Asks, ...]


def beside_of(
    aims: Sequence[Aim], *, place: int, people: Sequence[Employee], leading: set[int], seed: int, at: dt.datetime
) -> Beside:
    """A pure function of the goals, the seed and the day."""
    running = [aim for aim in aims if aim.state == ObjectiveState.ACTIVE]
    return Beside(
        helps=tuple(one for one in _helps(running, place, people, seed) if one.at <= at),
        follows=tuple(one for one in _follows(running, place, people, seed) if one.at <= at),
        asks=tuple(_asks(running, place, leading, seed, at)),
    )


def _dice(what: str, aim: Aim, place: int, seed: int) -> random.Random:
    return random.Random(f"{seed}/{place}/{aim.key}/{what}")


def _helps(aims: Sequence[Aim], place: int, people: Sequence[Employee], seed: int) -> Iterator[Helps]:
    for aim in aims:
        dice = _dice("helps", aim, place, seed)
        person = dice.choice(people)
        if dice.random() < (0.6 if aim.level == Level.ORGANIZATION else 0.12) and person.pk != aim.owner.pk:
            yield Helps(aim.key, person, aim.written_at + DAY)


def _follows(aims: Sequence[Aim], place: int, people: Sequence[Employee], seed: int) -> Iterator[Follows]:
    for aim in aims:
        dice = _dice("follows", aim, place, seed)
        if aim.visibility != Visibility.EVERYONE:
            continue
        number = dice.randrange(2, 5) if aim.level == Level.ORGANIZATION else int(dice.random() < 0.15)
        chosen = {person.pk: person for person in (dice.choice(people) for _ in range(number))}
        for pk, person in sorted(chosen.items()):
            if pk != aim.owner.pk:
                yield Follows(aim.key, person, aim.written_at + 2 * DAY)


def _asks(aims: Sequence[Aim], place: int, leading: set[int], seed: int, at: dt.datetime) -> Iterator[Asks]:
    """Of people who lead nobody, each asks about an earlier goal that asks nothing: no circle, no depth."""
    quiet: list[Aim] = []
    for aim in aims:
        if aim.owner.pk in leading or aim.level != Level.INDIVIDUAL:
            continue
        dice = _dice("asks", aim, place, seed)
        if dice.random() >= 0.1 or not quiet or aim.written_at + DAY > at:
            if aim.visibility == Visibility.EVERYONE:
                quiet.append(aim)
            continue
        above = dice.choice(quiet)
        state = dice.choice((RequestState.PROPOSED, RequestState.ACCEPTED, RequestState.DECLINED))
        asked, decided = aim.written_at + DAY, aim.written_at + 3 * DAY
        if decided > at or above.owner.pk == aim.owner.pk:
            state = RequestState.PROPOSED
        words = dice.choice(PLEASE)
        yield Asks(aim.key, above.key, asked, words, state, None if state == RequestState.PROPOSED else decided)
