"""What every database starts with: domains, the violations of source 000, and the list of what a sales office displays.

``seed`` takes the historical models of a migration, or the real ones: it finds them by name and adds what is missing.
"""
from typing import Any

from inspections.enums.ground import CheckAspect, Severity, TargetKind

A, S = CheckAspect, Severity
OFFICE = [TargetKind.SALES_OFFICE.value]
SELLERS = [TargetKind.DEVELOPER.value, TargetKind.SALES_OFFICE.value]
MANAGEMENT = "《城市房地产开发经营管理条例》"
PRESALE = f"《城市房地产管理法》第四十五条、{MANAGEMENT}第二十二条"

# code, name, unit of targets, unit of findings (source 002)
DOMAINS = (
    ("market", "房地产市场", "家", "个"),
    ("self_built", "自建房", "栋", "处"),
    ("gas", "燃气", "户", "条"),
    ("property", "物业小区", "个", "处"),
    ("construction", "施工安全", "个", "个"),
)

# number, name, legal basis, usual severity: 1–7 as in source 000, 8–9 what it found, 10–11 from source 002
VIOLATIONS = (
    (1, "未批先售", f"{PRESALE}、第三十六条", S.GRAVE),
    (2, "规避限购", "", S.MAJOR),
    (3, "捂盘惜售", "", S.MAJOR),
    (4, "哄抬房价", "", S.MAJOR),
    (5, "提供首付贷业务", "", S.MAJOR),
    (6, "挪用预售资金", "《城市房地产管理法》第四十五条", S.GRAVE),
    (7, "销售合同“霸王条款”", "", S.MAJOR),
    (8, "现场公示资料不齐全", "", S.MINOR),
    (9, "公示资料未及时更新", "", S.MINOR),
    (10, "违规交房（未办竣工验收备案交房）", f"{MANAGEMENT}第十七条、《建设工程质量管理条例》第四十九条", S.GRAVE),
    (11, "逾期交房", "", S.MAJOR),
)

# what a sales office displays (公示资料核对表): text, legal basis
DISPLAY = (
    ("开发企业资质证书", ""),
    ("不动产权证（土地）", ""),
    ("建设用地、建设工程规划许可证", ""),
    ("建筑工程施工许可证", ""),
    ("商品房预售许可证", f"{MANAGEMENT}第二十六条"),
    ("总平面图", ""),
    ("测绘报告", ""),
    ("临时管理规约", ""),
    ("前期物业服务合同", ""),
    ("商品房买卖合同示范文本", ""),
    ("房屋和土地抵押情况", ""),
    ("代理销售委托书", ""),
    ("一房一价表", ""),
    ("预售资金监管账户信息", ""),
)

# aspect, text, legal basis, number of the violation, kinds of target
MORE = (
    (A.DISPLAY, "公示资料及时更新", "", 9, OFFICE),
    (A.ADVERTISING, "预售广告载明商品房预售许可证号", f"{MANAGEMENT}第二十五条", None, SELLERS),
    (A.SIGNING, "预售合同自签订之日起 30 日内网签备案", f"{MANAGEMENT}第二十六条", None, SELLERS),
    (A.PRESALE, "取得预售许可后才销售、收取预定款，没有未批先售", f"{PRESALE}、第三十六条", 1, SELLERS),
    (A.PRESALE, "预售资金全部进入监管账户、用于工程建设，没有挪用", "《城市房地产管理法》第四十五条", 6, SELLERS),
    (A.SALES, "没有规避限购", "", 2, SELLERS),
    (A.SALES, "没有捂盘惜售", "", 3, SELLERS),
    (A.SALES, "没有哄抬房价", "", 4, SELLERS),
    (A.SALES, "没有提供首付贷业务", "", 5, SELLERS),
    (A.CONTRACT, "销售合同没有“霸王条款”", "", 7, SELLERS),
)


def seed(apps: Any) -> None:
    """Add what is not there yet; what the county has changed since stays."""
    model = apps.get_model("inspections", "InspectionDomain")
    for order, (code, name, count_unit, finding_unit) in enumerate(DOMAINS, 1):
        model.objects.get_or_create(
            code=code, defaults={"name": name, "count_unit": count_unit, "finding_unit": finding_unit, "order": order}
        )
    market = model.objects.get(code="market")
    kinds = _violations(apps, market)
    _items(apps, market, kinds)


def _violations(apps: Any, domain: Any) -> dict[int, Any]:
    model = apps.get_model("inspections", "ViolationType")
    found = {}
    for number, name, basis, severity in VIOLATIONS:
        facts = {"name": name, "basis": basis, "usual_severity": severity.value}
        found[number], _made = model.objects.get_or_create(domain=domain, number=number, defaults=facts)
    return found


def _items(apps: Any, domain: Any, violations: dict[int, Any]) -> None:
    model = apps.get_model("inspections", "CheckItem")
    display = [(A.DISPLAY, f"公示{text}", basis, 8, OFFICE) for text, basis in DISPLAY]
    for order, (aspect, text, basis, number, kinds) in enumerate([*display, *MORE], 1):
        facts = {
            "order": order, "aspect": aspect.value, "basis": basis, "violation": violations.get(number),
            "target_kinds": list(kinds),
        }
        model.objects.get_or_create(domain=domain, text=text, defaults=facts)
