"""The diagnoses of each unit are counted, five people at a time; a finding is offered where it is the unit's matter.

A count is taken once and never changed, and no diagnosis is in two of them: whoever adds and subtracts all that is ever
shown still has sums of groups of five or more. Whether something is offered changes only with a new count, so that no
offer tells what the last one who answered said.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from people.access import Actor, teams_below
from people.models import Team
from perfhub.kernel import causes
from perfhub.kernel.causes import Cell as CauseCell
from perfhub.kernel.release import Cell, K, Released, release

from ..models import LONGEST_TITLE, Diagnosis, DiagnosisSide, Finding, UnitCount
from ..queries.findings import count_of
from ..states import DiagnosisState, SideState
from .findings import add_evidence, tell_hr, write

WAITS_FOR_ITS_TEAM = dt.timedelta(days=180)  # then it is counted with the team above


@dataclass(frozen=True)
class ToCount:
    """A diagnosis that no count holds yet."""

    pk: int
    employee: int
    team: int
    is_around: bool
    asked_at: dt.datetime


@transaction.atomic
def count_units(*, by: Actor, at: dt.datetime) -> int:
    """Each unit in which five people have a diagnosis that was not counted yet; of what waited half a year for four
    others, the unit above. Where three in five lie around the people, a finding is offered. Returns how many counts
    were taken."""
    above = dict(Team.objects.select_for_update().order_by("pk").values_list("pk", "parent"))
    taken = []
    for team, rows, counted_with in batches(_to_count(), above, before=at - WAITS_FOR_ITS_TEAM):
        around = sum(row.is_around for row in rows)
        if not _is_released(team, len({row.employee for row in rows}), at.date()):
            continue
        days = sorted(row.asked_at.date() for row in rows)
        counted = UnitCount.objects.create(
            team_id=team, n=len(rows), around=around, counted_at=at, first_date=days[0], last_date=days[-1]
        )
        Diagnosis.objects.filter(pk__in=[row.pk for row in counted_with]).update(counted_in=counted)
        taken.append(counted)
    for team in {counted.team_id for counted in taken}:
        _offer(team, by=by, at=at)
    return len(taken)


def batches(
    rows: Iterable[ToCount], above: Mapping[int, int | None], *, before: dt.datetime
) -> list[tuple[int, list[ToCount], list[ToCount]]]:
    """Which diagnoses are counted together, the innermost units first: of a unit that has five people the newest of
    each, and all of theirs, which are counted with it. Of fewer, those asked before `before` wait no longer and go to
    the unit above."""
    pool: dict[int, list[ToCount]] = defaultdict(list)
    for row in rows:
        pool[row.team].append(row)
    found = []
    for team in _innermost_first(above):
        its = pool.pop(team, [])
        newest = _newest_of_each(its)
        if len(newest) >= K:
            found.append((team, newest, its))
        elif (parent := above[team]) is not None:
            pool[parent].extend(row for row in its if row.asked_at < before)
    return found


def _newest_of_each(rows: Sequence[ToCount]) -> list[ToCount]:
    """One for each person, for a count is of people."""
    newest = {row.employee: row for row in sorted(rows, key=lambda row: (row.asked_at, row.pk))}
    return sorted(newest.values(), key=lambda row: row.pk)


def _innermost_first(above: Mapping[int, int | None]) -> list[int]:
    def depth(team: int | None) -> int:
        steps = 0
        while team is not None:
            team, steps = above.get(team), steps + 1
        return steps

    return sorted(above, key=lambda team: (-depth(team), team))


def _to_count() -> list[ToCount]:
    """Those that are there to be read, in which at least one side answered."""
    said = DiagnosisSide.objects.filter(diagnosis=OuterRef("pk"), state=SideState.ANSWERED)
    rows = Diagnosis.objects.filter(state=DiagnosisState.DONE, counted_in=None, team__isnull=False)
    values = rows.filter(Exists(said)).values_list("pk", "employee", "team", "primary", "asked_at")
    return [
        ToCount(pk, employee, team, primary is not None and CauseCell(primary).is_around, asked_at)
        for pk, employee, team, primary, asked_at in values
    ]


def _is_released(team: int, people: int, day: dt.date) -> bool:
    """The one function that says of how many people a figure may leave the house."""
    decided = release([Cell(team, day, people, 0)], parents={team: None}, flows=[])
    return isinstance(decided[team, day], Released)


def _offer(team: int, *, by: Actor, at: dt.datetime) -> None:
    """One open offer for each unit; further counts are added to it as further evidence."""
    found = Team.objects.get(pk=team)
    counted = count_of(teams_below(team), at=at)
    if counted is None or not causes.is_a_matter_of_the_unit(counted.around, counted.n):
        return
    there = Finding.objects.open().filter(team=found, proposed_by=None).first()
    if there is not None:
        add_evidence(there, counted, at=at)
        return
    title = _("What stands in the way in %(team)s is not the people") % {"team": found.name}
    finding = Finding.objects.create(title=title[:LONGEST_TITLE], team=found, proposed_at=at)
    add_evidence(finding, counted, at=at)
    write(finding, "offer", by=by, at=at)
    tell_hr(finding, by=by, at=at)
