"""From draft to the end of a contract: numbers, layers, events, and who may not do what."""
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.journal.history import attachments_of
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.registry import parameters
from housing_portal.registry.models import Setting
from tests.material import pdf_bytes
from tests.transactions import builders
from transactions.enums import ContractLayer, ContractStatus, EndReason, EventKind, PriceStatus, RestrictionKind
from transactions.models import ContractEvent, ContractParty, PriceFiling, Room, RoomPrice, SaleContract, SaleViolation
from transactions.services import contracts, endings, filing
from transactions.services.restrictions import restrict_rooms

TODAY = date(2026, 5, 20)
PROOF = [("双方解除申请.pdf", pdf_bytes("双方解除申请"))]


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


def moved(contract: SaleContract) -> list[tuple[str, bool, int, str, str]]:
    events = ContractEvent.objects.filter(contract=contract).order_by("pk")
    return [(e.kind, e.was_filed, e.sets, str(e.area), str(e.amount)) for e in events]


def layer(room: Room) -> str:
    return Room.objects.get(pk=room.pk).contract_layer


def priced(room: Room, by: User, confirmer: User, unit_price: str) -> RoomPrice:
    made = PriceFiling.objects.create(
        estate=room.building.estate, developer=room.building.estate.developer, batch="首批", filed_on=date(2026, 1, 5),
        recorded_by=by, recorded_at=clock.now(), status=PriceStatus.FILED, confirmed_by=confirmer,
        confirmed_at=clock.now(),
    )
    price = Decimal(unit_price)
    return RoomPrice.objects.create(
        filing=made, room=room, version=1, unit_price=price, total_price=(price * room.area).quantize(Decimal("0.01"))
    )


# -- drafts ---------------------------------------------------------------------------------------------


def test_a_draft_has_no_number_holds_nothing_and_is_no_event(room: Room, clerk: User) -> None:
    draft = builders.drafted(room, clerk)
    assert (draft.status, draft.contract_no, draft.buyer_names) == (ContractStatus.DRAFT, None, "周小静")
    assert layer(room) == ContractLayer.NONE
    assert moved(draft) == []


def test_a_draft_is_amended_room_and_buyers_included(room: Room, clerk: User) -> None:
    draft = builders.drafted(room, clerk)
    other = builders.room(room.building, "1503", area="80.00")
    contracts.amend_draft(
        actor=clerk, contract=draft, room=other, buyers=[builders.buyer("李大山", 2)], terms=builders.terms("80.00"),
        signed_on=TODAY,
    )
    stored = SaleContract.objects.get()
    assert (stored.room, stored.room_label, stored.buyer_names) == (other, "7#楼1单元1503", "李大山")
    assert [party.name for party in ContractParty.objects.all().order_by("pk")] == ["李大山"]


def test_a_discarded_draft_leaves_its_entry_alone(room: Room, clerk: User) -> None:
    contracts.discard_draft(actor=clerk, contract=builders.drafted(room, clerk))
    assert SaleContract.objects.count() == 0
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == ["起草合同", "删除草稿"]


def test_a_signed_contract_is_neither_amended_nor_discarded(room: Room, clerk: User) -> None:
    contract = builders.signed(room, clerk)
    with pytest.raises(ServiceError) as refused:
        contracts.discard_draft(actor=clerk, contract=contract)
    assert refused.value.sentence == (
        "合同 62079920260520" "00001 已网签，不能按草稿修改或删除；条款有变请办理变更，不再履行请撤销网签。"
    )


# -- signing --------------------------------------------------------------------------------------------


def test_signing_takes_the_room_a_number_and_one_event(room: Room, clerk: User) -> None:
    contract = builders.signed(room, clerk)
    assert (contract.contract_no, contract.filing_no) == ("6207992026052000001", None)
    assert (contract.kind, contract.permit.developer, contract.seller) == (
        "presale", room.building.estate.developer, room.building.estate.developer
    )
    assert layer(room) == ContractLayer.SIGNED
    assert moved(contract) == [(EventKind.SIGN, False, 1, "100.00", "600000.00")]
    assert ContractEvent.objects.get().month == 202605


