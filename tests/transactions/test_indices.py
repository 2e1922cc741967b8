"""Closing months of the price index: chained, stored once, revised only when something came out differently."""
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.registry.models import Building, SalePermit, Setting
from tests.transactions import builders, homes
from tests.transactions.days import end, event, sale
from tests.transactions.homes import on, refused
from transactions.enums import ContractStatus, EventKind, Special
from transactions.models import PriceIndex, SaleContract
from transactions.services.indices import close_month, months_to_close

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(date(2026, 5, 10)):
        yield


class Sales:
    """Sells homes of one building, two months running at given prices."""

    def __init__(self, building: Building, clerk: User) -> None:
        self.building, self.clerk, self.count = building, clerk, 0

    def sell(self, month: int, price: int, how_many: int = 5, area: str = "100.00") -> list[SaleContract]:
        day, found = date(2026, month, 15), []
        for _ in range(how_many):
            self.count += 1
            room = builders.room(self.building, f"{self.count:04}", 3, area=area)
            found.append(sale(room, self.clerk, day, day, unit_price=f"{price}.00"))
        return found


@pytest.fixture
def sales(building: Building, permit: SalePermit, clerk: User) -> Sales:
    Setting.objects.create(key="param.index_least_county", value="5")
    return Sales(building, clerk)


def close(chief: User, *months: int) -> list[PriceIndex]:
    return [row for month in months for row in close_month(actor=chief, month=month) if row.segment == "new"]


def test_a_quarter_against_the_one_before(
    sales: Sales, chief: User, clerk: User, client_of: Callable[[User], Client]
) -> None:
    sales.sell(2, 5000)
    sales.sell(3, 5500)
    base, quarter = close(chief, 202602, 202603)
    PriceIndex.objects.create(segment="new", month=202512, level=80_000_000, sets=0, strata=0, weight_valid=0,
                              weight_carried=0, weight_all=0, is_published=False, recorded_by=clerk,
                              recorded_at=base.recorded_at)
    pages = [client_of(clerk).get(row.get_absolute_url()).context["figures"] for row in (base, quarter)]
    shown = [{figure.label: figure.text for figure in page} for page in pages]
    assert [figures.get("季度环比指数") for figures in shown] == [None, "137.50"]
    assert [figures["同比指数"] for figures in shown] == ["—", "—"]


def test_a_month_against_the_same_month_a_year_before(sales: Sales, clerk: User, chief: User) -> None:
    """同比 is level by level, in the revision in force: 100 after 80."""
    sales.sell(3, 5000)
    [row] = close(chief, 202603)
    for revision, level in ((1, 90_000_000), (2, 80_000_000)):
        PriceIndex.objects.create(segment="new", month=202503, revision=revision, level=level, sets=0, strata=0,
                                  weight_valid=0, weight_carried=0, weight_all=0, is_published=False,
                                  recorded_by=clerk, recorded_at=row.recorded_at)
    found = PriceIndex.objects.with_year_before().filter(segment="new").order_by("month", "revision")
    assert [(one.month, one.shown_yearly) for one in found] == [
        (202503, None), (202503, None), (202603, Decimal("125.00"))
    ]


def test_months_are_chained(sales: Sales, chief: User) -> None:
    sales.sell(2, 5000)
    sales.sell(3, 5500)
    sales.sell(4, 6600, 4)  # one too few: carried
    base, second, third = close(chief, 202602, 202603, 202604)
    assert [(row.shown_level, row.shown_change, row.average_price, row.sets) for row in (base, second, third)] == [
        (100, None, Decimal("5000.00"), 5), (110, 110, Decimal("5500.00"), 5), (110, None, Decimal("6600.00"), 4),
    ]
    assert (third.month_on_month, third.is_published) == (100_000_000, False)  # four homes in the county: no 环比
    assert [(str(row.coverage), str(row.carried)) for row in (second, third)] == [
        ("100.00", "0.00"), ("0.00", "100.00")
    ]
    assert [line["state"] for line in third.detail] == ["carried"]
    assert third.detail[0]["name"] == "锦川云栖里 · 90—144㎡ · 小高层、高层 · 毛坯"


def test_doubtful_and_cancelled_deals_are_no_prices(sales: Sales, chief: User, clerk: User) -> None:
    sales.sell(2, 5000, 6)
    sales.sell(2, 7501, 1)  # the median is 5000: more than half above
    end(sales.sell(2, 7000, 1)[0], clerk, date(2026, 2, 20))
    row = close(chief, 202602)[0]
    assert (row.sets, row.average_price) == (6, Decimal("5000.00"))


def test_a_cancellation_next_month_changes_no_price(sales: Sales, chief: User, clerk: User) -> None:
    former = sales.sell(2, 5000, 6)
    end(former[0], clerk, date(2026, 3, 3))
    sales.sell(3, 5000)
    assert [row.sets for row in close(chief, 202602, 202603)] == [6, 5]


