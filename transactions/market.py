"""What the leaders' page says: this year against last year in words, and the figures of one look at the market."""
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from housing_portal.kit.figures import Ratio, rounded
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters
from housing_portal.registry.services.months import lock_of
from transactions import ledger
from transactions.indicators import LONG, SHORT, full_months, overdue_filings
from transactions.ledger import Sales, Stock, Turnover
from transactions.models import DailyReport, PriceIndex
from transactions.months import a_year_before, is_full, last_day, last_full, month_of, shifted, span

Number = int | Decimal
YEAR_ON_YEAR, MONTH_ON_MONTH = ("同比", "上年同期"), ("环比", "上月")
SHOWN_MONTHS, SHOWN_ESTATES, BEST_SELLER_DAYS = 13, 6, 30
SUSPEND_LAND = 36  # months of supply above which no more land is offered
NO_SUPPLY = "无法计算"


def change(
    now: Number | None, before: Number | None, kind: tuple[str, str] = YEAR_ON_YEAR
) -> tuple[str, Decimal | None]:
    """Return how ``now`` compares with ``before`` in words, and the rate in per cent without its sign.

    增长 or 下降, never a negative growth, never against zero or less (rule F 4); None where no rate is said.
    """
    name, earlier = kind
    if now is None or before is None:
        return f"{earlier}无数据", None
    if before <= 0:
        return f"{earlier}为{'零' if before == 0 else '负数，不作比较'}", None
    rate = Ratio(Decimal(now) - Decimal(before), before).percent
    if not rate:
        return f"{name}{'持平' if now == before else '基本持平'}", None
    return f"{name}{'增长' if rate > 0 else '下降'}", abs(rate)


def change_words(now: Number | None, before: Number | None, kind: tuple[str, str] = YEAR_ON_YEAR) -> str:
    """Say on a page how ``now`` compares with ``before``, in the words of the papers."""
    words, rate = change(now, before, kind)
    return words if rate is None else f"{words} {rate}%"


def points_words(now: Decimal, before: Decimal, kind: tuple[str, str] = YEAR_ON_YEAR) -> str:
    """Say how one rate compares with another: in 个百分点, not in per cent."""
    gap = rounded(now - before)
    if gap == 0:
        return f"{kind[0]}持平"
    return f"{kind[0]}{'提高' if gap > 0 else '下降'} {abs(gap)} 个百分点"


def range_words(months: Decimal, low: int, high: int) -> tuple[str, Decimal | None]:
    """Return where months of supply lie against the reasonable range, and by how many months beside it."""
    if months > high:
        return "高于合理区间", months - high
    return ("低于合理区间", low - months) if months < low else ("在合理区间内", None)


@dataclass(frozen=True)
class Supply:
    """去化周期: how many months the stock lasts at the mean of the last full months."""

    stock: Decimal
    sold: Decimal
    months: int
    wanted: int
    low: int
    high: int

    @property
    def value(self) -> Decimal | None:
        """Return the months with one decimal, or None when nothing, or less than nothing, was sold."""
        return rounded(self.stock * self.months / self.sold, 1) if self.sold > 0 else None

    @property
    def text(self) -> str:
        return NO_SUPPLY if self.value is None else str(self.value)

    @property
    def basis(self) -> str:
        """Say which months it stands on."""
        if self.months == self.wanted:
            return f"近 {self.wanted} 个月"
        return f"按 {self.months} 个完整月" if self.months else "尚无完整月"

    @property
    def words(self) -> str:
        """Say where it lies against the reasonable range."""
        if self.value is None:
            return "月均净销售不大于零" if self.months else "销售不足一个完整月"
        words, months = range_words(self.value, self.low, self.high)
        return words if months is None else f"{words} {months} 个月"

    @property
    def lamp(self) -> str:
        if self.value is None:
            return "n"
        if self.value > self.high:
            return "r" if self.value > SUSPEND_LAND else "a"
        return "g" if self.value >= self.low else "a"

    @property
    def lamp_word(self) -> str:
        if self.value is None:
            return NO_SUPPLY
        return "偏长" if self.value > self.high else "合理" if self.value >= self.low else "偏短"


