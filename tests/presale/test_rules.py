"""Rule sets: drafted, put in force by another, copied, locked."""
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import NeedsReason, ServiceError
from presale.enums import BuildingKind, NodeCode, NodeForm, QuotaBasis, RuleStatus
from presale.models import RuleNode, RuleSet
from presale.rule_checks import Node, basis_faults, doubts, node_faults
from presale.rule_templates import TEMPLATES, load_templates
from presale.services import rules as services

NODES = [Node(NodeCode.FOUNDATION, 8000, evidence="基础验收记录"), Node(NodeCode.TOPOUT, 4000),
         Node(NodeCode.REGISTRATION, 0)]
FACTS = {"name": "云岭县监管规则（2026）", "effective_from": date(2026, 1, 1), "basis": QuotaBasis.FIXED_PER_SQM,
         "unit_price": Decimal("2000.00"), "form": NodeForm.RETAIN}


@pytest.fixture
def draft(chief: User) -> RuleSet:
    return services.draft_rules(actor=chief, nodes=NODES, **FACTS)


@pytest.fixture
def active(draft: RuleSet, deputy: User) -> RuleSet:
    return services.activate_rules(actor=deputy, rules=draft)


@pytest.fixture
def samples(db: None) -> None:
    load_templates(RuleSet, RuleNode)


def test_nodes_are_numbered_in_building_order(chief: User) -> None:
    rules = services.draft_rules(actor=chief, nodes=NODES[::-1], **FACTS)
    stored = list(rules.nodes.order_by("seq").values_list("seq", "code", "share", "evidence"))
    assert stored == [(1, "foundation", 8000, "基础验收记录"), (2, "topout", 4000, ""), (3, "registration", 0, "")]


def test_a_draft_is_amended_and_the_diary_says_how(draft: RuleSet, chief: User) -> None:
    services.amend_rules(actor=chief, rules=draft, nodes=[Node(NodeCode.HALF, 5000), NODES[2]],
                         **FACTS | {"unit_price": Decimal("2100.00")})
    entry = Entry.objects.about(draft).order_by("pk").last()
    assert (entry.before, entry.after) == (
        {"单价或标准（元/㎡）": "2000.00",
         "节点": "地下结构完成（正负零） 留存比例 80%；主体封顶 留存比例 40%；不动产首次登记 留存比例 0%"},
        {"单价或标准（元/㎡）": "2100.00", "节点": "主体达二分之一 留存比例 50%；不动产首次登记 留存比例 0%"},
    )


def test_unsound_rules_are_not_stored(chief: User) -> None:
    with pytest.raises(ServiceError) as refused:
        services.draft_rules(actor=chief, nodes=NODES[:2], **FACTS | {"unit_price": None})
    assert refused.value.message_dict == {
        "unit_price": ["按“每平方米标准 × 面积”测算须填写单价或标准（元/㎡）。"],
        "nodes": ["末节点“主体封顶”仍留存 40%，末节点留存须为 0%（累计使用上限 100%）。"],
    }
    assert RuleSet.objects.filter(name=FACTS["name"]).count() == 0


def test_rules_in_force_are_copied_never_edited(active: RuleSet, chief: User) -> None:
    with pytest.raises(ServiceError, match="启用，不能修改；需要调整请复制为新的草稿。"):
        services.amend_rules(actor=chief, rules=active, nodes=NODES, **FACTS)
    copy = services.copy_rules(actor=chief, rules=active, name="2027 年规则", effective_from=date(2027, 1, 1))
    assert (copy.status, copy.unit_price, copy.activated_by, copy.effective_from) == (
        RuleStatus.DRAFT, Decimal("2000.00"), None, date(2027, 1, 1))
    assert services.nodes_of(copy) == services.nodes_of(active) == NODES


def test_whoever_drafted_does_not_activate(draft: RuleSet, chief: User, deputy: User) -> None:
    with pytest.raises(ServiceError, match="您没有“启用”的权限"):
        services.activate_rules(actor=chief, rules=draft)
    RuleSet.objects.filter(pk=draft.pk).update(recorded_by=deputy)
    with pytest.raises(ServiceError, match="启用人不能是录入人本人"):
        services.activate_rules(actor=deputy, rules=draft)


def test_leaving_the_national_line_needs_a_reason(chief: User, deputy: User) -> None:
    early = [Node(NodeCode.MATERIAL, 9000), NODES[0], Node(NodeCode.COMPLETION, 0)]
    rules = services.draft_rules(actor=chief, nodes=early, **FACTS)
    with pytest.raises(NeedsReason) as asked:
        services.activate_rules(actor=deputy, rules=rules)
    assert asked.value.sentence == (
        "首次拨付节点“前期材料采购”早于“地下结构完成（正负零）”。到“竣工备案”即不再留存，早于“不动产首次登记”。"
        "国家口径为首次拨付不早于地下结构完成、首次登记后才不再留存。"
    )
    services.activate_rules(actor=deputy, rules=rules, reason="市政府会议纪要〔2026〕3号")
    rules.refresh_from_db()
    assert (rules.status, rules.activated_by) == (RuleStatus.ACTIVE, deputy)
    assert Entry.objects.about(rules).order_by("pk").last().reason == "市政府会议纪要〔2026〕3号"


