"""Every kind of tampering with the records of the market is found: one row is changed by SQL, and verify names it."""
from collections.abc import Iterator
from copy import deepcopy

import pytest

from housing_portal.journal.models import Export
from reports.rules.diary import DIARY_RULES
from reports.rules.market import MARKET_RULES
from reports.rules.record import RECORD_RULES
from reports.rules.table import TABLE_RULES
from reports.verify import RULES
from tests.conftest import found_office, hire
from tests.reports import tampered_contracts, tampered_registers
from tests.reports.desk import TODAY, Desk, breaches, disarm, rearm, tamper
from tests.transactions import homes
from transactions.models import ContractParty, ContractVersion, RoomPrice, RoomRestriction, SaleContract

pytestmark = pytest.mark.django_db
TAMPERED = (SaleContract, ContractParty, ContractVersion, RoomRestriction, RoomPrice, Export)
# the rules that look at these tables; the others see an empty portal
SEEING = (RECORD_RULES, MARKET_RULES, DIARY_RULES, TABLE_RULES)
CASES = {**tampered_contracts.CASES, **tampered_registers.CASES}


@pytest.fixture(scope="module")
def untouched(kept: None) -> Desk:
    with homes.on(TODAY):
        section = found_office().housing
        return Desk(hire("clerk", section, name="李经办"), hire("chief", section, name="王股长"))


@pytest.fixture
def desk(untouched: Desk, db: None) -> Iterator[Desk]:
    with homes.on(TODAY):
        yield deepcopy(untouched)
    rearm()


def test_what_the_services_make_breaks_nothing(desk: Desk) -> None:
    assert breaches() == {}


@pytest.mark.parametrize("name", CASES)
def test_each_tampering_is_found(desk: Desk, name: str) -> None:
    spoil, expected = CASES[name]
    words = {rule: [sentence.format(d=desk) for sentence in found] for rule, found in expected.items()}
    disarm(*TAMPERED)
    spoil(desk)
    assert breaches(*SEEING) == words


def test_a_reference_to_nothing_is_found(desk: Desk) -> None:
    tamper(desk.seal, creditor=10**9)
    found = breaches()
    tamper(desk.seal, creditor=None)  # the database looks at references when the test ends
    assert found == {
        "引用的记录都在": [f"房屋限制 {desk.seal.pk}：抵押权人 1000000000 不存在，记录已被删除"],
        "记录与操作日志最后登记的内容一致": [f"房屋限制 {desk.seal.pk}：抵押权人与操作日志最后一次登记的内容不符"],
    }


def stumbling() -> Iterator[str]:
    yield {}["lost"]


def test_a_rule_that_stumbles_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "编号与号段一致", stumbling)
    assert breaches() == {"编号与号段一致": ["无法核算（KeyError）：记录缺失或内容损坏，请先处理其他违反项"]}


def test_every_rule_has_been_broken() -> None:
    broken = {rule for _, expected in CASES.values() for rule in expected} | {"引用的记录都在"}
    assert {*RECORD_RULES, *TABLE_RULES, *DIARY_RULES} - broken == set()
