"""安置指标."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.enums import QuotaStatus
from affordable.filters.resettlement import QuotaFilter
from affordable.forms.resettlement import AllotForm, PublishForm, QuotaDayForm, QuotaForm
from affordable.models import ResettlementQuota
from affordable.services import resettlement as services
from affordable.tables.resettlement import QuotaTable
from affordable.tables.steps import ResettlementStepTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList, ReviewPage
from affordable.workflow import RESETTLEMENT
from housing_portal.journal.forms import ReturnForm
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import KeyFigure
from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

RELATED = ("unit", "project", "household__compound__project")


class QuotaList(RecordList):
    title = "安置指标"
    model = ResettlementQuota
    table_class = QuotaTable
    filterset_class = QuotaFilter
    related = RELATED
    create_url, create_label = "affordable:resettlement_create", "登记安置指标"

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("quota_count", "sets_allocated")


class QuotaCreate(RecordCreate):
    title = "登记安置指标"
    model = ResettlementQuota
    form_class = QuotaForm
    list_url = "affordable:resettlement_list"
    done = "已登记（初审），等待另一位同事审核。"

    def perform(self, form: QuotaForm) -> ResettlementQuota:
        return services.register_quota(actor=self.request.user, **form.cleaned_data, reason=form.reason)


class QuotaPage(LedgerPage):
    model = ResettlementQuota
    workflow = RESETTLEMENT
    related = (*RELATED, "recorded_by")
    has_files = True
    facts = ("project", "unit", "household", "material_checked_on", "recorded_by", "recorded_at")

    def get_chips(self) -> list[Any]:
        return [QuotaStatus(self.object.status)]

    def get_facts(self) -> list[tuple[str, Any]]:
        return [("权利人", mask_names(self.object.household.owner)), *super().get_facts()]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("指标（个）", grouped(it.quota_count), f"协议调换 {it.household.swap_sets} 套", main=True),
            KeyFigure("已分（套）", grouped(it.sets_allocated)),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:resettlement_{step.code}", args=[self.object.pk])

    def get_tables(self) -> list[tuple[str, Table]]:
        steps = self.object.steps.filter(undoes=None).select_related("recorded_by", "undone__recorded_by")
        table = ResettlementStepTable(steps.order_by("-pk"), orderable=False, empty_text="初审，等待审核")
        return [("办理进度", table)]


class QuotaAction(ReviewPage):
    model = ResettlementQuota
    workflow = RESETTLEMENT
    related = (*RELATED, "recorded_by")

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("安置项目", it.project), ("院落", it.household.compound), ("权利人", mask_names(it.household.owner)),
            ("协议（决定）编号", it.household.agreement_no), ("协议调换（套）", it.household.swap_sets),
            ("指标（个）", it.quota_count), ("材料核验日期", str(it.material_checked_on)), ("录入人", it.recorded_by),
        ]


class QuotaAudit(QuotaAction):
    step = RESETTLEMENT.steps["audit"]
    form_class = QuotaDayForm
    done = "已审核通过。"

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.recorded_by_id):
            return services.OWN
        return super().get_blocked()

    def perform(self, form: QuotaDayForm) -> ResettlementQuota:
        return services.audit_quota(actor=self.request.user, quota=self.object, **form.cleaned_data)


class QuotaPublish(QuotaAction):
    step = RESETTLEMENT.steps["publish"]
    form_class = PublishForm
    done = "已登记公示。"

    def perform(self, form: PublishForm) -> ResettlementQuota:
        return services.publish_quota(actor=self.request.user, quota=self.object, **form.cleaned_data)


class QuotaAllot(QuotaAction):
    step = RESETTLEMENT.steps["allot"]
    form_class = AllotForm
    done = "已登记分房。"

    def perform(self, form: AllotForm) -> ResettlementQuota:
        return services.allot_quota(actor=self.request.user, quota=self.object, **form.cleaned_data)


class QuotaReturn(QuotaAction):
    step = RESETTLEMENT.steps["return"]
    form_class = ReturnForm
    done = "已退回初审。"

    def get_effects(self) -> list[str]:
        return ["审核、公示的登记一并撤回，恢复为初审；更正后重新审核。"]

    def perform(self, form: ReturnForm) -> ResettlementQuota:
        return services.return_quota(actor=self.request.user, quota=self.object, reason=form.reason)
