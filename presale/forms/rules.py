"""Rule sets: facts in cards, nodes in a fixed number of rows of which empty ones are ignored."""
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from housing_portal.kit.forms import AmountField, Form, ModelForm
from housing_portal.kit.rows import Rows
from presale.enums import BuildingKind, NodeCode
from presale.models import RuleSet
from presale.rule_checks import Node

BOXES = ("kind", "code", "evidence", "share")
MISSING, OUTSIDE = "请填写比例，例如 40。", "比例应在 0 到 100 之间。"
BASIS = ["basis", "unit_price", "finished_extra", "rate", "cap_rough", "cap_finished"]
TERM = ["form", "release_condition", "review_days", "pay_days"]


class ShareField(AmountField):
    """A share of the quota in per cent, with up to two decimals."""

    default_validators = [MinValueValidator(Decimal(0), OUTSIDE), MaxValueValidator(Decimal(100), OUTSIDE)]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(noun="比例", **kwargs)
        self.error_messages["invalid"] = MISSING


class NodeRows(Rows):
    """Adds the rows to a form; ``cleaned_data["nodes"]`` holds those filled in, ``nodes`` fill them beforehand."""

    prefix_of_rows = "node"
    boxes = BOXES
    speaking = ("code", "share")
    most = 24
    open_count = 8

    def __init__(self, *args: Any, nodes: Sequence[Node] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, node in enumerate(nodes, start=1):
            known = {"kind": node.kind, "code": node.code, "evidence": node.evidence,
                     "share": Decimal(node.share).scaleb(-2)}
            for name, value in known.items():
                self.initial.setdefault(self.box(place, name), value)

    def make_box(self, place: int, name: str) -> forms.Field:
        row = f"第 {place} 行"
        if name == "kind":
            return forms.ChoiceField(
                choices=BuildingKind.choices, label=f"{row}适用", required=False, initial=BuildingKind.ANY
            )
        if name == "code":
            return forms.TypedChoiceField(
                choices=[("", ""), *NodeCode.choices], label=f"{row}节点", required=False
            )
        if name == "share":
            return ShareField(label=f"{row}比例", required=False)
        return forms.CharField(label=f"{row}核验材料", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["nodes"] = []
        for place in range(1, self.most + 1):
            kind, code, evidence, share = (data.pop(self.box(place, name), None) for name in BOXES)
            if code and share is not None:
                data["nodes"].append(Node(code, int(share * 100), kind or BuildingKind.ANY, evidence or ""))
            elif code and self.box(place, "share") not in self.errors:
                self.add_error(self.box(place, "share"), MISSING)
            elif share is not None and self.box(place, "code") not in self.errors:
                self.add_error(self.box(place, "code"), "请选择节点。")
        return data


class RuleForm(NodeRows, ModelForm):
    cards = [("规则", ["name", "policy", "source", "effective_from"]), ("额度算法", BASIS), ("节点与时限", TERM)]
    wide = ["source"]

    class Meta:
        model = RuleSet
        fields = ["name", "policy", "source", "effective_from", *BASIS, *TERM]

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class CopyForm(Form):
    name = RuleSet._meta.get_field("name").formfield(label="新规则名称")
    effective_from = forms.DateField(label="施行日期")
