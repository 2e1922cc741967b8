"""Payees, guarantee letters and freezes of an account."""
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Organization
from presale.enums import AccountStatus, EntryKind, FreezeStatus, LetterStatus, PayeeKind, PayeeStatus
from presale.models import EscrowAccount, Freeze, GuaranteeLetter, Payee
from presale.services import freezes, letters, payees
from presale.services.position import frozen, position
from tests.material import pdf_bytes
from tests.presale import builders
from tests.transactions import builders as market

PROOF = [("文书.pdf", pdf_bytes("文书"))]
LAID = date(2026, 3, 2)


@pytest.fixture
def funded(account: EscrowAccount, clerk: User) -> EscrowAccount:
    builders.received(account, "1000.00", by=clerk, kind=EntryKind.INTEREST)
    account.refresh_from_db()
    return account


@pytest.fixture
def lay(funded: EscrowAccount, clerk: User) -> Callable[..., Freeze]:
    def make(cap: str | None, case: str = "（2026）执1号", **facts: Any) -> Freeze:
        return freezes.lay_freeze(
            actor=clerk, account=funded, court="云岭县人民法院", case_no=case, doc_no="协执1号", evidence=PROOF,
            cap_amount=None if cap is None else builders.yuan(cap),
            **{"from_on": LAID, "to_on": None, **facts},
        )

    return make


@pytest.fixture
def propose(account: EscrowAccount, clerk: User) -> Callable[..., Payee]:
    def make(**facts: Any) -> Payee:
        return payees.propose_payee(
            actor=clerk, account=account, **{
                "kind": PayeeKind.CONTRACTOR, "name": "云岭第一建筑公司", "bank_name": "云岭农商银行",
                "payee_account": "6228 0000 0001", "contract_doc": "施工合同", "evidence": PROOF, **facts},
        )

    return make


def bank_named(name: str) -> Organization:
    return Organization.objects.filter(name=name).first() or market.organization(name, OrganizationKind.BANK)


def letter(of: EscrowAccount, by: User, amount: str = "7000000", **facts: Any) -> GuaranteeLetter:
    return letters.propose_letter(
        actor=by, account=of, amount=builders.yuan(amount), evidence=PROOF,
        **{"number": "BH-1", "issuer": bank_named("云岭商业银行"),
           "valid_from": LAID, "valid_to": clock.today() + timedelta(days=90), **facts},
    )


# -- payees ----------------------------------------------------------------------------------------------


def test_a_payee_is_listed_by_another(propose: Callable[..., Payee], clerk: User, chief: User) -> None:
    payee = propose()
    assert (payee.status, payee.payee_account) == (PayeeStatus.PROPOSED, "622800000001")
    Payee.objects.update(recorded_by=chief)
    with pytest.raises(ServiceError, match="不能复核自己登记的收款人"):
        payees.list_payee(actor=chief, payee=payee)
    Payee.objects.update(recorded_by=clerk)
    payee = payees.list_payee(actor=chief, payee=payee)
    assert (payee.status, payee.confirmed_by) == (PayeeStatus.LISTED, chief)


@pytest.mark.parametrize("number", ["1e10", "1_000_000_0", "٠١٢٣٤٥٦٧٨", "-62280000", "6228.00001", ""])
def test_a_payee_needs_an_account_number(propose: Callable[..., Payee], number: str) -> None:
    with pytest.raises(ServiceError) as refused:
        propose(payee_account=number)
    assert refused.value.message_dict == {"payee_account": ["收款账号应为 8 位以上数字。"]}


def test_a_payee_needs_its_contract_and_stands_once(propose: Callable[..., Payee], account: EscrowAccount) -> None:
    with pytest.raises(ServiceError, match="请上传备案的合同"):
        propose(evidence=[])
    with pytest.raises(ServiceError, match="不能是监管账户本身"):
        propose(payee_account=account.account_no)
    propose()
    with pytest.raises(ServiceError, match="已在名单内"):
        propose(payee_account="６２２８００００ 0001")
    assert account.payees.count() == 1


def test_a_payee_taken_off_may_be_entered_anew(propose: Callable[..., Payee], chief: User) -> None:
    payee = payees.remove_payee(actor=chief, payee=propose(), reason="合同终止")
    assert (payee.status, propose().status) == (PayeeStatus.REMOVED, PayeeStatus.PROPOSED)
    with pytest.raises(ServiceError, match="已移出名单"):
        payees.remove_payee(actor=chief, payee=payee, reason="再移")


def test_an_ended_account_takes_no_payee(propose: Callable[..., Payee], account: EscrowAccount) -> None:
    EscrowAccount.objects.update(status=AccountStatus.RELEASED)
    with pytest.raises(ServiceError, match="不再增加收款人"):
        propose()
    assert account.payees.count() == 0


# -- letters ---------------------------------------------------------------------------------------------


def test_a_letter_replaces_cash_once_another_has_confirmed_it(
    account: EscrowAccount, clerk: User, chief: User
) -> None:
    held = letter(account, clerk)
    assert position(account).effective == builders.yuan("10000000")
    letters.confirm_letter(actor=chief, letter=held)
    assert position(account).effective == builders.yuan("3000000")
    ended = letters.end_letter(actor=chief, letter=held, ended_on=clock.today(), reason="换函")
    assert (ended.status, position(account).effective) == (LetterStatus.ENDED, builders.yuan("10000000"))


