"""The statutory conditions of a permit, one by one: the law, whether it is met, what is known, what is missing.

Pure: whoever asks brings the facts. Money and shares are compared as whole 分; nothing is rounded on the way.
"""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from housing_portal.kit.figures import CENT, Ratio, grouped
from housing_portal.registry.enums import PermitKind

REAL_ESTATE_LAW = "城市房地产管理法第四十五条"
DEVELOPMENT_RULES = "城市房地产开发经营管理条例第二十二条"
PRESALE_RULES = "城市商品房预售管理办法第七条"
SALE_RULES = "商品房销售管理办法第七条"
ESCROW_OPINION = "建房〔2022〕16号"
QUALIFICATION_RULES = "房地产开发企业资质管理规定"
MORTGAGE_RULES = "城市房地产抵押管理办法第三十七条"


@dataclass(frozen=True)
class Account:
    """The escrow account of an application, as far as the conditions ask about it."""

    name: str
    agreement_no: str
    is_usable: bool
    state: str
    rules: str
    rules_active: bool
    uncovered: Sequence[str] = ()


@dataclass(frozen=True)
class Case:
    """What an application says, with what the registers say of its developer, its buildings and its account."""

    kind: str
    today: date
    least_percent: int
    invested: Decimal | None
    total_invest: Decimal | None
    progress: str
    planned_delivery_on: date | None
    land_paid_doc: str
    land_certificate: str
    planning_permit: str
    construction_permit: str
    has_mortgage: bool | None
    mortgagee_consent: str
    has_scheme: bool
    completion_doc: str
    facilities_doc: str
    property_doc: str
    developer: str
    developer_in_business: bool
    qualification: str
    qualification_until: date | None
    buildings: Sequence[tuple[str, date | None]]
    account: Account | None = None


@dataclass(frozen=True)
class Condition:
    """``known`` is what the office has before it, ``missing`` what is to be done; empty when the condition is met."""

    name: str
    law: str
    known: str
    missing: str = ""

    @property
    def is_met(self) -> bool:
        return not self.missing


def conditions(case: Case) -> list[Condition]:
    """Return the conditions of this kind of permit in the order of the law."""
    own = _of_presale if case.kind == PermitKind.PRESALE else _of_spot_sale
    return list(own(case))


def _of_presale(case: Case) -> Iterator[Condition]:
    yield _paper("土地出让金付清", REAL_ESTATE_LAW, case.land_paid_doc, "土地出让金付清凭证")
    yield _paper("土地使用权证书", REAL_ESTATE_LAW, case.land_certificate, "土地不动产权证号")
    yield _paper("建设工程规划许可证", REAL_ESTATE_LAW, case.planning_permit, "建设工程规划许可证号")
    yield _paper("施工许可证", DEVELOPMENT_RULES, case.construction_permit, "施工许可证号")
    yield _investment(case)
    yield _schedule(case)
    scheme = "已附商品房预售方案" if case.has_scheme else "没有预售方案"
    yield Condition("商品房预售方案", PRESALE_RULES, scheme, "" if case.has_scheme else "请上传预售方案及分层平面图。")
    yield _escrow(case.account)
    yield _qualification(case)
    yield _mortgage(case)


def _of_spot_sale(case: Case) -> Iterator[Condition]:
    yield _paper("土地使用权证书", SALE_RULES, case.land_certificate, "土地不动产权证号")
    yield _paper("建设工程规划许可证", SALE_RULES, case.planning_permit, "建设工程规划许可证号")
    yield _paper("施工许可证", SALE_RULES, case.construction_permit, "施工许可证号")
    yield _completion(case)
    yield _paper("配套设施具备交付条件", SALE_RULES, case.facilities_doc, "配套设施交付条件证明")
    yield _paper("物业管理落实", SALE_RULES, case.property_doc, "前期物业服务合同")
    yield _qualification(case)
    yield _mortgage(case)


def _paper(name: str, law: str, number: str, noun: str) -> Condition:
    return Condition(name, law, number or f"没有填写{noun}", "" if number else f"请补充{noun}。")


