"""The register of exports: what shall be taken out, how far it is, and the file."""
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.generic import View

from housing_portal.journal import exports, listing
from housing_portal.journal.enums import UNFINISHED, ExportState
from housing_portal.journal.filters import ExportFilter
from housing_portal.journal.forms import ExportForm
from housing_portal.journal.models import Export
from housing_portal.journal.tables import ExportTable
from housing_portal.kit import clock, figures
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.pages import ActionPage, Button, CreatePage, DetailPage, ListPage, Page
from housing_portal.kit.pages.parts import written
from housing_portal.kit.tables.download import XLSX
from housing_portal.kit.tables.totals import total_of
from housing_portal.kit.workflow import Step


class ExportList(ListPage):
    permission = ""
    title = "导出登记"
    model = Export
    table_class = ExportTable
    filterset_class = ExportFilter

    def get_queryset(self) -> QuerySet[Export]:
        return super().get_queryset().select_related("requested_by")


class ExportCreate(CreatePage):
    """``?path=…&query=…``: the list and its parameters, as the list page hands them over."""

    permission = ""
    title = "导出"
    model = Export
    form_class = ExportForm
    template_name = "journal/export_form.html"
    submit_label = "开始导出"
    done = "已登记，正在导出。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        rows = QueryDict(request.GET.get("query", "")).urlencode()
        try:
            self.list = listing.open_list(request.GET.get("path", ""), rows, request.user)
        except ServiceError:
            raise Http404 from None
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"导出{self.list.get_title()}"

    def get_cancel_url(self) -> str:
        return f"{self.list.request.path}?{self.list.request.GET.urlencode()}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "may_unmask": self.list.may_unmask()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = [
            ("条数", figures.grouped(total_of(self.list.object_list, exact=True))),
            ("查询条件", listing.conditions(self.list)),
            ("导出列", "、".join(listing.column_heads(self.list))),
        ]
        return super().get_context_data(parts={"facts": facts}, **kwargs)

    def perform(self, form: ExportForm) -> Export:
        request = self.list.request
        return exports.request_export(
            actor=self.request.user, path=request.path, query=request.GET.urlencode(), **form.cleaned_data
        )


class ExportDetail(DetailPage):
    """How far the export is; the script asks again every two seconds until it has ended."""

    permission = ""
    model = Export
    template_name = "journal/export_detail.html"

    def get_queryset(self) -> QuerySet[Export]:
        return super().get_queryset().select_related("requested_by")

    def get_chips(self) -> list[ExportState]:
        return [self.object.shown_state]

    def get_facts(self) -> list[tuple[str, Any]]:
        export = self.object
        fields = ["number", "title", "conditions", "columns", "reason", "requested_by", "requested_at", "finished_at"]
        fields += ["sha256"] if export.sha256 else []
        own = [(export._meta.get_field(name).verbose_name, written(export, name)) for name in fields]
        what = [("个人信息", "未脱敏" if export.is_unmasked else "脱敏"),
                ("总条数", figures.grouped(export.rows_total))]
        return [*own[:3], *what, *own[3:]]

    def get_buttons(self) -> list[Button]:
        export, here = self.object, [self.object.pk]
        if export.requested_by_id != self.request.user.pk:
            return []
        if export.shown_state in UNFINISHED:
            return [Button("取消导出", reverse("journal:export_cancel", args=here), style="danger-line")]
        again = f"{reverse('journal:export_create')}?{urlencode({'path': export.path, 'query': export.plain_query})}"
        found = [Button("重新导出", again)]
        if export.state == ExportState.DONE and clock.now() <= export.kept_until:
            found.append(Button("下载", reverse("journal:export_file", args=here), "dl", "primary"))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_open=self.object.shown_state in UNFINISHED, **kwargs)


class OwnExport:
    """Only whoever asked for an export may cancel it or have its file; for others these pages do not exist."""

    def get_queryset(self) -> QuerySet[Export]:
        return Export.objects.filter(requested_by=self.request.user)


class ExportCancel(OwnExport, ActionPage):
    model = Export
    step = Step("cancel", "取消导出", UNFINISHED, ExportState.CANCELLED, "", danger=True)
    done = "已取消导出。"

    def get_effects(self) -> list[str]:
        return ["已经写出的部分随即删除，登记保留。"]

    def perform(self, form: forms.Form) -> Export:
        return exports.cancel_export(actor=self.request.user, export=self.object)


class ExportFile(OwnExport, Page, View):
    permission = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        export = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            path = exports.download_export(actor=request.user, export=export)
        except ServiceError as error:
            return render(request, "journal/damaged.html", {"sentence": error.sentence}, status=409)
        return FileResponse(path.open("rb"), as_attachment=True, filename=export.file_name, content_type=XLSX)
