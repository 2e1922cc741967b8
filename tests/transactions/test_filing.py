"""备案: two persons, one number, a term of thirty days."""
from datetime import date, datetime

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from tests.transactions import builders
from tests.transactions.test_contracts import layer, moved
from transactions.enums import ContractLayer, ContractStatus, EventKind, RestrictionKind
from transactions.models import Room, RoomRestriction, SaleContract
from transactions.services import filing
from transactions.services.filing import Clock

TODAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def contract(room: Room, clerk: User) -> SaleContract:
    return builders.signed(room, clerk, on=date(2026, 5, 4))


def test_the_number_comes_with_the_filing_alone(contract: SaleContract, clerk: User, chief: User) -> None:
    submitted = filing.submit_filing(actor=clerk, contract=contract)
    assert (submitted.status, submitted.filing_no, layer(contract.room)) == (
        ContractStatus.FILING, None, ContractLayer.SIGNED
    )
    filed = filing.file_contract(actor=chief, contract=contract, filed_on=date(2026, 5, 12))
    assert (filed.status, filed.filing_no, filed.filed_on, layer(contract.room)) == (
        ContractStatus.FILED, "620799BA2026000001", date(2026, 5, 12), ContractLayer.FILED
    )
    assert moved(contract)[1:] == [(EventKind.FILE, False, 1, "100.00", "600000.00")]


def test_whoever_submitted_does_not_file(contract: SaleContract, chief: User) -> None:
    SaleContract.objects.filter(pk=contract.pk).update(status=ContractStatus.FILING, submitted_by=chief)
    with pytest.raises(ServiceError) as refused:
        filing.file_contract(actor=chief, contract=contract)
    assert refused.value.sentence == "复核人不能是提交人本人，请由另一位同事复核。"


def test_a_failed_filing_keeps_the_room_and_comes_again(contract: SaleContract, clerk: User, chief: User) -> None:
    filing.submit_filing(actor=clerk, contract=contract)
    with pytest.raises(ServiceError) as refused:
        filing.fail_filing(actor=chief, contract=contract, reason=" ")
    assert refused.value.message_dict == {"reason": ["请写明退回原因，以便经办人更正。"]}
    failed = filing.fail_filing(actor=chief, contract=contract, reason="缺页")
    assert (failed.status, failed.filing_no, layer(contract.room)) == (
        ContractStatus.FILE_FAILED, None, ContractLayer.SIGNED
    )
    assert filing.submit_filing(actor=clerk, contract=contract).status == ContractStatus.FILING


@pytest.mark.parametrize(("on", "sentence"), [
    (date(2026, 5, 3), "2026-05-03 早于上一事项“网签”的日期 2026-05-04，请核对。"),
    (date(2026, 5, 21), "2026-05-21 晚于今天，请填写今天或以前的日期。"),
])
def test_the_day_of_filing_is_in_order(
    contract: SaleContract, clerk: User, chief: User, on: date, sentence: str
) -> None:
    filing.submit_filing(actor=clerk, contract=contract)
    with pytest.raises(ServiceError) as refused:
        filing.file_contract(actor=chief, contract=contract, filed_on=on)
    assert refused.value.message_dict == {"filed_on": [sentence]}


def test_a_seal_stops_the_filing_and_a_mortgage_does_not(contract: SaleContract, clerk: User) -> None:
    facts = {"room": contract.room, "from_on": TODAY, "recorded_by": clerk, "recorded_at": clock.now()}
    RoomRestriction.objects.create(kind=RestrictionKind.BUILDING_MORTGAGE, **facts)
    assert filing.filing_verdict(contract).refusals == ()
    RoomRestriction.objects.create(
        kind=RestrictionKind.SEALED, authority="云岭县人民法院", case_no="(2026)云0799执12号", **facts
    )
    with pytest.raises(ServiceError) as refused:
        filing.submit_filing(actor=clerk, contract=contract)
    assert refused.value.message_dict == {
        "room": ["这户自 2026-05-20 起查封（云岭县人民法院，(2026)云0799执12号），解除后才能办理。"]
    }


def test_a_title_ends_the_way_and_moves_no_figure(contract: SaleContract, clerk: User, chief: User) -> None:
    filing.submit_filing(actor=clerk, contract=contract)
    filing.file_contract(actor=chief, contract=contract)
    number = "甘（2026）云岭县不动产权第0001234号"
    titled = filing.register_title(actor=clerk, contract=contract, title_no=number, titled_on=TODAY)
    assert (titled.status, titled.title_no, layer(contract.room)) == (
        ContractStatus.TITLED, number, ContractLayer.TITLED
    )
    assert moved(contract)[2:] == [(EventKind.TITLE, True, 0, "0.00", "0.00")]


@pytest.mark.parametrize(("signed_on", "expected"), [
    (date(2026, 4, 20), Clock(TODAY, 0)), (date(2026, 4, 19), Clock(date(2026, 5, 19), -1)),
    (TODAY, Clock(date(2026, 6, 19), 30)),
])
def test_the_clock_runs_thirty_days(signed_on: date, expected: Clock) -> None:
    contract = SaleContract(status=ContractStatus.SIGNED, signed_on=signed_on)
    found = filing.filing_clock(contract, 30, TODAY)
    assert (found, found.is_over) == (expected, expected.days < 0)


def test_a_filed_contract_has_no_clock() -> None:
    assert filing.filing_clock(SaleContract(status=ContractStatus.FILED, signed_on=TODAY), 30, TODAY) is None
