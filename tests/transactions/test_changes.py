"""变更: a new version, the old one kept, the difference booked."""
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from tests.material import pdf_bytes
from tests.transactions import builders
from tests.transactions.test_contracts import moved
from transactions.enums import ContractStatus, EventKind, PriceBasis
from transactions.ledger import events_out_of_step
from transactions.models import ContractVersion, Room, SaleContract
from transactions.services import changes, endings, filing
from transactions.services.buyers import in_force
from transactions.services.contracts import buyers_of

TODAY = date(2026, 5, 20)
PROOF = [("变更协议.pdf", pdf_bytes("变更协议"))]


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def contract(room: Room, clerk: User, chief: User) -> SaleContract:
    return builders.filed(room, clerk, chief, on=date(2026, 3, 2), filed_on=date(2026, 3, 20))


def changed(contract: SaleContract, by: User, **facts: object) -> SaleContract:
    return changes.change_contract(**{
        "actor": by, "contract": contract, "buyers": buyers_of(in_force(contract)), "terms": {}, "changed_on": TODAY,
        "reason": "双方协商", "evidence": PROOF, **facts,
    })


def test_a_new_price_makes_a_version_and_books_the_difference(contract: SaleContract, clerk: User) -> None:
    new = changed(contract, clerk, terms=builders.terms(unit_price="5900.00"))
    assert (new.status, new.version, new.total_price, new.filing_no) == (
        ContractStatus.FILED, 2, Decimal("590000.00"), contract.filing_no
    )
    old = ContractVersion.objects.get()
    assert (old.version, old.total_price, old.replaced_on, old.reason) == (1, Decimal("600000.00"), TODAY, "双方协商")
    assert moved(contract)[2:] == [(EventKind.CHANGE, True, 0, "0.00", "-10000.00")]


def test_an_added_buyer_leaves_the_figures_and_the_old_buyers(contract: SaleContract, clerk: User) -> None:
    pair = [builders.buyer("周小静", 1, "60"), builders.buyer("李大山", 2, "40")]
    new = changed(contract, clerk, buyers=pair)
    assert [(party.name, party.share) for party in in_force(new)] == [("周小静", Decimal(60)), ("李大山", Decimal(40))]
    assert [party.name for party in contract.parties.filter(version=1).order_by("order")] == ["周小静"]
    assert moved(contract)[2:] == [(EventKind.CHANGE, True, 0, "0.00", "0.00")]
    assert SaleContract.objects.of_person("李大山").get() == contract


def test_a_buyer_of_an_earlier_version_no_longer_finds_the_contract(contract: SaleContract, clerk: User) -> None:
    changed(contract, clerk, buyers=[builders.buyer("李大山", 2)])
    assert list(SaleContract.objects.of_person("周小静").order_by("pk")) == []
    assert list(SaleContract.objects.of_person(builders.identity(1)).order_by("pk")) == []
    assert SaleContract.objects.of_person(builders.identity(2)).get() == contract


def test_a_change_before_the_filing_moves_the_signings_alone(room: Room, clerk: User) -> None:
    contract = builders.signed(room, clerk)
    changed(contract, clerk, terms=builders.terms(unit_price="5900.00"))
    assert moved(contract)[1:] == [(EventKind.CHANGE, False, 0, "0.00", "-10000.00")]


def test_a_measured_area_may_take_the_place_of_the_predicted(contract: SaleContract, clerk: User) -> None:
    with pytest.raises(ServiceError) as refused:
        changed(contract, clerk, terms=builders.terms("101.50"))
    assert refused.value.message_dict == {"area_priced": [
        "计价面积 101.50 ㎡ 与楼盘表的建筑面积 100.00 ㎡ 不符，请核对；面积有变的先办理面积变更。"
    ]}
    Room.objects.filter(pk=contract.room_id).update(area=Decimal("101.50"))
    changed(contract, clerk, terms=builders.terms("101.50"))
    assert moved(contract)[2:] == [(EventKind.CHANGE, True, 0, "1.50", "9000.00")]


def test_a_remeasured_room_does_not_stop_a_change_of_buyers(contract: SaleContract, clerk: User) -> None:
    Room.objects.filter(pk=contract.room_id).update(area=Decimal("101.50"))
    new = changed(contract, clerk, buyers=[builders.buyer("李大山", 2)])
    assert (new.version, new.area_priced) == (2, Decimal("100.00"))


def test_sales_are_of_the_whole_floor_area_whatever_is_priced(room: Room, clerk: User, chief: User) -> None:
    """Pitfall 2: 80 ㎡ inside are priced, 100 ㎡ are sold, and stay sold when the room is measured afterwards."""
    Room.objects.filter(pk=room.pk).update(inner_area=Decimal(80))
    room.refresh_from_db()
    priced = {"area": "80", "unit_price": "7500.00", "price_basis": PriceBasis.INNER}
    contract = builders.signed(room, clerk, on=date(2026, 3, 2), **priced)
    Room.objects.filter(pk=room.pk).update(area=Decimal(99))
    contract = filing.submit_filing(actor=clerk, contract=contract)
    contract = filing.file_contract(actor=chief, contract=contract, filed_on=date(2026, 3, 20))
    assert [area for *_, area, _ in moved(contract)] == ["100.00", "100.00"]
    changed(contract, clerk, buyers=[builders.buyer("李大山", 2)])
    changed(contract, clerk, terms=builders.terms("99", "6000.00"))
    ended = endings.request_cancel(actor=clerk, contract=contract, end_reason="agreed", reason="协商", evidence=PROOF)
    endings.approve_cancel(actor=chief, contract=ended, ended_on=TODAY)
    assert [area for *_, area, _ in moved(contract)] == ["100.00", "100.00", "0.00", "-1.00", "-99.00"]
    assert list(events_out_of_step()) == []


@pytest.mark.parametrize(("facts", "refusal"), [
    ({}, {"__all__": ["没有任何内容与现行版本不同，请核对要变更的条款。"]}),
    ({"evidence": []}, {"evidence": ["请上传变更协议等证明材料。"]}),
    ({"reason": " "}, {"reason": ["请写明变更原因。"]}),
    ({"changed_on": date(2026, 3, 19)}, {"changed_on": ["2026-03-19 早于上一事项“备案”的日期 2026-03-20，请核对。"]}),
])
def test_a_change_is_refused(
    contract: SaleContract, clerk: User, facts: dict[str, object], refusal: dict[str, list[str]]
) -> None:
    with pytest.raises(ServiceError) as refused:
        changed(contract, clerk, **facts)
    found = refused.value
    assert (found.message_dict if hasattr(found, "error_dict") else {"__all__": found.messages}) == refusal
    assert (ContractVersion.objects.count(), SaleContract.objects.get().version) == (0, 1)


def test_what_is_being_filed_or_ended_is_not_changed(room: Room, clerk: User) -> None:
    contract = filing.submit_filing(actor=clerk, contract=builders.signed(room, clerk))
    with pytest.raises(ServiceError) as refused:
        changed(contract, clerk, terms=builders.terms(unit_price="5900.00"))
    assert refused.value.sentence == "当前状态是“备案审核中”，不能变更（须为：已签未备案、备案退回、已备案）。"
