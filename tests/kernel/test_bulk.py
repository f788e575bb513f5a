"""A QuerySet becomes rows in one statement; a second run writes nothing."""

from datetime import date

import pytest
from django.db.models import F, Value

from people.models import Employee, Touched
from perfhub.kernel.bulk import upsert
from tests.factories.people import TeamFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def test_rows_are_inserted_once(fernhill):
    with fernhill.inside():
        source = Employee.objects.active().values(employee=F("pk"), week_start=Value(MONDAY))
        count = Employee.objects.active().count()
        assert upsert(source, into=Touched, key=["employee", "week_start"]) == count
        assert upsert(source, into=Touched, key=["employee", "week_start"]) == 0
        assert set(Touched.objects.values_list("organization_id", flat=True)) == {fernhill.organization.pk}


def test_a_key_that_is_not_selected_is_a_mistake(fernhill):
    with fernhill.inside():
        TeamFactory()
        with pytest.raises(ValueError, match="every field of the key"):
            upsert(Employee.objects.values(employee=F("pk")), into=Touched, key=["employee", "week_start"])
