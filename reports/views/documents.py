"""Papers: list, draft, preview with figure chips, warnings, explanation, issue, and what was issued."""
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.views.generic import DetailView

from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import Figure, paper_html
from housing_portal.kit.pages import ActionPage, Button, CreatePage, EditPage, ListPage, Page, Scoped
from housing_portal.kit.workflow import Step
from reports import issue, scopes
from reports.consistency import Warning, check_paper
from reports.enums import DocumentStatus
from reports.evaluate import IndicatorSet, evaluate
from reports.filters import DocumentFilter
from reports.forms import DocumentForm, ExplanationForm
from reports.models import Document
from reports.tables import DocumentTable

ISSUE = Step("issue", "签发印发", frozenset({DocumentStatus.DRAFT}), DocumentStatus.ISSUED, "reports.issue")
EXPLAIN = Step("explain", "填写差异说明", frozenset({DocumentStatus.DRAFT}), DocumentStatus.DRAFT, "reports.draft")


class DocumentList(ListPage):
    permission = "reports.view"
    write_permission = "reports.draft"
    model = Document
    title = "公文"
    table_class = DocumentTable
    filterset_class = DocumentFilter
    create_url = "reports:document_create"
    create_label = "起草通报"
    empty_text = "还没有公文。起草后，文中的数字全部由台账带出。"

    def get_queryset(self):
        return super().get_queryset().select_related("drafted_by")


class DocumentCreate(CreatePage):
    permission = "reports.draft"
    model = Document
    title = "起草通报"
    form_class = DocumentForm
    list_url = "reports:document_list"

    def perform(self, form: DocumentForm) -> Document:
        return issue.draft_document(actor=self.request.user, **form.cleaned_data)


class DocumentEdit(EditPage):
    permission = "reports.draft"
    model = Document
    form_class = DocumentForm

    def perform(self, form: DocumentForm) -> Document:
        return issue.edit_document(actor=self.request.user, document=self.object, **form.cleaned_data)


class Judged:
    """The figures and warnings of one paper, as its reader may see them."""

    @cached_property
    def figures_set(self) -> IndicatorSet:
        return evaluate(scopes.scope_for(self.request.user, self.object.as_of))

    @cached_property
    def warnings(self) -> list[Warning]:
        return check_paper(self.figures_set)

    def find_warning(self) -> Warning:
        wanted = self.request.GET.get("warning") or self.request.POST.get("warning", "")
        found = next((warning for warning in self.warnings if warning.key == wanted), None)
        if found is None:
            raise Http404
        return found


class DocumentDetail(Judged, Page, Scoped, DetailView):
    """The paper beside its warnings; an issued one shows what was issued and what would differ today."""

    permission = "reports.view"
    model = Document
    template_name = "reports/document.html"

    def get_title(self) -> str:
        return self.object.title

    def get_buttons(self) -> list[Button]:
        user, paper = self.request.user, self.object
        pdf = Button("版式文件", reverse("reports:document_pdf", args=[paper.pk]), "print")
        if paper.status != DocumentStatus.DRAFT:
            return [pdf]
        buttons = [pdf]
        if user.can("reports.draft"):
            buttons.insert(0, Button("编辑", reverse("reports:document_edit", args=[paper.pk])))
        if user.can("reports.issue"):
            buttons.append(Button("签发印发", reverse("reports:document_issue", args=[paper.pk]), style="primary"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        issued = self.object.status == DocumentStatus.ISSUED
        own = {
            "document": self.object,
            "issued": issued,
            # an issued paper is its stored bytes: nothing of it is rendered again
            "preview": "" if issued else self.get_preview(),
            "judged": self.get_judged(),
            "open_count": len(issue.open_warnings(self.object, self.warnings)),
            "copy": self.object.issued_copy if issued else None,
            "differences": issue.differences(self.object) if issued else [],
            "can_explain": self.request.user.can("reports.draft") and not issued,
            "entries": Entry.objects.about(self.object)[:20],
        }
        return super().get_context_data(**{**own, **kwargs})

    def get_preview(self) -> SafeString:
        """Return the draft as it stands now, each figure a link to its records."""
        return paper_html(issue.paper_of(self.object, self.figures_set), chip_for(self.object))

    def get_judged(self) -> list[tuple[Warning, Any]]:
        """Return each warning with its explanation, if that still holds."""
        reasons = issue.explained(self.object, self.warnings)
        return [(warning, reasons.get(warning.key)) for warning in self.warnings]


def chip_for(document: Document) -> Callable[[Figure], SafeString]:
    """Return how a figure is drawn on screen: a link to its definition and its records."""

    def chip(figure: Figure) -> SafeString:
        key, _, unit = figure.key.partition("@")
        address = f"{reverse('reports:figure', args=[key])}?as_of={document.as_of}{f'&unit={unit}' if unit else ''}"
        return format_html('<a class="figc" href="{}" title="{}">{}</a>', address, figure.note, figure.text)

    return chip


class DocumentPdf(Page, Scoped, DetailView):
    """The PDF: an issued paper's own bytes, a draft as of now."""

    permission = "reports.view"
    model = Document

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        document = self.object = self.get_object()
        if document.status == DocumentStatus.ISSUED:
            pdf = bytes(document.issued_copy.pdf)
        else:
            try:
                pdf = issue.render_draft(document, scopes.scope_for(request.user, document.as_of))
            except ServiceError as problem:
                return self.refuse(problem)
        name = content_disposition_header(False, f"{document.title}.pdf")
        return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})

    def refuse(self, problem: ServiceError) -> HttpResponse:
        self.template_name = "reports/refused.html"
        context = self.get_context_data(sentence=problem.sentence, title="无法生成版式文件")
        response = self.render_to_response(context)
        response.status_code = 409
        return response


class DocumentIssue(Judged, ActionPage):
    model = Document
    step = ISSUE
    title = "签发印发"
    done = "已印发。版式文件、文号和全部数字已固定，不再改动。"

    def get_effects(self) -> list[str]:
        stopping = issue.open_warnings(self.object, self.warnings)
        number = self.object.number or f"{self.object.prefix}〔{self.object.issued_on.year}〕下一号"
        effects = [f"文号：{number}，签发时固定。", "版式文件、摘要和全部数字同时固定，以后台账变动不影响本文。"]
        return [*effects, *(f"须先处理：{warning.sentence}" for warning in stopping)]

    def perform(self, form: Any) -> Document:
        issue.issue_document(actor=self.request.user, document=self.object)
        return self.object


class DocumentExplain(Judged, ActionPage):
    model = Document
    step = EXPLAIN
    form_class = ExplanationForm
    title = "填写差异说明"
    done = "已记录差异说明。"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        return kwargs

    def get_effects(self) -> list[str]:
        return [self.find_warning().sentence, "说明随公文留存；任一数字再变，须重新说明。"]

    def perform(self, form: ExplanationForm) -> Document:
        issue.explain_warning(
            actor=self.request.user, document=self.object, warning=self.find_warning(),
            reason=form.cleaned_data["reason"],
        )
        return self.object
