"""Policy documents, organizations, districts and the work calendar."""
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic import TemplateView

from housing_portal.journal.history import history_of
from housing_portal.kit import clock
from housing_portal.kit.pages import (
    ActionPage,
    Button,
    CreatePage,
    DetailPage,
    EditPage,
    HistoryLine,
    ListPage,
    Page,
)
from housing_portal.kit.workflow import Step
from housing_portal.registry import services
from housing_portal.registry.enums import OrganizationStatus
from housing_portal.registry.filters import DistrictFilter, OrganizationFilter, PolicyFilter
from housing_portal.registry.forms import DayForm, DistrictForm, OrganizationForm, PasteForm, PolicyForm
from housing_portal.registry.models import CalendarDay, District, Organization, PolicyDoc
from housing_portal.registry.months import months
from housing_portal.registry.tables import DistrictTable, OrganizationTable, PolicyTable

VIEW, EDIT = "registry.view", "registry.edit"
YEARS = range(2000, 2100)


class MasterList(ListPage):
    permission = VIEW
    write_permission = EDIT


class MasterDetail(DetailPage):
    permission = VIEW
    edit_permission = EDIT

    def get_history(self) -> list[HistoryLine]:
        return history_of(self.object)


class PolicyList(MasterList):
    title = "政策文件"
    template_name = "registry/policies.html"
    model = PolicyDoc
    table_class = PolicyTable
    filterset_class = PolicyFilter
    create_url = "registry:policy_create"


class PolicyDetail(MasterDetail):
    model = PolicyDoc
    edit_url = "registry:policy_edit"
    facts = ("number", "title", "issuer", "issued_on")


class PolicyCreate(CreatePage):
    permission = EDIT
    title = "登记依据文件"
    form_class = PolicyForm
    list_url = "registry:policy_list"

    def perform(self, form: PolicyForm) -> PolicyDoc:
        return services.register_policy(actor=self.request.user, **form.cleaned_data)


class PolicyEdit(EditPage):
    permission = EDIT
    model = PolicyDoc
    form_class = PolicyForm

    def perform(self, form: PolicyForm) -> PolicyDoc:
        return services.edit_policy(actor=self.request.user, policy=self.object, **form.cleaned_data)


class OrganizationList(MasterList):
    title = "单位企业"
    model = Organization
    table_class = OrganizationTable
    filterset_class = OrganizationFilter
    create_url = "registry:organization_create"

    def get_queryset(self) -> QuerySet[Organization]:
        return super().get_queryset().prefetch_related("roles")


class OrganizationDetail(MasterDetail):
    model = Organization
    edit_url = "registry:organization_edit"
    facts = (
        "name", "short_name", "credit_code", "legal_representative", "registered_capital", "contact", "phone",
        "address",
    )

    def get_chips(self) -> list[Any]:
        return [OrganizationStatus(self.object.status)]

    def get_facts(self) -> list[tuple[str, Any]]:
        return [*super().get_facts(), ("机构类别", self.object.kinds)]


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


class DistrictList(MasterList):
    title = "行政区划"
    model = District
    table_class = DistrictTable
    filterset_class = DistrictFilter
    create_url = "registry:district_create"

    def get_queryset(self) -> QuerySet[District]:
        return super().get_queryset().select_related("parent")


class DistrictDetail(MasterDetail):
    model = District
    edit_url = "registry:district_edit"
    facts = ("code", "name", "parent", "valid_to")


class DistrictCreate(CreatePage):
    permission = EDIT
    title = "登记行政区划"
    form_class = DistrictForm
    list_url = "registry:district_list"

    def perform(self, form: DistrictForm) -> District:
        return services.register_district(actor=self.request.user, **form.cleaned_data)


class DistrictEdit(EditPage):
    permission = EDIT
    model = District
    form_class = DistrictForm

    def perform(self, form: DistrictForm) -> District:
        return services.edit_district(actor=self.request.user, district=self.object, **form.cleaned_data)


# -- work calendar -----------------------------------------------------------------------------------


def year_asked(query: dict[str, str]) -> int:
    """Return the year in the address, or the present one when there is none that makes sense."""
    asked = query.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in YEARS else clock.today().year


class WorkCalendar(Page, TemplateView):
    permission = VIEW
    title = "工作日历"
    template_name = "registry/calendar.html"

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(EDIT):
            return []
        return [
            Button("登记一天", reverse("registry:calendar_add"), "plus", "primary"),
            Button("粘贴节假日安排", reverse("registry:calendar_paste"), "up"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = year_asked(self.request.GET)
        days = CalendarDay.objects.visible_to(self.request.user).between(date(year, 1, 1), date(year, 12, 31))
        return super().get_context_data(
            year=year,
            years=[n for n in (year - 1, year + 1) if n in YEARS],
            months=months(year, days, clock.today()),
            registered=len(days),
            may_edit=self.request.user.can(EDIT),
            **kwargs,
        )


class CalendarAdd(CreatePage):
    permission = EDIT
    title = "登记节假日或调休"
    form_class = DayForm
    list_url = "registry:calendar"

    def get_initial(self) -> dict[str, str]:
        return {"on": self.request.GET.get("on", "")[:10]}

    def perform(self, form: DayForm) -> CalendarDay:
        return services.add_day(actor=self.request.user, **form.cleaned_data)


class CalendarRemove(ActionPage):
    model = CalendarDay
    step = Step("remove", "删除这一天", frozenset(), "", EDIT, danger=True)

    def get_effects(self) -> list[str]:
        return ["这一天恢复为普通的工作日或周末。", "未办结事项的工作日期限随之重新计算。"]

    def perform(self, form: forms.Form) -> CalendarDay:
        return services.remove_day(actor=self.request.user, day=self.object)


class CalendarPaste(CreatePage):
    permission = EDIT
    title = "粘贴节假日安排"
    form_class = PasteForm
    list_url = "registry:calendar"
    submit_label = "导入"
    template_name = "registry/paste.html"

    def perform(self, form: PasteForm) -> None:
        changed = services.paste_days(actor=self.request.user, lines=form.cleaned_data["lines"])
        self.done = f"已登记或更改 {changed} 天。" if changed else "与已登记的完全一致，没有变化。"

    def get_success_url(self) -> str:
        return reverse("registry:calendar")
