"""Sale permits: the register, and what the bureau decides about a permit later on."""
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import ActionPage, CreatePage, EditPage, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from housing_portal.registry import references, services
from housing_portal.registry.enums import ENDED_PERMITS, Mark, PermitStatus
from housing_portal.registry.filters import PermitFilter
from housing_portal.registry.forms import EndingForm, PermitEditForm, PermitForm, RevocationForm
from housing_portal.registry.models import SalePermit
from housing_portal.registry.naming import written_scope
from housing_portal.registry.services.permits import is_overdue
from housing_portal.registry.tables import BuildingTable, PermitTable
from housing_portal.registry.views.base import EDIT, BureauOnly, MarketDetail, MasterList
from housing_portal.registry.views.estates import OfEstate
from housing_portal.registry.workflow import PERMIT


class PermitList(MasterList):
    title = "销售许可"
    model = SalePermit
    table_class = PermitTable
    filterset_class = PermitFilter
    create_url = "registry:permit_create"
    import_kind = "permit"
    is_market = True

    def get_queryset(self) -> QuerySet[SalePermit]:
        return super().get_queryset().select_related("estate", "developer")


class PermitDetail(MarketDetail):
    model = SalePermit
    related = ("estate", "developer", "recorded_by")
    workflow = PERMIT
    template_name = "registry/permit.html"
    edit_url = "registry:permit_edit"
    facts = (
        "kind", "number", "issuer", "estate", "developer", "issued_on", "valid_from", "valid_to", "ended_on",
        "area_residential", "area_commercial", "area_other", "note", "recorded_by", "recorded_at",
    )

    def get_chips(self) -> list[Any]:
        return [PermitStatus(self.object.status), *([Mark.OVERDUE] if is_overdue(self.object) else [])]

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.estate), self.object.estate.get_absolute_url())]

    def get_facts(self) -> list[tuple[str, Any]]:
        return [("批准楼幢", written_scope(self.object)), *super().get_facts()]

    def get_tables(self) -> list[tuple[str, Table]]:
        buildings = self.object.buildings.select_related("estate")
        return [("批准楼幢", BuildingTable(buildings, orderable=False, exclude=("estate",)))]

    def get_figures(self) -> list[KeyFigure]:
        permit = self.object
        return [
            KeyFigure("批准面积（㎡）", grouped(permit.area_total, 2), main=True),
            KeyFigure("批准套数（套）", grouped(permit.sets_total)),
            KeyFigure("其中：住宅（套）", grouped(permit.sets_residential)),
            KeyFigure("批准楼幢（幢）", grouped(permit.scope.count())),
        ]

    def get_buttons(self) -> list[Any]:
        # an ended permit has no steps, and what it said stays as it is
        return [] if self.object.status in ENDED_PERMITS else self._timely(super().get_buttons())

    def _timely(self, buttons: list[Any]) -> list[Any]:
        expire = PERMIT.steps["expire"].label
        return [button for button in buttons if button.label != expire or is_overdue(self.object)]

    def get_step_url(self, step: Step) -> str:
        return step_url(self.object, step.code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(overdue=is_overdue(self.object), **kwargs)


class PermitCreate(BureauOnly, OfEstate, CreatePage):
    permission = EDIT
    title = "登记销售许可"
    form_class = PermitForm
    list_url = "registry:permit_list"

    def perform(self, form: PermitForm) -> SalePermit:
        return services.register_permit(actor=self.request.user, reason=form.reason, **form.cleaned_data)


class PermitEdit(BureauOnly, EditPage):
    permission = EDIT
    model = SalePermit
    form_class = PermitEditForm

    def perform(self, form: PermitEditForm) -> SalePermit:
        return services.edit_permit(
            actor=self.request.user, permit=self.object, reason=form.reason, **form.cleaned_data
        )


class PermitStep(ActionPage):
    """One step of a permit; the sentences say what hangs on it."""

    model = SalePermit
    workflow = PERMIT
    effects: tuple[str, ...] = ()

    def get_effects(self) -> list[str]:
        used = [f"{kind} {count} 条" for kind, count in references.counted(self.object) if kind != "批准楼幢"]
        return [*self.effects, *([f"在本许可下已登记{'、'.join(used)}，不随之改变。"] if used else [])]

    def perform(self, form: forms.Form) -> SalePermit:
        return services.step_permit(
            actor=self.request.user, permit=self.object, step=self.step.code, reason=form.reason,
            on=form.cleaned_data.get("on"),
        )


class PermitSuspend(PermitStep):
    step = PERMIT.steps["suspend"]
    effects = ("批准楼幢内不能网签新合同，已签合同照常备案。", "许可仍然有效，未售房屋仍计入可售。")


class PermitResume(PermitStep):
    step = PERMIT.steps["resume"]
    effects = ("批准楼幢内可以继续网签。",)


class PermitConvert(PermitStep):
    step = PERMIT.steps["convert"]
    form_class = EndingForm
    effects = ("许可自失效日期起结束，批准楼幢须全部竣工备案。", "批准楼幢可以登记现售备案。")


class PermitExpire(PermitStep):
    step = PERMIT.steps["expire"]
    effects = ("失效日期为有效期止的次日，批准楼幢不能再网签。", "批准楼幢可以登记新的许可。")


class PermitRevoke(PermitStep):
    step = PERMIT.steps["revoke"]
    form_class = RevocationForm
    effects = ("许可自失效日期起结束，批准楼幢不能再网签，可以登记新的许可。", "撤销前须处理好已售合同。")


def step_url(permit: SalePermit, code: str) -> str:
    """Return the address of a step."""
    return reverse(f"registry:permit_{code}", args=[permit.pk])