def test_special_deals_are_left_out(building: Building, sales: Sales, chief: User, clerk: User) -> None:
    sales.sell(2, 5000)
    contract = sale(builders.room(building, "0901", 9), clerk, date(2026, 2, 3))
    contract.special, contract.filed_on, contract.filing_no = Special.DEBT_OFFSET, date(2026, 2, 4), "抵1"
    contract.status = ContractStatus.FILED
    contract.save()
    event(contract, clerk, EventKind.FILE, date(2026, 2, 4), 1)
    assert close(chief, 202602)[0].sets == 5


def test_closing_again_changes_nothing_until_something_changed(sales: Sales, chief: User, clerk: User) -> None:
    sales.sell(2, 5000)
    sales.sell(3, 5500)
    close(chief, 202602, 202603)
    assert close_month(actor=chief, month=202602) == []
    sales.sell(2, 6000)  # entered late: the month's average was 5500
    revised = close(chief, 202602)
    assert [(row.month, row.revision, row.shown_level) for row in revised] == [(202602, 2, 100), (202603, 2, 100)]
    kept = PriceIndex.objects.get(segment="new", month=202603, revision=1)
    assert kept.shown_level == 110
    assert set(PriceIndex.objects.latest_revisions().values_list("segment", "month", "revision")) == {
        ("new", 202602, 2), ("new", 202603, 2), ("existing", 202602, 1), ("existing", 202603, 1)
    }


@pytest.mark.parametrize(("closed", "month", "sentence"), [
    ([], 202605, "2026年5月还没有结束，最晚可结算2026年4月。"),
    ([202602], 202604, "请先结算2026年3月：指数逐月链接，不能跳过。"),
    ([202602], 202601, "基期是2026年2月，更早的月份不能结算。"),
])
def test_refusals(sales: Sales, chief: User, closed: list[int], month: int, sentence: str) -> None:
    close(chief, *closed)
    with refused({"month": [sentence]}):
        close_month(actor=chief, month=month)


def test_only_who_confirms_closes(sales: Sales, clerk: User) -> None:
    with refused(["您没有“复核备案、注销、价格、日报与住房查询”的权限，请联系有此权限的同事办理。"]):
        close_month(actor=clerk, month=202604)


def test_existing_homes_by_district_and_size(sales: Sales, clerk: User, chief: User) -> None:
    place = builders.district("620799100", "城关镇")
    for number, price in enumerate((4000, 4000, 4000, 4000, 4000), 1):
        with on(date(2026, 2, 10)):
            homes.filed(clerk, chief, date(2026, 2, 10), number, district=place, area=Decimal("80.00"),
                        total_price=Decimal(80 * price), verified_on=date(2026, 2, 10))
    close_month(actor=chief, month=202602)
    row = PriceIndex.objects.get(segment="existing")
    assert (row.average_price, row.sets, row.detail[0]["name"], row.detail[0]["state"]) == (
        Decimal("4000.00"), 5, "城关镇 · 90㎡以下", "new"
    )


def test_the_command_closes_all_and_tells(sales: Sales, chief: User, capsys: pytest.CaptureFixture[str]) -> None:
    sales.sell(2, 5000)
    assert months_to_close() == [202602, 202603, 202604]
    call_command("close_market_month", by=chief.username, all=True)
    assert "2026年2月新建住宅价格指数（第 1 版）：成交 5 套" in capsys.readouterr().out
    assert months_to_close() == []
    call_command("close_market_month", by=chief.username, month="2026-04")
    assert capsys.readouterr().out == "没有变化。\n"
    for wrong in ({"month": "2026-13"}, {"month": "202604"}, {"month": "2026-05"}):
        with pytest.raises(CommandError):
            call_command("close_market_month", by=chief.username, **wrong)
    with pytest.raises(CommandError, match="没有用户"):
        call_command("close_market_month", by="nobody")


def test_pages_and_diary(sales: Sales, chief: User, deputy: User, client_of: Callable[[User], Client]) -> None:
    sales.sell(2, 5000)
    sales.sell(3, 5500)
    close(chief, 202602, 202603)
    client = client_of(deputy)
    rows = client.get(reverse("transactions:index_list"), {"segment": "new", "year": 2026}).content.decode()
    assert [words in rows for words in ("2026年3月", "110.00", "5,500.00")] == [True, True, True]
    page = client.get(PriceIndex.objects.get(segment="new", month=202603).get_absolute_url()).content.decode()
    assert [words in page for words in ("不是国家统计局口径", "锦川云栖里 · 90—144㎡", "有效")] == [True, True, True]
    told = Entry.objects.filter(action="结算价格指数").order_by("pk")
    assert [entry.label for entry in told][-2:] == ["结算2026年3月新建住宅价格指数", "结算2026年3月存量住宅价格指数"]
