from datetime import date

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery

import transactions.models.room

LIVE = ("signed", "filing", "file_failed", "filed", "cancelling", "titled")


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write into the rooms on file when the contract that holds them was signed."""
    room, contract = apps.get_model("transactions", "Room"), apps.get_model("transactions", "SaleContract")
    live = contract.objects.filter(status__in=LIVE)
    holding = live.filter(room=OuterRef("pk")).values("signed_on")
    room.objects.filter(pk__in=live.values("room")).update(free_until=Subquery(holding))


class Migration(migrations.Migration):

    dependencies = [
        ("transactions", "0003_natural_order_measured_areas_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="free_until",
            field=transactions.models.room.FreeUntilField(
                default=date(9999, 12, 31), editable=False, verbose_name="有效合同签订日期"
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="demolished_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="灭失录入时间"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="room",
            index=models.Index(
                fields=["building", "free_until", "demolished_on", "use", "floor", "area", "id"],
                name="room_free_until",
            ),
        ),
        migrations.AddIndex(
            model_name="room",
            index=models.Index(
                condition=models.Q(("demolished_at__isnull", False)), fields=["demolished_at"],
                name="room_demolished_at",
            ),
        ),
        migrations.AddIndex(
            model_name="roomarea",
            index=models.Index(fields=["surveyed_on", "room"], name="room_area_surveyed"),
        ),
        migrations.AddIndex(
            model_name="roomarea",
            index=models.Index(fields=["recorded_at", "room"], name="room_area_recorded"),
        ),
        migrations.RemoveIndex(model_name="salecontract", name="contract_filed"),
        migrations.AddIndex(
            model_name="salecontract",
            index=models.Index(fields=["filed_on", "id", "status", "signed_on"], name="contract_filed"),
        ),
        migrations.AddIndex(
            model_name="salecontract",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", False)), fields=["ended_on", "signed_on", "room"],
                name="contract_ended",
            ),
        ),
    ]
