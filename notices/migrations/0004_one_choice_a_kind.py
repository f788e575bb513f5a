from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0003_choices"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="preference",
            name="preference_once_a_kind",
        ),
        migrations.RemoveField(
            model_name="preference",
            name="wanted",
        ),
        migrations.AlterField(
            model_name="preference",
            name="kind",
            field=models.CharField(max_length=60),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(
                fields=("organization", "employee", "kind"), name="preference_once_a_kind"
            ),
        ),
    ]
