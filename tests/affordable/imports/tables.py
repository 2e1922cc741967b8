"""Office tables built in the tests, laid out as they come: merged heads, a unit line, ——, a total row, a sign-off."""
from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

GROUPS = (
    ("棚户区改造开工", "（套）", ("年度任务", "其中：老旧城区", "已开工", "其中：老旧城区", "完成率（%）")),
    ("公租房新建", "（套）", ("年度任务", "已开工")),
    ("续建项目基本建成", "（套）", ("年度任务", "已完成", "完成率（%）")),
    ("租赁补贴", "（户）", ("年度任务", "已发放", "完成率（%）")),
    ("完成投资", "（万元）", ("年度任务", "累计完成", "完成率（%）")),
)
# letters of the columns, for reading the tests: A 序号 B unit, then
KEYS = dict(zip("CDEFGHIJKLMNOPQRS", (
    "target", "old_target", "started", "old_started", "rate", "rental", "rental_started", "continued",
    "continued_done", "continued_rate", "subsidy", "paid", "paid_rate", "investment", "invested",
    "invested_rate", "remark",
), strict=True))
LETTERS = {key: letter for letter, key in KEYS.items()}
CATEGORIES = (
    "应配未配公租房", "未办理竣工验收手续", "未办理产权登记", "未取得用地批准等手续", "资金拨付慢造成闲置",
    "未完成开工任务或开工不达标准", "公租房闲置三年以上",
)
Cells = Mapping[str, object]
FIRST = 7


def progress_table(
    rows: Sequence[tuple[str, Cells]],
    total: Cells | None = None,
    *,
    unit_line: str = "截至2026年4月23日　单位：套、户、万元",
    without: str = "",
) -> bytes:
    """Return 目标任务进展情况表; cells are given by the names in KEYS and are —— otherwise."""
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = "附件1", "云岭县2026年住房保障目标任务进展情况表"
    sheet["A3"], sheet["O3"] = "填报单位（盖章）：", unit_line
    for place, text in (("A4", "序号"), ("B4", "责任单位"), ("S4", "备注")):
        sheet[place] = text
        sheet.merge_cells(f"{place}:{place[0]}6")
    column = 3
    for group, unit, heads in GROUPS:
        end = column + len(heads) - 1
        sheet.cell(4, column, group)
        sheet.cell(5, column, unit)
        for row in (4, 5):
            sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=end)
        for offset, head in enumerate(heads):
            sheet.cell(6, column + offset, head)
        column = end + 1
    for number, (unit, cells) in enumerate(rows, 1):
        _fill(sheet, FIRST + number - 1, number, unit, cells)
    last = FIRST + len(rows)
    if total is not None:
        _fill(sheet, last, "合　计", None, total)
        sheet.merge_cells(f"A{last}:B{last}")
        last += 1
    sheet[f"A{last}"] = "单位负责人：　　审核人：　　填表人：　　填报日期：2026年4月23日"
    sheet.merge_cells(f"A{last}:S{last}")
    if without:
        sheet[f"{LETTERS[without]}6"] = None
        for row in range(FIRST, last):
            sheet[f"{LETTERS[without]}{row}"] = None
    return saved(book)


def _fill(sheet: Worksheet, row: int, number: object, unit: str | None, cells: Cells) -> None:
    assert set(cells) <= set(LETTERS)
    sheet.cell(row, 1, number)
    sheet.cell(row, 2, unit)
    for letter, key in KEYS.items():
        empty = None if key.endswith("rate") or key == "remark" else "——"
        sheet[f"{letter}{row}"] = cells.get(key, empty)


def audit_table(
    rows: Sequence[tuple[str, Sequence[object]]],
    total: Sequence[object] | None = None,
    *,
    title: str = "住房保障工作督查情况汇总表（2024年跟踪审计未整改问题）",
    grouped: bool = False,
) -> bytes:
    """Return 督查情况汇总表: per row seven counts, 合计 and 落实历史欠账."""
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = "附件2", title
    heads = ("县（市、区）", *CATEGORIES, "合计", "落实历史欠账（套）")
    if grouped:
        sheet["B4"] = "2024年跟踪审计未整改问题（个）"
        sheet.merge_cells("B4:I4")
        for column in (1, 10):
            sheet.cell(4, column, heads[column - 1])
            sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
        for column in range(2, 10):
            sheet.cell(5, column, heads[column - 1])
    else:
        sheet.append([])
        for column, head in enumerate(heads, 1):
            sheet.cell(4, column, head)
    row = sheet.max_row
    for name, cells in [*rows, *([("合计", total)] if total is not None else [])]:
        row += 1
        for column, value in enumerate([name, *cells], 1):
            sheet.cell(row, column, value)
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
