"""结账 as pages."""
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import CreatePage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from presale.filters.months import MonthFilter
from presale.forms.months import CloseForm
from presale.models import ClosedMonth, LedgerEntry, Reconciliation
from presale.services import months as services
from presale.services.refusals import noted
from presale.tables.months import MonthTable, ReadinessTable
from presale.tables.reconciliations import ReconciliationTable
from presale.workflow import VERIFY

VIEW = "presale.view"


class MonthList(ListPage):
    permission = VIEW
    title = "结账"
    model = ClosedMonth
    table_class = MonthTable
    filterset_class = MonthFilter
    empty_text = "还没有结账的月份"
    create_url, create_label, write_permission = "presale:month_close", "结账", VERIFY

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("closed_by")


def readiness(first: date) -> list[dict[str, Any]]:
    """Return the accounts of a month with what keeps each from being closed."""
    last = services.last_of(first)
    accounts = services.accounts_of(first).select_related("estate", "bank__organization")
    return [{"account": account, "obstacle": services.obstacle(account, last) or "已对平"} for account in accounts]


class MonthClose(CreatePage):
    permission = VERIFY
    title = "办理结账"
    model = ClosedMonth
    form_class = CloseForm
    list_url = "presale:month_list"
    template_name = "presale/month_close.html"
    submit_label = "结账"
    done = "已结账，这个月不能再记账。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "month": f"{services.next_month():%Y-%m}"}

    def perform(self, form: CloseForm) -> ClosedMonth:
        first = form.cleaned_data["month"]
        with noted(self.request.user, "结账", ClosedMonth(first_day=first)):
            return services.close_month(actor=self.request.user, first=first)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = services.next_month()
        table = ReadinessTable(readiness(first), orderable=False, empty_text="这个月没有监管账户")
        return super().get_context_data(**{"readiness": table, "month": f"{first:%Y-%m}", **kwargs})


class MonthPage(RecordPage):
    permission = VIEW
    model = ClosedMonth
    related = ("closed_by",)
    facts = ("first_day", "last_day", "closed_by", "closed_at")

    def get_title(self) -> str:
        return f"{self.object} 结账"

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        count, total = LedgerEntry.objects.filter(booked_on__range=(it.first_day, it.last_day)).tally()
        here = f"{reverse('presale:entry_list')}?booked_on_after={it.first_day}&booked_on_before={it.last_day}"
        return [KeyFigure("当月净额（元）", grouped(total, 2), url=here, main=True),
                KeyFigure("当月流水（笔）", grouped(count), url=here)]

    def get_tables(self) -> list[tuple[str, Table]]:
        rows = Reconciliation.objects.filter(day=self.object.last_day).select_related("account__estate")
        table = ReconciliationTable(rows.order_by("account"), orderable=False, empty_text="没有对账")
        return [(f"{self.object.last_day} 对账", table)]
