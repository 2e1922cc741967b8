"""Papers about escrow money: made once of what was approved, the same bytes ever after."""
import io
from datetime import date

import pdfplumber
import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment, Entry
from housing_portal.journal.services import content_of
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale import ledger
from presale.enums import EntryKind
from presale.models import EscrowAccount, LedgerEntry
from reports.documents.account_statement import statement
from reports.documents.fund_notice import end_notice, refund_notice, release_notice, reversal_notice
from reports.stored_papers import fund_notices
from tests.conftest import Office
from tests.pages import records_escrow_accounts, records_escrow_papers
from tests.pages import records_escrow_releases as payments
from tests.pages.records import Writers
from tests.presale import builders
from tests.reports.papers import said_facts
from tests.transactions import builders as market


@pytest.fixture
def writers(clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def account(clerk: User, director: User) -> EscrowAccount:
    return builders.account(market.building(market.estate()), by=clerk, other=director)


def words(stored: Attachment) -> str:
    with pdfplumber.open(io.BytesIO(content_of(stored))) as document:
        return "".join("".join((page.extract_text() or "").split()) for page in document.pages)


def test_a_release_notice_says_whom_and_how_much_in_both_writings(writers: Writers, office: Office) -> None:
    release = payments.notified(writers, office.townships[0])
    said = said_facts(release_notice(release, "云岭县住房和城乡建设局"))
    assert {key: said[key] for key in ("收款人", "收款账号", "监管账号", "拨付金额（小写）", "拨付金额（大写）")} == {
        "收款人": release.payee_name, "收款账号": release.payee_account, "监管账号": release.account.account_no,
        "拨付金额（小写）": "100,000.00元", "拨付金额（大写）": "人民币壹拾万元整",
    }
    stored = fund_notices.notice_of(actor=writers.clerk, notice=fund_notices.RELEASE, obj=release)
    text = words(stored)
    assert [part in text for part in (release.notice_no, release.payee_account, "人民币壹拾万元整")] == [True] * 3


def test_printed_again_the_same_bytes_come(writers: Writers, office: Office, auditor: User) -> None:
    release = payments.notified(writers, office.townships[0])
    with pytest.raises(ServiceError) as refused:
        fund_notices.notice_of(actor=auditor, notice=fund_notices.RELEASE, obj=release)
    assert refused.value.messages == [
        "拨付通知书还没有生成：由有登记权限的经办人员首次打开时生成，此后各岗位都能查看。"
    ]
    first = fund_notices.notice_of(actor=writers.clerk, notice=fund_notices.RELEASE, obj=release)
    again = fund_notices.notice_of(actor=auditor, notice=fund_notices.RELEASE, obj=release)
    assert (again.pk, again.sha256) == (first.pk, first.sha256)
    entry = Entry.objects.get(action="出具拨付通知书")
    assert entry.after == {"文件": f"拨付通知书{release.notice_no}.pdf", "SHA-256": first.sha256}


def test_before_the_notice_is_due_there_is_none(writers: Writers, office: Office) -> None:
    release = payments.approved(writers, office.townships[0])
    with pytest.raises(ServiceError) as refused:
        fund_notices.notice_of(actor=writers.clerk, notice=fund_notices.RELEASE, obj=release)
    assert refused.value.messages == ["这单用款还没有出拨付通知书。"]
    assert not Attachment.objects.filter(kind="拨付通知书").exists()


def test_a_refund_notice_names_the_receiver(writers: Writers, office: Office) -> None:
    refund = payments.refund_paying(writers, office.townships[0])
    said = said_facts(refund_notice(refund, "云岭县住房和城乡建设局"))
    assert (said["收款人"], said["收款账号"]) == (refund.receiver, refund.receiver_account)
    assert said["退款金额（小写）"].endswith(".00元")


def test_a_reversal_notice_names_the_wrong_entry_and_its_proof(writers: Writers, office: Office) -> None:
    entry = records_escrow_papers.reversal(writers, office.townships[0])
    said = said_facts(reversal_notice(entry, "云岭县住房和城乡建设局"))
    entry.reversal_of.counterparty = ""
    assert said_facts(reversal_notice(entry, "云岭县住房和城乡建设局"))["对方户名"] == "——"
    assert (said["原记账"], said["发起行证明"], said["冲正方向"], said["冲正金额（大写）"], said["冲正后余额"]) == (
        "2026年3月3日第1笔利息", "证明1号", "转出（冲减入账）", "人民币伍佰元整", "0.00元")


def test_reversal_notices_are_numbered_through_the_year(writers: Writers, office: Office) -> None:
    entries = [records_escrow_papers.reversal(writers, unit) for unit in office.townships[:2]]
    year = clock.today().year
    assert [reversal_notice(entry, "云岭县住房和城乡建设局").number for entry in entries] == [
        f"住建监冲〔{year}〕1号", f"住建监冲〔{year}〕2号"]


def test_the_end_notice_keeps_the_balance_of_the_approval(writers: Writers, office: Office) -> None:
    account = records_escrow_accounts.released(writers, office.townships[0])
    builders.received(account, "88.00", by=writers.clerk, kind=EntryKind.INTEREST, on=clock.today())
    said = said_facts(end_notice(account, "云岭县住房和城乡建设局"))
    assert (said["批准时监管余额（小写）"], said["批准时监管余额（大写）"]) == ("0.00元", "人民币零元整")


def test_a_statement_adds_up_and_a_later_entry_makes_another(
    account: EscrowAccount, clerk: User
) -> None:
    wrong = builders.received(account, "1000.00", by=clerk, kind=EntryKind.INTEREST, on=date(2026, 2, 27))
    builders.received(account, "250.50", by=clerk, kind=EntryKind.INTEREST, on=date(2026, 3, 2))
    ledger.reverse(actor=clerk, entry=wrong, booked_on=date(2026, 3, 5), bank_serial="R1", document="证明1号",
                   token="r1", memo="错记")
    paper = statement(account, date(2026, 3, 1), date(2026, 3, 31), "云岭县住房和城乡建设局", date(2026, 4, 1))
    assert said_facts(paper) == {
        "期初余额": "1,000.00元（人民币壹仟元整）", "本期收入": "250.50元（人民币贰佰伍拾元伍角整）",
        "本期支出": "1,000.00元（人民币壹仟元整）", "期末余额": "250.50元（人民币贰佰伍拾元伍角整）",
    }
    detail = paper.attachments[0].blocks[0]
    assert [row[-1] for row in detail.rows] == ["1,250.50", "250.50"]
    wanted = {"actor": clerk, "account": account, "year": 2026, "month": 3}
    first = fund_notices.statement_of(**wanted)
    assert fund_notices.statement_of(**wanted).pk == first.pk
    builders.received(account, "1.00", by=clerk, kind=EntryKind.INTEREST, on=date(2026, 3, 31))
    second = fund_notices.statement_of(**wanted)
    assert (second.pk != first.pk, second.name) == (True, "对账单2026年3月（至第4笔）.pdf")
    assert LedgerEntry.objects.filter(account=account).count() == 4


@pytest.mark.parametrize(("year", "month", "says"), [
    (2026, 13, "没有这个月份。"), (0, 3, "没有这个月份。"), (99999, 1, "没有这个月份。"),
    (2024, 1, "这个月账户还没有启用。"), (2099, 1, "2099 年 1 月还没有过完，月末之后才能出具对账单。"),
])
def test_a_statement_of_no_such_month_is_refused(
    account: EscrowAccount, clerk: User, year: int, month: int, says: str
) -> None:
    with pytest.raises(ServiceError) as refused:
        fund_notices.statement_of(actor=clerk, account=account, year=year, month=month)
    assert refused.value.messages == [says]
