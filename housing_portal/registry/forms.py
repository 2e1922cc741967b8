from typing import Any

from django import forms

from housing_portal.kit.forms import Form, ModelForm
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.holidays import EXAMPLE
from housing_portal.registry.models import CalendarDay, District, Organization, PolicyDoc


class PolicyForm(ModelForm):
    class Meta:
        model = PolicyDoc
        fields = ("number", "title", "issuer", "issued_on")


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
    )
    wide = ("kinds", "address")

    class Meta:
        model = Organization
        fields = (
            "name", "short_name", "credit_code", "status", "legal_representative", "registered_capital", "contact",
            "phone", "address",
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
