"""Reading a list into a register: upload, look at what it would change, then do it."""
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.generic import FormView, View

from housing_portal.kit.excel.errors import error_workbook
from housing_portal.kit.pages import Page
from housing_portal.kit.tables.download import XLSX
from housing_portal.registry.forms import ImportForm
from housing_portal.registry.imports import SHEETS, commit_import, plan_import, template
from housing_portal.registry.views.base import IMPORT, BureauOnly


class OfKind(BureauOnly, Page):
    """The kind of list stands in the address."""

    permission = IMPORT

    @property
    def kind(self) -> str:
        if self.kwargs["kind"] not in SHEETS:
            raise Http404
        return self.kwargs["kind"]


class ImportPage(OfKind, FormView):
    """One address, three deeds on the same file: look, take over, or fetch the file with its errors marked."""

    template_name = "registry/import.html"
    form_class = ImportForm

    def get_title(self) -> str:
        return f"导入{SHEETS[self.kind].label}"

    def form_valid(self, form: ImportForm) -> HttpResponseBase:
        name, data = form.cleaned_data["file"]
        given = {"actor": self.request.user, "kind": self.kind, "data": data, "filename": name}
        deed = {"commit": self._commit, "errors": self._errors}.get(self.request.POST.get("deed"), self._look)
        try:
            return deed(form, given)
        except ValidationError as error:
            form.add_error("file", error.messages)
        return self.form_invalid(form)

    def _look(self, form: ImportForm, given: dict[str, Any]) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, plan=plan_import(**given)))

    def _commit(self, form: ImportForm, given: dict[str, Any]) -> HttpResponse:
        plan = commit_import(**given)
        done = f"已导入，新增 {len(plan.added)} 条，已有未变 {plan.unchanged} 条。"
        messages.success(self.request, done if plan.added else "表中内容都已登记，没有任何改动。")
        return HttpResponseRedirect(self._list_url())

    def _errors(self, form: ImportForm, given: dict[str, Any]) -> HttpResponse:
        plan = plan_import(**given)
        return workbook(error_workbook(given["data"], plan.errors), f"错误标注-{given['filename']}")

    def _list_url(self) -> str:
        return reverse(f"registry:{self.kind}_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"plan": None, "kind": self.kind, "list_url": self._list_url()}
        return super().get_context_data(**{**own, **kwargs})


class ImportTemplate(OfKind, View):
    """The empty list to fill in."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        return workbook(template(self.kind), f"{SHEETS[kind].label}导入表.xlsx")


def workbook(content: bytes, name: str) -> HttpResponse:
    """Return bytes of a workbook as a download."""
    disposition = content_disposition_header(True, name)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
