"""节点核验: applied for, seen on the site by two people, certified by another, taken back by the director alone.

A node decides how much of the quota must be retained, so the account is locked before anything about it changes.
"""
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Building
from presale import ledger
from presale.enums import BuildingKind, NodeCode
from presale.models import AccountBuilding, NodeCertification, Release, RuleNode
from presale.workflow import NODE, RECORD
from transactions.services.entry import Evidence, change, enter, lock, must, not_before, not_in_future
from transactions.services.holding import must_say

SAY = "请写明原因。"


@transaction.atomic
def apply_node(
    *, actor: User, building: Building, node: NodeCode, applied_on: date, evidence: Evidence = (),
) -> NodeCertification:
    """Enter that the developer asks for the certification of a stage that the rules of its account know."""
    must(actor, RECORD)
    place = AccountBuilding.objects.filter(building=building, is_current=True).select_related("account").first()
    if place is None:
        raise ServiceError({"building": f"{building} 没有监管账户，不需要核验节点。"})
    if node not in known_nodes(place):
        names = "、".join(NodeCode(code).label for code in known_nodes(place)) or "无"
        raise ServiceError({"node": f"监管规则“{place.account.rules}”没有这个节点，可选：{names}。"})
    not_in_future("applied_on", applied_on)
    asked = NodeCertification(building=building, node=node, applied_on=applied_on)
    return enter(actor, "申请节点核验", asked, evidence)


@transaction.atomic
def inspect_node(
    *, actor: User, node: NodeCertification, inspected_on: date, inspector_one: User, inspector_two: User,
    finding: str, evidence: Evidence = (),
) -> NodeCertification:
    """Enter what two inspectors found on the site; they differ, so at least one did not enter the application."""
    node, before = _begin(actor, node, "inspect")
    not_in_future("inspected_on", inspected_on)
    not_before("inspected_on", inspected_on, node.applied_on, "申请日期")
    if inspector_one.is_person(inspector_two.pk):
        raise ServiceError({"inspector_two": "查验须由两位不同的同事进行。"})
    node.inspected_on, node.finding = inspected_on, finding
    node.inspector_one, node.inspector_two = inspector_one, inspector_two
    changed = change(actor, "登记查验", node, before, evidence)
    if not Attachment.objects.about(node).exists():
        raise ServiceError({"evidence": "请上传核验材料（验收记录、现场照片等）。"})
    return changed


@transaction.atomic
def certify_node(*, actor: User, node: NodeCertification) -> NodeCertification:
    """Certify: from now on less must be retained. Not by whoever entered the application."""
    _lock_account(node)
    node, before = _begin(actor, node, "certify")
    if actor.is_person(node.recorded_by_id):
        raise ServiceError("这次申请由您本人登记，须由另一位同事核验。")
    node.certified_by, node.certified_on = actor, clock.today()
    return change(actor, "核验节点", node, before)


@transaction.atomic
def reject_node(*, actor: User, node: NodeCertification, reason: str) -> NodeCertification:
    """Refuse the certification; it may be applied for again."""
    node, before = _begin(actor, node, "reject")
    return change(actor, "节点不予通过", node, before, reason=must_say(reason, SAY))


@transaction.atomic
def void_node(*, actor: User, node: NodeCertification, reason: str) -> NodeCertification:
    """Take a wrong certification back: more must be retained again, and nothing more is paid on its strength."""
    _lock_account(node)
    node, before = _begin(actor, node, "void")
    node.voided_by, node.voided_on = actor, clock.today()
    return change(actor, "撤回节点", node, before, reason=must_say(reason, SAY))


# -- what pages ask ----------------------------------------------------------------------------------


def known_nodes(place: AccountBuilding) -> list[str]:
    """Return the stages that the rules know for a building, in order."""
    nodes = RuleNode.objects.filter(rules=place.account.rules_id)
    own = nodes.filter(building_kind=place.kind) if place.kind != BuildingKind.ANY else nodes.none()
    chosen = own if own.exists() else nodes.filter(building_kind=BuildingKind.ANY)
    return list(chosen.order_by("seq").values_list("code", flat=True))


def resting_on(node: NodeCertification) -> QuerySet[Release]:
    """Return the releases under way that were asked for on the strength of ``node``."""
    return Release.objects.in_flight().filter(node=node).order_by("pk")


# -- shared steps ------------------------------------------------------------------------------------


def _begin(actor: User, node: NodeCertification, code: str) -> tuple[NodeCertification, dict[str, Any]]:
    node = lock(node)
    node.building = Building.objects.get(pk=node.building_id)  # the diary names it before and after
    before = snapshot(node)
    NODE.enter(node, code, actor)
    return node, before


def _lock_account(node: NodeCertification) -> None:
    """Hold the account whose available amount is about to change, so that no release is approved meanwhile."""
    place = AccountBuilding.objects.filter(building=node.building_id, is_current=True).select_related("account").first()
    if place is not None:
        ledger.lock_account(place.account)
