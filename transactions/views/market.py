"""The leaders' page of the market: one look, one sheet of paper; every figure opens what it is made of."""
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from housing_portal.kit import charts
from housing_portal.kit.charts import Card, Mark, Panel
from housing_portal.kit.figures import NO_VALUE, grouped, in_unit
from housing_portal.kit.pages import Button, DayPage
from housing_portal.registry.services.months import scope_at
from transactions.daily import punctuality
from transactions.market import BEST_SELLER_DAYS, Picture, change_words
from transactions.months import written
from transactions.views.indices import closing_buttons


class MarketPage(DayPage):
    permission = "transactions.view"
    template_name = "transactions/market.html"
    title = "商品房市场"

    @cached_property
    def picture(self) -> Picture:
        return Picture(scope_at(self.day))

    def get_buttons(self) -> list[Button]:
        return [Button("价格指数", reverse("transactions:index_list"), "chart"), *closing_buttons(self.request.user)]

    def figure_url(self, key: str) -> str:
        return f"{reverse('reports:figure', args=[key])}?as_of={self.day}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        picture = self.picture
        own = {
            "as_of": self.day,
            "is_empty": not picture.sales.sums and not picture.stock.rows,
            "cards": [self.year_card(), self.month_card(), self.stock_card(), self.supply_card(), self.price_card(),
                      self.deadline_card()],
            "supplies": picture.supplies,
            "range": f"{picture.supplies[0][2].low}—{picture.supplies[0][2].high}",
            "panels": [self.sales_panel(), self.stock_panel(), self.price_panel(), self.estate_panel()],
        }
        return super().get_context_data(**{**own, **kwargs})

    # -- cards -----------------------------------------------------------------------------------------

    def year_card(self) -> Card:
        picture = self.picture
        now = picture.this_year
        return Card(
            "本年净销售", _wan(now.area), "万㎡",
            [change_words(now.area, picture.last_year.area),
             f"{now.sets:,} 套，{_yi(now.amount)} 亿元",
             f"备案 {picture.year_gross.sets:,} 套，注销 {-picture.year_cancelled.sets:,} 套"],
            self.figure_url("filed_net_area_year"),
        )

    def month_card(self) -> Card:
        picture = self.picture
        now = picture.this_month
        return Card(
            f"{self.day.month} 月净销售", _wan(now.area), "万㎡",
            [*picture.month_words, f"{now.sets:,} 套，{_yi(now.amount)} 亿元", f"截至 {self.day}"][:3],
            self.figure_url("filed_net_area_month"),
        )

    def stock_card(self) -> Card:
        stock = self.picture.stock
        total, homes = stock.of("saleable"), stock.of("saleable", residential=True)
        return Card(
            "可售库存", _wan(total.area), "万㎡",
            [f"{total.sets:,} 套，住宅 {homes.sets:,} 套",
             f"含抵押 {_wan(stock.pledged.area)}，限制另列 {_wan(stock.of('held').area)}",
             f"统计局待售 {_wan(stock.of('unsold_completed').area)} 万㎡"],
            self.figure_url("stock_area"),
        )

    def supply_card(self) -> Card:
        _word, _sold, twelve, six = self.picture.supplies[0]
        return Card(
            "去化周期", twelve.text, "个月" if twelve.value is not None else "",
            [twelve.words, f"A {twelve.basis}", f"B {six.basis}：{six.text}"],
            self.figure_url("supply_months_a"), twelve.lamp, twelve.lamp_word,
        )

    def price_card(self) -> Card:
        index, before = self.picture.index, self.picture.index_a_year_before
        if index is None:
            return Card("均价与指数", NO_VALUE, "", ["价格指数尚未结算"], reverse("transactions:index_list"))
        change = "不发布环比" if index.shown_change is None else f"环比 {index.shown_change}"
        earlier = before and before.average_price
        yearly = f"指数同比 {index.against(before.level)}，" if before else ""
        return Card(
            f"{index.month % 100} 月新建住宅均价", grouped(index.average_price), "元/㎡",
            [f"均价{change_words(index.average_price, earlier)}", f"指数 {index.shown_level}，{change}",
             f"{yearly}均价受结构影响"],
            index.get_absolute_url(),
        )

    def deadline_card(self) -> Card:
        picture = self.picture
        overdue, kept = picture.overdue, punctuality(self.day.replace(month=1, day=1), self.day, picture.scope.cutoff)
        return Card(
            "超期未备案", f"{overdue:,}", "件",
            [f"日报及时率 {kept.rate}{'%' if kept.due else ''}", f"应报 {kept.due} 日，按时 {kept.on_time} 日",
             f"迟报 {kept.late} 日，缺报 {kept.missing} 日"],
            self.figure_url("filings_overdue"), "r" if overdue else "g", "有超期" if overdue else "无超期",
        )

    # -- charts ----------------------------------------------------------------------------------------

    def sales_panel(self) -> Panel:
        months = self.picture.by_month()
        marks = [
            Mark(_short(month, first=place == 0), _in_wan(now.area), kind="b" if month == self.picture.month else "",
                 before=_in_wan(before.area))
            for place, (month, now, before) in enumerate(months)
        ]
        now, before = months[-1][1:]
        chart = charts.column_chart("各月净销售面积", "万㎡", marks, places=2, height=146)
        return Panel(
            f"{self.day.month} 月净销售 {_wan(now.area)} 万㎡，{change_words(now.area, before.area)}",
            "万㎡；横线：上年", [chart], ("月份", "净销售（万㎡）", "套", "金额（亿元）", "上年同月（万㎡）"),
            [(written(month), _wan(one.area), f"{one.sets:,}", _yi(one.amount), _wan(earlier.area))
             for month, one, earlier in months],
            self.figure_url("filed_net_area_month"), "构成明细",
        )

    def stock_panel(self) -> Panel:
        months = self.picture.stock_by_month()
        marks = [
            Mark(_short(month, first=place == 0), report and _in_wan(report.stock_area))
            for place, (month, report) in enumerate(months)
        ]
        chart = charts.line_chart("各月末可售库存", "万㎡", marks, places=1, height=146)
        rows = [
            (written(month), str(report.on), _wan(report.stock_area), _wan(report.stock_home_area)) if report
            else (written(month), "没有日报", NO_VALUE, NO_VALUE)
            for month, report in months
        ] if any(report for _, report in months) else []
        return Panel(
            f"可售库存 {_wan(self.picture.stock.of('saleable').area)} 万㎡", "万㎡，取各月最后一份日报", [chart],
            ("月份", "日报日期", "可售库存（万㎡）", "其中：住宅（万㎡）"), rows, reverse("transactions:daily_list"),
            "交易日报",
        )

    def price_panel(self) -> Panel:
        """Draw average price and index one above the other: they need not move together."""
        months = self.picture.index_by_month()
        prices = [(month, row and row.average_price) for month, row in months]
        levels = [(month, row and row.shown_level) for month, row in months]
        lines = [_line("新建住宅均价", "元/㎡", prices, 0, 100), _line("新建住宅价格指数", "基期=100", levels, 2, 1)]
        rows = [
            (written(month), _or_none(price, 0), _or_none(level, 2))
            for (month, price), (_, level) in zip(prices, levels, strict=True)
        ]
        return Panel(
            "新建住宅均价与价格指数", "元/㎡；指数基期=100", lines,
            ("月份", "均价（元/㎡）", "定基指数"), rows, reverse("transactions:index_list"), "指数", "lines",
        )

    def estate_panel(self) -> Panel:
        """Draw side by side who sells most and who has most to sell."""
        sold, left = self.picture.best_sellers(), self.picture.largest_stocks()
        rows = [("近 30 日净销售", name, _wan(area)) for name, _, area in sold]
        rows += [("可售库存", name, _wan(area)) for name, _, area in left]
        return Panel(
            f"近 {BEST_SELLER_DAYS} 日净销售、可售库存居前", "万㎡",
            [_top("净销售", sold), _top("可售库存", left)],
            ("排名", "楼盘", "面积（万㎡）"), rows, reverse("transactions:estate_list"), "楼盘表", "pair", 2,
        )


