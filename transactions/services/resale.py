"""存量房: verified, signed, filed, transferred or cancelled (dossier §3.4). Every step leaves a signed event."""
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import snapshot, take_number
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.saving import save_checked
from transactions.enums import (
    RESIDENTIAL,
    SEALS,
    ContractLayer,
    EscrowChoice,
    FundStatus,
    ResaleEventKind,
    ResaleStatus,
    RestrictionKind,
)
from transactions.models import (
    ExistingHomeContract,
    ExistingHomeEvent,
    ExistingHomeFund,
    ExistingHomeParty,
    Room,
    RoomRestriction,
)
from transactions.services.entry import Evidence, change, county, enter, lock, must, not_before, not_in_future
from transactions.services.parties import PartyFacts, checked_parties, replace_parties, traces
from transactions.workflow import RECORD, RESALE

# what must be answered with yes, and what to do when the answer is no
CHECKS = {
    "title_agrees": "权属不一致，不能核验：请权利人先到不动产登记机构办理更正或转移登记，再来核验。",
    "no_seal": "房屋有查封，不能核验：请待查封机关解除查封并送达文书后再来核验。",
    "co_owners_agree": "共有人未同意，不能核验：请全体共有人到场签字，或提交经公证的同意书、授权书。",
}
WAIVER = "自行划转的，请上传双方书面放弃资金监管的声明。"
APPLICATION = "注销已网签的合同，请上传双方申请或生效的判决、裁决文书。"
MUST_BE_HANDLED = "有抵押的须写明处理方式，例如 带押过户、先还款注销。"
NOT_TITLED = (ContractLayer.SIGNED, ContractLayer.FILED)
HINDERING = (*SEALS, RestrictionKind.OBJECTION)


@transaction.atomic
def verify_home(
    *, actor: User, parties: Sequence[PartyFacts], evidence: Evidence = (), **facts: Any
) -> ExistingHomeContract:
    """Record that a home may be sold: title, seals, co-owners and mortgage have all been looked into."""
    must(actor, RECORD)
    contract = ExistingHomeContract(**facts)
    people = _verified(contract, parties)
    if contract.escrow_choice == EscrowChoice.WAIVED and not evidence:
        raise ServiceError({"evidence": WAIVER})
    year = contract.verified_on.year
    contract.verify_code = f"{county()}HY{year}{take_number(prefix='房源核验', year=year):06}"
    enter(actor, "核验房源", contract, evidence)
    replace_parties(contract, people)
    return contract


@transaction.atomic
def amend_verification(
    *, actor: User, contract: ExistingHomeContract, parties: Sequence[PartyFacts], evidence: Evidence = (), **facts: Any
) -> ExistingHomeContract:
    """Correct what was verified; once signed, a mistake is mended by cancelling and verifying anew."""
    must(actor, RECORD)
    contract = lock(contract)
    if contract.status != ResaleStatus.VERIFIED:
        raise ServiceError(f"合同{contract.get_status_display()}，内容不能再改；有误请注销后重新核验。")
    before, former = snapshot(contract), traces(contract)
    for name, value in facts.items():
        setattr(contract, name, value)
    people = _verified(contract, parties)
    if contract.escrow_choice == EscrowChoice.WAIVED and not (evidence or Attachment.objects.about(contract).exists()):
        raise ServiceError({"evidence": WAIVER})
    replace_parties(contract, people)
    now = traces(contract)
    return change(
        actor, "更正核验", contract, before, evidence, also={label: (former[label], now[label]) for label in now}
    )


@transaction.atomic
def sign_resale(*, actor: User, contract: ExistingHomeContract, signed_on: date) -> ExistingHomeContract:
    """Sign online: the contract gets its number, and the home is looked up again for seals."""
    contract, before = _begin(actor, contract, "sign")
    not_in_future("signed_on", signed_on)
    not_before("signed_on", signed_on, contract.verified_on, "核验日期")
    _must_be_free(contract, "signed_on")
    contract.signed_on, contract.submitted_by = signed_on, actor
    number = take_number(prefix=f"存量网签{signed_on:%Y%m%d}", year=signed_on.year)
    contract.contract_no = f"{county()}CL{signed_on:%Y%m%d}{number:05}"
    change(actor, "网签", contract, before)
    return _happened(actor, contract, ResaleEventKind.SIGN, signed_on, 1)


@transaction.atomic
def file_resale(*, actor: User, contract: ExistingHomeContract, filed_on: date) -> ExistingHomeContract:
    """File a signed contract; whoever signed it cannot do so."""
    contract, before = _begin(actor, contract, "file")
    if actor.is_person(contract.submitted_by_id):
        raise ServiceError("备案人不能是网签经办人本人，请由另一位同事备案。")
    not_in_future("filed_on", filed_on)
    not_before("filed_on", filed_on, contract.signed_on, "签订日期")
    _must_be_free(contract, "filed_on")
    contract.filed_on, contract.confirmed_by = filed_on, actor
    number = take_number(prefix="存量备案", year=filed_on.year)
    contract.filing_no = f"{county()}CLBA{filed_on.year}{number:06}"
    change(actor, "备案", contract, before)
    return _happened(actor, contract, ResaleEventKind.FILE, filed_on, 1)


