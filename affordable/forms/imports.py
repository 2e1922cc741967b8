
from django import forms

from housing_portal.journal.files import FilesField, WorkbookInput
from housing_portal.kit.forms import DateInput, Form


class ImportForm(Form):
    """The office's own table; the day is needed only where the table does not name it."""

    file = FilesField(
        widget=WorkbookInput({"accept": ".xlsx"}), label="报表文件",
        help_text="单位报来的目标进展表、督查情况汇总表，或下载的模板；.xlsx，不超过 10 MB",
    )
    as_of = forms.DateField(
        label="截至日期", required=False, widget=DateInput, help_text="表中写明“截至×年×月×日”时可留空"
    )

    def clean_file(self) -> tuple[str, bytes]:
        """Return the newest file: one chosen now replaces the one that was kept."""
        return self.cleaned_data["file"][-1]
