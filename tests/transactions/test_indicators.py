"""Every figure of the market: what it adds up, what it leaves out, and that its records add up to it."""
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.indicators import Figure, Measure
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Building, SalePermit
from reports import catalogue
from reports.evaluate import evaluate
from reports.gate import supervised_keys
from tests.transactions import builders
from tests.transactions.days import end, event, sale
from tests.transactions.homes import on
from transactions.enums import EventKind, RestrictionKind, RestrictionStatus, RoomUse, Special
from transactions.models import Room, RoomRestriction, SaleContract

DAY = date(2026, 6, 30)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(date(2026, 7, 2)):
        yield


@pytest.fixture
def rooms(building: Building, permit: SalePermit) -> list[Room]:
    return [builders.room(building, f"{floor}01", floor) for floor in range(2, 10)]


def figure(key: str, day: date = DAY) -> Figure:
    return evaluate(Scope(day, clock.now())).total(key)


def value(key: str, day: date = DAY) -> int | Decimal | None:
    return evaluate(Scope(day, clock.now())).value(key)


def restrict(room: Room, by: User, kind: RestrictionKind, *, consents: bool = False, **facts: object) -> None:
    RoomRestriction.objects.create(
        room=room, kind=kind, creditor_consents=consents, from_on=date(2026, 1, 1), status=RestrictionStatus.ACTIVE,
        recorded_by=by, recorded_at=clock.end_of(date(2026, 1, 1)), **facts,
    )


def test_gross_cancelled_changed_and_net(rooms: list[Room], clerk: User) -> None:
    kept = sale(rooms[0], clerk, date(2026, 3, 1), date(2026, 3, 10))
    event(kept, clerk, EventKind.CHANGE, date(2026, 6, 5), 0, True, area=Decimal("-1.50"), amount=Decimal("-9000"))
    end(sale(rooms[1], clerk, date(2026, 3, 5), date(2026, 3, 20)), clerk, date(2026, 6, 12))
    sale(rooms[2], clerk, date(2026, 6, 20))  # signed, not filed
    sale(rooms[3], clerk, date(2025, 6, 1), date(2025, 6, 2))  # another year
    assert {key: value(f"{key}_year") for key in (
        "filed_gross_sets", "filed_cancelled_sets", "filed_net_sets", "filed_gross_area", "filed_changed_area",
        "filed_net_area", "filed_net_amount", "signed_net_sets", "filed_net_home_sets",
    )} == {
        "filed_gross_sets": 2, "filed_cancelled_sets": -1, "filed_net_sets": 1,
        "filed_gross_area": Decimal("0.020000"), "filed_changed_area": Decimal("-0.000150"),
        "filed_net_area": Decimal("0.009850"), "filed_net_amount": Decimal("0.00591000"), "signed_net_sets": 2,
        "filed_net_home_sets": 1,
    }
    # the cancellation counts in its own month and leaves March as it was
    assert (value("filed_net_sets_month"), value("filed_net_sets_month", date(2026, 3, 31))) == (-1, 2)


def test_what_was_entered_after_the_cutoff_does_not_count(rooms: list[Room], clerk: User) -> None:
    sale(rooms[0], clerk, date(2026, 3, 1), date(2026, 3, 10), recorded_at=clock.end_of(date(2026, 5, 8)))
    march = Scope(date(2026, 3, 31), clock.end_of(date(2026, 4, 1)))
    assert evaluate(march).value("filed_net_sets_year") == 0
    assert evaluate(Scope(march.as_of, clock.now())).value("filed_net_sets_year") == 1


def test_stock_of_24_and_two_versions_of_its_months(building: Building, permit: SalePermit, clerk: User) -> None:
    """I10: 24 万㎡ in stock; 18 万㎡ net in twelve months, 6 万㎡ in six: 16.0 and 24.0 side by side."""
    builders.room(building, "901", 9, area="240000")
    for number, (month, area) in enumerate([(date(2025, 7, 1), "60000"), (date(2025, 10, 9), "60000"),
                                            (date(2026, 4, 2), "60000")], 1):
        sale(builders.room(building, f"80{number}", 8, area=area), clerk, month, month)
    assert (value("stock_area"), value("net_area_12m"), value("net_area_6m")) == (24, 18, 6)
    assert (value("supply_months_a"), value("supply_months_b")) == (Decimal("16.0"), Decimal("24.0"))
    assert (value("supply_other_months_a"), value("supply_home_months_a")) == (None, Decimal("16.0"))
    # July has begun: it is not full, and what was sold in it does not shorten the months of supply
    sale(builders.room(building, "701", 7, area="77777"), clerk, date(2026, 7, 1), date(2026, 7, 1))
    assert value("supply_months_a", date(2026, 7, 2)) == Decimal("16.0")