def _investment(case: Case) -> Condition:
    name, least = f"投入资金达总投资的 {case.least_percent}%", case.least_percent
    if case.invested is None or not case.total_invest:
        return Condition(name, REAL_ESTATE_LAW, "没有填写总投资或已投入资金", "请填写工程建设总投资和已投入建设资金。")
    share = Ratio(case.invested, case.total_invest)
    known = f"已投入 {grouped(case.invested, 2)} 元，总投资 {grouped(case.total_invest, 2)} 元，占 {share}%"
    if case.invested * 100 >= case.total_invest * least:
        return Condition(name, REAL_ESTATE_LAW, known)
    wanted = (case.total_invest * least / 100).quantize(CENT, ROUND_CEILING)
    short = grouped(wanted - case.invested, 2)
    return Condition(name, REAL_ESTATE_LAW, known, f"应投入 {grouped(wanted, 2)} 元，还差 {short} 元。")


def _schedule(case: Case) -> Condition:
    name, on = "确定施工进度和竣工交付日期", case.planned_delivery_on
    known = f"{case.progress or '没有填写施工进度'}；计划 {on} 竣工交付" if on else case.progress or "没有填写施工进度"
    faults = []
    if not case.progress:
        faults.append("请填写施工进度及安排")
    if on is None:
        faults.append("请填写计划竣工交付日期")
    elif on <= case.today:
        faults.append(f"计划竣工交付日期 {on} 已过，请核对")
    return Condition(name, DEVELOPMENT_RULES, known, f"{'；'.join(faults)}。" if faults else "")


def _escrow(account: Account | None) -> Condition:
    name = "开立监管账户并签订三方协议"
    if account is None:
        return Condition(name, ESCROW_OPINION, "没有选择监管账户", "请先开立监管账户、签订三方协议，再在申请中选择。")
    faults = []
    if not account.agreement_no:
        faults.append("三方协议尚未签订")
    if not account.is_usable:
        faults.append(f"账户{account.state}，须为协议已签或正常")
    if not account.rules_active:
        faults.append(f"监管规则“{account.rules}”没有启用")
    if account.uncovered:
        faults.append(f"账户没有包括{'、'.join(account.uncovered)}")
    agreement = f"，三方协议 {account.agreement_no}" if account.agreement_no else ""
    known = f"{account.name}（{account.state}）{agreement}"
    return Condition(name, ESCROW_OPINION, known, f"{'；'.join(faults)}。" if faults else "")


def _qualification(case: Case) -> Condition:
    name, until = "开发企业资质在有效期内", case.qualification_until
    if not case.developer_in_business:
        known = f"{case.developer}不在营业状态"
        return Condition(name, QUALIFICATION_RULES, known, "企业停业、注销或破产的，不能核发。")
    if not case.qualification or until is None:
        remedy = "请在基础台账登记资质等级和有效期。"
        return Condition(name, QUALIFICATION_RULES, f"{case.developer}没有登记资质或有效期", remedy)
    known = f"{case.developer}，{case.qualification}，有效期至 {until}"
    if until >= case.today:
        return Condition(name, QUALIFICATION_RULES, known)
    return Condition(name, QUALIFICATION_RULES, known, "资质已过期，请企业先办理延续并在基础台账更新。")


def _mortgage(case: Case) -> Condition:
    name = "抵押权人同意销售"
    if case.has_mortgage is None:
        return Condition(name, MORTGAGE_RULES, "没有说明有无抵押", "请说明土地或在建工程有无抵押。")
    if not case.has_mortgage:
        return Condition(name, MORTGAGE_RULES, "土地和在建工程没有抵押")
    if case.mortgagee_consent:
        return Condition(name, MORTGAGE_RULES, f"有抵押，{case.mortgagee_consent}")
    return Condition(name, MORTGAGE_RULES, "有抵押，没有抵押权人同意书", "请补充抵押权人同意销售的书面文件。")


def _completion(case: Case) -> Condition:
    name, law = "通过竣工验收备案", SALE_RULES
    open_ones = [building for building, completed_on in case.buildings if completed_on is None]
    faults = []
    if not case.completion_doc:
        faults.append("请补充竣工验收备案表号")
    if open_ones:
        faults.append(f"{'、'.join(open_ones)}没有登记竣工备案日期")
    known = case.completion_doc or "没有填写竣工验收备案表号"
    return Condition(name, law, known, f"{'；'.join(faults)}。" if faults else "")
