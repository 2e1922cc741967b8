"""Contracts of former years while they are judged: what guards and rows ask of a contract, without a model's weight.

A model of forty columns takes longer to make than to judge, and a file has a hundred thousand of them.
"""
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from housing_portal.kit.secrecy import Sealed
from housing_portal.registry.models import Organization
from transactions.enums import ContractStatus, Origin
from transactions.models import Room


@dataclass(slots=True, kw_only=True)
class PastContract:
    """Reads like a SaleContract; room, building and estate are loaded."""

    origin: ClassVar[str] = Origin.IMPORTED.value

    contract_no: str
    filing_no: str | None
    room: Room
    room_id: int
    building_id: int
    estate_id: int
    seller: Organization
    seller_id: int
    signed_on: date
    filed_on: date | None
    ended_on: date | None
    end_reason: str
    price_basis: str
    area_priced: Decimal
    unit_price: Decimal
    total_price: Decimal
    pay_method: str
    down_payment: Decimal
    loan_amount: Decimal
    loan_bank_id: int | None
    delivery_on: date
    special: str
    # what the judgement adds
    kind: str = ""
    permit_id: int | None = None
    signed_before_permit: bool = False
    buyer_names: str = ""

    @property
    def status(self) -> ContractStatus:
        """Return where it stands, by its days."""
        if self.ended_on is not None:
            return ContractStatus.CANCELLED if self.filed_on else ContractStatus.VOIDED
        return ContractStatus.FILED if self.filed_on else ContractStatus.SIGNED


@dataclass(slots=True, kw_only=True)
class PastBuyer:
    """Reads like a ContractParty."""

    order: int
    name: str
    identity_kind: str
    identity: Sealed
    phone: Sealed
    share: Decimal
