"""Each hole that could be made in the walls is found: planted here as the owner, in a transaction."""

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from perfhub.kernel import secure
from perfhub.kernel.tenancy import TenantModel
from tests.conftest import as_owner

pytestmark = pytest.mark.django_db

APP = settings.APP_ROLE
ALL = "organization_id = current_setting('perfhub.organization')::bigint"
# what is planted, and a word of what is said about it
DEFECTS = {
    "row security off": ["ALTER TABLE people_team DISABLE ROW LEVEL SECURITY", "ENABLE ROW LEVEL SECURITY"],
    "row security not forced": ["ALTER TABLE people_team NO FORCE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"],
    "no policy": ["DROP POLICY organization ON people_team", "CREATE POLICY organization"],
    "one more permissive policy": ["CREATE POLICY wide ON people_team USING (true)", "another policy"],
    "a policy for reading only": [
        f"DROP POLICY organization ON people_team; CREATE POLICY organization ON people_team FOR SELECT USING ({ALL})",
        "its policy says",
    ],
    "a policy that lets everything be written": [
        f"""DROP POLICY organization ON people_team;
        CREATE POLICY organization ON people_team USING ({ALL}) WITH CHECK (true)""",
        "its policy says",
    ],
    "a silent policy": [
        """DROP POLICY organization ON people_team; CREATE POLICY organization ON people_team
        USING (organization_id = nullif(current_setting('perfhub.organization', true), '')::bigint)""",
        "its policy says",
    ],
    "no default": ["ALTER TABLE people_team ALTER organization_id DROP DEFAULT", "SET DEFAULT"],
    "a key that is not the pair": [
        "ALTER TABLE people_employee ADD CONSTRAINT loose FOREIGN KEY (team_id) REFERENCES people_team (id)",
        'DROP CONSTRAINT "loose"',
    ],
    "a key from a table that has no organization": [
        "CREATE TABLE loose (team_id bigint REFERENCES people_team (id))",
        "is no tenant table",
    ],
    "a key nobody checked": [
        """ALTER TABLE people_team DROP CONSTRAINT IF EXISTS loose, ADD CONSTRAINT loose
        FOREIGN KEY (organization_id, parent_id) REFERENCES people_team (organization_id, id) NOT VALID""",
        "never checked",
    ],
    "a key by a name, which is not the pair": [
        """ALTER TABLE people_team ADD CONSTRAINT named UNIQUE (name); ALTER TABLE people_employee
        ADD CONSTRAINT loose FOREIGN KEY (location) REFERENCES people_team (name)""",
        "loose: people_employee['location'] -> people_team['name'] is not the pair",
    ],
    "two columns that are the pair the wrong way round": [
        """ALTER TABLE people_employee ADD CONSTRAINT loose
        FOREIGN KEY (team_id, organization_id) REFERENCES people_team (id, organization_id)""",
        "is not the pair",
    ],
    "a unique e-mail address over all organizations": [
        "CREATE UNIQUE INDEX oracle ON people_employee (email) WHERE email LIKE 'x%'",
        "oracle on people_employee tells",
    ],
    "a unique expression over all organizations": [
        "CREATE UNIQUE INDEX oracle ON people_employee (lower(number || id))",
        "oracle on people_employee tells",
    ],
    "the organization only carried along by a unique index": [
        "CREATE UNIQUE INDEX oracle ON people_employee (number) INCLUDE (organization_id)",
        "oracle on people_employee tells",
    ],
    "a user once over all organizations": [
        "CREATE UNIQUE INDEX oracle ON people_employee (user_id)",
        "oracle on people_employee tells",
    ],
    "a view with its owner's rights": [
        f"CREATE VIEW all_teams AS SELECT * FROM people_team; GRANT SELECT ON all_teams TO {APP}",
        "all_teams is a view without security_invoker",
    ],
    "a column of such a view": [
        f"CREATE VIEW all_teams AS SELECT * FROM people_team; GRANT SELECT (name) ON all_teams TO {APP}",
        "all_teams is a view without security_invoker",
    ],
    "a materialized view": [
        f"CREATE MATERIALIZED VIEW all_teams AS SELECT * FROM people_team; GRANT SELECT ON all_teams TO {APP}",
        "all_teams is a materialized view",
    ],
    "a function with its owner's rights": [
        """CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER
        AS 'SELECT count(*) FROM people_team'""",
        "peek() runs with its owner's rights",
    ],
    "a surplus right": [f"GRANT TRUNCATE ON people_team TO {APP}", "REVOKE TRUNCATE"],
    "a right to change the audit": [f"GRANT UPDATE ON people_auditentry TO {APP}", "REVOKE UPDATE"],
    "a right for everybody": ["GRANT DELETE ON people_auditentry TO PUBLIC", "by a way around its grants"],
    "a right on a column": [f"GRANT UPDATE (act) ON people_auditentry TO {APP}", "by a way around its grants"],
    "a missing right": [f"REVOKE SELECT ON people_team FROM {APP}", "GRANT SELECT"],
    "a global table nobody listed": ["CREATE TABLE everybody (id bigint)", "not in settings.GLOBAL_TABLES"],
    "a right to make things": [f"GRANT CREATE ON SCHEMA public TO {APP}", "may make things"],
    "a table of the application's own": [
        f"GRANT CREATE ON SCHEMA public TO {APP}; SET ROLE {APP}; CREATE TABLE mine (id bigint); RESET ROLE",
        "owns mine",
    ],
    "another schema": [f"CREATE SCHEMA attic; GRANT USAGE ON SCHEMA attic TO {APP}", "may use another schema: attic"],
}


