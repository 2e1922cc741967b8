"""A freeze and its end are each seen by two persons; what one person has entered holds."""
import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

PERSON = {"editable": False, "null": True, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+",
          "to": settings.AUTH_USER_MODEL}


def wait_for_another(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let the ends that one person has entered wait for a second; the diary says who entered them."""
    freezes, diary = apps.get_model("presale", "Freeze"), apps.get_model("journal", "Entry")
    for freeze in freezes.objects.filter(released_on__isnull=False):
        ends = diary.objects.filter(object_type="presale.freeze", object_id=freeze.pk, action="解除冻结")
        told = ends.order_by("pk").last()
        freeze.status = "releasing"
        freeze.release_recorded_by_id = told.actor_id if told else freeze.recorded_by_id
        freeze.save()


class Migration(migrations.Migration):

    dependencies = [
        ("presale", "0003_received_beside_balance"),
        ("journal", "0001_diary_files_numbers_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="guaranteeletter",
            name="status",
            field=models.CharField(
                choices=[("proposed", "待复核"), ("coming", "尚未生效"), ("effective", "有效"), ("ended", "已失效")],
                default="proposed", editable=False, max_length=20, verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="guaranteeletter",
            constraint=models.CheckConstraint(
                condition=Q(status="proposed") | Q(status="effective", confirmed_by__isnull=False)
                | Q(status="ended", ended_on__isnull=False),
                name="letter_deeds", violation_error_message="有效的保函必须有复核人，失效的必须有失效日期。",
            ),
        ),
        migrations.AddField(
            model_name="freeze",
            name="status",
            field=models.CharField(
                choices=[("proposed", "冻结待复核"), ("effective", "生效"), ("waiting", "轮候"),
                         ("releasing", "解除待复核"), ("released", "已解除"), ("expired", "已到期"),
                         ("rejected", "登记有误")],
                default="proposed", editable=False, max_length=20, verbose_name="状态",
            ),
        ),
        migrations.AddField("freeze", "confirmed_by", models.ForeignKey(verbose_name="复核人", **PERSON)),
        migrations.AddField("freeze", "release_recorded_by", models.ForeignKey(verbose_name="解除登记人", **PERSON)),
        migrations.AddField("freeze", "release_confirmed_by", models.ForeignKey(verbose_name="解除复核人", **PERSON)),
        migrations.AddConstraint(
            model_name="freeze",
            constraint=models.CheckConstraint(
                condition=Q(status="proposed") | Q(status__in=("effective", "rejected"), confirmed_by__isnull=False)
                | Q(status="releasing", released_on__isnull=False, release_recorded_by__isnull=False)
                | Q(status="released", released_on__isnull=False, release_recorded_by__isnull=False,
                    release_confirmed_by__isnull=False),
                name="freeze_deeds",
                violation_error_message="生效或撤销的冻结必须有复核人，解除的必须有日期、登记人和复核人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="freeze",
            constraint=models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")), name="freeze_two_persons",
                violation_error_message="复核人不能是登记人本人，请由另一位同事复核。",
            ),
        ),
        migrations.AddConstraint(
            model_name="freeze",
            constraint=models.CheckConstraint(
                condition=Q(release_confirmed_by=None) | ~Q(release_confirmed_by=F("release_recorded_by")),
                name="freeze_release_two_persons",
                violation_error_message="解除的复核人不能是登记人本人，请由另一位同事复核。",
            ),
        ),
        migrations.RunPython(wait_for_another, migrations.RunPython.noop),
    ]
