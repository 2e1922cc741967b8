"""公租房房源."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.enums import LETTABLE, HomeStatus
from affordable.filters.homes import HomeFilter
from affordable.forms.homes import HomeForm, HomeFreeForm, HomeStepForm, HomeSystemForm
from affordable.models import RentalHome
from affordable.services import homes as services
from affordable.tables.homes import HomeTable
from affordable.tables.leases import HomeLeaseTable
from affordable.tables.steps import HomeStepTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList
from affordable.workflow import ENTER, HOME, HOME_BY_HAND
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import ActionPage, Button, EditPage, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

VIEW = "rental.view"
VIEWS = [("全部", ""), *((state.label, state.value) for state in HomeStatus)]
ENTERED = Step("enter", "登记录入系统", frozenset(), "", ENTER)


class HomeList(RecordList):
    permission, write_permission = VIEW, ENTER
    title = "公租房房源"
    model = RentalHome
    table_class = HomeTable
    filterset_class = HomeFilter
    template_name = "kit/list_views.html"
    related = ("unit",)
    create_url, create_label = "affordable:home_create", "登记房源"

    def get_buttons(self) -> list[Button]:
        taken = [Button("导入", reverse("affordable:home_import"), "up")] if self.request.user.can(ENTER) else []
        return [*super().get_buttons(), *taken]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class HomeCreate(RecordCreate):
    permission = ENTER
    title = "登记公租房房源"
    model = RentalHome
    form_class = HomeForm
    list_url = "affordable:home_list"

    def perform(self, form: HomeForm) -> RentalHome:
        return services.register_home(actor=self.request.user, **form.cleaned_data)


class HomeEdit(EditPage):
    permission = ENTER
    model = RentalHome
    form_class = HomeForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("unit")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form: HomeForm) -> RentalHome:
        return services.edit_home(actor=self.request.user, home=self.object, **form.cleaned_data)


class HomePage(LedgerPage):
    permission = VIEW
    model = RentalHome
    workflow = HOME_BY_HAND
    related = ("unit", "project", "recorded_by")
    has_files = True
    edit_url, edit_permission = "affordable:home_edit", ENTER
    facts = (
        "unit", "project", "ownership", "source_plan_year", "received_on", "entered_system_on", "idle_since",
        "ended_on", "note", "recorded_by", "recorded_at",
    )

    def get_chips(self) -> list[Any]:
        return [HomeStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        home = self.object
        lease = home.leases.live().select_related("family").order_by("pk").first()
        return [
            KeyFigure("建筑面积（㎡）", grouped(home.area, 2), main=True),
            KeyFigure("租金标准（元/㎡·月）", grouped(home.rent_standard, 2)),
            KeyFigure("现租约", str(lease or "——"), url=lease.get_absolute_url() if lease else ""),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:home_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, own = self.object, []
        if self.request.user.can(ENTER):
            own.append(Button("登记录入系统", reverse("affordable:home_enter", args=[it.pk])))
            if it.status in LETTABLE:
                own.append(Button("登记原有租约", f"{reverse('affordable:lease_take_over')}?home={it.pk}"))
        return [*super().get_buttons(), *own]

    def get_tables(self) -> list[tuple[str, Table]]:
        steps = self.object.steps.select_related("recorded_by").order_by("-on", "-pk")
        leases = self.object.leases.select_related("family").order_by("-signed_on", "-pk")
        return [
            ("状态变动", HomeStepTable(steps, orderable=False, empty_text="接收以来没有变动")),
            ("租约", HomeLeaseTable(leases, orderable=False, empty_text="还没有租约")),
        ]


class HomeStep(ActionPage):
    """A step that an officer decides; ``step`` is set by the address."""

    model = RentalHome
    workflow = HOME
    step = HOME.steps["free"]
    done = "已登记。"

    def get_form_class(self) -> type[Form]:
        return HomeStepForm if self.step.needs_reason else HomeFreeForm

    def get_effects(self) -> list[str]:
        return [f"状态变为“{HomeStatus(self.step.target).label}”，从起始日期起计入相应的房源数。"]

    def perform(self, form: Form) -> RentalHome:
        return services.take_home_step(
            actor=self.request.user, home=self.object, code=self.step.code, **form.cleaned_data
        )


class HomeEnter(ActionPage):
    """The day on which a home was put into the housing security system."""

    model = RentalHome
    step = ENTERED
    form_class = HomeSystemForm
    done = "已登记录入日期。"

    def perform(self, form: HomeSystemForm) -> RentalHome:
        return services.enter_home_system(
            actor=self.request.user, home=self.object, reason=form.reason, **form.cleaned_data
        )
