"""One goal given to everybody, at most ten thousand people, beside a bare INSERT … SELECT of the same rows."""

from django.db import connection

from bench import world
from bench.figures import WorkFigure
from goals import rules, tasks
from goals.models import Alignment, Giving, GivingPerson, GoalEvent, GoalOwner, KeyResult, Objective
from goals.queries.giving import judged
from goals.states import Verdict
from notices.models import Notice
from people.models import AuditEntry, Employee, Organization
from people.rules import seed
from perfhub.kernel.tenancy import organization_context

from .timing import Rows, in_turn, peak_mb

MOST = 10_000

FLOOR = """
    WITH person AS (
        SELECT id, team_id, row_number() OVER (ORDER BY id) AS n FROM people_employee WHERE id = ANY (%(people)s)
    ), goal AS (
        INSERT INTO goals_objective (cycle_id, level, title, why, nature, weight, start_date, end_date, visibility,
            state, scored, total, points, points_weight, status, written_by_id, written_at, learning, version)
        SELECT o.cycle_id, 'individual', o.title, o.why, o.nature, 1, o.start_date, o.end_date, 'everyone',
            'draft', 0, o.total, 0, 0, '', %(by)s, %(at)s, '', 1
        FROM person, goals_objective o WHERE o.id = %(above)s
        RETURNING id
    ), mine AS (
        SELECT goal.id, person.id AS person, person.team_id
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM goal) goal JOIN person USING (n)
    ), owning AS (
        INSERT INTO goals_goalowner (objective_id, employee_id, part, team_id, start_date)
        SELECT mine.id, person, 'owner', mine.team_id, o.start_date FROM mine, goals_objective o WHERE o.id = %(above)s
    ), measured AS (
        INSERT INTO goals_keyresult (objective_id, position, title, measure, unit, start_value, target_value, weight)
        SELECT mine.id, k.position, k.title, k.measure, k.unit, k.start_value, k.target_value, k.weight
        FROM mine, goals_keyresult k WHERE k.objective_id = %(above)s AND k.removed_at IS NULL
        RETURNING id, objective_id, position
    ), stepping AS (
        INSERT INTO goals_milestone (key_result_id, position, title, weight)
        SELECT measured.id, s.position, s.title, s.weight FROM measured
        JOIN goals_keyresult k ON k.objective_id = %(above)s AND k.position = measured.position
        JOIN goals_milestone s ON s.key_result_id = k.id
    ), serving AS (
        INSERT INTO goals_alignment (child_id, parent_id, rolls_up, by_id, start_at)
        SELECT id, %(above)s, false, %(by)s, %(at)s FROM mine
    ), telling AS (
        INSERT INTO goals_goalevent (objective_id, happening, by_id, at, edition, reason, before, after, late)
        SELECT id, what, %(by)s, %(at)s, 1, '', '', '', false FROM mine, (VALUES ('given'), ('aligned')) AS h (what)
    ), recording AS (
        INSERT INTO people_auditentry (at, act, by_id, employee_id, object_type, object_id)
        SELECT %(at)s, 'goal.given', %(by)s, person, 'goals.objective', id FROM mine
    )
    INSERT INTO notices_notice (recipient_id, subject_type, subject_id, due_at, message_id, state, kind, occurrence,
                                created_at, attempts, failure)
    SELECT person, 'goals.objective', id, %(at)s, gen_random_uuid(), 'waiting', 'goal.given', '', %(at)s, 0, ''
    FROM mine
"""


def measure() -> list[WorkFigure]:
    """HR gives one of the organization's goals, with its key results, as drafts: looked at, then given by a worker."""
    organization = Organization.objects.get(slug=world.MAIN)
    at = world.moment()
    with organization_context(organization):
        by = seed.standing(organization)["hr_admin"]
        above = Objective.objects.active().filter(level="organization").select_related("cycle").order_by("pk")[0]
        numbers = dict(Employee.objects.active().exclude(pk=by.pk).order_by("pk").values_list("pk", "number")[:MOST])
        verdicts = judged(above, numbers, by=by, on=at.date())
        numbers = {pk: number for pk, number in numbers.items() if verdicts[pk] == Verdict.GETS}
        newest = Objective.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def work() -> None:
        with organization_context(organization):
            giving = rules.prepare_giving(above, by=by, at=at, title=above.title, numbers=numbers.values())
            rules.start_giving(giving, by=by, at=at)
        headers = {"organization": str(organization.pk)}
        tasks.work_on_giving.apply(kwargs={"giving": giving.pk}, headers=headers, throw=True)

    def floor() -> None:
        with organization_context(organization), connection.cursor() as cursor:
            cursor.execute(FLOOR, {"people": list(numbers), "above": above.pk, "by": by.pk, "at": at})

    def clear() -> None:
        with organization_context(organization):
            Giving.objects.all().delete()
            Notice.objects.filter(kind="goal.given").delete()
            for model in (Alignment, GoalEvent, GoalOwner, KeyResult):
                of = "child" if model is Alignment else "objective"
                model.objects.filter(**{f"{of}__gt": newest}).delete()
            Objective.objects.filter(pk__gt=newest).delete()

    def count() -> Rows:
        with organization_context(organization):
            return {
                "goals": Objective.objects.filter(pk__gt=newest, aligned_to__parent=above).count(),
                "key results": KeyResult.objects.filter(objective__gt=newest).count(),
                "owners": GoalOwner.objects.filter(objective__gt=newest).count(),
                "events": GoalEvent.objects.filter(objective__gt=newest).count(),
                "notices": Notice.objects.filter(kind="goal.given").count(),
            }

    seconds, floor_seconds, rows = in_turn(work, floor, clear=clear, count=count)
    with organization_context(organization):
        given, audited = GivingPerson.objects.count(), AuditEntry.objects.filter(act="goal.given").exists()
    if rows["goals"] != len(numbers) or not audited:
        raise AssertionError(f"{rows['goals']:,} of {len(numbers):,} people got a goal, {given:,} are in the report")
    return [
        WorkFigure(
            "cascade",
            rows["goals"],
            round(seconds, 2),
            round(floor_seconds, 2),
            round(seconds / floor_seconds, 2),
            peak_mb(),
            "one bare INSERT … SELECT of the same goals, key results, links, history, audit lines and notices",
            f"{rows['key results']:,} key results; each person’s right asked twice, working hours of each notice",
        )
    ]
