"""Homes in shared ownership in each of their states, made by the services."""
from datetime import date
from decimal import Decimal

from affordable.models import SharedHome, SharedSale, SharePurchase
from affordable.services import shared
from housing_portal.accounts.models import Unit
from tests.pages.records import Writers
from tests.pages.route import Route
from tests.transactions.builders import identity


def home(by: Writers, unit: Unit) -> SharedHome:
    return shared.register_shared_home(
        actor=by.clerk, unit=unit, build_year=2012, estate="福安苑", building="3号楼", room=f"{unit.order}01",
        area=Decimal("49.50"),
    )


def sold(by: Writers, unit: Unit) -> SharedSale:
    return shared.sell_home(
        actor=by.clerk, home=home(by, unit), buyer=shared.Buyer("许安宁", identity(unit.order)), share=Decimal(60),
        price_paid=Decimal(72000), contract_no=f"共{unit.order}", sold_on=date(2014, 3, 1),
    )


def bought(by: Writers, unit: Unit) -> SharePurchase:
    return shared.buy_share(
        actor=by.clerk, sale=sold(by, unit), share=Decimal(20), price_paid=Decimal(30000), contract_no="增1",
        on=date(2020, 5, 6),
    )


VIEW, ENTER, CHECK = "rental.view", "rental.record", "rental.confirm"
SHARED = [
    Route("affordable:shared_list", VIEW), Route("affordable:shared_create", ENTER),
    Route("affordable:shared_detail", VIEW, home, outside=403),
    Route("affordable:shared_sell", ENTER, home, outside=403),
    *(Route(f"affordable:shared_{name}", permission, sold, outside=403) for name, permission in (
        ("sale_detail", VIEW), ("certify", ENTER), ("buy", ENTER), ("buy_back", CHECK),
        ("withdraw", CHECK),
    )),
    Route("affordable:shared_purchase_undo", CHECK, bought, outside=403),
]
