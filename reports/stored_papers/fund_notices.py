"""Notices about escrow money are rendered once; what is handed out afterwards are the stored bytes."""
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import models

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.forms import FIRST_YEAR, LAST_YEAR
from housing_portal.kit.gongwen import Paper
from presale.enums import ApplicationStatus, EntryKind
from presale.models import EscrowAccount, LedgerEntry, PermitApplication, Refund, Release
from presale.workflow import RECORD
from reports.documents import permit_paper
from reports.documents.account_statement import statement
from reports.documents.fund_notice import end_notice, refund_notice, release_notice, reversal_notice
from reports.stored_papers.keeping import stored


@dataclass(frozen=True)
class Notice:
    """A kind of notice: of which record, from when on it may be issued, and how it is written."""

    name: str
    model: type[models.Model]
    number: Callable[[Any], str | None]
    paper: Callable[[Any, str], Paper]
    missing: str


RELEASE = Notice("拨付通知书", Release, lambda it: it.notice_no, release_notice, "这单用款还没有出拨付通知书。")
REFUND = Notice("退款通知书", Refund, lambda it: it.notice_no, refund_notice, "这单退款还没有出退款通知书。")
REVERSAL = Notice(
    "冲正通知书", LedgerEntry, lambda it: str(it.seq) if it.kind == EntryKind.REVERSAL else None, reversal_notice,
    "这一笔不是冲正，没有冲正通知书。",
)
END = Notice("解除监管通知书", EscrowAccount, lambda it: it.end_notice_no, end_notice, "这个账户还没有批准解除监管。")

# papers of permits: the same rules of issue
FIX = Notice("补正材料告知书", PermitApplication, lambda it: it.number if it.fix_notified_on else None,
             permit_paper.fix_notice, "这份申请没有告知过补正。")
REFUSAL = Notice(
    "不予行政许可决定书", PermitApplication, lambda it: it.number if it.status == ApplicationStatus.REJECTED else None,
    permit_paper.refusal, "这份申请没有作出不予许可的决定。",
)
PERMIT = Notice(
    "许可证", PermitApplication, lambda it: it.number if it.permit_id else None, permit_paper.permit,
    "这份申请还没有准予许可。",
)


def notice_of(*, actor: User, notice: Notice, obj: models.Model) -> Attachment:
    """Return the stored notice about ``obj``, made when it is first asked for."""
    number = notice.number(obj)
    if number is None:
        raise ServiceError(notice.missing)
    return stored(
        actor=actor, obj=obj, kind=notice.name, name=f"{notice.name}{number}.pdf", paper=partial(notice.paper, obj),
        permission=RECORD,
    )


def statement_of(*, actor: User, account: EscrowAccount, year: int, month: int) -> Attachment:
    """Return the statement of a month; entries that were booked into it later make another one."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise ServiceError("没有这个月份。")
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    today = clock.today()
    if last >= today:
        raise ServiceError(f"{year} 年 {month} 月还没有过完，月末之后才能出具对账单。")
    if account.opened_on is None or last < account.opened_on:
        raise ServiceError("这个月账户还没有启用。")
    newest = LedgerEntry.objects.filter(account=account, booked_on__lte=last).order_by("-seq").first()
    name = f"对账单{year}年{month}月（至第{newest.seq if newest else 0}笔）.pdf"
    paper = partial(_statement, account, first, last, today)
    return stored(actor=actor, obj=account, kind="对账单", name=name, paper=paper, permission=RECORD)


def _statement(account: EscrowAccount, first: date, last: date, issued_on: date, issuer: str) -> Paper:
    return statement(account, first, last, issuer, issued_on)
