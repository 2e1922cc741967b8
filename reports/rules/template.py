"""What templates promise: those in use can be read, and the text that a paper was written with is still there."""
from collections.abc import Iterator

from reports.enums import DocumentStatus, TemplateStatus
from reports.models import Document, TemplateVersion
from reports.services.templates import digest
from reports.templating import parse

Sentences = Iterator[str]


def templates_can_be_read() -> Sentences:
    for version in TemplateVersion.objects.filter(status=TemplateStatus.IN_FORCE).order_by("pk"):
        yield from (f"{version}：{problem}" for problem in parse(version.body).problems)


def papers_keep_their_template() -> Sentences:
    papers = Document.objects.exclude(status=DocumentStatus.DRAFT).filter(template__isnull=False)
    for paper in papers.select_related("template").order_by("pk"):
        capture = paper.captures.order_by("-pk").first()
        if capture and capture.template_sha256 != digest(paper.template.body):
            yield f"公文 {paper.pk}《{paper}》取数时的模板与{paper.template}现在的正文不一致"


TEMPLATE_RULES = {
    "使用中的公文模板可以读懂": templates_can_be_read,
    "取数所用的模板正文未变": papers_keep_their_template,
}
