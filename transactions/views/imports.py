"""Taking a list over: choose its kind, look at what would happen, then do it."""
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.generic import FormView, View

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.excel.errors import error_csv
from housing_portal.kit.figures import grouped
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import Button, KeyFigure, ListPage, Page
from housing_portal.kit.tables.download import XLSX
from transactions.enums import BatchKind
from transactions.filters.batches import BatchFilter
from transactions.forms.imports import ImportForm
from transactions.forms.places import initial_place
from transactions.imports.batches import commit_import, plan_import
from transactions.imports.kinds import KINDS, LARGE
from transactions.imports.plan import Given
from transactions.imports.runs import UNFINISHED, error_list_of
from transactions.models import ImportBatch
from transactions.tables.batches import BatchTable

PERMISSION, LOOK = "transactions.import", "transactions.view"


class ImportPage(Page, FormView):
    """One address, three deeds on the same file: look, take over, or fetch the list of its errors."""

    permission = PERMISSION
    title = "导入交易数据"
    template_name = "transactions/import.html"
    form_class = ImportForm

    def get_initial(self) -> dict[str, Any]:
        query = clean_query(self.request.GET)
        kind = query.get("kind") if query.get("kind") in KINDS else BatchKind.ROOMS
        return {**super().get_initial(), **initial_place(query), "kind": kind}

    def form_valid(self, form: ImportForm) -> HttpResponseBase:
        (name, content), kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        given = Given(self.request.user, **form.given())
        call = {"actor": self.request.user, "kind": kind, "content": content, "name": name, "given": given}
        deed = {"commit": self._commit, "errors": self._errors}.get(self.request.POST.get("deed"), self._look)
        try:
            return deed(form, call)
        except ValidationError as error:
            form.refuse(error)
        return self.form_invalid(form)

    def _look(self, form: ImportForm, call: dict[str, Any]) -> HttpResponse:
        if KINDS[call["kind"]].start and len(call["content"]) > LARGE:
            return self._start(call)
        return self.render_to_response(self.get_context_data(form=form, plan=plan_import(**call)))

    def _commit(self, form: ImportForm, call: dict[str, Any]) -> HttpResponse:
        before = ImportBatch.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        batch = commit_import(**call)
        if batch.pk <= before:
            messages.info(self.request, f"这份文件已于 {batch.recorded_at:%Y-%m-%d} 导入过，本次没有任何改动。")
        else:
            messages.success(self.request, f"已导入，新增 {grouped(batch.added)} 条记录。")
        return HttpResponseRedirect(batch.get_absolute_url())

    def _start(self, call: dict[str, Any]) -> HttpResponse:
        batch = KINDS[call["kind"]].start(**call)
        messages.info(self.request, "文件较大，已转到后台检查和导入；本页显示进度，全部无误才会写入。")
        return HttpResponseRedirect(batch.get_absolute_url())

    def _errors(self, form: ImportForm, call: dict[str, Any]) -> HttpResponse:
        disposition = content_disposition_header(True, f"错误清单-{call['name']}.csv")
        headers = {"Content-Disposition": disposition}
        return HttpResponse(error_csv(plan_import(**call).errors), content_type="text/csv", headers=headers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        templates = [(kind, BatchKind(kind).label) for kind in KINDS]
        return super().get_context_data(**{"plan": None, "templates": templates, **kwargs})


class ImportTemplate(Page, View):
    """The empty table to fill in."""

    permission = PERMISSION

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        if kind not in KINDS:
            raise Http404
        title = f"{BatchKind(kind).label}导入模板"
        disposition = content_disposition_header(True, f"{title}.xlsx")
        content, headers = KINDS[kind].template(title), {"Content-Disposition": disposition}
        return HttpResponse(content, content_type=XLSX, headers=headers)


class BatchList(ListPage):
    permission = LOOK
    title = "导入记录"
    model = ImportBatch
    table_class = BatchTable
    filterset_class = BatchFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("recorded_by")


class BatchPage(RecordPage):
    permission = LOOK
    model = ImportBatch
    related = ("recorded_by",)
    template_name = "transactions/batch.html"
    facts = ("kind", "name", "digest", "recorded_by", "recorded_at", "finished_at", "fault")

    def get_chips(self) -> list[Any]:
        return [self.object.shown_status]

    def get_buttons(self) -> list[Button]:
        batch, here = self.object, [self.object.pk]
        if batch.recorded_by_id != self.request.user.pk:
            return []
        if batch.shown_status in UNFINISHED:
            return [Button("取消导入", reverse("transactions:batch_cancel", args=here), style="danger-line")]
        if error_list_of(batch).exists():
            return [Button("下载错误清单", reverse("transactions:batch_errors", args=here), "dl")]
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_open=self.object.shown_status in UNFINISHED, **kwargs)

    def get_figures(self) -> list[KeyFigure]:
        batch = self.object
        return [
            KeyFigure("新增记录（条）", grouped(batch.added), main=True),
            KeyFigure("行数", grouped(batch.rows), f"已处理 {grouped(batch.rows_done)}"),
            KeyFigure("错误行数", grouped(batch.faults)),
        ]
