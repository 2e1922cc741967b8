"""What a rule set must keep to (dossier §3.2): pure checks with a sentence each.

A fault forbids the rules; a doubt (what the national bottom line does not foresee) must be explained.
"""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from presale.available import percent
from presale.enums import BuildingKind, NodeCode, NodeForm, QuotaBasis
from presale.models.rules import WHOLE, RuleSet

ORDER = {code: place for place, code in enumerate(NodeCode)}
# beyond these a figure is mistyped
LARGEST_RATE, LONGEST_TERM = 1000, 60
# what each way of working out a quota must know
NEEDED = {
    QuotaBasis.COST_PER_SQM: ("unit_price", "rate"),
    QuotaBasis.PRESALE_TOTAL: ("rate",),
    QuotaBasis.FILING_PRICE: ("rate",),
    QuotaBasis.FIXED_PER_SQM: ("unit_price",),
    QuotaBasis.CONTRACT_COST: ("rate",),
}


@dataclass(frozen=True)
class Node:
    """A stage of a building and its share in hundredths of a per cent, in the writing of the rule set."""

    code: str
    share: int
    kind: str = BuildingKind.ANY
    evidence: str = ""

    def retained(self, form: str) -> int:
        return self.share if form == NodeForm.RETAIN else WHOLE - self.share

    @property
    def label(self) -> str:
        return NodeCode(self.code).label


def in_order(nodes: Iterable[Node]) -> list[Node]:
    """Return the nodes by building kind, each kind in the order in which a building reaches them."""
    kinds = list(BuildingKind)
    return sorted(nodes, key=lambda node: (kinds.index(BuildingKind(node.kind)), ORDER[NodeCode(node.code)]))


def by_kind(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    """Return building kind → its nodes in order."""
    found: dict[str, list[Node]] = {}
    for node in in_order(nodes):
        found.setdefault(node.kind, []).append(node)
    return found


def node_faults(form: str, nodes: Sequence[Node]) -> list[str]:
    """Return why the nodes cannot be used, or nothing."""
    if not nodes:
        return ["请至少填写一个节点。"]
    faults = []
    for kind, some in by_kind(nodes).items():
        where = "" if kind == BuildingKind.ANY else f"{BuildingKind(kind).label}："
        for earlier, later in pairwise(some):
            if earlier.code == later.code:
                faults.append(f"{where}“{later.label}”填了两次。")
            elif later.retained(form) > earlier.retained(form):
                faults.append(
                    f"{where}“{later.label}”留存 {percent(later.retained(form))}，高于前一节点“{earlier.label}”的"
                    f" {percent(earlier.retained(form))}；留存比例只能逐节点降低。"
                )
        if some[-1].retained(form):
            faults.append(f"{where}末节点“{some[-1].label}”仍留存 {percent(some[-1].retained(form))}，末节点留存须为 0%"
                          "（累计使用上限 100%）。")
    return faults


def basis_faults(rules: RuleSet) -> dict[str, str]:
    """Return field → what the way of working out the quota still needs, or what nobody can mean."""
    way = QuotaBasis(rules.basis)
    faults = {
        name: f"按“{way.label}”测算须填写{rules._meta.get_field(name).verbose_name}。"
        for name in NEEDED[way] if getattr(rules, name) is None
    }
    if way == QuotaBasis.PRESALE_TOTAL and rules.rate is not None and rules.rate > 100:
        faults["rate"] = "预售总额的比例不能超过 100%。"
    elif rules.rate is not None and rules.rate > LARGEST_RATE:
        faults["rate"] = f"比例或系数超过 {LARGEST_RATE}%，请核对：×1.2 填 120。"
    return faults | {
        name: f"{rules._meta.get_field(name).verbose_name}应在 1 到 {LONGEST_TERM} 之间，请核对。"
        for name in ("review_days", "pay_days") if not 1 <= getattr(rules, name) <= LONGEST_TERM
    }


def doubts(form: str, nodes: Sequence[Node]) -> list[str]:
    """Return where the nodes leave the national bottom line: nothing before 地下结构完成, all until 首次登记."""
    found = []
    for kind, some in by_kind(nodes).items():
        where = "" if kind == BuildingKind.ANY else f"{BuildingKind(kind).label}："
        first = next((node for node in some if node.retained(form) < WHOLE), None)
        if first and ORDER[NodeCode(first.code)] < ORDER[NodeCode.FOUNDATION]:
            found.append(f"{where}首次拨付节点“{first.label}”早于“{NodeCode.FOUNDATION.label}”。")
        last = next((node for node in some if not node.retained(form)), None)
        if last and last.code != NodeCode.REGISTRATION:
            found.append(f"{where}到“{last.label}”即不再留存，早于“{NodeCode.REGISTRATION.label}”。")
    return found
