"""Every database starts with the domains, the violations that source papers name, and the checklists."""
from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from inspections.seeds import seed


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    seed(apps)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_campaigns_findings_credit_petitions")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
