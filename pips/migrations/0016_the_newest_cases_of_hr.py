"""The list of HR shows the newest cases first: by this order it reads one page, however many somebody looks after."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pips", "0015_a_way_down"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("hr_owner__isnull", False)),
                fields=["organization", "hr_owner", "-opened_at", "-id"],
                name="case_of_hr_newest",
            ),
        ),
    ]