def test_a_young_market_divides_by_the_months_it_has(rooms: list[Room], clerk: User) -> None:
    sale(rooms[0], clerk, date(2026, 3, 15), date(2026, 3, 15))
    sale(rooms[1], clerk, date(2026, 5, 15), date(2026, 5, 15))
    found = {i.key: i for g in catalogue.groups(Scope(DAY, clock.now())) for i in g.indicators}
    assert found["supply_months_a"].factor == 3  # April, May and June; March was not full
    assert "按 3 个完整月" in found["supply_months_a"].label
    # six rooms are left: 600 ㎡ × 3 months ÷ 100 ㎡
    assert value("supply_months_a") == Decimal("18.0")


def test_negative_sales_give_no_months(rooms: list[Room], clerk: User) -> None:
    old = sale(rooms[0], clerk, date(2025, 1, 1), date(2025, 1, 2))
    end(old, clerk, date(2026, 2, 2))
    assert (figure("supply_months_a").value, figure("supply_months_a").denominator) == (None, Decimal("-100.00"))


def test_stock_and_what_stands_beside_it(rooms: list[Room], building: Building, clerk: User) -> None:
    restrict(rooms[0], clerk, RestrictionKind.SEALED, authority="云岭县人民法院", case_no="（2026）执1号")
    restrict(rooms[1], clerk, RestrictionKind.BUILDING_MORTGAGE, consents=True)
    restrict(rooms[2], clerk, RestrictionKind.BUILDING_MORTGAGE)
    restrict(rooms[3], clerk, RestrictionKind.UNSELLABLE, unsellable_reason="kept")
    shop = builders.room(building, "101", 1, use=RoomUse.SHOP, area="50.00")
    sale(rooms[4], clerk, date(2026, 2, 1))
    building.completed_on = date(2026, 5, 1)
    building.save()
    builders.room(builders.building(building.estate, "8#楼", completed_on=date(2026, 5, 1)))  # no permit
    assert {key: figure(key).value for key in (
        "stock_sets", "stock_home_sets", "stock_area", "stock_home_area", "stock_other_area", "stock_pledged_area",
        "stock_held_area", "stock_completed_area",
    )} == {
        "stock_sets": 5, "stock_home_sets": 4, "stock_area": 450, "stock_home_area": 400, "stock_other_area": 50,
        "stock_pledged_area": 100, "stock_held_area": 200, "stock_completed_area": 750,
    }
    assert figure("stock_sets", date(2026, 1, 31)).value == 6  # the room sold in February was free
    assert figure("stock_completed_area", date(2026, 4, 30)).value == 0
    assert shop in evaluate(Scope(DAY, clock.now())).indicators["stock_area"].queryset(Scope(DAY, clock.now()))


def test_average_price_leaves_out_special_and_doubtful_deals(rooms: list[Room], clerk: User) -> None:
    for room, price in zip(rooms[:4], ("6000", "6200", "6400", "9301"), strict=True):
        sale(room, clerk, date(2026, 3, 1), date(2026, 3, 2), unit_price=price)
    relative = sale(rooms[4], clerk, date(2026, 3, 1), unit_price="3000")
    SaleContract.objects.filter(pk=relative.pk).update(special=Special.RELATIVE)
    relative.refresh_from_db()
    event(relative, clerk, EventKind.FILE, date(2026, 3, 2), 1)
    end(sale(rooms[5], clerk, date(2026, 3, 1), date(2026, 3, 2), unit_price="6300"), clerk, date(2026, 4, 1))
    # the median of 6000, 6200, 6300, 6400, 9301 is 6300; 9301 is within 50 %, 9451 would not be
    assert value("average_price_year") == Decimal("6975.25")
    assert value("price_suspects_year") == 0
    sale(rooms[6], clerk, date(2026, 3, 1), date(2026, 3, 2), unit_price="9600")
    assert value("price_suspects_year") == 1
    assert (value("average_price_year"), value("priced_home_area_year")) == (Decimal("6975.25"), 400)
    # sales themselves know no exceptions
    assert value("filed_net_sets_year") == 6


def test_prices_add_up_when_some_are_doubtful(rooms: list[Room], clerk: User) -> None:
    for room, price in zip(rooms, ("6000", "6200", "6400", "9900", "100", "6300"), strict=False):
        last = sale(room, clerk, date(2026, 3, 1), date(2026, 3, 2), unit_price=price)
    end(last, clerk, date(2026, 4, 1))
    figures = evaluate(Scope(DAY, clock.now()))
    for key in ("priced_amount_year", "priced_area_year", "priced_home_amount_year", "price_suspects_year"):
        indicator = figures.indicators[key]
        rows = list(indicator.queryset(figures.scope))
        total = sum(getattr(row, indicator.amount) if indicator.amount else 1 for row in rows)
        assert (key, figures.total(key).value, figures.total(key).records) == (key, total, len(rows))
    assert (value("price_suspects_year"), value("average_price_year")) == (2, Decimal("6200.00"))