def _line(title: str, unit: str, values: Sequence[tuple[int, Decimal | None]], places: int, step: int) -> SafeString:
    """Draw a line whose scale begins at the multiple of ``step`` below the lowest value."""
    marks = [Mark(_short(month, first=place == 0), value) for place, (month, value) in enumerate(values)]
    lowest = min((value for _, value in values if value is not None), default=Decimal(0))
    return charts.line_chart(title, unit, marks, places=places, height=80, floor=lowest // step * step)


def _top(title: str, found: Sequence[tuple[str, int, Decimal]]) -> SafeString:
    marks = [Mark(name, _in_wan(area), reverse("transactions:estate_table", args=[key])) for name, key, area in found]
    return charts.bar_chart(title, "万㎡", marks, places=2, width=270)


def _or_none(value: Decimal | None, places: int) -> str:
    return NO_VALUE if value is None else grouped(value, places)


def _in_wan(area: Decimal) -> Decimal:
    return in_unit(area, "万平方米")


def _wan(area: Decimal) -> str:
    return grouped(_in_wan(area), 2)


def _yi(amount: Decimal) -> str:
    return grouped(in_unit(amount, "亿元"), 2)


def _short(month: int, *, first: bool) -> str:
    """Return 6月, with the year at the start and in January."""
    word = f"{month % 100}月"
    return f"{month // 100 % 100}年{word}" if first or month % 100 == 1 else word
