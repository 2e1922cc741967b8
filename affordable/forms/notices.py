from typing import Any

from django import forms

from affordable.enums import FamilyStatus
from affordable.forms.base import UnitForm
from affordable.forms.members import PAPERS
from affordable.models import Family, Member, PublicNotice
from affordable.querysets.families import applicant_name
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import User
from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import Form
from housing_portal.kit.secrecy import mask_name


class FamiliesChoice(forms.ModelMultipleChoiceField):
    """Families with boxes to tick, by number and masked applicant."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Family) -> str:
        applicant = mask_name(obj.applicant_name or "")
        return f"{obj.number}　{applicant}　{obj.get_category_display()}　{obj.get_wanted_display()}　{obj.unit}"


def publishable(user: User) -> Any:
    """Return the families that may be put on a notice."""
    rows = Family.objects.visible_to(user).filter(status=FamilyStatus.DEPARTMENTS).select_related("unit")
    return rows.annotate(applicant_name=applicant_name(Member.objects)).order_by("applied_on", "pk")


class NoticeForm(UnitForm):
    families = FamiliesChoice(Family.objects.none(), label="列入公示的家庭", help_text="只列部门比对通过的家庭")
    evidence = FilesField(label="公示照片或截图", required=False, help_text=PAPERS)
    cards = [("公示", ["unit", "starts_on", "posted_at"]), ("家庭", ["families"]), ("材料", ["evidence"])]
    wide = ("posted_at", "families", "evidence")

    class Meta:
        model = PublicNotice
        fields = ["unit", "starts_on", "posted_at"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["families"].queryset = publishable(user)
        self.fields["families"].error_messages["required"] = "请至少选择一个家庭。"
        self.fields["starts_on"].initial = clock.today
        whole = self.fields["unit"].queryset.filter(kind=UnitKind.WHOLE).first()
        if whole is not None:
            self.initial.setdefault("unit", whole.pk)

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class ObjectionForm(Form):
    received_on = forms.DateField(label="收到日期", initial=clock.today)
    content = forms.CharField(label="异议内容", max_length=300, widget=forms.Textarea)
    evidence = FilesField(label="异议材料", required=False, help_text=PAPERS)
    wide = ("content", "evidence")


class AnswerForm(Form):
    answered_on = forms.DateField(label="核查日期", initial=clock.today)
    is_upheld = forms.TypedChoiceField(
        label="核查结果", choices=[("", ""), ("yes", "异议成立"), ("no", "异议不成立")],
        coerce=lambda value: value == "yes",
    )
    answer = forms.CharField(label="核查结论", max_length=300, widget=forms.Textarea)
    evidence = FilesField(label="核查材料", required=False, help_text=PAPERS)
    wide = ("answer", "evidence")
