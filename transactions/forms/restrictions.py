from typing import Any

from django import forms

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form
from transactions.find import find_organization
from transactions.forms.places import RoomsForm
from transactions.models import RoomRestriction

_field = RoomRestriction._meta.get_field
PROOF = "查封裁定书、协助执行通知书、抵押登记证明等；PDF、JPG、PNG，每个不超过 10 MB"


class RestrictionForm(RoomsForm):
    """One restriction for one or more rooms of a building."""

    kind = _field("kind").formfield()
    from_on = _field("from_on").formfield(widget=DateInput)
    until_on = _field("until_on").formfield(widget=DateInput)
    authority = _field("authority").formfield()
    case_no = _field("case_no").formfield()
    document_no = _field("document_no").formfield()
    unsellable_reason = _field("unsellable_reason").formfield()
    creditor = forms.CharField(label="抵押权人", max_length=80, required=False, help_text="银行等机构全称或简称")
    secured_amount = _field("secured_amount").formfield()
    creditor_consents = _field("creditor_consents").formfield()
    note = _field("note").formfield()
    evidence = FilesField(label="证明材料", required=False, help_text=PROOF)
    cards = [
        ("房屋", ["estate", "building", "rooms"]),
        ("限制", ["kind", "from_on", "until_on", "authority", "case_no", "document_no", "unsellable_reason"]),
        ("抵押", ["creditor", "secured_amount", "creditor_consents"]),
        ("其他", ["note", "evidence"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].initial = clock.today

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if name := data.get("creditor"):
            self.look_up("creditor", lambda: find_organization(name, "creditor"))
        self.cleaned_data["creditor"] = self.cleaned_data.get("creditor") or None
        return self.cleaned_data


class RenewForm(Form):
    from_on = _field("from_on").formfield(widget=DateInput, label="续期起始日期")
    until_on = _field("until_on").formfield(widget=DateInput, label="新的期限止")
    document_no = _field("document_no").formfield(required=True, label="续期文书号")
    evidence = FilesField(label="证明材料", required=False, help_text=PROOF)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].initial = clock.today


class EffectForm(Form):
    from_on = _field("from_on").formfield(widget=DateInput, label="生效日期")
    until_on = _field("until_on").formfield(widget=DateInput)
    document_no = _field("document_no").formfield(label="文书号", help_text="沿用轮候时的文书号可留空")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].initial = clock.today


class ReleaseForm(Form):
    released_on = _field("released_on").formfield(widget=DateInput, required=True)
    document_no = _field("release_document_no").formfield(required=True)
    evidence = FilesField(label="证明材料", required=False, help_text=PROOF)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["released_on"].initial = clock.today
