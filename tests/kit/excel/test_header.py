"""Finding heads, title, unit and date above a table."""

from datetime import date

import pytest
from openpyxl import Workbook

from housing_portal.kit.excel.columns import keys_of, owned
from housing_portal.kit.excel.grid import Grid, grid_of
from housing_portal.kit.excel.header import UnknownColumn
from housing_portal.kit.excel.reader import ColumnSpec, ExcelError, find_header
from tests.kit.excel import sample

NAME = ColumnSpec("unit", ("单位名称",), "unit")
MONEY = ColumnSpec("money", ("完成投资",), "money_wan")


def grid(book: Workbook) -> Grid:
    return grid_of(book.active, None)


def table(*rows: list) -> Grid:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return grid(book)


def test_merged_values_count_once_and_heads_are_seen_by_every_column_below() -> None:
    seen = grid(sample.office_book())
    assert [seen.value(4, column) for column in (3, 4, 7)] == ["棚户区改造开工", None, None]
    assert [seen.head(4, column) for column in (3, 4, 7)] == ["棚户区改造开工"] * 3
    assert [seen.head(row, 1) for row in (4, 5, 6)] == ["序号"] * 3
    assert (seen.anchor(9, 2), seen.anchor(8, 2)) == ((9, 1), (8, 2))


def test_hidden_rows_are_noted() -> None:
    book = sample.office_book()
    book.active.row_dimensions[8].hidden = True
    assert grid(book).hidden_rows == frozenset({8})


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        (("棚户区改造开工", "（套）", "已 开　工"), ("棚户区改造开工", "已开工")),
        (("完成率（%）",), ("完成率",)),
        (("完成率(％)",), ("完成率",)),
        (("落实历史欠账（套）",), ("落实历史欠账",)),
        (("县（市、区）",), ("县市区",)),
        (("其中:老旧城区",), ("其中老旧城区",)),
        (("备注", "备注", "备注"), ("备注",)),
        (("（套、户、万元）",), ()),
        (("（单位：万元）", "ＡＢ"), ("ab",)),
    ],
)
def test_heads_are_compared_without_blanks_units_and_brackets(path: tuple, keys: tuple) -> None:
    assert keys_of(path) == keys


def test_part_columns_belong_to_the_column_on_their_left() -> None:
    assert owned(
        [("A", "任务"), ("A", "其中旧"), ("A", "其中新"), ("A", "完成"), ("A", "其中旧"), ("B", "其中旧"), ("其中旧",)]
    ) == [
        ("A", "任务"),
        ("A", "任务", "其中旧"),
        ("A", "任务", "其中新"),
        ("A", "完成"),
        ("A", "完成", "其中旧"),
        ("B", "其中旧"),
        ("其中旧",),
    ]


def test_a_three_row_head_is_found() -> None:
    match = find_header(grid(sample.office_book()), sample.SPECS)
    assert (match.top, match.bottom, match.missing, match.unknown, match.errors) == (4, 6, (), (), ())
    assert match.columns == {
        "unit": 2,
        "task": 3,
        "task_old": 4,
        "done": 5,
        "done_old": 6,
        "rate": 7,
        "invested": 8,
        "remark": 9,
    }
    assert (match.title, match.unit_line, match.as_of) == (
        "云岭县2026年住房保障目标任务进展情况表",
        "套、万元",
        date(2026, 4, 23),
    )


def test_part_columns_may_be_named_beside_their_owner() -> None:
    start = sample.START
    specs = [
        ColumnSpec("unit", ("县（市、区）",), "unit"),
        ColumnSpec("a", (start, "年度任务"), "int"),
        ColumnSpec("b", (start, "其中：老旧城区"), "int"),
        ColumnSpec("c", (start, "已开工"), "int"),
        ColumnSpec("d", (start, "其中：老旧城区"), "int"),
    ]
    assert find_header(grid(sample.office_book()), specs).columns == {"unit": 2, "a": 3, "b": 4, "c": 5, "d": 6}


def test_order_of_columns_does_not_matter() -> None:
    match = find_header(table(["完成投资（万元）", "单位名称"], [1, "城关镇"]), [NAME, MONEY])
    assert (match.columns, match.top, match.bottom) == ({"money": 1, "unit": 2}, 1, 1)


def test_a_row_of_units_below_the_heads_belongs_to_the_head() -> None:
    match = find_header(table(["单位名称", "完成投资"], [None, "（万元）"], ["城关镇", 1]), [NAME, MONEY])
    assert (match.top, match.bottom, match.errors) == (1, 2, ())


