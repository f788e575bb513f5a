"""What was said of mail becomes a choice among four ways; what was only confirmed is left to the organization."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0002_channels"),
    ]

    operations = [
        migrations.RunSQL(
            [
                "DELETE FROM notices_preference WHERE wanted OR kind = ''",
                "UPDATE notices_preference SET channel = 'bell' WHERE channel = 'mail'",
            ],
            migrations.RunSQL.noop,
        ),
    ]