@pytest.mark.parametrize(("plant", "said"), DEFECTS.values(), ids=DEFECTS)
def test_a_hole_is_found(plant, said):
    with transaction.atomic():
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(plant)
        with connection.cursor() as cursor:
            found = secure.pending(cursor)
        assert any(said in line for line in found.statements + found.complaints), found
        assert any(said in str(error) for error in run_checks(include_deployment_checks=True, databases=["default"]))
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("plant", "table"),
    [
        ("ALTER TABLE people_team DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY", "people_team"),
        ("ALTER TABLE people_team ALTER organization_id DROP DEFAULT", "people_team"),
        (f"GRANT TRUNCATE, UPDATE ON people_auditentry TO {APP}", "people_auditentry"),
        ("ALTER TABLE people_employee ADD CONSTRAINT loose FOREIGN KEY (team_id) REFERENCES people_team (id)", ""),
    ],
)
def test_what_statements_can_mend_the_next_migration_mends(plant, table):
    with transaction.atomic():
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(plant)
            for statement in secure.pending(cursor).statements:
                cursor.execute(statement)
        with connection.cursor() as cursor:
            assert not secure.pending(cursor)
        transaction.set_rollback(True)


def test_a_key_that_refers_to_another_table_than_its_model_says_is_found():
    with transaction.atomic():
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = 'people_draft'::regclass AND contype = 'f'"
                " AND confrelid = 'people_employee'::regclass"
            )
            (name,) = cursor.fetchone()
            cursor.execute(
                f"ALTER TABLE people_draft DROP CONSTRAINT {name}, ADD CONSTRAINT {name} "
                "FOREIGN KEY (organization_id, employee_id) REFERENCES people_team (organization_id, id)"
            )
        with connection.cursor() as cursor:
            assert secure.registry(cursor) == [
                "people.Draft.employee should refer to people_employee, PostgreSQL has ['people_team']"
            ]
        transaction.set_rollback(True)


def test_a_role_that_row_security_holds_for_may_not_migrate():
    with pytest.raises(RuntimeError, match="BYPASSRLS"):
        from django.apps import apps

        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        secure.after_migrate(using="default", app_config=last)


def test_a_many_to_many_made_by_django_is_found_and_one_through_a_table_of_ours_is_well():
    with isolate_apps("tests") as isolated:

        class Group(TenantModel):
            members = models.ManyToManyField("self")
            guests = models.ManyToManyField("self", through="Visit")

            class Meta(TenantModel.Meta):
                app_label = "tests"

        class Visit(TenantModel):
            host = models.ForeignKey(Group, models.CASCADE, related_name="+")
            guest = models.ForeignKey(Group, models.CASCADE, related_name="+")

            class Meta(TenantModel.Meta):
                app_label = "tests"

        found = secure.check_models(isolated.get_app_configs())
    assert [(error.id, error.msg) for error in found] == [
        ("kernel.E002", "tests.Group.members needs through= a TenantModel")
    ]
    assert secure.check_models(None) == []
