"""Shortlisted banks and the layouts of their statements."""
from datetime import date

import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.enums import OrganizationKind
from presale.enums import BankStatus
from presale.models import EscrowAccount, EscrowBank
from presale.services import banks, layouts
from tests.transactions import builders as market

COLUMNS = {"serial": "交易流水号", "booked_on": "交易日期", "amount_in": "贷方金额", "amount_out": "借方金额"}
LISTED = {"batch": "第一批", "selected_on": date(2024, 6, 1), "valid_to": date(2027, 5, 31)}


@pytest.fixture
def bank(chief: User) -> EscrowBank:
    organization = market.organization("云岭农商银行", OrganizationKind.BANK)
    return banks.list_bank(actor=chief, organization=organization, **LISTED)


def test_a_bank_is_listed_amended_suspended_resumed_and_removed(bank: EscrowBank, chief: User) -> None:
    banks.amend_bank(actor=chief, bank=bank, **LISTED | {"interface_online_on": date(2024, 9, 1)})
    for code in ("suspend", "resume", "remove", "resume"):
        banks.step_bank(actor=chief, bank=bank, code=code, reason="对接中断")
    bank.refresh_from_db()
    assert (bank.status, bank.interface_online_on) == (BankStatus.LISTED, date(2024, 9, 1))
    assert list(Entry.objects.about(bank).order_by("pk").values_list("action", flat=True)) == [
        "登记监管银行", "修改监管银行", "监管银行暂停", "监管银行恢复入围", "监管银行退出名录", "监管银行恢复入围",
    ]


def test_a_bank_stands_on_the_list_once(bank: EscrowBank, chief: User) -> None:
    with pytest.raises(ServiceError) as refused:
        banks.list_bank(actor=chief, organization=bank.organization, **LISTED)
    assert refused.value.message_dict == {"organization": ["这家银行已在名录内。"]}


@pytest.mark.parametrize(("facts", "errors"), [
    ({"valid_to": date(2024, 5, 31)}, {"valid_to": ["有效期至 2024-05-31 早于入围日期 2024-06-01，请核对。"]}),
    ({"selected_on": date(2999, 1, 1)}, {"selected_on": ["2999-01-01 晚于今天，请填写今天或以前的日期。"]}),
    ({"batch": ""}, {"batch": ["请填写入围批次。"]}),
])
def test_what_does_not_fit_is_refused(bank: EscrowBank, chief: User, facts: dict, errors: dict) -> None:
    with pytest.raises(ServiceError) as refused:
        banks.amend_bank(actor=chief, bank=bank, **LISTED | facts)
    assert list(refused.value.message_dict) == list(errors)
    if "batch" not in errors:
        assert refused.value.message_dict == errors


def test_a_step_needs_its_reason_its_state_and_its_right(bank: EscrowBank, chief: User, clerk: User) -> None:
    with pytest.raises(ServiceError) as refused:
        banks.step_bank(actor=chief, bank=bank, code="suspend", reason=" ")
    assert refused.value.message_dict == {"reason": ["请写明暂停的原因。"]}
    with pytest.raises(ServiceError, match="您没有“暂停”的权限"):
        banks.step_bank(actor=clerk, bank=bank, code="suspend", reason="停")
    with pytest.raises(ServiceError, match="当前状态是“入围”，不能“恢复入围”"):
        banks.step_bank(actor=chief, bank=bank, code="resume", reason="好")
    with pytest.raises(ServiceError, match="您没有“维护监管银行"):
        banks.amend_bank(actor=clerk, bank=bank, **LISTED)


def test_a_bank_counts_its_open_accounts(account: EscrowAccount) -> None:
    assert EscrowBank.objects.with_accounts().get(pk=account.bank_id).account_count == 1
    EscrowAccount.objects.filter(pk=account.pk).update(status="closed", closed_on=date(2026, 1, 1))
    assert EscrowBank.objects.with_accounts().get(pk=account.bank_id).account_count == 0


def test_a_layout_keeps_only_the_heads_that_were_filled_in(chief: User) -> None:
    layout = layouts.add_layout(actor=chief, name="农商行", columns={**COLUMNS, "memo": " ", "balance": " 余额 "})
    assert layout.columns == {**COLUMNS, "balance": "余额"}
    layouts.amend_layout(actor=chief, layout=layout, columns={"serial": "号", "booked_on": "日", "amount": "额"})
    layout.refresh_from_db()
    assert layout.columns == {"serial": "号", "booked_on": "日", "amount": "额"}


@pytest.mark.parametrize(("columns", "out_mark", "errors"), [
    ({}, "", {"column_serial": ["请填写“流水号”在文件中的列名。"],
              "column_booked_on": ["请填写“记账日期”在文件中的列名。"],
              "column_amount": ["请填写“金额”的列名，或同时填写“收入金额”和“支出金额”的列名。"]}),
    ({**COLUMNS, "amount": "金额"}, "", {"column_amount": ["“金额”与“收入金额、支出金额”只填一种。"]}),
    ({**COLUMNS, "amount_out": ""}, "",
     {"column_amount": ["请填写“金额”的列名，或同时填写“收入金额”和“支出金额”的列名。"]}),
    ({**COLUMNS, "direction": "借贷"}, "", {"out_mark": ["有借贷标志列的，须填写表示支出的字样。"]}),
    (COLUMNS, "借", {"column_direction": ["填写了支出标志，还须填写借贷标志的列名。"]}),
    ({**COLUMNS, "memo": "交易日期"}, "", {"column_booked_on": ["列名“交易日期”填了两次。"],
                                       "column_memo": ["列名“交易日期”填了两次。"]}),
])
def test_a_layout_that_reads_nothing_is_refused(chief: User, columns: dict, out_mark: str, errors: dict) -> None:
    with pytest.raises(ServiceError) as refused:
        layouts.add_layout(actor=chief, name="农商行", columns=columns, out_mark=out_mark)
    assert refused.value.message_dict == errors
