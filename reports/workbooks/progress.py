"""The two official tables, laid out once, for Excel and for the bulletin. Nothing is computed here."""
from collections.abc import Sequence
from decimal import Decimal

from housing_portal.accounts.models import Unit
from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.figures import NO_VALUE, NOT_GIVEN
from housing_portal.kit.periods import written
from reports.catalogue import PROGRAMMES
from reports.evaluate import IndicatorSet, audit_table, audit_years
from reports.gate import figure_warnings, supervised_keys
from reports.warning import Warning

SIGNOFF = "单位负责人：　　　　　审核人：　　　　　填表人：　　　　　联系电话：　　　　　填报日期："
RATE = "0.00"
LOGIC = "逻辑关系：合计＝各单位之和（任务取下达给全域的目标）；其中≤主项；完成率＝完成÷任务×100，按原值计算后四舍五入。"
EMPTY_WORDS = "“——”为没有任务或未报，“0”为没有进展，“—”为没有分母不计算。"

# 一级栏目、单位、（列名，指标键）：what stands in which column of the progress table
SECTIONS: Sequence[tuple[str, str, Sequence[tuple[str, str]]]] = (
    ("棚户区改造开工", "（套）", (
        ("年度任务", "shantytown_target_sets"), ("其中：老旧城区", "old_core_target_sets"),
        ("已开工", "shantytown_started_sets"), ("其中：老旧城区", "old_core_started_sets"),
        ("完成率（%）", "shantytown_start_rate"),
    )),
    ("公租房新建", "（套）", (("年度任务", "rental_target_sets"), ("已开工", "rental_started_sets"))),
    ("续建项目基本建成", "（套）", (
        ("年度任务", "continued_target_sets"), ("已完成", "continued_basic_done_sets"),
        ("完成率（%）", "continued_basic_done_rate"),
    )),
    ("租赁补贴", "（户）", (
        ("年度任务", "subsidy_target_households"), ("已发放", "subsidy_households"),
        ("完成率（%）", "subsidy_household_rate"),
    )),
    ("完成投资", "（万元）", (
        ("年度任务", "investment_target"), ("累计完成", "investment_total_wan_derived"),
        ("完成率（%）", "investment_rate"),
    )),
)
KEYS = [key for _, _, columns in SECTIONS for _, key in columns]
# money in 万元 keeps up to four decimals: 30.1181 万元 is exactly 301,181 元
WAN = "#,##0.####"


def _number_format(key: str) -> str:
    return RATE if key.endswith("_rate") else WAN if key.startswith("investment") else "#,##0"


def progress_columns() -> list[Head]:
    """Return the three-row head of 目标任务进展情况表."""
    sections = [
        Head(title, Head(unit, *(
            Head(label, key=key, width=10, number=_number_format(key)) for label, key in columns
        )))
        for title, unit, columns in SECTIONS
    ]
    return [
        Head("序号", key="no", width=6, align="center", number="0"),
        Head("县（市、区）\n责任单位", key="unit", width=18, align="left"),
        *sections,
        Head("备注", key="note", width=22, align="left", empty=""),
    ]


def progress_row(
    figures: IndicatorSet, unit: Unit | None = None, keys: Sequence[str] = KEYS
) -> dict[str, int | Decimal | str | None]:
    """Return one unit's cells by indicator key (the whole's without ``unit``).

    Done without a record is 0 for a unit that has a target or reports anything else in that programme; a unit that
    nobody said anything about shows ——. A rate without a denominator shows —.
    """
    cells = {key: figures.value(key, unit) for key in keys}
    for programme in PROGRAMMES:
        if cells.get(programme.done) is None and cells.get(programme.target) is not None:
            cells[programme.done] = 0
        if programme.rate in cells and cells[programme.rate] is None and cells.get(programme.done) is not None:
            cells[programme.rate] = NO_VALUE
    return cells


