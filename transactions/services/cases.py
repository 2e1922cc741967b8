"""Bringing together what the guards judge one contract by, and turning their verdict into a refusal."""
from collections.abc import Sequence
from typing import TypeVar

from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.registry import parameters
from housing_portal.registry.models import PermitBuilding
from transactions.enums import PriceStatus
from transactions.guards import Limits, SigningCase, Verdict
from transactions.models import ContractParty, PriceFiling, Room, RoomPrice, SaleContract
from transactions.querysets import BLOCKING

Refused = TypeVar("Refused", bound=ServiceError)


def limits_now() -> Limits:
    """Return what the county has set."""
    return Limits(today=clock.today(), price_drop_percent=parameters.number("price_drop_percent"))


def place(contract: SaleContract, room: Room) -> None:
    """Write room, estate, seller and use into the contract as they are now; load building, estate and developer."""
    building = room.building
    contract.room, contract.building, contract.estate = room, building, building.estate
    contract.seller = building.estate.developer
    contract.room_label, contract.use, contract.is_residential = room.label, room.use, room.is_residential


def case_of(contract: SaleContract, buyers: Sequence[ContractParty]) -> SigningCase:
    """Return the case of one contract at the window: everything that a signing is judged by."""
    room, signed_on = contract.room, contract.signed_on
    permits = PermitBuilding.objects.filter(building=room.building_id).select_related("permit").order_by("pk")
    others = SaleContract.objects.filter(room=room).exclude(pk=contract.pk)
    ended = others.exclude(ended_on=None).order_by("-ended_on", "-pk").values_list("ended_on", flat=True)
    prices = RoomPrice.objects.in_force().filter(room=room, filing__filed_on__lte=signed_on)
    return SigningCase(
        contract=contract,
        buyers=buyers,
        permits=list(permits),
        restrictions=list(room.restrictions.active().select_related("creditor").order_by("from_on", "pk")),
        live=others.live().order_by("pk").first(),
        freed_on=ended.first(),
        price=prices.select_related("filing").first(),
        has_prices=PriceFiling.objects.filter(estate=contract.estate_id, status=PriceStatus.FILED).exists(),
    )


def standing_case(contract: SaleContract, buyers: Sequence[ContractParty]) -> SigningCase:
    """Return the case of a contract already signed: mortgages and the like no longer stand in its way, seals do."""
    room = contract.room
    stopping = room.restrictions.active().filter(kind__in=BLOCKING).order_by("from_on", "pk")
    prices = RoomPrice.objects.in_force().filter(room=room).select_related("filing")
    return SigningCase(contract=contract, buyers=buyers, restrictions=list(stopping), price=prices.first())


def must_pass(verdict: Verdict, refused: type[Refused] = ServiceError) -> None:
    """Raise what the guards refuse, each sentence at its field."""
    sentences: dict[str, list[str]] = {}
    for refusal in verdict.refusals:
        sentences.setdefault(refusal.field, []).append(refusal.sentence)
    if sentences:
        raise refused(sentences)


def must_be_explained(verdict: Verdict, reason: str) -> None:
    """Ask for a reason when the guards are in doubt and none was given."""
    if verdict.doubts and not reason.strip():
        words = "；".join(doubt.sentence.rstrip("。") for doubt in verdict.doubts)
        raise NeedsReason(f"{words}。", verdict.doubts[0].code)
