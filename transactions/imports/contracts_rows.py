"""Contracts, buyers and events as rows of their tables: whole hundredths, sealed numbers, moments in UTC."""
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from transactions.enums import EventKind
from transactions.imports.contracts_past import PastBuyer, PastContract
from transactions.services.events import floor_area

TERMS = (
    "area_priced", "price_basis", "unit_price", "total_price", "pay_method", "down_payment", "loan_amount",
    "loan_bank_id", "delivery_on", "buyer_names",
)
CONTRACT_COLUMNS = (
    "id", "contract_no", "filing_no", "kind", "room_id", "estate_id", "building_id", "seller_id", "permit_id",
    "room_label", "use", "is_residential", "special", "signed_on", "signed_before_permit", "filed_on", "titled_on",
    "title_no", "ended_on", "end_reason", "end_note", "status", "version", "origin", "submitted_by_id",
    "confirmed_by_id", "note", "recorded_by_id", "recorded_at", *TERMS,
)
PARTY_COLUMNS = (
    "contract_id", "version", "order", "share", "name", "identity_kind", "identity", "identity_index", "phone",
)
EVENT_COLUMNS = (
    "contract_id", "room_id", "kind", "was_filed", "occurred_on", "month", "sale_kind", "is_residential", "special",
    "sets", "area", "amount", "recorded_by_id", "recorded_at",
)
Row = tuple[Any, ...]


def contract_row(pk: int, contract: PastContract, actor: int, now: datetime) -> Row:
    room = contract.room
    return (
        pk, contract.contract_no, contract.filing_no, contract.kind, room.pk, contract.estate_id,
        contract.building_id, contract.seller_id, contract.permit_id, room.label, room.use, room.is_residential,
        contract.special, contract.signed_on, contract.signed_before_permit, contract.filed_on, None, "",
        contract.ended_on, contract.end_reason, "", contract.status.value, 1, contract.origin, None, None, "",
        actor, now, _hundredths(contract.area_priced), contract.price_basis, _hundredths(contract.unit_price),
        _hundredths(contract.total_price), contract.pay_method, _hundredths(contract.down_payment),
        _hundredths(contract.loan_amount), contract.loan_bank_id, contract.delivery_on, contract.buyer_names,
    )


def party_row(pk: int, party: PastBuyer) -> Row:
    number, phone = party.identity, party.phone
    return (pk, 1, party.order, _hundredths(party.share), party.name, party.identity_kind, number.token,
            number.index, phone.token if phone else b"")


def event_rows(pk: int, contract: PastContract, actor: int, now: datetime) -> Iterator[Row]:
    """Yield what happened: signed, filed, and voided or cancelled, each on its day."""
    area, amount = _hundredths(floor_area(contract)), _hundredths(contract.total_price)
    room = contract.room

    def event(kind: EventKind, on: date, sign: int, was_filed: bool) -> Row:
        return (pk, room.pk, kind.value, was_filed, on, on.year * 100 + on.month, contract.kind, room.is_residential,
                contract.special, sign, sign * area, sign * amount, actor, now)

    filed, ended = contract.filed_on, contract.ended_on
    yield event(EventKind.SIGN, contract.signed_on, 1, False)
    if filed is not None:
        yield event(EventKind.FILE, filed, 1, False)
    if ended is not None:
        yield event(EventKind.CANCEL if filed else EventKind.VOID, ended, -1, filed is not None)


def _hundredths(value: Decimal) -> int:
    return int(value.scaleb(2))
