"""Payees and guarantee letters of an account."""
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Organization
from presale.enums import AccountStatus, LetterStatus, PayeeKind, PayeeStatus
from presale.filters.letters import LetterFilter
from presale.models import EscrowAccount, GuaranteeLetter, Payee
from presale.services import letters, payees
from presale.services.position import position
from tests.conftest import Window
from tests.material import pdf_bytes
from tests.presale import builders
from tests.transactions import builders as market

PROOF = [("文书.pdf", pdf_bytes("文书"))]
LAID = date(2026, 3, 2)


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
    with pytest.raises(ServiceError, match="当前状态是“已移出”，不能“移出名单”"):
        payees.remove_payee(actor=chief, payee=payee, reason="再移")


def test_a_payee_is_taken_off_with_a_reason_and_by_whoever_may(
    propose: Callable[..., Payee], clerk: User, chief: User
) -> None:
    payee = propose()
    with pytest.raises(ServiceError, match="请写明移出名单的原因。"):
        payees.remove_payee(actor=chief, payee=payee, reason=" ")
    with pytest.raises(ServiceError, match="您没有“移出名单”的权限"):
        payees.remove_payee(actor=clerk, payee=payee, reason="换号")
    payee.refresh_from_db()
    assert payee.status == PayeeStatus.PROPOSED


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


def test_whoever_confirms_a_letter_sees_it_and_signs(
    account: EscrowAccount, clerk: User, chief: User, client_of: Callable[[User], Window]
) -> None:
    held, desk = letter(account, clerk), client_of(chief)
    step = reverse("presale:letter_confirm", args=[held.pk])
    page = desk.get(step).content.decode()
    assert f"云岭商业银行 出具，编号 BH-1，担保金额 7,000,000.00 元，{LAID} 至 {held.valid_to} 有效。" in page
    assert desk.post(step).context["form"].errors == {"password": ["请填写本人登录密码。"]}
    held.refresh_from_db()
    assert (held.status, held.confirmed_by) == (LetterStatus.PROPOSED, None)
    desk.sign(step)
    held.refresh_from_db()
    assert (held.status, held.confirmed_by) == (LetterStatus.EFFECTIVE, chief)


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


def test_a_letter_is_ended_with_a_reason_and_once(account: EscrowAccount, clerk: User, chief: User) -> None:
    done = {"actor": chief, "letter": letter(account, clerk), "ended_on": clock.today()}
    with pytest.raises(ServiceError, match="请写明失效的原因。"):
        letters.end_letter(**done, reason=" ")
    letters.end_letter(**done, reason="退还")
    with pytest.raises(ServiceError, match="当前状态是“已失效”，不能“登记失效”"):
        letters.end_letter(**done, reason="再退")


@pytest.fixture
def of_all_terms(account: EscrowAccount, clerk: User, chief: User) -> dict[str, GuaranteeLetter]:
    """Letters as they stand, entered when their terms had begun: confirmed or not, before, in and past the term."""
    today, made = clock.today(), {}
    terms = {"past": (LAID, today - timedelta(days=1)), "last day": (LAID, today),
             "to come": (today + timedelta(days=1), today + timedelta(days=9))}
    for number, (name, term) in enumerate(terms.items()):
        for is_confirmed in (False, True):
            held = letter(account, clerk, "100", number=f"BH-{number}{is_confirmed}")
            status = LetterStatus.EFFECTIVE if is_confirmed else LetterStatus.PROPOSED
            GuaranteeLetter.objects.filter(pk=held.pk).update(
                valid_from=term[0], valid_to=term[1], status=status, confirmed_by=chief if is_confirmed else None)
            made[f"{name}, confirmed" if is_confirmed else name] = GuaranteeLetter.objects.get(pk=held.pk)
    return made


def test_what_a_letter_is_follows_from_the_day(of_all_terms: dict[str, GuaranteeLetter]) -> None:
    proposed, ended = LetterStatus.PROPOSED, LetterStatus.ENDED
    assert {name: held.state for name, held in of_all_terms.items()} == {
        "past": ended, "past, confirmed": ended, "last day": proposed, "last day, confirmed": LetterStatus.EFFECTIVE,
        "to come": proposed, "to come, confirmed": LetterStatus.COMING,
    }


def test_the_list_of_letters_finds_each_by_what_it_is(of_all_terms: dict[str, GuaranteeLetter]) -> None:
    rows = GuaranteeLetter.objects.stated(clock.today())
    found = {state: set(LetterFilter(QueryDict(f"status={state}"), rows).qs) for state in LetterStatus}
    held = of_all_terms.values()
    assert found == {state: {one for one in held if one.state == state} for state in LetterStatus}


def test_the_night_writes_down_which_letters_have_run_out(
    of_all_terms: dict[str, GuaranteeLetter], account: EscrowAccount, clerk: User
) -> None:
    before = position(account)
    assert before.letters == builders.yuan(100)
    over = [of_all_terms["past"], of_all_terms["past, confirmed"]]
    assert letters.end_run_out(actor=clerk) == over
    assert letters.end_run_out(actor=clerk) == []
    yesterday = clock.today() - timedelta(days=1)
    written = GuaranteeLetter.objects.filter(status=LetterStatus.ENDED).values_list("ended_on", flat=True)
    assert (list(written), position(account)) == ([clock.today()] * 2, before)
    told = Entry.objects.filter(action="保函到期失效").values_list("reason", "actor")
    assert list(told) == [(f"{yesterday} 到期", clerk.pk)] * 2
