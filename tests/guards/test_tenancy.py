"""PostgreSQL keeps organizations apart, whatever application code forgets."""

from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg.errors as pg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import Error, connection, models, transaction
from django.db.models import F

from people.models import Organization
from perfhub.kernel import secure
from perfhub.kernel.tenancy import TenantModel, organization_context
from tests.conftest import as_owner
from tests.factories import factories

pytestmark = pytest.mark.django_db

TENANT_MODELS = sorted(
    (model for model in apps.get_models(include_auto_created=True) if issubclass(model, TenantModel)),
    key=lambda model: model._meta.label,
)
each_model = pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)

# What must be changed together with a key, for a constraint between the two.
A_MOMENT = datetime(2026, 3, 6, 17, tzinfo=UTC)
TOGETHER = {
    "people.RoleGrant.team": {"role": "hr_partner"},
    "people.SearchWord.employee": {"title": ""},
    "people.SearchWord.team": {"title": ""},
    "goals.Objective.team": {"level": "team"},
    "goals.GoalAudience.employee": {"team": None},
    "goals.MetricAudience.employee": {"team": None},
    "goals.Measurement.by": {"source": "another"},
    "goals.Measurement.file": {"source": "another"},
    "goals.Measurement.supersedes": {"edition": 2},
    "feedback.TalkingPoint.done_by": {"state": "done", "done_at": A_MOMENT},
    "feedback.TalkingPoint.done_in": {"state": "done", "done_at": A_MOMENT, "done_by": F("author")},
    "feedback.Wording.written_by": {"edition": 2},
    "pips.PlanVersion.written_by": {"number": 0},
    "pips.Receipt.by": {"content": 0},
    "pips.Receipt.witness": {"content": 0, "kind": "refused"},
    "pips.GateException.by": {"gate": "diagnosis"},
    "pips.PlanWord.answers": {"kind": "answer"},
    "pips.Milestone.reached_by": {"reached_at": A_MOMENT},
    "pips.Diagnosis.counted_in": {"state": "done", "finished_at": A_MOMENT},
    "pips.Effect.remedy": {"team_plan": None, "method": "did"},
    "pips.ChosenRemedy.finding": {"kind": "team"},
    "pips.ChosenRemedy.team_plan": {"kind": "team"},
    "pips.LegalHold.ended_by": {"ended_at": A_MOMENT, "ended_reason": "It is settled"},
    "pips.Packet.taken_by": {"digest": "another"},
    "feedback.CheckIn.raised_by": {"raised_at": A_MOMENT},
    "feedback.AskedOf.employee": {"guest_name": "", "token_hash": ""},
    "feedback.Feedback.growth": {"celebrates": "growth", "kind": "praise"},
    "feedback.Commitment.check_in": {"source": "check_in"},
    "feedback.Commitment.feedback": {"source": "feedback"},
    "feedback.Commitment.one_to_one": {"source": "one_to_one"},
    "feedback.CommitmentEvent.takes_back": {"act": "taken_back"},
    "feedback.Priority.settled_in": {"outcome": "done"},
    "feedback.Priority.carried_from": {"weeks_carried": 1},
}


@pytest.fixture
def two(db):
    """Two empty organizations."""
    with as_owner():
        return tuple(Organization.objects.create(slug=slug, name=slug.title()) for slug in ("ours", "theirs"))


@contextmanager
def refused_by(*kinds):
    """PostgreSQL itself must say no, for this reason."""
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except Error as error:
        assert isinstance(error.__cause__, kinds), repr(error)
    else:
        pytest.fail(f"PostgreSQL did not refuse: {', '.join(kind.__name__ for kind in kinds)} was expected")


def make(model):
    if model not in factories():
        pytest.fail(f"{model._meta.label} has no factory: add one to tests/factories/{model._meta.app_label}")
    return factories()[model]()


