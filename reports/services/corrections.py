"""更正 and 撤回: what has gone out is not touched; a new paper says what was wrong, and refers to it."""
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import lock
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from reports.differences import compared, said
from reports.enums import OPEN, OUT, DocumentKind, DocumentStatus
from reports.kinds import form_of, noun_of
from reports.models import Document
from reports.moments import figures_for
from reports.services.drafts import draft_document
from reports.services.parts import given_reason, permit

NOT_OUT = "这份公文还没有印发，可以直接修改，不必另发更正。"
WITHDRAWN = "这份公文已经撤回，不再更正或撤回。"
LOCKED_MONTH = "如果该月已锁定、锁定后台账有变动，请先重新锁定该月，再起草更正。"
NO_DIFFERENCE = f"按现在的取数口径，文中数字与台账一致，没有可更正的数字。{LOCKED_MONTH}"
CORRECTED = f"本文已由{{number}}更正，更正后的数字与台账一致，没有还须更正的数字。{LOCKED_MONTH}"
LONGEST = 80  # characters of a title


@transaction.atomic
def draft_correction(*, actor: User, document: Document, reason: str) -> Document:
    """Draft the paper that corrects the figures of an issued one; its table is written from the differences.

    A second one is held against what the first has said. Raises ServiceError when nothing would be printed otherwise,
    or another correction of it is under way.
    """
    old, reason = _open_case(actor, document, reason, DocumentKind.CORRECTION)
    if not compared(old, said(old), figures_for(old)):
        raise ServiceError(_nothing_left(old))
    return _draft(actor, old, DocumentKind.CORRECTION, "更正", reason)


def _nothing_left(old: Document) -> str:
    """Say why there is nothing to correct; the page of the paper still tells what it printed and what holds today."""
    notices = old.corrections.filter(kind=DocumentKind.CORRECTION, status__in=OUT - {DocumentStatus.WITHDRAWN})
    last = notices.order_by("pk").last()
    return CORRECTED.format(number=last.number) if last else NO_DIFFERENCE


@transaction.atomic
def draft_withdrawal(*, actor: User, document: Document, reason: str) -> Document:
    """Draft the paper that withdraws an issued one."""
    old, reason = _open_case(actor, document, reason, DocumentKind.WITHDRAWAL)
    return _draft(actor, old, DocumentKind.WITHDRAWAL, "撤回", reason)


def _open_case(actor: User, document: Document, reason: str, kind: DocumentKind) -> tuple[Document, str]:
    permit(actor, "reports.draft")
    old = lock(document)
    if old.status not in OUT:
        raise ServiceError(NOT_OUT)
    if old.status == DocumentStatus.WITHDRAWN:
        raise ServiceError(WITHDRAWN)
    under_way = old.corrections.filter(kind=kind, status__in=OPEN).order_by("pk").first()
    if under_way is not None:
        raise ServiceError(f"已有一份《{under_way}》在办理中（{under_way.get_status_display()}），请接着办理那一份。")
    return old, given_reason(reason, "原因").rstrip("。")


def _draft(actor: User, old: Document, kind: DocumentKind, word: str, reason: str) -> Document:
    noun = noun_of(form_of(old))
    title = f"关于{word}《{old.title}》的{noun}"
    return draft_document(
        actor=actor, kind=kind, corrects=old, assessment=reason,
        title=title if len(title) <= LONGEST else f"关于{word}{old.number}文件的{noun}",
        issuer=old.issuer, mark=old.mark, prefix=old.prefix, addressees=old.addressees, copies=old.copies,
        imprint_office=old.imprint_office, is_sealed=old.is_sealed, as_of=old.as_of, period_from=old.period_from,
        issued_on=clock.today(), unit=old.unit, basis_doc=old.basis_doc,
    )
