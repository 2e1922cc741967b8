from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from housing_portal.accounts.models import User
from housing_portal.journal.pages import RecordPage
from housing_portal.kit.figures import NO_VALUE, Ratio, grouped, rounded
from housing_portal.kit.pages import Button, CreatePage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from transactions.filters.indices import IndexFilter
from transactions.forms.indices import CloseForm
from transactions.models import PriceIndex
from transactions.months import ends_quarter, shifted, written
from transactions.price_index import State
from transactions.services.closing import NOTHING_TO_CLOSE, close_once, closing_fault
from transactions.services.indices import months_to_close
from transactions.tables.indices import IndexTable, StratumTable
from transactions.workflow import CONFIRM

PERMISSION = "transactions.view"


class IndexList(ListPage):
    permission = PERMISSION
    title = "价格指数"
    model = PriceIndex
    table_class = IndexTable
    filterset_class = IndexFilter
    empty_text = "还没有结算过价格指数，每月终了由股长结算"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_year_before().defer("detail")

    def get_buttons(self) -> list[Button]:
        return closing_buttons(self.request.user)


def closing_buttons(user: User) -> list[Button]:
    """Return the button that closes the next month, for whoever may and when one has ended."""
    waiting = months_to_close() if user.can(CONFIRM) else []
    close = reverse("transactions:index_close")
    return [Button(f"结算 {written(waiting[0])}", close, "tick", "primary")] if waiting else []


class IndexClose(CreatePage):
    """Freeze the indices of the earliest month that has ended and is not closed."""

    permission = CONFIRM
    title = "结算月份"
    model = PriceIndex
    form_class = CloseForm
    template_name = "kit/confirm.html"
    list_url = "transactions:index_list"
    step = Step("close", "结算", frozenset(), "", CONFIRM)
    submit_label = "结算"
    done = "已结算，指数已封存。"

    @cached_property
    def month(self) -> int | None:
        return next(iter(months_to_close()), None)

    def get_initial(self) -> dict[str, Any]:
        return {"month": self.month}

    def get_effects(self) -> list[str]:
        return [
            "按此刻已录入的备案合同计算新建住宅、存量住宅两个价格指数，连同各层均价、权重、承前价封存为第 1 版。",
            "封存后不能修改、删除，次月的指数以它为基础；以后补录、撤销使结果变化的，重算另出新版，本版留存。",
            "成交、库存、去化等指标仍按查询时点计算，不受结算影响；结算记入操作日志。",
        ]

    def get_blocked(self) -> str:
        return NOTHING_TO_CLOSE if self.month is None else closing_fault(self.month)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subject = "" if self.month is None else f"{written(self.month)}价格指数"
        own = {"step": self.step, "effects": self.get_effects(), "blocked": self.get_blocked(), "object": subject}
        return super().get_context_data(**{**own, **kwargs})

    def perform(self, form: CloseForm) -> PriceIndex:
        return close_once(actor=self.request.user, **form.cleaned_data)[0]


@dataclass(frozen=True)
class Stratum:
    """One stratum as it was frozen with the index."""

    line: dict[str, Any]
    weights: int

    @property
    def name(self) -> str:
        return self.line["name"]

    @property
    def state(self) -> State:
        return State(self.line["state"])

    @property
    def sets(self) -> int:
        return self.line["sets"]

    @property
    def price(self) -> Decimal | None:
        area = self.line["area"]
        return rounded(Decimal(self.line["amount"]) / Decimal(area)) if area else None

    @property
    def standing(self) -> Decimal | None:
        return _decimal(self.line["standing"])

    @property
    def ratio(self) -> Decimal | None:
        pair = self.line["ratio"]
        return None if pair is None else _decimal([pair[0] * 100, pair[1]])

    @property
    def share(self) -> Ratio:
        return Ratio(self.line["weight"], self.weights)


def _decimal(pair: Sequence[int] | None) -> Decimal | None:
    if pair is None:
        return None
    value = Fraction(*pair)
    return rounded(Decimal(value.numerator) / Decimal(value.denominator))


def _quarterly(index: PriceIndex) -> str:
    """Return the quarter against the one before: what a county with few sales publishes instead of months."""
    earlier = PriceIndex.objects.latest_revisions().filter(segment=index.segment, month=shifted(index.month, -3))
    found = index.against(earlier.values_list("level", flat=True).first())
    return NO_VALUE if found is None else str(found)


class IndexPage(RecordPage):
    permission = PERMISSION
    model = PriceIndex
    template_name = "transactions/index.html"
    facts = ("segment", "revision", "sets", "strata", "average_price", "is_published", "recorded_by", "recorded_at")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_year_before().select_related("recorded_by")

    def get_figures(self) -> list[KeyFigure]:
        index = self.object
        change = NO_VALUE if index.shown_change is None else str(index.shown_change)
        yearly = NO_VALUE if index.shown_yearly is None else str(index.shown_yearly)
        why = "上月 = 100" if index.is_published else "成交不足，只发布季度"
        price = NO_VALUE if index.average_price is None else grouped(index.average_price, 2)
        quarterly = KeyFigure("季度环比指数", _quarterly(index), "上季末月 = 100")
        return [
            KeyFigure("定基指数", str(index.shown_level), "基期 = 100", main=True),
            KeyFigure("环比指数", change, why),
            *([quarterly] if ends_quarter(index.month) else []),
            KeyFigure("同比指数", yearly, "上年同月 = 100"),
            KeyFigure("销售均价（元/㎡）", price, "受成交结构影响"),
            KeyFigure("成交（套）", grouped(index.sets), f"{index.strata} 层参与"),
            KeyFigure("覆盖率（%）", str(index.coverage), "当月有效层权重"),
            KeyFigure("承前占比（%）", str(index.carried), "沿用上次价的层权重"),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        weights = sum(line["weight"] for line in self.object.detail)
        return [("分层明细", StratumTable([Stratum(line, weights) for line in self.object.detail], orderable=False))]
