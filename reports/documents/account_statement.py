"""对账单: what moved in an escrow account in one month, as the books say, for bank and developer to compare."""
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from housing_portal.kit.figures import grouped
from housing_portal.kit.gongwen import Attachment, Block, HeadCell, Paper, Paragraph, TableBlock
from housing_portal.kit.numerals import rmb_upper
from housing_portal.kit.periods import written
from housing_portal.kit.secrecy import mask_names
from presale.models import EscrowAccount, LedgerEntry
from reports.documents.letter import facts, sign

HEADS = ("记账日期", "序号", "款项", "对方户名", "银行流水号", "收入（元）", "支出（元）", "余额（元）")
ANSWER = (
    "以上与贵方记录不符的，请在收到之日起5个工作日内书面告知，并附上不符之处的银行流水或者记账凭证；"
    "逾期未告知的，视为相符。核对无误的，请在对账单上签章后退回一份，作为双方对账的依据存档备查。"
)


def statement(account: EscrowAccount, first: date, last: date, issuer: str, issued_on: date) -> Paper:
    """Return the statement of the days from ``first`` to ``last``."""
    entries = LedgerEntry.objects.filter(account=account, booked_on__range=(first, last)).order_by("booked_on", "seq")
    opening = LedgerEntry.objects.filter(account=account, booked_on__lt=first).total()
    came, went = entries.filter(amount__gt=0).total(), -entries.filter(amount__lt=0).total()
    closing = opening + came - went
    listed = list(entries)
    sums = [("期初余额", opening), ("本期收入", came), ("本期支出", went), ("期末余额", closing)]
    body: list[Block] = [
        Paragraph(f"{account.account_name}（账号{account.account_no}，{account.estate}）{written(first)}至{written(last)}"
                  f"的资金流水共{len(listed)}笔，请核对。"),
        *facts([(label, f"{grouped(amount, 2)}元（{rmb_upper(amount)}）") for label, amount in sums]),
        Paragraph(ANSWER),
    ]
    details = [Attachment("资金流水明细", [_details(listed, opening)], landscape=True)] if listed else []
    return Paper(
        mark=issuer, number=sign("账", first.year, f"{account.pk}{first:%m}"), title_lines=["预售资金监管账户对账单"],
        addressee=f"{account.bank}{account.branch}、{account.developer}", body=body, issuer=issuer, issued_on=issued_on,
        attachments=details, letter=True, double_sided=False,
    )


def _details(entries: Sequence[LedgerEntry], opening: Decimal) -> TableBlock:
    rows, balance = [], opening
    for entry in entries:
        balance += entry.amount
        came, went = (entry.amount, None) if entry.amount > 0 else (None, -entry.amount)
        rows.append([
            str(entry.booked_on), str(entry.seq), entry.get_kind_display(), mask_names(entry.counterparty),
            entry.bank_serial, *("" if amount is None else grouped(amount, 2) for amount in (came, went)),
            grouped(balance, 2),
        ])
    return TableBlock(
        head=[[HeadCell(text) for text in HEADS]], widths=(13, 7, 12, 26, 20, 16, 16, 17), align="crllcrrr", rows=rows
    )
