"""变更: new terms or buyers in a contract that stands. The old version stays; figures get the difference."""
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from transactions.enums import ContractStatus, EventKind
from transactions.guards import MEASURES, STANDING, examine
from transactions.models import ContractParty, ContractVersion, SaleContract
from transactions.models.contract import Terms
from transactions.services.buyers import Buyer, in_force, names_of, parties_of, store_parties, traces
from transactions.services.cases import limits_now, must_pass, standing_case
from transactions.services.entry import Evidence, must
from transactions.services.events import NOTHING, book, booked_area, floor_area, must_follow
from transactions.services.holding import finish, lock_contract, masked, must_have, must_say
from transactions.workflow import CHANGEABLE, CONTRACT

RECORD = "transactions.record"
COLUMNS = tuple(field.attname for field in Terms._meta.fields)
MEASURED = ("area_priced", "price_basis", "unit_price", "total_price")


@transaction.atomic
def change_contract(
    *, actor: User, contract: SaleContract, buyers: Sequence[Buyer], terms: Mapping[str, Any], changed_on: date,
    reason: str, evidence: Evidence,
) -> SaleContract:
    """Replace terms and buyers by a new version; state, numbers and room stay."""
    must(actor, RECORD)
    contract = lock_contract(contract)
    _must_be_changeable(contract)
    must_follow(contract, "changed_on", changed_on)
    must_have(evidence, "请上传变更协议等证明材料。")
    words = must_say(reason, "请写明变更原因。")
    before, old, former = masked(contract), _columns(contract), in_force(contract)
    _keep_version(actor, contract, old, changed_on, words)
    contract.version += 1
    for name, value in terms.items():
        setattr(contract, name, value)
    parties = parties_of(contract, buyers)
    contract.buyer_names = names_of(parties)
    if old == _columns(contract) and _facts(former) == _facts(parties):
        raise ServiceError("没有任何内容与现行版本不同，请核对要变更的条款。")
    remeasured = any(getattr(contract, name) != old[name] for name in MEASURED)
    guards = {**STANDING, **MEASURES} if remeasured else STANDING  # area and price again only when they are new
    verdict = examine(standing_case(contract, parties), limits_now(), guards)
    must_pass(verdict)
    finish(actor, "合同变更", contract, before, evidence, words, proof="变更协议", also=traces(parties))
    store_parties(contract, parties)
    book(
        actor, contract, EventKind.CHANGE, changed_on, was_filed=contract.status == ContractStatus.FILED,
        area=floor_area(contract) - booked_area(contract) if remeasured else NOTHING,
        amount=contract.total_price - old["total_price"],
    )
    return contract


def _must_be_changeable(contract: SaleContract) -> None:
    if contract.status not in CHANGEABLE:
        allowed = "、".join(CONTRACT.states[state] for state in ContractStatus.values if state in CHANGEABLE)
        raise ServiceError(f"当前状态是“{contract.get_status_display()}”，不能变更（须为：{allowed}）。")


def _keep_version(actor: User, contract: SaleContract, old: Mapping[str, Any], on: date, reason: str) -> None:
    ContractVersion.objects.create(
        contract=contract, version=contract.version, replaced_on=on, reason=reason, recorded_by=actor,
        recorded_at=clock.now(), **old,
    )


def _columns(contract: SaleContract) -> dict[str, Any]:
    return {name: getattr(contract, name) for name in COLUMNS}


def _facts(parties: Sequence[ContractParty]) -> list[tuple[Any, ...]]:
    """Return what makes buyers the same buyers: names, documents, telephones and shares, in order."""
    return [(one.name, one.identity_kind, one.identity, one.phone or "", one.share) for one in parties]
