from decimal import Decimal
from typing import Any

from affordable.enums import FamilyCategory
from affordable.models import SubsidyRule
from housing_portal.journal.forms import proof
from housing_portal.kit.forms import AmountField, ModelForm, ask, dress

FACTS = ["effective_on", "standard", "guaranteed_area", "most_persons", "policy"]


class SubsidyRuleForm(ModelForm):
    """The county's standard with a coefficient for every category of families; 1 is the full amount."""

    evidence = proof("文件扫描件")
    cards = [("标准", FACTS), ("收入系数", [f"coefficient_{one}" for one in FamilyCategory]), ("材料", ["evidence"])]
    wide = ("evidence",)

    class Meta:
        model = SubsidyRule
        fields = FACTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in FamilyCategory:
            field = AmountField(
                label=one.label, noun="系数", initial=Decimal("1.00"), help_text="1 为全额，最多两位小数"
            )
            self.fields[f"coefficient_{one}"] = field
            dress(field)
            ask(field, f"{one.label}的系数")
        self.order_fields([name for _title, names in self.cards for name in names])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["coefficients"] = {one: data.pop(f"coefficient_{one}", None) for one in FamilyCategory}
        return data

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""
