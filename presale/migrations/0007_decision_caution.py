from django.db import migrations

import housing_portal.kit.fields


class Migration(migrations.Migration):

    dependencies = [
        ("presale", "0006_answers_of_the_bank"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="caution",
            field=housing_portal.kit.fields.CleanTextField(
                blank=True, default="", max_length=200, verbose_name="提示"
            ),
        ),
    ]
