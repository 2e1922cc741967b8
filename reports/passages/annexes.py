"""The two annexes of 督查通报 (dossier §6.3): wider than the office forms, which are read back and stay as they are.

Every unit has a row, zeros are written. Each number is the figure of its unit; the total is that of the whole.
"""
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from housing_portal.accounts.models import Unit
from housing_portal.kit.excel.form import FormSheet, Head
from housing_portal.kit.figures import NOT_GIVEN
from housing_portal.kit.gongwen import Attachment
from housing_portal.kit.periods import written
from reports.documents.tables import KeyOf, Row, attachment
from reports.evaluate import IndicatorSet, audit_table, audit_years
from reports.slots.parts import Facts
from reports.slots.units import ARREARS_DUE, DEMANDS, FORECAST, LEADERS, PROBLEMS, QUARTER, OfUnit
from reports.workbooks.progress import KEYS, SIGNOFF, progress_row, progress_sheet

NO = Head("序号", key="no", align="center", number="0")
UNIT = Head("责任单位", key="unit", align="left")
PROJECTS, RENTAL_RATE, PAID = "task_projects", "rental_start_rate", "subsidy_amount_wan"
PROGRESS_KEYS = (PROJECTS, *KEYS, RENTAL_RATE, PAID)
RATE, EXACT = "0.00", "#,##0.####"  # money in 万元 is printed to the last 分, so that rows add up to their total


# -- 附件 1 目标任务进展情况表 --------------------------------------------------------------------------------


def progress_table(facts: Facts) -> Attachment:
    """Return 目标任务进展情况表 with what a bulletin tells beyond the office form: projects, money and quarter paid."""
    figures, form = facts.figures, progress_sheet(facts.figures, (), facts.document.issuer)
    quarters = QUARTER.by_unit(facts.scope)
    rows = [
        {**row, **_done(figures, unit), QUARTER.code: quarters.get(unit.pk)}
        for unit, row in zip(figures.units, form.rows, strict=True)
    ]
    sheet = replace(form, columns=_progress_heads(), rows=rows, total={**form.total, **_done(figures)})
    return attachment(sheet, _of_units(PROGRESS_KEYS, (QUARTER,)), fitted=True)


def _done(figures: IndicatorSet, unit: Unit | None = None) -> dict[str, Any]:
    """Return the cells of a row: nothing is 0 projects, and a task of which nothing was ever said is 0 paid."""
    cells = progress_row(figures, unit, PROGRESS_KEYS)
    cells[PROJECTS] = cells[PROJECTS] or 0
    if cells[PAID] is None and figures.value("subsidy_households", unit) is None and cells["subsidy_households"] == 0:
        cells[PAID] = 0
    return cells


def _progress_heads() -> list[Head]:
    return [
        NO, UNIT, Head("项目数", key=PROJECTS),
        Head("棚改开工（套）", Head("任务", key="shantytown_target_sets"),
             Head("其中：老旧城区", key="old_core_target_sets"), Head("已开工", key="shantytown_started_sets"),
             Head("其中：老旧城区", key="old_core_started_sets"), _rate("shantytown_start_rate")),
        Head("公租房新建（套）", Head("任务", key="rental_target_sets"), Head("已开工", key="rental_started_sets"),
             _rate(RENTAL_RATE)),
        Head("续建基本建成（套）", Head("任务", key="continued_target_sets"),
             Head("完成", key="continued_basic_done_sets"), _rate("continued_basic_done_rate")),
        Head("租赁补贴（户、万元）", Head("任务户", key="subsidy_target_households"),
             Head("已发户", key="subsidy_households"), Head("金额", key=PAID, number=EXACT),
             _rate("subsidy_household_rate"), Head("最近已发季度", key=QUARTER.code, align="center")),
        Head("完成投资（万元）", Head("任务", key="investment_target", number=EXACT),
             Head("完成", key="investment_total_wan_derived", number=EXACT), _rate("investment_rate")),
        Head("备注", key="note", align="left", empty=""),
    ]


def _rate(key: str) -> Head:
    return Head("完成率（%）", key=key, number=RATE)


# -- 附件 2 督查情况汇总表 ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """A column of figures: each cell that of ``key`` for its unit; ``empty`` stands where no record states one."""

    key: str
    text: str
    empty: int | None = None

    @property
    def head(self) -> Head:
        return Head(self.text, key=self.key)


