"""The box for proof: several files, checked before they are taken, and kept while the rest of the form is mended."""
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from housing_portal.journal import uploads
from housing_portal.journal.services import checked_type

MOST_FILES = 10


def _content(file: UploadedFile) -> bytes:
    file.seek(0)
    return file.read()


def too_large(file: UploadedFile) -> str:
    """Return why a file is refused unread, or nothing."""
    if file.size <= settings.UPLOAD_MAX_BYTES:
        return ""
    return f"文件“{file.name}”超过 {settings.UPLOAD_MAX_BYTES // 1024 // 1024} MB，请压缩或分成几份上传。"


def not_attachable(file: UploadedFile) -> str:
    """Return why a file cannot be attached, or nothing."""
    if fault := too_large(file):
        return fault
    try:
        checked_type(file.name, _content(file))
    except ValidationError as error:
        return "".join(error.messages)
    return ""


class FilesInput(forms.FileInput):
    """Takes several files, and keeps those that were sent while the rest of the form is mended."""

    template_name = "journal/files.html"
    allow_multiple_selected = True
    fault = staticmethod(not_attachable)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        notes = data.getlist(f"{name}_kept") if hasattr(data, "getlist") else []
        kept = [file for note in notes[:MOST_FILES] if (file := uploads.fetch(note))]
        return kept + list(files.getlist(name) if hasattr(files, "getlist") else [])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not self.value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, {**(attrs or {}), "multiple": self.allow_multiple_selected})
        sent = value or []
        wanted = sent if self.allow_multiple_selected else sent[-1:]
        kept = [(file.name, uploads.keep(file)) for file in wanted if not self.fault(file)]
        return {**context, "kept": kept}


class WorkbookInput(FilesInput):
    """One workbook; the reader of tables says what is wrong with it."""

    allow_multiple_selected = False
    fault = staticmethod(too_large)


class FilesField(forms.Field):
    """Hands out (name, bytes) of every file; only what its widget lets through passes."""

    widget = FilesInput

    def clean(self, value: Sequence[UploadedFile]) -> list[tuple[str, bytes]]:
        if self.required and not value:
            raise ValidationError("请选择要上传的文件。", code="required")
        if len(value) > MOST_FILES:
            raise ValidationError(f"一次最多上传 {MOST_FILES} 个文件，请分次办理或合并成一个 PDF。")
        if faults := list(filter(None, map(self.widget.fault, value))):
            raise ValidationError(faults)
        return [(file.name, _content(file)) for file in value]
