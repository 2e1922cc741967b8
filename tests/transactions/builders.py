"""Rows of an invented market, made directly: what a test is not about should not stand in its way."""
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from housing_portal.accounts.models import User
from housing_portal.kit import clock, numbers
from housing_portal.registry.enums import OrganizationKind, PermitKind
from housing_portal.registry.models import (
    Building,
    District,
    Estate,
    Organization,
    OrganizationRole,
    PermitBuilding,
    SalePermit,
)
from transactions.enums import PayMethod, PriceBasis, RoomUse
from transactions.models import Room, SaleContract
from transactions.services import contracts, filing
from transactions.services.buyers import Buyer

COUNTY = "620799"  # no county has this code
LONG_AGO = date(2024, 1, 10)


def identity(serial: int, birth: str = "19900101", county: str = COUNTY) -> str:
    """Return the valid ID number of an invented person."""
    first17 = f"{county}{birth}{serial:03}"
    return first17 + numbers.identity_check_digit(first17)


def organization(name: str, kind: OrganizationKind = OrganizationKind.DEVELOPER, **facts: object) -> Organization:
    made = Organization.objects.create(name=name, **facts)
    OrganizationRole.objects.create(organization=made, kind=kind)
    return made


def district(code: str = COUNTY, name: str = "云岭县") -> District:
    return District.objects.get_or_create(code=code, defaults={"name": name})[0]


def estate(name: str = "锦川云栖里", developer: Organization | None = None, **facts: object) -> Estate:
    developer = developer or organization(f"{name}开发公司")
    return Estate.objects.create(record_name=name, developer=developer, district=district(), **facts)


def building(of: Estate, number: str = "7#楼", **facts: object) -> Building:
    return Building.objects.create(
        estate=of, number=number, **{"sections": 2, "floors_above": 18, "floors_below": 1, **facts}
    )


def permit(*buildings: Building, by: User, issued_on: date = LONG_AGO, up_to_floor: int | None = None,
           kind: PermitKind = PermitKind.PRESALE, number: str = "") -> SalePermit:
    """Return a permit in force that covers ``buildings``, known since the day of its issue."""
    of = buildings[0].estate
    number = number or f"（云）房预售证第{issued_on.year}{SalePermit.objects.count() + 1:03}号"
    made = SalePermit.objects.create(
        kind=kind, number=number, number_key=number.replace("（", "(").replace("）", ")"),
        issuer="云岭县住房和城乡建设局", estate=of, developer=of.developer, area_residential=Decimal(10000),
        area_commercial=Decimal(0), area_other=Decimal(0), area_total=Decimal(10000), sets_total=100,
        sets_residential=100, issued_on=issued_on, recorded_by=by, recorded_at=clock.end_of(issued_on),
    )
    for one in buildings:
        PermitBuilding.objects.create(permit=made, building=one, up_to_floor=up_to_floor)
    return made


def room(of: Building, number: str = "1502", floor: int = 15, section: str = "1", area: str = "100.00",
         use: RoomUse = RoomUse.HOME, **facts: object) -> Room:
    return Room.objects.create(
        building=of, section=section, floor=floor, floor_label=str(floor), number=number, use=use,
        area=Decimal(area), place=int(number[-2:]) if number[-2:].isdigit() else 1, **facts,
    )


def terms(area: str = "100.00", unit_price: str = "6000.00", **changes: object) -> dict[str, object]:
    """Return the terms of a contract paid at once, arithmetic right."""
    total = (Decimal(area) * Decimal(unit_price)).quantize(Decimal("0.01"))
    return {
        "area_priced": Decimal(area), "price_basis": PriceBasis.GROSS, "unit_price": Decimal(unit_price),
        "total_price": total, "pay_method": PayMethod.FULL, "down_payment": total, "loan_amount": Decimal(0),
        "loan_bank": None, "delivery_on": clock.today() + timedelta(days=400), **changes,
    }


def buyer(name: str = "周小静", serial: int = 1, share: str = "100", **facts: object) -> Buyer:
    return Buyer(**{"name": name, "identity": identity(serial), "share": Decimal(share), **facts})


def drafted(
    of: Room, by: User, *, buyers: Sequence[Buyer] = (), on: date | None = None, **changes: object
) -> SaleContract:
    """Return a draft on ``of``; ``changes`` are terms, and area and price follow the room."""
    wanted = terms(**{"area": str(of.area), **changes})
    return contracts.draft_contract(
        actor=by, room=of, buyers=buyers or [buyer()], terms=wanted, signed_on=on or clock.today(),
    )


def signed(of: Room, by: User, **facts: object) -> SaleContract:
    """Return a signed contract of an estate that has not filed its prices."""
    return contracts.sign_contract(actor=by, contract=drafted(of, by, **facts), reason="本楼盘未实行一房一价")


def filed(of: Room, by: User, confirmer: User, *, filed_on: date | None = None, **facts: object) -> SaleContract:
    submitted = filing.submit_filing(actor=by, contract=signed(of, by, **facts))
    return filing.file_contract(actor=confirmer, contract=submitted, filed_on=filed_on)
