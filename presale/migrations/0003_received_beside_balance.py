from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q, Sum

import housing_portal.kit.fields

IN_KINDS = ("earnest", "down", "instalment", "full", "mortgage", "pf_loan", "other", "interest")


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add up what came into the accounts on file; nobody writes while the portal is migrated."""
    accounts, entries = apps.get_model("presale", "EscrowAccount"), apps.get_model("presale", "LedgerEntry")
    receipts = entries.objects.filter(Q(kind__in=IN_KINDS) | Q(reversal_of__kind__in=IN_KINDS)).order_by()
    for pk, total in receipts.values_list("account").annotate(Sum("amount")):
        accounts.objects.filter(pk=pk).update(received=total)


class Migration(migrations.Migration):

    dependencies = [
        ("presale", "0002_rule_templates"),
    ]

    operations = [
        migrations.AddField(
            model_name="escrowaccount",
            name="received",
            field=housing_portal.kit.fields.MoneyField(default=0, editable=False, verbose_name="累计入账（元）"),
        ),
        migrations.RemoveConstraint(model_name="escrowaccount", name="account_sums"),
        migrations.AddConstraint(
            model_name="escrowaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("received__gte", 0), ("released__gte", 0), ("reserved__gte", 0),
                                   ("unidentified__gte", 0)),
                name="account_sums",
                violation_error_message="在途、累计入账、累计拨付、不明款不能小于 0。",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
