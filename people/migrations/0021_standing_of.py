from django.conf import settings
from django.db import migrations

# All that each request asks about who is asking. A function, because the same words written by the ORM took it longer
# than everything else before a page; it reads with its caller's rights, so row-level security holds inside.
MAKE = """
CREATE FUNCTION standing_of(asked bigint, at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY INVOKER AS $$
    SELECT jsonb_build_object(
        'roles', (
            SELECT coalesce(jsonb_agg(jsonb_build_array(role, team_id)), '[]')
            FROM people_rolegrant WHERE employee_id = asked AND end_at IS NULL
        ),
        'roles_changed_at', (
            SELECT max(greatest(start_at, end_at)) FROM people_rolegrant WHERE employee_id = asked
        ),
        'guarded_since', (
            SELECT min(start_at) FROM people_rolegrant WHERE employee_id = asked AND end_at IS NULL
        ),
        'stands_in_for', (
            SELECT coalesce(jsonb_agg(jsonb_build_array(manager_id, start_at) ORDER BY id), '[]')
            FROM people_standin WHERE stand_in_id = asked AND start_at <= at AND end_at > at
        ),
        'announced', (
            SELECT coalesce(
                jsonb_agg(
                    jsonb_build_object('setting', setting, 'value', value, 'effective_at', effective_at)
                    ORDER BY effective_at
                ), '[]'
            )
            FROM people_visibilitychange newest
            WHERE effective_at > decided_at AND NOT EXISTS (
                SELECT FROM people_visibilitychange later
                WHERE later.setting = newest.setting AND later.decided_at > newest.decided_at
            )
        ),
        'switched', EXISTS (SELECT FROM people_capabilityswitch),
        'has_second_factor', EXISTS (
            SELECT FROM mfa_authenticator JOIN people_employee ON people_employee.user_id = mfa_authenticator.user_id
            WHERE people_employee.id = asked AND mfa_authenticator.type = 'totp'
        ),
        'leads_people', EXISTS (SELECT FROM people_reach WHERE manager_id = asked AND depth = 1),
        'is_led', EXISTS (SELECT FROM people_reach WHERE employee_id = asked AND depth = 1)
    )
$$;
REVOKE ALL ON FUNCTION standing_of(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION standing_of(bigint, timestamptz) TO {app};
"""


def make(apps, schema_editor):
    schema_editor.execute(MAKE.format(app=settings.APP_ROLE))


def drop(apps, schema_editor):
    schema_editor.execute("DROP FUNCTION standing_of(bigint, timestamptz)")


class Migration(migrations.Migration):
    dependencies = [("people", "0020_support"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(make, drop)]
