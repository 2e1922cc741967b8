"""A stage is applied for, seen by two people, certified by another; taken back, more must be retained again."""
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.models import Building
from presale.enums import NodeCode, NodeStatus
from presale.models import EscrowAccount, NodeCertification
from presale.services import nodes
from presale.services.position import position
from tests.presale.builders import yuan
from tests.presale.cases import DAY, PROOF, Office, refused
from tests.transactions import builders as market


@pytest.fixture
def applied(who: Office, account: EscrowAccount, building: Building) -> NodeCertification:
    return nodes.apply_node(
        actor=who.clerk, building=building, node=NodeCode.TOPOUT, applied_on=DAY, evidence=PROOF
    )


def inspected(who: Office, node: NodeCertification, **facts: object) -> NodeCertification:
    return nodes.inspect_node(**{
        "actor": who.clerk, "node": node, "inspected_on": DAY, "inspector_one": who.inspector,
        "inspector_two": who.second, "finding": "主体已封顶", **facts,
    })


def test_a_certified_stage_lowers_what_must_be_retained(
    who: Office, account: EscrowAccount, applied: NodeCertification
) -> None:
    inspected(who, applied)
    assert position(account).node_quota == yuan(10_000_000)
    done = nodes.certify_node(actor=who.chief, node=applied)
    assert (done.status, done.certified_by, done.certified_on) == (NodeStatus.CERTIFIED, who.chief, clock.today())
    assert position(account).node_quota == yuan(4_000_000)
    nodes.void_node(actor=who.director, node=applied, reason="误认")
    assert position(account).node_quota == yuan(10_000_000)


def test_the_inspectors_differ(who: Office, applied: NodeCertification) -> None:
    assert refused(lambda: inspected(who, applied, inspector_two=who.inspector)) == ["查验须由两位不同的同事进行。"]


def test_an_inspection_lies_between_application_and_today(who: Office, applied: NodeCertification) -> None:
    early, late = DAY - timedelta(days=1), clock.today() + timedelta(days=1)
    assert refused(lambda: inspected(who, applied, inspected_on=early)) == [f"{early} 早于申请日期 {DAY}，请核对。"]
    assert refused(lambda: inspected(who, applied, inspected_on=late)) == [f"{late} 晚于今天，请填写今天或以前的日期。"]


def test_nothing_is_certified_without_evidence(who: Office, account: EscrowAccount, building: Building) -> None:
    bare = nodes.apply_node(actor=who.clerk, building=building, node=NodeCode.HALF, applied_on=DAY)
    assert refused(lambda: inspected(who, bare)) == ["请上传核验材料（验收记录、现场照片等）。"]
    assert inspected(who, bare, evidence=PROOF).status == NodeStatus.INSPECTED


def test_not_certified_by_whoever_applied(
    who: Office, applied: NodeCertification, person: Callable[..., User]
) -> None:
    inspected(who, applied)
    NodeCertification.objects.filter(pk=applied.pk).update(recorded_by=who.chief)
    assert refused(lambda: nodes.certify_node(actor=who.chief, node=applied)) == [
        "这次申请由您本人登记，须由另一位同事核验。"
    ]
    nodes.certify_node(actor=person("chief"), node=applied)
    with pytest.raises(IntegrityError), transaction.atomic():
        NodeCertification.objects.filter(pk=applied.pk).update(certified_by=who.chief)


def test_only_stages_of_the_rules_and_only_once(
    who: Office, account: EscrowAccount, applied: NodeCertification, building: Building
) -> None:
    facts = {"actor": who.clerk, "building": building, "applied_on": DAY}
    assert refused(lambda: nodes.apply_node(**facts, node=NodeCode.MASONRY)) == [
        f"监管规则“{account.rules}”没有这个节点，可选：地下结构完成（正负零）、主体达二分之一、主体封顶、外立面装饰完成、竣工备案。"
    ]
    assert refused(lambda: nodes.apply_node(**facts, node=NodeCode.TOPOUT)) == ["这幢楼的这个节点已申请或已核验。"]
    nodes.reject_node(actor=who.chief, node=applied, reason="未封顶")
    again = nodes.apply_node(**facts, node=NodeCode.TOPOUT)
    assert again.status == NodeStatus.APPLIED


def test_a_building_without_account(who: Office, building: Building) -> None:
    other = market.building(building.estate, "9#楼")
    assert refused(lambda: nodes.apply_node(
        actor=who.clerk, building=other, node=NodeCode.TOPOUT, applied_on=DAY
    )) == ["9#楼 没有监管账户，不需要核验节点。"]


def test_only_the_director_takes_back_and_says_why(who: Office, applied: NodeCertification) -> None:
    inspected(who, applied)
    nodes.certify_node(actor=who.chief, node=applied)
    assert refused(lambda: nodes.void_node(actor=who.chief, node=applied, reason="误认")) == [
        "您没有“撤回误认”的权限，请联系有此权限的同事办理。"
    ]
    assert refused(lambda: nodes.void_node(actor=who.director, node=applied, reason=" ")) == ["请写明原因。"]
