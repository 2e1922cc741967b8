"""The figures of the market, defined once: formula, unit, 口径, and the events or rooms behind each (dossier §5, 3–9).

Events are the only source of sales. A cancellation counts negative on its own day and never changes an earlier month.
"""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from housing_portal.kit.indicators import Figure, Figures, Indicator, Measure, Quotient, Reckoned
from housing_portal.kit.periods import MONTH, YEAR, Running
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters
from housing_portal.registry.enums import PermitKind, PermitStatus
from housing_portal.registry.models import Organization, PermitBuilding, SalePermit
from transactions.daily import punctuality
from transactions.enums import RESIDENTIAL, EventKind, ResaleEventKind
from transactions.ledger import Moved, first_filing
from transactions.models import ContractEvent, ExistingHomeEvent, Room, SaleContract
from transactions.months import first_day, last_day, last_full, month_of, shifted, span
from transactions.totals import Totals, counted

Records = Callable[[Scope], QuerySet]
UNITS = (("sets", "套数", "套"), ("area", "面积", "万平方米"), ("amount", "金额", "亿元"))
PARTS = (("", "", None), ("home_", "住宅", True), ("other_", "非住宅", False))
FILED = "以备案日期计，不是统计局销售面积；变更按差额计，撤销在撤销当日记负，不改以前的月份"
SIGNED = "以网签日期计；撤销网签和注销备案在当日记负"
LONG, SHORT = 12, 6  # the two versions of 去化周期


@dataclass(frozen=True, kw_only=True)
class Shared(Measure):
    """A measure whose sum is read together with others; its records add up to the same."""

    reckon: Callable[[], Figure]

    def evaluate(self, scope: Scope, whole_id: int | None) -> Figures:
        """Return the figure of the scope it was made for."""
        return Figures(self.reckon(), {})


def measure(key: str, label: str, unit: str, formula: str, basis: str, records: Records, amount: str = "",
            related: tuple[str, ...] = ("contract",)) -> Measure:
    """Return a measure over records of the bureau as a whole."""
    return Measure(key, label, unit, formula, basis, records, amount, grouped=False, related=related)


def shared(reckon: Callable[[], Figure], key: str, label: str, unit: str, formula: str, basis: str, records: Records,
           amount: str = "", related: tuple[str, ...] = ("contract",)) -> Shared:
    """Return a measure that takes its figure from ``reckon``."""
    return Shared(
        key, label, unit, formula, basis, records, amount, grouped=False, related=related, reckon=reckon
    )


def _months(period: Running, day: date) -> list[int]:
    return span(month_of(period.start(day)), month_of(day))


def _events(period: Running, scope: Scope) -> QuerySet:
    return ContractEvent.objects.known(scope).filter(occurred_on__gte=period.start(scope.as_of))


@dataclass(frozen=True)
class Flow:
    """One way to look at the events of a period: which events, and the same of their sums by month."""

    code: str
    word: str
    formula: str
    basis: str
    of: Callable[[QuerySet], QuerySet]
    takes: Callable[[Moved], bool]


FLOWS = (
    Flow("filed_gross", "新增备案", "Σ 备案", FILED, lambda rows: rows.filter(kind=EventKind.FILE),
         lambda row: row.kind == EventKind.FILE),
    Flow("filed_changed", "变更增减", "Σ 备案后变更的差额", FILED,
         lambda rows: rows.filter(kind=EventKind.CHANGE, was_filed=True),
         lambda row: row.kind == EventKind.CHANGE and row.was_filed),
    Flow("filed_cancelled", "注销冲减", "Σ 注销备案（负数）", FILED,
         lambda rows: rows.filter(kind=EventKind.CANCEL, was_filed=True),
         lambda row: row.kind == EventKind.CANCEL and row.was_filed),
    Flow("filed_net", "净销售", "新增备案 + 变更增减 + 注销冲减", FILED, lambda rows: rows.filings(),
         lambda row: row.files),
    Flow("filed_net_home", "其中：住宅净销售", "住宅新增备案 + 变更增减 + 注销冲减", FILED + "；车位、储藏不是住宅",
         lambda rows: rows.filings().filter(is_residential=True), lambda row: row.files and row.residential),
    Flow("signed_net", "网签净额", "Σ 网签 + 变更 + 撤销网签 + 注销", SIGNED, lambda rows: rows.signings(),
         lambda row: row.kind != EventKind.FILE),
)


