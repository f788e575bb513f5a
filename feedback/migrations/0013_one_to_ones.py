import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import perfhub.kernel.fields
import perfhub.kernel.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0012_promises_about_feedback"),
        ("people", "0021_standing_of"),
    ]

    operations = [
        migrations.CreateModel(
            name="OneToOne",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_line", models.BooleanField(default=False)),
                ("every_weeks", models.PositiveSmallIntegerField(default=2, verbose_name="every how many weeks")),
                ("minutes", models.PositiveSmallIntegerField(default=30, verbose_name="minutes")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("time_zone", models.CharField(max_length=64)),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("by_hand", "one of the two ended it"),
                            ("line", "another manager"),
                            ("left", "one of the two left"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("changes", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="feedback.onetoone",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="one_to_ones_led",
                        to="people.employee",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="one_to_ones", to="people.employee"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=30)),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("held", "held"),
                            ("passed", "nobody said whether it was held"),
                            ("missed", "not held"),
                            ("cancelled", "cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        blank=True,
                        choices=[("soon", "tell both that it is soon"), ("end", "end it where nobody did")],
                        max_length=4,
                    ),
                ),
                ("step_at", models.DateTimeField(blank=True, null=True)),
                ("notes", models.TextField(blank=True, verbose_name="notes of both")),
                ("notes_version", models.PositiveIntegerField(default=0)),
                ("notes_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="why not")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                    ),
                ),
                (
                    "notes_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                    "planned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                    ),
                ),
                (
                    "one_to_one",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meetings",
                        to="feedback.onetoone",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PrivateNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", perfhub.kernel.fields.EncryptedTextField(bound_to=("meeting_id", "author_id"))),
                ("saved_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="private_notes", to="people.employee"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="private_notes",
                        to="feedback.meeting",
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
        migrations.CreateModel(
            name="TalkingPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500)),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("done", "done"),
                            ("removed", "taken off"),
                            ("moved", "goes on with another manager"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=80)),
                ("url", models.CharField(blank=True, max_length=300)),
                ("carried", models.PositiveSmallIntegerField(default=0)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                    ),
                ),
                (
                    "done_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points_done",
                        to="feedback.meeting",
                    ),
                ),
                (
                    "moved_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved_to",
                        to="feedback.talkingpoint",
                    ),
                ),
                (
                    "one_to_one",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points",
                        to="feedback.onetoone",
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
                    "thread",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.thread",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AgendaTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("points", models.TextField(max_length=4000, verbose_name="points, a line each")),
                ("is_question", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("points", ""), _negated=True), name="agenda_template_says_something"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("organization", "name", "is_question"),
                        name="agenda_template_name_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "employee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.employee"
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
                    models.UniqueConstraint(fields=("organization", "token_hash"), name="calendar_feed_token_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="onetoone",
            constraint=models.UniqueConstraint(
                models.F("organization"),
                django.db.models.functions.comparison.Least("lead", "partner"),
                django.db.models.functions.comparison.Greatest("lead", "partner"),
                condition=models.Q(("ended_at__isnull", True)),
                name="one_to_one_open_once_a_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="onetoone",
            constraint=models.CheckConstraint(
                condition=models.Q(("lead", models.F("partner")), _negated=True), name="one_to_one_is_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="onetoone",
            constraint=models.CheckConstraint(
                condition=models.Q(("every_weeks__gte", 1), ("every_weeks__lte", 12)), name="one_to_one_cadence"
            ),
        ),
        migrations.AddConstraint(
            model_name="onetoone",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 10), ("minutes__lte", 240)), name="one_to_one_minutes"
            ),
        ),
        migrations.AddConstraint(
            model_name="onetoone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_because", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("ended_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="one_to_one_ended_for_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                fields=["organization", "one_to_one", "-start_at", "-id"], name="meeting_of_a_one_to_one"
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("state", "planned")), fields=["organization", "step_at", "id"], name="meeting_clock"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "planned")),
                fields=("organization", "one_to_one"),
                name="meeting_planned_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True),
                        ("state", "planned"),
                        ("step_at__isnull", False),
                        models.Q(("step", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "planned"), _negated=True),
                        ("ended_at__isnull", False),
                        ("step", ""),
                        ("step_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="meeting_clock_runs_while_planned",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 10), ("minutes__lte", 240)), name="meeting_minutes"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("notes_at__isnull", True), ("notes_version", 0)),
                    models.Q(("notes_at__isnull", False), ("notes_version__gte", 1)),
                    _connector="OR",
                ),
                name="meeting_notes_have_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="privatenote",
            constraint=models.UniqueConstraint(
                fields=("organization", "meeting", "author"), name="private_note_one_a_meeting"
            ),
        ),
        migrations.AddIndex(
            model_name="talkingpoint",
            index=models.Index(
                fields=["organization", "one_to_one", "state", "position", "id"], name="talking_point_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="talkingpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="talking_point_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="talkingpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False), ("state", "done")),
                    models.Q(
                        models.Q(("state", "done"), _negated=True),
                        ("done_at__isnull", True),
                        ("done_by__isnull", True),
                        ("done_in__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="talking_point_done_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="talkingpoint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open"), models.Q(("source", ""), _negated=True)),
                fields=("organization", "one_to_one", "source"),
                name="talking_point_open_once_a_source",
            ),
        ),
    ]
