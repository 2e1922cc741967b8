"""字典, 人员, 对象: what was used is replaced, ties keep people away, firms and offices are registered once."""
from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.registry import services as registry
from inspections import seeds
from inspections.enums.ground import TargetKind
from inspections.models.domain import CheckItem, InspectionDomain, ViolationType
from inspections.models.inspector import InspectorTie
from inspections.models.target import InspectionTarget
from inspections.services import dictionaries, inspectors, targets
from inspections.services.inspections import items_for
from tests.inspections.duty import said
from tests.pages import records_inspections as make
from tests.pages import records_registers as registers
from tests.pages.records import Writers

# -- what every database starts with ----------------------------------------------------------------------------


def test_seeds_are_those_of_the_sources_and_come_once(dictionary: InspectionDomain) -> None:
    seeds.seed(apps)
    domains = list(InspectionDomain.objects.values_list("name", "count_unit", "finding_unit"))
    assert domains == [
        ("房地产市场", "家", "个"), ("自建房", "栋", "处"), ("燃气", "户", "条"), ("物业小区", "个", "处"),
        ("施工安全", "个", "个"),
    ]
    assert [str(one) for one in dictionary.violations.order_by("number")] == [
        "1. 未批先售", "2. 规避限购", "3. 捂盘惜售", "4. 哄抬房价", "5. 提供首付贷业务", "6. 挪用预售资金",
        "7. 销售合同“霸王条款”", "8. 现场公示资料不齐全", "9. 公示资料未及时更新",
        "10. 违规交房（未办竣工验收备案交房）", "11. 逾期交房",
    ]
    display = dictionary.items.filter(aspect="display", violation__number=8)
    assert (display.count(), dictionary.items.count()) == (14, 24)
    behind = dictionary.items.exclude(violation=None).values_list("violation__number", flat=True)
    assert sorted(set(behind)) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_each_kind_of_target_has_its_own_checklist(dictionary: InspectionDomain) -> None:
    def count(kind: str, domain: InspectionDomain = dictionary) -> int:
        return len(items_for(InspectionTarget(domain=domain, kind=kind)))

    assert (count("sales_office"), count("developer"), count("broker")) == (24, 9, 0)
    assert count("sales_office", InspectionDomain.objects.get(code="gas")) == 0


# -- dictionary -------------------------------------------------------------------------------------------------


def test_number_and_name_of_a_violation_stay(by: Writers, town: Unit) -> None:
    row = make.violation(by, town)
    row = dictionaries.edit_violation(
        actor=by.chief, violation=row, basis="本县公示规定", usual_severity="major", is_active=False
    )
    assert (row.basis, row.usual_severity, row.is_active) == ("本县公示规定", "major", False)
    with pytest.raises(DatabaseError, match="number and name stay"), transaction.atomic():
        ViolationType.objects.filter(pk=row.pk).update(name="别的")
    assert said(dictionaries.add_violation, actor=by.chief, domain=row.domain, number=8, name="另一种") == {
        "__all__": ["这个领域已有同号的违规情形。"]
    }


def test_an_answered_line_is_replaced_not_reworded(by: Writers, town: Unit) -> None:
    line = make.item(by)
    line = dictionaries.edit_item(actor=by.chief, item=line, text="公示预售许可证")
    assert line.domain.items.get().text == "公示预售许可证"
    make.recorded(by, town)
    successor = dictionaries.edit_item(actor=by.chief, item=line, text="公示最新的预售许可证")
    kept = CheckItem.objects.get(pk=line.pk)
    assert (kept.text, kept.is_active, successor.replaces, successor.is_active) == (
        "公示预售许可证", False, kept, True
    )
    assert said(dictionaries.edit_item, actor=by.chief, item=kept, text="又一种") == [
        "这一项已由“公示最新的预售许可证”替换，请修改新的一项。"
    ]
    with pytest.raises(DatabaseError, match="what has been answered stays"), transaction.atomic():
        CheckItem.objects.filter(pk=kept.pk).update(text="别的")


def test_a_line_means_a_violation_of_its_own_domain(by: Writers, town: Unit) -> None:
    assert said(make.item, by, violation=make.violation(by, town)) == {
        "violation": ["“现场公示资料不齐全”不属于商品房销售，请选择本领域的违规情形。"]
    }


def test_the_dictionary_belongs_to_whoever_keeps_the_rules(by: Writers) -> None:
    assert said(dictionaries.add_domain, actor=by.clerk, code="x", name="某") == [
        "您没有“维护检查领域、检查清单、违规情形、检查人员与信用规则”的权限，请联系有此权限的同事办理。"
    ]


