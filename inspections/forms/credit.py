"""Credit files: rules with their grades and items, records, and the facts of each step."""
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.journal.files import FilesField
from housing_portal.journal.forms import KINDS, ProvedDayForm, day, proof, word
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm
from housing_portal.registry import naming
from housing_portal.registry.choosing import NamedField
from inspections.credit_templates import SAMPLES
from inspections.enums.credit import CreditRuleStatus
from inspections.models.credit import CreditItem, CreditRecord, CreditRule
from inspections.models.finding import Finding
from inspections.models.notice import RectificationNotice
from inspections.services.credit_rules import written

_GRADE = re.compile(r"(\S+?)[\s：:≥]+([0-9]{1,6})")
_BETWEEN = re.compile(r"[；;、,，\n]+")
SCORES = ["base_score", "max_base", "max_operation", "max_good", "grades"]
TERMS = ["notice_days", "objection_days"]


class RuleForm(ModelForm):
    """A rule; grades are typed as they are read: A 850；B 700；C 600；D 0."""

    grades = forms.CharField(
        label="等级", max_length=200,
        help_text="等级和最低得分用空格隔开，各级用分号隔开，例如 A 850；B 700；C 600；D 0",
    )
    cards = [("规则", ["name", "subject_kind", "effective_from", "basis"]), ("计分", SCORES), ("告知与异议", TERMS)]
    wide = ("basis", "grades")

    class Meta:
        model = CreditRule
        fields = ["name", "subject_kind", "effective_from", "basis", *SCORES[:-1], *TERMS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["grades"] = written(self.instance)

    def clean_grades(self) -> list[tuple[str, int]]:
        found = []
        for part in _BETWEEN.split(self.cleaned_data["grades"]):
            if not part.strip():
                continue
            pair = _GRADE.fullmatch(part.strip())
            if pair is None:
                raise ValidationError(f"“{part.strip()}”读不出等级和最低得分，请写成“A 850”。")
            found.append((pair[1], int(pair[2])))
        return found

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class CopyForm(Form):
    name = CreditRule._meta.get_field("name").formfield(label="新规则名称")
    effective_from = forms.DateField(label="施行日期")


class SampleForm(CopyForm):
    """A rule made from a sample."""

    sample = forms.ChoiceField(label="模板", choices=[(name, name) for name in SAMPLES])
    cards = [("规则", ["sample", "name", "effective_from"])]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_from"].initial = clock.today


class ItemForm(ModelForm):
    cards = [("信用条目", ["code", "info_kind", "text", "points", "months", "is_publishable", "basis"])]
    wide = ("text", "basis")

    class Meta:
        model = CreditItem
        fields = ["code", "info_kind", "text", "points", "months", "is_publishable", "basis"]

    def _post_clean(self) -> None:
        """Check nothing twice: the service stores the item under its rule."""


class ItemField(forms.ModelChoiceField):
    """Items by kind of enterprise, with what they are worth."""

    def label_from_instance(self, item: CreditItem) -> str:
        return f"{item.rule}　{item}（{item.points:+} 分）"


class RecordForm(ModelForm):
    """What happened; there is no box for points."""

    organization = NamedField(
        naming.organizations, label="企业", help_text="填写全称、简称或统一社会信用代码"
    )
    notice = forms.CharField(
        label="整改通知单", max_length=40, required=False, help_text="由检查整改而来的，填通知单编号"
    )
    finding = forms.ModelChoiceField(
        queryset=Finding.objects.all(), label="检查问题", required=False, widget=forms.HiddenInput
    )
    item = ItemField(queryset=CreditItem.objects.none(), label="信用条目")
    evidence = FilesField(label="证明材料", required=False, help_text=f"决定书、表彰文件等；{KINDS}")
    cards = [("信用信息", ["organization", "item", "on", "paper_no", "notice", "source"]), ("材料", ["evidence"])]
    wide = ("source", "evidence")

    class Meta:
        model = CreditRecord
        fields = ["on", "source", "paper_no"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today
        # what happened under a former rule may be entered late: the service asks which of them was in force
        items = CreditItem.objects.filter(rule__status=CreditRuleStatus.CONFIRMED).select_related("rule")
        self.fields["item"].queryset = items.order_by("rule__subject_kind", "-rule__effective_from", "code", "pk")

    def clean_notice(self) -> RectificationNotice | None:
        typed = self.cleaned_data["notice"]
        found = RectificationNotice.objects.filter(number=typed).first() if typed else None
        if typed and found is None:
            raise ValidationError(f"没有编号为“{typed}”的整改通知单，请核对。")
        return found

    def _post_clean(self) -> None:
        """Check nothing twice: the service copies points and validity from the item."""


class SaidForm(ProvedDayForm):
    """A step that is nothing without its words."""

    note = word()


class RevokeForm(Form):
    on = day("撤销日期")
    reason = word("撤销原因")
    evidence = proof("撤销依据")
    wide = ("reason", "evidence")
