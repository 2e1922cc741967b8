from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from housing_portal.registry.natural import NaturalKeyField, natural_key

BLOCK = 20_000


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Work out the keys of the rooms on file, block by block: there may be a million."""
    rooms, last = apps.get_model("transactions", "Room").objects.order_by("pk"), 0
    with schema_editor.connection.cursor() as cursor:
        while block := list(rooms.filter(pk__gt=last).values_list("section", "number", "pk")[:BLOCK]):
            last = block[-1][-1]
            cursor.executemany(
                "UPDATE transactions_room SET door_key = %s WHERE id = %s",
                [(natural_key(section, number), pk) for section, number, pk in block],
            )


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0004_natural_order_and_terms_of_permits"),
        ("transactions", "0002_amounts_are_not_negative"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="door_key",
            field=NaturalKeyField(default="", max_length=100, of=("section", "number"), verbose_name="房号排序"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="room",
            options={
                "ordering": ["building", "door_key", "pk"], "verbose_name": "房屋", "verbose_name_plural": "房屋",
            },
        ),
        migrations.AddIndex(
            model_name="room",
            index=models.Index(fields=["building", "door_key", "id"], name="room_in_order"),
        ),
        migrations.AddIndex(
            model_name="existinghomefund",
            index=models.Index(
                condition=models.Q(("status", "transfer_done")), fields=["transferred_on"], name="fund_to_pay"
            ),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="kind",
            field=models.CharField(
                choices=[("rooms", "楼盘表"), ("areas", "实测面积"), ("prices", "一房一价"), ("contracts", "历史合同")],
                max_length=20, verbose_name="类别",
            ),
        ),
    ]
