"""The promises of a demo organization: the same by both paths, and of every kind."""

import datetime as dt

import pytest

from feedback.models import Commitment, CommitmentEvent
from feedback.rules import seed, seed_commitments
from notices.models import Notice
from people.models import AuditEntry, Employee, Organization
from people.rules import seed as people_seed
from perfhub.kernel.tenancy import organization_context
from tests.conftest import as_owner

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)  # a Wednesday


def planted(slug, **options):
    given = {"people": 80, "weeks": 8, "seed": 7, "at": AT, "bulk": False, **options}
    with as_owner():
        organization = Organization.objects.create(slug=slug, name="Fernhill")
    with organization_context(organization):
        for step in (people_seed, seed):
            step.plant(organization, **{**given, "bulk": True})
        seed_commitments.plant(organization, **given)
        return {model.__name__: shown(model) for model in (Commitment, CommitmentEvent, AuditEntry, Notice)}


def shown(model) -> list:
    """All columns, people by their numbers and promises by their two sides and moments."""
    numbers = dict(Employee.objects.values_list("pk", "number"))
    known = {c.pk: (numbers[c.owner_id], numbers[c.other_id], str(c.made_at)) for c in Commitment.objects.all()}
    rows = model.objects.all()
    if model is AuditEntry:
        rows = rows.filter(act__startswith="commitment.")
    if model is Notice:
        rows = rows.filter(kind__startswith="commitment.")
    skipped = {"id", "organization_id", "check_in_id", "transaction", "takes_back_id"}
    people = {"owner_id", "other_id", "made_by_id", "by_id", "employee_id", "party_before_id", "acting_for_id"}
    found = []
    for row in rows:
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        if model is Commitment:
            values["about"] = row.check_in and (numbers[row.check_in.employee_id], str(row.check_in.period_start))
        for name in people & values.keys():
            values[name] = numbers.get(values[name])
        for name in {"commitment_id", "object_id"} & values.keys():
            values[name] = known[values[name]]
        found.append(sorted((name, str(value)) for name, value in values.items() if name not in skipped))
    return sorted(found)


@pytest.mark.parametrize("people", [40, pytest.param(80, marks=pytest.mark.prove)])
def test_the_set_based_path_plants_the_same_promises_as_the_rules(people):
    by_rules, in_bulk = planted("by-rules", people=people), planted("in-bulk", people=people, bulk=True)
    for name, rows in by_rules.items():
        assert in_bulk[name] == rows, name
    assert len(by_rules["Commitment"]) > 2 * people and by_rules["Notice"] == []


def test_the_same_seed_plants_the_same_and_another_does_not():
    seeds = {"first": 7, "again": 7, "other": 8}
    first, again, other = (planted(slug, bulk=True, people=30, seed=seed) for slug, seed in seeds.items())
    assert first["Commitment"] == again["Commitment"] != other["Commitment"]


def test_there_are_promises_of_every_kind_and_none_is_overdue_for_long():
    planted("fernhill", bulk=True, people=200)
    organization = Organization.objects.get(slug="fernhill")
    with organization_context(organization):
        assert set(Commitment.objects.values_list("state", flat=True)) >= {"open", "done", "dropped", "declined"}
        assert set(Commitment.objects.values_list("between", flat=True)) == {"up", "down", "people"}
        assert set(Commitment.objects.values_list("source", flat=True)) == {"hand", "check_in"}
        moved = [row for row in Commitment.objects.all() if row.was_moved]
        assert moved and all(row.due_date > row.first_due_date for row in moved)
        overdue = Commitment.objects.owed().filter(due_date__lt=AT.date())
        assert overdue.exists() and not overdue.filter(due_date__lt=AT.date() - dt.timedelta(days=10)).exists()
        assert not Commitment.objects.filter(due_date__iso_week_day__gte=6).exists()
        person = people_seed.standing(organization)["employee"]
        assert seed_commitments.objects_of(person).keys() == {"commitment_owed", "commitment_awaited"}
