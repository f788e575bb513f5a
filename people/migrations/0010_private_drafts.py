from django.db import migrations

import perfhub.kernel.fields


class Migration(migrations.Migration):
    """Drafts are kept encrypted. Those that are there are read as they are; the nightly renewal encrypts them."""

    dependencies = [
        ("people", "0009_sealed_audit"),
    ]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="content",
            field=perfhub.kernel.fields.EncryptedJSONField(
                bound_to=("employee_id", "key"), default=dict, was_plain=True
            ),
        ),
    ]
