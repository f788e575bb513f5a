"""Row-level security, composite keys and grants, read from and written to pg_catalog.

One source of truth: `pending()` compares the catalogue with the rules below and returns what is missing as DDL, and
what no DDL can mend as complaints. After each migration the DDL is executed; `check --deploy`, `manage.py doctor`
and the tests assert that nothing is pending.

The rules, for every table with a column `organization_id`:
* row-level security is enabled and forced, with exactly one policy comparing it with the transaction's setting;
* `(organization_id, id)` is unique, and every foreign key between two such tables is the pair;
* every unique index but the primary key contains the organization (or a key that is the pair);
* the application role may do what the model says, never more, and receives it last; it owns nothing, makes nothing
  and passes no policy by.
Every other table is named in `settings.GLOBAL_TABLES`, and there is no schema but `public`.
"""

from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.core.checks import Error
from django.db import connections

from .tenancy import TenantModel

SETTING = "(organization_id = (current_setting('perfhub.organization'::text))::bigint)"
POLICY = "organization_id = current_setting('perfhub.organization')::bigint"
AROUND = {"v": "view without security_invoker", "m": "materialized view", "f": "foreign table"}
COLUMN_RIGHTS = ("SELECT", "INSERT", "UPDATE", "REFERENCES")
TABLE_RIGHTS = ("DELETE", "TRUNCATE", "TRIGGER", "MAINTAIN")
DEFAULT = "(current_setting('perfhub.organization'::text))::bigint"


@dataclass
class Pending:
    """What is missing: statements that mend it, and complaints that need a person."""

    statements: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __bool__(self):
        return bool(self.statements or self.complaints)


def pending(cursor) -> Pending:
    """Compare the catalogue of the connected database with the rules."""
    found = Pending()
    tables = _tables(cursor)
    secured = {name for name, table in tables.items() if table["tenant"]}
    for name in sorted(tables.keys() - secured - settings.GLOBAL_TABLES.keys()):
        found.complaints.append(f"{name} has no organization_id and is not in settings.GLOBAL_TABLES")
    for name in sorted(secured):
        _row_security(found, name, tables[name])
    _pairs(found, cursor, secured)
    _unique_indexes(found, cursor, secured)
    _ways_around(found, cursor)
    _role(found, cursor)
    wanted = _wanted_privileges(secured)
    for name in sorted(tables):
        _privileges(found, name, wanted.get(name, set()), tables[name])
    return found


def _tables(cursor) -> dict[str, dict]:
    cursor.execute(
        """
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, pg_get_expr(d.adbin, d.adrelid),
               a.attname IS NOT NULL,
               EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL
                       AND i.indkey::text = a.attnum || ' ' || pk.attnum),
               (SELECT array_agg((p.polname, p.polpermissive, p.polcmd, p.polroles = '{0}',
                                  pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))::text)
                FROM pg_policy p WHERE p.polrelid = c.oid),
               (SELECT array_agg(g.privilege_type) FROM aclexplode(c.relacl) g JOIN pg_roles r ON r.oid = g.grantee
                WHERE r.rolname = %(app)s),
               -- granted to PUBLIC, through another role, or for a column alone
               (SELECT array_agg(p) FROM unnest(%(rights)s::text[]) p
                WHERE CASE WHEN p = ANY (%(column_rights)s::text[]) THEN has_any_column_privilege(%(app)s, c.oid, p)
                           ELSE has_table_privilege(%(app)s, c.oid, p) END)
        FROM pg_class c
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
        LEFT JOIN pg_attribute pk ON pk.attrelid = c.oid AND pk.attname = 'id' AND NOT pk.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        """,
        {"app": settings.APP_ROLE, "rights": [*COLUMN_RIGHTS, *TABLE_RIGHTS], "column_rights": [*COLUMN_RIGHTS]},
    )
    names = ("secured", "default", "tenant", "pair", "policies", "granted", "held")
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in cursor.fetchall()}


