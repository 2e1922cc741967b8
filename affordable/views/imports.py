"""Reading an office table in: upload, look at what it would change, then do it."""
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.views.generic import FormView, View

from affordable.filters import BatchFilter
from affordable.forms import ImportForm
from affordable.imports import TEMPLATES, commit_import, plan_import, template
from affordable.models import ImportBatch
from affordable.tables import BatchTable
from affordable.views.record import LedgerPage, RecordList
from housing_portal.kit import clock
from housing_portal.kit.excel.errors import error_workbook
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import KeyFigure, Page
from housing_portal.kit.tables.download import XLSX

PERMISSION = "affordable.import"


class ImportPage(Page, FormView):
    """One address, three deeds on the same file: look, take over, or fetch the file with its errors marked."""

    permission = PERMISSION
    title = "导入报表"
    template_name = "affordable/import.html"
    form_class = ImportForm

    def form_valid(self, form: ImportForm) -> HttpResponseBase:
        name, data = form.cleaned_data["file"]
        given = {"filename": name, "actor": self.request.user, "as_of": form.cleaned_data["as_of"]}
        deed = {"commit": self._commit, "errors": self._errors}.get(self.request.POST.get("deed"), self._look)
        try:
            return deed(form, data, given)
        except ValidationError as error:
            form.add_error("file", error.messages)
        return self.form_invalid(form)

    def _look(self, form: ImportForm, data: bytes, given: dict[str, Any]) -> HttpResponse:
        plan = plan_import(data, **given)
        return self.render_to_response(self.get_context_data(form=form, plan=plan))

    def _commit(self, form: ImportForm, data: bytes, given: dict[str, Any]) -> HttpResponse:
        began = clock.now()
        batch = commit_import(data=data, **given)
        if batch.recorded_at < began:
            messages.info(self.request, f"这份文件已于 {batch.recorded_at:%Y-%m-%d} 导入过，本次没有任何改动。")
        else:
            done = f"已导入，新增 {batch.created} 条记录。里程碑须经另一位同事复核后才计入完成数。"
            messages.success(self.request, done)
        return HttpResponseRedirect(batch.get_absolute_url())

    def _errors(self, form: ImportForm, data: bytes, given: dict[str, Any]) -> HttpResponse:
        plan = plan_import(data, **given)
        return workbook(error_workbook(data, plan.errors), f"错误标注-{given['filename']}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"plan": None, "templates": TEMPLATES.items(), **kwargs})


class BatchList(RecordList):
    title = "导入记录"
    model = ImportBatch
    table_class = BatchTable
    filterset_class = BatchFilter


class BatchPage(LedgerPage):
    """Open to reviewers too: the milestones of an import have only their own row of the table as proof."""

    model = ImportBatch
    has_files = True
    facts = ("kind", "file_name", "as_of", "unit", "recorded_by", "recorded_at", "sha256")
    template_name = "affordable/batch.html"

    def get_figures(self) -> list[KeyFigure]:
        batch = self.object
        return [
            KeyFigure("新增记录（条）", grouped(batch.created), main=True),
            KeyFigure("已有未变（条）", grouped(batch.unchanged)),
            KeyFigure("合计行差异（处）", grouped(len(batch.differences))),
        ]


class ImportTemplate(Page, View):
    """The empty table to fill in."""

    permission = PERMISSION

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        if kind not in TEMPLATES:
            raise Http404
        return workbook(template(kind), f"{TEMPLATES[kind]}.xlsx")


def workbook(content: bytes, name: str) -> HttpResponse:
    """Return bytes of a workbook as a download."""
    disposition = content_disposition_header(True, name)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
