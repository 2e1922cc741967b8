"""The life of an account: opened, agreed, activated, paused, changed in name, released, closed."""
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Building, Estate, SalePermit
from presale.enums import (
    AccountStatus,
    BankStatus,
    BuildingKind,
    EntryKind,
    LineStatus,
    NodeCode,
    ReconciliationStatus,
)
from presale.models import EscrowAccount, EscrowAlert, EscrowBank, Reconciliation, RuleNode, RuleSet, StatementLine
from presale.services import accounts as services
from presale.services import alerts, endings, receipts
from presale.services.duties import maintainers
from tests.material import pdf_bytes
from tests.presale import builders, payments
from tests.transactions import builders as market

PROOF = [("材料.pdf", pdf_bytes("材料"))]
Open = Callable[..., EscrowAccount]


@pytest.fixture
def bank(clerk: User) -> EscrowBank:
    return builders.bank(clerk)


@pytest.fixture
def rules(clerk: User, director: User) -> RuleSet:
    return builders.rules(clerk, director)


@pytest.fixture
def opened(building: Building, bank: EscrowBank, rules: RuleSet, clerk: User) -> Open:
    def make(*buildings: Building, **facts: Any) -> EscrowAccount:
        return services.open_account(
            actor=clerk, estate=building.estate, buildings=buildings or [building],
            **{"bank": bank, "rules": rules, "account_no": "6210 0000 0001",
               "account_name": f"{building.estate.developer}（7#楼）预售资金监管专户", **facts},
        )

    return make


def reconciled(of: EscrowAccount, by: User, status: ReconciliationStatus = ReconciliationStatus.MATCHED) -> None:
    off = builders.yuan(0 if status == ReconciliationStatus.MATCHED else 5)
    Reconciliation.objects.create(
        account=of, day=clock.today(), ledger_count=0, ledger_amount=builders.yuan(0), ledger_balance=of.balance,
        bank_count=0, bank_amount=builders.yuan(0), bank_balance=of.balance + off, difference=off, status=status,
        recorded_by=by, recorded_at=clock.now(),
    )


def test_an_account_is_opened_agreed_and_activated_by_two_people(opened: Open, clerk: User, chief: User) -> None:
    account = opened()
    assert (account.status, account.account_no) == (AccountStatus.PENDING, "621000000001")
    assert [str(one) for one in services.buildings_of(account)] == ["7#楼"]
    with pytest.raises(ServiceError, match="三方监管协议"):
        services.agree(actor=clerk, account=account, agreement_no="JG-1", signed_on=builders.OPENED, evidence=[])
    services.agree(actor=clerk, account=account, agreement_no="JG-1", signed_on=builders.OPENED, evidence=PROOF)
    account = services.activate(actor=chief, account=account, opened_on=builders.OPENED)
    assert (account.status, account.activated_by) == (AccountStatus.ACTIVE, chief)
    assert list(Entry.objects.about(account).order_by("pk").values_list("action", flat=True)) == [
        "登记监管账户", "登记三方协议", "启用监管账户"]


def test_nobody_activates_what_he_has_registered(opened: Open, clerk: User, chief: User) -> None:
    account = opened()
    services.agree(actor=clerk, account=account, agreement_no="JG-1", signed_on=builders.OPENED, evidence=PROOF)
    EscrowAccount.objects.filter(pk=account.pk).update(recorded_by=chief)
    with pytest.raises(ServiceError, match="不能启用自己登记的账户"):
        services.activate(actor=chief, account=account, opened_on=builders.OPENED)
    account.refresh_from_db()
    assert account.status == AccountStatus.AGREED


@pytest.mark.parametrize("number", ["1e10", "1_000_000_0", "1234567", "٠١٢٣٤٥٦٧٨", "-12345678"])
def test_a_number_that_is_no_account_number_is_refused(opened: Open, number: str) -> None:
    with pytest.raises(ServiceError) as refused:
        opened(account_no=number)
    assert refused.value.message_dict == {"account_no": ["账号应为 8 位以上数字。"]}
    assert EscrowAccount.objects.count() == 0


def test_full_width_digits_of_an_account_number_are_read(opened: Open) -> None:
    assert opened(account_no="６２１０００００００９").account_no == "62100000009"


def test_a_building_has_one_account(opened: Open) -> None:
    account = opened()
    with pytest.raises(ServiceError) as refused:
        opened(account_no="6210000000002")
    assert refused.value.message_dict == {
        "buildings": [f"7#楼 已有监管账户（{account}），一幢楼只能有一个。"]}


