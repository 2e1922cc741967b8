"""The pages of accounts, payees, letters and freezes, used as clerks use them."""
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.registry.models import Building
from presale.enums import AccountStatus, EntryKind, NodeCode
from presale.models import EscrowAccount, Freeze, LedgerEntry, Payee
from presale.picture import bars, curve
from presale.services import freezes
from presale.services.position import quotas
from tests.material import pdf_bytes
from tests.presale import builders
from tests.transactions import builders as market

Sign = Callable[[User], Client]
Proof = Callable[..., Any]


@pytest.fixture
def form(building: Building, clerk: User, director: User) -> dict[str, Any]:
    """What a clerk types to open an account."""
    return {
        "estate": str(building.estate), "buildings": "7号楼", "account_no": "6210 0000 0001", "branch": "城关支行",
        "account_name": f"{building.estate.developer}（7#楼）预售资金监管专户", "bank": builders.bank(clerk).pk,
        "rules": builders.rules(clerk, director).pk, "granularity": "project", "note": "",
    }


def shown(client: Client, account: EscrowAccount) -> str:
    return client.get(account.get_absolute_url()).content.decode()


def test_an_account_is_registered_by_names(form: dict[str, Any], clerk: User, client_of: Sign) -> None:
    answer = client_of(clerk).post(reverse("presale:account_create"), form)
    account = EscrowAccount.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, account.get_absolute_url())
    assert (account.account_no, account.buildings.get().number) == ("621000000001", "7#楼")


@pytest.mark.parametrize(("typed", "says"), [
    ({"buildings": "9#楼"}, "没有楼幢"), ({"account_no": "1e10"}, "账号应为 8 位以上数字。"),
    ({"account_name": "监管专户"}, "户名应含开发企业全称"), ({"estate": "没有的楼盘"}, "没有找到楼盘"),
])
def test_a_refused_account_keeps_what_was_typed(
    form: dict[str, Any], clerk: User, client_of: Sign, typed: dict[str, str], says: str
) -> None:
    answer = client_of(clerk).post(reverse("presale:account_create"), {**form, **typed})
    page = answer.content.decode()
    kept = [str(value) in page for value in {**form, **typed}.values()]
    assert (answer.status_code, says in page, kept, EscrowAccount.objects.count()) == (200, True, [True] * len(kept), 0)


def test_a_changed_name_comes_with_its_reason(
    account: EscrowAccount, clerk: User, client_of: Sign, evidence: Proof
) -> None:
    typed = {
        "estate": str(account.estate), "buildings": "7#楼", "account_no": account.account_no, "branch": "城关支行",
        "account_name": account.account_name, "bank": account.bank_id, "rules": account.rules_id,
        "granularity": "project", "note": "", "reason": "网点更名", "evidence": evidence("更名.pdf"),
    }
    client_of(clerk).post(reverse("presale:account_edit", args=[account.pk]), typed)
    entry = Entry.objects.about(account).get(action="变更监管账户")
    assert (entry.reason, entry.before, entry.after) == ("网点更名", {"开户网点": ""}, {"开户网点": "城关支行"})


def test_the_page_shows_the_whole_working(account: EscrowAccount, clerk: User, chief: User, client_of: Sign) -> None:
    builders.received(account, "9000000.00", by=clerk, kind=EntryKind.MORTGAGE)
    builders.certified(account.buildings.get(), NodeCode.TOPOUT, by=clerk, inspectors=(clerk, chief))
    page = shown(client_of(clerk), account)
    told = ["可拨付额", "5,000,000.00", "主体封顶 留存 40%", "9,000,000.00", "月末监管余额", "核定监管额度（万元）"]
    assert [words in page for words in told] == [True] * len(told)


def test_the_page_says_why_nothing_can_be_released(account: EscrowAccount, clerk: User, client_of: Sign) -> None:
    EscrowAccount.objects.update(status=AccountStatus.PAUSED, pause_reason="对账不平")
    page = shown(client_of(clerk), account)
    assert "账户暂停拨付（对账不平），不能申请用款。" in page
    assert "监管余额低于应留存额，缺 10,000,000.00 元。" in page