def sales(totals: Totals, period: Running) -> list[Measure]:
    """Return filed and signed sales of one period: gross, changed, cancelled and net; 套, area and money."""
    months = _months(period, totals.scope.as_of)
    return [
        shared(
            partial(totals.sum, column, months, flow.takes),
            f"{flow.code}_{column}_{period.code}", f"{period.word}{flow.word}{noun}", unit, flow.formula, flow.basis,
            lambda scope, flow=flow: flow.of(_events(period, scope)), column,
        )
        for flow in FLOWS
        for column, noun, unit in UNITS
        if (flow.code, column) != ("filed_changed", "sets")  # a change moves no home
    ]


# -- average price --------------------------------------------------------------------------------------


def prices(totals: Totals) -> list[Indicator]:
    """Return the average prices of the year with what they are divided from, and what was left out of them."""
    priced, percent = totals.priced, parameters.number("price_deviation_percent")
    basis = (
        "本年备案且未注销的合同；剔除亲属间、回迁安置、以房抵款、职工内部，"
        f"以及单价偏离同楼盘同用途当期中位数 {percent}% 以上的待核合同"
    )
    found: list[Indicator] = []
    kinds = (("", "房", None, priced.all, "；含商业、办公、车位、储藏"), ("home_", "住宅", True, priced.homes, ""))
    for code, word, part, rows, more in kinds:
        what, scope_note = f"商品{word}", basis + more
        found += [
            shared(partial(priced.sum, "amount", part), f"priced_{code}amount_year", f"{what}计价金额", "元",
                   "Σ 成交额", scope_note, rows, "amount"),
            shared(partial(priced.sum, "area", part), f"priced_{code}area_year", f"{what}计价面积", "㎡", "Σ 面积",
                   scope_note, rows, "area"),
            Quotient(f"average_{code}price_year", f"本年{what}销售均价", "计价金额 ÷ 计价面积", scope_note,
                     f"priced_{code}amount_year", f"priced_{code}area_year", "元/㎡"),
        ]
    doubtful = shared(lambda: counted(len(priced.suspects)), "price_suspects_year",
                      "单价待核合同", "件", "单价偏离同楼盘同用途当期中位数超过规定幅度", basis, priced.doubtful)
    return [*found, doubtful]


# -- stock and months of supply -------------------------------------------------------------------------

ROOM, AREA = ("building__estate",), "area_then"  # a later survey does not reach back
SALEABLE = (
    "有效许可（含现售备案）范围内、无有效合同、无查封和限制的房屋；抵押的须抵押权人同意；不含自持、配套、安置、人防"
)


def _of_use(rows: QuerySet, residential: bool | None) -> QuerySet:
    if residential is None:
        return rows
    return rows.filter(use__in=RESIDENTIAL) if residential else rows.exclude(use__in=RESIDENTIAL)


def stock(totals: Totals) -> list[Measure]:
    """Return what is left to be sold, and what stands beside it."""
    rooms, left = Room.objects, totals.left
    return [
        shared(partial(left, "sets", "saleable"), "stock_sets", "可售库存套数", "套", "可售房屋套数", SALEABLE,
               lambda s: rooms.saleable(s), related=ROOM),
        shared(partial(left, "sets", "saleable", True), "stock_home_sets", "其中：住宅套数", "套", "可售住宅套数",
               SALEABLE, lambda s: _of_use(rooms.saleable(s), True), related=ROOM),
        *(
            shared(partial(left, "area", "saleable", part), f"stock_{code}area", f"{word}可售库存面积", "万平方米",
                   "Σ 可售房屋建筑面积", SALEABLE, lambda s, part=part: _of_use(rooms.saleable(s), part), AREA, ROOM)
            for code, word, part in PARTS
        ),
        shared(partial(left, "area", "pledged_stock"), "stock_pledged_area", "其中：抵押可售面积", "万平方米",
               "Σ 抵押且抵押权人同意销售的建筑面积", SALEABLE, lambda s: rooms.pledged(s), AREA, ROOM),
        shared(partial(left, "area", "held"), "stock_held_area", "另列：查封、限制、抵押未同意面积", "万平方米",
               "Σ 许可范围内因限制不能出售的建筑面积", "不计入可售库存，单列", lambda s: rooms.held(s), AREA, ROOM),
        shared(partial(left, "area", "unsold_completed"), "stock_completed_area", "对照：竣工未售（统计局待售）面积",
               "万平方米", "Σ 已竣工备案、未售房屋建筑面积",
               "统计局口径的待售以竣工为准，与许可无关；与可售库存不是一回事，并列给出",
               lambda s: rooms.unsold_completed(s), AREA, ROOM),
    ]