def test_a_bank_must_be_listed_and_in_its_term(opened: Open, bank: EscrowBank) -> None:
    EscrowBank.objects.filter(pk=bank.pk).update(valid_to=clock.today() - timedelta(days=1))
    bank.refresh_from_db()
    with pytest.raises(ServiceError, match="入围有效期已于"):
        opened()
    EscrowBank.objects.filter(pk=bank.pk).update(valid_to=None, status=BankStatus.SUSPENDED)
    bank.refresh_from_db()
    with pytest.raises(ServiceError, match="不在入围名录内"):
        opened()


def test_the_name_contains_the_developer(opened: Open) -> None:
    with pytest.raises(ServiceError, match="户名应含开发企业全称"):
        opened(account_name="预售资金监管专户")


def test_a_building_takes_the_nodes_of_its_kind(opened: Open, rules: RuleSet) -> None:
    RuleNode.objects.create(rules=rules, building_kind=BuildingKind.HIGHRISE, seq=1, code=NodeCode.HALF, share=6000)
    assert opened().places.get().kind == BuildingKind.HIGHRISE


def test_before_the_permit_everything_may_be_corrected(opened: Open, clerk: User, building: Building) -> None:
    other = market.building(building.estate, "8#楼")
    account = services.amend_account(
        actor=clerk, account=opened(), buildings=[other], account_no="621000000777", reason="填错")
    assert (account.account_no, [one.number for one in services.buildings_of(account)]) == ("621000000777", ["8#楼"])
    assert building.escrow_places.count() == 0


def test_after_the_permit_only_names_change_and_with_proof(
    opened: Open, permit: SalePermit, building: Building, clerk: User
) -> None:
    account = opened()
    with pytest.raises(ServiceError) as refused:
        services.amend_account(
            actor=clerk, account=account, buildings=[building], account_no="621000000777", reason="换户")
    assert refused.value.message_dict == {
        "account_no": [f"已核发预售许可证 {permit}，只能变更户名、网点（企业、银行更名）。"]}
    renamed = {"actor": clerk, "account": account, "buildings": [building], "branch": "城关支行", "reason": "网点更名"}
    with pytest.raises(ServiceError, match="更名的证明材料"):
        services.amend_account(**renamed)
    assert services.amend_account(**renamed, evidence=PROOF).branch == "城关支行"
    entry = Entry.objects.about(account).first()
    assert (entry.before, entry.after, entry.reason) == ({"开户网点": ""}, {"开户网点": "城关支行"}, "网点更名")


def test_releases_stop_and_go_on_after_the_books_agree(account: EscrowAccount, chief: User, deputy: User) -> None:
    account = services.pause(actor=chief, account=account, reason="停工")
    assert (account.status, account.pause_reason) == (AccountStatus.PAUSED, "停工")
    reconciled(account, chief, ReconciliationStatus.DIFFERENT)
    with pytest.raises(ServiceError, match="请先对平（财务说明差异，另一位同事复核关闭）。"):
        services.resume(actor=deputy, account=account, reason="复工")
    Reconciliation.objects.update(
        status=ReconciliationStatus.MATCHED, bank_balance=builders.yuan(0), difference=builders.yuan(0))
    account = services.resume(actor=deputy, account=account, reason="复工")
    assert (account.status, account.pause_reason) == (AccountStatus.ACTIVE, "")


@pytest.mark.parametrize("status", [AccountStatus.ACTIVE, AccountStatus.RELEASE_APPLIED])
def test_after_a_deduction_releases_go_on_only_when_it_was_dealt_with(
    account: EscrowAccount, clerk: User, chief: User, deputy: User, finance: User, status: str
) -> None:
    EscrowAccount.objects.filter(pk=account.pk).update(status=status)
    receipts.record_deduction(
        actor=finance, account=account, amount=builders.yuan(5), booked_on=builders.OPENED, bank_serial="K1",
        document="执字1号", court="云岭县人民法院", token="token-k1", evidence=PROOF, reason="入账未到",
    )
    alert, going_on = EscrowAlert.objects.get(), {"account": account, "reason": "已与法院核对"}
    account.refresh_from_db()
    assert (account.status, account.pause_reason) == (AccountStatus.PAUSED, "2024-02-01 司法扣划 5.00 元")
    for take in (None, alerts.confirm_alert):
        if take:
            take(actor=clerk, alert=alert)
        with pytest.raises(ServiceError) as refused:
            services.resume(actor=deputy, **going_on)
        assert refused.value.messages == [f"{alert}：预警还没有登记处置，请先处置再恢复拨付。"]
    alerts.handle_alert(actor=clerk, alert=alert, reason="企业已补足")
    with pytest.raises(ServiceError, match="您没有“恢复拨付”的权限"):
        services.resume(actor=chief, **going_on)
    with pytest.raises(ServiceError, match="请写明恢复拨付的理由"):
        services.resume(actor=deputy, account=account, reason=" ")
    assert services.resume(actor=deputy, **going_on).status == AccountStatus.ACTIVE


