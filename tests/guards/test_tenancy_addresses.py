"""Nothing of one organization can be reached, or changed, through the addresses of another.

That whoever is of another one comes in by no address of this one, and writes nothing, is said in test_access_table.
"""

import pytest
from django.db import transaction

from tests.hashes import hashes
from tests.written import written, written_since

from .access import routes
from .access_table import ROWS

pytestmark = pytest.mark.django_db

WITH_OBJECT = sorted(
    {found.name: found for found in ROWS if found.name in routes() and found.takes_foreign_object}.values(), key=str
)
# By every method that the address knows; by any other it is refused before it looks (the access table's matter).
METHODS_OF = {one.name: {"GET", *(row.method for row in ROWS if row.name == one.name)} for one in WITH_OBJECT}
AUDIT = frozenset({"people_auditentry"})
THEIRS = ("other_owner", "other_employee")  # who may most, and who looks like the subject


@pytest.mark.parametrize("part", range(4))
def test_the_keys_of_one_organization_are_unknown_in_another(part, cast):
    wrong = []
    for persona in THEIRS:
        cast.client(persona)
    for found in WITH_OBJECT[part::4]:
        with transaction.atomic():
            args = cast.make(found)
            before, audit = written(), hashes(organization=cast.world.organization, only=AUDIT)
            for persona in THEIRS:
                for method in METHODS_OF[found.name]:
                    code = cast.send(found, persona, args, method=method, slug=cast.other.organization.slug).status_code
                    # 400: a body that names somebody unknown here is refused before anything is looked for
                    if code not in (404, 405, 410 if found.public else 404, 400 if found.is_api else 404):
                        wrong.append(f"{found.name}: {method} there as {persona}: {code}")
            assert written_since(before, but=AUDIT | {"people_session"}) == set(), found.name
            assert hashes(organization=cast.world.organization, only=AUDIT) == audit, "what is refused is noted there"
            transaction.set_rollback(True)
    assert wrong == []


def test_there_are_addresses_with_objects():
    assert WITH_OBJECT


def test_a_change_would_be_seen(cast):
    """The comparison of rows is not blind, nor is the count of what was written."""
    before, count = hashes(organization=cast.world.organization), written()
    with cast.world.inside():
        type(cast.world.employee).objects.filter(pk=cast.world.employee.pk).update(grade="changed")
    changed = hashes(organization=cast.world.organization)
    assert written_since(count) == {"people_employee"}
    assert [table for table in before if changed[table] != before[table]] == ["people_employee"]