def _row_security(found: Pending, name: str, table: dict) -> None:
    if not table["secured"]:
        found.statements.append(f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
    if table["default"] != DEFAULT:
        found.statements.append(
            f"""ALTER TABLE "{name}" ALTER organization_id """
            """SET DEFAULT current_setting('perfhub.organization')::bigint"""
        )
    right = f'(organization,t,*,t,"{SETTING}","{SETTING}")'
    policies = table["policies"] or []
    for policy in policies:
        if policy.startswith("(organization,") and policy != right:
            found.complaints.append(f"{name}: its policy says {policy}")
        elif not policy.startswith("(organization,"):
            found.complaints.append(f"{name}: another policy: {policy}")
    if not any(policy.startswith("(organization,") for policy in policies):
        found.statements.append(f'CREATE POLICY organization ON "{name}" USING ({POLICY}) WITH CHECK ({POLICY})')
    if not table["pair"]:
        found.statements.append(f'ALTER TABLE "{name}" ADD UNIQUE (organization_id, id)')


def _pairs(found: Pending, cursor, secured: set[str]) -> None:
    """Each foreign key between tenant tables refers to (organization_id, id)."""
    cursor.execute(
        """
        SELECT k.conname, t.relname, f.relname, cols.names, refs.names, k.convalidated
        FROM pg_constraint k
        JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
        CROSS JOIN LATERAL (SELECT array_agg(a.attname::text ORDER BY o.n) AS names
            FROM unnest(k.conkey) WITH ORDINALITY o(attnum, n)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = o.attnum) cols
        CROSS JOIN LATERAL (SELECT array_agg(a.attname::text ORDER BY o.n) AS names
            FROM unnest(k.confkey) WITH ORDINALITY o(attnum, n)
            JOIN pg_attribute a ON a.attrelid = f.oid AND a.attnum = o.attnum) refs
        WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
        ORDER BY k.conname
        """
    )
    swaps = []
    for constraint, table, target, columns, references, validated in cursor.fetchall():
        if not validated:
            found.complaints.append(f"{constraint} on {table} was never checked against the rows: VALIDATE it")
        if table not in secured or target not in secured:
            if target in secured:
                found.complaints.append(f"{table}.{columns[0]} refers to {target}, but {table} is no tenant table")
            continue
        if columns[:1] == ["organization_id"] and references == ["organization_id", "id"]:
            continue
        if references != ["id"] or len(columns) != 1:
            found.complaints.append(f"{constraint}: {table}{columns} -> {target}{references} is not the pair")
            continue
        swaps.append(
            f'ALTER TABLE "{table}" DROP CONSTRAINT "{constraint}", ADD CONSTRAINT "{constraint}" '
            f'FOREIGN KEY (organization_id, "{columns[0]}") REFERENCES "{target}" (organization_id, id) '
            "DEFERRABLE INITIALLY DEFERRED"
        )
    found.statements += swaps


def _unique_indexes(found: Pending, cursor, secured: set[str]) -> None:
    cursor.execute(
        """
        SELECT t.relname, i.relname,
               array(SELECT a.attname::text FROM pg_attribute a
                     WHERE a.attrelid = x.indrelid AND a.attnum = ANY ((x.indkey::int2[])[0:x.indnkeyatts - 1])),
               x.indnullsnotdistinct, array(SELECT f.relname::text FROM pg_constraint k
                     JOIN pg_class f ON f.oid = k.confrelid
                     WHERE k.contype = 'f' AND k.conrelid = x.indrelid
                       AND k.conkey[cardinality(k.conkey)] = ANY ((x.indkey::int2[])[0:x.indnkeyatts - 1]))
        FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
        WHERE (x.indisunique OR x.indisexclusion) AND NOT x.indisprimary AND t.relnamespace = 'public'::regnamespace
        """
    )
    for table, index, columns, nulls_collide, targets in cursor.fetchall():
        # A key that is the pair belongs to one organization, so that what is unique over it cannot cross.
        over_pair = not nulls_collide and not secured.isdisjoint(targets)
        if table in secured and "organization_id" not in columns and not over_pair:
            found.complaints.append(f"{index} on {table} tells one organization what another one has")


def _ways_around(found: Pending, cursor) -> None:
    """Views, materialized views and SECURITY DEFINER functions read around the policies."""
    cursor.execute(
        """
        SELECT c.relname, c.relkind FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm', 'f')
          AND has_any_column_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE')
          AND NOT (c.relkind = 'v' AND coalesce('security_invoker=true' = ANY (c.reloptions), false))
        """,
        [settings.APP_ROLE],
    )
    for name, kind in cursor.fetchall():
        found.complaints.append(f"{name} is a {AROUND[kind]} that the application may read")
    cursor.execute(
        """
        SELECT p.oid::regprocedure::text FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND has_function_privilege(%s, p.oid, 'EXECUTE')
        """,
        [settings.APP_ROLE],
    )
    for (name,) in cursor.fetchall():
        if name not in settings.DEFINER_FUNCTIONS:
            found.complaints.append(f"{name} runs with its owner's rights and the application may call it")


def _role(found: Pending, cursor) -> None:
    """What the application role is: nobody special, in a database with one schema."""
    cursor.execute(
        """
        SELECT 'is a superuser' FROM pg_roles WHERE rolname = %(app)s AND rolsuper
        UNION ALL SELECT 'passes row-level security by' FROM pg_roles WHERE rolname = %(app)s AND rolbypassrls
        UNION ALL SELECT 'may create roles' FROM pg_roles WHERE rolname = %(app)s AND rolcreaterole
        UNION ALL SELECT 'may become ' || o.rolname FROM pg_roles o
            WHERE o.rolname <> %(app)s AND pg_has_role(%(app)s, o.oid, 'MEMBER')
        UNION ALL SELECT 'owns ' || c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
            WHERE r.rolname = %(app)s
        UNION ALL SELECT 'owns the function ' || p.proname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
            WHERE r.rolname = %(app)s
        UNION ALL SELECT 'may make things in the schema public' WHERE has_schema_privilege(%(app)s, 'public', 'CREATE')
        UNION ALL SELECT 'may use another schema: ' || n.nspname FROM pg_namespace n
            WHERE n.nspname NOT IN ('public', 'information_schema') AND n.nspname !~ '^pg_'
              AND has_schema_privilege(%(app)s, n.oid, 'USAGE')
        """,
        {"app": settings.APP_ROLE},
    )
    for (what,) in cursor.fetchall():
        found.complaints.append(f"{settings.APP_ROLE} {what}")


def _wanted_privileges(secured: set[str]) -> dict[str, set[str]]:
    wanted = {name: set(filter(None, rights.split(", "))) for name, rights in settings.GLOBAL_TABLES.items()}
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    for name in secured:
        wanted[name] = set(getattr(models.get(name), "privileges", ()))
    return wanted


def _privileges(found: Pending, name: str, wanted: set[str], table: dict) -> None:
    has = set(table["granted"] or ())
    if missing := wanted - has:
        found.statements.append(f'GRANT {", ".join(sorted(missing))} ON "{name}" TO {settings.APP_ROLE}')
    if surplus := has - wanted:
        found.statements.append(f'REVOKE {", ".join(sorted(surplus))} ON "{name}" FROM {settings.APP_ROLE}')
    if around := set(table["held"] or ()) - wanted - has:
        found.complaints.append(
            f"{name}: {settings.APP_ROLE} holds {', '.join(sorted(around))} by a way around its grants"
        )


def registry(cursor) -> list[str]:
    """Where the models and the catalogue disagree about a foreign key (a changed target leaves the old pair)."""
    cursor.execute(
        """
        SELECT t.relname, a.attname, f.relname FROM pg_constraint k
        JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[cardinality(k.conkey)]
        WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
        """
    )
    actual: dict[tuple[str, str], set[str]] = {}
    for table, column, target in cursor.fetchall():
        actual.setdefault((table, column), set()).add(target)
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        for key in model._meta.concrete_fields:
            if key.remote_field is None or not key.db_constraint:  # type: ignore[attr-defined]  # a foreign key has it
                continue
            target = key.remote_field.model._meta.db_table
            found = actual.get((model._meta.db_table, key.column), set())
            if found != {target}:
                wrong.append(f"{model._meta.label}.{key.name} should refer to {target}, PostgreSQL has {sorted(found)}")
    return wrong


def after_migrate(*, using, app_config, plan=(), **kwargs) -> None:
    """Secure what the migrations made. Runs after the last application's turn; costs milliseconds when all is well."""
    if app_config is not [config for config in apps.get_app_configs() if config.models_module][-1]:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise RuntimeError(
                "The migrating role needs BYPASSRLS, or migrations pass over rows they cannot see. "
                "`manage.py database_sql` prints what a database administrator runs."
            )
        for _round in range(2):  # the pairs need the unique keys of the first round
            for statement in pending(cursor).statements:
                cursor.execute(statement)


def check_tables(app_configs, databases=None, **kwargs):
    """`check --deploy`: nothing is pending in the database."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        found = pending(cursor)
        problems = found.statements + found.complaints + registry(cursor)
    return [Error(problem, id="kernel.E001") for problem in problems]


def check_models(app_configs, **kwargs):
    """A many-to-many table made by Django would have no organization."""
    errors = []
    for model in (one for config in app_configs or apps.get_app_configs() for one in config.get_models()):
        for relation in model._meta.local_many_to_many:
            if issubclass(model, TenantModel) and relation.remote_field.through._meta.auto_created:
                errors.append(
                    Error(f"{model._meta.label}.{relation.name} needs through= a TenantModel", id="kernel.E002")
                )
    return errors
