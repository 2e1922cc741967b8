"""Sellers and buyers of an existing home: who they are, what each owns or gets, and that nobody stands there twice."""
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import plain
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import Sealed, mask_name
from housing_portal.registry.identity import as_typed, checked_identity, validate_phone
from transactions.enums import Side
from transactions.guards.people import FULL, repeated, share_fault
from transactions.models import ExistingHomeContract, ExistingHomeParty

BOXES = ("name", "identity_kind", "identity", "phone", "share")


def box(side: str, place: int, name: str) -> str:
    """Return under which name the ``place``-th person of a side is typed in and refused."""
    return f"{side}_{place}_{name}"


@dataclass(frozen=True)
class PartyFacts:
    """One person as typed. ``share`` may be left out where a side has one person alone."""

    side: str
    name: str
    identity_kind: str
    identity: str | Sealed = field(repr=False)
    phone: str | Sealed = field(default="", repr=False)
    share: Decimal | None = None


def checked_parties(parties: Sequence[PartyFacts]) -> list[ExistingHomeParty]:
    """Return the parties as they will be stored, or raise ServiceError with what is wrong with the first of them."""
    made = [party for side in Side for party in _side(side, [one for one in parties if one.side == side])]
    for place, _first in repeated(made):
        raise ServiceError({"parties": f"{mask_name(made[place - 1].name)}的证件号码出现两次，请核对买卖双方的证件。"})
    return made


def replace_parties(contract: ExistingHomeContract, parties: Iterable[ExistingHomeParty]) -> None:
    """Store ``parties`` as those of ``contract``; allowed only before it is signed."""
    contract.parties.all().delete()
    for party in parties:
        party.contract = contract
        save_checked(party)


def traces(contract: ExistingHomeContract) -> dict[str, str]:
    """Return what the diary keeps of each side: masked names, masked numbers with their marks, and shares."""
    people = contract.parties.order_by("side", "order")
    return {
        side.label: "；".join(
            f"{mask_name(one.name)} {one.identity.trace} {plain(one.share)}%" for one in people if one.side == side
        )
        for side in Side
    }


def _side(side: Side, people: Sequence[PartyFacts]) -> list[ExistingHomeParty]:
    if not people:
        raise ServiceError({"parties": f"请至少填写一位{side.label}。"})
    shares = [FULL] if len(people) == 1 and people[0].share is None else [one.share for one in people]
    if None in shares:
        raise ServiceError({"parties": f"{side.label}有 {len(people)} 人，请逐一填写份额。"})
    if fault := share_fault(side.label, shares):
        raise ServiceError({"parties": fault})
    rows = enumerate(zip(people, shares, strict=True), 1)
    return [_party(side, order, one, share) for order, (one, share) in rows]


def _party(side: Side, order: int, one: PartyFacts, share: Decimal) -> ExistingHomeParty:
    if not one.name:
        raise ServiceError({box(side, order, "name"): f"请填写{side.label}第 {order} 人的姓名（名称）。"})
    if "*" in one.name:
        raise ServiceError({box(side, order, "name"): f"请填写{side.label}第 {order} 人的完整姓名，不带星号（*）。"})
    number = _checked(side, order, "identity", lambda: checked_identity(one.identity_kind, one.identity))
    phone = as_typed(one.phone)
    if phone:
        _checked(side, order, "phone", lambda: validate_phone(phone))
    party = ExistingHomeParty(
        side=side, order=order, name=one.name, identity_kind=one.identity_kind, identity=number,
        phone=phone or None, share=share,
    )
    party.identity_index = party.identity.index
    return party


def _checked(side: Side, order: int, name: str, check: Callable[[], Any]) -> Any:
    """Return what ``check`` gives; its refusal names the person and stands at the box."""
    try:
        return check()
    except ValidationError as error:
        sentence = f"{side.label}第 {order} 人：{''.join(error.messages)}"
        raise ServiceError({box(side, order, name): sentence}) from None
