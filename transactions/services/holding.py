"""Taking a contract in hand: room first, then contract; and putting it back with its diary entry, names masked."""
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.workflow import Step
from transactions.enums import LAYER_OF, ContractLayer, ContractStatus
from transactions.guards import taken
from transactions.models import Room, SaleContract
from transactions.models.room import FOREVER
from transactions.services.entry import Evidence, keep
from transactions.workflow import CONTRACT

NAMES = "买受人"
RELATED = ("estate", "building", "seller", "permit", "loan_bank", "submitted_by", "confirmed_by", "recorded_by")


def lock_room(room: Room) -> Room:
    """Lock and return a room as it is now, with all that a signing looks at."""
    # locked alone, then read: a row that a merger moves to another building meanwhile falls out of a locked join
    Room.objects.select_for_update(no_key=True).only("pk").get(pk=room.pk)
    return Room.objects.select_related("building__estate__developer").get(pk=room.pk)


def lock_contract(contract: SaleContract) -> SaleContract:
    """Lock the room of a contract, then the contract, and return it as it is now; nothing but its key is trusted."""
    stored = SaleContract.objects.select_related(*RELATED).filter(pk=contract.pk)
    found = stored.values_list("room", flat=True).first()
    if found is None:
        raise ServiceError("这份草稿已被删除，请返回列表查看。")
    room = lock_room(Room(pk=found))
    locked = stored.select_for_update(of=("self",), no_key=True).get()
    locked.room = room
    return locked


def begin(actor: User, contract: SaleContract, code: str) -> tuple[SaleContract, dict[str, Any], Step]:
    """Lock a contract and move it along step ``code``; return it, its snapshot from before, and the step."""
    locked = lock_contract(contract)
    before = masked(locked)
    return locked, before, CONTRACT.enter(locked, code, actor)


def finish(
    actor: User, action: str, contract: SaleContract, before: dict[str, Any], evidence: Evidence = (),
    reason: str = "", proof: str = "证明材料", also: Mapping[str, Any] | None = None,
) -> SaleContract:
    """Store a contract with the layer of its room, its proof and one diary entry."""
    save_contract(contract)
    set_layer(contract)
    keep(actor, contract, evidence, proof)
    note(actor, action, contract, before=before, after={**masked(contract), **(also or {})}, reason=reason)
    return contract


def save_contract(contract: SaleContract) -> None:
    """Save a contract. When somebody else was faster the database refuses, and the reader learns who has the room."""
    try:
        save_checked(contract)
    except ServiceError:
        others = SaleContract.objects.live().filter(room=contract.room).exclude(pk=contract.pk)
        if contract.status in LAYER_OF and (live := others.order_by("pk").first()):
            raise ServiceError({"room": taken(live)}) from None
        raise


def set_layer(contract: SaleContract) -> None:
    """Write what the contract says into the contract layer of its room; a draft says nothing."""
    if contract.status == ContractStatus.DRAFT:
        return
    room = contract.room
    room.contract_layer = LAYER_OF.get(ContractStatus(contract.status), ContractLayer.NONE)
    room.free_until = contract.signed_on if contract.status in LAYER_OF else FOREVER
    room.save(update_fields=["contract_layer", "free_until"])


def masked(contract: SaleContract) -> dict[str, Any]:
    """Return the snapshot of a contract as the diary may keep it."""
    return {**snapshot(contract), NAMES: contract.masked_buyers}


def note(
    actor: User, action: str, obj: models.Model, *, before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None, reason: str = "",
) -> None:
    record(actor=actor, action=action, label=f"{action}：{obj}", obj=obj, before=before, after=after, reason=reason)


def must_have(evidence: Sequence[object], sentence: str) -> None:
    """Refuse a step without its document."""
    if not evidence:
        raise ServiceError({"evidence": sentence})


def must_say(reason: str, sentence: str) -> str:
    """Return the reason given, or refuse the step without one."""
    if not reason.strip():
        raise ServiceError({"reason": sentence})
    return reason.strip()
