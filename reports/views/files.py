"""Files that are made for one reader, as answers to the browser."""
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from housing_portal.kit.tables.download import XLSX


def file_to_keep(content: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    """Answer with a file that the browser stores; a workbook unless ``kind`` says what else."""
    return _file(content, content_disposition_header(True, name), kind)


def pdf_to_read(pdf: bytes, name: str) -> HttpResponse:
    """Answer with a PDF that the browser shows."""
    return _file(pdf, content_disposition_header(False, name), "application/pdf")


def _file(content: bytes, disposition: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
