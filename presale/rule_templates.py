"""What other places have laid down, as far as it is published: samples to copy from, never in force themselves.

A share or standard that the source does not state is not invented: the whole is retained, the amount is left empty,
and ``source`` says so. The county confirms every figure before it puts a copy in force.
"""
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from housing_portal.kit import clock
from presale.enums import BuildingKind, NodeCode, NodeForm, QuotaBasis, ReleaseCondition, RuleStatus

K, C, E, W = QuotaBasis, NodeCode, ReleaseCondition, 10_000
NO_DAY = date(2000, 1, 1)  # a sample is never in force; the column has to hold something

# name → fields of the rule set; ``nodes`` are (building kind, node, share in hundredths of a per cent)
TEMPLATES: Mapping[str, Mapping[str, Any]] = {
    "样本：某市（备案均价比例，毛坯与成品分列）": {
        "source": "某市预售资金托管系统的节点表；额度为备案均价的 30%，毛坯封顶 4000 元/㎡，成品封顶 6000 元/㎡",
        "basis": K.FILING_PRICE, "rate": Decimal(30),
        "cap_rough": Decimal(4000), "cap_finished": Decimal(6000), "form": NodeForm.RETAIN,
        "release_condition": E.COMPLETION,
        "nodes": (
            (BuildingKind.ROUGH, C.FOUNDATION, 8000), (BuildingKind.ROUGH, C.HALF, 6000),
            (BuildingKind.ROUGH, C.TOPOUT, 4000), (BuildingKind.ROUGH, C.FACADE, 2000),
            (BuildingKind.ROUGH, C.COMPLETION, 0),
            (BuildingKind.FINISHED, C.FOUNDATION, 8000), (BuildingKind.FINISHED, C.HALF, 6000),
            (BuildingKind.FINISHED, C.TOPOUT, 4000), (BuildingKind.FINISHED, C.FACADE, 3500),
            (BuildingKind.FINISHED, C.INTERIOR, 500), (BuildingKind.FINISHED, C.COMPLETION, 0),
        ),
    },
    "样本：西安（累计使用上限）": {
        "source": "《西安市商品房预售资金监督管理办法》（2021）§20–21，“某阶段前不超过”写在前一节点上；"
                  "额度系数原文未列，须本县核定",
        "basis": K.CONTRACT_COST, "form": NodeForm.CEILING,
        "release_condition": E.REGISTRATION,
        "nodes": (
            (BuildingKind.LOWRISE, C.FOUNDATION, 5000), (BuildingKind.LOWRISE, C.STRUCTURE, 9500),
            (BuildingKind.LOWRISE, C.ACCEPTANCE, 9900), (BuildingKind.LOWRISE, C.REGISTRATION, W),
            (BuildingKind.HIGHRISE, C.FOUNDATION, 2000), (BuildingKind.HIGHRISE, C.THIRD, 3500),
            (BuildingKind.HIGHRISE, C.TWO_THIRDS, 5000), (BuildingKind.HIGHRISE, C.STRUCTURE, 9500),
            (BuildingKind.HIGHRISE, C.ACCEPTANCE, 9900), (BuildingKind.HIGHRISE, C.REGISTRATION, W),
        ),
    },
    "样本：拉萨（初始登记前留存 5%）": {
        "source": "拉萨市预售资金监管协议范本：初始登记前不低于额度 5%；其他节点比例和每平方米标准未载明，"
                  "按全额留存，须本县核定",
        "basis": K.FIXED_PER_SQM, "form": NodeForm.RETAIN,
        "release_condition": E.REGISTRATION,
        "nodes": (
            (BuildingKind.ANY, C.MATERIAL, W), (BuildingKind.ANY, C.FOUNDATION, W), (BuildingKind.ANY, C.STRUCTURE, W),
            (BuildingKind.ANY, C.MASONRY, W), (BuildingKind.ANY, C.COMPLETION, 500),
            (BuildingKind.ANY, C.REGISTRATION, 0),
        ),
    },
    "样本：潼关（留足总预售款 10%）": {
        "source": "潼关县新建商品房预售资金监管协议书：重点监管资金为总预售款的 10%，没有中间节点，首次登记后解除",
        "basis": K.PRESALE_TOTAL, "rate": Decimal(10), "form": NodeForm.RETAIN,
        "release_condition": E.REGISTRATION,
        "nodes": ((BuildingKind.ANY, C.REGISTRATION, 0),),
    },
    "样本：大同（五个节点）": {
        "source": "大同市预售资金监管协议范本：节点已载明，各节点比例和额度单价未载明，按全额留存，须本县核定",
        "basis": K.COST_PER_SQM, "form": NodeForm.RETAIN,
        "release_condition": E.REGISTRATION,
        "nodes": (
            (BuildingKind.ANY, C.THIRD, W), (BuildingKind.ANY, C.STRUCTURE, W), (BuildingKind.ANY, C.ACCEPTANCE, W),
            (BuildingKind.ANY, C.COMPLETION, W), (BuildingKind.ANY, C.REGISTRATION, 0),
        ),
    },
    "样本：惠州（建安单价 × 面积 × 120%）": {
        "source": "惠市住建〔2022〕70号：3300 元/㎡ × 建筑面积 × 120%，精装另加 1000 元/㎡ × 预售面积 × 120%；"
                  "节点比例须本县核定",
        "basis": K.COST_PER_SQM, "unit_price": Decimal(3300),
        "finished_extra": Decimal(1000), "rate": Decimal(120), "form": NodeForm.RETAIN,
        "release_condition": E.REGISTRATION,
        "nodes": ((BuildingKind.ANY, C.REGISTRATION, 0),),
    },
}


def load_templates(rule_set: type[Model], rule_node: type[Model]) -> None:
    """Store the templates that are not there yet; a migration hands in the models as they were at its time."""
    known = set(rule_set._default_manager.filter(name__in=TEMPLATES).values_list("name", flat=True))
    for name, template in TEMPLATES.items():
        if name in known:
            continue
        facts = {field: value for field, value in template.items() if field != "nodes"}
        made = rule_set._default_manager.create(
            name=name, effective_from=NO_DAY, status=RuleStatus.TEMPLATE, recorded_at=clock.now(), **facts
        )
        seen: dict[str, int] = {}
        for kind, code, share in template["nodes"]:
            seen[kind] = seen.get(kind, 0) + 1
            rule_node._default_manager.create(rules=made, building_kind=kind, seq=seen[kind], code=code, share=share)