def test_the_diary_keeps_names_masked(room: Room, clerk: User) -> None:
    contract = builders.signed(room, clerk, buyers=[builders.buyer("周小静", 1, "50"), builders.buyer("李山", 2, "50")])
    builders_words = str(list(Entry.objects.order_by("pk").values_list("label", "before", "after", "reason")))
    assert "周*静、李*" in builders_words
    assert not any(word in builders_words for word in ("周小静", "李山", builders.identity(1)))
    assert contract.masked_buyers == "周*静、李*"


def test_numbers_run_on_by_the_day_of_signing(room: Room, clerk: User) -> None:
    second, third = builders.room(room.building, "1503"), builders.room(room.building, "1504")
    numbers = [
        builders.signed(room, clerk).contract_no, builders.signed(second, clerk).contract_no,
        builders.signed(third, clerk, on=date(2026, 5, 19)).contract_no,
    ]
    assert numbers == ["6207992026052000001", "6207992026052000002", "6207992026051900001"]


def test_a_room_with_a_contract_is_refused_with_its_number_and_masked_buyer(room: Room, clerk: User) -> None:
    draft = builders.drafted(room, clerk, buyers=[builders.buyer("李大山", 2)])
    builders.signed(room, clerk)
    with pytest.raises(ServiceError) as refused:
        contracts.sign_contract(actor=clerk, contract=draft, reason="本楼盘未实行一房一价")
    assert refused.value.message_dict == {
        "room": ["这户已有有效合同 6207992026052000001（已签未备案，买受人 周*静），须先撤销或注销才能再次签约。"]
    }
    assert SaleContract.objects.live().count() == 1


def test_a_low_price_wants_a_reason_and_a_high_one_is_refused(room: Room, clerk: User, chief: User) -> None:
    priced(room, clerk, chief, "6000.00")
    draft = builders.drafted(room, clerk, unit_price="5000.00")
    with pytest.raises(NeedsReason) as doubted:
        contracts.sign_contract(actor=clerk, contract=draft)
    assert doubted.value.sentence == (
        "单价 5,000 元比备案价 6,000 元低 16.67 %，疑似工抵房或异常交易；属特殊交易的请选择类别，否则请写明原因。"
    )
    with pytest.raises(ServiceError) as refused:
        builders.drafted(room, clerk, unit_price="6000.01")
    assert refused.value.message_dict == {"unit_price": [
        "单价 6,000.01 元高于备案价 6,000 元（2026-01-05 备案），请改为不高于备案价，或先办理备案价调整。"
    ]}
    assert contracts.sign_contract(actor=clerk, contract=draft, reason="团购优惠").status == ContractStatus.SIGNED


def test_signing_without_permit_is_refused_and_recorded_once_a_day(room: Room, clerk: User) -> None:
    elsewhere = builders.room(builders.building(room.building.estate, "8#楼"), "201", floor=2)
    draft = builders.drafted(elsewhere, clerk)
    for _twice in range(2):
        with pytest.raises(ServiceError) as refused:
            contracts.sign_contract(actor=clerk, contract=draft, reason="急")
    sentence = "8#楼没有预售许可，也未办理现售备案，不能签约；取得许可后再办理。"
    assert refused.value.message_dict == {"room": [sentence]}
    found = SaleViolation.objects.get()
    assert (found.room, found.found_on, found.what, found.detail) == (elsewhere, TODAY, "未批先售", sentence)
    assert SaleContract.objects.get(pk=draft.pk).status == ContractStatus.DRAFT
    assert moved(draft) == []


def test_the_county_may_switch_the_recording_off(room: Room, clerk: User) -> None:
    Setting.objects.create(key=f"{parameters.PREFIX}record_unpermitted", value="0")
    elsewhere = builders.room(builders.building(room.building.estate, "8#楼"), "201", floor=2)
    with pytest.raises(ServiceError):
        builders.signed(elsewhere, clerk)
    assert SaleViolation.objects.count() == 0


