"""What clerks fill in. Labels, help and checks stand on the models; the units offered are those of the reader."""
from typing import Any

from django import forms
from django.db.models import QuerySet

from affordable.models import (
    AffordableProject,
    AnnualTarget,
    ArrearsPlan,
    AuditFinding,
    ContinuedTask,
    InvestmentRecord,
    Milestone,
    ProgressNote,
    RentalStock,
    SubsidyProgress,
)
from affordable.querysets import owners
from housing_portal.accounts.models import User
from housing_portal.journal.files import FilesField, WorkbookInput
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form, ModelForm

PROOF = "施工许可证、开工令、监理月报、现场照片、验收记录等"
KINDS = "可多选，PDF、JPG、PNG、XLSX、DOCX，每个不超过 10 MB"


def offer_units(form: forms.BaseForm, user: User) -> None:
    """Offer the units of ``user``; who has only one need not choose."""
    units = list(owners(user))
    field = form.fields["unit"]
    field.queryset = owners(user)
    if len(units) == 1 and form.instance.pk is None:
        form.initial["unit"] = units[0].pk
        field.disabled = True


class UnitForm(ModelForm):
    """A record of a unit; days begin with today, projects are those the reader may see."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, user)
        if "project" in self.fields:
            self.fields["project"].queryset = _projects(user)
        for name in ("as_of", "issued_on", "actual_on", "listed_on"):
            if name in self.fields:
                self.fields[name].initial = clock.today


def _projects(user: User) -> QuerySet:
    return AffordableProject.objects.visible_to(user).order_by("-plan_year", "name", "pk")


class ProgressForm(UnitForm):
    """Progress of a project, which decides unit and kind; without a project they must be said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].help_text = "选了项目，责任单位和类别以项目为准；单位只报合计时留空"
        self.owed = [name for name in ("unit", "kind") if name in self.fields]
        for name in self.owed:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        project = data.get("project")
        for name in self.owed:
            if project:
                data[name] = getattr(project, name)
            elif not data.get(name) and name not in self.errors:
                self.add_error(name, "没有选择项目时必须填写。")
        return data


