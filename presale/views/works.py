"""工程造价报告: what finishing the works still costs, account by account."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.kit.figures import Ratio, grouped
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import ActionPage, CreatePage, KeyFigure, ListPage
from housing_portal.kit.workflow import Step
from presale.enums import WorksStatus
from presale.filters.works import WorksFilter
from presale.forms.works import WorksForm
from presale.models import WorksReport
from presale.services import works as services
from presale.tables.works import WorksTable
from presale.views.of_account import VIEW, AccountRecord, OfAccount
from presale.workflow import RECORD, WORKS


class WorksList(ListPage):
    permission = VIEW
    title = "工程造价"
    model = WorksReport
    table_class = WorksTable
    filterset_class = WorksFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "decided_by")


class WorksCreate(OfAccount, CreatePage):
    permission = RECORD
    title = "登记工程造价"
    model = WorksReport
    form_class = WorksForm
    done = "已登记，由另一位同事复核后计入完工资金缺口。"

    def get_initial(self) -> dict[str, Any]:
        """Propose the total of the last report: it seldom changes."""
        last = services.latest(self.account)
        return {**super().get_initial(), **({"cost_total": last.cost_total} if last else {})}

    def perform(self, form: WorksForm) -> WorksReport:
        return services.report_works(actor=self.request.user, account=self.account, **form.cleaned_data)


class WorksPage(AccountRecord):
    model = WorksReport
    related = ("account__estate", "recorded_by", "decided_by")
    workflow = WORKS
    facts = ("as_of", "source", "cost_total", "cost_done", "unpaid", "recorded_by", "recorded_at", "decided_by",
             "decided_at")

    def get_chips(self) -> list[Any]:
        return [WorksStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("剩余工程造价（元）", grouped(it.cost_total - it.cost_done, 2), "总额 − 已完", main=True),
            KeyFigure("应付未付（元）", grouped(it.unpaid, 2)),
            KeyFigure("已完造价占总额（%）", str(Ratio(it.cost_done, it.cost_total))),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:works_{step.code}", args=[self.object.pk])


class WorksStep(ActionPage):
    model = WorksReport
    workflow = WORKS

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate")

    def get_blocked(self) -> str:
        if self.object.recorded_by_id == self.request.user.pk:
            return "复核人不能是登记人本人，请由另一位同事复核。"
        return super().get_blocked()

    def perform(self, form: Form) -> WorksReport:
        code = self.step.code
        return services.decide_works(actor=self.request.user, report=self.object, code=code, reason=form.reason)


class WorksConfirm(WorksStep):
    step = WORKS.steps["confirm"]
    done = "已复核，完工资金缺口按本报告计算。"

    def get_effects(self) -> list[str]:
        it = self.object
        left, unpaid = grouped(it.cost_total - it.cost_done, 2), grouped(it.unpaid, 2)
        return [f"{it.account} 截至 {it.as_of} 剩余工程造价 {left} 元，应付未付 {unpaid} 元；复核后不能修改。"]


class WorksReject(WorksStep):
    step = WORKS.steps["reject"]
    done = "已登记不予通过，可以重新登记。"
