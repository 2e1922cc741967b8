"""The ledger against the bank: what agrees, what pauses the account, and how a difference is closed."""
from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from presale.enums import AccountStatus, ReconciliationStatus
from presale.models import EscrowAccount, EscrowAlert, Reconciliation
from presale.services import reconciliations as services
from tests.presale.builders import received, yuan
from tests.presale.statements import laid_out, movements, taken

DAY = date(2024, 3, 1)


@pytest.fixture
def held(account: EscrowAccount, chief: User) -> EscrowAccount:
    return laid_out(account, chief)


@pytest.fixture
def other_finance(person: Callable[..., User]) -> User:
    return person("finance", name="吴财务")


def compared(account: EscrowAccount, by: User, day: date = DAY) -> Reconciliation:
    return services.reconcile(actor=by, account=account, day=day)


@pytest.fixture
def different(held: EscrowAccount, finance: User, clerk: User) -> Reconciliation:
    """Return a day on which the bank has 50 元 more."""
    received(held, 600, by=clerk, bank_serial="B1", on=DAY)
    taken(held, finance, movements(600, 50))
    return compared(held, finance)


def explained(row: Reconciliation, by: User, amount: int | str = 50) -> Reconciliation:
    return services.explain(actor=by, reconciliation=row, amount=yuan(amount), cause="银行误记，次日冲回")


def sides(row: Reconciliation) -> tuple:
    return (row.ledger_count, row.ledger_amount, row.ledger_balance, row.bank_count, row.bank_amount, row.bank_balance)


def test_both_sides_agree(held: EscrowAccount, finance: User, clerk: User) -> None:
    received(held, 100, by=clerk, bank_serial="A1")
    received(held, 600, by=clerk, bank_serial="B1", on=DAY)
    rows = [("A1", "2024-02-01", 100, "", 100, "", ""), *movements(600, opening=100)]
    taken(held, finance, rows)
    row = compared(held, finance)
    assert sides(row) == (1, yuan(600), yuan(700), 1, yuan(600), yuan(700))
    assert (row.status, row.difference) == (ReconciliationStatus.MATCHED, yuan(0))
    quiet = compared(held, finance, date(2024, 3, 9))
    assert sides(quiet) == (0, yuan(0), yuan(700), 0, yuan(0), yuan(700))


def test_a_difference_pauses_the_account(different: Reconciliation) -> None:
    account = different.account
    account.refresh_from_db()
    assert (different.status, different.difference) == (ReconciliationStatus.DIFFERENT, yuan(50))
    assert (account.status, account.pause_reason) == (AccountStatus.PAUSED, "2024-03-01 对账不平，差额 50.00 元")
    assert Entry.objects.about(account).filter(action="暂停拨付").count() == 1
    assert EscrowAlert.objects.get().subject == f"reconciliation:{different.pk}"


def test_the_same_sum_in_other_pieces_is_a_difference(held: EscrowAccount, finance: User, clerk: User) -> None:
    received(held, 650, by=clerk, bank_serial="B9", on=DAY)
    taken(held, finance, movements(600, 50))
    row = compared(held, finance)
    assert (row.status, row.difference) == (ReconciliationStatus.DIFFERENT, yuan(0))


def test_compared_again_without_news_changes_nothing(different: Reconciliation, finance: User) -> None:
    before = Entry.objects.count()
    assert (compared(different.account, finance).pk, Entry.objects.count()) == (different.pk, before)


def test_one_explains_and_another_closes(different: Reconciliation, finance: User, chief: User) -> None:
    row = explained(different, finance, "49.99")
    with pytest.raises(ServiceError) as refused:
        services.close_difference(actor=chief, reconciliation=row)
    assert refused.value.messages == ["差额 50.00 元，已说明 49.99 元，还差 0.01 元，不能关闭。"]
    row = explained(row, finance, "0.01")
    row = services.close_difference(actor=chief, reconciliation=row)
    assert (row.status, row.explained, row.explained_by, row.closed_by) == (
        ReconciliationStatus.MATCHED, yuan(50), finance, chief
    )