class TargetForm(UnitForm):
    cards = [
        ("目标", ["unit", "year", "program", "quantity", "amount"]),
        ("依据", ["policy_doc", "issued_on"]),
    ]

    class Meta:
        model = AnnualTarget
        fields = ["unit", "year", "program", "quantity", "amount", "policy_doc", "issued_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = clock.today().year


class RevisionForm(Form):
    """The new figure of a target that stays what it is: unit, year and program cannot change."""

    quantity = AnnualTarget._meta.get_field("quantity").formfield()
    amount = AnnualTarget._meta.get_field("amount").formfield()
    policy_doc = AnnualTarget._meta.get_field("policy_doc").formfield()
    issued_on = AnnualTarget._meta.get_field("issued_on").formfield(widget=DateInput)
    reason = forms.CharField(label="调整原因", max_length=200, widget=forms.Textarea)
    wide = ("reason",)

    def __init__(self, *args: Any, target: AnnualTarget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unused, used = ("amount", "quantity") if target.amount is None else ("quantity", "amount")
        del self.fields[unused]
        self.fields[used].required = True
        self.fields[used].initial = target.value
        self.fields[used].label = f"调整后（{target.measure}）"
        self.fields[used].help_text = ""
        self.fields["issued_on"].initial = clock.today


class ProjectForm(UnitForm):
    cards = [
        ("项目", ["unit", "kind", "name", "plan_year", "undertaker", "district"]),
        ("规模", ["sets_planned", "old_core_sets_planned", "households_planned", "area_planned", "invest_total"]),
        ("手续", ["land_status", "build_mode", "policy_doc"]),
    ]

    class Meta:
        model = AffordableProject
        fields = [
            "unit", "kind", "name", "plan_year", "undertaker", "district", "sets_planned", "old_core_sets_planned",
            "households_planned", "area_planned", "invest_total", "land_status", "build_mode", "policy_doc",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan_year"].initial = clock.today().year
        undertakers = self.fields["undertaker"]
        undertakers.queryset = undertakers.queryset.current()


class EvidenceForm(Form):
    """The proof of a step; nothing counts in an official figure without it."""

    evidence = FilesField(label="证明材料", help_text=f"{PROOF}；{KINDS}")
    wide = ("evidence",)


class MilestoneForm(ProgressForm):
    cards = [
        ("对象", ["project", "building", "unit", "kind", "is_continued"]),
        ("里程碑", ["code", "actual_on", "sets", "old_core_sets", "note"]),
        ("证明", ["evidence"]),
    ]
    wide = ("note", "evidence")
    evidence = FilesField(
        label="证明材料", required=False, help_text=f"开工、基本建成、竣工验收必须上传：{PROOF}；{KINDS}"
    )

    class Meta:
        model = Milestone
        fields = [
            "project", "building", "unit", "kind", "is_continued", "code", "actual_on", "sets", "old_core_sets", "note",
        ]


class ResubmitForm(ModelForm):
    """What a returned milestone may change: the figures, the day and the proof, never whose it is."""

    cards = [("里程碑", ["actual_on", "building", "sets", "old_core_sets", "note"]), ("补充证明", ["evidence"])]
    wide = ("note", "evidence")
    evidence = FilesField(
        label="补充证明材料", required=False, help_text="原有材料仍然保留；需要补充时上传"
    )

    class Meta:
        model = Milestone
        fields = ["actual_on", "building", "sets", "old_core_sets", "note"]


class InvestmentForm(ProgressForm):
    wide = ("note",)

    class Meta:
        model = InvestmentRecord
        fields = ["project", "unit", "as_of", "amount_cum", "basis", "note"]


class SubsidyForm(UnitForm):
    wide = ("note",)
    quarter = forms.TypedChoiceField(
        label="最近已发季度", coerce=int, choices=[("", ""), *((n, f"第{'一二三四'[n - 1]}季度") for n in range(1, 5))]
    )

    class Meta:
        model = SubsidyProgress
        fields = ["unit", "as_of", "quarter", "households_cum", "amount_cum", "note"]


class StockForm(UnitForm):
    cards = [
        ("范围", ["unit", "as_of", "period_from", "period_to"]),
        ("历年合计", ["assigned_sets", "reported_done_sets", "reused_sets", "existing_sets", "note"]),
    ]
    wide = ("note",)

    class Meta:
        model = RentalStock
        fields = [
            "unit", "as_of", "period_from", "period_to", "assigned_sets", "reported_done_sets", "reused_sets",
            "existing_sets", "note",
        ]


class ArrearsForm(UnitForm):
    wide = ("note",)

    class Meta:
        model = ArrearsPlan
        fields = ["unit", "as_of", "arranged_sets", "due_on", "note"]


class ContinuedForm(UnitForm):
    wide = ("note",)

    class Meta:
        model = ContinuedTask
        fields = ["unit", "as_of", "year", "begun_before", "sets", "forecast", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = clock.today().year


class NoteForm(ProgressForm):
    wide = ("text",)

    class Meta:
        model = ProgressNote
        fields = ["project", "unit", "kind", "stage", "as_of", "text"]
        widgets = {"text": forms.Textarea}


class FindingForm(UnitForm):
    wide = ("title",)

    class Meta:
        model = AuditFinding
        fields = ["audit_year", "unit", "category", "project", "title", "listed_on", "due_on"]


class CloseForm(Form):
    closed_on = forms.DateField(label="销号日期", widget=DateInput, initial=clock.today)


class ReturnForm(Form):
    """Why something goes back; the clerk reads it."""

    reason = forms.CharField(
        label="退回原因", max_length=500, widget=forms.Textarea,
        help_text="写清缺什么、怎么补；经办人在工作台和办理记录中看到",
    )
    wide = ("reason",)


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
