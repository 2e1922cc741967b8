"""取数表 of a paper as a workbook: as captured, and for a draft as it would be now."""
from typing import Any

from django.http import HttpRequest, HttpResponse

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.scope import Scope
from reports.differences import captured_bindings
from reports.enums import OUT
from reports.slot_sheet import sheet_of
from reports.views.documents import DocumentPdf
from reports.views.files import file_to_keep
from reports.workbooks.slots import slot_workbook

NOT_KEPT = "这份公文印发时没有保存取数明细，不能导出取数表。"


class DocumentWorkbook(DocumentPdf):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        try:
            content = self.workbook()
        except ServiceError as problem:
            return self.refuse(problem)
        return file_to_keep(content, f"取数表（{self.object.title}）.xlsx")

    def workbook(self) -> bytes:
        """Return the sheet. Raises ServiceError for a draft that cannot be written."""
        document, capture = self.object, self.capture
        if capture:
            scope = Scope(capture.as_of, capture.data_cutoff)
            return slot_workbook(document, captured_bindings(capture), scope, document.issuer)
        if document.status in OUT:
            raise ServiceError(NOT_KEPT)
        rows = sheet_of(document, self.figures_set, self.composed)
        return slot_workbook(document, rows, self.figures_set.scope, document.issuer)
