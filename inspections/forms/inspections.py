"""Forms of campaigns, draws and inspections."""
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from housing_portal.accounts.models import User
from housing_portal.journal.forms import day, word
from housing_portal.journal.photos import photos_box
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ask, dress
from inspections.enums.ground import TargetKind
from inspections.enums.inspections import ItemResult, Method
from inspections.forms.grounds import Unchecked, colleagues, domains
from inspections.models.campaign import Campaign, Screening
from inspections.models.domain import CheckItem
from inspections.models.draw import RandomDraw
from inspections.models.inspection import Inspection, InspectionItem
from inspections.models.inspector import Inspector
from inspections.models.target import InspectionTarget
from inspections.services.inspections import Answer
from inspections.target_names import targets

HEADS = ("检查内容", "检查项目", "法律依据", "结论", "情况")
PEOPLE = ("leader", "inspectors", "methods")


def _able(label: str = "检查人员", **facts: Any) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        Inspector.objects.none(), label=label, widget=forms.CheckboxSelectMultiple, **facts
    )


class CampaignForm(Unchecked):
    domain = domains()
    cards = (("专项检查", ("name", "domain", "policy_doc", "led_by", "starts_on", "ends_on", "note")),)
    wide = ("note",)

    class Meta:
        model = Campaign
        fields = ("name", "domain", "policy_doc", "led_by", "starts_on", "ends_on", "note")


class ScreeningForm(Form):
    on = day("截至日")
    what = Screening._meta.get_field("what").formfield()
    screened = Screening._meta.get_field("screened").formfield()
    found_what = Screening._meta.get_field("found_what").formfield()
    found = Screening._meta.get_field("found").formfield()
    note = word(required=False)
    cards = (("排查统计", ("on", "what", "screened", "found_what", "found", "note")),)
    wide = ("note",)


class DrawForm(Unchecked):
    campaign = forms.ModelChoiceField(Campaign.objects.open(), label="专项检查")
    kinds = forms.MultipleChoiceField(
        label="对象类别", choices=TargetKind.choices, widget=forms.CheckboxSelectMultiple,
        help_text="专项检查领域中这些类别的在用对象全部列入名单",
    )
    number = RandomDraw._meta.get_field("number").formfield(required=False, help_text="与抽取比例填一个")
    inspectors = _able("参加抽取的检查人员", help_text="在岗、执法证有效的人员；须回避的抽取时自动跳过")
    cards = (("抽取范围", ("campaign", "kinds", "number", "share")), ("检查人员", ("per_target", "inspectors")))
    wide = ("kinds", "inspectors")

    class Meta:
        model = RandomDraw
        fields = ("campaign", "share", "per_target")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = Inspector.objects.able_on(clock.today()).select_related("user")
        self.fields["inspectors"].queryset = able.order_by("user__name_key", "pk")


class LotsForm(Form):
    witness = forms.CharField(
        label="见证人报出的字词", max_length=40, required=False, help_text="由在场见证人当场报出，并入种子；可不填"
    )


class StartForm(Form):
    """Which target was inspected; the checklist follows from it."""

    target = targets()


class InspectionForm(Form):
    """People, methods, and a row of boxes per line of the checklist; the log may be completed until it is signed."""

    on = day("检查日期")
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label="专项检查", required=False, help_text="日常检查不选"
    )
    leader = forms.ModelChoiceField(User.objects.none(), label="带队人")
    inspectors = _able(help_text="至少两名")
    methods = forms.MultipleChoiceField(
        label="检查方式", choices=Method.choices, widget=forms.CheckboxSelectMultiple
    )
    all_pass = forms.BooleanField(label="清单中没有选结论的项目都合格", required=False)
    log_text = Inspection._meta.get_field("log_text").formfield(widget=forms.Textarea)
    handling = Inspection._meta.get_field("handling").formfield(widget=forms.Textarea)
    photos = photos_box()
    cards = (
        ("检查", ("on", "campaign", *PEOPLE)),
        ("日志", ("log_text", "handling", "photos")),
    )
    wide = ("inspectors", "methods", "log_text", "handling", "photos", "all_pass")

    def __init__(
        self, *args: Any, target: InspectionTarget, items: Sequence[CheckItem], held: Sequence[InspectionItem] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        able = Inspector.objects.filter(is_active=True).select_related("user")
        self.fields["inspectors"].queryset = able.order_by("user__name_key", "pk")
        self.fields["leader"].queryset = colleagues()
        if "campaign" in self.fields:
            running = Campaign.objects.open().filter(domain=target.domain_id)
            self.fields["campaign"].queryset = running
        answered = {row.item_id: row for row in held}
        for item in items:
            self._add_row(item, answered.get(item.pk))

    def _add_row(self, item: CheckItem, row: InspectionItem | None) -> None:
        result = forms.ChoiceField(
            label=f"{item} 结论", choices=[("", "未查"), *ItemResult.choices], required=False,
            initial=row.result if row else "",
        )
        note = InspectionItem._meta.get_field("note").formfield(label=f"{item} 情况", initial=row.note if row else "")
        for name, field in (("result", result), ("note", note)):
            dress(field)
            ask(field, field.label)
            field.widget.attrs["aria-label"] = field.label
            self.fields[f"{name}_{item.pk}"] = field

    def drawn_cards(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield what all rows share; the rows have a table of their own."""
        for title, names in self.cards:
            yield title, [self[name] for name in names if name in self.fields]

    @property
    def rows(self) -> list[tuple[CheckItem, list[forms.BoundField]]]:
        """Return (line, boxes) in the order of the checklist."""
        return [(item, [self[f"{name}_{item.pk}"] for name in ("result", "note")]) for item in self.items]

    def clean(self) -> dict[str, Any]:
        """Refuse a failure without words: the finding is made of them."""
        data = super().clean()
        for item in self.items:
            if data.get(f"result_{item.pk}") == ItemResult.FAIL and not data.get(f"note_{item.pk}"):
                self.add_error(f"note_{item.pk}", "不合格的请写明情况。")
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the service takes: the shared boxes, and the answers."""
        data = self.cleaned_data
        shared = ("on", "campaign", *PEOPLE, "log_text", "handling", "photos")
        return {name: data[name] for name in shared if name in data} | {"answers": self._answers()}

    def _answers(self) -> list[Answer]:
        data, usual = self.cleaned_data, ItemResult.PASS if self.cleaned_data["all_pass"] else ""
        results = [(item, data[f"result_{item.pk}"] or usual, data[f"note_{item.pk}"]) for item in self.items]
        return [Answer(item, result, note) for item, result, note in results if result]


class InspectionEditForm(InspectionForm):
    """Target, day and campaign stay."""

    on = campaign = None


class PhotosForm(Form):
    photos = photos_box(required=True)
    wide = ("photos",)
