import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pips", "0008_team_plans")]

    operations = [
        migrations.AddField(
            model_name="diagnosisside",
            name="asked_at",
            field=models.DateTimeField(default=datetime.datetime(2026, 11, 27, tzinfo=datetime.UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="diagnosisside", name="reminded_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