def test_equal_heads_are_taken_in_their_order() -> None:
    first, second = ColumnSpec("a", ("套数",), "int"), ColumnSpec("b", ("套数",), "int")
    assert find_header(table(["套数", "单位名称", "套数"], [1, "x", 2]), [NAME, first, second]).columns == {
        "unit": 2,
        "a": 1,
        "b": 3,
    }


def test_missing_columns_are_reported() -> None:
    match = find_header(grid(sample.office_book({"E6": "开工数", "G6": None})), sample.SPECS)
    assert [spec.key for spec in match.missing] == ["done", "done_old", "rate"]
    assert [error.sentence for error in match.errors] == [
        "第 6 行「棚户区改造开工－已开工」：缺少此列；请补上这一列，列名与模板一致。",
        "第 6 行「棚户区改造开工－已开工－其中：老旧城区」：缺少此列；请补上这一列，列名与模板一致。",
        "第 6 行「棚户区改造开工－完成率（%）」：缺少此列；请补上这一列，列名与模板一致。",
        "第 6 行 E 列「棚户区改造开工－开工数」：不认识此列；请改为「棚户区改造开工－已开工」。",
        "第 6 行 F 列「棚户区改造开工－其中:老旧城区」：不认识此列；"
        "请改为「棚户区改造开工－已开工－其中：老旧城区」。",
        "第 6 行 G 列「棚户区改造开工」：不认识此列；请改为「棚户区改造开工－已开工」。",
    ]


def test_unknown_columns_are_named_with_the_nearest_known_one() -> None:
    match = find_header(table(["单位名称", "完成投资额", "项目数", "序号"], ["x", 1, 2, 3]), [NAME, MONEY])
    assert match.unknown == (UnknownColumn(2, "完成投资额", "完成投资"), UnknownColumn(3, "项目数", ""))
    assert match.errors[-1].sentence == "第 1 行 C 列「项目数」：不认识此列；请删除此列，或核对列名。"


def test_another_table_is_refused() -> None:
    with pytest.raises(ExcelError) as caught:
        find_header(table(["姓名", "电话"], ["张某", 1]), [NAME, MONEY])
    assert caught.value.sentence == (
        "工作表“Sheet”前 15 行没有找到表头（应有「单位名称」等 2 列）；请核对是否选错了文件，或下载导入模板填写。"
    )


def test_head_below_the_searched_rows_is_not_found() -> None:
    head = ["单位名称", "完成投资"]
    assert find_header(table(*[["说明"]] * 14, head), [NAME, MONEY]).top == 15
    with pytest.raises(ExcelError):
        find_header(table(*[["说明"]] * 15, head), [NAME, MONEY])


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位:套、 户、万元", "套、户、万元"),
        ("截至2026年4月23日　单位：万元", "万元"),
        ("截至2026年4月23日单位：万元", "万元"),
        ("填报单位：县住建局", ""),
        ("填报单位（盖章）：县住建局", ""),
        ("责任单位：局", ""),
    ],
)
def test_unit_line(line: str, unit: str) -> None:
    match = find_header(table([line], ["单位名称", "完成投资"]), [NAME, MONEY])
    assert (match.unit_line, match.errors) == (unit, ())


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("截至2026年4月3日", date(2026, 4, 3)),
        ("截止 ２０２６－０４－２３", date(2026, 4, 23)),
        ("（截至2026.4.23）", date(2026, 4, 23)),
        ("2026年4月23日", None),
        ("截至4月23日", None),
    ],
)
def test_as_of(line: str, day: date | None) -> None:
    assert find_header(table([line], ["单位名称", "完成投资"]), [NAME, MONEY]).as_of == day


def test_an_impossible_date_is_an_error() -> None:
    match = find_header(table(["截至2026年2月30日"], ["单位名称", "完成投资"]), [NAME, MONEY])
    assert [error.sentence for error in match.errors] == [
        "第 1 行 A 列：“截至2026年2月30日”不是真实日期；请改正截止日期。"
    ]


@pytest.mark.parametrize("line", ["单位：元", "单位：套、亿元"])
def test_money_in_another_unit_is_refused_at_the_unit_line(line: str) -> None:
    match = find_header(table([line], ["单位名称", "完成投资"]), [NAME, MONEY])
    assert [error.sentence for error in match.errors] == [
        f"第 1 行 A 列：“{line}”金额单位不是万元；请换算成万元并改正单位。"
    ]


@pytest.mark.parametrize("head", ["完成投资（元）", "完成投资(亿元)"])
def test_money_in_another_unit_is_refused_at_its_head(head: str) -> None:
    match = find_header(table(["单位名称", head]), [NAME, MONEY])
    assert [error.sentence for error in match.errors] == [
        f"第 1 行 B 列「{head}」：金额单位不是万元；请换算成万元并改正列名。"
    ]
