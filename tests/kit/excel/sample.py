"""A progress table of an invented county, as the portal writes it and as an office would send it."""

from collections.abc import Mapping
from io import BytesIO

from openpyxl import Workbook

from housing_portal.kit.excel.form import FormSheet, Head
from housing_portal.kit.excel.reader import ColumnSpec

START = "棚户区改造开工"
MONEY = "完成投资"

SPECS = [
    ColumnSpec("unit", ("县（市、区）",), "unit"),
    ColumnSpec("task", (START, "年度任务"), "int"),
    ColumnSpec("task_old", (START, "年度任务", "其中：老旧城区"), "int"),
    ColumnSpec("done", (START, "已开工"), "int"),
    ColumnSpec("done_old", (START, "已开工", "其中：老旧城区"), "int"),
    ColumnSpec("rate", (START, "完成率（%）"), "percent"),
    ColumnSpec("invested", (MONEY, "累计完成"), "money_wan"),
    ColumnSpec("remark", ("备注",), "text", required=False),
]

HEADS = (
    Head("序号", key="seq", width=6, align="center"),
    Head("县（市、区）", key="unit", width=12, align="left"),
    Head(
        START,
        Head(
            "（套）",
            Head("年度任务", key="task"),
            Head("其中：老旧城区", key="task_old"),
            Head("已开工", key="done"),
            Head("其中：老旧城区", key="done_old"),
            Head("完成率（%）", key="rate"),
        ),
    ),
    Head(MONEY, Head("（万元）", Head("累计完成", key="invested", number="#,##0.00"))),
    Head("备注", key="remark", align="left", width=20, empty=""),
)


def form(**changes: object) -> FormSheet:
    """Return the sample form with some of its parts replaced."""
    parts = {
        "name": "附件1",
        "prefix": "附件1",
        "title": "云岭县2026年住房保障目标任务进展情况表",
        "columns": HEADS,
        "filler": "填报单位（盖章）：云岭县住房和城乡建设局",
        "unit_line": "截至2026年4月23日　单位：套、万元",
        "rows": [{"seq": 1, "unit": "城关镇", "task": 1200, "done": 0}],
        "frozen_columns": 2,
        "signoff": "单位负责人：　　审核人：　　填表人：　　联系电话：　　填报日期：2026年4月23日",
    }
    return FormSheet(**(parts | changes))


def office_book(cells: Mapping[str, object] | None = None) -> Workbook:
    """Return a table as an office draws it by hand: rows 4 to 6 are heads, data from row 7, ``cells`` laid over it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "进展"
    lines = {
        1: ["附件1"],
        2: ["云岭县2026年住房保障目标任务进展情况表"],
        3: ["填报单位（盖章）：县住建局", None, None, None, None, None, "截至２０２６年4月23日　单位：套、万元"],
        4: ["序号", "县（市、区）", START, None, None, None, None, MONEY, "备注"],
        5: [None, None, "（套）", None, None, None, None, "（万元）"],
        6: [None, None, "年度任务", "其中：老旧城区", "已 开 工", "其中:老旧城区", "完成率(%)", "累计完成"],
        7: [1, "城关镇", 1200, "——", 736.0, 0, "61.33%", 3500.5, "前期手续已完成"],
        8: [2, "东　屏　镇", "２００", "－", "1,263套", 263, None, "1,234.5678 万元"],
        9: ["合　计", None, 1400, "——", 1999, 263, "142.79%", 4735.0678],
        10: ["单位负责人：　　审核人：　　填报日期：2026年4月23日"],
    }
    for row, values in lines.items():
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value
    for area in ("A2:I2", "A4:A6", "B4:B6", "C4:G4", "C5:G5", "I4:I6", "A9:B9", "A10:I10"):
        sheet.merge_cells(area)
    for place, value in (cells or {}).items():
        sheet[place] = value
    return book


def as_bytes(book: Workbook) -> bytes:
    """Return the workbook as a file."""
    target = BytesIO()
    book.save(target)
    return target.getvalue()
