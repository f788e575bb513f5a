import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import perfhub.kernel.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_api_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkingPattern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_date", models.DateField()),
                ("opens", django.contrib.postgres.fields.ArrayField(base_field=models.TimeField(null=True), size=7)),
                ("closes", django.contrib.postgres.fields.ArrayField(base_field=models.TimeField(null=True), size=7)),
                (
                    "employee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_patterns",
                        to="people.employee",
                    ),
                ),
                (
                    "organization",
                    perfhub.kernel.tenancy.OrganizationKey(
                        db_default=perfhub.kernel.tenancy.CurrentOrganization(),
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="absence",
            name="from_noon",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="absence",
            name="until_noon",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("end_date__gt", models.F("start_date")),
                    ("from_noon", False),
                    ("until_noon", False),
                    _connector="OR",
                ),
                name="absence_is_half_a_day_at_least",
            ),
        ),
        migrations.AddConstraint(
            model_name="workingpattern",
            constraint=models.UniqueConstraint(
                fields=("organization", "employee", "start_date"), name="pattern_one_start_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="workingpattern",
            constraint=models.CheckConstraint(
                condition=models.Q(("opens__len", 7), ("closes__len", 7)), name="pattern_is_of_seven_days"
            ),
        ),
    ]
