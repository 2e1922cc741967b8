"""Existing homes: what verification asks, who may take which step, and what each step adds to the figures."""
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from tests.transactions import builders, homes
from tests.transactions.homes import DAY, PRICE, buyer, refused, seller
from transactions.enums import EndReason, EscrowChoice, RestrictionKind, RoomUse
from transactions.models import ExistingHomeContract, ExistingHomeEvent, Room, RoomRestriction
from transactions.services import resale

LATER = date(2026, 4, 8)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with homes.on(date(2026, 5, 20)):
        yield


@pytest.fixture
def contract(clerk: User) -> ExistingHomeContract:
    return homes.verified(clerk)


def events() -> list[tuple[str, bool, date, int, int, Decimal, Decimal]]:
    return list(ExistingHomeEvent.objects.order_by("pk").values_list(
        "kind", "was_filed", "occurred_on", "month", "sets", "area", "amount"
    ))


# -- verification ------------------------------------------------------------------------------------


def test_a_verified_home_has_a_code_and_no_figures(contract: ExistingHomeContract) -> None:
    assert (contract.verify_code, contract.status, contract.contract_no, events()) == (
        "000000HY2026000001", "verified", None, []
    )


def test_numbers_begin_with_the_county(clerk: User) -> None:
    builders.district("620799001", "城关镇")
    builders.district("620700", "云川市")
    builders.district("620799", "云岭县")
    assert homes.signed(clerk).contract_no == "620799CL2026031000001"


@pytest.mark.parametrize("answer", ["title_agrees", "no_seal", "co_owners_agree"])
def test_each_no_is_refused_with_what_to_do(clerk: User, answer: str) -> None:
    with refused({answer: [resale.CHECKS[answer]]}):
        homes.verified(clerk, **{answer: False})


def test_a_mortgage_must_be_handled(clerk: User) -> None:
    with refused({"mortgage_note": ["有抵押的须写明处理方式，例如 带押过户、先还款注销。"]}):
        homes.verified(clerk, has_mortgage=True)
    assert homes.verified(clerk, has_mortgage=True, mortgage_note="带押过户").mortgage_note == "带押过户"


def test_a_waiver_and_a_cancellation_want_their_papers(clerk: User, chief: User) -> None:
    with refused({"evidence": ["自行划转的，请上传双方书面放弃资金监管的声明。"]}):
        homes.verified(clerk, escrow_choice=EscrowChoice.WAIVED, evidence=())
    made = homes.signed(clerk)
    with refused({"evidence": ["注销已网签的合同，请上传双方申请或生效的判决、裁决文书。"]}):
        resale.cancel_resale(
            actor=chief, contract=made, ended_on=DAY, end_reason=EndReason.COURT, end_note="判决解除"
        )


def test_blanks_in_the_unit_number_do_not_matter(clerk: User) -> None:
    made = homes.verified(clerk, estate_unit_no="620799 001001 gb00001 F00010001")
    assert made.estate_unit_no == "620799001001GB00001F00010001"


def test_one_contract_on_its_way_per_home(clerk: User, contract: ExistingHomeContract) -> None:
    with refused({"__all__": ["这处房屋已有一份办理中的存量房合同，须先注销。"]}):
        homes.verified(clerk)


def test_a_seal_in_the_building_table_outweighs_the_answer(clerk: User, room: Room) -> None:
    room.estate_unit_no = f"{homes.UNIT}0001"
    room.contract_layer = "titled"
    room.save()
    RoomRestriction.objects.create(
        room=room, kind=RestrictionKind.SEALED, authority="云岭县人民法院", case_no="(2026)云0799执12号", from_on=DAY,
        recorded_by=clerk, recorded_at=clock.now(),
    )
    with refused({"no_seal": ["楼盘表中这户（7#楼1单元1502）有查封（2026-03-10 起）：(2026)云0799执12号，须先解除。"]}):
        homes.verified(clerk)


def test_a_new_home_without_title_is_no_existing_home(clerk: User, room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(estate_unit_no=f"{homes.UNIT}0001", contract_layer="filed")
    with refused({"no_seal": [
        "这户（7#楼1单元1502）的商品房合同已备案、尚未登记产权，不能按存量房出售；请先办理不动产首次转移登记。"
    ]}):
        homes.verified(clerk)


# -- parties -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parties", "sentence"),
    [
        ([seller()], "请至少填写一位买受方。"),
        ([seller(share=Decimal(90)), buyer()], "出卖方份额合计 90%，应为 100%，请核对各人份额。"),
        ([seller(), buyer(), buyer(52)], "买受方有 2 人，请逐一填写份额。"),
        ([seller(), buyer(51, share=Decimal("33.33")), buyer(52, share=Decimal("66.66"))],
         "买受方份额合计 99.99%，应为 100%，请核对各人份额。"),
        ([seller(), buyer(1)], "周*的证件号码出现两次，请核对买卖双方的证件。"),
        ([seller(), buyer(identity="62079919900101051")], "买受方第 1 人：身份证号应为 18 位"),
        ([seller(), buyer(identity="4.4E+17")], "买受方第 1 人：居民身份证号码“4.4E+17”无效"),
        ([seller(), buyer(phone="12345")], "买受方第 1 人：联系电话“12345”不对"),
    ],
)
def test_parties_are_checked(clerk: User, parties: list, sentence: str) -> None:
    with pytest.raises(ServiceError) as caught:
        homes.verified(clerk, parties=parties)
    assert [words[0][: len(sentence)] for words in caught.value.message_dict.values()] == [sentence]
    assert ExistingHomeContract.objects.count() == 0


