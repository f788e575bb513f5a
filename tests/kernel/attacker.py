"""Small organizations at random, and an attacker who works out from shown averages what single people said."""

import datetime as dt
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from perfhub.kernel.release import Cell, Released, flows_between, release

MONDAY = dt.date(2026, 1, 5)
PRIME = 2_147_483_647


def week(n):
    return MONDAY + dt.timedelta(weeks=n)


@dataclass
class Organization:
    """A small organization over some weeks: who belonged where, who answered, whom the viewer may read."""

    parents: dict
    places: list  # of each week: person -> innermost group
    answered: list  # of each week: people who answered
    readable: set

    @classmethod
    def random(cls, seed):
        dice = random.Random(seed)
        teams = dice.randint(1, 7)
        parents = {team: dice.choice([None, *range(team)]) if team else None for team in range(teams)}
        people = list(range(dice.randint(8, 90)))
        where = {person: dice.randrange(teams) for person in people if dice.random() < 0.9}
        weeks = dice.randint(1, 5)
        places, answered = [], []
        share = dice.choice([1, 1, 0.85, 0.6])
        for _ in range(weeks):
            places.append({person: group for person, group in where.items() if group is not None})
            answered.append({person for person in people if dice.random() < share})
            for _ in range(dice.choice([0, 0, 1, 1, 2, 6, 9])):
                where[dice.choice(people)] = dice.choice([None, *range(teams)])
            if dice.random() < 0.3:  # a whole team moves
                source, target = dice.randrange(teams), dice.choice([None, *range(teams)])
                where.update({person: target for person, group in where.items() if group == source})
        readable = {person for person in people if dice.random() < dice.choice([0, 0, 0.1, 0.3])}
        return cls(parents, places, answered, readable)

    def members(self, n, group):
        """Who belongs to a group or to one within it."""
        found = set()
        for person, place in self.places[n].items():
            while place is not None and place != group:
                place = self.parents[place]
            if place is not None:
                found.add(person)
        return found

    def is_within(self, inner, outer):
        while inner is not None and inner != outer:
            inner = self.parents[inner]
        return inner == outer

    def decisions(self, lags=4):
        cells = []
        for n in range(len(self.places)):
            for group in self.parents:
                answers = self.members(n, group) & self.answered[n]
                cells.append(Cell(group, week(n), len(answers), 3.0 * len(answers), len(answers & self.readable)))
        rows = [(person, week(n), group) for n, place in enumerate(self.places) for person, group in place.items()]
        rows += [(object(), week(n), None) for n in range(len(self.places))]  # no week is without a row
        return release(cells, parents=self.parents, flows=flows_between(rows, lags=lags, readable=self.readable))


def rank(rows):
    """The rank of integer rows, modulo a prime."""
    rows, found = [list(row) for row in rows if any(row)], 0
    while rows:
        pivot = rows.pop()
        column = next((i for i, value in enumerate(pivot) if value), None)
        if column is None:
            continue
        found += 1
        inverse = pow(pivot[column], -1, PRIME)
        for row in rows:
            if row[column]:
                factor = row[column] * inverse % PRIME
                row[:] = [(value - factor * own) % PRIME for value, own in zip(row, pivot, strict=True)]
    return found


def exposed(sets, k=5):
    """Fewer than k people on whom alone some combination of the sums over these sets depends; or nobody.

    A combination depends on a group alone if dropping the columns of the group lowers the rank. People
    who are in the same sets cannot be told apart, so only whole classes of them need to be tried.
    """
    sets = list(sets)
    classes = Counter(tuple(int(person in one) for one in sets) for person in set().union(*sets))
    columns = list(classes)
    small = [column for column in columns if classes[column] < k]
    full = rank(zip(*columns, strict=True)) if columns else 0
    for count in range(1, min(len(small), k - 1) + 1):
        for some in combinations(small, count):
            if sum(classes[column] for column in some) < k:
                others = [column for column in columns if column not in some]
                if (rank(zip(*others, strict=True)) if others else 0) < full:
                    return some
    return ()


def attack(organization, decisions, lags=4):
    """What the attacker finds out within a week, and between any two weeks if nobody changed their mind."""
    told = defaultdict(list)
    for (group, date), decision in decisions.items():
        if isinstance(decision, Released):
            told[(date - MONDAY).days // 7].append(group)
    answers = {n: answering(organization, n, groups) for n, groups in told.items()}
    for n in told:
        if found := exposed(answers[n].values()):
            return n, found
    # Between weeks each member of a group may have answered, unless the numbers themselves say that those
    # who are in no smaller group did not: then the number is about the members of the smaller groups.
    belonging = {}
    for n in told:
        silent = set()
        for group, answered in answers[n].items():
            inner = [other for other in answers[n] if other != group and answers[n][other] <= answered]
            inner = [other for other in inner if organization.is_within(other, group)]
            if answered == set().union(*(answers[n][other] for other in inner)):
                members = set().union(*(organization.members(n, other) for other in inner))
                silent |= organization.members(n, group) - members
        belonging[n] = [organization.members(n, group) - silent - organization.readable for group in answers[n]]
    for now in told:
        for then in range(max(0, now - lags), now):
            if found := exposed([*belonging.get(then, []), *belonging[now]]):
                return then, now, found
    return ()


def answering(organization, n, groups):
    """The hidden people who answered, of each shown group in which there are any."""
    hidden = organization.answered[n] - organization.readable
    found = {group: organization.members(n, group) & hidden for group in groups}
    return {group: people for group, people in found.items() if people}
