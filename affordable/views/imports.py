"""Reading an office table in: upload, look at what it would change, then do it."""
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic import View

from affordable.filters.imports import BatchFilter
from affordable.forms.imports import ImportForm
from affordable.imports import TEMPLATES, ImportPlan, commit_import, plan_import, template
from affordable.models import ImportBatch
from affordable.tables.imports import BatchTable
from affordable.views.record import LedgerPage, RecordList
from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import KeyFigure, Page
from housing_portal.registry.views.imports import FileImport, workbook

PERMISSION = "affordable.import"


class ImportPage(FileImport):
    """A table of the office; which one it is stands in its head."""

    permission = PERMISSION
    title = "导入报表"
    template_name = "affordable/import.html"
    form_class = ImportForm

    def plan(self, form: ImportForm) -> ImportPlan:
        return plan_import(**self._sent(form))

    def take_over(self, form: ImportForm) -> HttpResponse:
        began = clock.now()
        batch = commit_import(**self._sent(form))
        if batch.recorded_at < began:
            messages.info(self.request, f"这份文件已于 {batch.recorded_at:%Y-%m-%d} 导入过，本次没有任何改动。")
        else:
            done = f"已导入，新增 {batch.created} 条记录。里程碑须经另一位同事复核后才计入完成数。"
            messages.success(self.request, done)
        return HttpResponseRedirect(batch.get_absolute_url())

    def _sent(self, form: ImportForm) -> dict[str, Any]:
        name, data = form.cleaned_data["file"]
        return {"data": data, "filename": name, "actor": self.request.user, "as_of": form.cleaned_data["as_of"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"templates": TEMPLATES.items(), **kwargs})


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
