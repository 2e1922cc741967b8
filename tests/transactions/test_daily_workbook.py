"""The Excel form of a day: what it shows, and that its bytes never change once it was sent."""
import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.models import Building
from tests.transactions import builders, days, homes
from transactions.daily import lines_of
from transactions.enums import SaleKind
from transactions.models import DailyReport
from transactions.services import daily
from transactions.workbooks import daily_workbook

T = date(2026, 3, 10)
NEXT = date(2026, 3, 11)
# what another process is given: the frozen report and its lines, and no database
ELSEWHERE = """
import hashlib, sys, django
django.setup()
from django.core import serializers
from transactions import workbooks
report, *lines = (row.object for row in serializers.deserialize("json", sys.stdin.read()))
print(hashlib.sha256(workbooks.daily_workbook(report, lines)).hexdigest())
"""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with homes.on(NEXT, 8):
        yield


@pytest.fixture
def contract(building: Building, permit: object, clerk: User) -> object:
    builders.room(building, "801", area="90.00")
    days.sale(builders.room(building, "301", area="88.50"), clerk, T, kind=SaleKind.SPOT, unit_price="5123.40")
    return days.sale(builders.room(building, "101"), clerk, T, T)


@pytest.fixture
def report(contract: object, clerk: User, chief: User) -> DailyReport:
    homes.signed(clerk, T)
    made = daily.generate_report(actor=clerk, on=T)
    daily.check_report(actor=chief, report=made)
    return daily.submit_report(actor=clerk, report=made, channel="省监测平台")


def fresh(report: DailyReport) -> bytes:
    return daily_workbook(report, lines_of(report))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def cells(content: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


# -- what it shows -----------------------------------------------------------------------------------


def test_the_form(report: DailyReport) -> None:
    rows = cells(fresh(report))
    assert [rows[0][0], rows[1][0], [text for text in rows[1][1:] if text]] == [
        "房地产交易日报表", "填报单位（盖章）：", ["2026年3月10日　单位：套、㎡、万元"]
    ]
    assert [text for text in rows[2] if text] == ["项　目", "网签", "备案", "撤销", "变更增减", "净　额", "日末可售"]
    assert rows[3][1:4] == ["套数", "面积", "金额"]
    assert {row[0]: row[1:7] for row in (rows[4], rows[7], rows[10], rows[13], rows[16])} == {
        "一、新建商品房": [2, 188.5, 105.34209, 1, 100, 60],
        "其中：预售": [1, 100, 60, 1, 100, 60],
        "其中：现售": [1, 88.5, 45.34209, 0, 0, 0],
        "二、存量房": [1, 96, 48, 0, 0, 0],
        "合　计": [3, 284.5, 153.34209, 1, 100, 60],
    }
    assert [row[-2:] for row in rows[4:8]] == [[1, 90], [1, 90], [0, 0], ["——", "——"]]
    assert rows[21][0] == "5.取数时刻：2026-03-11 08:00:00；此后补录的事项不改本表。"


def test_a_day_without_events_prints_zeros(clerk: User) -> None:
    rows = cells(fresh(daily.generate_report(actor=clerk, on=T)))
    assert {cell for row in rows[4:17] for cell in row[1:15]} == {0}


# -- that it never changes ---------------------------------------------------------------------------


def test_the_bytes_of_march_stay(report: DailyReport, contract: object, clerk: User, building: Building) -> None:
    """After a cancellation in the next month, an entry for the old day, and a process that starts afresh (I4)."""
    with homes.on(date(2026, 4, 9)):
        days.end(contract, clerk, date(2026, 4, 8), clock.now())
        days.sale(builders.room(building, "102"), clerk, T, recorded_at=clock.now())
        now = DailyReport.objects.get(pk=report.pk)
        assert [digest(fresh(now)), digest(daily.workbook_of(now))] == [report.digest] * 2
        assert in_another_process(now) == report.digest


def in_another_process(report: DailyReport) -> str:
    rows = serializers.serialize("json", [report, *report.lines.order_by("pk")])
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7"}
    answer = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], input=rows, env={**os.environ, **settings}, capture_output=True, text=True,
        cwd=Path(__file__).parents[2], check=True,
    )
    return answer.stdout.strip()


def test_what_was_sent_is_served_from_the_store(report: DailyReport) -> None:
    report.stock_sets = 99  # whatever would make it differ, another version of the portal too
    assert [digest(daily.workbook_of(report)) == report.digest, digest(fresh(report)) == report.digest] == [True, False]


def test_the_same_figures_sent_again_are_the_same_file(report: DailyReport, clerk: User) -> None:
    daily.reject_report(actor=clerk, report=report, reason="平台故障")
    again = daily.resubmit_report(actor=clerk, report=report, channel="省监测平台", reason="平台恢复")
    assert again.digest == report.digest


# -- the command -------------------------------------------------------------------------------------


def said(**options: object) -> list[str]:
    out = io.StringIO()
    call_command("daily_report", stdout=out, **options)
    return out.getvalue().splitlines()


def test_the_command_takes_and_prints(contract: object, clerk: User) -> None:
    lines = said(on=T, by=clerk.username)
    assert (lines[0], len(lines), lines) == ("2026-03-10 交易日报　第 1 版　已生成", 14, said(on=T))
    assert lines[-1] == (
        "合　计　网签（套） 2　备案（套） 1　撤销（套） 0　净额（套） 2　净额（㎡） 188.50　净额（元） 1,053,420.90"
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"on": T}, "2026-03-10 的日报尚未生成；用 --by 指定经办人用户名即可生成。"),
        ({"on": date(2026, 3, 12), "by": "lijingban"}, "2026-03-12 晚于今天，请填写今天或以前的日期。"),
    ],
)
def test_the_command_says_what_is_missing(person: Callable, options: dict, sentence: str) -> None:
    person("clerk", username="lijingban")
    with pytest.raises(CommandError) as caught:
        said(**options)
    assert str(caught.value) == sentence
