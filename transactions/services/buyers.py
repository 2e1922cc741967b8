"""Buyers as they come from a form or a workbook, and as a contract keeps them."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import plain
from housing_portal.kit.secrecy import Sealed, mask_name
from housing_portal.registry.identity import IdentityKind, as_typed, normal_identity
from transactions.models import ContractParty, SaleContract

IN_DIARY = "买受人证件与份额"
MOST_BUYERS = 8  # boxes on the form; a purchase by more people is split into several papers anyway


@dataclass(frozen=True)
class Buyer:
    """A buyer as stated. A number may be plain or, unchanged from an earlier version, sealed."""

    name: str
    identity: str | Sealed = field(repr=False)
    identity_kind: str = IdentityKind.ID_CARD
    share: Decimal = Decimal(100)
    phone: str | Sealed = field(default="", repr=False)


def parties_of(contract: SaleContract, buyers: Sequence[Buyer]) -> list[ContractParty]:
    """Return the unsaved parties of the contract's present version; a spoilt number is refused at its box."""
    faults: dict[str, list[str]] = {}
    parties = []
    for order, buyer in enumerate(buyers, start=1):
        try:
            number = normal_identity(buyer.identity_kind, as_typed(buyer.identity))
        except ValidationError as error:
            faults[f"buyer_{order}_identity"] = error.messages
            continue
        parties.append(
            ContractParty(
                contract=contract, version=contract.version, order=order, name=text.clean(buyer.name),
                identity_kind=buyer.identity_kind, identity=number, share=buyer.share,
                phone=as_typed(buyer.phone) or None,
            )
        )
    if faults:
        raise ServiceError(faults)
    return parties


def store_parties(contract: SaleContract, parties: Sequence[ContractParty]) -> None:
    """Keep the parties of a version that is new; earlier versions keep theirs."""
    for party in parties:
        party.contract, party.version = contract, contract.version
        party.identity_index = party.identity.index
        party.clean_fields()
    ContractParty.objects.bulk_create(parties)


def names_of(parties: Sequence[ContractParty]) -> str:
    return "、".join(party.name for party in parties)


def traces(parties: Sequence[ContractParty]) -> dict[str, str]:
    """Return what the diary keeps of the buyers: masked names, numbers with their marks, telephones and shares."""
    return {IN_DIARY: "；".join(
        f"{mask_name(one.name)} {one.identity.trace} {one.phone or ''} {plain(one.share)}%" for one in parties
    )}


def in_force(contract: SaleContract) -> QuerySet[ContractParty]:
    """Return the buyers of the version in force, in their order."""
    return contract.parties.filter(version=contract.version).order_by("order")
