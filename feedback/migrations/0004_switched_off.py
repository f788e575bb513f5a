"""A period may be left out because check-ins are switched off for a team."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0003_cadences_questions_pauses")]

    operations = [
        migrations.AlterField(
            model_name="checkin",
            name="skip_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("absence", "away the whole week"),
                    ("holiday", "holidays the whole week"),
                    ("pause", "paused"),
                    ("asked", "said “I was away”"),
                    ("off", "check-ins were switched off"),
                ],
                max_length=10,
            ),
        ),
    ]
