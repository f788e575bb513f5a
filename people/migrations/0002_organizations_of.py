from django.conf import settings
from django.db import migrations

# The one question asked before an organization is entered: where is this user employed? It reads around row-level
# security with its owner's rights, so it answers with keys alone.
MAKE = """
CREATE FUNCTION organizations_of(asked bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT organization_id FROM people_employee WHERE user_id = asked AND state = 'active'
$$;
REVOKE ALL ON FUNCTION organizations_of(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organizations_of(bigint) TO {app};
"""


def make(apps, schema_editor):
    schema_editor.execute(MAKE.format(app=settings.APP_ROLE))


def drop(apps, schema_editor):
    schema_editor.execute("DROP FUNCTION organizations_of(bigint)")


class Migration(migrations.Migration):
    dependencies = [("people", "0001_first")]

    operations = [migrations.RunPython(make, drop)]
