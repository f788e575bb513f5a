"""Skills and growth of a demo organization: the same by both paths, and of every kind."""

import datetime as dt

import pytest

from notices.models import Notice
from people.models import AuditEntry, Employee, Organization
from people.rules import seed as people_seed
from perfhub.kernel.tenancy import organization_context
from skills.models import GrowthAction, GrowthEvent, Skill
from skills.rules import seed
from tests.conftest import as_owner
from tests.rows import rows_of

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)  # a Wednesday


def planted(slug, **options):
    given = {"people": 60, "weeks": 16, "seed": 7, "at": AT, "bulk": False, **options}
    with as_owner():
        organization = Organization.objects.create(slug=slug, name="Fernhill")
    with organization_context(organization):
        people_seed.plant(organization, **{**given, "bulk": True})
        seed.plant(organization, **given)
        return {
            "Skill": rows_of(Skill),
            "GrowthAction": rows_of(GrowthAction),
            "GrowthEvent": rows_of(GrowthEvent),
            "AuditEntry": audited(),
            "Notice": list(Notice.objects.filter(kind__startswith="growth.")),
        }


def audited() -> list[tuple]:
    """The lines about growth actions, people by their numbers and growth actions by whose they are, and when."""
    numbers = dict(Employee.objects.values_list("pk", "number"))
    known = {row.pk: (numbers[row.employee_id], row.written_at) for row in GrowthAction.objects.all()}
    rows = AuditEntry.objects.filter(object_type="skills.growthaction")
    return sorted((row.act, row.at, numbers[row.by_id], numbers[row.employee_id], known[row.object_id]) for row in rows)


def test_the_set_based_path_plants_the_same_as_the_rules():
    by_rules, in_bulk = planted("by-rules"), planted("in-bulk", bulk=True)
    for name, rows in by_rules.items():
        assert in_bulk[name] == rows, name
    assert len(by_rules["GrowthAction"]) > 30 and by_rules["Notice"] == []


def test_the_same_seed_plants_the_same_and_another_does_not():
    seeds = {"first": 7, "again": 7, "other": 8}
    first, again, other = (planted(slug, bulk=True, people=30, seed=number) for slug, number in seeds.items())
    assert first["GrowthAction"] == again["GrowthAction"] != other["GrowthAction"]


def test_there_is_some_of_every_kind_and_state_and_somebody_to_look_at():
    planted("fernhill", bulk=True, people=200)
    organization = Organization.objects.get(slug="fernhill")
    with organization_context(organization):
        rows = GrowthAction.objects.all()
        assert set(rows.values_list("kind", flat=True)) == {"training", "practice", "mentor", "stretch", "learning"}
        states = {"suggested", "planned", "under_way", "done", "dropped", "declined"}
        assert set(rows.values_list("state", flat=True)) == states
        assert rows.exclude(learned="").exists() and rows.filter(state="done", learned="").exists()
        assert set(Skill.objects.values_list("kind", flat=True)) == {"technical", "soft"}
        assert not rows.filter(due_date__iso_week_day__gte=6).exists(), "what ends on a Saturday is due on the Monday"
        somebody = next(row.employee for row in rows.select_related("employee").order_by("pk"))
        assert set(seed.objects_of(somebody)) == {"growth_action"}
