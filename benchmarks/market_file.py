"""A workbook of historical contracts on rooms of an invented market: what the measurement of the import reads."""
import csv
import io
from random import Random

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Organization
from reports.demo import market_names
from reports.demo.market_mass import SEED, plan_sales
from reports.demo.market_rows import ROOM_COLUMNS, Place, Sale, room_row
from transactions.enums import ContractLayer, EndReason
from transactions.imports.contracts_sheet import HEADS
from transactions.imports.writing import reserve, write_rows
from transactions.models import Room


def build(clerk: User, contracts: int) -> bytes:
    """Record the rooms, all of them free, and return a CSV with ``contracts`` contracts on them."""
    rng = Random(SEED)
    places, sales = plan_sales(clerk, contracts, rng, clock.today())
    write_rows(Room, ROOM_COLUMNS, (
        room_row(pk, place, ContractLayer.NONE) for pk, place in zip(reserve(Room, len(places)), places, strict=True)
    ))
    bank = Organization.objects.filter(roles__kind=OrganizationKind.BANK).order_by("pk")[0].name
    keys = [key for key in HEADS if not key.startswith(("buyer_3", "buyer_4"))]
    target = io.StringIO()
    writer = csv.DictWriter(target, keys, restval="")
    writer.writerow({key: HEADS[key][0] for key in keys})
    for serial, sale in enumerate(sales, 1):
        writer.writerow(_line(serial, sale, places[sale.room], bank, rng))
    return target.getvalue().encode("utf-8-sig")


def _line(serial: int, sale: Sale, place: Place, bank: str, rng: Random) -> dict[str, object]:
    course, site = sale.course, place.site
    unit = site.base_price + place.floor * 10
    total = place.area * unit
    loan = total * 7 // 10 // 1_000_000 * 1_000_000 if serial % 2 else 0
    line = {
        "estate": site.estate.record_name, "building": site.building.number, "section": place.section,
        "number": place.number, "contract_no": f"LS{serial:09}", "kind": "预售", "signed_on": course.signed,
        "filing_no": f"LB{serial:09}" if course.filed else "", "filed_on": course.filed, "ended_on": course.ended,
        "end_reason": EndReason(course.reason).label if course.reason else "", "price_basis": "按建筑面积",
        "area_priced": _yuan(place.area), "unit_price": unit, "total_price": _yuan(total),
        "pay_method": "商业贷款" if loan else "一次性付款", "down_payment": _yuan(total - loan),
        "loan_amount": _yuan(loan), "loan_bank": bank if loan else "", "special": "普通",
        "delivery_on": max(site.completed, course.signed).replace(month=12, day=31),
    }
    couple = serial % 3 == 0
    for n in (1, 2)[:1 + couple]:
        line |= {
            f"buyer_{n}_name": market_names.person(rng), f"buyer_{n}_identity_kind": "居民身份证",
            f"buyer_{n}_identity": market_names.identity(rng), f"buyer_{n}_share": 50 if couple else 100,
            f"buyer_{n}_phone": market_names.phone(rng),
        }
    return line


def _yuan(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
