"""The list of HR by what ends first reads plans in this order and stops after a page, however many run."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pips", "0016_the_newest_cases_of_hr"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(
                condition=models.Q(("end_date__isnull", False)),
                fields=["organization", "end_date", "case"],
                name="plan_by_last_day",
            ),
        ),
    ]