def full_months(scope: Scope, most: int) -> list[int]:
    """Return the last full months by the as-of date, ``most`` or as many as there are since the first filing."""
    first, last = first_filing(scope), last_full(scope.as_of)
    if first is None:
        return []
    begun = month_of(first) if first == first_day(month_of(first)) else shifted(month_of(first), 1)
    return span(max(begun, shifted(last, 1 - most)), last)


def _recent(months: list[int], residential: bool | None) -> Records:
    def rows(scope: Scope) -> QuerySet:
        if not months:
            return ContractEvent.objects.none()
        days = (first_day(months[0]), last_day(months[-1]))
        events = ContractEvent.objects.known(scope).filings().filter(occurred_on__range=days)
        return events if residential is None else events.filter(is_residential=residential)
    return rows


def _is_net(row: Moved, residential: bool | None) -> bool:
    return row.files and residential in (None, row.residential)


def supply(totals: Totals) -> list[Indicator]:
    """Return the months of supply, version A over 12 full months and B over 6, with the sales they divide by."""
    found: list[Indicator] = []
    for letter, most in (("a", LONG), ("b", SHORT)):
        months = full_months(totals.scope, most)
        note = "" if len(months) == most else f"，按 {len(months)} 个完整月"
        for code, word, residential in PARTS:
            what, takes = f"{word or '商品房'}", partial(_is_net, residential=residential)
            found += [
                shared(partial(totals.sum, "area", months, takes), f"net_{code}area_{most}m",
                       f"{what}近 {most} 个完整月净销售面积{note}", "万平方米", "Σ 净销售面积",
                       FILED + "；不含未满的当月", _recent(months, residential), "area"),
                Quotient(f"supply_{code}months_{letter}", f"{what}去化周期（{letter.upper()}，近 {most} 个月{note}）",
                         f"可售库存 ÷（近 {most} 个完整月净销售面积 ÷ {len(months)}）",
                         "当月未满不计；月均不大于零为无法计算", f"stock_{code}area", f"net_{code}area_{most}m",
                         "个月", 1, len(months)),
            ]
    return found


# -- permits, deadlines, other markets ------------------------------------------------------------------


def _permits(scope: Scope) -> QuerySet:
    issued = SalePermit.objects.filter(
        kind=PermitKind.PRESALE, issued_on__range=(YEAR.start(scope.as_of), scope.as_of),
        recorded_at__lte=scope.cutoff,
    )
    return issued.exclude(status=PermitStatus.REVOKED, ended_on__lte=scope.as_of, ended_at__lte=scope.cutoff)


def _as_issued(scope: Scope) -> QuerySet:
    """Add ``area_issued``: what the permit said before it was changed for the first time."""
    changes = SalePermit._meta.get_field("change_applications").related_model.objects.order_by("decided_on", "pk")
    first = changes.filter(changes=OuterRef("pk"), area_former__isnull=False).values("area_former")[:1]
    return _permits(scope).annotate(area_issued=Coalesce(Subquery(first), F("area_total")))


def _developers(scope: Scope) -> QuerySet:
    permits = PermitBuilding.objects.in_force(scope.as_of, scope.cutoff)
    return Organization.objects.filter(Exists(permits.filter(permit__developer=OuterRef("pk"))))


