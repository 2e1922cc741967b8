"""What a clerk fills in for papers and printed figures."""
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ChoiceField

from housing_portal.kit import forms, text
from reports.models import Document, Explanation, StatedFigure

HEAD = ["kind", "title", "issuer", "mark", "prefix", "number", "addressees", "copies", "imprint_office"]
BASIS = ["as_of", "issued_on", "basis_doc", "target_doc", "campaign_from", "campaign_to", "campaign_groups"]
WORDS = ["assessment", "problems", "measures"]


class DocumentForm(forms.ModelForm):
    cards = [("文头", HEAD), ("日期与依据", BASIS), ("文字部分（数字由系统插入）", WORDS)]
    wide = ["title", "addressees", "copies", *WORDS]

    class Meta:
        model = Document
        fields = [*HEAD, *BASIS, *WORDS]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("campaign_from"), data.get("campaign_to")
        if start and end and start > end:
            self.add_error("campaign_to", "督查结束不能早于督查开始。")
        return data


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
        try:
            if not Decimal(value).is_finite():
                raise InvalidOperation
        except InvalidOperation:
            raise ValidationError(f"“{value}”不是数字，请填写阿拉伯数字，单位另填。") from None
        return value


class ExplanationForm(forms.ModelForm):
    class Meta:
        model = Explanation
        fields = ["reason"]
