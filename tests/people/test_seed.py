"""The demo organization."""

from datetime import UTC, datetime

import pytest

from people.models import (
    Absence,
    AuditEntry,
    DottedLine,
    Employee,
    Organization,
    PublicHoliday,
    Reach,
    ReportingLine,
    RoleGrant,
    StandIn,
    Team,
    WorkingPattern,
)
from people.rules import seed
from perfhub.kernel.tenancy import organization_context
from tests.conftest import as_owner
from tests.rows import rows_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 3, 12, tzinfo=UTC)
PLANTED = [Absence, Employee, PublicHoliday, Reach, ReportingLine, RoleGrant, StandIn, Team, WorkingPattern, DottedLine]


def planted(slug: str, **options) -> tuple[Organization, dict]:
    with as_owner():
        organization = Organization.objects.create(slug=slug, name="Fernhill")
    with organization_context(organization):
        seed.plant(organization, **{"people": 100, "weeks": 26, "seed": 7, "at": AT, "bulk": False, **options})
        rows = {model: rows_of(model, without=("user", "email")) for model in PLANTED}
        rows[AuditEntry] = rows_of(AuditEntry, without=("object_id",))
    return organization, rows


def test_the_set_based_path_plants_the_same_rows_as_the_rules():
    _one, by_rules = planted("by-rules")
    _other, in_bulk = planted("in-bulk", bulk=True)
    for model in by_rules:
        assert in_bulk[model] == by_rules[model], model
    assert len(by_rules[Employee]) == 100


def test_the_same_seed_plants_the_same_people_and_another_seed_does_not():
    _one, first = planted("first")
    _two, again = planted("again")
    _three, other = planted("other", seed=8)
    assert first == again
    assert first[Employee] != other[Employee]


def test_everyone_who_stands_for_a_role_is_that():
    organization, _rows = planted("fernhill")
    with organization_context(organization):
        people = seed.standing(organization)
        assert Reach.objects.filter(manager=people["manager"], employee=people["employee"], depth=1).exists()
        assert Reach.objects.filter(manager=people["manager"], employee=people["peer"], depth=1).exists()
        assert Reach.objects.filter(manager=people["skip_level_manager"], employee=people["employee"], depth=2).exists()
        assert people["leaver"].state == "left"
        held = dict(RoleGrant.objects.values_list("employee__number", "role"))
        assert held[people["owner"].number] == "owner"
        assert held[people["hr_admin"].number] == "hr_admin"
        assert held[people["hr_partner"].number] == "hr_partner"


def test_too_few_people_are_refused():
    with as_owner():
        organization = Organization.objects.create(slug="tiny", name="Tiny")
    with organization_context(organization), pytest.raises(ValueError, match="twelve"):
        seed.plant(organization, people=5, weeks=1, seed=1, at=AT, bulk=False)


def test_in_a_demo_of_usual_size_nobody_shares_a_name():
    persons = seed.plan("fernhill", people=120, seed=1, today=AT.date())
    names = [(person.first_name, person.last_name) for person in persons]
    assert len(set(names)) == len(names)


def test_a_standing_person_has_one_demo_token_that_is_the_same_on_each_run():
    from people.models import ApiToken
    from people.queries import viewer_by_token

    organization, _rows = planted("with-tokens", people=12, weeks=0)
    with organization_context(organization):
        people = seed.standing(organization)
        made = {name: seed.demo_token(person, scopes=["me:read"], at=AT) for name, person in people.items()}
        again = {name: seed.demo_token(person, scopes=["me:read"], at=AT) for name, person in people.items()}
        assert made == again
        assert ApiToken.objects.count() == len({person.pk for person in people.values()}) - 1
        assert viewer_by_token(made["leaver"], at=AT) is None
        viewer, token = viewer_by_token(made["employee"], at=AT)
        assert (viewer, token.name) == (people["employee"], "Demo")
        after = AT.replace(year=2028)
        assert viewer_by_token(made["employee"], at=after) is None
        seed.demo_token(people["employee"], scopes=["me:read"], at=after)
        assert viewer_by_token(made["employee"], at=after) is not None
