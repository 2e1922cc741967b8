import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count, Sum

import housing_portal.kit.fields

KEYS, SUMS = ("month", "kind", "was_filed", "is_residential"), ("sets", "area", "amount")


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add up the events on file; nobody writes while the portal is migrated."""
    events = apps.get_model("transactions", "ContractEvent").objects.order_by()
    tally = apps.get_model("transactions", "EventTally")
    newest = events.order_by("-pk").values_list("pk", flat=True).first()
    rows = events.values_list(*KEYS, "contract__use").annotate(Count("pk"), *map(Sum, SUMS))
    names = (*KEYS, "use", "events", *SUMS)
    tally.objects.bulk_create(tally(**dict(zip(names, row, strict=True)), upto_id=newest) for row in rows)


class Migration(migrations.Migration):

    dependencies = [
        ("transactions", "0004_stock_of_past_days"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="room", name="room_open"),
        migrations.AddIndex(
            model_name="room",
            index=models.Index(
                condition=models.Q(("contract_layer", "none")),
                fields=["building", "use", "floor", "area", "demolished_on", "id"], name="room_open",
            ),
        ),
        migrations.CreateModel(
            name="EventTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.PositiveIntegerField(verbose_name="月份")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sign", "网签"), ("file", "备案"), ("change", "变更"), ("void", "撤销网签"),
                            ("cancel", "注销备案"), ("title", "办理产权"),
                        ],
                        max_length=10, verbose_name="事项",
                    ),
                ),
                ("was_filed", models.BooleanField(verbose_name="已备案")),
                ("is_residential", models.BooleanField(verbose_name="住宅")),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("home", "成套住宅"), ("home_part", "非成套住宅"), ("shop", "商业"), ("office", "办公"),
                            ("parking", "车库车位"), ("storage", "储藏"), ("other", "其他"),
                        ],
                        max_length=20, verbose_name="用途",
                    ),
                ),
                ("events", models.PositiveIntegerField(verbose_name="件数")),
                ("sets", models.IntegerField(verbose_name="套数")),
                ("area", housing_portal.kit.fields.AreaField(verbose_name="面积（㎡）")),
                ("amount", housing_portal.kit.fields.MoneyField(verbose_name="金额（元）")),
                (
                    "upto",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="tallies",
                        to="transactions.contractevent", verbose_name="计至事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "合同事项小计",
                "verbose_name_plural": "合同事项小计",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("month", "kind", "was_filed", "is_residential", "use", "upto"),
                        name="tally_once", violation_error_message="这些事项已小计。",
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
