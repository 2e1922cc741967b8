"""专项检查, with its screening totals."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import FactPage
from housing_portal.kit.forms import Form, ReasonForm
from housing_portal.kit.pages import ActionPage, Button, CreatePage, EditPage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from inspections.enums.inspections import CampaignStatus
from inspections.filters.inspections import CampaignFilter
from inspections.forms.inspections import CampaignForm, ScreeningForm
from inspections.models.campaign import Campaign, Screening
from inspections.services import campaigns as services
from inspections.tables.inspections import CampaignTable, DrawTable, InspectionTable, ScreeningTable
from inspections.workflow import CAMPAIGN, CONFIRM, RECORD, VIEW

VIEWS = [("全部", ""), *((state.label, state.value) for state in CampaignStatus)]
STATE = Step("screening", "登记排查统计", frozenset({CampaignStatus.OPEN}), "", RECORD)
TAKE_BACK = Step("take_back", "撤回排查统计", frozenset(), "", CONFIRM, needs_reason=True, danger=True)


class CampaignList(ListPage):
    permission, write_permission = VIEW, RECORD
    title = "专项检查"
    model = Campaign
    table_class = CampaignTable
    filterset_class = CampaignFilter
    template_name = "kit/list_views.html"
    create_url, create_label = "inspections:campaign_create", "拟定专项"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_counts().select_related("domain")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class CampaignCreate(CreatePage):
    permission = RECORD
    title = "拟定专项检查"
    model = Campaign
    form_class = CampaignForm
    list_url = "inspections:campaign_list"

    def perform(self, form: CampaignForm) -> Campaign:
        return services.plan_campaign(actor=self.request.user, **form.cleaned_data)


class CampaignEdit(EditPage):
    permission = RECORD
    model = Campaign
    form_class = CampaignForm

    def perform(self, form: CampaignForm) -> Campaign:
        return services.edit_campaign(actor=self.request.user, campaign=self.object, **form.cleaned_data)


class CampaignPage(FactPage):
    permission = VIEW
    model = Campaign
    workflow = CAMPAIGN
    related = ("domain", "policy_doc", "recorded_by")
    edit_url, edit_permission = "inspections:campaign_edit", RECORD
    facts = (
        "domain", "policy_doc", "led_by", "starts_on", "ends_on", "closed_on", "note", "recorded_by", "recorded_at",
    )

    def get_chips(self) -> list[Any]:
        return [CampaignStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = Campaign.objects.with_counts().get(pk=self.object.pk)
        listed = f"{reverse('inspections:inspection_list')}?campaign={it.pk}"
        return [
            KeyFigure("检查（次）", str(it.visits), main=True, url=listed),
            KeyFigure("检查对象（个）", str(it.visited)),
        ]

    def get_buttons(self) -> list[Button]:
        if self.object.status == CampaignStatus.CLOSED:
            self.edit_url = ""
        found = super().get_buttons()
        if self.object.status == CampaignStatus.OPEN and self.request.user.can(RECORD):
            found += [
                Button("登记检查", f"{reverse('inspections:inspection_start')}?campaign={self.object.pk}"),
                Button("双随机抽取", f"{reverse('inspections:draw_create')}?campaign={self.object.pk}"),
                Button(STATE.label, reverse("inspections:campaign_screening", args=[self.object.pk])),
            ]
        return found

    def get_tables(self) -> list[tuple[str, Table]]:
        it = self.object
        visits = it.inspections.with_failed().select_related("target__domain", "leader", "signed_by")
        draws = it.draws.select_related("drawn_by", "recorded_by").order_by("-pk")
        stated = it.screenings.standing().select_related("recorded_by").order_by("-on", "what", "-pk")
        hidden = () if self.request.user.can(CONFIRM) else ("ops",)
        return [
            ("检查记录", InspectionTable(visits.order_by("-on", "-pk"), orderable=False, exclude=("campaign", "domain"),
                                     empty_text="还没有登记检查")),
            ("双随机抽取", DrawTable(draws, orderable=False, exclude=("campaign",), empty_text="没有抽取")),
            ("排查统计", ScreeningTable(stated, orderable=False, exclude=hidden)),
        ]


class CampaignStep(ActionPage):
    model = Campaign
    workflow = CAMPAIGN

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("domain")


class CampaignOpen(CampaignStep):
    step = CAMPAIGN.steps["open"]
    done = "已启动。"

    def get_effects(self) -> list[str]:
        return ["启动后可以登记检查、编制双随机名单、登记排查统计。"]

    def perform(self, form: Form) -> Campaign:
        return services.open_campaign(actor=self.request.user, campaign=self.object)


class CampaignClose(CampaignStep):
    step = CAMPAIGN.steps["close"]
    done = "已结束。"

    def get_effects(self) -> list[str]:
        return ["日志全部签字或作废、双随机名单全部抽取或作废后才能结束；问题整改照常进行。"]

    def perform(self, form: Form) -> Campaign:
        return services.close_campaign(actor=self.request.user, campaign=self.object, reason=form.reason)


class CampaignReopen(CampaignStep):
    step = CAMPAIGN.steps["reopen"]
    done = "已重新启动。"

    def perform(self, form: ReasonForm) -> Campaign:
        return services.reopen_campaign(actor=self.request.user, campaign=self.object, reason=form.reason)


class CampaignScreening(CampaignStep):
    """Totals that nobody keeps target by target."""

    workflow = None
    step = STATE
    form_class = ScreeningForm
    done = "已登记排查统计。"

    def get_blocked(self) -> str:
        is_open = self.object.status in STATE.sources
        return "" if is_open else "专项启动后、结束前才能登记排查统计。"

    def get_effects(self) -> list[str]:
        return ["填写到截至日为止的累计数；同一内容以最新一次为准，各次不相加。"]

    def perform(self, form: ScreeningForm) -> Campaign:
        services.state_screening(actor=self.request.user, campaign=self.object, **form.cleaned_data)
        return self.object


class ScreeningTakeBack(ActionPage):
    model = Screening
    step = TAKE_BACK
    done = "已撤回。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("campaign")

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return "这一次统计由您本人登记，撤回须由另一位同事进行。" if own else ""

    def get_effects(self) -> list[str]:
        return [f"撤回 {self.object}；截至日更早、已经取数的报表不变。"]

    def get_cancel_url(self) -> str:
        return self.object.campaign.get_absolute_url()

    def perform(self, form: ReasonForm) -> Campaign:
        return services.take_back_screening(actor=self.request.user, screening=self.object, reason=form.reason)
