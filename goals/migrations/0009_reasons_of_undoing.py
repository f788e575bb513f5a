from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0008_metrics"),
    ]

    operations = [
        migrations.AlterField(
            model_name="goalimportrow",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("touched", "somebody wrote on it since"),
                    ("changed", "changed by somebody since"),
                    ("unseen", "it is not yours to write on any more"),
                    ("broken", "what it was before cannot be had again"),
                ],
                max_length=10,
            ),
        ),
    ]
