"""融资申请: which banks were asked, and what they answered."""
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.forms import ProvedDayForm
from housing_portal.journal.pages import ReviewPage, UndoStep
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.delivery.enums.funding import FinancingStatus
from presale.delivery.filters.financing import FinancingFilter
from presale.delivery.forms.financing import FinancingForm, RefusalForm
from presale.delivery.models import FinancingAttempt
from presale.delivery.services import financing as services
from presale.delivery.tables.financing import FinancingStepTable, FinancingTable
from presale.delivery.views.parts import DeliveryList, DeliveryPage, OfEstate, crumbs_to
from presale.delivery.workflow import FINANCING

RELATED = ("estate__estate", "bank", "recorded_by")


class FinancingList(DeliveryList):
    title = "融资申请"
    model = FinancingAttempt
    table_class = FinancingTable
    filterset_class = FinancingFilter
    related = RELATED
    empty_text = "没有符合条件的申请；在项目页登记融资申请"

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount")


class FinancingCreate(OfEstate):
    model = FinancingAttempt
    form_class = FinancingForm

    def perform(self, form: FinancingForm) -> FinancingAttempt:
        return services.ask_bank(actor=self.request.user, estate=self.estate, **form.cleaned_data)


class FinancingPage(DeliveryPage):
    model = FinancingAttempt
    workflow = FINANCING
    related = RELATED
    facts = ("estate", "bank", "applied_on", "note", "recorded_by", "recorded_at")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs_to(self.object.estate)

    def get_chips(self) -> list[Any]:
        return [FinancingStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        return [KeyFigure("申请金额（元）", grouped(self.object.amount, 2), main=True)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"delivery:financing_{step.code}", args=[self.object.pk])

    def get_parts(self) -> Iterator[tuple[str, Table, str]]:
        steps = self.object.steps.standing().select_related("recorded_by").order_by("-pk")
        yield "银行答复", FinancingStepTable(steps, orderable=False, empty_text="银行还没有答复"), ""


class FinancingStepPage(ReviewPage):
    model = FinancingAttempt
    workflow = FINANCING
    related = RELATED

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("项目", it.estate), ("银行", it.bank), ("申请日期", str(it.applied_on)),
                ("申请金额（元）", grouped(it.amount, 2)), ("申请情况", it.note), ("状态", it.get_status_display())]


class FinancingGrant(FinancingStepPage):
    step = FINANCING.steps["grant"]
    form_class = ProvedDayForm

    def get_effects(self) -> list[str]:
        return ["只记银行的答复；到位的资金另在“资金筹措”或“专项借款”登记。"]

    def perform(self, form: ProvedDayForm) -> FinancingAttempt:
        return services.grant(actor=self.request.user, financing=self.object, **form.cleaned_data)


class FinancingRefuse(FinancingStepPage):
    step = FINANCING.steps["refuse"]
    form_class = RefusalForm

    def perform(self, form: RefusalForm) -> FinancingAttempt:
        return services.refuse(actor=self.request.user, financing=self.object, **form.cleaned_data)


class FinancingUndo(UndoStep, FinancingStepPage):
    step = FINANCING.steps["undo"]

    def perform(self, form: ReasonForm) -> FinancingAttempt:
        return services.undo_answer(actor=self.request.user, financing=self.object, reason=form.reason)
