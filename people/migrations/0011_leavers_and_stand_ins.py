import django.db.models.deletion
from django.db import migrations, models

import perfhub.kernel.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_private_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="acting_for",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.employee",
            ),
        ),
        migrations.CreateModel(
            name="DottedLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("start_date", models.DateField()),
                ("end_date", models.DateField(blank=True, null=True)),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="dotted_up", to="people.employee"
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="dotted_down", to="people.employee"
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("end_date__isnull", True)),
                        fields=("organization", "employee", "manager", "name"),
                        name="dotted_line_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("employee", models.F("manager")), _negated=True),
                        name="dotted_line_not_to_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end_date__isnull", True), ("end_date__gte", models.F("start_date")), _connector="OR"
                        ),
                        name="dotted_line_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leaving",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("done", "has left"), ("withdrawn", "taken back")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("planned_at", models.DateTimeField()),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leavings", to="people.employee"
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
                (
                    "planned_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["organization", "last_day"],
                        name="leaving_to_come",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "planned")),
                        fields=("organization", "employee"),
                        name="leaving_planned_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StandIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_date", models.DateField()),
                ("end_date", models.DateField()),
                ("start_at", models.DateTimeField()),
                ("end_at", models.DateTimeField()),
                ("named_at", models.DateTimeField()),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stand_ins", to="people.employee"
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
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
                (
                    "stand_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stands_in", to="people.employee"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["organization", "stand_in", "end_at"], name="stand_in_of_whom")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end_date__gte", models.F("start_date"))), name="stand_in_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("manager", models.F("stand_in")), _negated=True),
                        name="stand_in_is_somebody_else",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ToTell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("about", models.BigIntegerField()),
                ("since_at", models.DateTimeField()),
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
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "recipient", "kind", "about"), name="to_tell_once")
                ],
            },
        ),
    ]
