"""The paper as a Word file, for offices that finish it in WPS or Word: the same words, marked as not issued."""
from typing import Any

from django.http import HttpRequest, HttpResponse

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen.word import word_file
from reports.enums import OUT
from reports.views.documents import DocumentPdf
from reports.views.files import file_to_keep

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOT_KEPT = "这份公文印发时只保存了版式文件，没有可编辑的内容，请使用版式文件。"


class DocumentWord(DocumentPdf):
    """The content as it was captured, signed or issued; a draft as it would be now."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        try:
            if self.object.status in OUT and self.capture is None:
                raise ServiceError(NOT_KEPT)
            content = word_file(self.get_paper())
        except ServiceError as problem:
            return self.refuse(problem)
        return file_to_keep(content, f"{self.object.title}（非印发件）.docx", DOCX)
