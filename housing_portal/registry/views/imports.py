"""Reading a list in: upload, look at what it would change, then do it."""
from typing import Any

from django import forms
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
from housing_portal.registry.imports import SHEETS, Sheet, commit_sheet, plan_sheet, template_of
from housing_portal.registry.imports.runs import sheet_of
from housing_portal.registry.views.base import IMPORT, BureauOnly


class FileImport(Page, FormView):
    """One address, three deeds on the same file: look, take over, or fetch the file with its errors marked."""

    def form_valid(self, form: forms.Form) -> HttpResponseBase:
        deed = {"commit": self.take_over, "errors": self._errors}.get(self.request.POST.get("deed"), self._look)
        try:
            return deed(form)
        except ValidationError as error:
            form.add_error("file", error.messages)
        return self.form_invalid(form)

    def plan(self, form: forms.Form) -> Any:
        """Return what taking the file over would do; ``errors`` are its cells that cannot be taken."""
        raise NotImplementedError

    def take_over(self, form: forms.Form) -> HttpResponse:
        """Take the file over and lead to what has become of it."""
        raise NotImplementedError

    def _look(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, plan=self.plan(form)))

    def _errors(self, form: forms.Form) -> HttpResponse:
        name, data = form.cleaned_data["file"]
        return workbook(error_workbook(data, self.plan(form).errors), f"错误标注-{name}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"plan": None, **kwargs})


class SheetImport(FileImport):
    """A list taken over whole. ``counted`` is the word behind a number of its records."""

    template_name = "registry/import.html"
    form_class = ImportForm
    sheet_class: type[Sheet]
    list_url = template_url = ""
    counted = "条"

    @property
    def permission(self) -> str:
        return self.sheet_class.permission

    def get_title(self) -> str:
        return f"导入{self.sheet_class.label}"

    def make_sheet(self, form: forms.Form) -> Sheet:
        """Return what reads the list, for the reader and for what the form names."""
        raise NotImplementedError

    def plan(self, form: forms.Form) -> Any:
        return plan_sheet(**self._sent(form))

    def take_over(self, form: forms.Form) -> HttpResponse:
        plan = commit_sheet(**self._sent(form))
        done = f"已导入，新增 {len(plan.added)} {self.counted}，已有未变 {plan.unchanged} {self.counted}。"
        messages.success(self.request, done if plan.added else "表中内容都已登记，没有任何改动。")
        return HttpResponseRedirect(self.get_done_url(form))

    def get_list_url(self) -> str:
        return reverse(self.list_url)

    def get_template_url(self) -> str:
        return reverse(self.template_url)

    def get_done_url(self, form: forms.Form) -> str:
        return self.get_list_url()

    def _sent(self, form: forms.Form) -> dict[str, Any]:
        name, data = form.cleaned_data["file"]
        return {"actor": self.request.user, "sheet": self.make_sheet(form), "data": data, "filename": name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"list_url": self.get_list_url(), "template_url": self.get_template_url()}
        return super().get_context_data(**{**own, **kwargs})


class SheetTemplate(Page, View):
    """The empty list to fill in."""

    sheet_class: type[Sheet]

    @property
    def permission(self) -> str:
        return self.sheet_class.permission

    def make_sheet(self) -> Sheet:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sheet = self.make_sheet()
        return workbook(template_of(sheet), f"{sheet.label}导入表.xlsx")


class OfKind(BureauOnly):
    """The kind of list stands in the address."""

    permission = IMPORT

    @property
    def kind(self) -> str:
        if self.kwargs["kind"] not in SHEETS:
            raise Http404
        return self.kwargs["kind"]

    @property
    def sheet_class(self) -> type[Sheet]:
        return SHEETS[self.kind]


class ImportPage(OfKind, SheetImport):
    """A list of the register."""

    def make_sheet(self, form: forms.Form) -> Sheet:
        return sheet_of(self.request.user, self.kind)

    def get_list_url(self) -> str:
        return reverse(f"registry:{self.kind}_list")

    def get_template_url(self) -> str:
        return reverse("registry:import_template", args=[self.kind])


class ImportTemplate(OfKind, SheetTemplate):
    def make_sheet(self) -> Sheet:
        return self.sheet_class()


def workbook(content: bytes, name: str) -> HttpResponse:
    """Return bytes of a workbook as a download."""
    disposition = content_disposition_header(True, name)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
