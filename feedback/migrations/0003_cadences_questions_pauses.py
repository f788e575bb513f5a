import datetime

import django.db.models.deletion
from django.db import migrations, models

import perfhub.kernel.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0002_answer_links"),
        ("people", "0005_request_keys_by_age"),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "a few words"), ("scale", "a scale from 1 to 5"), ("yes_no", "yes or no")],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
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
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField(default=1)),
                ("text", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
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
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wordings",
                        to="feedback.question",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "question", "edition"), name="wording_once_an_edition"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="wording_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Asking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_date", models.DateField(default=datetime.date(2000, 1, 3), verbose_name="from the week of")),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("every_weeks", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
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
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.team",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="askings", to="feedback.question"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "question", "team", "employee", "start_date"),
                        name="asking_once_a_scope_and_day",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("team__isnull", True), ("employee__isnull", True), _connector="OR"),
                        name="asking_of_one_scope",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("every_weeks__isnull", True), ("every_weeks__lte", 52), _connector="OR"),
                        name="asking_at_least_once_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("start_date__iso_week_day", 1)), name="asking_from_a_monday"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_date", models.DateField()),
                ("end_date", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_in_pauses",
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
                "indexes": [models.Index(fields=["organization", "end_date"], name="pause_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end_date__gte", models.F("start_date"))), name="pause_ends_after_start"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("edition", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reopenings", to="feedback.checkin"
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
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="reopening_says_why")
                ],
            },
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField(blank=True)),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions_asked",
                        to="feedback.checkin",
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
                    "wording",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.wording",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "check_in", "position"), name="asked_once_a_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__isnull", True), ("number__lte", 5), _connector="OR"),
                        name="asked_number_up_to_five",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="cadence",
            name="cadence_one",
        ),
        migrations.RemoveConstraint(
            model_name="checkin",
            name="check_in_answered_has_time",
        ),
        migrations.RemoveConstraint(
            model_name="checkin",
            name="check_in_unanswered_is_empty",
        ),
        migrations.RemoveIndex(
            model_name="checkin",
            name="check_in_of_a_week",
        ),
        migrations.AddField(
            model_name="cadence",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="cadence",
            name="changed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.employee",
            ),
        ),
        migrations.AddField(
            model_name="cadence",
            name="counted_from_date",
            field=models.DateField(
                default=datetime.date(2000, 1, 3), help_text="a Monday from which pairs of weeks are counted"
            ),
        ),
        migrations.AddField(
            model_name="cadence",
            name="employee",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="people.employee",
            ),
        ),
        migrations.AddField(
            model_name="cadence",
            name="rhythm",
            field=models.CharField(
                blank=True,
                choices=[("weekly", "every week"), ("two_weekly", "every two weeks"), ("monthly", "every month")],
                default="weekly",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="cadence",
            name="start_date",
            field=models.DateField(default=datetime.date(2000, 1, 3), verbose_name="from the week of"),
        ),
        migrations.AddField(
            model_name="cadence",
            name="team",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.team"
            ),
        ),
        migrations.AddField(
            model_name="checkin",
            name="asked_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="checkin",
            name="cadence",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="feedback.cadence",
            ),
        ),
        migrations.AddField(
            model_name="earlieranswer",
            name="questions",
            field=models.TextField(blank=True),
        ),
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
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="checkin",
            name="state",
            field=models.CharField(
                choices=[
                    ("due", "due"),
                    ("answered", "answered"),
                    ("read", "read"),
                    ("reopened", "open again"),
                    ("missed", "missed"),
                    ("skipped", "not asked"),
                ],
                default="due",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(fields=["organization", "period_end", "state"], name="check_in_counted_in_a_week"),
        ),
        migrations.AddConstraint(
            model_name="cadence",
            constraint=models.UniqueConstraint(
                fields=("organization", "team", "employee", "start_date"),
                name="cadence_once_a_scope_and_day",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="cadence",
            constraint=models.CheckConstraint(
                condition=models.Q(("team__isnull", True), ("employee__isnull", True), _connector="OR"),
                name="cadence_of_one_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="cadence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("employee__isnull", True), ("team__isnull", True), _negated=True),
                    models.Q(("rhythm", ""), _negated=True),
                    _connector="OR",
                ),
                name="cadence_of_all_inherits_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="cadence",
            constraint=models.CheckConstraint(
                condition=models.Q(("counted_from_date__iso_week_day", 1), ("start_date__iso_week_day", 1)),
                name="cadence_from_a_monday",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(("period_end__iso_week_day", 7)), name="check_in_ends_on_a_sunday"
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.UniqueConstraint(
                fields=("organization", "employee", "period_end"), name="check_in_counts_once_a_week"
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", False),
                        ("edition__gte", 1),
                        ("state__in", ["answered", "read", "reopened"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["answered", "read", "reopened"]), _negated=True),
                        ("answered_at__isnull", True),
                        ("edition", 0),
                    ),
                    _connector="OR",
                ),
                name="check_in_answered_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["answered", "read", "reopened"]),
                    models.Q(("blockers", ""), ("mood__isnull", True), ("progress", "")),
                    _connector="OR",
                ),
                name="check_in_unanswered_is_empty",
            ),
        ),
    ]
