"""The rows that the rules would leave of the goals of a demo organization, written set by set."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from people.models import AuditEntry, Employee
from people.rules import touch
from perfhub.kernel import progress
from perfhub.kernel.bulk import analyze, insert
from perfhub.kernel.calendars import local_date

from ..models import (
    Alignment,
    AlignmentRequest,
    Following,
    GoalCycle,
    GoalEvent,
    GoalOwner,
    GoalUpdate,
    GoalValue,
    KeyResult,
    Milestone,
    Objective,
)
from ..queries.describing import wanted_of
from ..queries.pacing import norm_of
from ..states import OBJECTIVE_MOVES, Happening, Measure, ObjectiveState, Part, RequestState
from .deciding import LATE_DROP
from .measuring import mean_of, scored
from .seed_beside import NO, Asks, Beside
from .seed_plan import Aim, Said, steps_at, value_at

AN_HOUR = dt.timedelta(hours=1)
AT_ONCE = 2000


@dataclass
class Life:
    """One goal with all its rows, before they have keys."""

    aim: Aim
    goal: Objective
    rows: list[KeyResult]
    steps: dict[int, list[Milestone]]
    events: list[GoalEvent] = field(default_factory=list)
    audits: list[AuditEntry] = field(default_factory=list)
    updates: list[GoalUpdate] = field(default_factory=list)
    values: list[GoalValue] = field(default_factory=list)
    past: dict[int, list[Decimal]] = field(default_factory=lambda: defaultdict(list))
    weeks: list[dt.date] = field(default_factory=list)

    def happened(self, happening: str, act: str, *, by: int | None, at: dt.datetime, **said) -> None:
        """What the history and the audit are told."""
        self.events.append(
            GoalEvent(objective=self.goal, happening=happening, by_id=by, at=at, edition=self.goal.version, **said)
        )
        self.recorded(act, by=by, at=at)

    def recorded(self, act: str, *, by: int | None, at: dt.datetime, whose: Employee | None = None) -> None:
        whose = whose or self.aim.owner
        self.audits.append(AuditEntry(act=act, at=at, by_id=by, employee=whose, object_type=OBJECT))

    def settle(self) -> None:
        found = mean_of(self.rows)
        goal = self.goal
        goal.score, goal.scored, goal.total = found.score, found.scored, found.total
        known = [(row.score, float(row.weight)) for row in self.rows if row.score is not None]
        goal.points, goal.points_weight = sum(s * w for s, w in known), sum(w for _s, w in known)

    def move(self, act: str, **changes) -> None:
        """As `move` does to a row that is there; here it is the first state the row is written with."""
        vars(self.goal).update(changes, state=OBJECTIVE_MOVES[act].target, version=self.goal.version + 1)


OBJECT = Objective._meta.label_lower


def write_rows(cycle: GoalCycle, aims: Iterable[Aim], beside: Beside, *, above: Mapping[int, int]) -> None:
    """Goals with their key results, updates, history and audit lines, some thousands at a time."""
    made: dict[int, Life] = {}
    for aim in aims:
        made[aim.key] = _written(cycle, aim, manager=above.get(aim.owner.pk))
    links = [link for life in made.values() if (link := _aligned(life, made))]
    others = Others.of(made, beside)
    for life in made.values():
        _lived(life, manager=above.get(life.aim.owner.pk))
    lives = list(made.values())
    for place in range(0, len(lives), AT_ONCE):
        _write(lives[place : place + AT_ONCE])
    for link in links:
        link.child_id, link.parent_id = link.child.pk, link.parent.pk
    Alignment.objects.bulk_create(links, batch_size=AT_ONCE)
    others.write()
    touched: dict[dt.date, set[int]] = defaultdict(set)
    for life in lives:
        for day in life.weeks:
            touched[day - dt.timedelta(days=day.weekday())].add(life.aim.owner.pk)
    for monday, people in sorted(touched.items()):
        touch(people, week=monday)
    analyze(Objective, GoalOwner, KeyResult, GoalUpdate, GoalValue, GoalEvent)


def _written(cycle: GoalCycle, aim: Aim, *, manager: int | None) -> Life:
    goal = Objective(
        cycle=cycle,
        level=aim.level,
        title=aim.title,
        why=aim.why,
        nature=aim.nature,
        visibility=aim.visibility,
        start_date=cycle.start_date,
        end_date=cycle.end_date,
        written_by=aim.owner,
        written_at=aim.written_at,
    )
    rows, steps = [], {}
    for position, one in enumerate(aim.key_results, start=1):
        row = KeyResult(position=position, title=one.title, measure=one.measure, unit=one.unit, weight=one.weight)
        row.start_value, row.target_value = one.start, one.target
        rows.append(row)
        steps[position] = [Milestone(position=place, title=title) for place, title in enumerate(one.steps, start=1)]
    life = Life(aim, goal, rows, steps)
    life.settle()
    owner = aim.owner.pk
    after = "\n".join(wanted_of(row, steps=steps[row.position]) for row in rows)
    life.happened(Happening.WRITTEN, "goal.written", by=owner, at=aim.written_at, after=after)
    if aim.state == ObjectiveState.DRAFT:
        return life
    at = aim.written_at + AN_HOUR
    if manager is None:
        _begun(life, "start", at=at)
        life.happened(Happening.STARTED, "goal.started", by=owner, at=at)
        return life
    life.move("propose")
    life.happened(Happening.PROPOSED, "goal.proposed", by=owner, at=at)
    if aim.state == ObjectiveState.ACTIVE:
        _begun(life, "approve", at=at + AN_HOUR)
        life.happened(Happening.APPROVED, "goal.approved", by=manager, at=at + AN_HOUR)
    return life


def _begun(life: Life, act: str, *, at: dt.datetime) -> None:
    goal = life.goal
    first = max(at.date(), goal.start_date) + goal.cycle.cadence
    life.move(act, started_at=at, due_date=min(first, goal.end_date))
    life.weeks.append(at.date())


def _aligned(life: Life, made: Mapping[int, Life]) -> Alignment | None:
    parent = made.get(life.aim.parent) if life.aim.parent is not None else None
    if parent is None or parent.goal.state != ObjectiveState.ACTIVE:
        return None
    at = life.aim.written_at + 3 * AN_HOUR
    life.happened(Happening.ALIGNED, "goal.aligned", by=None, at=at)
    return Alignment(child=life.goal, parent=parent.goal, start_at=at)


@dataclass
class Others:
    """Rows beside the goals themselves; they take their keys when the goals have some."""

    shares: list[GoalOwner]
    followings: list[Following]
    requests: list[AlignmentRequest]
    links: list[Alignment]

    @classmethod
    def of(cls, made: Mapping[int, Life], beside: Beside) -> "Others":
        found = cls([], [], [], [])
        for one in beside.helps:
            life, person = made[one.aim], one.person
            life.events.append(_event(life, Happening.JOINED, by=life.aim.owner.pk, at=one.at, after=person.name))
            life.recorded("goal.contributor_added", by=life.aim.owner.pk, at=one.at, whose=person)
            day = local_date(one.at, person.time_zone)
            share = GoalOwner(employee=person, part=Part.CONTRIBUTOR, team_id=person.team_id, start_date=day)
            share.objective = life.goal
            found.shares.append(share)
        for follows in beside.follows:
            life = made[follows.aim]
            life.recorded("goal.followed", by=follows.person.pk, at=follows.at, whose=follows.person)
            found.followings.append(Following(objective=life.goal, employee=follows.person, since_at=follows.at))
        for asks in beside.asks:
            found._ask(made[asks.aim], made[asks.above], asks)
        return found

    def _ask(self, life: Life, above: Life, asks: Asks) -> None:
        life.recorded("goal.align_asked", by=life.aim.owner.pk, at=asks.at)
        decided_by = above.aim.owner if asks.decided_at else None
        request = AlignmentRequest(
            child=life.goal,
            child_key_result=life.rows[0],
            parent=above.goal,
            words=asks.words,
            state=asks.state,
            asked_by=life.aim.owner,
            asked_at=asks.at,
            decided_by=decided_by,
            decided_at=asks.decided_at,
            reason=NO if asks.state == RequestState.DECLINED else "",
        )
        self.requests.append(request)
        if decided_by is None:
            return
        if asks.state == RequestState.ACCEPTED:
            link = Alignment(child=life.goal, parent=above.goal, by=decided_by, start_at=asks.decided_at)
            link.child_key_result = life.rows[0]
            self.links.append(link)
            life.happened(Happening.ALIGNED, "goal.aligned", by=decided_by.pk, at=asks.decided_at)
        act = "goal.align_accepted" if asks.state == RequestState.ACCEPTED else "goal.align_declined"
        above.recorded(act, by=decided_by.pk, at=asks.decided_at)

    def write(self) -> None:
        for one in (*self.shares, *self.followings):
            one.objective_id = one.objective.pk
        for pair in (*self.requests, *self.links):
            pair.child_id, pair.parent_id = pair.child.pk, pair.parent.pk
            pair.child_key_result_id = pair.child_key_result.pk
        GoalOwner.objects.bulk_create(self.shares, batch_size=AT_ONCE)
        Following.objects.bulk_create(self.followings, batch_size=AT_ONCE)
        AlignmentRequest.objects.bulk_create(self.requests, batch_size=AT_ONCE)
        Alignment.objects.bulk_create(self.links, batch_size=AT_ONCE)


def _event(life: Life, happening: str, *, by: int, at: dt.datetime, after: str) -> GoalEvent:
    return GoalEvent(objective=life.goal, happening=happening, by_id=by, at=at, edition=life.goal.version, after=after)


def _lived(life: Life, *, manager: int | None) -> None:
    aim, goal = life.aim, life.goal
    for said in aim.said:
        _reported(life, said)
    if not aim.ends:
        return
    ending = {"ended_at": aim.ended_at, "due_date": None, "final_score": goal.score}
    life.weeks.append(aim.ended_at.date())
    if aim.ends == "dropped":
        share = progress.elapsed(goal.start_date, goal.end_date, aim.ended_at.date())
        life.move("drop", **ending)
        what = {"reason": aim.words, "score_after": goal.score, "late": share >= LATE_DROP}
        life.happened(Happening.DROPPED, "goal.dropped", by=aim.owner.pk, at=aim.ended_at, **what)
        if manager is not None:
            goal.drop_accepted_at = aim.ended_at + AN_HOUR
            life.happened(Happening.DROP_ACCEPTED, "goal.drop_accepted", by=manager, at=goal.drop_accepted_at)
        return
    life.move("finish" if aim.ends == "done" else "end_unfinished", **ending, learning=aim.words)
    what = {"reason": aim.words, "score_after": goal.score}
    life.happened(Happening.FINISHED, "goal.closed", by=aim.owner.pk, at=aim.ended_at, **what)


def _reported(life: Life, said: Said) -> None:
    goal, at = life.goal, said.at
    update = GoalUpdate(
        objective=goal,
        by=life.aim.owner,
        at=at,
        status=said.status,
        confidence=said.confidence,
        comment=said.comment,
    )
    for row, wanted, share in zip(life.rows, life.aim.key_results, said.shares, strict=True):
        if share is None:
            continue
        steps = life.steps[row.position]
        value = None
        if row.measure == Measure.MILESTONES:
            done = steps_at(wanted, share)
            for step in steps:
                step.done_at = (step.done_at or at) if step.position in done else None
        else:
            value = row.current_value = value_at(wanted, share)
            life.past[row.position].append(value)
        row.measured_at = at
        row.raw, row.score = scored(row, steps=steps, past=life.past[row.position])
        life.values.append(
            GoalValue(
                update=update,
                key_result=row,
                value=value,
                start_value=row.start_value,
                target_value=row.target_value,
                done=" ".join(str(step.position) for step in steps if step.done_at),
                raw=row.raw,
                score=row.score,
            )
        )
    life.settle()
    share_gone = progress.elapsed(goal.start_date, goal.end_date, at.date())
    update.score = goal.score
    update.pace = progress.pace(goal.score, norm=norm_of(goal), share=share_gone)
    life.updates.append(update)
    goal.status, goal.confidence, goal.updated_at = said.status, said.confidence, at
    goal.version += 1
    goal.due_date = local_date(at, life.aim.owner.time_zone) + goal.cycle.cadence
    life.recorded("goal.updated", by=life.aim.owner.pk, at=at)
    life.weeks.append(at.date())


def _write(lives: Sequence[Life]) -> None:
    """Parents first: what refers to a row takes its key when that has one."""
    Objective.objects.bulk_create([life.goal for life in lives])
    owners = []
    for life in lives:
        first = local_date(life.aim.written_at, life.aim.owner.time_zone)
        owners.append(
            GoalOwner(
                objective=life.goal,
                employee=life.aim.owner,
                team_id=life.aim.owner.team_id,
                start_date=min(first, life.goal.start_date),
            )
        )
        for row in life.rows:
            row.objective = life.goal
        for audit in life.audits:
            audit.object_id = life.goal.pk
        for one in (*life.events, *life.updates):
            one.objective_id = life.goal.pk
    GoalOwner.objects.bulk_create(owners)
    KeyResult.objects.bulk_create([row for life in lives for row in life.rows])
    steps = []
    for life in lives:
        for row in life.rows:
            for step in life.steps[row.position]:
                step.key_result = row
                steps.append(step)
    Milestone.objects.bulk_create(steps)
    GoalUpdate.objects.bulk_create([update for life in lives for update in life.updates])
    for life in lives:
        for value in life.values:
            value.update_id, value.key_result_id = value.update.pk, value.key_result.pk
    GoalValue.objects.bulk_create([value for life in lives for value in life.values])
    GoalEvent.objects.bulk_create([event for life in lives for event in life.events])
    insert(audit for life in lives for audit in life.audits)
