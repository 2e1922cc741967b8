"""Rule sets: drafted by one person, put in force by another, copied when something is to change."""
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.saving import save_checked
from presale.available import percent
from presale.enums import BuildingKind, NodeCode, NodeForm, RuleStatus
from presale.models import RuleNode, RuleSet
from presale.rule_checks import Node, basis_faults, doubts, in_order, node_faults
from presale.workflow import RULE, RULES
from transactions.services.entry import change, lock, must

# what a copy takes over; its name and its day of entry into force are its own
CARRIED = (
    "policy", "source", "basis", "unit_price", "finished_extra", "rate", "cap_rough", "cap_finished", "form",
    "release_condition", "review_days", "pay_days",
)


@transaction.atomic
def draft_rules(*, actor: User, nodes: Sequence[Node], **facts: Any) -> RuleSet:
    """Enter a draft; ``facts`` are fields of the model."""
    must(actor, RULE)
    rules = RuleSet(**facts)
    _must_be_sound(rules, nodes)
    return _store(actor, "起草监管规则", rules, nodes)


@transaction.atomic
def amend_rules(*, actor: User, rules: RuleSet, nodes: Sequence[Node], **facts: Any) -> RuleSet:
    """Replace facts and nodes of a draft. What has been in force is never edited, only copied."""
    must(actor, RULE)
    rules = lock(rules)
    if rules.status != RuleStatus.DRAFT:
        raise ServiceError(f"规则“{rules}”{rules.get_status_display()}，不能修改；需要调整请复制为新的草稿。")
    before, old = snapshot(rules), nodes_of(rules)
    for name, value in facts.items():
        setattr(rules, name, value)
    _must_be_sound(rules, nodes)
    rules.nodes.all().delete()
    _write_nodes(rules, nodes)
    also = {"节点": (written(rules.form, old), written(rules.form, nodes))}
    return change(actor, "修改监管规则", rules, before, also=also)


@transaction.atomic
def copy_rules(*, actor: User, rules: RuleSet, name: str, effective_from: date) -> RuleSet:
    """Make a draft out of a template or of rules that are or were in force; it is checked when it is put in force."""
    must(actor, RULE)
    source = RuleSet.objects.get(pk=rules.pk)
    carried = {field: getattr(source, field) for field in CARRIED}
    copy = RuleSet(name=name, effective_from=effective_from, **carried)
    return _store(actor, "复制监管规则", copy, nodes_of(source), f"复制自“{source}”")


@transaction.atomic
def activate_rules(*, actor: User, rules: RuleSet, reason: str = "") -> RuleSet:
    """Put a draft in force; whoever entered it cannot. Accounts opened before keep the rules they were opened under."""
    rules = lock(rules)
    before, step = snapshot(rules), RULES.enter(rules, "activate", actor)
    if actor.is_person(rules.recorded_by_id):
        raise ServiceError("启用人不能是录入人本人，请由另一位同事启用。")
    nodes = nodes_of(rules)
    _must_be_sound(rules, nodes)
    if (found := doubts(rules.form, nodes)) and not reason.strip():
        raise NeedsReason("".join(found) + "国家口径为首次拨付不早于地下结构完成、首次登记后才不再留存。")
    rules.activated_by, rules.activated_at = actor, clock.now()
    return change(actor, f"{step.label}监管规则", rules, before, reason=reason)


@transaction.atomic
def retire_rules(*, actor: User, rules: RuleSet, reason: str) -> RuleSet:
    """Take rules out of use: new accounts cannot take them, those under them keep them."""
    rules = lock(rules)
    before, step = snapshot(rules), RULES.enter(rules, "retire", actor)
    if not reason.strip():
        raise ServiceError({"reason": "请写明停用原因。"})
    return change(actor, f"{step.label}监管规则", rules, before, reason=reason)


def nodes_of(rules: RuleSet) -> list[Node]:
    """Return the nodes in order."""
    return in_order(Node(node.code, node.share, node.building_kind, node.evidence) for node in rules.nodes.all())


def written(form: str, nodes: Sequence[Node]) -> str:
    """Return the nodes in one line: 毛坯 主体封顶 留存 40%."""
    return "；".join(
        f"{'' if node.kind == BuildingKind.ANY else BuildingKind(node.kind).label + ' '}{NodeCode(node.code).label}"
        f" {NodeForm(form).label} {percent(node.share)}" for node in in_order(nodes)
    )


def _must_be_sound(rules: RuleSet, nodes: Sequence[Node]) -> None:
    faults: dict[str, Any] = dict(basis_faults(rules))
    if found := node_faults(rules.form, nodes):
        faults["nodes"] = found
    if faults:
        raise ServiceError(faults)


def _store(actor: User, action: str, rules: RuleSet, nodes: Sequence[Node], reason: str = "") -> RuleSet:
    rules.recorded_by, rules.recorded_at = actor, clock.now()
    save_checked(rules)
    _write_nodes(rules, nodes)
    record(actor=actor, action=action, label=f"{action}：{rules}", obj=rules, reason=reason,
           after={**snapshot(rules), "节点": written(rules.form, nodes)})
    return rules


def _write_nodes(rules: RuleSet, nodes: Sequence[Node]) -> None:
    """Number the nodes within their building kind."""
    seen: dict[str, int] = {}
    for node in in_order(nodes):
        seen[node.kind] = seen.get(node.kind, 0) + 1
        save_checked(RuleNode(rules=rules, building_kind=node.kind, seq=seen[node.kind], code=node.code,
                              share=node.share, evidence=node.evidence))
