"""Who reports: the issuer of the paper of that day, or the office of the settings."""
from datetime import date

from housing_portal.accounts.office import office_names
from reports.enums import DocumentKind, DocumentStatus
from reports.kinds import KINDS, Kind
from reports.models import Document
from reports.services.templates import current_template
from reports.slots.draft import period_words


def filler(as_of: date) -> str:
    """Return 填报单位 for tables of ``as_of``."""
    paper = Document.objects.filter(as_of=as_of).order_by("-pk").first()
    return paper.issuer if paper else office_names()[0]


def title_of(kind: Kind, first: date, as_of: date) -> str:
    """Return the usual title with the period in it; 关于 comes first: 关于2026年6月……的通报."""
    if not kind.period:
        return kind.title
    about = "关于" if kind.title.startswith("关于") else ""
    return f"{about}{period_words(first, as_of)}{kind.title.removeprefix(about)}"


def paper_for(kind: str, as_of: date, first: date | None = None) -> Document:
    """Return the newest paper of this kind, day and period, or an unsaved draft in the office's own name.

    Without ``first`` a paper of any period will do; the draft of a report covers the year so far, of a monthly
    bulletin the month.
    """
    papers = Document.objects.filter(kind=kind, as_of=as_of).exclude(status=DocumentStatus.WITHDRAWN)
    if first is not None:
        papers = papers.filter(period_from=first)
    if (paper := papers.select_related("template", "unit").order_by("-pk").first()) is not None:
        return paper
    name, like = office_names()[0], KINDS[DocumentKind(kind)]
    start = first or as_of.replace(month=as_of.month if like.monthly else 1, day=1)
    title = title_of(like, start, as_of)
    return Document(
        kind=kind, title=title, issuer=name, mark=f"{name}文件", prefix="住建",
        addressees="县人民政府" if kind == DocumentKind.WORK_REPORT else "各责任单位",
        imprint_office=f"{name}办公室", as_of=as_of, issued_on=as_of, period_from=start if like.period else None,
        template=current_template(kind),
    )