def test_nobody_without_the_permission_signs(room: Room, clerk: User, finance: User) -> None:
    draft = builders.drafted(room, clerk)
    with pytest.raises(ServiceError) as refused:
        contracts.sign_contract(actor=finance, contract=draft)
    assert refused.value.sentence == "您没有“网签”的权限，请联系有此权限的同事办理。"


# -- endings --------------------------------------------------------------------------------------------


def test_a_void_signing_frees_the_room_and_books_its_minus(room: Room, clerk: User) -> None:
    contract = builders.signed(room, clerk)
    void = endings.void_contract(
        actor=clerk, contract=contract, end_reason=EndReason.BUYER_DEFAULT, reason="首付未到位"
    )
    assert (void.status, void.ended_on, layer(room)) == (ContractStatus.VOIDED, TODAY, ContractLayer.NONE)
    assert moved(contract) == [
        (EventKind.SIGN, False, 1, "100.00", "600000.00"), (EventKind.VOID, False, -1, "-100.00", "-600000.00")
    ]
    again = builders.signed(room, clerk)
    assert (again.contract_no, layer(room)) == ("6207992026052000002", ContractLayer.SIGNED)


def test_a_room_is_not_sold_again_before_its_last_contract_ended(room: Room, clerk: User) -> None:
    contract = builders.signed(room, clerk, on=date(2026, 5, 1))
    endings.void_contract(actor=clerk, contract=contract, end_reason=EndReason.AGREED, reason="协商")
    with pytest.raises(ServiceError) as refused:
        builders.signed(room, clerk, on=date(2026, 5, 19))
    assert refused.value.message_dict == {
        "signed_on": ["这户的上一份合同 2026-05-20 才撤销、注销，签订日期不能早于这一天。"]
    }


@pytest.fixture
def contract(room: Room, clerk: User, chief: User) -> SaleContract:
    """Return a contract that has been filed."""
    return builders.filed(room, clerk, chief, on=date(2026, 3, 2), filed_on=date(2026, 3, 20))


def asked(contract: SaleContract, by: User, **facts: object) -> SaleContract:
    return endings.request_cancel(**{
        "actor": by, "contract": contract, "end_reason": EndReason.AGREED, "reason": "双方协商解除", "evidence": PROOF,
        **facts,
    })


def test_a_cancellation_takes_two_persons_and_books_its_minus_on_its_own_day(
    contract: SaleContract, clerk: User, chief: User
) -> None:
    asked(contract, clerk)
    assert layer(contract.room) == ContractLayer.FILED
    ended = endings.approve_cancel(actor=chief, contract=contract)
    assert (ended.status, ended.ended_on, ended.filing_no) == (ContractStatus.CANCELLED, TODAY, "620799BA2026000001")
    assert moved(contract) == [
        (EventKind.SIGN, False, 1, "100.00", "600000.00"), (EventKind.FILE, False, 1, "100.00", "600000.00"),
        (EventKind.CANCEL, True, -1, "-100.00", "-600000.00"),
    ]
    assert layer(contract.room) == ContractLayer.NONE
    assert [file.name for file in attachments_of(contract)] == ["双方解除申请.pdf"]


def test_a_cancellation_needs_its_document_and_its_words(contract: SaleContract, clerk: User) -> None:
    with pytest.raises(ServiceError) as refused:
        asked(contract, clerk, evidence=[])
    assert refused.value.message_dict == {"evidence": ["请上传双方解除申请。"]}
    with pytest.raises(ServiceError) as refused:
        asked(contract, clerk, end_reason=EndReason.COURT, evidence=[])
    assert refused.value.message_dict == {"evidence": ["请上传生效法律文书。"]}


