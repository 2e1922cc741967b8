"""What a clerk fills in for a contract: room, terms, buyers; and what the later steps ask for."""
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.figures import rounded
from housing_portal.kit.forms import Form, ModelForm
from transactions.enums import EndReason, PayMethod, PriceBasis
from transactions.find import find_building, find_estate, find_rooms
from transactions.forms.buyers import BuyerRows
from transactions.models import Room, SaleContract

MONEY = ["area_priced", "price_basis", "unit_price", "total_price"]
PAYMENT = ["pay_method", "down_payment", "loan_amount", "loan_bank"]
TERMS = [*MONEY, *PAYMENT, "delivery_on"]
# amounts that follow from the others
WORKED_OUT = {
    "unit_price": "按套计价的可留空，由总价除以面积", "total_price": "可留空，由单价乘面积",
    "down_payment": "可留空，由总价减贷款；分期付款的填首期",
}
KINDS = "可多选，PDF、JPG、PNG、XLSX、DOCX，每个不超过 10 MB"


class TermsForm(BuyerRows, ModelForm):
    """The terms that a change may replace. The guards of the service judge them, each sentence at its box."""

    class Meta:
        model = SaleContract
        fields = TERMS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["loan_amount"].required = False
        for name, words in WORKED_OUT.items():
            self.fields[name].required, self.fields[name].help_text = False, words

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "loan_amount" in data:
            data["loan_amount"] = data["loan_amount"] or 0
        self._work_out(data)
        data["terms"] = {name: data.pop(name) for name in TERMS if name in data}
        return data

    def _work_out(self, data: dict[str, Any]) -> None:
        """Fill in the amounts that were left empty; the page of the next step shows them before anything counts."""
        area, unit, total = (data.get(name) for name in ("area_priced", "unit_price", "total_price"))
        if area and unit is None and total and data.get("price_basis") == PriceBasis.WHOLE:
            data["unit_price"] = rounded(total / area)
        elif area and unit and total is None and data.get("price_basis") != PriceBasis.WHOLE:
            data["total_price"] = total = rounded(area * unit)
        if data.get("down_payment") is None and data.get("pay_method") != PayMethod.INSTALMENTS:
            data["down_payment"] = total and total - data.get("loan_amount", 0)
        for name in WORKED_OUT:
            if name in data and data[name] is None:
                self.add_error(name, self.fields[name].error_messages["required"])

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class ContractForm(TermsForm):
    """A draft. The room is typed by its names, or filled in by the page from which one comes."""

    estate = forms.CharField(label="楼盘", max_length=60, help_text="备案名或推广名")
    building = forms.CharField(label="楼幢", max_length=20, help_text="备案幢号，例如 7#楼")
    door = forms.CharField(label="房号", max_length=30, help_text="有单元的连单元填写，例如 2单元1502")
    cards = [
        ("房屋", ["estate", "building", "door", "signed_on", "special", "delivery_on"]),
        ("价款", MONEY),
        ("付款", [*PAYMENT, "note"]),
    ]
    wide = ["note"]

    class Meta(TermsForm.Meta):
        fields = [*TERMS, "signed_on", "special", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # the menu is thirty keys long: the cursor stands in the first box that is still to be filled in
        boxes = [name for _title, names in self.cards for name in names if self.fields[name].required]
        empty = (name for name in boxes if not self.get_initial_for_field(self.fields[name], name))
        if not self.is_bound:
            self.fields[next(empty, boxes[0])].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        names = [data.pop(name, "") for name in ("estate", "building", "door")]
        if all(names):
            self._find_room(*names)
        return data

    def _find_room(self, estate: str, building: str, door: str) -> None:
        try:
            rooms = find_rooms(find_building(find_estate(estate), building), door)
            if len(rooms) != 1:
                raise ValidationError({"door": f"“{door}”是 {len(rooms)} 户，一份合同只能有一户，请填写单元和房号。"})
            self.cleaned_data["room"] = rooms[0]
        except ValidationError as error:
            found = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
            self.refuse(ValidationError({"door" if name == "rooms" else name: words for name, words in found.items()}))


def room_names(room: Room) -> dict[str, str]:
    """Return what the boxes of a room show; load ``building`` and ``estate`` beforehand."""
    building = room.building
    return {"estate": building.estate.record_name, "building": building.number, "door": room.door}


class ChangeForm(TermsForm):
    """A new version of the terms: what stays, stays as it is filled in."""

    changed_on = forms.DateField(label="变更日期", initial=clock.today)
    reason = forms.CharField(label="变更原因", max_length=200)
    evidence = FilesField(label="证明材料", help_text=f"变更协议等；{KINDS}")
    cards = [
        ("变更", ["changed_on", "reason", "evidence"]),
        ("价款", [*MONEY, "delivery_on"]),
        ("付款", PAYMENT),
    ]
    wide = ["evidence"]


class SubmitForm(Form):
    evidence = FilesField(label="合同文本等材料", required=False, help_text=KINDS)
    wide = ("evidence",)


class FileForm(Form):
    filed_on = forms.DateField(label="备案日期", initial=clock.today)


class TitleForm(Form):
    title_no = forms.CharField(
        label="不动产权证号", max_length=60, help_text="例如 甘（2026）云岭县不动产权第0001234号"
    )
    titled_on = forms.DateField(label="登记日期", initial=clock.today)


class EndForm(Form):
    """Why a contract ends, with its papers."""

    end_reason = forms.TypedChoiceField(label="原因", choices=[("", ""), *EndReason.choices])
    reason = forms.CharField(label="说明", max_length=100, widget=forms.Textarea)
    wide = ("reason", "evidence")


class VoidForm(EndForm):
    ended_on = forms.DateField(label="撤销日期", initial=clock.today)
    evidence = FilesField(label="证明材料", required=False, help_text=KINDS)
    cards = [("", ["end_reason", "ended_on", "reason", "evidence"])]


class CancelForm(EndForm):
    loan_release = forms.CharField(
        label="贷款、预告登记解除情况", max_length=80, required=False, help_text="合同有贷款的必须填写"
    )
    evidence = FilesField(label="双方解除申请或生效法律文书", help_text=KINDS)
    cards = [("", ["end_reason", "loan_release", "reason", "evidence"])]


class ApproveForm(Form):
    ended_on = forms.DateField(label="注销日期", initial=clock.today)