def _with_tables(scope: Scope) -> QuerySet:
    """Return the developers whose permitted buildings all have their rooms on record."""
    bare = PermitBuilding.objects.in_force(scope.as_of, scope.cutoff).exclude(
        Exists(Room.objects.filter(building=OuterRef("building")))
    )
    return _developers(scope).exclude(Exists(bare.filter(permit__developer=OuterRef("pk"))))


def _due_before(scope: Scope) -> date:
    """Return the day before which a contract must have been signed to be overdue."""
    return scope.as_of - timedelta(days=parameters.number("filing_days"))


def overdue_filings(scope: Scope) -> int:
    """Return how many contracts were signed longer ago than the time for filing and are not filed."""
    return SaleContract.objects.count_overdue_at(scope, _due_before(scope))


def _resales(scope: Scope) -> QuerySet:
    return ExistingHomeEvent.objects.known(scope).filter(occurred_on__gte=YEAR.start(scope.as_of))


PERMITS = (
    measure("permits_issued_year", "本年核发预售许可", "个", "发证日期在本年的预售许可个数",
            "按发证日期，不按录入日期；已撤销的不计", _permits, related=()),
    measure("permits_area_year", "本年批准预售面积", "万平方米", "Σ 发证时批准面积合计",
            "按发证日期；已撤销的不计；以后的变更另列为变更净增", _as_issued, "area_issued", ()),
)


def overdue(scope: Scope) -> Measure:
    """Return the contracts that are to be urged."""
    return shared(
        lambda: counted(overdue_filings(scope)), "filings_overdue", "超期未备案合同", "件",
        "签订后超过规定天数仍未备案的合同件数", "期限见业务参数；未备案不影响合同效力",
        lambda at: SaleContract.objects.overdue_at(at, _due_before(at)), related=(),
    )


DEVELOPERS = (
    measure("dev_on_sale", "在售开发企业", "家", "有有效许可（含现售备案）的开发企业家数", "一家企业只计一次",
            _developers, related=()),
    measure("dev_with_tables", "已建立楼盘表的在售开发企业", "家", "许可楼幢均已建楼盘表的在售开发企业家数",
            "与在售开发企业相等时才可写“均建立”", _with_tables, related=()),
)


def online_filings(totals: Totals) -> Measure:
    """Return the number of filings of new homes, by which the office is measured beside that of existing ones."""
    gross, months = FLOWS[0], _months(YEAR, totals.scope.as_of)
    return shared(
        lambda: counted(totals.sum("sets", months, gross.takes).records), "wq_new",
        "本年商品房合同网签备案", "件", "本年备案件数", FILED + "；撤销件另见注销冲减",
        lambda scope: gross.of(_events(YEAR, scope)),
    )


OTHERS = (
    measure("wq_exist", "本年存量房合同网签备案", "件", "本年备案件数", "以备案日期计",
            lambda scope: _resales(scope).filter(kind=ResaleEventKind.FILE)),
    *(
        measure(f"existing_net_{column}_year", f"本年存量房净成交{noun}", unit, "备案 − 备案后注销", "以备案日期计",
                lambda scope: _resales(scope).filings(), column)
        for column, noun, unit in UNITS
    ),
)


def _punctual(scope: Scope) -> Figure:
    """Return the share of this year's due daily reports that were sent in time."""
    share = punctuality(YEAR.start(scope.as_of), scope.as_of, scope.cutoff).rate
    return Figure(share.percent, 0, share.numerator, share.denominator)


REPORTS = Reckoned("daily_report_punctuality", "本年交易日报报送及时率", "%", "按时日报数 ÷ 应报日数",
                   "截至日当日及以前的日报；零报告是日报；节假日是否报送见业务参数", _punctual, 2)


def market(scope: Scope) -> list[Indicator]:
    """Return all figures of the market at ``scope``, in the order in which leaders read them."""
    totals = Totals(scope)
    return [
        *sales(totals, YEAR), *sales(totals, MONTH), *prices(totals), *stock(totals), *supply(totals), *PERMITS,
        overdue(scope), *DEVELOPERS, online_filings(totals), *OTHERS, REPORTS,
    ]
