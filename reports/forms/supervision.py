"""Supervised matters: taken up by hand or from what lags, the facts of each step, more time, letters."""
from typing import Any

from django import forms
from django.db.models import QuerySet

from housing_portal.journal.forms import DayForm, day, proof, word
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form, ModelForm
from reports.catalogue import PROGRAMMES
from reports.enums import DocumentKind, DocumentStatus, Quality, SupervisionSource
from reports.lagging import Candidate, responsible_units
from reports.models import Document, SupervisionExtension, SupervisionItem
from reports.models.supervision import ORIGINS
from reports.services.letters import BULLETINS

DUTY = ["unit", "leader", "lead_dept", "due_on", "method", "authority_doc"]
KINDS = [
    ("", "自动：平行机关用函，其他单位用通知"),
    (DocumentKind.SUPERVISE_NOTICE, "项目督办通知"), (DocumentKind.URGE_LETTER, "函（催办函）"),
]


class Untouched:
    """Write nothing into a record: the service checks it."""

    def _post_clean(self) -> None:
        return


class ItemEditForm(Untouched, ModelForm):
    cards = [("事项", ["source_note", "title", "requirement"]), ("责任与期限", DUTY)]
    wide = ("source_note", "title", "requirement")

    class Meta:
        model = SupervisionItem
        fields = ["source_note", "title", "requirement", *DUTY]
        widgets = {"requirement": forms.Textarea}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = responsible_units()


class ItemForm(ItemEditForm):
    """A matter taken up by hand; coming from a record, source and record are settled."""

    programme = forms.ChoiceField(
        label="年度任务", choices=[("", "请选择"), *((one.code, one.label) for one in PROGRAMMES)], required=False,
        help_text="来源为年度目标的必选；立项时的任务、完成数和差距由系统带出",
    )
    cards = [("来源", ["source", "programme", "origin", "source_note"]), ("事项", ["title", "requirement"]),
             ("责任与期限", DUTY)]

    class Meta(ItemEditForm.Meta):
        fields = ["source", "source_note", "title", "requirement", *DUTY]

    def __init__(self, *args: Any, origin: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if origin is None:
            return
        source, record = origin
        self.origin = {ORIGINS[source]: record}
        self.fields["source"].choices = [(source.value, source.label)]
        self.initial["source"] = source.value
        del self.fields["programme"]

    def content(self) -> dict[str, Any]:
        """Return what the service is given."""
        return {**self.cleaned_data, **getattr(self, "origin", {})}


class LaggingForm(Form):
    """What is ticked becomes one matter each; ``offered`` are the candidates of the day."""

    chosen = forms.MultipleChoiceField(label="滞后和逾期的事项", widget=forms.CheckboxSelectMultiple)
    due_on = forms.DateField(label="办理期限", widget=DateInput)
    leader = forms.CharField(label="责任领导", max_length=30, required=False)
    lead_dept = forms.CharField(label="牵头股室", max_length=40, required=False)
    with_letters = forms.BooleanField(
        label="同时起草督办文书，每个单位一份", required=False, initial=True,
    )
    kind = forms.ChoiceField(label="文种", choices=KINDS, required=False)
    cards = [("事项", ["chosen"]), ("共同内容", ["due_on", "leader", "lead_dept", "kind", "with_letters"])]
    wide = ("chosen",)

    def __init__(self, *args: Any, offered: list[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.token: one for one in offered}
        self.fields["chosen"].choices = [(one.token, one.label) for one in offered]

    def facts(self) -> list[dict[str, Any]]:
        """Return what the ticked matters are made of, in the order of the page."""
        ticked = set(self.cleaned_data["chosen"])
        return [one.facts for token, one in self.offered.items() if token in ticked]


class ItemChoice(forms.ModelMultipleChoiceField):
    """Matters with what is needed to choose among them; ``words`` tells what comes next."""

    widget = forms.CheckboxSelectMultiple
    words: dict[int, str] = {}

    def label_from_instance(self, item: SupervisionItem) -> str:
        return f"{item.unit}：{item}　{self.words.get(item.pk, '')}"


class LettersForm(Form):
    items = ItemChoice(SupervisionItem.objects.none(), label="事项")
    kind = forms.ChoiceField(label="文种", choices=[("", "自动：按升级次序和单位类别"), *KINDS[1:]], required=False)
    as_of = day("截至日期", help_text="文中的进度和逾期天数取到这一天（含）")
    wide = ("items",)

    def __init__(self, *args: Any, offered: QuerySet, words: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = offered
        self.fields["items"].words = words


class ReceiveForm(Form):
    on = day("签收日期")
    receiver = forms.CharField(label="签收人", max_length=40)
    evidence = proof("签收回执")
    wide = ("evidence",)


class FeedbackForm(Form):
    on = day("反馈日期")
    by = forms.CharField(label="反馈人", max_length=40, help_text="单位和姓名")
    text = forms.CharField(label="反馈内容", max_length=600, widget=forms.Textarea, help_text="按书面反馈摘录")
    evidence = proof("书面反馈和证明材料")
    wide = ("text", "evidence")


class AcceptForm(DayForm):
    on = day("办结日期")
    quality = forms.ChoiceField(label="办理质量", choices=Quality.choices, widget=forms.RadioSelect)
    wide = ("note",)


class RecoverForm(Form):
    quality = forms.ChoiceField(label="办理质量", choices=Quality.choices, widget=forms.RadioSelect)
    note = word("核定意见", required=False)
    wide = ("note",)


class ListedForm(Form):
    document = forms.ModelChoiceField(
        Document.objects.none(), label="通报", help_text="只列还在起草的通报；已经取数的，请先撤回修改"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = Document.objects.filter(kind__in=BULLETINS, status=DocumentStatus.DRAFT)


class MoreTimeForm(Untouched, ModelForm):
    """``why`` is not called ``reason``: that box is the one in which a soft warning asks for the late reason."""

    why = SupervisionExtension._meta.get_field("reason").formfield(widget=forms.Textarea)
    evidence = proof("延期申请")
    cards = [("延期申请", ["asked_on", "new_due_on", "why"]), ("材料", ["evidence"])]
    wide = ("why", "evidence")

    class Meta:
        model = SupervisionExtension
        fields = ["asked_on", "new_due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["asked_on"] = clock.today()


class AnswerForm(Form):
    answer = forms.CharField(label="批准意见", max_length=500, required=False, widget=forms.Textarea)
    wide = ("answer",)


def source_of(text: str) -> SupervisionSource | None:
    """Return the source named in an address, if its matters come from a record."""
    return next((source for source in ORIGINS if source.value == text), None)
