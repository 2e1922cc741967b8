"""分配批次: the list, the draw, and the draw again."""
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from affordable.enums import AllocationMethod, EntryStatus, RoundStatus
from affordable.filters.rounds import RoundFilter
from affordable.forms.rounds import DrawForm, PublishForm, RoundForm, ScoresForm
from affordable.models import AllocationEntry, AllocationRound, Member
from affordable.querysets.families import applicant_name
from affordable.round_sheet import round_workbook
from affordable.services import rounds as services
from affordable.tables.rounds import EntryTable, PlaceTable, RepeatTable, RoundTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList
from affordable.workflow import ENTER, ROUND
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import ActionPage, Button, HistoryLine, KeyFigure, Page, Scoped
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from housing_portal.registry.views.imports import workbook

VIEW = "rental.view"
VIEWS = [("全部", ""), *((state.label, state.value) for state in RoundStatus)]
SCORE = Step("scores", "登记评分", frozenset({RoundStatus.DRAFT}), "", ENTER)
STRIKE = Step("strike", "移出名单", frozenset({EntryStatus.LISTED}), "", ENTER, needs_reason=True)


class RoundList(RecordList):
    permission, write_permission = VIEW, ENTER
    title = "公租房分配"
    model = AllocationRound
    table_class = RoundTable
    filterset_class = RoundFilter
    template_name = "kit/list_views.html"
    related = ("unit", "drawn_by")
    create_url, create_label = "affordable:round_create", "拟定批次"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_counts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class RoundCreate(RecordCreate):
    permission = ENTER
    title = "拟定分配批次"
    model = AllocationRound
    form_class = RoundForm
    list_url = "affordable:round_list"

    def perform(self, form: RoundForm) -> AllocationRound:
        return services.create_round(actor=self.request.user, **form.cleaned_data)