def test_rules_are_retired_with_a_reason(active: RuleSet, deputy: User) -> None:
    with pytest.raises(ServiceError) as refused:
        services.retire_rules(actor=deputy, rules=active, reason="")
    assert refused.value.message_dict == {"reason": ["请写明停用原因。"]}
    assert services.retire_rules(actor=deputy, rules=active, reason="新规则施行").status == RuleStatus.RETIRED
    with pytest.raises(ServiceError, match="当前状态是“停用”，不能“启用”"):
        services.activate_rules(actor=deputy, rules=active)


@pytest.mark.parametrize("change", [
    {"rate": Decimal(5)}, {"unit_price": None}, {"effective_from": date(2020, 1, 1)}, {"form": NodeForm.CEILING},
    {"locked_on": None},
])
def test_the_table_refuses_to_change_locked_rules(active: RuleSet, change: dict) -> None:
    RuleSet.objects.filter(pk=active.pk).update(locked_on=date(2026, 2, 1))
    with pytest.raises(DatabaseError, match="a permit was issued under them"), transaction.atomic():
        RuleSet.objects.filter(pk=active.pk).update(**change)
    active.refresh_from_db()
    assert (active.locked_on, active.unit_price, active.form) == (
        date(2026, 2, 1), Decimal("2000.00"), NodeForm.RETAIN)


def test_locked_rules_can_still_be_retired(active: RuleSet, deputy: User) -> None:
    RuleSet.objects.filter(pk=active.pk).update(locked_on=date(2026, 2, 1))
    assert services.retire_rules(actor=deputy, rules=active, reason="新规则施行").status == RuleStatus.RETIRED


def test_the_table_refuses_to_change_or_add_nodes_of_locked_rules(active: RuleSet) -> None:
    RuleSet.objects.filter(pk=active.pk).update(locked_on=date(2026, 2, 1))
    with pytest.raises(DatabaseError, match="a permit was issued under them"), transaction.atomic():
        active.nodes.update(share=0)
    with pytest.raises(DatabaseError, match="a permit was issued under them"), transaction.atomic():
        RuleNode.objects.create(rules=active, seq=9, code=NodeCode.FACADE, share=0)
    assert services.nodes_of(active) == NODES


@pytest.mark.usefixtures("samples")
def test_the_templates_are_loaded_once_and_belong_to_nobody() -> None:
    load_templates(RuleSet, RuleNode)
    found = RuleSet.objects.filter(status=RuleStatus.TEMPLATE)
    assert sorted(found.values_list("name", "recorded_by")) == sorted((name, None) for name in TEMPLATES)
    assert {rules.basis for rules in found} == set(QuotaBasis)


@pytest.mark.usefixtures("samples")
@pytest.mark.parametrize("name", TEMPLATES)
def test_the_nodes_of_every_template_are_sound(name: str) -> None:
    rules = RuleSet.objects.get(name=name)
    assert node_faults(rules.form, services.nodes_of(rules)) == []


@pytest.mark.usefixtures("samples")
def test_a_template_is_copied_and_confirmed_before_it_is_in_force(chief: User, deputy: User) -> None:
    sample = RuleSet.objects.get(name__startswith="样本：拉萨")
    with pytest.raises(ServiceError, match="当前状态是“样本”，不能“启用”"):
        services.activate_rules(actor=deputy, rules=sample)
    copy = services.copy_rules(actor=chief, rules=sample, name="云岭县规则", effective_from=date(2026, 1, 1))
    assert list(basis_faults(copy)) == ["unit_price"]
    with pytest.raises(ServiceError, match="须填写单价或标准"):
        services.activate_rules(actor=deputy, rules=copy)
    services.amend_rules(actor=chief, rules=copy, nodes=services.nodes_of(copy), unit_price=Decimal("1500.00"))
    assert services.activate_rules(actor=deputy, rules=copy).status == RuleStatus.ACTIVE


@pytest.mark.usefixtures("samples")
def test_two_kinds_of_building_keep_their_own_nodes() -> None:
    rules = RuleSet.objects.get(name__startswith="样本：某市")
    finished = [node for node in services.nodes_of(rules) if node.kind == BuildingKind.FINISHED]
    assert [node.share for node in finished] == [8000, 6000, 4000, 3500, 500, 0]
    assert doubts(rules.form, finished) == ["成品：到“竣工备案”即不再留存，早于“不动产首次登记”。"]
