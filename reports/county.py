"""县情总览: which figures of which area stand on the director's one screen, in the order in which they are read."""
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from housing_portal.kit.figures import NO_VALUE, NOT_GIVEN, grouped
from housing_portal.kit.indicators import Measure
from reports.evaluate import IndicatorSet, audit_years
from transactions.market import Picture, change_words

YEARS_SHOWN = 2


@dataclass(frozen=True)
class Line:
    """One figure; ``bad`` when it is one that should be nought and is not."""

    label: str
    text: str
    unit: str
    url: str
    bad: bool = False


@dataclass(frozen=True)
class Area:
    """A panel: its title, the page with all of it, its lines."""

    title: str
    url: str
    lines: list[Line]


# no figure of its own: how the year's sales stand to those of the year before
COMPARED = "filed_net_area_year:yoy"
# told by statements alone: until there is one, nobody knows, and nought would be a claim
STATED = frozenset({"arrears_derived", "arrears_arranged_total"})
# key, what it is called here, whether it should be nought
Chosen = tuple[str, str, bool]
AREAS: tuple[tuple[str, str, tuple[Chosen, ...]], ...] = (
    ("棚改拆迁", "affordable:compound_list", (
        ("shanty_hh", "计划户数", False), ("hh_signed", "已签协议", False), ("hh_demo", "已拆迁", False),
        ("hh_left", "签约未拆", False), ("hh_demo_behind", "逾期未拆", True),
    )),
    ("老旧小区", "affordable:community_list", (
        ("old_cnt", "改造小区", False), ("old_started", "已开工", False), ("old_completed", "已完工", False),
        ("old_pct", "完成工程量", False), ("old_behind", "逾期", True),
    )),
    ("保障性租赁住房", "affordable:project_list", (
        ("gar_invest", "总投资", False), ("gar_sets", "计划套数", False), ("gar_started", "已开工", False),
        ("gar_start_rate", "开工率", False), ("gar_done", "基本建成", False),
    )),
    ("公租房与补贴", "affordable:home_list", (
        ("rental_homes_held", "实有房源", False), ("rental_homes_idle", "闲置房源", False),
        ("rent_collection_rate", "租金收缴率", False), ("subsidy_paid_hh", "补贴到账", False),
        ("subsidy_batches_behind", "逾期未发完批次", True),
    )),
    ("商品房市场", "transactions:market", (
        ("filed_net_area_year", "本年净销售", False), (COMPARED, "同比", False), ("stock_area", "可售库存", False),
        ("supply_months_a", "去化周期 A", False), ("supply_months_b", "去化周期 B", False),
    )),
    ("预售资金监管", "presale:overview", (
        ("escrow_balance", "监管余额", False), ("escrow_required", "应留存（Qe）", False),
        ("escrow_gap", "监管缺口", True),
        ("escrow_coverage", "覆盖率", False), ("escrow_alerts_red", "红色预警", True),
    )),
    ("保交房", "reports:delivery", (
        ("dv_at_risk", "有延期风险", True), ("dv_due_sets", "应交付", False), ("handover_of_due", "已交付", False),
        ("handover_rate", "交房率", False), ("handover_left_sets", "未交付", False),
    )),
    ("保交房项目与借款", "delivery:loan_list", (
        ("dv_estates", "在册项目", False), ("loan_approved", "借款批准", False), ("loan_arrived", "借款到账", False),
        ("loan_paid", "借款拨付", False), ("dv_fund_gap", "资金缺口", True),
    )),
    ("市场检查", "inspections:overview", (
        ("insp_total", "开展检查", False), ("check_findings", "发现问题", False), ("check_mended", "已整改", False),
        ("check_mended_rate", "整改率", False), ("check_overdue", "逾期未销号", True),
    )),
    ("信访投诉", "inspections:petition_list", (
        ("pet_received", "信访件次", False), ("pet_accepted", "受理", False), ("pet_close_rate", "办结率", False),
        ("pet_content_rate", "满意率", False), ("pet_overdue", "逾期", True),
    )),
    ("督查督办", "reports:supervision_list", (
        ("supervised_running", "在办事项", False), ("supervised_late", "逾期", True),
        ("supervised_fed_back", "待核定反馈", False), ("supervised_year", "本年交办", False),
        ("supervised_settled_rate", "办结率", False),
    )),
)


def areas(figures: IndicatorSet) -> list[Area]:
    """Return the panels of the county on the day of ``figures``."""
    made = [
        Area(title, _page(address, figures), [line(figures, *chosen) for chosen in lines])
        for title, address, lines in AREAS
    ]
    return [*made, audit(figures)]


def audit(figures: IndicatorSet) -> Area:
    """Return what auditors found and is not mended, the newest years first, and the arrears of rental housing."""
    years = sorted(audit_years(figures), reverse=True)[:YEARS_SHOWN]
    chosen = [("audit_open_total", "未整改问题", True)]
    chosen += [(f"audit_{year}_open_total", f"其中：{year} 年", False) for year in years]
    chosen += [("arrears_derived", "公租房历史欠账", False), ("arrears_arranged_total", "已落实", False)]
    return Area("审计与欠账", _page("reports:cross_tables", figures), [line(figures, *one) for one in chosen])


def line(figures: IndicatorSet, key: str, label: str, nought: bool) -> Line:
    """Return one figure of the page in its unit of display."""
    address = f"{reverse('reports:figure', args=[key.partition(':')[0]])}?as_of={figures.scope.as_of}"
    if key == COMPARED:
        return Line(label, _year_on_year(figures), "", address)
    value, indicator = figures.value(key), figures.indicators[key]
    if key in STATED and not value and not figures.states(key):
        value = None
    unit = "" if value is None else indicator.unit
    return Line(label, _text(figures, key, value), unit, address, nought and bool(value))


def _text(figures: IndicatorSet, key: str, value: int | Decimal | None) -> str:
    """Write a figure; — where there is nothing to divide by, —— where nobody has stated it."""
    indicator = figures.indicators[key]
    if value is None:
        return NOT_GIVEN if isinstance(indicator, Measure) else NO_VALUE
    return grouped(value, indicator.places)


def _year_on_year(figures: IndicatorSet) -> str:
    picture = Picture(figures.scope)
    words = change_words(picture.this_year.area, picture.last_year.area)
    return words.removeprefix("同比").removesuffix("，不作比较")


def _page(name: str, figures: IndicatorSet) -> str:
    """Return the page with the rest; pages of figures open on the same day."""
    dated = name.startswith(("reports:delivery", "reports:cross", "presale:overview", "transactions:market",
                             "inspections:overview"))
    return f"{reverse(name)}{f'?as_of={figures.scope.as_of}' if dated else ''}"
