"""The columns of the two office tables. A key is the key of the indicator that the column states."""
from collections.abc import Sequence

from affordable.enums import Program
from affordable.models import AuditCategory
from housing_portal.kit.excel.columns import ColumnSpec, key_of
from housing_portal.kit.excel.grid import Grid
from housing_portal.kit.excel.header import SEARCHED_ROWS

UNIT = "unit"
REMARK = "remark"
TOTAL = "total"
ARREARS = "arrears_arranged_total"
FORECAST = "forecast"
CATEGORY = "category_{}"
UNCLASSED = "unclassed"  # findings for which the notice gives no class
# 县（市、区） in a city's tables, 乡镇 or 责任单位 in a county's
UNIT_HEADS = ("县（市、区）", "县（市、区）责任单位", "责任单位", "乡镇（街道）", "乡镇", "县区", "单位", "单位名称")
AUDIT_GROUP = "年跟踪审计未整改问题"

TARGETS = {
    "shantytown_target_sets": Program.SHANTYTOWN,
    "old_core_target_sets": Program.SHANTYTOWN_OLD,
    "rental_target_sets": Program.RENTAL_NEW,
    "continued_target_sets": Program.CONTINUED_DONE,
    "subsidy_target_households": Program.SUBSIDY,
    "investment_target": Program.INVESTMENT,
}
# what was done, and its 其中 column
DONE = {
    "shantytown_started_sets": (Program.SHANTYTOWN, "old_core_started_sets"),
    "rental_started_sets": (Program.RENTAL_NEW, None),
    "continued_basic_done_sets": (Program.CONTINUED_DONE, None),
}
PARTS = {
    "old_core_target_sets": "shantytown_target_sets",
    "old_core_started_sets": "shantytown_started_sets",
}
SUBSIDY = "subsidy_households"
INVESTMENT = "investment_total_wan_derived"


def progress_columns(unit_head: str) -> tuple[ColumnSpec, ...]:
    """Return the columns of 目标任务进展情况表, in their order."""
    shantytown, rental, continued = "棚户区改造开工", "公租房新建", "续建项目基本建成"
    subsidy, investment = "租赁补贴", "完成投资"
    return (
        ColumnSpec(UNIT, (unit_head,), "unit"),
        ColumnSpec("shantytown_target_sets", (shantytown, "年度任务"), "int"),
        ColumnSpec("old_core_target_sets", (shantytown, "其中：老旧城区"), "int"),
        ColumnSpec("shantytown_started_sets", (shantytown, "已开工"), "int"),
        ColumnSpec("old_core_started_sets", (shantytown, "其中：老旧城区"), "int"),
        ColumnSpec("shantytown_start_rate", (shantytown, "完成率"), "percent", required=False),
        ColumnSpec("rental_target_sets", (rental, "年度任务"), "int"),
        ColumnSpec("rental_started_sets", (rental, "已开工"), "int"),
        ColumnSpec("continued_target_sets", (continued, "年度任务"), "int"),
        ColumnSpec("continued_basic_done_sets", (continued, "已完成"), "int"),
        ColumnSpec("continued_basic_done_rate", (continued, "完成率"), "percent", required=False),
        ColumnSpec("subsidy_target_households", (subsidy, "年度任务"), "int"),
        ColumnSpec(SUBSIDY, (subsidy, "已发放"), "int"),
        ColumnSpec("subsidy_household_rate", (subsidy, "完成率"), "percent", required=False),
        ColumnSpec("investment_target", (investment, "年度任务"), "money_wan"),
        ColumnSpec(INVESTMENT, (investment, "累计完成"), "money_wan"),
        ColumnSpec("investment_rate", (investment, "完成率"), "percent", required=False),
        ColumnSpec(REMARK, ("备注",), "text", required=False),
    )


def audit_columns(unit_head: str, group: Sequence[str] = ()) -> tuple[ColumnSpec, ...]:
    """Return the columns of 督查情况汇总表: one per category; some tables have a common head above them."""
    return (
        ColumnSpec(UNIT, (unit_head,), "unit"),
        *(
            ColumnSpec(CATEGORY.format(category.pk), (*group, category.name), "int")
            for category in AuditCategory.objects.all()
        ),
        ColumnSpec(UNCLASSED, (*group, "未分类"), "int", required=False),
        ColumnSpec(TOTAL, (*group, "合计"), "int", required=False),
        ColumnSpec(ARREARS, ("落实历史欠账",), "int", required=False),
        ColumnSpec(FORECAST, ("续建攻坚年底研判",), "text", required=False),
    )


def unit_head_of(grid: Grid) -> str:
    """Return how the table calls its column of units."""
    known = {key_of(head) for head in UNIT_HEADS}
    return next((text for text in _heads(grid) if key_of(text) in known), UNIT_HEADS[0])


def audit_groups_of(grid: Grid) -> list[tuple[str, ...]]:
    """Return what may stand above the categories: a common head, or nothing when those words are only the title."""
    found = [(text,) for text in _heads(grid) if key_of(text)[4:] == AUDIT_GROUP]
    return [*found[-1:], ()]


def _heads(grid: Grid) -> list[str]:
    return [text for row in range(1, SEARCHED_ROWS + 1) for _, text in grid.texts(row)]
