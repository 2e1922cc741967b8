from typing import Any

from django import forms

from affordable.enums import FamilyCategory
from affordable.models import Family, SubsidyGrant
from affordable.services.families import find_family
from housing_portal.accounts.models import User
from housing_portal.journal.forms import day, proof, word
from housing_portal.kit.forms import Form

_field = SubsidyGrant._meta.get_field


class GrantForm(Form):
    """Which family is granted a subsidy, and from when; everything else follows from family and standard."""

    family = forms.CharField(label="保障对象编号", max_length=40, help_text="已批准或轮候中的家庭")
    from_on = day("起发日期", help_text="不早于批准日期；是否次月计发见业务参数")
    reason = word("核定依据")
    evidence = proof("核定材料")
    cards = [("", ["family", "from_on", "reason", "evidence"])]
    wide = ("reason", "evidence")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_family(self) -> Family:
        return find_family(self.user, self.cleaned_data["family"])


class AdjustForm(Form):
    """What the family is from a day on."""

    from_on = day("新标准起发日期", help_text="须晚于上一版起发日期；暂停的须晚于停发日期")
    category = _field("category").formfield()
    own_area = _field("own_area").formfield()
    reason = word("调整依据")
    evidence = proof("核定材料")
    cards = [("", ["from_on", "category", "own_area", "reason", "evidence"])]
    wide = ("reason", "evidence")

    def clean_category(self) -> FamilyCategory:
        return FamilyCategory(self.cleaned_data["category"])


class GrantEndForm(Form):
    """The last day of a subsidy, and why."""

    on = day("停发日期", help_text="当日仍享受，次日起不再计发；尚未起发的填起发日期")
    reason = word("原因")
    cards = [("", ["on", "reason"])]
    wide = ("reason",)
