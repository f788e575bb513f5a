from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_leavers_and_stand_ins"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="on_paper",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="user",
            name="sign_in_name",
            field=models.CharField(max_length=90, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="email",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(max_length=254, null=True, unique=True, verbose_name="e-mail address"),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("on_paper", True), models.Q(("email", ""), _negated=True), _connector="XOR"),
                name="invitation_by_mail_or_on_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email__isnull", False), ("sign_in_name__isnull", False), _connector="OR"),
                name="user_has_a_name",
            ),
        ),
    ]
