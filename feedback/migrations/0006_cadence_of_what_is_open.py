"""What was open when cadences became dated follows the one it was opened with: that of its organization."""

from django.db import migrations

FOLLOW = """
    UPDATE feedback_checkin c
    SET cadence_id = (
        SELECT k.id FROM feedback_cadence k
        WHERE k.organization_id = c.organization_id AND k.team_id IS NULL AND k.employee_id IS NULL
          AND k.start_date <= c.period_end
        ORDER BY k.start_date DESC, k.id DESC LIMIT 1
    )
    WHERE c.cadence_id IS NULL AND c.state = 'due'
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0005_sharing")]
    operations = [migrations.RunSQL(FOLLOW, migrations.RunSQL.noop, elidable=True)]
