"""What the pages say about a contract before anybody acts: which checks it passes, and what stands in the way."""
from collections.abc import Sequence
from dataclasses import dataclass

from housing_portal.kit import clock
from transactions.enums import ContractStatus
from transactions.guards import ROOM, SIGNING, Refusal, SigningCase, each, examine
from transactions.models import Room, SaleContract
from transactions.services.buyers import in_force
from transactions.services.cases import case_of, limits_now, place
from transactions.services.filing import filing_verdict


@dataclass(frozen=True)
class Check:
    """A guard's answer as a page shows it."""

    label: str
    refusals: Sequence[str]
    doubts: Sequence[str]


def signing_case(contract: SaleContract) -> SigningCase:
    """Return the case of a draft as if it were signed now."""
    place(contract, Room.objects.select_related("building__estate__developer").get(pk=contract.room_id))
    return case_of(contract, in_force(contract))


def checks(case: SigningCase) -> list[Check]:
    """Return every check of a signing with what it finds."""
    return [
        Check(
            label,
            [one.sentence for one in found if isinstance(one, Refusal)],
            [one.sentence for one in found if not isinstance(one, Refusal)],
        )
        for label, found in each(case, limits_now(), SIGNING)
    ]


def obstacles(contract: SaleContract) -> list[str]:
    """Return why a draft cannot be signed, or a signed contract not filed, as things stand."""
    if contract.status == ContractStatus.DRAFT:
        verdict = examine(signing_case(contract), limits_now())
    elif contract.status in (ContractStatus.SIGNED, ContractStatus.FILING, ContractStatus.FILE_FAILED):
        verdict = filing_verdict(contract)
    else:
        return []
    return [refusal.sentence for refusal in verdict.refusals]


def room_obstacles(room: Room) -> list[str]:
    """Return why nobody can buy this room today; load building, estate and developer beforehand."""
    contract = SaleContract(signed_on=clock.today())
    place(contract, room)
    return [refusal.sentence for refusal in examine(case_of(contract, []), limits_now(), ROOM).refusals]
