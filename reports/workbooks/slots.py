"""取数表: every slot of a paper as a workbook, from the same answers as the paper itself."""
from collections.abc import Sequence

from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.periods import written
from housing_portal.kit.scope import Scope
from reports.models import Document, FigureBinding
from reports.overrides import told
from reports.slot_sheet import sum_of, typed
from reports.workbooks.progress import SIGNOFF

EXACT = "General"
COLUMNS = (
    Head("序号", key="no", width=6, align="center", number="0"),
    Head("取数项", key="key", width=30, align="left"),
    Head("名称", key="label", width=30, align="left"),
    Head("文中写法", key="text", width=30, align="left"),
    Head("数值", key="value", width=16, number=EXACT),
    Head("单位", key="unit", width=9, align="center"),
    Head("分子", key="numerator", width=16, number=EXACT),
    Head("分母", key="denominator", width=16, number=EXACT),
    Head("记录数", key="records", width=9, number="#,##0"),
    Head("记录合计", key="sum", width=16, number=EXACT),
    Head("公式与口径", key="formula", width=46, align="left"),
)
NOTES = (
    "数值为未舍入的原值，金额、面积按“单位”栏换算；文中写法为空的只用于判断条件，没有印在文中。",
    "“记录合计”为空的，是日期、名称、比率等不由记录相加得出的项目。",
)


def slot_workbook(document: Document, rows: Sequence[FigureBinding], scope: Scope, filler: str = "") -> bytes:
    """Return the sheet of ``rows``: those of a capture, or of the draft as it would be now."""
    return write_forms([FormSheet(
        name="取数表", title=f"《{document.title}》取数表", columns=COLUMNS,
        unit_line=f"截至{written(scope.as_of)}", filler=f"填报单位（盖章）：{filler}",
        rows=[
            {"no": place, "key": row.printed_key, "label": row.label, "text": "、".join(row.texts),
             "value": typed(row.value, row), "unit": row.measured_in, "numerator": typed(row.numerator, row),
             "denominator": typed(row.denominator, row), "records": len(row.records), "sum": sum_of(row),
             "formula": "；".join(filter(None, (row.formula, row.basis)))}
            for place, row in enumerate(rows, 1)
        ],
        notes=(*NOTES, *told([row.override for row in rows if row.override])),
        signoff=f"{SIGNOFF}{written(scope.as_of)}",
    )])
