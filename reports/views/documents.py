"""Papers: the list, and one paper with its figures, its checks, its course, and what would differ today."""
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.views.generic import DetailView

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import Paper, paper_html, render_pdf
from housing_portal.kit.pages import Button, ListPage, Page, Scoped
from reports.compose import Composed, compose
from reports.differences import Difference, differences
from reports.enums import OUT, DocumentKind, DocumentStatus
from reports.evaluate import IndicatorSet
from reports.explanations import explained, open_warnings
from reports.filters.documents import DocumentFilter
from reports.gate import warnings_of
from reports.kinds import KINDS
from reports.models import Capture, Document, Explanation, IssuedCopy, SupervisionItem
from reports.moments import figures_for
from reports.overrides import requests_of
from reports.papers import kept_paper
from reports.services.checking import EXPLAINABLE, judged
from reports.services.parts import last_capture
from reports.tables.documents import DocumentTable
from reports.views.chips import bound_chips, live_chips
from reports.views.document_steps import buttons_of, files_of
from reports.views.files import pdf_to_read
from reports.warning import Warning
from reports.workflow import DOCUMENT, SUPERVISE

FILED = frozenset({DocumentStatus.ARCHIVED, DocumentStatus.WITHDRAWN})
AFTERWARDS = {"更正公文": "更正", "撤回公文": "撤回", "归档公文": "归档"}  # as the diary calls these deeds
RELATED = ("drafted_by", "checked_by", "countersigned_by", "signed_by", "issued_by", "unit", "corrects", "template")


class DocumentList(ListPage):
    permission = "reports.view"
    write_permission = "reports.draft"
    model = Document
    title = "公文"
    table_class = DocumentTable
    filterset_class = DocumentFilter
    create_url = "reports:document_create"
    create_label = "起草公文"
    empty_text = "还没有公文。起草后，文中的数字全部由台账带出。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("drafted_by", "unit")


class Judged:
    """A paper as it stands: its capture, if there is one, and what does not fit together in it."""

    @cached_property
    def capture(self) -> Capture | None:
        """Return what is checked, signed and issued; a draft shows what it would be now."""
        return None if self.object.status == DocumentStatus.DRAFT else last_capture(self.object)

    @cached_property
    def copy(self) -> IssuedCopy | None:
        # the bytes stay where they are: only the page that hands them out reads them
        return IssuedCopy.objects.filter(document=self.object).defer("pdf").first()

    @cached_property
    def figures_set(self) -> IndicatorSet:
        return figures_for(self.object)

    @cached_property
    def composed(self) -> Composed:
        """Return the draft as it would be now. Raises ServiceError for one that cannot be written."""
        return compose(self.object, self.figures_set)

    def get_paper(self) -> Paper:
        """Return the paper as it was kept; a draft as it would be now."""
        return kept_paper(self.object, self.capture, self.copy) if self.capture else self.composed.paper

    @cached_property
    def warnings(self) -> list[Warning]:
        if self.capture:
            return judged(self.object, self.capture)
        return warnings_of(self.object, self.composed.paper, self.figures_set)


@dataclass(frozen=True)
class Stage:
    """A stage of the course of a paper: what, who, when; ``state`` is done, now or nothing.

    ``why`` names the paper that has corrected or withdrawn this one.
    """

    label: str
    who: User | str | None = None
    at: datetime | None = None
    state: str = ""
    why: str = ""


