"""数据来源清单 of a captured paper, as PDF."""
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import DetailView

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import render_pdf
from housing_portal.kit.pages import Page, Scoped
from reports.differences import captured_bindings
from reports.documents.sources import sources
from reports.explanations import explained_json
from reports.models import Document
from reports.services.checking import judged
from reports.services.parts import captured, last_capture
from reports.views.files import pdf_to_read


class DocumentSources(Page, Scoped, DetailView):
    """The list is written from what was captured: what the records say today does not enter."""

    permission = "reports.view"
    model = Document
    template_name = "reports/refused.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        capture = last_capture(self.object)
        if capture is None:
            raise Http404
        try:
            pdf = render_pdf(sources(capture, captured_bindings(capture), reasons_of(self.object)))
        except ServiceError as problem:
            context = self.get_context_data(sentence=problem.sentence, title="无法生成数据来源清单")
            return self.render_to_response(context, status=409)
        return pdf_to_read(pdf, f"数据来源清单（{self.object.title}）.pdf")


def reasons_of(document: Document) -> list[str]:
    """Return what is explained in the paper as it stands: the item, the reason, who gave it and when.

    A reason that was given for numbers which are no longer those of the paper explains nothing.
    """
    copy = getattr(document, "issued_copy", None)
    rows = copy.warnings if copy else explained_json(document, judged(document, captured(document)))
    return [
        f"{row['sentence']}说明：{row['reason'].rstrip('。')}（{row['explained_by']}，{row['explained_at']}）。"
        for row in rows if row.get("reason")
    ]