@pytest.mark.parametrize(("status", "words"), [
    (AccountStatus.RELEASED, "账户已解除监管，不再受理用款。"), (AccountStatus.CLOSED, "账户已销户，不再受理用款。"),
])
def test_an_account_that_is_over_lacks_nothing(
    account: EscrowAccount, clerk: User, client_of: Sign, status: AccountStatus, words: str
) -> None:
    EscrowAccount.objects.update(status=status, closed_on=clock.today() if status == AccountStatus.CLOSED else None)
    assert client_of(clerk).get(account.get_absolute_url()).context["why"] == [words]


def test_what_may_be_entered_stands_on_the_page(
    account: EscrowAccount, clerk: User, finance: User, client_of: Sign
) -> None:
    refund, receipt = reverse("presale:refund_create", args=[account.pk]), reverse("presale:receipt_create")
    at = f'href="{receipt}?account={account.pk}"'
    pages = [shown(client_of(person), account) for person in (clerk, finance)]
    assert [(f'href="{refund}"' in page, at in page) for page in pages] == [(True, False), (False, True)]


def test_the_last_entries_open_their_pages(account: EscrowAccount, clerk: User, client_of: Sign) -> None:
    entries = [builders.received(account, "1.00", by=clerk, kind=EntryKind.INTEREST) for _ in range(12)]
    page = shown(client_of(clerk), account)
    assert [f'href="{entry.get_absolute_url()}"' in page for entry in entries] == [False] * 2 + [True] * 10
    # the ledger tells of bookings, in Chinese heads; the diary of the account does not repeat them
    assert ("记账日期" in page, "Booked on" in page, "第 12 笔：利息" in page) == (True, False, False)


def test_the_bar_stands_at_the_last_certified_node(account: EscrowAccount, clerk: User, chief: User) -> None:
    building = account.buildings.get()
    builders.certified(building, NodeCode.HALF, by=clerk, inspectors=(clerk, chief))
    (bar,) = bars(account, quotas(account))
    assert [(stop.label, stop.held, stop.kind) for stop in bar.stops] == [
        ("首个节点前", "1,000.00", "done"), ("地下结构完成（正负零）", "800.00", "done"),
        ("主体达二分之一", "600.00", "now"), ("主体封顶", "400.00", "todo"), ("外立面装饰完成", "200.00", "todo"),
        ("竣工备案", "0.00", "todo"),
    ]


def test_without_a_quota_there_is_no_bar(building: Building, clerk: User, director: User) -> None:
    account = builders.account(building, by=clerk, other=director, quota=None)
    assert bars(account, quotas(account)) == []


def test_the_curve_ends_with_what_the_account_holds(account: EscrowAccount, clerk: User) -> None:
    today = clock.today()
    first = today.replace(day=1)
    builders.received(account, "30000.00", by=clerk, kind=EntryKind.INTEREST, on=date(2024, 3, 1))
    builders.received(account, "20000.00", by=clerk, kind=EntryKind.INTEREST, on=first)
    account.refresh_from_db()
    values = [mark.value for mark in curve(account)]
    assert values == [builders.yuan(3)] * 11 + [builders.yuan(5)]


def test_the_curve_begins_with_the_account(account: EscrowAccount) -> None:
    EscrowAccount.objects.update(opened_on=clock.today())
    account.refresh_from_db()
    assert [mark.value for mark in curve(account)] == [None] * 11 + [builders.yuan(0)]


