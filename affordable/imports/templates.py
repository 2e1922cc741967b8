"""The empty tables to fill in; read back, they are what the imports expect."""
from affordable.imports import audit, progress
from affordable.imports.columns import UNIT, UNIT_HEADS, audit_columns, progress_columns
from housing_portal.accounts.models import Unit
from housing_portal.kit import clock
from housing_portal.kit.excel.template import import_template

TEMPLATES = {"progress": progress.NAME, "audit": audit.NAME}


def template(kind: str) -> bytes:
    """Return the empty table of ``kind``, a key of TEMPLATES, with the responsible units to choose from."""
    year = clock.today().year
    if kind == "progress":
        columns, units = progress_columns(UNIT_HEADS[0]), Unit.objects.responsible()
        title = f"{year}年住房保障{progress.NAME}"
    else:
        columns, units = audit_columns(UNIT_HEADS[0]), Unit.objects.reporting()
        title = f"住房保障工作{audit.NAME}（{year - 1}年跟踪审计未整改问题）"
    names = [unit.name for unit in units]
    return import_template(columns, {UNIT: names} if names else {}, {}, title)
