from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from housing_portal.registry.natural import NaturalKeyField, natural_key


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Work out the keys of what was registered before there were any."""
    buildings = apps.get_model("registry", "Building").objects
    found = list(buildings.order_by("pk").only("number"))
    for one in found:
        one.number_key = natural_key(one.number)
    buildings.bulk_update(found, ["number_key"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [("registry", "0003_estates_buildings_permits")]

    operations = [
        migrations.AddField(
            model_name="building",
            name="number_key",
            field=NaturalKeyField(default="", max_length=60, of=("number",), verbose_name="幢号排序"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="building",
            options={"ordering": ["estate", "number_key", "pk"], "verbose_name": "楼幢", "verbose_name_plural": "楼幢"},
        ),
        migrations.AddIndex(
            model_name="building",
            index=models.Index(fields=["estate", "number_key", "id"], name="building_in_order"),
        ),
        migrations.AddIndex(
            model_name="salepermit",
            index=models.Index(condition=models.Q(("ended_on", None)), fields=["valid_to"], name="permit_valid_to"),
        ),
    ]
