"""补录历史合同: what is taken, what is refused and where, and that nothing is taken when anything is refused."""
import csv
import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.secrecy import blind_index
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Building, SalePermit
from tests.transactions import builders
from transactions.enums import BatchKind, ContractStatus, RestrictionKind
from transactions.imports.batches import commit_import
from transactions.imports.contracts import ContractsPlan, read
from transactions.imports.contracts_sheet import HEADS
from transactions.imports.plan import Given
from transactions.models import ContractEvent, ContractParty, ImportBatch, Room, RoomRestriction, SaleContract

pytestmark = pytest.mark.django_db
PERSON = builders.identity(1)
BASE = {
    "estate": "锦川云栖里", "building": "7#楼", "section": "1", "number": "1502", "contract_no": "LS-1",
    "filing_no": "BA-1", "signed_on": "2024-03-01", "filed_on": "2024-03-20", "area_priced": "100",
    "unit_price": "6000", "total_price": "600,000.00", "pay_method": "一次性付款", "delivery_on": "2025-12-31",
    "buyer_1_name": "周小静", "buyer_1_identity": PERSON,
}


def sheet(*lines: Mapping[str, str]) -> bytes:
    """Return a CSV with these contracts; what a line does not say is as in the first example."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([texts[0] for texts in HEADS.values()])
    for line in lines:
        writer.writerow([{**BASE, **line}.get(key, "") for key in HEADS])
    return target.getvalue().encode()


def plan_of(actor: User, *lines: Mapping[str, str]) -> ContractsPlan:
    return read(sheet(*lines), "合同.csv", Given(actor))


def sentences(actor: User, *lines: Mapping[str, str]) -> list[str]:
    return [error.sentence for error in plan_of(actor, *lines).errors]


def take(actor: User, *lines: Mapping[str, str]) -> ImportBatch:
    return commit_import(actor=actor, kind=BatchKind.CONTRACTS, content=sheet(*lines), name="合同.csv",
                         given=Given(actor))


def test_inner_area_priced_is_not_the_area_sold(clerk: User, room: Room, permit: SalePermit) -> None:
    take(clerk, {"price_basis": "按套内面积", "area_priced": "80", "unit_price": "7500"})
    assert SaleContract.objects.get().area_priced == Decimal(80)
    assert list(ContractEvent.objects.order_by("pk").values_list("area", flat=True)) == [Decimal(100), Decimal(100)]


def test_a_filed_contract_with_everything_that_belongs_to_it(clerk: User, room: Room, permit: SalePermit) -> None:
    bank = builders.organization("云岭农村商业银行", OrganizationKind.BANK)
    batch = take(clerk, {
        "pay_method": "商业贷款", "down_payment": "200000", "loan_amount": "400000", "loan_bank": bank.name,
        "buyer_1_share": "60", "buyer_2_name": "𠮷㛃", "buyer_2_identity": builders.identity(2), "buyer_2_share": "40",
        "buyer_2_phone": "0900-6123456", "special": "亲属间",
    })
    assert (batch.status, batch.rows, batch.added) == ("done", 1, 1)
    contract = SaleContract.objects.get()
    assert (
        contract.contract_no, contract.filing_no, contract.status, contract.kind, contract.origin, contract.special,
        contract.room, contract.permit, contract.loan_bank, contract.total_price, contract.down_payment,
        contract.buyer_names, contract.room_label, contract.recorded_by, contract.is_residential,
    ) == (
        "LS-1", "BA-1", "filed", "presale", "imported", "relative", room, permit, bank, Decimal(600000),
        Decimal(200000), "周小静、𠮷㛃", "7#楼1单元1502", clerk, True,
    )
    assert [(p.name, p.identity.reveal(), p.identity_index, p.share, p.phone.reveal())
            for p in ContractParty.objects.order_by("order")] == [
        ("周小静", PERSON, blind_index("identity", PERSON), Decimal(60), ""),
        ("𠮷㛃", builders.identity(2), blind_index("identity", builders.identity(2)), Decimal(40), "0900-6123456"),
    ]
    assert [(e.kind, e.was_filed, e.occurred_on, e.month, e.sets, e.area, e.amount)
            for e in ContractEvent.objects.order_by("pk")] == [
        ("sign", False, date(2024, 3, 1), 202403, 1, Decimal(100), Decimal(600000)),
        ("file", False, date(2024, 3, 20), 202403, 1, Decimal(100), Decimal(600000)),
    ]
    assert Room.objects.values_list("contract_layer", "free_until").get() == ("filed", date(2024, 3, 1))
    assert Entry.objects.filter(action="导入").count() == 1


def test_states_follow_from_the_days(clerk: User, building: Building, permit: SalePermit) -> None:
    for number in ("101", "102", "103", "104"):
        builders.room(building, number, floor=1)
    take(
        clerk,
        {"number": "101", "contract_no": "A"} | {"filing_no": "", "filed_on": ""},
        {"number": "102", "contract_no": "B", "filing_no": "F2"},
        {"number": "103", "contract_no": "C", "filing_no": "", "filed_on": "", "ended_on": "2024-03-09"},
        {"number": "104", "contract_no": "D", "filing_no": "F4", "ended_on": "2024-06-01", "end_reason": "贷款未批"},
    )
    found = SaleContract.objects.order_by("contract_no")
    assert [(c.status, c.end_reason) for c in found] == [
        (ContractStatus.SIGNED, ""), (ContractStatus.FILED, ""), (ContractStatus.VOIDED, "other"),
        (ContractStatus.CANCELLED, "loan_refused"),
    ]
    assert [r.contract_layer for r in Room.objects.order_by("number")] == ["signed", "filed", "none", "none"]
    ends = ContractEvent.objects.filter(sets=-1).order_by("kind")
    assert [(e.kind, e.was_filed, e.amount) for e in ends] == [
        ("cancel", True, Decimal(-600000)), ("void", False, Decimal(-600000)),
    ]


def test_buyers_may_follow_in_rows_of_their_own(clerk: User, room: Room) -> None:
    second = {"buyer_1_name": "马小艳", "buyer_1_identity": builders.identity(2), "buyer_1_share": "50"}
    plan = plan_of(clerk, {"buyer_1_share": "50"}, second, second)
    assert (plan.errors, plan.added, plan.rows, dict(plan.summary)["文件内重复的行，只取一次"]) == ([], 1, 3, "1")
    assert [(party.name, party.order) for party in plan.accepted[0].parties] == [("周小静", 1), ("马小艳", 2)]


@pytest.mark.parametrize(("line", "expected"), [
    ({"estate": "没有的盘"}, "第 2 行 A 列「楼盘」：“没有的盘”没有登记；请按楼盘备案名填写，或先登记楼盘。"),
    ({"building": "9#楼"}, "第 2 行 B 列「楼幢」：“9#楼”不在这个楼盘中；请按备案幢号填写。"),
    ({"number": "9999"}, "第 2 行 D 列「房号」：“9999”不在这幢楼的楼盘表中；请核对单元和房号，或先导入楼盘表。"),
    ({"total_price": "610000"}, "相差超过 1 元；请核对。"),
    ({"filed_on": "2024-02-20"},
     "第 2 行 I 列「备案日期」：“2024-02-20”早于前一事项的日期 2024-03-01；请核对：签订 ≤ 备案 ≤ 注销。"),
    ({"area_priced": "0"}, "计价面积（㎡）应大于 0。"),
    ({"pay_method": "商业贷款", "down_payment": "200000", "loan_amount": "400000"},
     "第 2 行 S 列「贷款银行」：付款方式是商业贷款；请填写贷款银行。"),
    ({"filing_no": ""}, "第 2 行 F 列「备案号」：没有填写；备案号与备案日期应同时填写或同时留空。"),
    ({"special": "送的"},
     "第 2 行 U 列「特殊交易」：“送的”不是可用的填法；请填写：普通、亲属间、回迁安置、以房抵款、职工内部。"),
    ({"end_reason": "其他"}, "第 2 行 K 列「注销原因」：“其他”没有对应的注销日期；请补填注销日期，未注销的留空。"),
    ({"unit_price": "6000.005"},
     "第 2 行 N 列「单价」：“6000.005”的小数超过两位或数值过大；请四舍五入到两位，核对单位。"),
    ({"loan_bank": "没有的银行"},
     "第 2 行 S 列「贷款银行」：“没有的银行”没有登记为银行；请核对名称，或先在机构库登记。"),
    ({"buyer_1_identity": PERSON[:-1] + ("0" if PERSON[-1] != "0" else "1")}, "身份证号的校验位不对；请逐位核对证件。"),
    ({"buyer_1_identity": "4.4E+17"}, "末几位已丢失；请把该列设为文本后重新填写。"),
    ({"buyer_2_name": "马小艳", "buyer_2_identity": builders.identity(2)},
     "没有填写份额；几人共同购买的，请填写各人份额。"),
    ({"signed_on": "0202-01-01"},
     "第 2 行 H 列「签订日期」：“0202-01-01”签订日期 0202-01-01 早于 1990 年；请核对年份。"),
    ({"buyer_1_identity": "440524188001010000.0"},
     "“440524**********00.0”居民身份证号码“440524**********00.0”无效：表格已把证件号码变成数字，末几位已丢失；"
     "请把该列设为文本后重新填写。"),
    ({"signed_on": ""}, "第 2 行 H 列「签订日期」：没有填写；请补填。"),
])
def test_every_refusal_stands_at_its_cell(
    clerk: User, room: Room, line: dict[str, str], expected: str
) -> None:
    found = sentences(clerk, line)
    assert [sentence.endswith(expected) for sentence in found[:1]] == [True], found
    with pytest.raises(ServiceError):
        take(clerk, line)
    assert (SaleContract.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_permits_and_restrictions_of_the_day(clerk: User, building: Building, room: Room) -> None:
    early = plan_of(clerk, {"signed_on": "2023-12-01"})
    assert ([e.sentence for e in early.errors], dict(early.summary)["先签后证，导入后加标记"]) == ([], "1")
    RoomRestriction.objects.create(
        room=room, kind=RestrictionKind.SEALED, authority="云岭县人民法院", case_no="（2024）云01执1号",
        from_on=date(2024, 2, 1), recorded_by=clerk, recorded_at=builders.clock.now(),
    )
    assert len(sentences(clerk, {})) == 1
    assert sentences(clerk, {"signed_on": "2024-01-20"}) == []
    bare = builders.building(building.estate, "8#楼")
    builders.room(bare, "101", floor=1)
    assert sentences(clerk, {"building": "8#楼", "number": "101"}) == [
        "第 2 行 D 列「房号」：“101”8#楼没有预售许可，也未办理现售备案，不能签约；取得许可后再办理。"
    ]


def test_contracts_of_one_room_follow_each_other(clerk: User, room: Room) -> None:
    first = {"contract_no": "A", "filing_no": "F1"}
    second = {"contract_no": "B", "filing_no": "F2", "signed_on": "2024-09-01", "filed_on": "2024-09-09"}
    assert sentences(clerk, first, second) == [
        "第 3 行 H 列「签订日期」：“2024-09-01”这户的合同 A（第 2 行）在签订日期 2024-09-01 尚未注销；"
        "请先填写其注销日期。"
    ]
    assert take(clerk, second, first | {"ended_on": "2024-08-01"}).added == 2
    assert Room.objects.get().contract_layer == "filed"
    third = {"contract_no": "C", "filing_no": "F3", "signed_on": "2025-01-01", "filed_on": "2025-01-02"}
    assert sentences(clerk, third) == [
        "第 2 行 D 列「房号」：“1502”这户已有有效合同 B（已备案，买受人 周*静）；须先撤销或注销才能再次签约。"
    ]
    between = {"contract_no": "D", "filing_no": "", "filed_on": "", "signed_on": "2024-08-01", "ended_on": "2024-08-20"}
    assert sentences(clerk, between) == []


def test_what_is_on_record_is_skipped_and_never_overwritten(clerk: User, room: Room) -> None:
    take(clerk, {})
    again = plan_of(clerk, {"loan_amount": "0"})
    assert (again.errors, again.added, again.unchanged) == ([], 0, 1)
    assert sentences(clerk, {"unit_price": "6100", "total_price": "610000"}) == [
        "第 2 行 N 列「单价」：“6100”与已登记的合同 LS-1 不同（单价（元/㎡））；更正请办理合同变更，不能重复导入。"
    ]
    assert sentences(clerk, {"buyer_1_identity": builders.identity(9)})[0].endswith(
        "与已登记的合同 LS-1 的买受人不同；更正请办理合同变更，不能重复导入。"
    )
    batch = take(clerk, {})
    assert (batch.added, ImportBatch.objects.count(), SaleContract.objects.count()) == (1, 1, 1)


def test_what_is_on_record_is_known_after_a_change_of_the_key(clerk: User, room: Room, settings: Any) -> None:
    couple = {"buyer_1_share": "50", "buyer_2_name": "马小艳", "buyer_2_identity": builders.identity(2),
              "buyer_2_share": "50"}
    take(clerk, couple)
    former = settings.SECRETS["encryption_key"]
    settings.SECRETS = {**settings.SECRETS, "encryption_key": "second", "old_encryption_keys": [former]}
    assert plan_of(clerk, couple).unchanged == 1
    for line in ({}, couple | {"buyer_2_identity": builders.identity(9)}):
        assert [error.head for error in plan_of(clerk, line).errors] == ["买受人1 证件号码"]


def test_numbers_are_not_given_twice(clerk: User, building: Building, permit: SalePermit) -> None:
    for number in ("101", "102"):
        builders.room(building, number, floor=1)
    assert sentences(clerk, {"number": "101"}, {"number": "102", "contract_no": "B"}) == [
        "第 3 行 F 列「备案号」：“BA-1”与第 2 行的备案号相同；一个备案号只对应一份合同。"
    ]
    take(clerk, {"number": "101"})
    assert sentences(clerk, {"number": "102", "contract_no": "B"}) == [
        "第 2 行 F 列「备案号」：“BA-1”已登记在另一份合同上；请核对备案号。"
    ]


def test_a_contract_signed_meanwhile_stops_the_import(clerk: User, room: Room) -> None:
    plan = plan_of(clerk, {})
    take(clerk, {"contract_no": "X"})
    with pytest.raises(ServiceError) as refusal:
        plan.commit(clerk)
    assert refusal.value.sentence == "检查之后有人办理了同一批房屋的合同，本次没有导入，请重新上传。"
    assert SaleContract.objects.count() == 1


def test_numbers_of_the_former_system_are_not_given_again(clerk: User, chief: User, room: Room, building: Building
                                                          ) -> None:
    builders.room(building, "1501")
    today = clock.today()
    day, year = f"{builders.COUNTY}{today:%Y%m%d}", f"{builders.COUNTY}BA{today.year}"
    take(clerk, {
        "number": "1501", "contract_no": f"{day}00007", "filing_no": f"{year}000041", "signed_on": str(today),
        "filed_on": str(today), "delivery_on": str(today.replace(year=today.year + 1)),
    })
    contract = builders.filed(room, clerk, chief)
    assert (contract.contract_no, contract.filing_no) == (f"{day}00008", f"{year}000042")
    again = builders.filed(builders.room(building, "1503"), clerk, chief)
    assert (again.contract_no, again.filing_no) == (f"{day}00009", f"{year}000043")