SETTLED = (Column("arrears_derived", "欠账"), Column("arrears_arranged_total", "落实"))
PUSH = (Column("continued_task_sets", "未建成套数"), Column("continued_can_sets", "年底可建成套数"))
UNPAPERED = Column("unpapered_projects", "手续不完善项目数", 0)
AUDITED = Column("audit_open_total", "合计", 0)
TOLD = (ARREARS_DUE, FORECAST, PROBLEMS, DEMANDS, LEADERS)
SUMMARY_NOTES = (
    "合计＝各单位之和（历史欠账取全域的登记）；“——”为没有登记，“0”为没有。",
    "年底可建成为研判“能”的未建成套数；手续不完善项目含续建；发现问题、整改要求与时限、责任人取在办督办事项。",
)


def summary(facts: Facts) -> Attachment | None:
    """Return 督查情况汇总表: arrears, open findings, the push, papers missing, and what each unit is asked to mend.

    None where nothing of all this was ever entered.
    """
    figures = facts.figures
    audited = _audit_columns(figures)
    columns = [*SETTLED, *(one for _, ones in audited for one in ones), AUDITED, *PUSH, UNPAPERED]
    told = {one.code: one.by_unit(facts.scope) for one in TOLD}
    if not any(told.values()) and not any(figures.states(one.key) for one in columns):
        return None
    rows = [
        {"no": number, "pk": unit.pk, "unit": unit.name, **{code: said.get(unit.pk) for code, said in told.items()},
         **{one.key: _cell(figures, one, unit) for one in columns}}
        for number, unit in enumerate(figures.reporting_units, start=1)
    ]
    total = {"no": "合　计", **{one.key: _cell(figures, one) for one in columns}}
    day = written(facts.scope.as_of)
    sheet = FormSheet(
        name="督查情况汇总", title="住房保障工作督查情况汇总表", filler=f"填报单位（盖章）：{facts.document.issuer}",
        unit_line=f"截至{day}　单位：套、个", columns=_summary_heads(audited), rows=rows, total=total,
        notes=SUMMARY_NOTES, signoff=f"{SIGNOFF}{day}",
    )
    return attachment(sheet, _of_units([one.key for one in columns], TOLD), fitted=True)


def _cell(figures: IndicatorSet, column: Column, unit: Unit | None = None) -> Any:
    value = figures.value(column.key, unit)
    if unit is None and not value and column.empty is None and not figures.states(column.key):
        return None  # a total of nothing that anybody has stated is no 0
    return column.empty if value is None else value


def _audit_columns(figures: IndicatorSet) -> list[tuple[str, list[Column]]]:
    """Return the columns of each audit year under its head: an earlier year in total, the newest in its classes."""
    years = audit_years(figures)
    if not years:
        return []
    table = audit_table(figures, years[-1])
    classes = [Column(key, name, 0) for key, name in zip(table.keys, table.categories, strict=True)]
    if table.uncategorised:
        classes.append(Column(f"audit_{table.year}_category_0", "未分类", 0))
    earlier = [("", [Column(f"audit_{year}_open_total", f"{year}年", 0)]) for year in years[:-1]]
    return [*earlier, (f"{table.year}年", classes)]


def _summary_heads(audited: list[tuple[str, list[Column]]]) -> list[Head]:
    years: list[Head] = []
    for year, columns in audited:
        heads = [one.head for one in columns]
        years += [Head(year, *heads)] if year else heads
    return [
        NO, UNIT,
        Head("历史欠账（套）", *(one.head for one in SETTLED), _words(ARREARS_DUE, "分配入住期限", "center")),
        Head("审计未整改（个）", *years, AUDITED.head),
        Head("续建攻坚", *(one.head for one in PUSH), _words(FORECAST, "研判", "center")),
        UNPAPERED.head, _words(PROBLEMS, "发现问题"), _words(DEMANDS, "整改要求与时限"),
        _words(LEADERS, "责任人", "center"),
    ]


def _words(told: OfUnit, text: str, align: str = "left") -> Head:
    return Head(text, key=told.code, align=align, empty=NOT_GIVEN)


def _of_units(keys: Sequence[str], told: Sequence[OfUnit]) -> KeyOf:
    """Return how a cell names its figure: its column's key, of the unit of the row or of the whole.

    Also where —— stands: a record that comes in late makes it a number. Words are told of units alone.
    """
    of_units = {*keys, *(one.code for one in told)}

    def key_of(row: Row, column: str) -> str:
        if column not in of_units:
            return ""
        return f"{column}@{row['pk']}" if "pk" in row else column

    return key_of


ANNEXES = {"目标任务进展情况表": progress_table, "督查情况汇总表": summary}