def test_shares_of_each_side(clerk: User) -> None:
    half = Decimal(50)
    made = homes.verified(clerk, parties=[seller(), buyer(51, share=half), buyer(52, name="王小石", share=half)])
    rows = made.parties.order_by("side", "order").values_list("side", "order", "name", "share")
    assert list(rows) == [
        ("buyer", 1, "周静", half), ("buyer", 2, "王小石", half), ("seller", 1, "马兰英", Decimal(100)),
    ]


def test_the_diary_keeps_masks_alone(clerk: User, contract: ExistingHomeContract) -> None:
    resale.amend_verification(
        actor=clerk, contract=contract, **homes.facts(parties=[seller(), buyer(52, name="王小石")])
    )
    changed = Entry.objects.about(contract).first()
    was, now = changed.before["买受方"], changed.after["买受方"]
    assert [was[:21], now[:22]] == [
        f"周* 620799********{builders.identity(51)[-4:]}", f"王*石 620799********{builders.identity(52)[-4:]}"
    ]
    assert builders.identity(52) not in str(changed.after) and "出卖方" not in changed.after


# -- sign, file, transfer ----------------------------------------------------------------------------


def test_the_whole_way_of_a_waived_contract(clerk: User, chief: User) -> None:
    made = homes.filed(clerk, chief, escrow_choice=EscrowChoice.WAIVED)
    done = resale.transfer_resale(actor=clerk, contract=made, transferred_on=LATER)
    assert (done.contract_no, done.filing_no, done.status) == (
        "000000CL2026031000001", "000000CLBA2026000001", "transferred"
    )
    assert events() == [
        ("sign", False, DAY, 202603, 1, Decimal("96.00"), PRICE),
        ("file", False, DAY, 202603, 1, Decimal("96.00"), PRICE),
        ("transfer", True, LATER, 202604, 0, Decimal(0), Decimal(0)),
    ]


def test_the_day_counts_its_own_numbers(clerk: User) -> None:
    days = [DAY, DAY, LATER]
    numbers = [homes.signed(clerk, day, number).contract_no for number, day in enumerate(days, 1)]
    assert numbers == ["000000CL2026031000001", "000000CL2026031000002", "000000CL2026040800001"]


def test_whoever_signed_does_not_file(person: Callable[..., User], clerk: User) -> None:
    made = homes.signed(clerk)
    both = person("chief")
    ExistingHomeContract.objects.filter(pk=made.pk).update(submitted_by=both)
    with refused(["备案人不能是网签经办人本人，请由另一位同事备案。"]):
        resale.file_resale(actor=both, contract=made, filed_on=DAY)


def test_days_are_in_order_and_not_in_the_future(clerk: User, chief: User, contract: ExistingHomeContract) -> None:
    with refused({"signed_on": ["2026-03-09 早于核验日期 2026-03-10，请核对。"]}):
        resale.sign_resale(actor=clerk, contract=contract, signed_on=date(2026, 3, 9))
    with refused({"signed_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}):
        resale.sign_resale(actor=clerk, contract=contract, signed_on=date(2026, 5, 21))
    resale.sign_resale(actor=clerk, contract=contract, signed_on=LATER)
    with refused({"filed_on": ["2026-04-07 早于签订日期 2026-04-08，请核对。"]}):
        resale.file_resale(actor=chief, contract=contract, filed_on=date(2026, 4, 7))


def test_a_signed_contract_is_not_amended(clerk: User) -> None:
    made = homes.signed(clerk)
    with refused(["合同已网签，内容不能再改；有误请注销后重新核验。"]):
        resale.amend_verification(actor=clerk, contract=made, **homes.facts())


def test_a_shop_is_not_residential(clerk: User) -> None:
    homes.signed(clerk, use=RoomUse.SHOP)
    assert list(ExistingHomeEvent.objects.values_list("is_residential", flat=True)) == [False]


# -- cancel ------------------------------------------------------------------------------------------


def test_a_cancellation_is_negative_on_its_own_day(clerk: User, chief: User) -> None:
    homes.cancelled(homes.filed(clerk, chief), chief, LATER)
    assert events()[2] == ("cancel", True, LATER, 202604, -1, Decimal("-96.00"), -PRICE)


def test_what_was_never_signed_leaves_no_event(chief: User, contract: ExistingHomeContract) -> None:
    assert (homes.cancelled(contract, chief, LATER).status, events()) == ("cancelled", [])


def test_a_cancelled_home_may_be_sold_again(clerk: User, chief: User) -> None:
    homes.cancelled(homes.signed(clerk), chief, LATER)
    again = homes.signed(clerk, LATER, verified_on=LATER)
    assert (again.contract_no, again.verify_code) == ("000000CL2026040800001", "000000HY2026000002")


def test_a_cancellation_wants_its_reason(clerk: User, chief: User) -> None:
    made = homes.signed(clerk)
    with refused({"end_note": ["请写明注销的经过和依据。"]}):
        resale.cancel_resale(actor=chief, contract=made, ended_on=DAY, end_reason=EndReason.AGREED, end_note=" ")


def test_a_transferred_contract_is_not_cancelled(clerk: User, chief: User) -> None:
    made = homes.filed(clerk, chief, escrow_choice=EscrowChoice.WAIVED)
    resale.transfer_resale(actor=clerk, contract=made, transferred_on=DAY)
    with refused(["当前状态是“已过户”，不能“注销”（须为：已核验、已网签、已备案）。请刷新页面查看最新状态。"]):
        homes.cancelled(made, chief, LATER)
