"""Three cycles of goals of a demo organization."""

import datetime as dt

import pytest

from goals.models import (
    Alignment,
    AlignmentRequest,
    Feed,
    Following,
    Giving,
    GivingPerson,
    GoalCycle,
    GoalEvent,
    GoalImport,
    GoalImportRow,
    GoalOwner,
    GoalTemplate,
    GoalUpdate,
    GoalValue,
    KeyResult,
    Measurement,
    Metric,
    Milestone,
    Objective,
    TemplateKeyResult,
)
from goals.rules import seed
from notices.models import Notice
from people.models import AuditEntry, Employee, Organization, SavedView, Touched
from people.rules import seed as people_seed
from perfhub.kernel.tenancy import organization_context
from tests.conftest import as_owner
from tests.rows import rows_of

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)
PLANTED = [
    *(AlignmentRequest, Following),
    *(Alignment, GoalCycle, GoalEvent, GoalOwner, GoalUpdate, GoalValue, KeyResult, Milestone, Objective, Touched),
    *(GoalTemplate, TemplateKeyResult),
    *(Feed, Measurement, Metric),
    *(Giving, GivingPerson, GoalImport, GoalImportRow, SavedView),
]


def planted(slug, **options):
    given = {"people": 100, "weeks": 8, "seed": 7, "at": AT, "bulk": False, **options}
    with as_owner():
        organization = Organization.objects.create(slug=slug, name="Fernhill")
    with organization_context(organization):
        people_seed.plant(organization, **{**given, "bulk": True})
        Touched.objects.all().delete()
        seed.plant(organization, **given)
        rows = {model: rows_of(model, without=("update", "file", "job", "source")) for model in PLANTED}
        numbers = dict(Employee.objects.values_list("pk", "number"))
        titles = dict(Objective.objects.values_list("pk", "title"))
        audits = AuditEntry.objects.filter(act__regex="^(goal|metric)")
        rows[AuditEntry] = sorted(
            (
                r.act,
                str(r.at),
                str(numbers.get(r.by_id)),
                str(numbers.get(r.employee_id)),
                str(titles.get(r.object_id) if r.object_type == "goals.objective" else ""),
            )
            for r in audits
        )
        return rows


@pytest.mark.parametrize("people", [40, pytest.param(100, marks=pytest.mark.prove)])
def test_the_set_based_path_plants_the_same_goals_as_the_rules(people):
    by_rules, in_bulk = planted("by-rules", people=people), planted("in-bulk", people=people, bulk=True)
    for model in by_rules:
        assert in_bulk[model] == by_rules[model], model


def test_the_same_seed_plants_the_same_goals_and_another_does_not():
    seeds = {"first": 7, "again": 7, "other": 8}
    first, again, other = (planted(slug, bulk=True, people=30, seed=seed) for slug, seed in seeds.items())
    assert first == again
    assert first[Objective] != other[Objective]


def test_there_is_life_of_every_kind():
    planted("fernhill", bulk=True)
    organization = Organization.objects.get(slug="fernhill")
    with organization_context(organization):
        assert list(GoalCycle.objects.order_by("start_date").values_list("state", flat=True)) == [
            "closed",
            "closed",
            "active",
        ]
        assert set(Objective.objects.values_list("state", flat=True)) == {
            *("draft", "proposed", "active", "done", "not_done", "dropped")
        }
        assert set(Objective.objects.values_list("level", flat=True)) == {"organization", "individual"}
        said = GoalUpdate.objects.exclude(source="metric")  # a metric says a number and no word
        assert set(said.values_list("status", flat=True)) == {"on_track", "at_risk", "off_track"}
        assert set(KeyResult.objects.values_list("measure", flat=True)) == {
            *("number", "percent", "currency", "yes_no", "milestones", "maintain")
        }
        assert Alignment.objects.in_force().count() > 50
        assert GoalEvent.objects.filter(happening="finished", late=True).exists()
        assert Alignment.objects.in_force().exclude(child_key_result=None).exists()
        assert set(AlignmentRequest.objects.values_list("state", flat=True)) == {"proposed", "accepted", "declined"}
        assert GoalOwner.objects.filter(part="contributor").exists() and Following.objects.exists()
        assert Objective.objects.active().filter(due_date__lte=AT.date()).exists()
        assert Employee.objects.active().exclude(goals__objective__cycle__state="active").exists()
        assert not Notice.objects.filter(kind__regex="^(goal|metric)[.]").exists()
        assert set(Metric.objects.values_list("measured_for", flat=True)) == {"organization", "team", "employee"}
        assert 20 <= Measurement.objects.filter(team=None, metric__name="Complaints").count() <= 26
        assert 5 <= Measurement.objects.filter(employee__isnull=False).values("employee").distinct().count() <= 6
        assert Feed.objects.get().key_result.current_value is not None
        assert set(Giving.objects.values_list("state", flat=True)) == {"applied", "prepared"}
        assert GivingPerson.objects.filter(outcome="given").exists()
        assert sorted(GoalImport.objects.values_list("state", "new", "errors")) == [
            ("applied", 3, 1),
            ("previewed", 2, 0),
        ]
        assert SavedView.objects.filter(page="goals:list").count() == 5
        person = people_seed.standing(organization)["employee"]
        assert seed.objects_of(person)
