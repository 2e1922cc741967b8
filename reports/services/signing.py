"""签发, 印发, 归档: the number is taken, the bytes are stored once, and nothing of them is rendered again."""
import hashlib

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import change
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import made_with, render_pdf
from reports.digests import DIGEST, copy_digest
from reports.enums import DocumentKind
from reports.explanations import explained_json
from reports.kinds import KINDS
from reports.models import Document, IssuedCopy
from reports.papers import sent_paper, signed_paper
from reports.services import numbers
from reports.services.checking import judged, must_fit, unchecked
from reports.services.parts import another_person, captured, given_reason, stepped

NOT_COUNTERSIGNED = "这份公文须先会签，再送签发。"
NO_AUTHORITY = "督查类公文必须写明授权依据（政府督查工作条例 §7）：请退回起草，填写“督查依据文件”。"
UNDOES = {DocumentKind.CORRECTION: ("correct", "更正公文"), DocumentKind.WITHDRAWAL: ("withdraw", "撤回公文")}


@transaction.atomic
def sign(*, actor: User, document: Document, seen: str = "") -> Document:
    """Sign the captured paper: take its number and prove that it can be printed. A failure gives the number back.

    Raises ServiceError for open red items, for whoever had another duty in this paper, for a paper that cannot be
    printed whole. The day of signing becomes its date (GB/T 9704-2012, 7.3.5.4), except with a number typed for an
    old paper.
    """
    document, before = stepped(actor, document, "sign")
    capture = captured(document, seen)
    another_person(actor, document, "签发", (capture.captured_by_id, "取数"))
    if lacking := unready(document):
        raise ServiceError(lacking)
    must_fit(document, capture)
    document.signed_by, document.signed_at, document.signed_name = actor, clock.now(), actor.name
    if not document.number:
        document.issued_on = clock.today()
        document.number = str(numbers.take(actor, document))
    change(actor, "签发公文", document, before)
    render_pdf(signed_paper(document, capture))
    return document


def unready(document: Document) -> str:
    """Return what a paper lacks before anybody may sign it, or nothing."""
    if document.needs_countersign and document.countersigned_by_id is None:
        return NOT_COUNTERSIGNED
    return NO_AUTHORITY if KINDS[document.kind].authority and document.basis_doc_id is None else ""


@transaction.atomic
def unsign(*, actor: User, document: Document, reason: str) -> Document:
    """Take a signature back before the paper goes out: its number becomes void, the next signing takes another."""
    document, before = stepped(actor, document, "unsign")
    reason = given_reason(reason, "撤销签发的原因")
    if (number := numbers.live(document)) is not None:
        numbers.void(actor, number, reason)
        document.number = ""
    return change(actor, "撤销签发公文", unchecked(document), before, reason=reason)


@transaction.atomic
def issue(*, actor: User, document: Document, seen: str = "") -> IssuedCopy:
    """Store what goes out: the bytes and their digest, the capture, what it was judged by, what it was made with.

    A paper that corrects or withdraws another takes that one along in the same transaction.
    """
    document, before = stepped(actor, document, "issue")
    capture = captured(document, seen)
    moment = clock.now()
    document.issued_by = actor
    pdf = render_pdf(sent_paper(document, capture, clock.today()))
    copy = IssuedCopy.objects.create(
        document=document, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), data_cutoff=capture.data_cutoff,
        capture=capture, warnings=explained_json(document, judged(document, capture)), issued_at=moment,
        template_name=capture.template_name, template_sha256=capture.template_sha256, made_with=made_with(),
    )
    change(actor, "印发公文", document, before, also={"SHA-256": ("", copy.sha256), DIGEST: ("", copy_digest(copy))})
    if document.kind in UNDOES:
        _undo(actor, document, *UNDOES[document.kind])
    return copy


def _undo(actor: User, document: Document, code: str, action: str) -> None:
    """Move the paper that ``document`` corrects or withdraws."""
    old, before = stepped(actor, document.corrects, code)
    change(actor, action, old, before, reason=f"{document.number}《{document}》")


@transaction.atomic
def archive(*, actor: User, document: Document) -> Document:
    """File a paper that is out."""
    document, before = stepped(actor, document, "archive")
    return change(actor, "归档公文", document, before)


def next_number(document: Document) -> str:
    """Say which number a paper would take now, for the page that asks for the signature."""
    return document.number or f"{document.prefix}〔{clock.today().year}〕下一号"

