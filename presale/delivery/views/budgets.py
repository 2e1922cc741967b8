"""专项工作经费 that the treasury has set aside."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import ReviewPage
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import Button, CreatePage, KeyFigure
from presale.delivery.filters.taskforces import BudgetFilter
from presale.delivery.forms.taskforces import BudgetForm
from presale.delivery.models import WorkBudget
from presale.delivery.services import taskforces as services
from presale.delivery.tables.taskforces import BudgetTable
from presale.delivery.views.facts import TAKE_BACK
from presale.delivery.views.parts import DeliveryList, DeliveryPage
from presale.delivery.workflow import FINANCE


class BudgetList(DeliveryList):
    title = "专项工作经费"
    model = WorkBudget
    table_class = BudgetTable
    filterset_class = BudgetFilter
    related = ("taskforce", "recorded_by")
    write_permission = FINANCE
    create_url, create_label = "delivery:budget_create", "登记经费"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().standing()

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount")


class BudgetCreate(CreatePage):
    permission = FINANCE
    title = "登记专项工作经费"
    model = WorkBudget
    form_class = BudgetForm
    list_url = "delivery:budget_list"

    def perform(self, form: BudgetForm) -> WorkBudget:
        return services.set_aside(actor=self.request.user, **form.cleaned_data)


class BudgetPage(DeliveryPage):
    model = WorkBudget
    related = ("taskforce", "recorded_by")
    facts = ("taskforce", "year", "on", "paper", "note", "recorded_by", "recorded_at")

    def get_figures(self) -> list[KeyFigure]:
        return [KeyFigure("金额（元）", grouped(self.object.amount, 2), main=True)]

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(TAKE_BACK.permission):
            return []
        return [Button("撤回", reverse("delivery:budget_undo", args=[self.object.pk]), style="danger-line")]


class BudgetUndo(ReviewPage):
    model = WorkBudget
    step = TAKE_BACK
    related = ("taskforce", "recorded_by")
    done = "已撤回。"

    def get_blocked(self) -> str:
        return services.cannot_take_back(self.request.user, self.object)

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("使用专班", it.taskforce), ("年度", str(it.year)), ("金额（元）", grouped(it.amount, 2)),
                ("下达日期", str(it.on)), ("文号", it.paper), ("录入人", it.recorded_by)]

    def perform(self, form: ReasonForm) -> WorkBudget:
        return services.take_back_budget(actor=self.request.user, budget=self.object, reason=form.reason)
