"""Columns as they show on a page and as they go into Excel, on plain rows."""
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from django.core.paginator import Paginator
from django.db import models
from django.template.loader import render_to_string
from django.test import RequestFactory

from housing_portal.kit import tables
from housing_portal.kit.figures import Ratio


class State(models.TextChoices):
    OPEN = "open", "在办"
    DONE = "done", "办结"

    @property
    def chip(self) -> str:
        return "green" if self == State.DONE else "amber"


class CaseTable(tables.Table):
    name = tables.TextColumn(verbose_name="项目")
    flats = tables.NumberColumn(verbose_name="套数")
    rate = tables.RatioColumn(verbose_name="完成率（%）")
    paid = tables.MoneyColumn(verbose_name="已付（元）")
    planned = tables.MoneyColumn(unit="万元", verbose_name="计划（万元）")
    day = tables.DateColumn(verbose_name="日期")
    at = tables.DateColumn(moment=True, verbose_name="录入")
    state = tables.ChipColumn(State, verbose_name="状态")


ROW = SimpleNamespace(
    name="清溪<学府>", flats=12345, rate=Ratio(702, 1260), paid=Decimal("1234567.80"), planned=Decimal("18600000"),
    day=date(2026, 6, 30), at=datetime(2026, 6, 30, 1, 20, tzinfo=UTC), state="done", get_absolute_url=lambda: "/x",
)  # fmt: skip
EMPTY = SimpleNamespace(**{**dict.fromkeys(vars(ROW)), "name": "", "rate": Ratio(3, 0), "state": "open"})


def cells(row):
    return [str(cell) for cell in list(CaseTable([row]).rows[0].cells)[1:]]


def test_cells_are_written_the_office_way():
    assert cells(ROW) == [
        '<span class="cut" title="清溪&lt;学府&gt;">清溪&lt;学府&gt;</span>', "12,345", "55.71", "1,234,567.80",
        "1,860.00", "2026-06-30", "2026-06-30 09:20", '<span class="chip green">办结</span>',
    ]  # fmt: skip


def test_unknown_blank_and_nothing_to_divide_by_are_three_things():
    nil = '<span class="nil">——</span>'
    blank = '<span class="cut" title=""></span>'
    assert cells(EMPTY) == [blank, nil, "—", nil, nil, nil, nil, '<span class="chip amber">在办</span>']


def test_excel_gets_typed_values():
    columns = list(CaseTable([]).columns)[1:]
    assert [c.column.export(getattr(ROW, c.name)) for c in columns] == [
        "清溪<学府>", 12345, "55.71", Decimal("1234567.80"), Decimal("1860.0000"),
        date(2026, 6, 30), ROW.at, "办结",
    ]  # fmt: skip


def test_excel_heads_leave_out_the_row_number_and_the_buttons():
    class WithOps(CaseTable):
        ops = tables.OpenColumn()

    heads = [(c.label, c.kind) for c in tables.sheet_columns(WithOps([]))]
    assert heads == [("项目", "text"), ("套数", "int"), ("完成率（%）", "percent"), ("已付（元）", "money"),
                     ("计划（万元）", "money"), ("日期", "date"), ("录入", "datetime"), ("状态", "text")]


def drawn(table):
    return render_to_string("kit/table.html", {"table": table}, RequestFactory().get("/?page=2"))


def paged(rows, size, number):
    table = CaseTable(rows)
    table.totals = {"flats": 12345 * len(rows), "planned": Decimal(18600000) * len(rows)}
    table.paginator = Paginator(table.rows, size)
    table.page = table.paginator.page(number)
    return table


def test_row_numbers_run_on_over_the_pages():
    html = drawn(paged([ROW] * 5, 2, 3))
    assert re.findall(r'<td class="ctr mut rowno">(\d+)</td>', html) == ["5"]


def test_one_page_has_one_sum_and_more_pages_have_two():
    def words(table):
        return [(words, [text for text, _css in cells]) for words, cells in table.foot()]

    whole = ["24,690", "", "", "3,720.00", "", "", ""]
    assert words(paged([ROW] * 2, 20, 1)) == [("合计", whole)]
    part = ["12,345", "", "", "1,860.00", "", "", ""]
    assert words(paged([ROW] * 2, 1, 1)) == [("本页合计", part), ("查询合计", whole)]


def test_nothing_to_add_up_has_no_foot():
    table = paged([], 20, 1)
    table.totals = {"flats": None, "planned": None}
    assert table.foot() == []


def test_a_table_without_totals_has_no_foot():
    table = CaseTable([ROW])
    assert table.foot() == []
    assert "<tfoot>" not in drawn(table)


def test_heads_sort_and_say_how_they_are_sorted():
    table = CaseTable([ROW], order_by=["-flats"])
    table.paginator = Paginator(table.rows, 20)
    table.page = table.paginator.page(1)
    heads = re.findall(r'<a class="sort ?(\w*)" href="\?sort=(-?\w+)"', drawn(table))
    assert heads == [("", "name"), ("down", "flats"), ("", "rate"), ("", "paid"), ("", "planned"), ("", "day"),
                     ("", "at"), ("", "state")]
