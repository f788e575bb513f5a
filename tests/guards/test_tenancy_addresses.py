"""Nothing of one organization can be reached, or changed, through the addresses of another.

That whoever is of another one comes in by no address of this one, and writes nothing, is said in test_access_table.
"""

import pytest

from tests.hashes import hashes
from tests.written import written, written_since

from .beside import WITH_OBJECT
from .walk import each_part
from .walk import walked as walked

pytestmark = pytest.mark.django_db


@each_part
def test_the_keys_of_one_organization_are_unknown_in_another(walked):
    assert not walked.found["elsewhere"], "\n".join(walked.found["elsewhere"])


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
