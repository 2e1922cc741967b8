"""Notices about escrow money are rendered once; what is handed out afterwards are the stored bytes."""
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import models, transaction

from housing_portal.accounts.models import User
from housing_portal.accounts.office import office_names
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import attach, record
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.forms import FIRST_YEAR, LAST_YEAR
from housing_portal.kit.gongwen import GongwenError, Paper, render_pdf
from presale.enums import ApplicationStatus, EntryKind
from presale.models import EscrowAccount, LedgerEntry, PermitApplication, Refund, Release
from presale.workflow import RECORD
from reports.documents import permit_paper
from reports.documents.account_statement import statement
from reports.documents.fund_notice import end_notice, refund_notice, release_notice, reversal_notice
from transactions.services.entry import lock


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
    return _stored(actor, obj, notice.name, f"{notice.name}{number}.pdf", partial(notice.paper, obj))


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
    return _stored(actor, account, "对账单", name, paper)


def _statement(account: EscrowAccount, first: date, last: date, issued_on: date, issuer: str) -> Paper:
    return statement(account, first, last, issuer, issued_on)


def _stored(actor: User, obj: models.Model, kind: str, name: str, paper: Callable[[str], Paper]) -> Attachment:
    """Return the file ``name`` of ``obj``; it is drawn before the record is locked, for that takes a second."""
    if (found := _find(obj, kind, name)) is not None:
        return found
    if not actor.can(RECORD):
        raise ServiceError(f"{kind}还没有生成：由有登记权限的经办人员首次打开时生成，此后各岗位都能查看。")
    try:
        pdf = render_pdf(paper(office_names()[0]))
    except GongwenError as problem:
        raise ServiceError(str(problem)) from problem
    with transaction.atomic():
        lock(obj)
        if (found := _find(obj, kind, name)) is not None:
            return found
        made = attach(actor=actor, obj=obj, name=name, content=pdf, kind=kind)
        record(actor=actor, action=f"出具{kind}", label=f"出具{kind}：{obj}", obj=obj,
               after={"文件": name, "SHA-256": made.sha256})
    return made


def _find(obj: models.Model, kind: str, name: str) -> Attachment | None:
    return Attachment.objects.about(obj).filter(kind=kind, name=name).order_by("pk").first()
