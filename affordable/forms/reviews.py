from typing import Any

from django import forms

from affordable.forms.families import ReviewedFactsForm
from affordable.forms.members import PAPERS
from affordable.models import AnnualReview
from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import Form

FINDING = AnnualReview._meta.get_field("finding").max_length


class OpenForm(Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    due_on = forms.DateField(label="年审期限", help_text="本年度内，今天或以后的日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.initial |= {"year": today.year, "due_on": today.replace(month=12, day=31)}


class SubmitForm(Form):
    submitted_on = forms.DateField(label="提交日期", initial=clock.today)
    evidence = FilesField(label="年审材料", required=False, help_text=PAPERS)
    wide = ("evidence",)


class PassForm(Form):
    finding = forms.CharField(label="年审意见", max_length=FINDING, required=False, widget=forms.Textarea)
    wide = ("finding",)


class FailForm(Form):
    finding = forms.CharField(label="不通过的原因", max_length=FINDING, widget=forms.Textarea)
    wide = ("finding",)


class AdjustForm(ReviewedFactsForm):
    """What the family is found to be now."""

    finding = forms.CharField(label="年审意见", max_length=FINDING, widget=forms.Textarea)
    wide = ("finding",)

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class ExitForm(Form):
    on = forms.DateField(label="退出日期", initial=clock.today)
