"""Nodes fall step by step to nothing retained, in either writing."""
import pytest

from presale.enums import BuildingKind, NodeCode, NodeForm, QuotaBasis
from presale.models import RuleSet
from presale.rule_checks import Node, basis_faults, doubts, in_order, node_faults

SOUND = [Node(NodeCode.FOUNDATION, 8000), Node(NodeCode.TOPOUT, 4000), Node(NodeCode.REGISTRATION, 0)]
CEILINGS = [Node(node.code, 10_000 - node.share) for node in SOUND]


@pytest.mark.parametrize(("form", "nodes", "faults"), [
    (NodeForm.RETAIN, SOUND, []),
    (NodeForm.CEILING, CEILINGS, []),
    (NodeForm.RETAIN, [*SOUND[::-1]], []),
    (NodeForm.RETAIN, [], ["请至少填写一个节点。"]),
    (NodeForm.RETAIN, SOUND[:2],
     ["末节点“主体封顶”仍留存 40%，末节点留存须为 0%（累计使用上限 100%）。"]),
    (NodeForm.CEILING, CEILINGS[:2],
     ["末节点“主体封顶”仍留存 40%，末节点留存须为 0%（累计使用上限 100%）。"]),
    (NodeForm.RETAIN, [SOUND[0], Node(NodeCode.TOPOUT, 8001), SOUND[2]],
     ["“主体封顶”留存 80.01%，高于前一节点“地下结构完成（正负零）”的 80%；留存比例只能逐节点降低。"]),
    (NodeForm.CEILING, SOUND,
     ["“主体封顶”留存 60%，高于前一节点“地下结构完成（正负零）”的 20%；留存比例只能逐节点降低。",
      "“不动产首次登记”留存 100%，高于前一节点“主体封顶”的 60%；留存比例只能逐节点降低。",
      "末节点“不动产首次登记”仍留存 100%，末节点留存须为 0%（累计使用上限 100%）。"]),
    (NodeForm.RETAIN, [SOUND[0], SOUND[0], SOUND[2]], ["“地下结构完成（正负零）”填了两次。"]),
    (NodeForm.RETAIN, [*SOUND, Node(NodeCode.TOPOUT, 4000, BuildingKind.HIGHRISE)],
     ["高层：末节点“主体封顶”仍留存 40%，末节点留存须为 0%（累计使用上限 100%）。"]),
])
def test_faults(form: str, nodes: list[Node], faults: list[str]) -> None:
    assert node_faults(form, nodes) == faults


@pytest.mark.parametrize(("nodes", "found"), [
    (SOUND, []),
    ([Node(NodeCode.MATERIAL, 10_000), *SOUND], []),
    ([Node(NodeCode.MATERIAL, 9000), *SOUND], ["首次拨付节点“前期材料采购”早于“地下结构完成（正负零）”。"]),
    ([SOUND[0], Node(NodeCode.COMPLETION, 0)], ["到“竣工备案”即不再留存，早于“不动产首次登记”。"]),
])
def test_doubts(nodes: list[Node], found: list[str]) -> None:
    assert doubts(NodeForm.RETAIN, nodes) == found


def test_nodes_stand_by_kind_and_in_building_order() -> None:
    nodes = [Node(NodeCode.TOPOUT, 0, BuildingKind.HIGHRISE), Node(NodeCode.COMPLETION, 0), Node(NodeCode.HALF, 1)]
    assert [(node.kind, node.code) for node in in_order(nodes)] == [
        (BuildingKind.ANY, NodeCode.HALF), (BuildingKind.ANY, NodeCode.COMPLETION),
        (BuildingKind.HIGHRISE, NodeCode.TOPOUT),
    ]


@pytest.mark.parametrize(("basis", "facts", "faults"), [
    (QuotaBasis.COST_PER_SQM, {}, ["unit_price", "rate"]),
    (QuotaBasis.PRESALE_TOTAL, {}, ["rate"]),
    (QuotaBasis.FILING_PRICE, {}, ["rate"]),
    (QuotaBasis.FIXED_PER_SQM, {}, ["unit_price"]),
    (QuotaBasis.CONTRACT_COST, {}, ["rate"]),
    (QuotaBasis.CONTRACT_COST, {"rate": 120}, []),
    (QuotaBasis.PRESALE_TOTAL, {"rate": 120}, ["rate"]),
    (QuotaBasis.CONTRACT_COST, {"rate": 1000, "review_days": 1, "pay_days": 60}, []),
    (QuotaBasis.CONTRACT_COST, {"rate": 1001, "review_days": 0, "pay_days": 61}, ["rate", "review_days", "pay_days"]),
])
def test_what_a_way_needs(basis: str, facts: dict[str, int], faults: list[str]) -> None:
    assert list(basis_faults(RuleSet(basis=basis, **facts))) == faults
