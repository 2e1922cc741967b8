"""Rule sets: facts in cards, nodes in a fixed number of rows of which empty ones are ignored."""
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from housing_portal.kit.forms import AmountField, Form, ModelForm, ask, dress
from presale.enums import BuildingKind, NodeCode
from presale.models import RuleSet
from presale.rule_checks import Node

MOST_NODES, OPEN_ROWS = 24, 8
BOXES = ("kind", "code", "evidence", "share")
MISSING, OUTSIDE = "请填写比例，例如 40。", "比例应在 0 到 100 之间。"
BASIS = ["basis", "unit_price", "finished_extra", "rate", "cap_rough", "cap_finished"]
TERM = ["form", "release_condition", "review_days", "pay_days"]


def box(place: int, name: str) -> str:
    return f"node_{place}_{name}"


class ShareField(AmountField):
    """A share of the quota in per cent, with up to two decimals."""

    default_validators = [MinValueValidator(Decimal(0), OUTSIDE), MaxValueValidator(Decimal(100), OUTSIDE)]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(noun="比例", **kwargs)
        self.error_messages["invalid"] = MISSING


class NodeRows:
    """Adds the rows to a form; ``cleaned_data["nodes"]`` holds those filled in, ``nodes`` fill them beforehand."""

    def __init__(self, *args: Any, nodes: Sequence[Node] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, MOST_NODES + 1):
            for name, field in self._boxes(place).items():
                self.fields[box(place, name)] = field
                dress(field)
                ask(field, field.label)
                field.widget.attrs["aria-label"] = field.label
        for place, node in enumerate(nodes, start=1):
            known = {"kind": node.kind, "code": node.code, "evidence": node.evidence,
                     "share": Decimal(node.share).scaleb(-2)}
            for name, value in known.items():
                self.initial.setdefault(box(place, name), value)

    def _boxes(self, place: int) -> dict[str, forms.Field]:
        row = f"第 {place} 行"
        return {
            "kind": forms.ChoiceField(
                choices=BuildingKind.choices, label=f"{row}适用", required=False, initial=BuildingKind.ANY
            ),
            "code": forms.TypedChoiceField(choices=[("", ""), *NodeCode.choices], label=f"{row}节点", required=False),
            "share": ShareField(label=f"{row}比例", required=False),
            "evidence": forms.CharField(label=f"{row}核验材料", max_length=200, required=False),
        }

    def drawn_cards(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield the cards without the boxes of the rows, which have a panel of their own."""
        for title, boxes in super().drawn_cards():
            if others := [one for one in boxes if not one.name.startswith("node_")]:
                yield title, others

    @property
    def open_rows(self) -> list[list[forms.BoundField]]:
        return [self._row(place) for place in range(1, OPEN_ROWS + 1)]

    @property
    def folded_rows(self) -> list[list[forms.BoundField]]:
        return [self._row(place) for place in range(OPEN_ROWS + 1, MOST_NODES + 1)]

    @property
    def folded_used(self) -> bool:
        """Tell whether a folded row holds something, so that it must be seen."""
        return any(row[1].value() or row[3].value() for row in self.folded_rows)

    def _row(self, place: int) -> list[forms.BoundField]:
        return [self[box(place, name)] for name in BOXES]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["nodes"] = []
        for place in range(1, MOST_NODES + 1):
            kind, code, evidence, share = (data.pop(box(place, name), None) for name in BOXES)
            if code and share is not None:
                data["nodes"].append(Node(code, int(share * 100), kind or BuildingKind.ANY, evidence or ""))
            elif code and box(place, "share") not in self.errors:
                self.add_error(box(place, "share"), MISSING)
            elif share is not None and box(place, "code") not in self.errors:
                self.add_error(box(place, "code"), "请选择节点。")
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