@dataclass
class Picture:
    """The market as of one day; every part is read from the database when first asked for."""

    scope: Scope

    @property
    def day(self) -> date:
        return self.scope.as_of

    @property
    def month(self) -> int:
        return month_of(self.day)

    @cached_property
    def sales(self) -> Turnover:
        """Return two years and a month of filed sales, from one query."""
        return ledger.turnover(self.scope, span(shifted(self.month, -24), self.month))

    @cached_property
    def _rest(self) -> Turnover:
        """Return what last year's same month still sold after the same day."""
        return ledger.rest_of_month(self.scope, a_year_before(self.day))

    def _locked(self, day: date) -> Turnover | None:
        """Return the sales of a year up to ``day`` as known when its month was locked; None while it is open."""
        then = replace(self.scope, as_of=day)
        lock = lock_of(then)
        return lock and ledger.turnover(replace(then, cutoff=lock.cutoff), span(day.year * 100 + 1, month_of(day)))

    @cached_property
    def _year_before(self) -> Turnover | None:
        return self._locked(a_year_before(self.day))

    @cached_property
    def _month_before(self) -> Turnover | None:
        return self._locked(last_day(shifted(self.month, -1)))

    @property
    def this_year(self) -> Sales:
        return self.sales.net(span(self.day.year * 100 + 1, self.month))

    @property
    def this_year_homes(self) -> Sales:
        return self.sales.net(span(self.day.year * 100 + 1, self.month), homes=True)

    @property
    def year_gross(self) -> Sales:
        return self.sales.gross(span(self.day.year * 100 + 1, self.month))

    @property
    def year_cancelled(self) -> Sales:
        return self.sales.cancelled(span(self.day.year * 100 + 1, self.month))

    @property
    def last_year(self) -> Sales:
        """Return last year up to the same day."""
        months = span((self.day.year - 1) * 100 + 1, shifted(self.month, -12))
        if self._year_before:
            return self._year_before.net(months)
        return self.sales.net(months) + self._rest.net(months).times(-1)

    @property
    def this_month(self) -> Sales:
        return self.sales.net([self.month])

    @property
    def same_month(self) -> Sales:
        """Return the same month of last year up to the same day."""
        months = [shifted(self.month, -12)]
        if self._year_before:
            return self._year_before.net(months)
        return self.sales.net(months) + self._rest.net(months).times(-1)

    @property
    def month_words(self) -> list[str]:
        """Compare the month with last year's, and with the month before once it has ended."""
        now = self.this_month.area
        words = [change_words(now, self.same_month.area)]
        if is_full(self.day):
            before = (self._month_before or self.sales).net([shifted(self.month, -1)])
            words.append(change_words(now, before.area, MONTH_ON_MONTH))
        return words

    def by_month(self) -> list[tuple[int, Sales, Sales]]:
        """Return (month, net sales, the same month a year before), the running month to the same day."""
        months = span(shifted(self.month, 1 - SHOWN_MONTHS), self.month)
        pairs = [(month, self.sales.net([month]), self.sales.net([shifted(month, -12)])) for month in months]
        return [*pairs[:-1], (self.month, self.this_month, self.same_month)]

    @cached_property
    def stock(self) -> Stock:
        return ledger.stock(self.scope)

    def supply(self, wanted: int, residential: bool | None = None) -> Supply:
        months = full_months(self.scope, wanted)
        return Supply(
            self.stock.of("saleable", residential).area, self.sales.net(months, homes=residential).area, len(months),
            wanted, parameters.number("supply_months_low"), parameters.number("supply_months_high"),
        )

    @cached_property
    def supplies(self) -> list[tuple[str, Sales, Supply, Supply]]:
        """Return this year's sales and the months of supply, versions A and B, of all, of homes and of the rest."""
        year = span(self.day.year * 100 + 1, self.month)
        return [
            (word, self.sales.net(year, homes=part), self.supply(LONG, part), self.supply(SHORT, part))
            for word, part in (("商品房", None), ("住宅", True), ("非住宅", False))
        ]

    def stock_by_month(self) -> list[tuple[int, DailyReport | None]]:
        """Return the last daily report of each month: the stock that was reported, never one worked out afterwards."""
        months = span(shifted(self.month, 1 - SHOWN_MONTHS), self.month)
        known = DailyReport.objects.filter(on__lte=self.day, cutoff__lte=self.scope.cutoff)
        found = {month_of(report.on): report for report in known.filter(
            on__gte=date(months[0] // 100, months[0] % 100, 1)).order_by("on")}
        return [(month, found.get(month)) for month in months]

    @cached_property
    def indices(self) -> dict[int, PriceIndex]:
        """Return the new homes' index of the months shown, in the revision that was known."""
        first = shifted(self.month, -24)
        rows = PriceIndex.objects.filter(
            Q(month__gte=first), segment="new", month__lte=last_full(self.day), recorded_at__lte=self.scope.cutoff
        )
        return {row.month: row for row in rows.order_by("revision").defer("detail")}

    @property
    def index(self) -> PriceIndex | None:
        """Return the latest closed month."""
        return self.indices[max(self.indices)] if self.indices else None

    @property
    def index_a_year_before(self) -> PriceIndex | None:
        return self.indices.get(shifted(self.index.month, -12)) if self.index else None

    def index_by_month(self) -> list[tuple[int, PriceIndex | None]]:
        last = last_full(self.day)
        return [(month, self.indices.get(month)) for month in span(shifted(last, 1 - SHOWN_MONTHS), last)]

    def best_sellers(self) -> list[tuple[str, int, Decimal]]:
        since = self.day - timedelta(days=BEST_SELLER_DAYS - 1)
        return ledger.best_sellers(self.scope, since, SHOWN_ESTATES)

    def largest_stocks(self) -> list[tuple[str, int, Decimal]]:
        return self.stock.by_estate(SHOWN_ESTATES)

    @cached_property
    def overdue(self) -> int:
        return overdue_filings(self.scope)
