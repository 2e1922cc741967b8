"""Drafts and signings (dossier §3.4). A draft holds nothing; signing takes the room, once."""
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from transactions.enums import ContractStatus, EventKind, Special
from transactions.guards import DRAFTING, SIGNING, covering, examine, is_before_permit, sale_kind
from transactions.models import ContractParty, Room, SaleContract
from transactions.services.buyers import Buyer, in_force, names_of, parties_of, store_parties, traces
from transactions.services.cases import case_of, limits_now, must_be_explained, must_pass, place
from transactions.services.entry import county, must
from transactions.services.events import book_whole
from transactions.services.holding import begin, finish, lock_contract, lock_room, masked, note, save_contract
from transactions.services.numbering import next_number
from transactions.services.rooms import lock_rooms
from transactions.services.violations import record_violation

RECORD = "transactions.record"
Terms = Mapping[str, Any]


class Unpermitted(ServiceError):
    """未批先售: refused like everything else, and kept on record."""


@transaction.atomic
def draft_contract(
    *, actor: User, room: Room, buyers: Sequence[Buyer], terms: Terms, signed_on: date,
    special: str = Special.NONE, note: str = "",
) -> SaleContract:
    """Prepare a contract; ``terms`` are the columns of ``models.Terms`` without the names of the buyers."""
    must(actor, RECORD)
    contract = SaleContract(recorded_by=actor, recorded_at=clock.now())
    place(contract, lock_room(room))
    return _write_draft(actor, "起草合同", contract, buyers, terms, signed_on, special, note, before={})


@transaction.atomic
def amend_draft(
    *, actor: User, contract: SaleContract, room: Room, buyers: Sequence[Buyer], terms: Terms, signed_on: date,
    special: str = Special.NONE, note: str = "",
) -> SaleContract:
    """Correct a draft, its room included; what has been signed is changed by ``change_contract``."""
    must(actor, RECORD)
    former = SaleContract.objects.filter(pk=contract.pk).values_list("room", flat=True)
    lock_rooms([room.pk, *former])  # both in one order: two drafts that change rooms must not wait for each other
    locked_room = lock_room(room)
    contract = _draft(contract)
    before = masked(contract)
    place(contract, locked_room)
    contract.parties.all().delete()
    return _write_draft(actor, "修改草稿", contract, buyers, terms, signed_on, special, note, before=before)


@transaction.atomic
def discard_draft(*, actor: User, contract: SaleContract) -> Room:
    """Delete a draft and return its room: a draft has no number, and no figure knows of it."""
    must(actor, RECORD)
    contract = _draft(contract)
    note(actor, "删除草稿", contract, before=masked(contract))
    contract.delete()
    return contract.room


def sign_contract(*, actor: User, contract: SaleContract, reason: str = "") -> SaleContract:
    """Sign a draft: the room is taken, the contract gets its number, the signing is booked.

    Raises NeedsReason, which ``reason`` answers, for a price far below the filed one. 未批先售 is refused and recorded;
    the record outlives the refusal.
    """
    try:
        return _sign(actor, contract, reason)
    except Unpermitted as refusal:
        record_violation(actor=actor, contract=contract, refusal=refusal)
        raise


@transaction.atomic
def _sign(actor: User, contract: SaleContract, reason: str) -> SaleContract:
    contract, before, step = begin(actor, contract, "sign")
    place(contract, contract.room)
    parties = in_force(contract)
    case = case_of(contract, parties)
    verdict = examine(case, limits_now(), SIGNING)
    must_pass(verdict, Unpermitted if verdict.unpermitted else ServiceError)
    must_be_explained(verdict, reason)
    cover = covering(case)
    contract.permit = cover and cover.permit
    contract.kind, contract.signed_before_permit = sale_kind(case), is_before_permit(case)
    contract.contract_no = _contract_number(contract.signed_on)
    finish(actor, step.label, contract, before, reason=reason)
    book_whole(actor, contract, EventKind.SIGN, contract.signed_on)
    return contract


def _contract_number(on: date) -> str:
    return next_number("contract_no", f"{county()}{on:%Y%m%d}", 5, prefix=f"网签{on:%Y%m%d}", year=on.year)


def _draft(contract: SaleContract) -> SaleContract:
    locked = lock_contract(contract)
    if locked.status != ContractStatus.DRAFT:
        raise ServiceError(
            f"合同 {locked.contract_no} 已网签，不能按草稿修改或删除；条款有变请办理变更，不再履行请撤销网签。"
        )
    return locked


def _write_draft(
    actor: User, action: str, contract: SaleContract, buyers: Sequence[Buyer], terms: Terms, signed_on: date,
    special: str, remark: str, *, before: dict[str, Any],
) -> SaleContract:
    contract.signed_on, contract.special, contract.note = signed_on, special, remark
    for name, value in terms.items():
        setattr(contract, name, value)
    parties = parties_of(contract, buyers)
    contract.buyer_names = names_of(parties)
    case = case_of(contract, parties)
    contract.kind = sale_kind(case)
    must_pass(examine(case, limits_now(), DRAFTING))
    save_contract(contract)
    store_parties(contract, parties)
    note(actor, action, contract, before=before, after={**masked(contract), **traces(parties)})
    return contract


def buyers_of(parties: Sequence[ContractParty]) -> list[Buyer]:
    """Return stored parties as a form states them."""
    return [
        Buyer(
            name=party.name, identity=party.identity, identity_kind=party.identity_kind, share=party.share,
            phone=party.phone or "",
        )
        for party in parties
    ]
