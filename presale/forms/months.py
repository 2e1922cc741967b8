from datetime import date, datetime

from django import forms

from housing_portal.kit.forms import Form


class CloseForm(Form):
    """The month stands in the form: whoever has an old page open closes none that he has not seen."""

    month = forms.RegexField(
        r"[0-9]{4}-[0-9]{2}", label="结账月份", help_text="按月依次结账，例如 2026-05",
        error_messages={"invalid": "请填写月份，例如 2026-05。"},
    )

    def clean_month(self) -> date:
        try:
            return datetime.strptime(self.cleaned_data["month"], "%Y-%m").date()
        except ValueError:
            raise forms.ValidationError("请填写月份，例如 2026-05。") from None
