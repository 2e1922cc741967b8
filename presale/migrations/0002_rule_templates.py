"""Samples of what other places have laid down, for every office to copy from."""
from typing import Any

from django.db import migrations

from presale.rule_templates import load_templates


def load(apps: Any, _schema_editor: Any) -> None:
    load_templates(apps.get_model("presale", "RuleSet"), apps.get_model("presale", "RuleNode"))


class Migration(migrations.Migration):
    dependencies = [("presale", "0001_escrow")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
