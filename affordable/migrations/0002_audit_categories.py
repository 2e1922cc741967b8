from django.db import migrations

# the columns of the official summary table, in its order (dossier §3.13)
CATEGORIES = (
    "应配未配公租房",
    "未办理竣工验收手续",
    "未办理产权登记",
    "未取得用地批准等手续",
    "资金拨付慢造成闲置",
    "未完成开工任务或开工不达标准",
    "公租房闲置三年以上",
)


def add_categories(apps, schema_editor):
    category = apps.get_model("affordable", "AuditCategory")
    for order, name in enumerate(CATEGORIES, 1):
        category.objects.get_or_create(name=name, defaults={"order": order})


class Migration(migrations.Migration):
    dependencies = [("affordable", "0001_initial")]
    operations = [migrations.RunPython(add_categories, migrations.RunPython.noop)]