@transaction.atomic
def transfer_resale(
    *, actor: User, contract: ExistingHomeContract, transferred_on: date, evidence: Evidence = ()
) -> ExistingHomeContract:
    """Record that the register shows the buyer; with supervised money only when all of it is there."""
    contract, before = _begin(actor, contract, "transfer")
    not_in_future("transferred_on", transferred_on)
    not_before("transferred_on", transferred_on, contract.filed_on, "备案日期")
    if contract.escrow_choice == EscrowChoice.SUPERVISED:
        _must_be_funded(contract)
    contract.transferred_on = transferred_on
    change(actor, "登记过户", contract, before, evidence)
    return _happened(actor, contract, ResaleEventKind.TRANSFER, transferred_on, 0)


@transaction.atomic
def cancel_resale(
    *,
    actor: User,
    contract: ExistingHomeContract,
    ended_on: date,
    end_reason: str,
    end_note: str,
    evidence: Evidence = (),
) -> ExistingHomeContract:
    """End a contract before the transfer; the event is negative on its own day, whatever day it was signed on."""
    contract, before = _begin(actor, contract, "cancel")
    if actor.is_person(contract.submitted_by_id):
        raise ServiceError("注销人不能是网签经办人本人，请由另一位同事办理。")
    not_in_future("ended_on", ended_on)
    latest = contract.filed_on or contract.signed_on or contract.verified_on
    not_before("ended_on", ended_on, latest, "最近一次办理日期")
    if not end_reason:
        raise ServiceError({"end_reason": "请选择注销原因。"})
    if not end_note.strip():
        raise ServiceError({"end_note": "请写明注销的经过和依据。"})
    if contract.signed_on and not evidence:
        raise ServiceError({"evidence": APPLICATION})
    contract.ended_on, contract.end_reason, contract.end_note = ended_on, end_reason, end_note
    change(actor, "注销", contract, before, evidence, reason=end_note)
    if contract.signed_on is None:
        return contract  # never signed: no figure holds it
    return _happened(actor, contract, ResaleEventKind.CANCEL, ended_on, -1)


# -- shared steps ------------------------------------------------------------------------------------


def _begin(actor: User, contract: ExistingHomeContract, code: str) -> tuple[ExistingHomeContract, dict[str, Any]]:
    contract = lock(contract)
    before = snapshot(contract)
    RESALE.enter(contract, code, actor)
    return contract, before


def _verified(contract: ExistingHomeContract, parties: Sequence[PartyFacts]) -> list[ExistingHomeParty]:
    """Check the answers of 核验 and return the parties ready to be stored."""
    contract.estate_unit_no = "".join(contract.estate_unit_no.split()).upper()
    not_in_future("verified_on", contract.verified_on)
    faults = {name: sentence for name, sentence in CHECKS.items() if not getattr(contract, name)}
    if contract.has_mortgage and not contract.mortgage_note.strip():
        faults["mortgage_note"] = MUST_BE_HANDLED
    if faults:
        raise ServiceError(faults)
    _must_be_free(contract, "no_seal")
    return checked_parties(parties)


def _must_be_free(contract: ExistingHomeContract, field: str) -> None:
    """Compare the answers with the building table, where the home stands in it."""
    room = Room.objects.filter(estate_unit_no=contract.estate_unit_no).select_related("building").first()
    if room is None:
        return
    seal = RoomRestriction.objects.active().filter(room=room, kind__in=HINDERING).first()
    if seal is not None:
        raise ServiceError({field: f"楼盘表中这户（{room}）有{seal}：{seal.case_no or seal.authority}，须先解除。"})
    if room.contract_layer in NOT_TITLED:
        words = room.get_contract_layer_display()
        raise ServiceError(
            {field: f"这户（{room}）的商品房合同{words}、尚未登记产权，不能按存量房出售；请先办理不动产首次转移登记。"}
        )


def _must_be_funded(contract: ExistingHomeContract) -> None:
    fund = ExistingHomeFund.objects.with_balance().filter(contract=contract).first()
    if fund is None:
        raise ServiceError("合同约定资金监管，尚未开立监管：请先登记监管协议并存足资金，再登记过户。")
    if fund.status != FundStatus.FUNDED:
        held = fund.balance or Decimal(0)
        raise ServiceError(
            f"监管资金未到位：应监管 {grouped(fund.due_amount, 2)} 元，已存 {grouped(held, 2)} 元，"
            f"差 {grouped(fund.due_amount - held, 2)} 元；存足后才能登记过户。"
        )


def _happened(
    actor: User, contract: ExistingHomeContract, kind: ResaleEventKind, on: date, sign: int
) -> ExistingHomeContract:
    """Write the event of a step; ``sign`` is what it adds to sales: one contract, none, or minus one."""
    save_checked(ExistingHomeEvent(
        contract=contract, kind=kind, was_filed=kind != ResaleEventKind.FILE and contract.filed_on is not None,
        occurred_on=on, month=on.year * 100 + on.month, is_residential=contract.use in RESIDENTIAL,
        special=contract.special, sets=sign, area=sign * contract.area, amount=sign * contract.total_price,
        recorded_by=actor, recorded_at=clock.now(),
    ))
    return contract

