from typing import Any

from django import forms

from affordable.enums import CheckResult, Department
from affordable.forms.base import UnitForm
from affordable.forms.members import PAPERS, MemberRows
from affordable.models import Family
from housing_portal.accounts.models import User
from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm, ask, dress

FACTS = ["unit", "category", "wanted", "applied_on", "address", "income_pc", "house_area_pc", "note"]
FORMER = ["former_approval_on", "former_approval_no"]


class FamilyForm(MemberRows, UnitForm):
    """An application with everybody who belongs to the family."""

    evidence = FilesField(label="申请材料", required=False, help_text=f"申请表、收入和住房证明等；{PAPERS}")
    cards = [("申请", FACTS), ("原批准", FORMER), ("材料", ["evidence"])]
    wide = ("address", "note", "evidence")

    class Meta:
        model = Family
        fields = [*FACTS, *FORMER]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applied_on"].initial = clock.today

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class StepForm(Form):
    """The day of a step, a remark and its papers."""

    on = forms.DateField(label="日期", initial=clock.today)
    note = forms.CharField(label="说明", max_length=200, required=False, widget=forms.Textarea)
    evidence = FilesField(label="材料", required=False, help_text=PAPERS)
    wide = ("note", "evidence")


class DayForm(Form):
    on = forms.DateField(label="日期", initial=clock.today)
    note = forms.CharField(label="说明", max_length=200, required=False, widget=forms.Textarea)
    wide = ("note",)


class NoteForm(Form):
    note = forms.CharField(label="意见", max_length=200, required=False, widget=forms.Textarea)
    wide = ("note",)


class WhyForm(Form):
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea)
    wide = ("reason",)


class DayWhyForm(WhyForm):
    on = forms.DateField(label="日期", initial=clock.today)
    cards = [("", ["on", "reason"])]


class ChecksForm(Form):
    """One result and finding per department; those left open have not answered yet."""

    on = forms.DateField(label="比对日期", initial=clock.today)
    evidence = FilesField(label="比对材料", required=False, help_text=PAPERS)
    wide = ("evidence",)
    boxes = [f"{one}_{part}" for one in Department for part in ("result", "finding")]
    cards = [("比对", ["on"]), ("各部门结果", boxes), ("材料", ["evidence"])]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        results = [("", ""), *CheckResult.choices]
        for one in Department:
            for name, field in (
                ("result", forms.TypedChoiceField(label=f"{one.label}比对结果", choices=results, required=False)),
                ("finding", forms.CharField(label="比对情况", max_length=200, required=False)),
            ):
                self.fields[f"{one}_{name}"] = field
                dress(field)
                ask(field, field.label)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["results"] = {}
        for one in Department:
            result, finding = data.pop(f"{one}_result", ""), data.pop(f"{one}_finding", "")
            if result:
                data["results"][one] = (CheckResult(result), finding)
            elif finding:
                self.add_error(f"{one}_result", f"请选择{one.label}的比对结果。")
        return data


class SystemForm(Form):
    """The day on which families were put into the housing security system, by their numbers."""

    on = forms.DateField(label="录入日期", initial=clock.today)
    numbers = forms.CharField(
        label="保障对象编号", max_length=20_000, widget=forms.Textarea, help_text="一行一个，或用逗号、顿号分开"
    )
    wide = ("numbers",)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_numbers(self) -> list[Family]:
        typed = self.cleaned_data["numbers"].upper()
        wanted = dict.fromkeys("".join(" " if one in "，,、；;" else one for one in typed).split())
        found = {one.number: one for one in Family.objects.visible_to(self.user).filter(number__in=list(wanted))}
        if missing := [number for number in wanted if number not in found]:
            raise forms.ValidationError(f"没有这些编号：{'、'.join(missing[:10])}，请核对。")
        return list(found.values())


class ReviewedFactsForm(ModelForm):
    """What a family is found to be in its annual review."""

    class Meta:
        model = Family
        fields = ["category", "income_pc", "house_area_pc"]
