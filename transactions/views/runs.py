"""Imports that run in the background: stop one, fetch the list of its errors. Only whoever sent the file may."""
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.generic import View

from housing_portal.kit.pages import ActionPage, Page
from housing_portal.kit.workflow import Step
from transactions.enums import BatchStatus
from transactions.imports import runs
from transactions.models import ImportBatch


class OwnBatch:
    """For others these pages do not exist: the files hold plain numbers of persons."""

    permission = runs.PERMISSION
    request: HttpRequest

    def get_queryset(self) -> QuerySet:
        return ImportBatch.objects.visible_to(self.request.user).filter(recorded_by=self.request.user)


class BatchCancel(OwnBatch, ActionPage):
    model = ImportBatch
    step = Step("cancel", "取消导入", frozenset(runs.UNFINISHED), BatchStatus.FAILED, runs.PERMISSION, danger=True)
    done = "已取消导入，没有写入任何内容。"

    def get_effects(self) -> list[str]:
        return ["已上传的文件随即删除，登记保留。"]

    def perform(self, form: Form) -> ImportBatch:
        return runs.cancel(actor=self.request.user, batch=self.object)


class BatchErrors(OwnBatch, Page, View):
    def get(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        batch = get_object_or_404(self.get_queryset(), pk=pk)
        path = runs.error_list_of(batch)
        if not path.exists():
            raise Http404
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"错误清单-{batch.name}.csv")