def test_who_explained_does_not_close(different: Reconciliation, finance: User, chief: User) -> None:
    row = explained(different, finance)
    with pytest.raises(ServiceError, match="您没有“复核关闭”的权限"):
        services.close_difference(actor=finance, reconciliation=row)
    row.items.model.objects.create(reconciliation=row, amount=yuan(1), cause="x", recorded_by=chief,
                                   recorded_at=row.recorded_at)
    with pytest.raises(ServiceError, match="说明差异的人不能自己关闭"):
        services.close_difference(actor=chief, reconciliation=row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reconciliation.objects.filter(pk=row.pk).update(closed_by=finance)


@pytest.mark.parametrize(("amount", "cause", "sentence"), [
    (0, "银行误记", "差额不能为 0。"), (50, " ", "请写明差异的原因。"),
])
def test_an_explanation_says_something(
    different: Reconciliation, finance: User, amount: int, cause: str, sentence: str,
) -> None:
    with pytest.raises(ServiceError) as refused:
        services.explain(actor=finance, reconciliation=different, amount=yuan(amount), cause=cause)
    assert (refused.value.messages, different.items.count()) == ([sentence], 0)


def test_news_take_explanations_back(different: Reconciliation, finance: User, clerk: User) -> None:
    explained(different, finance)
    received(different.account, 50, by=clerk, bank_serial="B2", on=DAY)
    row = compared(different.account, finance)
    assert (row.status, row.difference, row.explained, row.explained_by) == (
        ReconciliationStatus.MATCHED, yuan(0), yuan(0), None
    )
    assert [item.amount for item in row.items.order_by("pk")] == [yuan(50), yuan(-50)]


def test_without_the_bank_s_word_nothing_is_compared(held: EscrowAccount, finance: User) -> None:
    with pytest.raises(ServiceError, match="没有 2024-03-01 的对账单，请先导入"):
        compared(held, finance)
    assert Reconciliation.objects.count() == 0


def test_the_raw_table_does_not_close_on_a_difference(different: Reconciliation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Reconciliation.objects.filter(pk=different.pk).update(status=ReconciliationStatus.MATCHED)


def test_the_command(different: Reconciliation, finance: User, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(CommandError, match="1 个账户有差异，0 个账户没有对账"):
        call_command("reconcile", "--day", "2024-03-01", "--by", finance.username)
    assert capsys.readouterr().out == f"{different}　有差异　差额 50.00 元\n"
    with pytest.raises(CommandError, match="0 个账户有差异，1 个账户没有对账"):
        call_command("reconcile", "--day", "2024-04-01", "--by", finance.username)
    with pytest.raises(CommandError, match="没有用户“nobody”"):
        call_command("reconcile", "--day", "2024-04-01", "--by", "nobody")


def test_at_the_window(
    different: Reconciliation, finance: User, chief: User, client_of: Callable[[User], Client],
) -> None:
    desk, head = client_of(finance), client_of(chief)
    page = desk.get(different.get_absolute_url())
    between = [row["between"] for row in page.context["parts"]["details"][0][1].data.data]
    alone = [row["serial"] for row in page.context["parts"]["details"][1][1].data.data]
    assert (between, alone) == (["1", "50.00", "50.00"], ["B2"])
    url = reverse("presale:reconciliation_explain", args=[different.pk])
    desk.post(url, {"amount": "50", "cause": "银行误记", "line": different.account.lines.get(serial="B2").pk})
    head.post(reverse("presale:reconciliation_close", args=[different.pk]), {})
    different.refresh_from_db()
    assert different.status == ReconciliationStatus.MATCHED
    make = reverse("presale:reconciliation_create")
    assert desk.post(make, {"account": different.account_id, "day": "2024-03-01"}).headers["Location"] == (
        different.get_absolute_url()
    )
    assert desk.post(make, {"day": "2024-03-02"}).headers["Location"] == reverse("presale:reconciliation_list")
    assert Reconciliation.objects.get(day=date(2024, 3, 2)).difference == yuan(50)


def test_a_day_on_which_nothing_could_be_compared_is_refused(
    account: EscrowAccount, finance: User, client_of: Callable[[User], Client]
) -> None:
    make, desk = reverse("presale:reconciliation_create"), client_of(finance)
    answers = [desk.post(make, {"day": day}) for day in ("2024-01-31", "2024-02-05", "2099-01-01")]
    assert [list(answer.context["form"].errors["day"]) for answer in answers] == [
        ["这一天还没有监管账户，请核对日期。"], [f"{account} 没有 2024-02-05 的对账单，请先导入。"],
        ["2099-01-01 晚于今天，请填写今天或以前的日期。"],
    ]
    assert Reconciliation.objects.count() == 0
