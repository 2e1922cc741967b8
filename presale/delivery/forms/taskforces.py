from typing import Any

from django import forms

from housing_portal.journal.forms import proof
from housing_portal.kit import clock
from presale.delivery.forms.base import RecordForm, kept_estates
from presale.delivery.models import Assessment, MeetingDecision, TaskForce, TaskForceMeeting, WorkBudget


class TaskForceForm(RecordForm):
    evidence = proof("成立文件")
    cards = [("专班", ["name", "kind", "leader", "members", "from_on", "to_on", "evidence"])]
    wide = ("members", "evidence")

    class Meta:
        model = TaskForce
        fields = ["name", "kind", "leader", "members", "from_on", "to_on"]
        widgets = {"members": forms.Textarea}


class MeetingForm(RecordForm):
    taskforce = forms.ModelChoiceField(TaskForce.objects.none(), label="专班")
    estates = forms.ModelMultipleChoiceField(
        kept_estates(), label="涉及项目", required=False, widget=forms.CheckboxSelectMultiple,
    )
    evidence = proof("会议纪要")
    cards = [("会议", ["taskforce", "kind", "on", "attendees", "note", "estates", "evidence"])]
    wide = ("attendees", "note", "estates", "evidence")

    class Meta:
        model = TaskForceMeeting
        fields = ["kind", "on", "attendees", "note"]
        labels = {"on": "会议日期", "note": "会议内容"}
        widgets = {"attendees": forms.Textarea, "note": forms.Textarea}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today
        self.fields["taskforce"].queryset = TaskForce.objects.order_by("name", "pk")


class DecisionForm(RecordForm):
    wide = ("text",)

    class Meta:
        model = MeetingDecision
        fields = ["text", "kind", "responsible", "due_on"]
        widgets = {"text": forms.Textarea}


class AssessmentForm(RecordForm):
    evidence = proof("考核材料")
    cards = [("考核", ["year", "quarter", "score", "note", "evidence"])]
    wide = ("note", "evidence")

    class Meta:
        model = Assessment
        fields = ["year", "quarter", "score", "note"]
        widgets = {"note": forms.Textarea}


class BudgetForm(RecordForm):
    evidence = proof("下达文件")
    cards = [("经费", ["taskforce", "year", "amount", "on", "paper", "note", "evidence"])]
    wide = ("note", "evidence")

    class Meta:
        model = WorkBudget
        fields = ["taskforce", "year", "amount", "on", "paper", "note"]
        labels = {"on": "下达日期"}
        widgets = {"note": forms.Textarea}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today
        self.fields["year"].initial = clock.today().year
