"""The two tables that come with a notice, laid out as an office does: merged heads, unit line, ——, total, sign-off."""
import io
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

NOT_GIVEN = "——"
PROGRESS_NAME, AUDIT_NAME = "附件1-进展情况表.xlsx", "附件2-督查情况汇总表.xlsx"
GROUPS = (
    ("棚户区改造开工", "（套）", ("年度任务", "其中：老旧城区", "已开工", "其中：老旧城区", "完成率（%）")),
    ("公租房新建", "（套）", ("年度任务", "已开工")),
    ("续建项目基本建成", "（套）", ("年度任务", "已完成", "完成率（%）")),
    ("租赁补贴", "（户）", ("年度任务", "已发放", "完成率（%）")),
    ("完成投资", "（万元）", ("年度任务", "累计完成", "完成率（%）")),
)


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Worksheet, top: int) -> None:
    for column, text in ((1, "序号"), (2, "县（市、区）"), (19, "备注")):
        sheet.cell(top, column, text)
        sheet.merge_cells(start_row=top, end_row=top + 2, start_column=column, end_column=column)
    column = 3
    for title, measure, leaves in GROUPS:
        last = column + len(leaves) - 1
        for row, text in ((top, title), (top + 1, measure)):
            sheet.cell(row, column, text)
            sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=last)
        for offset, leaf in enumerate(leaves):
            sheet.cell(top + 2, column + offset, leaf)
        column = last + 1


def _progress_row(facts: dict[str, Any], unit: str) -> list[Any]:
    target = facts["unit_targets"].get(unit, {})
    started = facts["started"].get(unit, {"sets": 0, "of_which_old_core": 0})
    remark = facts["not_started_but_ready"].get(unit) or "、".join(facts["projects"]["named"].get(unit, []))
    return [
        target.get("shantytown_start_sets", NOT_GIVEN), target.get("shantytown_old_core_start_sets", NOT_GIVEN),
        started["sets"], started["of_which_old_core"], None,
        target.get("public_rental_new_sets", NOT_GIVEN), 0,
        NOT_GIVEN, facts["continued_basic_done"].get(unit, 0), None,
        NOT_GIVEN, NOT_GIVEN, None,
        NOT_GIVEN, facts["investment_wan"].get(unit, NOT_GIVEN), None,
        remark or None,
    ]


def progress_table(facts: dict[str, Any]) -> bytes:
    """Return 附件1 with what ``facts`` state and the total row as the notice prints it."""
    sheet = (book := Workbook()).active
    sheet.append(["附件1"])
    sheet.append(["2021年住房保障目标任务进展情况表"])
    sheet.append([*[None] * 14, "截至2021年4月23日　单位：套、户、万元"])
    _head(sheet, 4)
    for number, unit in enumerate(facts["units"], 1):
        for column, value in enumerate([number, unit, *_progress_row(facts, unit)], 1):
            sheet.cell(6 + number, column, value)
    targets = facts["city_targets"]
    total = [
        "合　计", None, targets["shantytown_start_sets"], targets["shantytown_old_core_start_sets"], 999, 263, "24.94%",
        60, 0, 1500, 147, None, 3601, 294, None, 129500, facts["investment_total_wan_as_printed"], "13.4%",
    ]
    sheet.append(total)
    sheet.append(["单位负责人：　　　审核人：　　　填表人：　　　填报日期：2021年4月23日"])
    return _bytes(book)


def audit_table(facts: dict[str, Any]) -> bytes:
    """Return 附件2 with the findings of 2017 and what was arranged to settle arrears."""
    sheet = (book := Workbook()).active
    classes, arranged = facts["audit_2017_open"], facts["public_rental_history"]["arrears_arranged"]
    sheet.append(["附件2"])
    sheet.append(["住房保障工作督查情况汇总表（2017年跟踪审计未整改问题）"])
    sheet.append([])
    sheet.append(["县（市、区）", *classes, "合计", "落实历史欠账（套）"])
    for unit in [*facts["units"], "市本级"]:
        cells = [units.get(unit) for units in classes.values()]
        sheet.append([unit, *cells, sum(filter(None, cells)) or None, arranged.get(unit)])
    sums = [sum(units.values()) for units in classes.values()]
    sheet.append(["合计", *sums, sum(sums), sum(arranged.values())])
    return _bytes(book)