@pytest.mark.parametrize("amount", ["0", "-5", "1.234", "1e10", "1_000", "abc", "NaN"])
def test_a_freeze_of_no_amount_is_refused_and_kept(
    account: EscrowAccount, clerk: User, client_of: Sign, evidence: Proof, amount: str
) -> None:
    typed = {"court": "云岭县人民法院", "case_no": "（2026）执1号", "doc_no": "协执1号", "cap_amount": amount,
             "from_on": "2026-03-02", "to_on": "", "notified_on": "", "evidence": evidence("通知书.pdf")}
    answer = client_of(clerk).post(reverse("presale:freeze_create", args=[account.pk]), typed)
    page = answer.content.decode()
    assert (answer.status_code, f'value="{amount}"' in page, Freeze.objects.count()) == (200, True, 0)


def test_a_freeze_with_a_typed_amount_is_laid(
    account: EscrowAccount, clerk: User, client_of: Sign, evidence: Proof
) -> None:
    typed = {"court": "云岭县人民法院", "case_no": "（2026）执1号", "doc_no": "协执1号",
             "cap_amount": "１，２３４．５６", "from_on": "2026-03-02", "to_on": "", "notified_on": "",
             "evidence": evidence("通知书.pdf")}
    client_of(clerk).post(reverse("presale:freeze_create", args=[account.pk]), typed)
    assert Freeze.objects.get().cap_amount == builders.yuan("1234.56")


def test_a_payee_goes_from_the_form_to_the_list(
    account: EscrowAccount, clerk: User, chief: User, client_of: Sign, evidence: Proof
) -> None:
    typed = {"kind": "contractor", "name": "云岭第一建筑公司", "bank_name": "云岭农商银行",
             "payee_account": "62280000001", "contract_doc": "施工合同", "contract_amount": "",
             "evidence": evidence("合同.pdf")}
    client_of(clerk).post(reverse("presale:payee_create", args=[account.pk]), typed)
    payee = Payee.objects.get()
    client_of(chief).post(reverse("presale:payee_confirm", args=[payee.pk]))
    payee.refresh_from_db()
    assert (payee.get_status_display(), payee.confirmed_by) == ("在册", chief)


def test_the_order_of_waiting_stands_on_the_page_of_the_release(
    account: EscrowAccount, clerk: User, chief: User, client_of: Sign
) -> None:
    first, _second = (
        freezes.confirm_freeze(actor=chief, freeze=freezes.lay_freeze(
            actor=clerk, account=account, court="云岭县人民法院", case_no=case, doc_no="1", cap_amount=None,
            from_on=date(2026, 3, 2), to_on=None, evidence=[("a.pdf", pdf_bytes("a"))]))
        for case in ("甲案", "乙案")
    )
    page = client_of(clerk).get(reverse("presale:freeze_release", args=[first.pk])).content.decode()
    assert "还有轮候冻结：云岭县人民法院 乙案，解除后按次序自动生效。" in page


def test_a_settlement_that_is_refused_leaves_a_trace_and_the_books_alone(
    building: Building, clerk: User, director: User, finance: User, client_of: Sign
) -> None:
    account = builders.account(building, by=clerk, other=director)
    builders.received(account, "10.00", by=clerk, kind=EntryKind.INTEREST)
    EscrowAccount.objects.update(
        status=AccountStatus.RELEASED, end_applied_by=clerk, end_approved_by=director, end_approved_at=clock.now(),
        end_notice_no="JC1",
    )
    typed = {"booked_on": "2024-02-02", "bank_serial": "Z1", "token": "t1"}
    page = client_of(finance).post(reverse("presale:account_settle", args=[account.pk]), typed).content.decode()
    assert ("早于解除监管批准日期" in page, 'value="Z1"' in page) == (True, True)
    assert LedgerEntry.objects.filter(account=account).count() == 1
    assert Entry.objects.about(account).filter(action="转出余额被拒").count() == 1


def test_another_estate_is_another_account(account: EscrowAccount, clerk: User, client_of: Sign) -> None:
    market.estate("东屏雅苑")
    page = client_of(clerk).get(reverse("presale:account_edit", args=[account.pk])).content.decode()
    assert f'value="{account.estate}"' in page
    assert "disabled" in page
