"""Sold rooms of an invented building, made at once: what a test is not about does not stand in its way."""
from datetime import date
from decimal import Decimal

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.models import Building
from transactions.enums import ContractLayer, ContractStatus, SaleKind
from transactions.models import Room, SaleContract

SOLD_ON = date(2022, 5, 10)


def sold(of: Building, sets: int, by: User, on: date = SOLD_ON, first: int = 1) -> list[Room]:
    """Return ``sets`` sold rooms of 100 ㎡, their contracts signed on ``on`` and known since."""
    area, price = Decimal(100), Decimal(500_000)
    rooms = Room.objects.bulk_create(
        Room(building=of, section="1", floor=place // 10 + 1, floor_label=str(place // 10 + 1), number=f"{place:04}",
             area=area, place=place % 10 + 1, contract_layer=ContractLayer.SIGNED, free_until=on,
             door_key=f"1|{place:06}")
        for place in range(first, first + sets)
    )
    SaleContract.objects.bulk_create(
        SaleContract(
            contract_no=f"HT{of.pk}-{room.pk}", kind=SaleKind.PRESALE, room=room, estate=of.estate, building=of,
            seller=of.estate.developer, room_label=f"{of}1单元{room.number}", use=room.use, is_residential=True,
            signed_on=on, area_priced=area, unit_price=price / area, total_price=price, down_payment=price,
            delivery_on=date(2024, 12, 31), buyer_names="周小静", status=ContractStatus.SIGNED, recorded_by=by,
            recorded_at=clock.end_of(on),
        )
        for room in rooms
    )
    return rooms
