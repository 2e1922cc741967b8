"""A paper of a kind to try a template on: the latest one there is, else one that nobody has drafted."""
from datetime import date

from housing_portal.accounts.models import User
from reports.enums import DocumentKind, DocumentStatus
from reports.kinds import KINDS
from reports.models import Document

BUREAU = "××单位"


def sample(kind: str, as_of: date, author: User) -> Document | None:
    """Return, in memory alone, a draft of ``kind`` on ``as_of``; None for a kind that only a record can begin."""
    latest = Document.objects.filter(kind=kind).select_related("unit", "basis_doc", "target_doc").first()
    if latest is None and KINDS[DocumentKind(kind)].made_by != "form":
        return None
    # a key that no paper has: what refers to a paper finds nothing
    paper = latest or Document(
        pk=0, drafted_by=author, kind=kind, title=KINDS[DocumentKind(kind)].title, issuer=BUREAU, mark=f"{BUREAU}文件",
        prefix="×", addressees="××", imprint_office=BUREAU, problems="（起草时填写）", measures="（起草时填写）",
    )
    paper.as_of, paper.period_from, paper.issued_on = as_of, None, as_of
    paper.number, paper.status = "", DocumentStatus.DRAFT
    return paper
