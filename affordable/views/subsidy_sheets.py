"""The sheets of a batch as files."""
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views import View
from django.views.generic.detail import SingleObjectMixin

from affordable import subsidy_sheets
from affordable.models import SubsidyBatch
from housing_portal.kit.pages import Page
from housing_portal.kit.tables.download import XLSX


class BatchSheet(SingleObjectMixin, Page, View):
    """A file about one batch."""

    permission = "rental.view"
    model = SubsidyBatch
    name = ""

    def get_queryset(self) -> QuerySet:
        return SubsidyBatch.objects.visible_to(self.request.user).select_related("unit")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        batch = self.get_object()
        kept = content_disposition_header(True, f"{batch}{self.name}.xlsx")
        return HttpResponse(self.make(batch), content_type=XLSX, headers={"Content-Disposition": kept})

    def make(self, batch: SubsidyBatch) -> bytes:
        raise NotImplementedError


class PublicationSheet(BatchSheet):
    name = "公示表"

    def make(self, batch: SubsidyBatch) -> bytes:
        return subsidy_sheets.publication_sheet(batch)


class QuarterForm(BatchSheet):
    name = "发放情况表"

    def make(self, batch: SubsidyBatch) -> bytes:
        return subsidy_sheets.quarter_form(batch)
