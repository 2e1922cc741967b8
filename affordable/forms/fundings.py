from typing import Any

from affordable.forms.steps import OfProjectForm
from affordable.models import FundingArrival, FundingSource, RenovationCommunity
from housing_portal.accounts.models import User
from housing_portal.journal.forms import day, word
from housing_portal.kit.forms import Form, ModelForm


class FundingForm(OfProjectForm):
    """One level's money for a project or for an old community."""

    class Meta:
        model = FundingSource
        fields = ["project", "community", "kind", "planned", "doc"]
        help_texts = {"project": "项目和小区选择其中一个"}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        communities = RenovationCommunity.objects.visible_to(user)
        self.fields["community"].queryset = communities.order_by("-plan_year", "name", "pk")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and (data.get("project") is None) == (data.get("community") is None):
            self.add_error("project", "请在项目和小区中选择一个。")
        return data


class FundingEditForm(ModelForm):
    class Meta:
        model = FundingSource
        fields = ["planned", "doc"]


class ArrivalForm(Form):
    """What has arrived in all up to a day."""

    as_of = day("截至日期")
    arrived_cum = FundingArrival._meta.get_field("arrived_cum").formfield()
    note = word(required=False, help_text="比上次减少、超过计划时必须说明")
    wide = ("note",)
