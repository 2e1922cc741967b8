"""What a clerk fills in for papers and printed figures."""
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ChoiceField, Textarea

from housing_portal.kit import forms, text
from reports.enums import Urgency
from reports.kinds import Kind
from reports.models import Document, Explanation, StatedFigure
from reports.slots import Library
from reports.templating import words_problems

HEAD = ["title", "issuer", "mark", "prefix", "number", "addressees", "copies", "imprint_office", "urgency", "is_sealed",
        "needs_countersign"]
BASIS = ["as_of", "period_from", "issued_on", "unit", "basis_doc", "target_doc", "campaign_from", "campaign_to",
         "campaign_groups"]
WORDS = ["assessment", "problems", "measures"]
PRINTED = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")  # no powers of ten: 1E999990 would be written out
OF_AUTHORITY = {"target_doc", "campaign_from", "campaign_to", "campaign_groups"}


class DocumentForm(forms.ModelForm):
    """The draft of one kind: it asks for what that kind states and for nothing else.

    ``library`` knows the slots that the free text may name.
    """

    cards = [("文头", HEAD), ("日期与依据", BASIS), ("文字部分（数字由系统插入）", WORDS)]
    wide = ["title", "addressees", "copies", *WORDS]

    class Meta:
        model = Document
        fields = [*HEAD, *BASIS, *WORDS]

    def __init__(self, *args: Any, kind: Kind, library: Library, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.library = library
        self.instance.kind = kind.code
        for name in unasked(kind):
            del self.fields[name]
        for name in set(WORDS) & set(self.fields):
            self.fields[name].widget.attrs["data-template"] = ""  # where the picker writes
        self.fields["urgency"].choices = Urgency.choices
        if kind.made_by == "difference":
            self.fields["assessment"].label = "原因"
            self.fields["assessment"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("campaign_from"), data.get("campaign_to")
        if start and end and start > end:
            self.add_error("campaign_to", "督查结束不能早于督查开始。")
        begun, as_of = data.get("period_from"), data.get("as_of")
        if begun and as_of and begun > as_of:
            self.add_error("period_from", "统计期开始不能晚于截至日期。")
        for name in WORDS:
            if "{" in (typed := data.get(name) or ""):  # a slot: rare enough that the register of slots is asked then
                for problem in words_problems(typed, self.library):
                    self.add_error(name, str(problem))
        return data


def unasked(kind: Kind) -> set[str]:
    """Return the fields that a kind has no use for."""
    names = set() if kind.period else {"period_from"}
    names |= set() if kind.of_unit else {"unit"}
    names |= set() if kind.authority else OF_AUTHORITY
    return names | ({"basis_doc", "problems", "measures"} if kind.made_by == "difference" else set())


class StatedFigureForm(forms.ModelForm):
    """``indicators`` are (key, label) pairs: what can be compared."""

    cards = [("来文数字", ["as_of", "source", "indicator", "subject", "label", "unit", "value"])]

    class Meta:
        model = StatedFigure
        fields = ["as_of", "source", "indicator", "subject", "label", "unit", "value"]

    def __init__(self, *args: Any, indicators: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"] = ChoiceField(choices=indicators, label="指标")

    def clean_value(self) -> str:
        value = text.half_width(self.cleaned_data["value"]).replace(",", "").removesuffix("%").strip()
        if not PRINTED.fullmatch(value):
            raise ValidationError(f"“{value}”不是数字，请填写阿拉伯数字，单位另填。")
        return value


class ExplanationForm(forms.ModelForm):
    class Meta:
        model = Explanation
        fields = ["reason"]
        widgets = {"reason": Textarea}

    wide = ("reason",)