def progress_sheet(figures: IndicatorSet, warnings: Sequence[Warning], filler: str = "", title: str = "") -> FormSheet:
    """Return 目标任务进展情况表: every responsible unit has a row, zero or not."""
    rows = [
        {"no": number, "pk": unit.pk, "unit": unit.name, "note": figures.remarks.get(unit.pk, ""),
         **progress_row(figures, unit)}
        for number, unit in enumerate(figures.units, start=1)
    ]
    day = written(figures.scope.as_of)
    return FormSheet(
        name="目标任务进展",
        prefix="附件1",
        title=title or f"{figures.scope.year}年住房保障目标任务进展情况表",
        filler=f"填报单位（盖章）：{filler}",
        unit_line=f"截至{day}　单位：套、户、万元",
        columns=progress_columns(),
        rows=rows,
        total={"no": "合　计", **progress_row(figures)},
        notes=[LOGIC, EMPTY_WORDS, *_warning_notes(warnings)],
        signoff=f"{SIGNOFF}{day}",
        frozen_columns=2,
    )


def _warning_notes(warnings: Sequence[Warning]) -> list[str]:
    return [f"核对提示{number}：{warning.sentence}" for number, warning in enumerate(warnings, start=1)]


def audit_sheet(figures: IndicatorSet, year: int, filler: str = "", number: int = 2) -> FormSheet:
    """Return 督查情况汇总表 of one audit year: findings by class × unit, arrears arranged, carried-over forecast.

    ``number`` is its place among the attachments. Findings without a class get a column, so that the classes add up.
    """
    table = audit_table(figures, year)
    unclassed = [Head("未分类", key="unclassed", width=8, empty="")] if table.uncategorised else []
    arranged = figures.figures("arrears_arranged_total")
    forecasts = figures.forecasts
    columns = [
        Head("序号", key="no", width=6, align="center", number="0"),
        Head("县（市、区）\n责任单位", key="unit", width=18, align="left"),
        Head(f"{year}年跟踪审计未整改问题（个）", *(
            Head(name, key=f"c{n}", width=11, empty="") for n, name in enumerate(table.categories)
        ), *unclassed, Head("合计", key="total", width=8)),
        Head("落实历史欠账\n（套）", key="arranged", width=12, empty=NOT_GIVEN),
        Head("续建攻坚\n年底研判", key="forecast", width=16, align="left", empty=""),
    ]
    rows = [
        {
            "no": number, "pk": unit.pk, "unit": unit.name, "total": total, "arranged": arranged.of(unit.pk).value,
            "forecast": forecasts.get(unit.pk, ""), "unclassed": total - sum(cells) or None,
            **{f"c{n}": cell or None for n, cell in enumerate(cells)},
        }
        for number, (unit, cells, total) in enumerate(table.rows, start=1)
    ]
    total = {
        "no": "合　计", "total": table.total, "arranged": arranged.total.value, "forecast": "",
        "unclassed": table.uncategorised,
        **{f"c{n}": cell for n, cell in enumerate(table.totals)},
    }
    day = written(figures.scope.as_of)
    return FormSheet(
        name=f"督查情况汇总{year}", prefix=f"附件{number}",
        title=f"住房保障工作督查情况汇总表（{year}年跟踪审计未整改问题）",
        filler=f"填报单位（盖章）：{filler}", unit_line=f"截至{day}　单位：个、套",
        columns=columns, rows=rows, total=total,
        notes=["类别合计与单位合计出自同一批记录；空格为没有该类问题。"], signoff=f"{SIGNOFF}{day}", frozen_columns=2,
    )


def progress_workbook(figures: IndicatorSet, filler: str = "") -> bytes:
    """Return the official workbook: the progress table and one summary per audit year."""
    warnings = figure_warnings(figures, supervised_keys(figures))
    sheets = [progress_sheet(figures, warnings, filler)]
    years = reversed(audit_years(figures))
    sheets += [audit_sheet(figures, year, filler, number) for number, year in enumerate(years, start=2)]
    return write_forms(sheets)

