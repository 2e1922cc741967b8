import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import UNCHOSEN, ModelForm
from housing_portal.registry import naming
from housing_portal.registry.choosing import developer_field
from housing_portal.registry.models import Organization
from presale.event_enums import EVENT_SUBJECTS
from presale.models import EscrowEvent, PermitApplication, PresalePipeline
from presale.services.events import names_of

SUBJECTS = [
    ("", UNCHOSEN),
    *((kind.label, [(one.value, one.label) for one in subjects]) for kind, subjects in EVENT_SUBJECTS.items()),
]
KINDS = "签到表、照片、讲义等；可多选，每个不超过 10 MB"


class PipelineForm(ModelForm):
    developer = developer_field()
    application = forms.CharField(
        label="许可申请", max_length=40, required=False, help_text="已提出申请的填写申请编号，不再列为拟办"
    )
    cards = (("拟办项目", ("project_name", "developer", "expected_on", "contacted_on", "trained_on", "application",
                       "note")),)
    wide = ("note",)

    class Meta:
        model = PresalePipeline
        fields = ("project_name", "expected_on", "contacted_on", "trained_on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= {"developer": self.instance.developer_id, "application": self.instance.application or ""}

    def clean_application(self) -> PermitApplication | None:
        typed = self.cleaned_data["application"]
        found = PermitApplication.objects.filter(number=typed).first()
        if typed and found is None:
            raise ValidationError(f"没有编号为“{typed}”的许可申请，请核对。")
        return found

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class EventForm(ModelForm):
    subject = forms.ChoiceField(label="事项", choices=SUBJECTS)
    attendees = forms.CharField(
        label="参加单位", max_length=2000, required=False, widget=forms.Textarea,
        help_text="监管银行、开发企业的名称，用顿号隔开；培训必填",
    )
    evidence = FilesField(label="佐证材料", required=False, help_text=KINDS)
    cards = (("事项", ("subject", "on", "place", "lecturer", "policy", "attendees", "note", "evidence")),)
    wide = ("attendees", "note", "evidence")

    class Meta:
        model = EscrowEvent
        fields = ("subject", "on", "place", "lecturer", "policy", "note")
        widgets = {"note": forms.Textarea}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today
        if self.instance.pk:
            self.initial["attendees"] = names_of(self.instance)

    def clean_attendees(self) -> list[Organization]:
        known = naming.organizations()
        typed = [word for word in re.split(r"[、,，;；\s]+", self.cleaned_data["attendees"]) if word]
        return list(dict.fromkeys(known.find(word) for word in typed))

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""
