"""The leaders' page of escrow: every figure opens its records."""
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse

from housing_portal.kit import charts, clock
from housing_portal.kit.charts import Card, Mark, Panel
from housing_portal.kit.figures import grouped, in_unit
from housing_portal.kit.pages import Button, DayPage
from housing_portal.registry.services.months import scope_at
from presale.completion import NOT_STATED
from presale.enums import AlertLevel, AlertStatus
from presale.filters.alerts import UNCLOSED
from presale.overview import RISKS, Month, Overview
from transactions.months import last_day, written

SHOWN = 8


class OverviewPage(DayPage):
    permission = "presale.view"
    template_name = "presale/overview.html"
    title = "监管总览"

    @cached_property
    def overview(self) -> Overview:
        return Overview(scope_at(self.day))

    def get_buttons(self) -> list[Button]:
        return [
            Button("导出监管情况表", f"{reverse('presale:overview_workbook')}?as_of={self.day}", "dl"),
            Button("导出拨付台账", f"{reverse('presale:release_workbook')}?as_of={self.day}", "dl"),
        ]

    def figure_url(self, key: str, day: date | None = None) -> str:
        return f"{reverse('reports:figure', args=[key])}?as_of={day or self.day}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        it, lamp = self.overview, self.request.GET.get("risk", "")
        chosen = it.at_risk(lamp) if lamp in dict(RISKS) else it.risks
        own = {
            "as_of": self.day,
            "is_empty": not it.standings.rows,
            "cards": [self.balance_card(), self.coverage_card(), self.gap_card(), self.waiting_card(),
                      self.alert_card(), self.held_card()],
            "panels": [self.money_panel(), self.risk_panel(), self.age_panel()],
            "risks": chosen if lamp in dict(RISKS) else chosen[:SHOWN],
            "risk_word": dict(RISKS).get(lamp, ""),
            "risk_count": len(chosen),
            "waiting": it.waiting[:SHOWN],
            "waiting_url": self.figure_url("escrow_waiting"),
            "waiting_count": len(it.waiting),
            "alerts": [(AlertLevel(one.level), AlertStatus(one.status), one) for one in it.alerts[:SHOWN]],
            "alerts_url": self.alerts_url(),
            "alerts_count": len(it.alerts),
        }
        return super().get_context_data(**{**own, **kwargs})

    def alerts_url(self, level: str = "") -> str:
        return f"{reverse('presale:alert_list')}?status={UNCLOSED}" + (f"&level={level}" if level else "")

    # -- cards -----------------------------------------------------------------------------------------

    def balance_card(self) -> Card:
        it, month = self.overview, self.overview.months[-1]
        return Card(
            "监管余额", _wan(it.standings.total("balance")), "万元",
            [f"监管账户 {len(it.standings.rows)} 个", f"本月入账 {_wan(month.received)}",
             f"本月拨付 {_wan(month.released)}", f"本月退款 {_wan(month.refunded)}"],
            self.figure_url("escrow_balance"),
        )

    def coverage_card(self) -> Card:
        it = self.overview
        percent = it.coverage.percent
        is_full = percent is not None and percent >= 100
        return Card(
            "监管资金覆盖率", str(it.coverage), "%" if percent is not None else "",
            [f"余额 ÷ 有效受限额 {_wan(it.standings.total('effective'))}",
             f"÷ 核定额度为 {it.coverage_of_quota}{'%' if it.coverage_of_quota.percent is not None else ''}",
             "合并口径，逐户见下表"],
            self.figure_url("escrow_coverage"), *(("g", "足额") if is_full else ("a", "不足")) if percent is not None
            else ("n", "未核定"),
        )

    def gap_card(self) -> Card:
        it = self.overview
        short = it.standings.short
        return Card(
            "监管缺口", _wan(it.standings.total("gap")), "万元",
            [f"缺口账户 {len(short)} 个", f"冻结后缺口 {_wan(it.standings.total('gap_when_frozen'))}",
             f"最大：{short[0].account.estate}" if short else "各户均不低于有效受限额", self._completion()],
            self.figure_url("escrow_gap"), "r" if short else "g", "有缺口" if short else "无缺口",
        )

    def _completion(self) -> str:
        gap = self.overview.completion_gap
        return f"完工资金缺口{NOT_STATED}" if gap is None else f"完工资金缺口 {_wan(gap)}"

    @property
    def _now(self) -> str:
        """Return what stands behind figures that the past does not tell: on the page of a past day they are today's."""
        return "（现在）" if self.day < clock.today() else ""

    def waiting_card(self) -> Card:
        waiting = self.overview.waiting
        late = sum(one.is_late for one in waiting)
        amount = sum((one.release.approved_amount or one.release.amount for one in waiting), Decimal(0))
        return Card(
            f"在途用款{self._now}", f"{len(waiting):,}", "件",
            [f"金额 {_wan(amount)} 万元", f"超审核时限 {late} 件",
             f"最久 {max((one.days for one in waiting), default=0)} 个工作日"],
            self.figure_url("escrow_waiting"), "a" if late else "g", "有超时" if late else "无超时",
        )

    def alert_card(self) -> Card:
        it = self.overview
        red, orange = it.of_level(AlertLevel.RED), it.of_level(AlertLevel.ORANGE)
        return Card(
            f"未关闭预警{self._now}", f"{len(it.alerts):,}", "条",
            [f"红 {red}，橙 {orange}", f"黄 {it.of_level(AlertLevel.YELLOW)}，蓝 {it.of_level(AlertLevel.BLUE)}"],
            self.alerts_url(), "r" if red else "a" if it.alerts else "g",
            "有红色" if red else "有预警" if it.alerts else "无预警",
        )

    def held_card(self) -> Card:
        it = self.overview
        return Card(
            "司法冻结", _wan(it.standings.total("frozen")), "万元",
            [f"不明款 {_wan(it.standings.total('unidentified'))}", f"有效保函 {_wan(it.standings.total('letters'))}"],
            self.figure_url("escrow_frozen"),
        )

    # -- charts ----------------------------------------------------------------------------------------

    def money_panel(self) -> Panel:
        months = self.overview.months
        pictures = [
            charts.column_chart(title, "万元", [
                Mark(_short(month, first=place == 0), in_unit(getattr(month, name), "万元"),
                     self._month_url(key, month))
                for place, month in enumerate(months)
            ], places=0, height=118)
            for title, name, key in (("各月入账", "received", "escrow_in_month"),
                                     ("各月拨付", "released", "escrow_released_month"))
        ]
        now = months[-1]
        rows = [
            (written(month.number), _wan(month.received), _wan(month.released), _wan(month.refunded),
             _wan(month.deducted), _wan(month.settled), _wan(month.received - month.out))
            for month in months
        ] if any(month.received or month.out for month in months) else []
        return Panel(
            f"{self.day.month} 月入账 {_wan(now.received)} 万元，支出 {_wan(now.out)} 万元", "上入账、下拨付",
            pictures, ("月份", "入账（万元）", "拨付（万元）", "退款（万元）", "扣划（万元）", "解除转出（万元）",
                       "净增（万元）"), rows,
            self.figure_url("escrow_in_year"), "本年入账", "columns",
        )

    def _month_url(self, key: str, month: Month) -> str:
        return self.figure_url(key, min(last_day(month.number), self.day))

    def risk_panel(self) -> Panel:
        counted = [(lamp, word, self.overview.at_risk(lamp)) for lamp, word in RISKS]
        here = f"{reverse('presale:overview')}?as_of={self.day}"
        marks = [Mark(word, len(own), f"{here}&risk={lamp}#risks", lamp) for lamp, word, own in counted]
        rows = [
            (word, f"{len(own):,}", _wan(sum((risk.standing.working.balance for risk in own), Decimal(0))),
             _wan(sum((risk.standing.working.gap for risk in own), Decimal(0))))
            for _lamp, word, own in counted
        ] if self.overview.risks else []
        return Panel(
            f"高风险账户 {len(counted[0][2])} 个，需关注 {len(counted[1][2])} 个", "个；点击查看账户",
            [charts.bar_chart("账户按风险", "个", marks)],
            ("风险", "账户（个）", "监管余额（万元）", "缺口（万元）"), rows, self.figure_url("escrow_accounts"),
            "全部账户",
        )

    def age_panel(self) -> Panel:
        ages = self.overview.by_age()
        marks = [Mark(words, number, kind="a" if place >= 2 else "b") for place, (words, number, _) in enumerate(ages)]
        rows = [(words, f"{number:,}", _wan(amount)) for words, number, amount in ages] if self.overview.waiting else []
        return Panel(
            f"在途用款 {len(self.overview.waiting)} 件，按提交后工作日", "件",
            [charts.bar_chart("在途用款时长", "件", marks)], ("提交后工作日", "件数", "金额（万元）"), rows,
            self.figure_url("escrow_waiting"), "在途用款",
        )


def _wan(amount: Decimal) -> str:
    return grouped(in_unit(amount, "万元"), 2)


def _short(month: Month, *, first: bool) -> str:
    """Return 6月, with the year at the start and in January."""
    word = f"{month.number % 100}月"
    return f"{month.number // 100 % 100}年{word}" if first or month.number % 100 == 1 else word
