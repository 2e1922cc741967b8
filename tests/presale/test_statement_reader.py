"""What a statement file says, and what is refused by its cell."""
from datetime import date, datetime
from decimal import Decimal

import pytest

from housing_portal.kit.excel.bulk import ExcelError
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


def test_cells_as_spreadsheets_write_them() -> None:
    """Amounts in words of a spreadsheet, a mark for text before the serial, blank rows, sums of pages and of all."""
    rows = [("'0001", "2024-03-01 09:30:00", '"1,234.50"', "0.00", '"１，２３４．５０"', "周小静", "房款"), ("",) * 7,
            ('="0002"', "20240301", "-", "34.5", "1200.00", "", ""), ("本页合计", "", '"1,234.50"', "34.5", "", "", ""),
            ("0003", "2024年3月2日", "", "200", "1000", "", ""), ("", "合计", '"1,234.50"', "234.5", "", "", ""),
            ("备注：以上流水仅供核对", "", "", "", "", "", "")]
    found = read(text(rows))
    assert (lines(found), found.errors) == (
        [("0001", "1234.50", "1234.50"), ("0002", "-34.50", "1200.00"), ("0003", "-200.00", "1000.00")], []
    )
    assert [str(line.booked_on) for line in found.lines] == ["2024-03-01", "2024-03-01", "2024-03-02"]


@pytest.mark.parametrize("cell", ["￥600.00", "600元", "٦٠٠", "60,0.00", "#REF!"])
def test_an_amount_that_is_none(cell: str) -> None:
    found = read(text([(*ROW[:2], f'"{cell}"', *ROW[3:])]))
    assert faults(found) == [(2, "贷方发生额", "不是数字")]


def test_text_of_no_encoding_that_is_known() -> None:
    with pytest.raises(ExcelError) as refused:
        read(text([ROW], encoding="gb18030") + b"\xff")
    assert refused.value.sentence == "“对账单.csv”的文字编码无法识别；请另存为“CSV UTF-8”或 .xlsx 后再上传。"


@pytest.mark.parametrize(("head", "what"), [
    (("姓名", "电话", "住址"), "前 20 行没有找到表头（应有「流水号」等列）"),
    (HEAD[:-3], "第 1 行的表头缺少列「余额」「对方户名」「摘要」"),
])
def test_another_head_is_no_matter_of_a_template(head: tuple[str, ...], what: str) -> None:
    with pytest.raises(ExcelError) as refused:
        read(text([ROW[:len(head)]], head=head))
    assert refused.value.sentence == (
        f"“对账单.csv”{what}；请核对是否选错了账户或文件；银行改了格式的，请股长修改这家银行的对账单格式。"
    )


def test_a_line_is_missing() -> None:
    rows = movements(600, -200, 50)
    assert faults(read(text([rows[0], rows[2]]))) == [
        (3, "余额", "与上一笔余额加本笔发生额 650.00 不符，可能缺行或收支列颠倒")
    ]


@pytest.mark.parametrize(("above", "number"), [
    (("账号：621000000002", "币种：人民币"), "尾号0002"), (("账　号", "", "6210 0000 0003"), "尾号0003"),
    (("户名：某公司", "帐号:６２１０００００００９９"), "尾号0099"),
])
def test_another_account_above_the_head(above: tuple[str, ...], number: str) -> None:
    def printed(account: tuple[str, ...]) -> Statement:
        return read(text([HEAD, ROW], head=account))

    found = printed(above)
    assert [(error.row, error.head, error.value, error.reason) for error in found.errors] == [
        (1, "账号", number, "不是所选监管账户的账号")
    ]
    ours = tuple(cell.replace("000000002", "000000001").replace("0000 0003", "0000 0001").replace("９９", "０１")
                 for cell in above)
    assert (printed(ours).errors, printed(("账号：6210****0002", "打印日期：20240401")).errors) == ([], [])


def test_marks_of_another_bank() -> None:
    content = text([("B1", "2024-03-01", "600", "C"), ("B2", "2024-03-02", "200", "D")], head=tuple(SIGNED.values()))
    assert faults(read(content, SIGNED, Decimal(800), out_mark="借")) == [
        (3, "借贷", "与“C”都不是格式规定的支出标志“借”")
    ]
    assert lines(read(content, SIGNED, Decimal("400.00"), out_mark="D")) == [
        ("B1", "600.00", "600.00"), ("B2", "-200.00", "400.00")
    ]
    unsaid = text([("B1", "2024-03-01", "600", "")], head=tuple(SIGNED.values()))
    assert faults(read(unsaid, SIGNED, Decimal(600), out_mark="借")) == [(2, "借贷", "没有填写")]