# -- inspectors -------------------------------------------------------------------------------------------------


def test_ties_are_declared_by_oneself_and_ended_by_others(by: Writers, town: Unit, person: Callable) -> None:
    firm = registers.developer(by, town)
    mine = make.inspector_of(by, by.clerk)
    facts = {"organization": firm, "relation": "employed", "from_on": date(2025, 3, 1)}
    tie = inspectors.declare_tie(actor=by.clerk, inspector=mine, **facts)
    other = person("clerk", name="孙经办")
    assert said(inspectors.declare_tie, actor=other, inspector=mine, **facts) == [
        "您没有“维护检查领域、检查清单、违规情形、检查人员与信用规则”的权限，请联系有此权限的同事办理。"
    ]
    chiefs = inspectors.declare_tie(actor=by.chief, inspector=make.inspector_of(by, by.chief), **facts)
    end = {"to_on": date(2026, 5, 1), "note": "已离职满一年"}
    assert said(inspectors.end_tie, actor=by.chief, tie=chiefs, **end) == [
        "回避关系的解除须由本人以外的人登记。"
    ]
    assert said(inspectors.end_tie, actor=by.chief, tie=tie, to_on=date(2025, 1, 1), note="") == {
        "__all__": ["“回避至”不能早于“回避起”。"]
    }
    inspectors.end_tie(actor=by.chief, tie=tie, **end)
    found = [InspectorTie.objects.in_force(day).filter(pk=tie.pk).count() for day in (
        date(2025, 2, 28), date(2025, 3, 1), date(2026, 5, 1), date(2026, 5, 2)
    )]
    assert found == [0, 1, 1, 0]


def test_only_the_bureaus_people_inspect(by: Writers, township_clerk: User) -> None:
    assert said(make.inspector_of, by, township_clerk) == {"user": ["郑镇办不是本局人员，不能登记为检查人员。"]}
    first = make.inspector_of(by, by.clerk)
    facts = {"certificate_no": first.certificate_no, "valid_to": make.VALID}
    assert said(inspectors.register_inspector, actor=by.chief, user=by.chief, **facts) == {
        "certificate_no": ["这个执法证号已登记。"]
    }


# -- targets ----------------------------------------------------------------------------------------------------


def test_a_sales_office_takes_developer_and_name_from_its_estate(by: Writers, town: Unit) -> None:
    row = make.office(by, town)
    assert (row.name, row.organization, row.organization.name) == (
        f"{town}云栖里售房部", row.estate.developer, f"{town}置业有限公司"
    )


@pytest.mark.parametrize(("kind", "facts", "refusal"), [
    ("sales_office", {}, {"estate": ["售房部须选择楼盘。"]}),
    ("developer", {"name": "某公司"}, {"organization": ["开发企业须选择企业；没有的先在基础台账登记。"]}),
    ("other", {}, {"name": ["请填写对象名称。"]}),
])
def test_each_kind_says_what_it_needs(by: Writers, kind: str, facts: dict, refusal: dict) -> None:
    domain = make.domain(by)
    assert said(targets.register_target, actor=by.clerk, domain=domain, kind=kind, **facts) == refusal


def test_a_target_is_registered_once(by: Writers, town: Unit) -> None:
    office = make.office(by, town)
    domain, estate = office.domain, office.estate
    again = {"actor": by.clerk, "domain": domain}
    known = {"__all__": ["这个检查对象已登记，请直接使用。"]}
    assert said(targets.register_target, kind="sales_office", estate=estate, **again) == known
    second = targets.register_target(kind="sales_office", estate=estate, name="城南展厅", **again)
    assert second.organization == office.organization
    for facts in ({"kind": "developer", "organization": estate.developer}, {"kind": "other", "name": "柳巷 3 号"}):
        targets.register_target(**facts, **again)
        assert said(targets.register_target, **facts, **again) == known


def test_all_firms_and_offices_at_once(by: Writers, town: Unit, town2: Unit) -> None:
    office = make.office(by, town)
    registers.estate(by, town2)
    registry.register_organization(actor=by.clerk, name="云岭中介有限公司", kinds=["broker"])
    domain = office.domain
    made = [
        targets.register_many(actor=by.clerk, domain=domain, kind=kind)
        for kind in ("developer", "sales_office", "broker", "property", "developer", "sales_office")
    ]
    assert made == [2, 1, 1, 0, 0, 0]
    entry = Entry.objects.about(domain).order_by("pk").last()
    assert (entry.label, entry.after) == ("批量登记检查对象：商品房销售 售房部", {"新登记": 0})
    assert said(targets.register_many, actor=by.clerk, domain=domain, kind="other") == {
        "kind": ["这类对象台账中没有，请逐个登记。"]
    }


