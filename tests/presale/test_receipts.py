"""What finance enters from the bank's papers, and whose money it is."""
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit.errors import NeedsReason, ServiceError
from presale.enums import AccountStatus, EntryKind
from presale.models import EscrowAccount, LedgerEntry
from presale.services import receipts
from presale.services.finding import suggestions
from tests.material import pdf_bytes
from tests.presale import builders
from tests.presale.builders import received, yuan
from transactions.models import SaleContract

PROOF = [("证明.pdf", pdf_bytes("发起行证明"))]


@pytest.fixture
def desk(finance: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(finance)


@pytest.fixture
def form(account: EscrowAccount) -> dict[str, object]:
    return {"account": account.pk, "kind": "other", "amount": "1,234.56", "booked_on": "2024-03-01",
            "bank_serial": " ２０２４A1 ", "payer": "周小静", "memo": "", "contract_no": "", "token": "token-0001"}


def receipt(account: EscrowAccount, by: User, **facts: object) -> LedgerEntry:
    return receipts.record_receipt(**{
        "actor": by, "account": account, "kind": "full", "amount": yuan(600_000), "booked_on": builders.OPENED,
        "bank_serial": "A1", "token": "token-0001", **facts,
    })


def errors(answer: object) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


def test_a_receipt_at_the_window(desk: Client, form: dict, account: EscrowAccount, finance: User) -> None:
    answer = desk.post(reverse("presale:receipt_create"), form)
    entry = LedgerEntry.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/escrow/entries/{entry.pk}/")
    assert (entry.amount, entry.bank_serial, entry.recorded_by) == (yuan("1234.56"), "2024A1", finance)
    account.refresh_from_db()
    assert (account.balance, account.unidentified) == (yuan("1234.56"), yuan("1234.56"))


def test_the_same_form_again_leads_to_the_same_page(
    desk: Client, form: dict, client_of: Callable[[User], Client], finance: User,
) -> None:
    once = desk.post(reverse("presale:receipt_create"), form)
    again = client_of(finance).post(reverse("presale:receipt_create"), form)
    assert (again.headers["Location"], LedgerEntry.objects.count()) == (once.headers["Location"], 1)


def test_the_same_form_with_other_content_is_refused(desk: Client, form: dict) -> None:
    desk.post(reverse("presale:receipt_create"), form)
    answer = desk.post(reverse("presale:receipt_create"), form | {"amount": "99.00"})
    assert errors(answer) == {"__all__": ["这次提交已用于另一笔流水，请重新打开页面填写。"]}
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("amount", ["1e10", "1_000", "-5", "0", "1.234", "abc", "١٢٣", "NaN", "1e400", ""])
def test_bad_amounts_do_not_move_the_books(desk: Client, form: dict, amount: str) -> None:
    answer = desk.post(reverse("presale:receipt_create"), form | {"amount": amount})
    assert (list(errors(answer)), LedgerEntry.objects.count()) == (["amount"], 0)
    assert answer.context["form"]["amount"].value() == amount


@pytest.mark.parametrize("amount", ["１，２３４．５６", "1 234.56", "1234.56"])
def test_amounts_as_people_type_them(desk: Client, form: dict, amount: str) -> None:
    desk.post(reverse("presale:receipt_create"), form | {"amount": amount})
    assert LedgerEntry.objects.get().amount == yuan("1234.56")


def test_a_refused_receipt_leaves_a_trace(desk: Client, form: dict, account: EscrowAccount) -> None:
    answer = desk.post(reverse("presale:receipt_create"), form | {"booked_on": "2024-01-31"})
    assert errors(answer) == {"booked_on": ["2024-01-31 早于开户日期 2024-02-01，请核对。"]}
    note = Entry.objects.about(account).get(action="登记入账被拒")
    assert note.reason == "2024-01-31 早于开户日期 2024-02-01，请核对。"


def test_a_receipt_of_a_contract_names_it(account: EscrowAccount, contract: SaleContract, finance: User) -> None:
    with pytest.raises(ServiceError) as refused:
        receipt(account, finance)
    assert refused.value.message_dict == {
        "contract_no": ["请填写合同编号；未网签的认购款选“定金”，无法确认合同的选“其他入账”，作为不明款登记。"]
    }
    with pytest.raises(ServiceError, match="没有编号为“9”的网签合同"):
        receipt(account, finance, contract_no="９ ")
    assert receipt(account, finance, contract_no=contract.filing_no).contract == contract


def test_an_earnest_before_the_contract_belongs_to_nobody_yet(account: EscrowAccount, finance: User) -> None:
    entry = receipt(account, finance, kind=EntryKind.EARNEST)
    assert (entry.contract, LedgerEntry.objects.unsigned().get(), entry.account.unidentified) == (None, entry, 0)


def test_only_finance_books(account: EscrowAccount, clerk: User) -> None:
    with pytest.raises(ServiceError, match="您没有“财务核额，登记入账、回单与对账”的权限"):
        receipt(account, clerk, kind="other")


def test_a_match_is_suggested_made_and_taken_back(
    desk: Client, account: EscrowAccount, contract: SaleContract, clerk: User,
) -> None:
    entry = received(account, 600, by=clerk, payer="周小静", memo=f"购房款{contract.contract_no}号")
    assert list(suggestions(entry)) == [contract]
    typed = {"contract_no": contract.contract_no, "kind": "down", "basis": "缴款凭证"}
    desk.post(reverse("presale:entry_match", args=[entry.pk]), typed)
    account.refresh_from_db()
    assert (receipts.standing_match(entry).contract, account.unidentified) == (contract, yuan(0))
    assert desk.get(reverse("presale:entry_detail", args=[entry.pk])).status_code == 200
    desk.post(reverse("presale:entry_unmatch", args=[entry.pk]), {"reason": "认错人"})
    account.refresh_from_db()
    assert (receipts.standing_match(entry), account.unidentified) == (None, yuan(600))


def test_a_payer_of_one_letter_suggests_nobody(account: EscrowAccount, contract: SaleContract, clerk: User) -> None:
    assert list(suggestions(received(account, 600, by=clerk, payer="周"))) == []


def test_a_reversal_keeps_the_bank_s_paper(desk: Client, account: EscrowAccount, clerk: User) -> None:
    entry = received(account, 600, by=clerk)
    typed = {"booked_on": "2024-03-01", "bank_serial": "R1", "document": "证明1号", "memo": "错账",
             "token": "token-0002"}
    desk.post(reverse("presale:entry_reverse", args=[entry.pk]), typed)
    undo = LedgerEntry.objects.get(kind=EntryKind.REVERSAL)
    account.refresh_from_db()
    assert (undo.amount, undo.reversal_of, account.balance) == (yuan(-600), entry, yuan(0))
    answer = desk.get(reverse("presale:entry_reverse", args=[entry.pk]))
    assert answer.context["blocked"] == "这一笔已由第 2 笔冲正。"


def test_a_deduction_needs_its_paper_and_pauses(account: EscrowAccount, finance: User, desk: Client) -> None:
    typed = {"account": account.pk, "amount": "600", "booked_on": "2024-03-01", "bank_serial": "K1",
             "document": "（2024）执字1号", "court": "云岭县人民法院", "token": "token-0003"}
    answer = desk.post(reverse("presale:deduction_create"), typed)
    assert (list(errors(answer)), LedgerEntry.objects.count()) == (["evidence"], 0)
    facts = {"amount": yuan(600), "booked_on": builders.OPENED, "bank_serial": "K1", "document": "执字1号"}
    with pytest.raises(NeedsReason) as question:
        receipts.record_deduction(actor=finance, account=account, court="法院", token="token-0003", **facts)
    assert (question.value.sentence, LedgerEntry.objects.count()) == (
        "扣划 600.00 元，大于监管余额 0.00 元，请核对银行回单和扣划文书。", 0
    )
    made, again = (receipts.record_deduction(
        actor=finance, account=account, court="云岭县人民法院", token="token-0003", evidence=PROOF, reason="入账未到",
        **facts,
    ) for _ in range(2))
    assert (made, Entry.objects.get(action="说明扣划超过余额").reason) == (again, "入账未到")
    account.refresh_from_db()
    assert (account.balance, account.status) == (yuan(-600), AccountStatus.PAUSED)
    assert Attachment.objects.about(made).get().kind == "扣划文书"


def test_the_book_of_an_account(desk: Client, account: EscrowAccount, clerk: User) -> None:
    rows = [received(account, amount, by=clerk) for amount in (600, 400)]
    answer = desk.get(reverse("presale:entry_list"), {"account": account.pk})
    shown = [(row.record.seq, row.record.balance_after) for row in answer.context["table"].paginated_rows]
    assert shown == [(2, yuan(1000)), (1, yuan(600))]
    assert answer.context["table"].totals == {"amount": yuan(1000)}
    unnamed = desk.get(reverse("presale:unidentified_list")).context["table"]
    assert [row.record for row in unnamed.paginated_rows] == rows


@pytest.mark.parametrize("token", ["line-00000001", "answer-00000001-receive", "short"])
def test_the_number_of_another_deed_is_not_taken_away(desk: Client, form: dict, token: str) -> None:
    answer = desk.post(reverse("presale:receipt_create"), {**form, "token": token})
    assert (errors(answer), LedgerEntry.objects.count()) == ({"token": ["页面已失效，请重新打开后填写。"]}, 0)
