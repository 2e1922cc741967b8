"""What each kind of official document is: its form, what it must state, who countersigns (dossier §6)."""
from dataclasses import dataclass

from reports.enums import DocumentKind
from reports.models import Document

# what the drafter writes himself: field → its label
FREE_TEXTS = {"problems": "存在的主要问题", "measures": "下一步工作意见", "assessment": "总体评价"}


@dataclass(frozen=True)
class Kind:
    """``letter`` is 信函格式 (GB/T 9704-2012, 10.1); ``authority`` must name what allows it (政府督查工作条例 §7).

    ``upward`` goes to a superior office (上行文) and names its 签发人 in the head (GB/T 9704-2012, 7.2.6).

    ``made_by`` tells where a paper of this kind begins: "form" for 起草, or the record that drafts it.
    A ``monthly`` paper covers its month; the others with a period give the year so far.
    """

    code: DocumentKind
    title: str
    letter: bool = False
    countersign: bool = False
    period: bool = False
    authority: bool = False
    of_unit: bool = False
    made_by: str = "form"
    monthly: bool = False
    upward: bool = False


KINDS = {
    kind.code: kind
    for kind in (
        Kind(DocumentKind.WORK_REPORT, "住房保障和房地产工作情况汇报", countersign=True, period=True, upward=True),
        Kind(DocumentKind.BULLETIN, "关于住房保障工作督查情况的通报", countersign=True, authority=True),
        Kind(DocumentKind.DELIVERY_BULLETIN, "关于保交房工作进展情况的通报", countersign=True, period=True,
             monthly=True),
        Kind(DocumentKind.SUPERVISE_NOTICE, "项目督办通知", of_unit=True, made_by="supervision"),
        Kind(DocumentKind.URGE_LETTER, "催办函", letter=True, of_unit=True, made_by="supervision"),
        Kind(DocumentKind.CORRECTION, "更正通知", made_by="difference"),
        Kind(DocumentKind.WITHDRAWAL, "撤回通知", made_by="difference"),
    )
}


def form_of(document: Document) -> Kind:
    """Return the kind whose form ``document`` takes: what corrects or withdraws a paper goes as and where that went."""
    while document.corrects is not None:
        document = document.corrects
    return KINDS[DocumentKind(document.kind)]


def noun_of(form: Kind) -> str:
    """Return 文种 of a correction or withdrawal: nobody notifies a superior, and a letter is answered by a letter."""
    return "报告" if form.upward else "函" if form.letter else "通知"
