"""Rental homes, rounds, leases and rent in each of their states, made by the services."""
from datetime import date
from decimal import Decimal

from affordable.models import AllocationEntry, AllocationRound, Family, Lease, RentalHome, RentBill, RentPayment
from affordable.services import bills, homes, leases, rounds
from affordable.services.families import take_over_family
from affordable.services.former_leases import take_over_lease
from affordable.services.leases import last_day
from housing_portal.accounts.models import Unit
from housing_portal.kit import clock
from housing_portal.registry.models import Setting
from tests.affordable import families
from tests.pages.records import Writers
from tests.pages.records_escrow_bankside import finance
from tests.pages.route import Route

RECEIVED = date(2024, 6, 1)


def home(by: Writers, unit: Unit, **changes: object) -> RentalHome:
    room = f"{RentalHome.objects.count() + 101}"
    return homes.register_home(**{
        "actor": by.clerk, "unit": unit, "estate": "福安苑", "building": "1号楼", "room": room,
        "area": Decimal("51.35"), "ownership": "government", "source_plan_year": 2023,
        "rent_standard": Decimal("3.15"), "received_on": RECEIVED, **changes,
    })


def idle(by: Writers, unit: Unit, on: date = date(2024, 9, 1)) -> RentalHome:
    return homes.take_home_step(actor=by.clerk, home=home(by, unit), code="idle", on=on, reason="位置偏远，无人申请")


def drafted(by: Writers, unit: Unit, *, method: str = "lottery", families_in: int = 2, homes_in: int = 1
            ) -> AllocationRound:
    for _ in range(families_in):
        families.waiting(by, unit)
    places = [home(by, unit) for _ in range(homes_in)]
    return rounds.create_round(actor=by.clerk, unit=unit, method=method, families=families_in, homes=places)


def scoring(by: Writers, unit: Unit) -> AllocationRound:
    return drafted(by, unit, method="scoring")


def published(by: Writers, unit: Unit, **changes: object) -> AllocationRound:
    return rounds.publish_round(actor=by.clerk, allocation=drafted(by, unit, **changes), on=clock.today())


def drawn(by: Writers, unit: Unit, **changes: object) -> AllocationRound:
    return rounds.draw_round(actor=by.chief, allocation=published(by, unit, **changes), witness="7 3 9")


def listed(by: Writers, unit: Unit) -> AllocationEntry:
    return published(by, unit).entries.get(order=1)


def offered(by: Writers, unit: Unit) -> AllocationEntry:
    return drawn(by, unit).entries.get(status="offered")


def lease(by: Writers, unit: Unit) -> Lease:
    return signed(by, offered(by, unit))


def signed(by: Writers, entry: AllocationEntry, **changes: object) -> Lease:
    today = clock.today()
    return leases.sign_lease(**{
        "actor": by.clerk, "entry": entry, "signed_on": today, "from_on": today.replace(day=1, month=today.month + 1),
        "to_on": last_day(today), "area": entry.home.area, "rent_standard": entry.home.rent_standard,
        "reduction": Decimal("0.5"), **changes,
    })


def former_family(by: Writers, unit: Unit, **changes: object) -> Family:
    """Return a family whose approval of former days has been confirmed."""
    former = {"former_approval_on": date(2024, 6, 3), "former_approval_no": "云住保〔2024〕12号"}
    made = families.draft(by, unit, applied_on=date(2024, 4, 1), **{**former, **changes})
    return take_over_family(actor=by.chief, family=made)


def former_lease(by: Writers, unit: Unit, **changes: object) -> Lease:
    """Return the lease of a sitting tenant."""
    family, place = changes.pop("family", None), changes.pop("home", None)
    return take_over_lease(**{
        "actor": by.clerk, "family": family or former_family(by, unit), "home": place or home(by, unit),
        "contract_no": f"城关公租2024-{Lease.objects.count() + 1}",
        "signed_on": date(2024, 7, 1), "from_on": date(2024, 7, 1), "to_on": date(2027, 6, 30), **changes,
    })


def bill(by: Writers, unit: Unit) -> RentBill:
    today = clock.today()
    Setting.objects.update_or_create(key="param.rent_whole_month_day", defaults={"value": "31"})
    one = signed(by, offered(by, unit), from_on=today)
    bills.make_bills(actor=by.clerk, month=today.year * 100 + today.month)
    return one.bills.get()


def payment(by: Writers, unit: Unit) -> RentPayment:
    return bills.pay_bill(
        actor=finance(), bill=bill(by, unit), on=clock.today(), amount=Decimal("30.00"), serial="P1"
    )


VIEW, ENTER, CHECK, FINANCE = "rental.view", "rental.record", "rental.confirm", "rental.finance"
RENTAL = [
    *(Route(f"affordable:{noun}_list", VIEW) for noun in ("home", "round", "lease", "bill")),
    *(Route(f"affordable:{name}", ENTER) for name in (
        "home_create", "home_import", "home_template", "round_create", "bill_make", "lease_take_over", "lease_import",
        "lease_template",
    )),
    *(Route(f"affordable:{name}", FINANCE) for name in ("rent_month", "rent_import", "rent_template")),
    *(Route(f"affordable:{name}", VIEW, made, outside=403) for name, made in (
        ("home_detail", home), ("round_detail", drawn), ("round_repeat", drawn), ("round_sheet", drawn),
        ("lease_detail", lease),
    )),
    *(Route(f"affordable:{name}", ENTER, made, outside=403) for name, made in (
        ("home_edit", home), ("home_enter", home), ("home_free", idle), ("home_repair", home), ("home_idle", home),
        ("round_scores", scoring), ("round_publish", drafted), ("entry_strike", listed), ("entry_decline", offered),
        ("lease_sign", offered), ("lease_occupy", lease), ("lease_empty", lease),
    )),
    *(Route(f"affordable:{name}", CHECK, made, outside=403) for name, made in (
        ("home_dispose", home), ("home_lose", home), ("round_draw", published), ("round_close", drawn),
        ("round_void", drafted), ("lease_end", lease), ("lease_rent", lease), ("lease_renew", lease),
    )),
    Route("affordable:bill_pay", FINANCE, bill, outside=403),
    Route("affordable:rent_undo", FINANCE, payment, outside=403),
]