class DocumentDetail(Judged, Page, Scoped, DetailView):
    """The paper beside its checks; an issued one as it was captured, with what would differ today."""

    permission = "reports.view"
    model = Document
    template_name = "reports/document.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*RELATED)

    def get_title(self) -> str:
        return self.object.title

    def get_buttons(self) -> list[Button]:
        return buttons_of(self.object, self.request.user, is_captured=bool(self.capture))

    @property
    def is_out(self) -> bool:
        return self.object.status in OUT

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        preview, problem = self.get_preview()
        warnings = [] if self.is_out or problem else self.warnings
        own = {
            "document": self.object, "state": DocumentStatus(self.object.status), "issued": self.is_out,
            "copy": self.copy, "capture": self.capture,
            "files": files_of(self.object, is_captured=bool(self.capture)),
            "preview": preview, "problem": problem, "stages": self.get_stages(),
            "omitted": self.get_omitted(problem), "judged": self.get_judged(warnings),
            "open_count": len(open_warnings(self.object, warnings)),
            "differences": self.get_differences(), "requests": requests_of(self.object),
            "corrections": self.object.corrections.order_by("pk"), "marks": self.get_marks(), **self.get_matters(),
            "can_explain": self.request.user.can("reports.draft") and self.object.status in EXPLAINABLE,
            "can_correct": self.is_out and self.object.status != DocumentStatus.WITHDRAWN
            and self.request.user.can("reports.draft"),
            "entries": Entry.objects.about(self.object)[:20],
        }
        return super().get_context_data(**{**own, **kwargs})

    def get_marks(self) -> list[DocumentStatus]:
        """Return what a filed paper still bears: it was corrected, whatever its state has become since."""
        notices = self.object.corrections.filter(kind=DocumentKind.CORRECTION, status__in=OUT)
        return [DocumentStatus.CORRECTED] if self.object.status in FILED and notices.exists() else []

    def get_matters(self) -> dict[str, Any]:
        """Return what a paper of 督办 is about, and whether it waits to be entered as handed over."""
        if KINDS[self.object.kind].made_by != "supervision":
            return {}
        rows = SupervisionItem.objects.of_paper(self.object)
        waits = self.is_out and self.request.user.can(SUPERVISE) and rows.to_hand_over().exists()
        return {"matters": rows.select_related("unit"), "hand_over": waits}

    def get_preview(self) -> tuple[SafeString | str, str]:
        """Return the paper with its chips, or nothing and why it cannot be written."""
        try:
            if self.capture:
                return paper_html(self.get_paper(), bound_chips(self.capture)), ""
            if self.is_out:  # issued before captures were kept: its stored bytes alone
                return "", ""
            return paper_html(self.composed.paper, live_chips(self.object, self.figures_set)), ""
        except ServiceError as problem:
            return "", problem.sentence

    def get_omitted(self, problem: str) -> list[str]:
        """Return the sentences that were left out because no record states their figure."""
        if self.capture:
            return self.capture.omitted
        return [] if problem or self.is_out else self.composed.omitted

    def get_judged(self, warnings: list[Warning]) -> list[tuple[Warning, Explanation | None]]:
        """Return each warning with its explanation, if that still holds."""
        reasons = explained(self.object, warnings)
        return [(warning, reasons.get(warning.key)) for warning in warnings]

    def get_differences(self) -> list[Difference]:
        return differences(self.object) if self.capture or self.is_out else []

    def get_stages(self) -> list[Stage]:
        """Return the course of the paper; what comes next is marked."""
        it, capture, copy = self.object, self.capture, self.copy
        stages = [
            Stage("起草", it.drafted_by, it.drafted_at, "done"),
            Stage("取数", capture and capture.captured_by, capture and capture.captured_at, "done" if capture else ""),
            Stage("校核", it.checked_by, it.checked_at, "done" if it.checked_by else ""),
            *([Stage("会签", it.countersigned_by, it.countersigned_at, "done" if it.countersigned_by else "")]
              if it.needs_countersign else []),
            Stage("签发", it.signed_by, it.signed_at, "done" if it.signed_by else ""),
            Stage("印发", it.issued_by, copy and copy.issued_at, "done" if self.is_out else ""),
            *self.get_afterwards(),
        ]
        now = next((place for place, stage in enumerate(stages) if not stage.state), None)
        return [replace(stage, state="now") if place == now else stage for place, stage in enumerate(stages)]


    def get_afterwards(self) -> list[Stage]:
        """Return what has become of an issued paper, as the diary tells it, and its filing while that is to come."""
        if not self.is_out:
            return []
        deeds = Entry.objects.about(self.object).filter(action__in=AFTERWARDS).order_by("pk")
        done = [Stage(AFTERWARDS[one.action], one.actor_name, one.at, "done", one.reason) for one in deeds]
        is_open = "archive" in {step.code for step in DOCUMENT if self.object.status in step.sources}
        return [*done, Stage("归档")] if is_open else done


class DocumentPdf(Judged, Page, Scoped, DetailView):
    """The PDF: an issued paper's own bytes; before that what was captured, or the draft as of now."""

    permission = "reports.view"
    model = Document

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        try:
            return pdf_to_read(self.get_pdf(), f"{self.object.title}.pdf")
        except ServiceError as problem:
            return self.refuse(problem)

    def get_pdf(self) -> bytes:
        """Return the bytes. Raises ServiceError for a paper that cannot be printed."""
        if self.object.status in OUT:
            return bytes(self.object.issued_copy.pdf)
        return render_pdf(self.get_paper())

    def refuse(self, problem: ServiceError) -> HttpResponse:
        self.template_name = "reports/refused.html"
        context = self.get_context_data(sentence=problem.sentence, title="无法生成版式文件")
        response = self.render_to_response(context)
        response.status_code = 409
        return response