def test_firm_and_estate_stay_once_there_was_an_inspection(by: Writers, town: Unit, town2: Unit) -> None:
    visit = make.recorded(by, town)
    other = registers.estate(by, town2)
    assert said(targets.edit_target, actor=by.clerk, target=visit.target, estate=other) == {
        "estate": ["这个对象已有检查记录，企业和楼盘不能再改；换了企业的请另行登记。"]
    }
    row = targets.edit_target(actor=by.clerk, target=visit.target, address="滨河路 8 号", is_active=False)
    assert (row.address, row.is_active) == ("滨河路 8 号", False)
    assert said(make.visit, by, row, on=date(2026, 5, 19)) == {
        "target": [f"“{row}”已停用，不能登记检查。"]
    }


# -- pages ------------------------------------------------------------------------------------------------------


def test_domain_violation_and_line_on_pages(seal: Client) -> None:
    form = {"name": "城镇燃气", "code": "town_gas", "count_unit": "户", "finding_unit": "条", "order": "9"}
    page = seal.post(reverse("inspections:domain_create"), {**form, "code": "Town"})
    assert page.context["form"].errors["code"] == ["代码用小写字母开头，只含小写字母、数字、下划线。"]
    domain = seal.post(reverse("inspections:domain_create"), form)
    row = InspectionDomain.objects.get(code="town_gas")
    assert domain.url == row.get_absolute_url()
    kind = {"domain": row.pk, "number": 1, "name": "软管老化", "usual_severity": "major"}
    assert seal.post(reverse("inspections:violation_create"), kind).url == domain.url
    line = {"domain": row.pk, "aspect": "other", "order": 1, "text": "软管在有效期内", "target_kinds": ["other"],
            "violation": row.violations.get().pk}
    assert seal.post(reverse("inspections:item_create"), line).url == domain.url
    item = row.items.get()
    assert (item.target_kinds, item.kinds, str(item.violation)) == (["other"], "其他（户、栋）", "1. 软管老化")
    edit = {**line, "text": "连接软管在有效期内", "is_active": "on"}
    assert seal.post(reverse("inspections:item_edit", args=[item.pk]), edit).url == domain.url
    content = seal.get(domain.url).content.decode()
    assert [word in content for word in ("软管老化", "连接软管在有效期内", "登记违规情形")] == [True, True, True]


def test_a_target_on_pages(pen: Client, by: Writers, town: Unit) -> None:
    estate, domain = registers.estate(by, town), make.domain(by)
    url = reverse("inspections:target_create")
    form = {"domain": domain.pk, "kind": "sales_office", "estate": "没有的楼盘"}
    page = pen.post(url, form)
    assert list(page.context["form"].errors) == ["estate"]
    page = pen.post(url, {**form, "estate": str(estate)})
    row = InspectionTarget.objects.get()
    assert page.url == row.get_absolute_url()
    page = pen.get(page.url)
    assert [one.label for one in page.context["buttons"]] == ["登记检查", "修改"]
    pen.post(reverse("inspections:target_many"), {"domain": domain.pk, "kind": "developer"})
    kinds = InspectionTarget.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [TargetKind.SALES_OFFICE, TargetKind.DEVELOPER]
    page = pen.get(reverse("inspections:target_list"), {"visited": "false", "kind": "developer"})
    assert [str(one.record) for one in page.context["table"].rows] == [f"{town}置业有限公司"]


def test_an_inspector_declares_a_tie_on_pages(pen: Client, by: Writers, town: Unit) -> None:
    mine, chiefs = make.team(by)
    firm = registers.developer(by, town)
    form = {"organization": firm.name, "relation": "shares", "from_on": "2025-01-01"}
    page = pen.post(reverse("inspections:tie_create", args=[mine.pk]), form)
    assert (page.url, str(InspectorTie.objects.get())) == (mine.get_absolute_url(), f"李经办 {firm} 持股")
    page = pen.get(reverse("inspections:tie_create", args=[chiefs.pk]))
    assert page.context["blocked"] == "回避关系由检查人员本人申报，或由维护检查人员的同事登记。"
    page = pen.get(chiefs.get_absolute_url())
    assert [one.label for one in page.context["buttons"]] == []
