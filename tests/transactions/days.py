"""Sales as their events tell them, made directly: what a day's report is taken from."""
from datetime import date, datetime, timedelta
from decimal import Decimal

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from tests.transactions import builders
from transactions.enums import LAYER_OF, ContractLayer, ContractStatus, EventKind, SaleKind
from transactions.models import ContractEvent, Room, SaleContract
from transactions.models.room import FOREVER


def sale(room: Room, by: User, signed_on: date, filed_on: date | None = None, kind: SaleKind = SaleKind.PRESALE,
         unit_price: str = "6000.00", recorded_at: datetime | None = None) -> SaleContract:
    """Return a contract of ``room``, signed and perhaps filed, entered at the end of each day unless told otherwise."""
    estate, number = room.building.estate, SaleContract.objects.count() + 1
    contract = SaleContract.objects.create(
        **builders.terms(str(room.area), unit_price, delivery_on=signed_on + timedelta(days=400)), buyer_names="周静",
        contract_no=f"{builders.COUNTY}{signed_on:%Y%m%d}{number:05}", kind=kind, room=room, estate=estate,
        building=room.building, seller=estate.developer, room_label=room.label, use=room.use,
        is_residential=room.is_residential, signed_on=signed_on, status=ContractStatus.SIGNED, recorded_by=by,
        recorded_at=clock.end_of(signed_on),
    )
    event(contract, by, EventKind.SIGN, signed_on, 1, recorded_at=recorded_at)
    if filed_on:
        contract.status, contract.filed_on = ContractStatus.FILED, filed_on
        contract.filing_no = f"{builders.COUNTY}BA{filed_on.year}{number:06}"
        event(contract, by, EventKind.FILE, filed_on, 1, recorded_at=recorded_at)
    return kept(contract)


def end(contract: SaleContract, by: User, on: date, recorded_at: datetime | None = None) -> SaleContract:
    """Cancel a filed contract, or void a signed one."""
    was_filed = contract.filed_on is not None
    event(contract, by, EventKind.CANCEL if was_filed else EventKind.VOID, on, -1, was_filed, recorded_at)
    contract.status = ContractStatus.CANCELLED if was_filed else ContractStatus.VOIDED
    contract.ended_on = on
    return kept(contract)


def event(contract: SaleContract, by: User, kind: EventKind, on: date, sign: int, was_filed: bool = False,
          recorded_at: datetime | None = None, area: Decimal | None = None, amount: Decimal | None = None) -> None:
    ContractEvent.objects.create(
        contract=contract, room=contract.room, kind=kind, was_filed=was_filed, occurred_on=on,
        month=on.year * 100 + on.month, sale_kind=contract.kind, is_residential=contract.is_residential,
        special=contract.special, sets=sign, area=sign * contract.area_priced if area is None else area,
        amount=sign * contract.total_price if amount is None else amount, recorded_by=by,
        recorded_at=recorded_at or clock.end_of(on),
    )


def kept(contract: SaleContract) -> SaleContract:
    contract.save()
    contract.room.contract_layer = LAYER_OF.get(contract.status, ContractLayer.NONE)
    contract.room.free_until = contract.signed_on if contract.status in LAYER_OF else FOREVER
    contract.room.save()
    return contract