def test_overdue_filings_of_any_day(rooms: list[Room], clerk: User) -> None:
    sale(rooms[0], clerk, date(2026, 5, 30))  # 31 days before the day
    sale(rooms[1], clerk, date(2026, 5, 31))
    sale(rooms[2], clerk, date(2026, 4, 1), date(2026, 6, 20))
    end(sale(rooms[3], clerk, date(2026, 4, 1)), clerk, date(2026, 6, 25))
    assert [value("filings_overdue", day) for day in (DAY, date(2026, 6, 19), date(2026, 6, 24))] == [1, 2, 1]


def test_overdue_filings_as_they_were_known(rooms: list[Room], clerk: User) -> None:
    """What was signed, filed or voided by that day, but entered afterwards, was not known then."""
    late = clock.end_of(date(2026, 6, 15))
    sale(rooms[0], clerk, date(2026, 4, 1), recorded_at=late)
    filed = sale(rooms[1], clerk, date(2026, 4, 1))
    event(filed, clerk, EventKind.FILE, date(2026, 5, 5), 1, recorded_at=late)
    filed.status, filed.filed_on, filed.filing_no = "filed", date(2026, 5, 5), "BA1"
    filed.save()
    end(sale(rooms[2], clerk, date(2026, 4, 1)), clerk, date(2026, 5, 6), recorded_at=late)
    day = date(2026, 6, 10)
    assert [evaluate(Scope(day, moment)).value("filings_overdue") for moment in (clock.end_of(day), late)] == [2, 1]


def test_permits_as_they_were_known(rooms: list[Room], permit: SalePermit) -> None:
    """A permit revoked in May, of which the office learnt in June."""
    SalePermit.objects.filter(pk=permit.pk).update(
        status="revoked", issued_on=date(2026, 1, 10), recorded_at=clock.end_of(date(2026, 1, 10)),
        ended_on=date(2026, 5, 10), ended_at=clock.end_of(date(2026, 6, 5)),
    )
    keys, day = ("permits_issued_year", "dev_on_sale", "dev_with_tables"), date(2026, 5, 31)
    assert [
        [evaluate(Scope(day, clock.end_of(known))).value(key) for key in keys] for known in (day, date(2026, 6, 5))
    ] == [[1, 1, 1], [0, 0, 0]]


def test_permits_developers_and_slots(rooms: list[Room], building: Building, clerk: User) -> None:
    bare = builders.building(builders.estate("东屏嘉园"))
    builders.permit(bare, by=clerk, issued_on=date(2026, 2, 3))
    sale(rooms[0], clerk, date(2026, 3, 1), date(2026, 3, 2))
    assert {key: value(key) for key in (
        "permits_issued_year", "permits_area_year", "dev_on_sale", "dev_with_tables", "wq_new", "wq_exist",
    )} == {"permits_issued_year": 1, "permits_area_year": 1, "dev_on_sale": 2, "dev_with_tables": 1, "wq_new": 1,
           "wq_exist": 0}


def test_records_add_up_to_every_figure(rooms: list[Room], clerk: User) -> None:
    sale(rooms[0], clerk, date(2026, 3, 1), date(2026, 3, 10))
    end(sale(rooms[1], clerk, date(2026, 3, 5), date(2026, 3, 20)), clerk, date(2026, 6, 12))
    sale(rooms[2], clerk, date(2026, 2, 20))
    figures = evaluate(Scope(DAY, clock.now()))
    market = next(group for group in figures.groups if group.title == "商品房市场")
    for indicator in market.indicators:
        if isinstance(indicator, Measure):
            rows = list(indicator.queryset(figures.scope))
            total = sum(getattr(row, indicator.amount) if indicator.amount else 1 for row in rows)
            assert (indicator.key, figures.total(indicator.key).value) == (indicator.key, total)
            assert figures.total(indicator.key).records == len(rows)


def test_the_group_does_not_exist_outside_the_bureau(office: object) -> None:
    own = Scope(DAY, clock.now(), frozenset({office.townships[0].pk}))
    assert "商品房市场" not in [group.title for group in catalogue.groups(own)]


def test_the_market_burdens_no_bulletin(office: object) -> None:
    answered_for = supervised_keys(evaluate(Scope(DAY, clock.now())))
    assert {"shantytown_start_rate", "filed_net_area_year"} - answered_for == {"filed_net_area_year"}
