"""Forms of the dictionary, the inspectors and the targets."""
from typing import Any

from django import forms

from housing_portal.accounts.enums import BUREAU_KINDS
from housing_portal.accounts.models import User
from housing_portal.journal.forms import word
from housing_portal.kit.forms import DateInput, Form, ModelForm
from housing_portal.registry import naming
from housing_portal.registry.choosing import NamedField, estate_field
from inspections.enums.ground import TargetKind
from inspections.models.domain import CheckItem, InspectionDomain, ViolationType
from inspections.models.inspector import Inspector, InspectorTie
from inspections.models.target import InspectionTarget
from inspections.services.targets import FROM_REGISTER


class Unchecked(ModelForm):
    """A form whose record the service reads and checks anew."""

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown."""


def colleagues() -> Any:
    """Return the bureau's people who can sign in."""
    return User.objects.filter(is_active=True, unit__kind__in=BUREAU_KINDS).order_by("name_key", "pk")


def domains(**facts: Any) -> forms.ModelChoiceField:
    """Return a box for a domain in use."""
    return forms.ModelChoiceField(InspectionDomain.objects.in_use(), label="检查领域", **facts)


def firm_field(**facts: Any) -> NamedField:
    """Return a box for any organization of the register."""
    return NamedField(naming.organizations, label="企业", help_text="填写全称、简称或统一社会信用代码", **facts)


class DomainForm(Unchecked):
    class Meta:
        model = InspectionDomain
        fields = ("name", "code", "count_unit", "finding_unit", "order")


class DomainEditForm(Unchecked):
    class Meta:
        model = InspectionDomain
        fields = ("name", "count_unit", "finding_unit", "order", "is_active")


class ViolationForm(Unchecked):
    domain = domains()
    cards = (("违规情形", ("domain", "number", "name", "usual_severity", "basis")),)
    wide = ("basis",)

    class Meta:
        model = ViolationType
        fields = ("domain", "number", "name", "usual_severity", "basis")


class ViolationEditForm(Unchecked):
    wide = ("basis",)

    class Meta:
        model = ViolationType
        fields = ("usual_severity", "is_active", "basis")


class ItemForm(Unchecked):
    """A line of the checklist; which violation a failure means, and for which targets it is."""

    domain = domains()
    target_kinds = forms.MultipleChoiceField(
        label="适用对象", choices=TargetKind.choices, widget=forms.CheckboxSelectMultiple, required=False,
        help_text="不选即适用于这个领域的所有对象",
    )
    cards = (("检查项目", ("domain", "aspect", "order", "text", "basis", "violation", "target_kinds")),)
    wide = ("text", "basis", "target_kinds")

    class Meta:
        model = CheckItem
        fields = ("domain", "aspect", "order", "text", "basis", "violation", "target_kinds")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ViolationType.objects.in_use().select_related("domain").order_by("domain__order", "number")
        self.fields["violation"].queryset = known
        self.fields["violation"].label_from_instance = lambda one: f"{one.domain} {one}"


class ItemEditForm(ItemForm):
    domain = None
    cards = (("检查项目", ("aspect", "order", "text", "basis", "violation", "is_active", "target_kinds")),)

    class Meta:
        model = CheckItem
        fields = ("aspect", "order", "text", "basis", "violation", "is_active", "target_kinds")


class InspectorForm(Unchecked):
    user = forms.ModelChoiceField(User.objects.none(), label="姓名")

    class Meta:
        model = Inspector
        fields = ("user", "certificate_no", "valid_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues().filter(inspector=None)


class InspectorEditForm(Unchecked):
    class Meta:
        model = Inspector
        fields = ("certificate_no", "valid_to", "is_active")


class TieForm(Unchecked):
    organization = firm_field()
    cards = (("回避关系", ("organization", "relation", "from_on", "to_on", "note")),)
    wide = ("note",)

    class Meta:
        model = InspectorTie
        fields = ("relation", "from_on", "to_on", "note")


class TieEndForm(Form):
    to_on = forms.DateField(label="回避至", widget=DateInput, help_text="这一天仍须回避")
    note = word("依据")
    wide = ("note",)


class TargetForm(Unchecked):
    domain = domains()
    organization = firm_field(required=False)
    estate = estate_field(required=False)
    cards = (
        ("检查对象", ("domain", "kind", "organization", "estate", "name")), ("所在地", ("district", "address")),
    )

    class Meta:
        model = InspectionTarget
        fields = ("domain", "kind", "name", "district", "address")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= {"organization": self.instance.organization_id, "estate": self.instance.estate_id}


class TargetEditForm(TargetForm):
    domain = None
    cards = (
        ("检查对象", ("organization", "estate", "name", "is_active")), ("所在地", ("district", "address")),
    )

    class Meta:
        model = InspectionTarget
        fields = ("name", "is_active", "district", "address")


class TargetManyForm(Form):
    domain = domains()
    kind = forms.ChoiceField(
        label="对象类别", choices=[(kind.value, kind.label) for kind in FROM_REGISTER],
        help_text="企业按“单位企业”台账的机构类别，售房部按“楼盘”台账，一次全部登记；已登记的不重复",
    )
