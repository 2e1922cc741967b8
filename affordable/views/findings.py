from typing import Any

from django.urls import reverse

from affordable import services
from affordable.enums import FindingStatus
from affordable.filters.findings import FindingFilter
from affordable.forms.base import EvidenceForm
from affordable.forms.findings import CloseForm, FindingForm
from affordable.models import AuditFinding
from affordable.tables.findings import FindingTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList, ReviewPage
from affordable.workflow import FINDING
from housing_portal.journal.forms import ReturnForm
from housing_portal.kit.workflow import Step


class FindingList(RecordList):
    title = "审计问题"
    model = AuditFinding
    table_class = FindingTable
    filterset_class = FindingFilter
    related = ("unit", "category")
    create_url, import_url, create_label = "affordable:finding_create", "affordable:import", "列入问题"


class FindingCreate(RecordCreate):
    title = "列入审计问题"
    model = AuditFinding
    form_class = FindingForm
    list_url = "affordable:finding_list"

    def perform(self, form: FindingForm) -> AuditFinding:
        return services.list_finding(actor=self.request.user, **form.cleaned_data)


class FindingPage(LedgerPage):
    model = AuditFinding
    workflow = FINDING
    related = ("unit", "category", "project", "recorded_by", "submitted_by", "closed_by")
    has_files = True
    facts = (
        "unit", "audit_year", "serial", "category", "project", "listed_on", "due_on", "submitted_by", "closed_by",
        "closed_on", "recorded_by", "title",
    )

    def get_chips(self) -> list[Any]:
        return [FindingStatus(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:finding_{step.code}", args=[self.object.pk])


class FindingStep(ReviewPage):
    model = AuditFinding
    workflow = FINDING
    related = ("unit", "category", "project", "submitted_by")

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("责任单位", it.unit), ("审计年度", it.audit_year), ("问题类别", it.category), ("问题", it.title),
            ("涉及项目", it.project), ("列入台账日期", str(it.listed_on)), ("整改期限", it.due_on and str(it.due_on)),
            ("报整改人", it.submitted_by),
        ]


class FindingSubmit(FindingStep):
    step = FINDING.steps["submit"]
    form_class = EvidenceForm
    done = "已报整改完成，等待复核销号。"

    def get_effects(self) -> list[str]:
        return ["报整改后由另一位同事核对证明材料；复核销号之前仍算未整改。"]

    def perform(self, form: EvidenceForm) -> AuditFinding:
        return services.submit_finding(actor=self.request.user, finding=self.object, **form.cleaned_data)


class FindingClose(FindingStep):
    step = FINDING.steps["close"]
    form_class = CloseForm
    done = "已销号。"

    def get_effects(self) -> list[str]:
        return ["从销号日期起不再列入未整改问题；请先核对下面的证明材料。"]

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.submitted_by_id):
            return "整改由您本人上报，须由另一位同事复核销号。"
        return super().get_blocked()

    def perform(self, form: CloseForm) -> AuditFinding:
        return services.close_finding(actor=self.request.user, finding=self.object, **form.cleaned_data)


class FindingReturn(FindingStep):
    step = FINDING.steps["return"]
    form_class = ReturnForm
    done = "已退回整改。"

    def get_effects(self) -> list[str]:
        return ["状态恢复为未整改，由责任单位继续整改后重新上报。"]

    def perform(self, form: ReturnForm) -> AuditFinding:
        return services.return_finding(actor=self.request.user, finding=self.object, reason=form.reason)
