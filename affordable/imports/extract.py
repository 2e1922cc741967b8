"""The proof of one unit's figures: its own row of the table. The others' rows are not for its people to see."""
from affordable.imports.columns import REMARK, UNIT
from affordable.imports.plan import Figure, ImportPlan
from housing_portal.accounts.models import Unit
from housing_portal.kit.excel.columns import ColumnSpec
from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.excel.reader import RowRead
from housing_portal.kit.figures import in_unit

NUMBERS = {"int": "#,##0", "money_wan": "#,##0.00####", "percent": "0.00"}
WIDE = (UNIT, REMARK)


def extract(plan: ImportPlan, row: RowRead, unit: Unit, source: str) -> tuple[str, bytes]:
    """Return name and content of a workbook with the row of ``unit`` in the file ``source``; amounts in 万元."""
    specs = plan.table.specs
    sheet = FormSheet(
        name="摘录", title=plan.title, unit_line=f"截至{plan.as_of}　单位：套、户、万元、%",
        columns=[_head(spec) for spec in specs],
        rows=[{spec.key: _printed(row.values[spec.key], spec) for spec in specs}],
        notes=[f"摘自“{source}”第 {row.row_no} 行，原表存于导入记录。"],
    )
    return f"{source.removesuffix('.xlsx')}-{unit}.xlsx", write_forms([sheet])


def _head(spec: ColumnSpec) -> Head:
    if spec.key in WIDE:
        return Head(spec.label, key=spec.key, width=18, align="left", empty="")
    return Head(spec.label, key=spec.key, number=NUMBERS[spec.kind])


def _printed(value: Figure | str | None, spec: ColumnSpec) -> Figure | str | None:
    return in_unit(value, "万元") if spec.kind == "money_wan" and value is not None else value