def copy_of(row, **changes):
    """The same row once more, not saved."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    return type(row)(**values | changes)


def insert(row):
    row.save_base(force_insert=True)


def fetch(query, params=()):
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()


# --- the catalogue says so -----------------------------------------------------


def test_tests_work_as_the_application(db):
    assert fetch("SELECT current_user") == [(settings.APP_ROLE,)]


def test_nothing_is_pending_and_models_and_catalogue_agree():
    with connection.cursor() as cursor:
        found = secure.pending(cursor)
        assert (found.statements, found.complaints) == ([], [])
        assert secure.registry(cursor) == []


def test_row_security_is_active_on_every_table_of_an_organization():
    rows = fetch(
        """
        SELECT c.relname, row_security_active(c.oid) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attname = 'organization_id' AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        """
    )
    assert {name for name, _active in rows} == {model._meta.db_table for model in TENANT_MODELS}
    assert [name for name, active in rows if not active] == []


def test_the_application_is_nobody_special():
    assert fetch(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    ) == [(False, False, False, False)]
    assert fetch("SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = %s", [
        settings.APP_ROLE
    ]) == []  # fmt: skip


def test_the_application_may_not_empty_refer_to_or_hook_into_any_table():
    rights = "TRUNCATE, REFERENCES, TRIGGER"
    assert (
        fetch(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(current_user, oid, %s)",
            [rights],
        )
        == []
    )


def test_every_policy_says_what_may_be_read_and_what_may_be_written():
    rows = fetch("SELECT tablename, cmd, permissive, qual, with_check FROM pg_policies ORDER BY tablename")
    assert len(rows) == len(TENANT_MODELS)
    assert {row[1:] for row in rows} == {("ALL", "PERMISSIVE", secure.SETTING, secure.SETTING)}


def test_every_key_between_tables_of_organizations_is_the_pair():
    rows = fetch(
        """
        SELECT k.conname, (SELECT array_agg(a.attname::text ORDER BY o.n)
                           FROM unnest(k.confkey) WITH ORDINALITY o(num, n)
                           JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.num)
        FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = ANY (%s::text[]::regclass[])
        """,
        [[model._meta.db_table for model in TENANT_MODELS]],
    )
    assert rows
    assert [name for name, columns in rows if columns != ["organization_id", "id"]] == []


def test_no_view_and_no_materialized_view_reads_around_the_policies():
    assert (
        fetch(
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
            " AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
        )
        == []
    )


# --- every model, live ---------------------------------------------------------


@each_model
def test_a_row_of_one_organization_is_nothing_in_another(model, two):
    ours, theirs = two
    with organization_context(theirs):
        row = make(model)
    with organization_context(ours):
        assert not model._base_manager.filter(pk=row.pk).exists()
        for statement, right in [
            ("UPDATE {} SET organization_id = organization_id WHERE id = %s", "UPDATE"),
            ("DELETE FROM {} WHERE id = %s", "DELETE"),
        ]:
            if right in model.privileges:
                with connection.cursor() as cursor:
                    cursor.execute(statement.format(model._meta.db_table), [row.pk])
                    assert cursor.rowcount == 0
            else:
                with refused_by(pg.InsufficientPrivilege), connection.cursor() as cursor:
                    cursor.execute(statement.format(model._meta.db_table), [row.pk])
    with organization_context(theirs):
        assert model._base_manager.filter(pk=row.pk).exists()


@each_model
def test_nobody_writes_a_row_into_another_organization(model, two):
    ours, theirs = two
    with organization_context(ours):
        row = make(model)
        with refused_by(pg.InsufficientPrivilege):
            insert(copy_of(row, organization_id=theirs.pk))
        if "UPDATE" in model.privileges:
            with refused_by(pg.InsufficientPrivilege):
                model._base_manager.filter(pk=row.pk).update(organization=theirs)


@each_model
def test_no_key_refers_into_another_organization(model, two):
    ours, theirs = two
    keys = [
        field
        for field in model._meta.concrete_fields
        if field.remote_field and issubclass(field.remote_field.model, TenantModel)
    ]
    with organization_context(theirs):
        targets = {field.attname: make(field.remote_field.model).pk for field in keys}
    with organization_context(ours):
        row = make(model)
        for field in keys:
            with refused_by(pg.ForeignKeyViolation):
                changes = {
                    field.attname: targets[field.attname],
                    **TOGETHER.get(f"{model._meta.label}.{field.name}", {}),
                }
                if "UPDATE" in model.privileges:
                    model._base_manager.filter(pk=row.pk).update(**changes)
                else:
                    if "DELETE" in model.privileges:  # so that nothing but the key is in the way of its copy
                        model._base_manager.filter(pk=row.pk).delete()
                    insert(copy_of(row, **changes))


@each_model
def test_without_an_organization_every_query_fails_loudly(model, two):
    loud = (pg.InvalidTextRepresentation, pg.UndefinedObject)
    with organization_context(two[0]):
        row = make(model)
    with refused_by(*loud):
        model._base_manager.count()
    with refused_by(*loud):
        insert(copy_of(row))
    if "UPDATE" in model.privileges:
        with refused_by(*loud):
            model._base_manager.update(organization_id=models.F("organization_id"))


def test_every_model_of_ours_is_of_an_organization_or_listed_as_global():
    ours = {"people", "notices", "goals", "skills", "feedback", "pips", "analytics"}
    stray = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ours
        and not issubclass(model, TenantModel)
        and model._meta.db_table not in settings.GLOBAL_TABLES
    ]
    assert stray == []
