from typing import Any

from django import forms

from affordable.forms.leases import RENT, TERM
from affordable.models import Family, Lease
from affordable.services.families import find_family
from affordable.services.homes import PLACE, find_home
from housing_portal.accounts.models import User
from housing_portal.journal.forms import proof
from housing_portal.kit.forms import AmountField, ModelForm

PARTIES = ["family", *PLACE]
OF_HOME = "不填的按房源登记的"


class FormerLeaseForm(ModelForm):
    """A lease as it stands on paper: who lives where, from when, and for how much."""

    family = forms.CharField(label="保障对象编号", max_length=40, help_text="已确认原批准的家庭")
    estate = forms.CharField(label="小区", max_length=60)
    building = forms.CharField(label="楼栋", max_length=20)
    room = forms.CharField(label="房号", max_length=20)
    contract_no = forms.CharField(label="合同编号", max_length=40, help_text="原合同上的编号")
    occupied_on = forms.DateField(
        label="入住日期", required=False, help_text="还没有入住的不填；签订本合同前已入住的填签约日期"
    )
    rent = AmountField(noun="金额", label="合同月租金（元）", required=False, help_text="不填的按面积、标准、系数计算")
    evidence = proof("租赁合同")
    cards = [
        ("家庭和房源", PARTIES), ("合同和租期", ["contract_no", *TERM, "occupied_on"]), ("租金", [*RENT, "rent"]),
        ("材料", ["evidence"]),
    ]
    wide = ("evidence",)

    class Meta:
        model = Lease
        fields = [*TERM, *RENT]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name, noun in (("area", "建筑面积"), ("rent_standard", "租金标准")):
            self.fields[name].required = False
            self.fields[name].help_text = f"{OF_HOME}{noun}"

    def clean_family(self) -> Family:
        return find_family(self.user, self.cleaned_data["family"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        place = {name: data.pop(name) for name in PLACE if name in data}
        if len(place) == len(PLACE):
            try:
                data["home"] = find_home(self.user, **place)
            except forms.ValidationError as error:
                self.add_error("room", error)
        return data

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""
