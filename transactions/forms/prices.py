from typing import Any

from django import forms

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput
from transactions.forms.places import EstateForm
from transactions.models import PriceFiling
from transactions.price_lines import read_lines

_field = PriceFiling._meta.get_field
EXAMPLE = "每行一户，从 Excel 复制粘贴：楼幢、单元、房号、单价、总价，用制表符或空格隔开；不分单元的填 -"


class PriceForm(EstateForm):
    """A filing with its rooms pasted from a spreadsheet."""

    batch = _field("batch").formfield()
    filed_on = _field("filed_on").formfield(widget=DateInput)
    lines = forms.CharField(label="备案价", max_length=200_000, widget=forms.Textarea, help_text=EXAMPLE)
    reason = _field("reason").formfield(label="调价原因")
    evidence = FilesField(label="申报材料", required=False, help_text="申报表、批复等；PDF、JPG、PNG")
    cards = [("申报", ["estate", "batch", "filed_on", "reason"]), ("一房一价", ["lines", "evidence"])]
    wide = ("lines",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["filed_on"].initial = clock.today
        self.fields["lines"].widget.attrs["rows"] = 12

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("estate") and data.get("lines"):
            try:
                data["lines"] = read_lines(data["estate"], data["lines"])
            except forms.ValidationError as error:
                self.add_error("lines", error.messages)
        return data
