"""What somebody may beside the own work, and who looks in as somebody else."""

from datetime import timedelta

import factory
from django.db import connection
from factory.django import DjangoModelFactory

from people.models import Look, Operator, RoleGrant, SupportSwitch, SupportVisit, Vouch
from perfhub.kernel import clock

from .persons import AT, EmployeeFactory, UserFactory


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    employee = factory.SubFactory(EmployeeFactory)
    role = "auditor"
    start_at = AT


class VouchFactory(DjangoModelFactory):
    class Meta:
        model = Vouch

    employee = factory.SubFactory(EmployeeFactory)
    asked_by = factory.SubFactory(EmployeeFactory)
    asked_at = AT


class OperatorFactory(DjangoModelFactory):
    """Made as an operator's command makes it, by the owner of the tables: the application may not."""

    class Meta:
        model = Operator

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            (role,) = cursor.fetchone()
            cursor.execute("RESET ROLE")
            made = super()._create(model_class, *args, **kwargs)
            cursor.execute(f"SET ROLE {connection.ops.quote_name(role)}")
        return made

    user = factory.SubFactory(UserFactory)
    name = "Oona Operator"
    since_at = AT


class SupportSwitchFactory(DjangoModelFactory):
    class Meta:
        model = SupportSwitch

    is_on = True
    set_at = AT


class SupportVisitFactory(DjangoModelFactory):
    class Meta:
        model = SupportVisit

    operator = factory.SubFactory(OperatorFactory)
    seen_as = factory.SubFactory(EmployeeFactory)
    reason = "The inbox stays empty"
    opened_at = factory.LazyFunction(clock.now)
    ends_at = factory.LazyAttribute(lambda row: row.opened_at + timedelta(minutes=30))


class LookFactory(DjangoModelFactory):
    class Meta:
        model = Look

    by = factory.SubFactory(EmployeeFactory)
    employee = factory.SubFactory(EmployeeFactory)
    begun_at = AT
    over_at = factory.LazyAttribute(lambda look: look.begun_at + timedelta(minutes=15))
