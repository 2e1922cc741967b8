"""Notices about escrow money to the bank that holds it: pay out, pay back, corrected, released from supervision.

Each says one amount in figures and in capitals, and is made of what the approval has frozen.
"""
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.figures import grouped
from housing_portal.kit.gongwen import Paper
from housing_portal.kit.numerals import rmb_upper
from housing_portal.kit.periods import written
from presale.models import EscrowAccount, LedgerEntry, Refund, Release
from reports.documents.letter import Rows, letter, sign
from transactions.services.entry import county

ONCE = "请按所列收款人、账号和金额一次办理，不得拆分或变更；同一编号只办理一次。办妥后请当日将回单送我单位。"
STOPPED = "账户被冻结或者收款信息不符的，请勿办理，并立即退回本通知书、说明原因。"
ORIGINAL = (
    "对本通知书有疑问的，请在办理之前与我单位联系核实。本通知书以加盖我单位印章的原件为准，"
    "复印件、扫描件和截图不作为办理依据，原件请随回单一并存档备查。"
)
PERIOD = "办理时限：收到本通知书之日起{days}个工作日内。"


def release_notice(release: Release, issuer: str) -> Paper:
    """Return 拨付通知书: what the bank pays, to whom and for what."""
    place = str(release.building) if release.building_id else "全项目"
    rows = [
        ("通知书编号", release.notice_no), *_account(release.account),
        ("监管楼幢", place), ("用款申请编号", release.number),
        ("依据节点", release.node.get_node_display() if release.node_id else "超额度资金或应急用款"),
        ("收款人", release.payee_name), ("收款账号", release.payee_account), ("收款开户行", release.payee_bank),
        ("用途", release.get_purpose_display()), ("合同及发票", release.contract_doc),
        *_amount("拨付金额", release.approved_amount),
    ]
    return _notice(
        "拨付通知书", _sign("拨", release.notice_no), release.account,
        "经审核批准，请从下列监管账户拨付预售资金：", rows,
        [PERIOD.format(days=release.account.rules.pay_days), ONCE, STOPPED], issuer, release.notified_on,
    )


def refund_notice(refund: Refund, issuer: str) -> Paper:
    """Return 退款通知书: what is paid back, to the lender while a loan is open."""
    of = [("网签合同", str(refund.contract))] if refund.contract_id else []
    rows = [
        ("通知书编号", refund.notice_no), *_account(refund.account),
        ("退款申请编号", refund.number), *of, ("退款类型", refund.get_kind_display()),
        ("收款人", refund.receiver), ("收款账号", refund.receiver_account), ("收款开户行", refund.receiver_bank),
        ("退款事由", refund.reason), *_amount("退款金额", refund.amount),
    ]
    return _notice(
        "退款通知书", _sign("退", refund.notice_no), refund.account,
        "经审核批准，请从下列监管账户办理退款：", rows,
        [PERIOD.format(days=refund.account.rules.pay_days), ONCE, STOPPED], issuer, refund.notified_on,
    )


def reversal_notice(entry: LedgerEntry, issuer: str) -> Paper:
    """Return 冲正通知书: which wrong entry has been corrected, on whose proof."""
    wrong = entry.reversal_of
    rows = [
        ("通知书编号", f"{county()}CZ{entry.account_id:05}{entry.seq:06}"), *_account(entry.account),
        ("原记账", f"{written(wrong.booked_on)}第{wrong.seq}笔{wrong.get_kind_display()}"),
        ("原银行流水号", wrong.bank_serial), ("对方户名", wrong.counterparty or "——"),
        ("冲正记账日期", written(entry.booked_on)), ("冲正银行流水号", entry.bank_serial),
        ("发起行证明", entry.document), ("冲正原因", entry.memo),
        ("冲正方向", "转出（冲减入账）" if entry.amount < 0 else "转入（冲减支出）"),
        *_amount("冲正金额", abs(entry.amount)), ("冲正后余额", f"{grouped(entry.balance_after, 2)}元"),
    ]
    on = entry.recorded_at.astimezone(SHANGHAI).date()
    return _notice(
        "冲正通知书", sign("冲", on.year, _serial_in_year(entry)), entry.account,
        "根据发起行证明，下列监管账户的错账已冲正，请核对：", rows,
        ["核对不符的，请自收到之日起2个工作日内书面告知。"], issuer, on,
    )


def _serial_in_year(entry: LedgerEntry) -> int:
    """Return which reversal of its year ``entry`` is: 发文字号 run without gaps, and no entry is ever taken away."""
    year = entry.recorded_at.astimezone(SHANGHAI).year
    begin = datetime(year, 1, 1, tzinfo=SHANGHAI)
    earlier = LedgerEntry.objects.filter(reversal_of__gt=0, pk__lte=entry.pk)
    return earlier.filter(recorded_at__gte=begin).count()


def end_notice(account: EscrowAccount, issuer: str) -> Paper:
    """Return 解除监管通知书: the balance at the approval, from entries that nobody can change."""
    entries = LedgerEntry.objects.filter(account=account, recorded_at__lte=account.end_approved_at)
    balance = entries.total()
    buildings = account.places.select_related("building").order_by("building__number_key")
    rows = [
        ("通知书编号", account.end_notice_no), *_account(account),
        ("监管楼幢", "、".join(str(place) for place in buildings)),
        ("解除条件", account.rules.get_release_condition_display()), ("收款人", account.developer.name),
        *_amount("批准时监管余额", balance),
    ]
    return _notice(
        "解除监管通知书", _sign("解", account.end_notice_no), account,
        "下列账户的预售资金已符合解除条件，现予解除监管：", rows,
        ["请将账户余额（连同结清时的利息）转入开发企业同名账户，办妥后当日将回单送我单位。",
         "账户被冻结的，请勿办理，并立即告知。"], issuer, account.end_approved_at.astimezone(SHANGHAI).date(),
    )


def _notice(
    title: str, number: str, account: EscrowAccount, opening: str, rows: Rows, closing: Sequence[str], issuer: str,
    issued_on: date,
) -> Paper:
    """Return a letter to the bank that holds the account."""
    closing = [*closing, ORIGINAL]
    return letter(title, number, f"{account.bank}{account.branch}", opening, rows, closing, issuer, issued_on)


def _sign(word: str, notice_no: str) -> str:
    """Return 发文字号 of a notice from its number, which ends with the year and six digits taken without gap."""
    return sign(word, int(notice_no[-10:-6]), int(notice_no[-6:]))


def _account(account: EscrowAccount) -> Rows:
    return [("监管账户", account.account_name), ("监管账号", account.account_no), ("楼盘", str(account.estate))]


def _amount(label: str, amount: Decimal) -> Rows:
    return [(f"{label}（小写）", f"{grouped(amount, 2)}元"), (f"{label}（大写）", rmb_upper(amount))]
