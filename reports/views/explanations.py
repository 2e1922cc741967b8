"""填写差异说明: a red item with its two numbers, and the reason why they differ."""
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.pages import ActionPage
from housing_portal.kit.workflow import Step
from reports.enums import DocumentStatus
from reports.forms.documents import ExplanationForm
from reports.models import Document
from reports.services.checking import EXPLAINABLE, explain_warning
from reports.views.documents import Judged
from reports.warning import Warning

EXPLAIN = Step("explain", "填写差异说明", EXPLAINABLE, DocumentStatus.DRAFT, "reports.draft")
CHANGED = "打开本页之后，这一项的数字变了。您填写的说明仍在下面，请与最新数字核对后再提交。"
GONE = "打开本页之后，这一项的差异已经消除，不必再说明。"


class DocumentExplain(Judged, ActionPage):
    """A reason is given for the two numbers that the page has shown; others have to be read first."""

    model = Document
    step = EXPLAIN
    form_class = ExplanationForm
    title = "填写差异说明"
    done = "已记录差异说明。"
    stale = CHANGED

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if self.warning is None:
            raise Http404
        return super().get(request, *args, **kwargs)

    @cached_property
    def warning(self) -> Warning | None:
        wanted = self.request.GET.get("warning") or self.request.POST.get("warning", "")
        return next((warning for warning in self.warnings if warning.key == wanted), None)

    @property
    def stamp(self) -> str:
        return self.warning.sentence if self.warning else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        return kwargs

    def get_blocked(self) -> str:
        return "" if self.warning else GONE

    def get_effects(self) -> list[str]:
        return [self.stamp, "说明随公文留存，印在数据来源清单上；任一数字再变，须重新说明。"]

    def perform(self, form: ExplanationForm) -> Document:
        if self.warning is None:
            raise ServiceError(GONE)
        explain_warning(
            actor=self.request.user, document=self.object, warning=self.warning, reason=form.cleaned_data["reason"],
        )
        return self.object
