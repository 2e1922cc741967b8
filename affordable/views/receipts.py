"""导入银行回单: looked at, then taken over."""
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import FormView

from affordable.enums import ResultKind
from affordable.forms.subsidy_batches import ReceiptForm
from affordable.imports.receipt import Receipt
from affordable.models import SubsidyBatch
from affordable.services import receipts as services
from affordable.workflow import FINANCE
from housing_portal.kit.pages import Page


class ReceiptImport(Page, FormView):
    """Two deeds on the same file: look at what it would bring, then take it over."""

    permission = FINANCE
    title = "导入银行回单"
    template_name = "affordable/receipt_import.html"
    form_class = ReceiptForm

    @cached_property
    def batch(self) -> SubsidyBatch:
        rows = SubsidyBatch.objects.visible_to(self.request.user).select_related("unit")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def form_valid(self, form: ReceiptForm) -> HttpResponse:
        name, content = form.cleaned_data["file"]
        call = {"actor": self.request.user, "batch": self.batch, "name": name, "content": content}
        try:
            if self.request.POST.get("deed") == "commit":
                batch = services.import_receipt(**call)
                messages.success(self.request, f"已导入回单，批次{batch.get_status_display()}。")
                return HttpResponseRedirect(batch.get_absolute_url())
            return self.render_to_response(self.get_context_data(form=form, plan=services.plan_receipt(**call)))
        except ValidationError as error:
            form.refuse(error)
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan: Receipt | None = kwargs.get("plan")
        own = {
            "batch": self.batch, "plan": None, "paid": plan.of(ResultKind.PAID) if plan else [],
            "returned": plan.of(ResultKind.RETURNED) if plan else [],
        }
        return super().get_context_data(**{**own, **kwargs})
