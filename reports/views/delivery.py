"""保交房总览, the leaders' page: every figure opens its records, of whichever day; prints on one A4."""
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse

from housing_portal.kit.charts import Card, light
from housing_portal.kit.figures import NO_VALUE, grouped
from housing_portal.kit.pages import DayPage
from housing_portal.kit.periods import time_share
from housing_portal.kit.scope import Scope
from housing_portal.registry.services.months import scope_at
from presale.delivery.enums.estates import AT_RISK, WorkState
from presale.delivery.models import PlanMeasure, TroubledEstate
from presale.delivery.picture import pictured
from presale.delivery.register import delay_of
from reports.delivery_week import happened, late_petitions
from reports.evaluate import LAMP_WORDS, IndicatorSet, evaluate

SHOWN = 8
LATE = 5
ORDER = {state: place for place, state in enumerate((*AT_RISK, WorkState.NORMAL, WorkState.COMPLETED))}


class DeliveryOverview(DayPage):
    permission = "delivery.view"
    template_name = "reports/delivery.html"
    title = "保交房总览"

    @cached_property
    def scope(self) -> Scope:
        return scope_at(self.day)

    @cached_property
    def figures(self) -> IndicatorSet:
        return evaluate(self.scope)

    def figure_url(self, key: str) -> str:
        return f"{reverse('reports:figure', args=[key])}?as_of={self.day}"

    def text(self, key: str) -> str:
        """Return a figure in its unit of display, in words where no record states it."""
        value = self.figures.value(key)
        return NO_VALUE if value is None else grouped(value, self.figures.indicators[key].places)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        estates = sorted(pictured(self.scope), key=rank)
        week, petitions = happened(self.scope), late_petitions(self.scope)
        late = PlanMeasure.objects.behind(self.scope).select_related("plan__estate__estate").order_by("due_on", "pk")
        own = {
            "as_of": self.day,
            "cards": [self.risk_card(), self.rate_card(), self.task_card(), self.loan_card(), self.gap_card(),
                      self.petition_card()],
            "loans": [self.line(key) for key in (
                "loan_approved", "loan_arrived", "loan_paid", "loan_used_year", "loan_left", "loan_principal",
                "loan_owed", "loan_per_set",
            )],
            "work": [self.line(key) for key in (
                "dv_taskforces", "dv_meeting_special", "dv_meeting_site", "dv_settled_major", "dv_settled_concrete",
                "dv_banks", "dv_financing_granted", "dv_raised",
            )],
            "homes": [self.line(key) for key in (
                "dv_due_sets", "handover_sets", "handover_left_sets", "handover_ready_sets", "handover_noticed_sets",
                "handover_pre_sets", "handover_wrongful_sets", "handover_titled_sets",
            )],
            "estates": [(one, WorkState(one.state) if one.state else None, delay_of(one, self.scope))
                        for one in estates[:SHOWN]],
            "estate_count": len(estates),
            "late": [(one, (self.day - one.due_on).days) for one in late[:LATE]],
            "late_line": self.line("dv_measures_behind"),
            "week": week[:LATE], "week_count": len(week),
            "late_petitions": petitions[:LATE], "petition_line": self.line("pet_overdue"),
        }
        return super().get_context_data(**{**own, **kwargs})

    def line(self, key: str) -> tuple[str, str, str, str]:
        """Return (label, figure, unit, address of its records)."""
        indicator = self.figures.indicators[key]
        return indicator.label.removeprefix("其中："), self.text(key), indicator.unit, self.figure_url(key)

    # -- cards -----------------------------------------------------------------------------------------

    def risk_card(self) -> Card:
        stopped, semi, lagging = (self.text(f"dv_{state.value}") for state in AT_RISK)
        at_risk = self.figures.value("dv_at_risk")
        return Card(
            "有延期风险的项目", self.text("dv_at_risk"), "个",
            [f"台账共 {self.text('dv_estates')} 个，高风险 {self.text('dv_high_risk')} 个",
             f"停工 {stopped}，半停工 {semi}，滞后 {lagging}", f"逾期未交付 {self.text('dv_overdue')} 个"],
            self.figure_url("dv_at_risk"), "r" if at_risk else "g", "有风险" if at_risk else "无风险",
        )

    def rate_card(self) -> Card:
        return Card(
            "交房率", self.text("handover_rate"), "%",
            [f"已交付 {self.text('handover_of_due')} 套 ÷ 应交付 {self.text('dv_due_sets')} 套",
             f"未交付 {self.text('handover_left_sets')} 套",
             f"违规交房 {self.text('handover_wrongful_sets')} 套，另计"],
            self.figure_url("handover_rate"),
        )

    def task_card(self) -> Card:
        rate, share = self.figures.value("handover_year_rate"), time_share(self.day).percent
        lamp = light(None if rate is None else Decimal(rate) - Decimal(share))
        return Card(
            "本年交付任务", self.text("handover_year_rate"), "%" if rate is not None else "",
            [f"本年已交付 {self.text('handover_year_sets')} 套", f"任务 {self.text('handover_year_task')} 套",
             f"序时进度 {share} %"],
            self.figure_url("handover_year_rate"), lamp, LAMP_WORDS[lamp],
        )

    def loan_card(self) -> Card:
        return Card(
            "专项借款拨付", self.text("loan_paid"), "万元",
            [f"批准 {self.text('loan_approved')}", f"到账 {self.text('loan_arrived')}",
             f"本年使用 {self.text('loan_used_year')}"],
            self.figure_url("loan_paid"),
        )

    def gap_card(self) -> Card:
        gap = self.figures.value("dv_fund_gap")
        return Card(
            "资金缺口", self.text("dv_fund_gap"), "亿元",
            [f"资金短缺项目 {self.text('dv_problem_fund')} 个", f"已筹措 {self.text('dv_raised')} 万元",
             f"申请贷款 {self.text('dv_banks')} 家银行"],
            self.figure_url("dv_fund_gap"), "r" if gap else "g", "有缺口" if gap else "无缺口",
        )

    def petition_card(self) -> Card:
        late = self.figures.value("pet_overdue")
        return Card(
            "逾期交房类信访", self.text("pet_category_late"), "件",
            [f"全部信访办结率 {self.text('pet_close_rate')} %", f"满意率 {self.text('pet_content_rate')} %",
             f"逾期未办 {self.text('pet_overdue')} 件"],
            self.figure_url("pet_category_late"), *(("r", "有逾期") if late else ("g", "无逾期")),
        )


def rank(estate: TroubledEstate) -> tuple[int, int, str]:
    """Return where an estate stands: by the state of its works, then by what is left to hand over."""
    return ORDER.get(estate.state, len(ORDER)), -(estate.undelivered or 0), str(estate)
