from typing import Any

from django import forms

from housing_portal.journal.files import FilesField, WorkbookInput
from housing_portal.kit.forms import DateInput, Form
from housing_portal.registry.models import Estate
from transactions.enums import BatchKind
from transactions.find import find_estate
from transactions.forms.places import of_box
from transactions.imports.kinds import KINDS
from transactions.models import PriceFiling, RoomArea

_field = PriceFiling._meta.get_field
_area = RoomArea._meta.get_field


class ImportForm(Form):
    """One box for the file, and what each kind of file does not say itself."""

    kind = forms.ChoiceField(label="类别", choices=[(kind, BatchKind(kind).label) for kind in KINDS])
    estate = forms.CharField(
        label="楼盘", max_length=60, required=False, help_text="历史合同以外都填写；备案名或推广名"
    )
    batch = _field("batch").formfield(required=False, help_text="例如 首批")
    filed_on = _field("filed_on").formfield(widget=DateInput, required=False)
    surveyed_on = _area("surveyed_on").formfield(widget=DateInput)
    report_no = _area("report_no").formfield()
    reason = _field("reason").formfield(label="原因", help_text="调价，或实测面积差异超过 3% 时填写")
    file = FilesField(label="文件", widget=WorkbookInput, help_text=".xlsx 文件，第一张能对上表头的工作表")
    cards = [
        ("", ["kind", "file", "estate", "reason"]),
        ("一房一价另填", ["batch", "filed_on"]),
        ("实测面积另填", ["surveyed_on", "report_no"]),
    ]

    def clean_estate(self) -> Estate | None:
        name = self.cleaned_data["estate"].strip()
        return of_box(lambda: find_estate(name)) if name else None

    def clean_file(self) -> tuple[str, bytes]:
        return self.cleaned_data["file"][0]

    def given(self) -> dict[str, Any]:
        """Return what the chosen kind asks for beside the file."""
        asked = KINDS[self.cleaned_data["kind"]].asks
        return {name: value for name in asked if (value := self.cleaned_data[name])}