def test_what_a_court_holds_is_not_given_up_by_agreement(
    room: Room, contract: SaleContract, clerk: User, chief: User
) -> None:
    asked(contract, clerk)
    seal = {"authority": "云岭县人民法院", "case_no": "（2026）云01执1号"}
    restrict_rooms(actor=clerk, rooms=[room], kind=RestrictionKind.PRE_SEALED, from_on=TODAY, **seal)
    held = "这户自 2026-05-20 起预查封（云岭县人民法院，（2026）云01执1号），解除之前只能凭生效法律文书撤销、注销。"
    with pytest.raises(ServiceError) as refused:
        endings.approve_cancel(actor=chief, contract=contract)
    assert refused.value.messages == [held]
    endings.refuse_cancel(actor=chief, contract=contract, reason="已预查封")
    with pytest.raises(ServiceError) as refused:
        asked(contract, clerk)
    assert refused.value.messages == [held]
    asked(contract, clerk, end_reason=EndReason.COURT)
    assert endings.approve_cancel(actor=chief, contract=contract).status == ContractStatus.CANCELLED


def test_a_sealed_signing_is_voided_on_the_paper_of_a_court_alone(room: Room, clerk: User) -> None:
    contract = builders.signed(room, clerk)
    seal = {"authority": "云岭县人民法院", "case_no": "（2026）云01执1号"}
    restrict_rooms(actor=clerk, rooms=[room], kind=RestrictionKind.SEALED, from_on=TODAY, **seal)
    found = []
    for reason in (EndReason.AGREED, EndReason.COURT):
        with pytest.raises(ServiceError) as refused:
            endings.void_contract(actor=clerk, contract=contract, end_reason=reason, reason="判决解除")
        found += refused.value.messages
    assert found == [
        "这户自 2026-05-20 起查封（云岭县人民法院，（2026）云01执1号），解除之前只能凭生效法律文书撤销、注销。",
        "请上传生效法律文书。",
    ]
    voided = endings.void_contract(
        actor=clerk, contract=contract, end_reason=EndReason.COURT, reason="判决解除", evidence=PROOF
    )
    assert voided.status == ContractStatus.VOIDED


def test_a_refused_cancellation_leaves_the_contract_filed(contract: SaleContract, clerk: User, chief: User) -> None:
    asked(contract, clerk)
    kept = endings.refuse_cancel(actor=chief, contract=contract, reason="材料缺买受人签字")
    assert (kept.status, kept.end_reason, kept.end_note) == (ContractStatus.FILED, "", "")
    assert len(moved(contract)) == 2


def test_a_loan_must_be_released_first(room: Room, clerk: User, chief: User) -> None:
    bank = builders.organization("云岭农商银行", builders.OrganizationKind.BANK)
    contract = builders.filed(
        room, clerk, chief, pay_method="loan", down_payment=Decimal(200000), loan_amount=Decimal(400000), loan_bank=bank
    )
    with pytest.raises(ServiceError) as refused:
        asked(contract, clerk)
    assert refused.value.message_dict == {
        "loan_release": ["合同有贷款，请写明贷款结清、预告登记和预抵押解除的情况。"]
    }
    assert asked(contract, clerk, loan_release="已结清").end_note == "双方协商解除；贷款、预告登记：已结清"


def test_no_end_before_what_has_happened_and_none_in_the_future(
    contract: SaleContract, clerk: User, chief: User
) -> None:
    asked(contract, clerk)
    with pytest.raises(ServiceError) as early:
        endings.approve_cancel(actor=chief, contract=contract, ended_on=date(2026, 3, 19))
    assert early.value.message_dict == {
        "ended_on": ["2026-03-19 早于上一事项“备案”的日期 2026-03-20，请核对。"]
    }
    with pytest.raises(ServiceError) as late:
        endings.approve_cancel(actor=chief, contract=contract, ended_on=date(2026, 5, 21))
    assert late.value.message_dict == {"ended_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}


def test_whoever_asked_for_the_end_does_not_grant_it(
    contract: SaleContract, person: Callable[..., User], clerk: User
) -> None:
    both = person("chief")
    SaleContract.objects.filter(pk=contract.pk).update(submitted_by=both, status=ContractStatus.CANCELLING)
    for step in (endings.approve_cancel, filing.file_contract):
        with pytest.raises(ServiceError):
            step(actor=both, contract=contract)
    with pytest.raises(ServiceError) as refused:
        endings.refuse_cancel(actor=both, contract=contract, reason="理由")
    assert refused.value.sentence == filing.OWN
