"""The leaders' page of inspections: every figure opens its records."""
from functools import cached_property
from typing import Any

from django.urls import reverse

from housing_portal.kit import charts
from housing_portal.kit.charts import Card, Mark, Panel
from housing_portal.kit.figures import Ratio
from housing_portal.kit.pages import Button, DayPage
from housing_portal.registry.services.months import scope_at
from inspections.overview import Overview, Row
from inspections.workflow import VIEW

SHOWN, BARS = 8, 6


class OverviewPage(DayPage):
    permission = VIEW
    template_name = "inspections/overview.html"
    title = "检查总览"

    @cached_property
    def overview(self) -> Overview:
        return Overview(scope_at(self.day))

    def get_buttons(self) -> list[Button]:
        return [Button("导出检查台账", f"{reverse('reports:inspection_register')}?to={self.day}", "dl")]

    def figure_url(self, key: str) -> str:
        return f"{reverse('reports:figure', args=[key])}?as_of={self.day}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        it = self.overview
        own = {
            "as_of": self.day,
            "is_empty": not it.figures["insp_total"] and not it.figures["check_open_all"],
            "cards": [self.inspected_card(), self.notices_card(), self.found_card(), self.mended_card(),
                      self.open_card(), self.late_card()],
            "domains": [(row, self.figure_url(row.key)) for row in it.domains],
            "panel": self.violation_panel(),
            "late": it.late[:SHOWN], "late_count": len(it.late), "late_url": self.figure_url("check_overdue"),
            "repeated": it.repeated[:SHOWN], "repeated_count": len(it.repeated),
            "repeated_url": self.figure_url("check_repeated"),
        }
        return super().get_context_data(**{**own, **kwargs})

    # -- cards -----------------------------------------------------------------------------------------

    def inspected_card(self) -> Card:
        it = self.overview.figures
        return Card(
            "检查开发企业", f"{it['insp_firms']:,}", "家",
            [f"售房部 {it['insp_offices']} 个，经纪机构 {it['insp_brokers']} 家", f"开展检查 {it['insp_total']} 次",
             "企业、售房部各自去重"],
            self.figure_url("insp_firms"),
        )

    def notices_card(self) -> Card:
        it = self.overview.figures
        return Card(
            "整改通知单", f"{it['check_notices']:,}", "份",
            [f"限期整改 {it['check_notices_deadline']}", f"停盘整改 {it['check_notices_stop_sale']}",
             f"停工整改 {it['check_notices_stop_work']}"],
            self.figure_url("check_notices"),
        )

    def found_card(self) -> Card:
        it = self.overview.figures
        return Card(
            "发现问题", f"{it['check_findings']:,}", "个",
            [f"严重 {it['check_findings_grave']}，较重 {it['check_findings_major']}，一般 {it['check_findings_minor']}",
             f"涉及对象 {it['check_targets_found']} 家", f"即知即改 {it['check_onsite']} 个"],
            self.figure_url("check_findings"),
        )

    def mended_card(self) -> Card:
        it, rate = self.overview.figures, self.overview.rate("check_mended", "check_findings")
        return Card(
            "整改率", str(rate), _percent(rate),
            [f"已整改 {it['check_mended']}，未整改 {it['check_open']}", f"立案、移送 {it['check_handed_over']}",
             self._written("销号率", "check_closed", "check_findings"),
             self._written("按期整改率", "check_closed_in_time", "check_due")],
            self.figure_url("check_mended_rate"),
        )

    def open_card(self) -> Card:
        it = self.overview.figures
        return Card(
            "未销号问题", f"{it['check_open_all']:,}", "个", ["含往年", f"复查不合格 {len(self.overview.repeated)} 个"],
            self.figure_url("check_open_all"), *(("a", "未清零") if it["check_open_all"] else ("g", "已清零")),
        )

    def late_card(self) -> Card:
        it, late = self.overview.figures, self.overview.late
        return Card(
            "逾期未销号", f"{it['check_overdue']:,}", "个",
            [f"最久 {late[0].days} 天" if late else "没有逾期", "到期当天不算逾期"],
            self.figure_url("check_overdue"), *(("r", "有逾期") if late else ("g", "无逾期")),
        )

    def _written(self, label: str, numerator: str, denominator: str) -> str:
        rate = self.overview.rate(numerator, denominator)
        return f"{label} {rate} {_percent(rate)}".rstrip()

    # -- charts ----------------------------------------------------------------------------------------

    def violation_panel(self) -> Panel:
        rows = self.overview.violations
        marks = [Mark(row.label, row.found, self.figure_url(row.key)) for row in rows[:BARS]]
        return Panel(
            f"违规情形 {len(rows)} 种，按问题个数", "个；点击查看问题",
            [charts.bar_chart("问题按违规情形", "个", marks)],
            ("违规情形", "发现", "已整改", "未整改", "整改率（%）"), [_cells(row) for row in rows],
            self.figure_url("check_findings"), "全部问题",
        )


def _percent(rate: Ratio) -> str:
    return "%" if rate.percent is not None else ""


def _cells(row: Row) -> tuple[str, ...]:
    return row.label, f"{row.found:,}", f"{row.mended:,}", f"{row.open:,}", str(row.mended_rate)
