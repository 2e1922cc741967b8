"""The statutory conditions, each by itself: met, not met, and the sentence that says what is missing."""
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presale.conditions import Account, Case, conditions

ACCOUNT = Account("锦川云栖里 尾号0001", "JG2024-001", True, "正常", "云岭县监管规则", True)
CASE = Case(
    kind="presale", today=date(2026, 5, 20), least_percent=25, invested=Decimal("25000000.00"),
    total_invest=Decimal("100000000.00"), progress="主体至八层", planned_delivery_on=date(2027, 6, 30),
    land_paid_doc="票据 0012", land_certificate="不动产权第0001号", planning_permit="建字第001号",
    construction_permit="施字第001号", has_mortgage=False, mortgagee_consent="", has_scheme=True,
    completion_doc="", facilities_doc="", property_doc="", developer="云岭置业", developer_in_business=True,
    qualification="二级", qualification_until=date(2026, 5, 20), buildings=[("7#楼", None)], account=ACCOUNT,
)
SPOT = replace(
    CASE, kind="spot", completion_doc="竣备001", facilities_doc="验收单", property_doc="物业合同", account=None,
    buildings=[("7#楼", date(2026, 3, 1))],
)


def missing(case: Case) -> list[str]:
    return [f"{one.name}：{one.missing}" for one in conditions(case) if not one.is_met]


def test_a_case_that_meets_everything() -> None:
    assert ([len(conditions(case)) for case in (CASE, SPOT)], missing(CASE), missing(SPOT)) == ([10, 8], [], [])


def test_every_condition_names_its_law() -> None:
    assert [one.name for case in (CASE, SPOT) for one in conditions(case) if not one.law] == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"invested": Decimal("24999999.99")},
         "投入资金达总投资的 25%：应投入 25,000,000.00 元，还差 0.01 元。"),
        ({"invested": None}, "投入资金达总投资的 25%：请填写工程建设总投资和已投入建设资金。"),
        ({"total_invest": Decimal(0)}, "投入资金达总投资的 25%：请填写工程建设总投资和已投入建设资金。"),
        ({"total_invest": Decimal("100000000.01")}, "投入资金达总投资的 25%：应投入 25,000,000.01 元，还差 0.01 元。"),
        ({"land_paid_doc": ""}, "土地出让金付清：请补充土地出让金付清凭证。"),
        ({"land_certificate": ""}, "土地使用权证书：请补充土地不动产权证号。"),
        ({"planning_permit": ""}, "建设工程规划许可证：请补充建设工程规划许可证号。"),
        ({"construction_permit": ""}, "施工许可证：请补充施工许可证号。"),
        ({"has_scheme": False}, "商品房预售方案：请上传预售方案及分层平面图。"),
        ({"progress": "", "planned_delivery_on": None},
         "确定施工进度和竣工交付日期：请填写施工进度及安排；请填写计划竣工交付日期。"),
        ({"planned_delivery_on": date(2026, 5, 20)},
         "确定施工进度和竣工交付日期：计划竣工交付日期 2026-05-20 已过，请核对。"),
        ({"qualification_until": date(2026, 5, 19)},
         "开发企业资质在有效期内：资质已过期，请企业先办理延续并在基础台账更新。"),
        ({"qualification_until": None}, "开发企业资质在有效期内：请在基础台账登记资质等级和有效期。"),
        ({"developer_in_business": False}, "开发企业资质在有效期内：企业停业、注销或破产的，不能核发。"),
        ({"has_mortgage": None}, "抵押权人同意销售：请说明土地或在建工程有无抵押。"),
        ({"has_mortgage": True}, "抵押权人同意销售：请补充抵押权人同意销售的书面文件。"),
        ({"account": None}, "开立监管账户并签订三方协议：请先开立监管账户、签订三方协议，再在申请中选择。"),
        ({"account": replace(ACCOUNT, agreement_no="", is_usable=False, state="拟开", uncovered=["8#楼"])},
         "开立监管账户并签订三方协议：三方协议尚未签订；账户拟开，须为协议已签或正常；账户没有包括8#楼。"),
        ({"account": replace(ACCOUNT, rules_active=False)},
         "开立监管账户并签订三方协议：监管规则“云岭县监管规则”没有启用。"),
    ],
)
def test_what_is_missing_is_said(change: dict[str, object], sentence: str) -> None:
    assert missing(replace(CASE, **change)) == [sentence]


def test_a_consent_lets_a_mortgaged_building_pass() -> None:
    assert missing(replace(CASE, has_mortgage=True, mortgagee_consent="云岭农商行同意书 3 号")) == []


def test_a_spot_filing_asks_for_completion_facilities_and_management() -> None:
    case = replace(SPOT, completion_doc="", facilities_doc="", property_doc="", buildings=[("7#楼", None)])
    assert missing(case) == [
        "通过竣工验收备案：请补充竣工验收备案表号；7#楼没有登记竣工备案日期。",
        "配套设施具备交付条件：请补充配套设施交付条件证明。", "物业管理落实：请补充前期物业服务合同。",
    ]


@given(st.integers(0, 10**15), st.integers(1, 10**15), st.integers(1, 100))
def test_the_share_is_compared_in_whole_cents(invested: int, total: int, percent: int) -> None:
    case = replace(CASE, least_percent=percent, invested=Decimal(invested).scaleb(-2),
                   total_invest=Decimal(total).scaleb(-2))
    assert (missing(case) == []) == (invested * 100 >= total * percent)
