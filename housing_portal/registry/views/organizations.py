"""Organizations, and the stop of an enterprise's signing."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.kit import clock
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import ActionPage, Button, CreatePage, EditPage
from housing_portal.kit.tables import Table
from housing_portal.registry import services
from housing_portal.registry.enums import Mark, OrganizationStatus
from housing_portal.registry.filters import OrganizationFilter
from housing_portal.registry.forms import OrganizationForm
from housing_portal.registry.models import Organization
from housing_portal.registry.tables import EstateTable, OrganizationTable, PermitTable
from housing_portal.registry.views.base import CONFIRM, EDIT, MasterDetail, MasterList, Mergeable
from housing_portal.registry.workflow import RESUME_SIGNING, SUSPEND_SIGNING


class OrganizationList(MasterList):
    title = "单位企业"
    model = Organization
    table_class = OrganizationTable
    filterset_class = OrganizationFilter
    create_url = "registry:organization_create"
    import_kind = "organization"

    def get_queryset(self) -> QuerySet[Organization]:
        return super().get_queryset().current().prefetch_related("roles")


class OrganizationDetail(Mergeable, MasterDetail):
    model = Organization
    edit_url = "registry:organization_edit"
    facts = (
        "name", "short_name", "credit_code", "legal_representative", "registered_capital", "contact", "phone",
        "address", "qualification", "qualification_no", "qualification_until", "signing_suspended_on",
    )

    def get_chips(self) -> list[Any]:
        organization = self.object
        expired = organization.qualification_until and organization.qualification_until < clock.today()
        marks = [Mark.NO_SIGNING] if organization.signing_suspended_on else []
        marks += [Mark.UNQUALIFIED] if expired else []
        return [OrganizationStatus(organization.status), *marks, *super().get_chips()]

    def get_facts(self) -> list[tuple[str, Any]]:
        return [*super().get_facts(), ("机构类别", self.object.kinds)]

    def get_tables(self) -> list[tuple[str, Table]]:
        estates = self.object.estates.current().select_related("developer", "district")
        permits = self.object.permits.select_related("estate", "developer")
        found = (("开发的楼盘", EstateTable, estates), ("销售许可", PermitTable, permits))
        return [(title, table(rows, orderable=False)) for title, table, rows in found if rows]

    def get_buttons(self) -> list[Button]:
        buttons, organization = super().get_buttons(), self.object
        if organization.merged_into_id or not self.request.user.can(CONFIRM):
            return buttons
        step = RESUME_SIGNING if organization.signing_suspended_on else SUSPEND_SIGNING
        url = reverse(f"registry:organization_{step.code}", args=[organization.pk])
        return [Button(step.label, url, style="danger-line" if step.danger else "primary"), *buttons]


class OrganizationCreate(CreatePage):
    permission = EDIT
    title = "登记机构"
    form_class = OrganizationForm
    list_url = "registry:organization_list"

    def perform(self, form: OrganizationForm) -> Organization:
        return services.register_organization(actor=self.request.user, **form.cleaned_data)


class OrganizationEdit(EditPage):
    permission = EDIT
    model = Organization
    form_class = OrganizationForm

    def perform(self, form: OrganizationForm) -> Organization:
        return services.edit_organization(actor=self.request.user, organization=self.object, **form.cleaned_data)


class OrganizationSuspend(ActionPage):
    model = Organization
    step = SUSPEND_SIGNING

    def get_effects(self) -> list[str]:
        return ["今天起这家企业的所有楼盘不能网签新合同；已签合同照常备案、变更和注销。", "恢复须另行办理并说明理由。"]

    def get_blocked(self) -> str:
        since = self.object.signing_suspended_on
        return f"已于 {since} 暂停网签。" if since else ""

    def perform(self, form: ReasonForm) -> Organization:
        return services.suspend_signing(actor=self.request.user, organization=self.object, reason=form.reason)


class OrganizationResume(ActionPage):
    model = Organization
    step = RESUME_SIGNING

    def get_effects(self) -> list[str]:
        return ["这家企业的楼盘可以网签新合同；楼盘许可仍须有效。"]

    def get_blocked(self) -> str:
        return "" if self.object.signing_suspended_on else "没有暂停网签。"

    def perform(self, form: ReasonForm) -> Organization:
        return services.resume_signing(actor=self.request.user, organization=self.object, reason=form.reason)