class RoundPage(LedgerPage):
    permission = VIEW
    model = AllocationRound
    workflow = ROUND
    related = ("unit", "recorded_by", "drawn_by")
    has_files = True
    facts = (
        "unit", "method", "published_on", "list_digest", "drawn_on", "drawn_by", "seed", "note", "recorded_by",
        "recorded_at",
    )

    def get_chips(self) -> list[Any]:
        return [RoundStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = AllocationRound.objects.with_counts().get(pk=self.object.pk)
        return [
            KeyFigure("参加户数（户）", grouped(it.families), main=True), KeyFigure("房源（套）", grouped(it.homes)),
            KeyFigure("已签约（套）", grouped(it.signed)),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:round_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, here = self.object, [self.object.pk]
        own = [Button("公示表（Excel）", reverse("affordable:round_sheet", args=here), "dl")]
        if it.seed:
            own.append(Button("按种子重演", reverse("affordable:round_repeat", args=here)))
        if it.method == AllocationMethod.SCORING and it.status in SCORE.sources and self.request.user.can(ENTER):
            own.append(Button("登记评分", reverse("affordable:round_scores", args=here)))
        return [*own, *super().get_buttons()]

    def get_tables(self) -> list[tuple[str, Table]]:
        it = self.object
        entries = it.entries.select_related("family", "home", "round").annotate(
            applicant_name=applicant_name(Member.objects, "family_id")
        ).order_by(*(("rank", "order") if it.drawn_on else ("order",)), "pk")
        hidden = () if self.request.user.can(ENTER) else ("ops",)
        places = it.places.select_related("home").order_by("order")
        return [
            ("参加家庭", EntryTable(entries, orderable=False, exclude=hidden)),
            ("房源", PlaceTable(places, orderable=False)),
        ]


class RoundStep(ActionPage):
    model = AllocationRound
    workflow = ROUND

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("unit")


class RoundScores(RoundStep):
    """Scores are typed for the whole list on one page."""

    workflow = None
    step = SCORE
    form_class = ScoresForm
    done = "已登记评分。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "allocation": self.object}

    def get_blocked(self) -> str:
        is_open = self.object.method == AllocationMethod.SCORING and self.object.status in SCORE.sources
        return "" if is_open else "只有拟定中的评分批次可以登记评分。"

    def perform(self, form: ScoresForm) -> AllocationRound:
        return services.score_entries(actor=self.request.user, allocation=self.object, scores=form.scores)


class RoundPublish(RoundStep):
    step = ROUND.steps["publish"]
    form_class = PublishForm
    done = "已公示，名单的校验值已固定。"

    def get_effects(self) -> list[str]:
        return ["名单、房源、评分从此不能更改；系统计算名单校验值，请随公示表一同公布。",
                "不再符合条件的家庭在抽取之前可以移出名单。"]

    def perform(self, form: PublishForm) -> AllocationRound:
        return services.publish_round(actor=self.request.user, allocation=self.object, **form.cleaned_data)


class RoundDraw(RoundStep):
    step = ROUND.steps["draw"]
    form_class = DrawForm
    done = "已抽取，结果和种子已登记。"

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.recorded_by_id):
            return "名单由您本人编制，须由另一位同事抽取。"
        return super().get_blocked()

    def get_effects(self) -> list[str]:
        return ["系统当场产生种子，按公开的算法排出次序并分配房源；只能抽取一次，任何人可以按种子重演核对。",
                "配到房的家庭转为“已配房待签约”，未配到的继续轮候。"]

    def perform(self, form: DrawForm) -> AllocationRound:
        return services.draw_round(actor=self.request.user, allocation=self.object, **form.cleaned_data)


class RoundClose(RoundStep):
    step = ROUND.steps["close"]
    done = "已办结，没有签约的房源可以列入其他批次。"

    def perform(self, form: Form) -> AllocationRound:
        return services.close_round(actor=self.request.user, allocation=self.object)


class RoundVoid(RoundStep):
    step = ROUND.steps["void"]
    done = "已作废，家庭和房源可以列入其他批次。"

    def perform(self, form: Form) -> AllocationRound:
        return services.void_round(actor=self.request.user, allocation=self.object, reason=form.reason)


class RoundRepeat(LedgerPage):
    """The draw once more from seed and list, beside what is stored."""

    permission = VIEW
    model = AllocationRound
    facts = ("method", "published_on", "drawn_on", "seed")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().exclude(seed="")

    def get_title(self) -> str:
        return f"{self.object} 按种子重演"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object), self.object.get_absolute_url())]

    def get_history(self) -> list[HistoryLine] | None:
        return None

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        same = services.repeat(it) == services.stored(it)
        kept = services.list_digest(it) == it.list_digest
        return [
            KeyFigure("重演结果", "一致" if same else "不一致", "与登记的结果相比", main=True),
            KeyFigure("名单校验值", "一致" if kept else "不一致", it.list_digest),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        again = {one.number: one for one in services.repeat(self.object)}
        rows = [
            {"number": one.number, "rank": one.rank, "home": one.home, "rank_again": again[one.number].rank,
             "home_again": again[one.number].home, "agrees": "一致" if again[one.number] == one else "不一致"}
            for one in services.stored(self.object)
        ]
        return [("逐户比较", RepeatTable(rows, orderable=False))]


class RoundSheet(Page, Scoped, SingleObjectMixin, View):
    """The list or the result as it is put up, names masked."""

    permission = VIEW
    model = AllocationRound

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allocation = self.get_object()
        return workbook(round_workbook(allocation), f"公租房分配公示-{allocation}.xlsx")


class EntryStrike(ActionPage):
    model = AllocationEntry
    step = STRIKE
    done = "已移出名单，家庭继续轮候。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("round__unit", "family")

    def get_blocked(self) -> str:
        return "" if self.object.status in STRIKE.sources else "抽取之前、还在名单中的家庭才能移出名单。"

    def get_effects(self) -> list[str]:
        return [f"{self.object.family} 不再参加本批次，保留轮候次序。"]

    def perform(self, form: Form) -> AllocationRound:
        return services.strike_entry(actor=self.request.user, entry=self.object, reason=form.reason)
