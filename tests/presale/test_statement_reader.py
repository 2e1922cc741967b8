"""What a statement file says, and what is refused by its cell."""
from datetime import date, datetime
from decimal import Decimal

import pytest

from presale.imports.statement import Statement, read_statement
from presale.models import StatementLayout
from tests.presale.statements import COLUMNS, HEAD, movements, text
from tests.transactions.lists import sheet

NO = "621000000001"
ROW = ("B1", "2024-03-01", "600.00", "", "600.00", "周小静", "购房款")
SIGNED = {"serial": "流水", "booked_on": "日期", "amount": "金额", "direction": "借贷"}


def read(content: bytes, columns: dict[str, str] = COLUMNS, closing: Decimal | None = None,
         **facts: object) -> Statement:
    return read_statement(content, "对账单.csv", StatementLayout(columns=columns, **facts), account_no=NO,
                          closing=closing)


def faults(found: Statement) -> list[tuple[int, str, str]]:
    return [(error.row, error.head, error.reason) for error in found.errors]


def lines(found: Statement) -> list[tuple[str, str, str]]:
    return [(line.serial, str(line.amount), str(line.balance)) for line in found.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_text_of_every_encoding(encoding: str) -> None:
    found = read(text(movements(600, -200), encoding=encoding))
    assert (lines(found), found.errors) == ([("B1", "600.00", "600.00"), ("B2", "-200.00", "400.00")], [])
    assert (found.opening, found.closing) == (Decimal("0.00"), Decimal("400.00"))


def test_a_workbook_with_typed_cells() -> None:
    rows = [("云岭农商银行对账单",), HEAD, ("B1", datetime(2024, 3, 1), 600.1, None, 600.1, "甲公司", "货款"),
            ("合计", None, 600.1, None, None, None, None)]
    found = read(sheet(rows))
    assert (lines(found), found.lines[0].booked_on) == ([("B1", "600.10", "600.10")], date(2024, 3, 1))


def test_newest_first_is_turned_round() -> None:
    assert lines(read(text(movements(600, -200, 50)[::-1]))) == lines(read(text(movements(600, -200, 50))))


def test_one_signed_column_with_a_mark() -> None:
    content = text([("B1", "01/03/2024", "600", "贷"), ("B2", "02/03/2024", "200", "借"),
                    ("B3", "03/03/2024", "-50", "借")], head=tuple(SIGNED.values()))
    found = read(content, SIGNED, Decimal("450.00"), out_mark="借", date_format="%d/%m/%Y")
    assert lines(found) == [("B1", "600.00", "600.00"), ("B2", "-200.00", "400.00"), ("B3", "50.00", "450.00")]
    assert found.lines[1].booked_on == date(2024, 3, 2)


@pytest.mark.parametrize(("changes", "expected"), [
    ({0: "4.4E+17"}, ("流水号", "超过 15 位，表格已把它变成数字，末几位已丢失")),
    ({0: "4.4E17"}, ("流水号", "已被表格变成数字，末几位已丢失")),
    ({0: ""}, ("流水号", "没有填写")),
    ({0: "9" * 41}, ("流水号", "超过 40 个字")),
    ({1: "2024-02-30"}, ("交易日期", "不是日期")),
    ({1: ""}, ("交易日期", "没有填写")),
    ({2: "1e10"}, ("贷方发生额", "不是数字")),
    ({2: "1_000"}, ("贷方发生额", "不是数字")),
    ({2: "600.001"}, ("贷方发生额", "小数超过两位或数值过大")),
    ({2: ""}, ("贷方发生额", "没有金额")),
    ({3: "600"}, ("贷方发生额", "同一行既有收入又有支出")),
    ({4: ""}, ("余额", "没有填写")),
])
def test_a_cell_that_cannot_be_taken(changes: dict[int, str], expected: tuple[str, str]) -> None:
    row = tuple(changes.get(place, cell) for place, cell in enumerate(ROW))
    found = read(text([row]))
    assert faults(found)[:1] == [(2, *expected)]
    assert found.lines == []


def test_a_serial_that_a_workbook_holds_as_a_number() -> None:
    found = read(sheet([HEAD, (440000000000000001, *ROW[1:])]))
    assert faults(found) == [(2, "流水号", "超过 15 位，表格已把它变成数字，末几位已丢失")]


def test_columns_that_were_swapped_do_not_add_up() -> None:
    swapped = [(s, d, out, into, *rest) for s, d, into, out, *rest in movements(600, -200, 50)]
    assert faults(read(text(swapped)))[0] == (
        3, "余额", "与上一笔余额加本笔发生额 800.00 不符，可能缺行或收支列颠倒"
    )


def test_days_out_of_order() -> None:
    rows = [*movements(600), *movements(50, opening=600, on="2024-02-28", first=2),
            *movements(70, opening=650, on="2024-03-02", first=3)]
    assert faults(read(text(rows))) == [(3, "交易日期", "与上下行的日期顺序不一致")]


def test_another_account() -> None:
    columns = {**COLUMNS, "account_no": "账号"}
    found = read(text([(*ROW, "621000000002")], head=(*HEAD, "账号")), columns)
    assert faults(found) == [(2, "账号", "不是所选监管账户的账号")]
    assert read(text([(*ROW, NO)], head=(*HEAD, "账号")), columns).errors == []


def test_a_head_elsewhere_than_the_layout_says() -> None:
    assert faults(read(text([ROW]), head_rows=3)) == [(1, "流水号", "表头在第 1 行，格式规定在第 4 行")]
