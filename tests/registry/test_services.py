"""Verbs of the master data."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from housing_portal.registry import services
from housing_portal.registry.models import CalendarDay, District, Organization, PolicyDoc


def refusal(verb: Callable[..., object], **arguments: object) -> dict[str, list[str]] | list[str]:
    before = Entry.objects.count()
    with pytest.raises(ServiceError) as refused:
        verb(**arguments)
    assert Entry.objects.count() == before
    return refused.value.message_dict if hasattr(refused.value, "error_dict") else refused.value.messages


def last() -> tuple[str, dict, dict]:
    entry = Entry.objects.first()
    return entry.label, entry.before, entry.after


PAPER = {"number": "云房办〔2026〕6号", "issuer": "云岭县住房和城乡建设局", "title": "年度计划"}


def test_policy_is_registered_and_corrected(clerk: User) -> None:
    policy = services.register_policy(actor=clerk, **PAPER)
    assert str(policy) == "《年度计划》（云房办〔2026〕6号）"
    changed = services.edit_policy(actor=clerk, policy=policy, **{**PAPER, "title": "年度目标"})
    assert (changed.pk, PolicyDoc.objects.get().title) == (policy.pk, "年度目标")
    assert last() == (
        "修改依据文件：《年度目标》（云房办〔2026〕6号）", {"标题": "年度计划"}, {"标题": "年度目标"}
    )


def test_document_numbers_are_checked_and_unique(clerk: User) -> None:
    services.register_policy(actor=clerk, **PAPER)
    assert refusal(services.register_policy, actor=clerk, **PAPER) == {"number": ["这个文号已登记。"]}
    wrong = refusal(services.register_policy, actor=clerk, **{**PAPER, "number": "云房办〔2026）6号"})
    assert list(wrong) == ["number"]


def test_districts_lie_below_their_superior(clerk: User) -> None:
    county = services.register_district(actor=clerk, code="990121", name="云岭县")
    town = services.register_district(actor=clerk, code="990121100", name="城关镇", parent=county)
    assert refusal(services.register_district, actor=clerk, code="990122100", name="外县镇", parent=county) == {
        "parent": ["上级区划“云岭县”的代码 990121 与本代码 990122100 不成上下级。"]
    }
    for code in (county.code, "990121"):
        assert list(
            refusal(services.edit_district, actor=clerk, district=county, code=code, name="云岭县", parent=town)
        ) == ["parent"]
    ended = services.edit_district(
        actor=clerk, district=town, code=town.code, name="城关镇", parent=county, valid_to=date(2026, 6, 30)
    )
    assert District.objects.get(pk=ended.pk).valid_to == date(2026, 6, 30)


COMPANY = {"name": "云岭建安有限公司", "kinds": ["developer", "undertaker"], "registered_capital": Decimal("20000000")}


def test_organization_in_several_capacities(clerk: User) -> None:
    company = services.register_organization(actor=clerk, **COMPANY)
    assert Organization.objects.get().kinds == "开发企业、承建单位"
    services.edit_organization(
        actor=clerk, organization=company, name="云岭建安有限公司", kinds=["undertaker", "contractor"],
        registered_capital=Decimal("20000000"),
    )
    assert Organization.objects.get().kinds == "施工单位、承建单位"
    assert last() == (
        "修改机构：云岭建安有限公司", {"机构类别": "开发企业、承建单位"}, {"机构类别": "承建单位、施工单位"}
    )


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"kinds": []}, {"kinds": ["请至少选择一个机构类别。"]}),
        ({"kinds": ["castle"]}, {"kinds": ["请至少选择一个机构类别。"]}),
    ],
)
def test_organization_refuses(clerk: User, change: dict, refused: dict) -> None:
    assert refusal(services.register_organization, actor=clerk, **{**COMPANY, **change}) == refused
    assert Organization.objects.count() == 0


def test_two_organizations_without_code_are_allowed(clerk: User) -> None:
    for name in ("甲公司", "乙公司"):
        services.register_organization(actor=clerk, name=name, kinds=["developer"], credit_code=None)
    assert Organization.objects.count() == 2


def test_calendar_days_are_added_and_removed(clerk: User) -> None:
    day = services.add_day(actor=clerk, on=date(2026, 10, 1), kind="holiday", name="国庆节")
    again = {"on": date(2026, 10, 1), "kind": "holiday", "name": "国庆节"}
    assert refusal(services.add_day, actor=clerk, **again) == {"on": ["这一天已登记。"]}
    monday = {"on": date(2026, 10, 12), "kind": "adjusted_workday", "name": "国庆节"}
    assert refusal(services.add_day, actor=clerk, **monday) == {
        "kind": ["2026-10-12 是星期一，本来就上班，不能登记为调休上班。"]
    }
    services.remove_day(actor=clerk, day=day)
    assert CalendarDay.objects.count() == 0
    assert last()[0] == "删除工作日历：2026-10-01 节假日 国庆节"


def test_the_same_notice_twice_changes_nothing(clerk: User) -> None:
    lines = "2026-10-01 至 2026-10-03 节假日 国庆节\n2026-10-10 调休上班 国庆节"
    assert services.paste_days(actor=clerk, lines=lines) == 4
    assert last() == (
        "导入工作日历 4 天（2026-10-01 至 2026-10-10）", {},
        {"2026-10-01": "节假日 国庆节", "2026-10-02": "节假日 国庆节", "2026-10-03": "节假日 国庆节",
         "2026-10-10": "调休上班 国庆节"},
    )
    assert services.paste_days(actor=clerk, lines=lines) == 0
    assert Entry.objects.count() == 1


def test_a_new_notice_replaces_what_differs(clerk: User) -> None:
    services.paste_days(actor=clerk, lines="2026-10-01 至 2026-10-02 节假日 国庆节")
    assert services.paste_days(actor=clerk, lines="2026-10-01 至 2026-10-02 节假日 国庆\n2026-10-02 节假日 国庆") == 2
    assert last()[1:] == (
        {"2026-10-01": "节假日 国庆节", "2026-10-02": "节假日 国庆节"},
        {"2026-10-01": "节假日 国庆", "2026-10-02": "节假日 国庆"},
    )


def test_one_bad_line_stores_nothing(clerk: User) -> None:
    assert list(refusal(services.paste_days, actor=clerk, lines="2026-10-01 节假日 国庆节\n坏行")) == ["lines"]
    assert CalendarDay.objects.count() == 0


def test_only_editors_write(auditor: User, clerk: User) -> None:
    policy = services.register_policy(actor=clerk, **PAPER)
    company = services.register_organization(actor=clerk, **COMPANY)
    district = services.register_district(actor=clerk, code="990121", name="云岭县")
    day = services.add_day(actor=clerk, on=date(2026, 10, 1), kind="holiday", name="国庆节")
    calls = [
        (services.register_policy, {**PAPER, "number": "云房办〔2026〕7号"}),
        (services.edit_policy, {"policy": policy, **PAPER}),
        (services.register_organization, {**COMPANY, "name": "另一公司"}),
        (services.edit_organization, {"organization": company, **COMPANY}),
        (services.register_district, {"code": "990122", "name": "邻县"}),
        (services.edit_district, {"district": district, "code": "990121", "name": "云岭县"}),
        (services.add_day, {"on": date(2026, 10, 2), "kind": "holiday", "name": "国庆节"}),
        (services.remove_day, {"day": day}),
        (services.paste_days, {"lines": "2026-10-02 节假日 国庆节"}),
    ]
    sentence = ["您没有维护基础台账的权限，请联系有此权限的同事办理。"]
    assert [refusal(verb, actor=auditor, **arguments) for verb, arguments in calls] == [sentence] * len(calls)


def test_papers_cite_one_document_for_each_use(clerk: User) -> None:
    first = services.register_policy(actor=clerk, **PAPER, paper_use="presale_rule", joint_issuers=4)
    other = {**PAPER, "number": "云房办〔2026〕7号"}
    taken = ["公文的这一处引用已指定另一份文件，请先取消那一份。"]
    assert refusal(services.register_policy, actor=clerk, **other, paper_use="presale_rule") == {"__all__": taken}
    second = services.register_policy(actor=clerk, **other)
    services.edit_policy(actor=clerk, policy=first, **PAPER, paper_use="")
    services.edit_policy(actor=clerk, policy=second, **other, paper_use="presale_rule")
    assert last()[1:] == ({"公文引用": ""}, {"公文引用": "预售资金监管规定"})
    assert list(PolicyDoc.objects.filter(paper_use="presale_rule")) == [second]


def test_who_signs_alone_is_no_joint_issuer(clerk: User) -> None:
    for number in (0, 1):
        assert refusal(services.register_policy, actor=clerk, **PAPER, joint_issuers=number) == {
            "__all__": ["联合发文至少两个机关；单独发文的请留空。"]
        }
    assert services.register_policy(actor=clerk, **PAPER, joint_issuers=2).joint_issuers == 2