def test_supervision_ends_when_nothing_is_open(
    account: EscrowAccount, building: Building, clerk: User, chief: User, deputy: User, finance: User
) -> None:
    builders.received(account, "100.00", by=clerk, kind=EntryKind.INTEREST)
    with pytest.raises(ServiceError) as refused:
        endings.apply_end(actor=clerk, account=account)
    assert refused.value.messages == ["不能解除监管：7#楼 未办理不动产首次登记。账户还没有对过账。"]
    Building.objects.filter(pk=building.pk).update(registered_on=date(2026, 1, 5))
    account.refresh_from_db()
    reconciled(account, finance)
    endings.apply_end(actor=clerk, account=account, evidence=PROOF)
    account = endings.approve_end(actor=deputy, account=account)
    year = clock.today().year
    assert (account.status, account.end_notice_no) == (AccountStatus.RELEASED, f"620799JC{year}000001")
    with pytest.raises(ServiceError, match="请先转出余额"):
        endings.close_account(actor=chief, account=account, closed_on=clock.today())
    paid = endings.settle_account(
        actor=finance, account=account, booked_on=clock.today(), bank_serial="Z1", token="t-z1")
    assert (paid.amount, paid.balance_after, paid.document) == (
        builders.yuan(-100), builders.yuan(0), f"620799JC{year}000001")
    account = endings.close_account(actor=chief, account=account, closed_on=clock.today())
    assert (account.status, building.escrow_places.get().is_current) == (AccountStatus.CLOSED, False)


def test_nobody_approves_the_end_he_has_applied_for_or_an_account_he_maintains(
    account: EscrowAccount, building: Building, clerk: User, person: Callable[..., User]
) -> None:
    Building.objects.filter(pk=building.pk).update(registered_on=date(2026, 1, 5))
    both = person("deputy", username="both")
    endings.apply_end(actor=clerk, account=account)
    EscrowAccount.objects.update(end_applied_by=both)
    with pytest.raises(ServiceError, match="不能审批自己经办的解除申请"):
        endings.approve_end(actor=both, account=account)
    EscrowAccount.objects.update(end_applied_by=clerk)
    builders.payee(account, by=both, confirmed_by=clerk)
    with pytest.raises(ServiceError, match="维护过这个账户"):
        endings.approve_end(actor=both, account=account)
    account.refresh_from_db()
    assert account.status == AccountStatus.RELEASE_APPLIED


def test_who_sets_the_terms_is_a_maintainer_and_who_decides_is_not(
    account: EscrowAccount, clerk: User, director: User, chief: User
) -> None:
    assert maintainers(account) == {clerk.pk}
    builders.payee(account, by=clerk, confirmed_by=chief)
    assert maintainers(account) == {clerk.pk, chief.pk}
    assert director.pk not in maintainers(account)


def test_unidentified_money_keeps_the_supervision(account: EscrowAccount, building: Building, clerk: User) -> None:
    Building.objects.filter(pk=building.pk).update(registered_on=date(2026, 1, 5))
    builders.received(account, "50.00", by=clerk)
    account.refresh_from_db()
    reconciled(account, clerk)
    assert endings.end_obstacles(account) == ["有不明款 50.00 元尚未认领。"]


def test_bank_and_books_must_agree_when_the_supervision_ends(
    account: EscrowAccount, building: Building, clerk: User
) -> None:
    """What is paid out is the balance of the books: a difference is no smaller for being explained."""
    Building.objects.filter(pk=building.pk).update(registered_on=date(2026, 1, 5))
    entry = builders.received(account, 50, by=clerk, kind=EntryKind.INTEREST)
    account.refresh_from_db()
    payments.reconciled(account, explained=builders.yuan(-35))
    line = payments.booked_line(entry, amount=builders.yuan(50))
    StatementLine.objects.filter(pk=line.pk).update(status=LineStatus.OPEN, entry=None)
    assert endings.end_obstacles(account) == [
        "有 1 笔银行流水尚未入账。", f"{builders.OPENED} 对账时银行与账面相差 35.00 元，请入账或更正后重新对账。",
    ]


def test_a_stranger_has_no_right(estate: Estate, opened: Open, auditor: User) -> None:
    account = opened()
    with pytest.raises(ServiceError, match="没有"):
        services.pause(actor=auditor, account=account, reason="试")
    assert estate.escrow_accounts.get().status == AccountStatus.PENDING
