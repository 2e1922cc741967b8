from typing import Any

from django import forms

from housing_portal.journal.files import FilesField, WorkbookInput
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm
from presale.enums import DATE_FORMATS
from presale.models import EscrowBank, StatementLayout
from presale.services.layouts import COLUMNS

FACTS = ["batch", "selected_on", "valid_to", "interface_online_on", "layout", "note"]


class BankEditForm(ModelForm):
    cards = [("入围", ["organization", "batch", "selected_on", "valid_to"]),
             ("对接", ["interface_online_on", "layout", "note", "evidence"])]
    wide = ["note"]

    class Meta:
        model = EscrowBank
        fields = FACTS

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class BankForm(BankEditForm):
    evidence = FilesField(label="入围文件", required=False, help_text="入围公告、服务协议等；PDF、JPG、PNG")

    class Meta(BankEditForm.Meta):
        fields = ["organization", *FACTS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["selected_on"].initial = clock.today


class LayoutForm(ModelForm):
    """One box for the head of each column as it stands in the bank's file."""

    date_format = forms.ChoiceField(label="日期写法", choices=DATE_FORMATS)

    class Meta:
        model = StatementLayout
        fields = ["name", "head_rows", "date_format", "out_mark", "interest_words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.columns if self.instance.pk else {}
        for name, label in COLUMNS.items():
            self.fields[f"column_{name}"] = field = forms.CharField(
                label=f"{label}列", max_length=40, required=False, initial=kept.get(name, "")
            )
            self.initial.setdefault(f"column_{name}", kept.get(name, ""))
            field.widget.attrs["class"] = "form-control"
        boxes = [f"column_{name}" for name in COLUMNS]
        self.cards = [("格式", self._meta.fields),
                      ("文件中的列名（没有的列留空）", boxes)]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["columns"] = {name: data.pop(f"column_{name}", "") for name in COLUMNS}
        return data

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class TryForm(Form):
    """A sample file of the bank; nothing of it is kept."""

    file = FilesField(label="对账单样本", widget=WorkbookInput, help_text="银行下载的 .xlsx、.xls 或 .csv，不要改动")
    account_no = forms.CharField(label="文件中的账号", max_length=32)

    def __init__(self, *args: Any, layout: StatementLayout, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "account_no" not in layout.columns:
            del self.fields["account_no"]

    def clean_file(self) -> tuple[str, bytes]:
        return self.cleaned_data["file"][0]
