"""Who reports: the issuer of the paper of that day, or the office of the settings."""
from datetime import date

from housing_portal.accounts.office import office_names
from reports.models import Document


def filler(as_of: date) -> str:
    """Return 填报单位 for tables of ``as_of``."""
    paper = Document.objects.filter(as_of=as_of).order_by("-pk").first()
    return paper.issuer if paper else office_names()[0]


def paper_for(kind: str, as_of: date) -> Document:
    """Return the newest paper of this kind and day, or an unsaved draft with the office's own name."""
    paper = Document.objects.filter(kind=kind, as_of=as_of).order_by("-pk").first()
    name = office_names()[0]
    return paper or Document(
        kind=kind, title="关于住房保障工作督查情况的通报", issuer=name, mark=f"{name}文件", prefix="住建",
        addressees="各责任单位", imprint_office=f"{name}办公室", as_of=as_of, issued_on=as_of,
    )