def test_a_letter_that_has_run_out_replaces_nothing(account: EscrowAccount, clerk: User, chief: User) -> None:
    with pytest.raises(ServiceError, match="不能替代监管资金"):
        letter(account, clerk, valid_to=clock.today() - timedelta(days=1))
    held = letter(account, clerk)
    GuaranteeLetter.objects.update(valid_to=clock.today() - timedelta(days=1))
    with pytest.raises(ServiceError, match="不能替代监管资金"):
        letters.confirm_letter(actor=chief, letter=held)
    GuaranteeLetter.objects.update(status=LetterStatus.EFFECTIVE, confirmed_by=chief)
    assert position(account).letters == builders.yuan(0)


def test_nobody_confirms_his_own_letter(account: EscrowAccount, clerk: User, chief: User) -> None:
    held = letter(account, clerk)
    GuaranteeLetter.objects.update(recorded_by=chief)
    with pytest.raises(ServiceError, match="不能复核自己登记的保函"):
        letters.confirm_letter(actor=chief, letter=held)


# -- freezes ---------------------------------------------------------------------------------------------


def test_a_freeze_takes_its_amount_out_of_what_is_usable(lay: Callable[..., Freeze], funded: EscrowAccount) -> None:
    assert lay("300").state == FreezeStatus.EFFECTIVE
    assert (frozen(funded), position(funded).usable) == (builders.yuan(300), builders.yuan(700))


def test_a_second_freeze_has_room_beside_the_first_and_a_third_waits(
    lay: Callable[..., Freeze], funded: EscrowAccount
) -> None:
    states = [lay("600", "甲").state, lay("600", "乙").state, lay("100", "丙").state, lay("1", "丁").state]
    assert states == [FreezeStatus.EFFECTIVE, FreezeStatus.EFFECTIVE, FreezeStatus.WAITING, FreezeStatus.WAITING]
    assert frozen(funded) == builders.yuan(1000)


def test_behind_a_full_freeze_everything_waits_and_is_not_counted_twice(
    lay: Callable[..., Freeze], funded: EscrowAccount
) -> None:
    assert [lay(None).state, lay(None, "乙").state] == [FreezeStatus.EFFECTIVE, FreezeStatus.WAITING]
    assert frozen(funded) == builders.yuan(1000)


def test_a_release_lets_the_next_in_line_step_in(
    lay: Callable[..., Freeze], funded: EscrowAccount, clerk: User
) -> None:
    first, second, third = lay(None, "甲"), lay("200", "乙"), lay(None, "丙")
    freezes.release_freeze(
        actor=clerk, freeze=first, released_on=clock.today(), release_doc="解1号", evidence=PROOF)
    second.refresh_from_db()
    third.refresh_from_db()
    # the second leaves room beside itself, so the third steps in as well
    assert (second.state, third.state) == (FreezeStatus.EFFECTIVE, FreezeStatus.EFFECTIVE)
    assert frozen(funded) == builders.yuan(1000)
    actions = Entry.objects.filter(action="轮候冻结生效").order_by("pk").values_list("object_id", flat=True)
    assert list(actions) == [second.pk, third.pk]


def test_a_waiting_freeze_steps_in_when_the_term_before_it_has_run_out(
    lay: Callable[..., Freeze], funded: EscrowAccount, clerk: User
) -> None:
    first, second = lay(None, "甲"), lay("200", "乙")
    with pytest.raises(ServiceError, match="在先的冻结已占用全部余额"):
        freezes.effect_freeze(actor=clerk, freeze=second)
    Freeze.objects.filter(pk=first.pk).update(to_on=clock.today() - timedelta(days=1))
    assert frozen(funded) == builders.yuan(0)
    assert freezes.effect_freeze(actor=clerk, freeze=second).state == FreezeStatus.EFFECTIVE
    assert frozen(funded) == builders.yuan(200)


def test_a_freeze_is_extended_under_a_new_document(lay: Callable[..., Freeze], clerk: User) -> None:
    freeze = lay("300", to_on=date(2026, 9, 1))
    with pytest.raises(ServiceError, match="早于"):
        freezes.extend_freeze(actor=clerk, freeze=freeze, to_on=date(2026, 8, 1), doc_no="续1", evidence=PROOF)
    freeze = freezes.extend_freeze(actor=clerk, freeze=freeze, to_on=date(2027, 9, 1), doc_no="续1", evidence=PROOF)
    assert (freeze.to_on, freeze.doc_no) == (date(2027, 9, 1), "续1")


def test_a_freeze_ends_once_and_with_a_document(lay: Callable[..., Freeze], clerk: User) -> None:
    freeze = lay("300")
    done = {"actor": clerk, "freeze": freeze, "released_on": clock.today(), "release_doc": "解1号"}
    with pytest.raises(ServiceError, match="请上传解除冻结的文书"):
        freezes.release_freeze(**done, evidence=[])
    assert freezes.release_freeze(**done, evidence=PROOF).state == FreezeStatus.RELEASED
    with pytest.raises(ServiceError, match="已于"):
        freezes.release_freeze(**done, evidence=PROOF)


def test_a_freeze_needs_its_order_and_a_day_that_has_come(lay: Callable[..., Freeze], clerk: User) -> None:
    with pytest.raises(ServiceError, match="晚于今天"):
        lay("1", from_on=clock.today() + timedelta(days=1))
    with pytest.raises(ServiceError, match="早于开户日期"):
        lay("1", from_on=date(2023, 1, 1))
    assert Freeze.objects.count() == 0
