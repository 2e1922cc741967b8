"""填写差异说明: a red item with its two numbers, and the reason why they differ."""
from typing import Any

from django.http import Http404

from housing_portal.kit.pages import ActionPage
from housing_portal.kit.workflow import Step
from reports.enums import DocumentStatus
from reports.forms.documents import ExplanationForm
from reports.models import Document
from reports.services.checking import EXPLAINABLE, explain_warning
from reports.views.documents import Judged
from reports.warning import Warning

EXPLAIN = Step("explain", "填写差异说明", EXPLAINABLE, DocumentStatus.DRAFT, "reports.draft")


class DocumentExplain(Judged, ActionPage):
    model = Document
    step = EXPLAIN
    form_class = ExplanationForm
    title = "填写差异说明"
    done = "已记录差异说明。"

    def find_warning(self) -> Warning:
        wanted = self.request.GET.get("warning") or self.request.POST.get("warning", "")
        found = next((warning for warning in self.warnings if warning.key == wanted), None)
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        return kwargs

    def get_effects(self) -> list[str]:
        return [self.find_warning().sentence, "说明随公文留存，印在数据来源清单上；任一数字再变，须重新说明。"]

    def perform(self, form: ExplanationForm) -> Document:
        explain_warning(
            actor=self.request.user, document=self.object, warning=self.find_warning(),
            reason=form.cleaned_data["reason"],
        )
        return self.object
