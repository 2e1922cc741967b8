from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.journal.files import FilesField, WorkbookInput
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm, dress
from housing_portal.registry import naming
from housing_portal.registry.choosing import developer_field, estate_field
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.holidays import EXAMPLE
from housing_portal.registry.models import Building, CalendarDay, District, Estate, Organization, PolicyDoc, SalePermit
from housing_portal.registry.parameters import Parameter, text


class PolicyForm(ModelForm):
    class Meta:
        model = PolicyDoc
        fields = ("number", "title", "issuer", "joint_issuers", "issued_on", "paper_use")


class DistrictForm(ModelForm):
    class Meta:
        model = District
        fields = ("code", "name", "parent", "valid_to")


class OrganizationForm(ModelForm):
    """An organization with its capacities (机构类别), which are rows of their own."""

    kinds = forms.MultipleChoiceField(
        label="机构类别", choices=OrganizationKind.choices, widget=forms.CheckboxSelectMultiple,
        help_text="同一机构可以有几种身份",
    )
    cards = (
        ("基本信息", ("name", "short_name", "credit_code", "status", "kinds")),
        ("联系与登记", ("legal_representative", "registered_capital", "contact", "phone", "address")),
        ("资质", ("qualification", "qualification_no", "qualification_until")),
    )
    wide = ("kinds", "address")

    class Meta:
        model = Organization
        fields = (
            "name", "short_name", "credit_code", "status", "legal_representative", "registered_capital", "contact",
            "phone", "address", "qualification", "qualification_no", "qualification_until",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["kinds"] = [role.kind for role in self.instance.roles.order_by("pk")]


class DayForm(ModelForm):
    class Meta:
        model = CalendarDay
        fields = ("on", "kind", "name")


class PasteForm(Form):
    """A year's holiday notice as text."""

    lines = forms.CharField(
        label="节假日安排", max_length=20000, widget=forms.Textarea,
        help_text=f"每行一条：日期 性质 名称，例如 {EXAMPLE}；连续几天写 2026-10-01 至 2026-10-07 节假日 国庆节。"
        "性质填 节假日 或 调休上班。重复导入不会重复登记。",
    )
    wide = ("lines",)


class EstateForm(ModelForm):
    developer = developer_field()
    cards = (
        ("基本信息", ("record_name", "promo_name", "developer", "district", "address")),
        ("规划", ("land_use", "floor_area", "planned_sets")),
    )
    wide = ("address",)

    class Meta:
        model = Estate
        fields = (
            "record_name", "promo_name", "developer", "district", "address", "land_use", "floor_area", "planned_sets",
        )


class BuildingForm(ModelForm):
    """A building; its estate is named once and never changes."""

    estate = estate_field()
    cards = (
        ("基本信息", ("estate", "number", "construction_number", "police_number", "sections", "floors_above",
                  "floors_below", "delivery", "area_predicted", "area_measured")),
        ("进度", ("started_on", "topped_on", "accepted_on", "completed_on", "registered_on", "demolished_on")),
    )

    class Meta:
        model = Building
        fields = (
            "estate", "number", "construction_number", "police_number", "sections", "floors_above", "floors_below",
            "delivery", "area_predicted", "area_measured", "started_on", "topped_on", "accepted_on", "completed_on",
            "registered_on", "demolished_on",
        )


class BuildingEditForm(BuildingForm):
    estate = None

    class Meta(BuildingForm.Meta):
        fields = BuildingForm.Meta.fields[1:]


class PermitForm(ModelForm):
    """A permit as it stands on paper; the buildings are written, as on the paper, one after the other."""

    estate = estate_field()
    buildings = forms.CharField(
        label="批准楼幢", max_length=1000, help_text="例如：7#楼、8#楼；只批到某层的写 9#楼（至 12 层）"
    )
    cards = (
        ("许可", ("kind", "number", "issuer", "issued_on", "valid_from", "valid_to")),
        ("批准范围", ("estate", "buildings", "area_residential", "area_commercial", "area_other", "area_total",
                  "sets_total", "sets_residential", "note")),
    )
    wide = ("note",)

    class Meta:
        model = SalePermit
        fields = (
            "kind", "number", "issuer", "issued_on", "valid_from", "valid_to", "estate", "buildings",
            "area_residential", "area_commercial", "area_other", "area_total", "sets_total", "sets_residential",
            "note",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        estate = self.instance.estate if self.instance.pk else cleaned.get("estate")
        if estate and cleaned.get("buildings"):
            known = list(estate.buildings.current().order_by("pk"))
            try:
                cleaned["buildings"] = naming.read_scope(cleaned["buildings"], known)
            except ValidationError as error:
                self.add_error("buildings", error)
        return cleaned


class PermitEditForm(PermitForm):
    estate = None

    class Meta(PermitForm.Meta):
        fields = tuple(name for name in PermitForm.Meta.fields if name != "estate")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["buildings"] = naming.written_scope(self.instance)


class EndingForm(Form):
    """The day from which a permit is no longer in force, and why."""

    on = forms.DateField(label="失效日期", initial=clock.today)
    reason = forms.CharField(label="说明", max_length=500, required=False, widget=forms.Textarea)
    wide = ("reason",)


class RevocationForm(EndingForm):
    """An ending that must be explained."""

    reason = forms.CharField(label="说明", max_length=500, widget=forms.Textarea, help_text="决定机关和文号")


class ImportForm(Form):
    """The list to take over."""

    file = FilesField(
        widget=WorkbookInput({"accept": ".xlsx"}), label="Excel 文件", help_text="按模板填写的 .xlsx，不超过 10 MB"
    )

    def clean_file(self) -> tuple[str, bytes]:
        """Return the newest file: one chosen now replaces the one that was kept."""
        return self.cleaned_data["file"][-1]


class ParameterForm(Form):
    """The new value of one parameter, in the box that suits its kind."""

    value = forms.CharField(label="新值", max_length=20)
    reason = forms.CharField(label="调整依据", max_length=500, widget=forms.Textarea, help_text="例如发文字号")
    wide = ("reason",)

    def __init__(self, *args: Any, parameter: Parameter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["value"]
        if parameter.kind == "yes":
            box.widget = forms.Select(choices=(("1", "是"), ("0", "否")))
            dress(box)
        elif parameter.kind == "time":
            box.help_text = "24 小时制，例如 09:20"
        elif parameter.kind == "word":
            box.help_text = "2 至 10 个汉字，只用于以后签发的文书"
        else:
            box.help_text = f"{parameter.least} 至 {parameter.most} 之间的整数，单位：{parameter.unit}"
        self.initial["value"] = text(parameter.key)
