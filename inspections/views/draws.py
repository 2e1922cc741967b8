"""双随机抽取: the list, the draw, and the draw again."""
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from housing_portal.journal.pages import FactPage
from housing_portal.kit.filters import clean_query
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import ActionPage, Button, CreatePage, HistoryLine, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from inspections.draw import Drawn
from inspections.enums.ground import TargetKind
from inspections.enums.inspections import DrawStatus
from inspections.filters.inspections import DrawFilter
from inspections.forms.inspections import DrawForm, LotsForm
from inspections.models.draw import RandomDraw
from inspections.models.inspection import Inspection
from inspections.services import draws as services
from inspections.tables.inspections import DrawInspectorTable, DrawRepeatTable, DrawTable, DrawTargetTable
from inspections.workflow import DRAW, RECORD, VIEW

VIEWS = [("全部", ""), *((state.label, state.value) for state in DrawStatus)]


class DrawList(ListPage):
    permission, write_permission = VIEW, RECORD
    title = "双随机抽取"
    model = RandomDraw
    table_class = DrawTable
    filterset_class = DrawFilter
    template_name = "kit/list_views.html"
    create_url, create_label = "inspections:draw_create", "编制名单"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("campaign", "drawn_by", "recorded_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class DrawCreate(CreatePage):
    """``?campaign=`` fills in the campaign."""

    permission = RECORD
    title = "编制双随机名单"
    model = RandomDraw
    form_class = DrawForm
    list_url = "inspections:draw_list"
    done = "名单已固定，请另一位同事抽取。"

    def get_initial(self) -> dict[str, Any]:
        given = clean_query(self.request.GET).get("campaign", "")
        return {**super().get_initial(), **({"campaign": int(given)} if given.isdecimal() else {})}

    def perform(self, form: DrawForm) -> RandomDraw:
        return services.prepare_draw(actor=self.request.user, **form.cleaned_data)


class DrawPage(FactPage):
    permission = VIEW
    model = RandomDraw
    workflow = DRAW
    related = ("campaign", "recorded_by", "drawn_by")
    facts = (
        "campaign", "number", "share", "per_target", "list_digest", "witness", "seed", "drawn_on", "drawn_by",
        "recorded_by", "recorded_at",
    )

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.campaign), self.object.campaign.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [DrawStatus(self.object.status)]

    def get_step_url(self, step: Any) -> str:
        return reverse(f"inspections:draw_{step.code}", args=[self.object.pk])

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("名单对象（个）", str(it.targets.count()), main=True),
            KeyFigure("抽取（个）", str(it.number)),
            KeyFigure("名单检查人员（人）", str(it.inspectors.count())),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        kinds = "、".join(TargetKind(kind).label for kind in self.object.kinds)
        return [("对象类别", kinds), *super().get_facts()]

    def get_buttons(self) -> list[Button]:
        found = super().get_buttons()
        if self.object.seed:
            found.append(Button("按种子重演", reverse("inspections:draw_repeat", args=[self.object.pk])))
        return found

    def get_tables(self) -> list[tuple[str, Table]]:
        it = self.object
        order = ("rank",) if it.seed else ("order",)
        visits = Prefetch("inspections", Inspection.objects.valid(), to_attr="visits")
        targets = it.targets.select_related("target").prefetch_related("pairs__inspector__user", visits)
        people = it.inspectors.select_related("inspector__user").order_by("order")
        hidden = () if it.seed else ("rank", "sent", "ops")
        return [
            ("对象名单", DrawTargetTable(
                targets.order_by(*order), orderable=False, exclude=hidden, may_record=self.request.user.can(RECORD),
            )),
            ("检查人员名单", DrawInspectorTable(people, orderable=False)),
        ]


class DrawStep(ActionPage):
    model = RandomDraw
    workflow = DRAW

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("campaign")


class DrawLots(DrawStep):
    step = DRAW.steps["draw"]
    form_class = LotsForm
    done = "已抽取，结果和种子已登记。"

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return services.OWN_LIST if own else super().get_blocked()

    def get_effects(self) -> list[str]:
        return [
            f"从名单中抽取 {self.object.number} 个对象，每个派 {self.object.per_target} 名检查人员；须回避的自动跳过。",
            "系统当场产生种子，按公开的算法排出次序；只能抽取一次，任何人可以按种子重演核对。",
        ]

    def perform(self, form: LotsForm) -> RandomDraw:
        return services.draw_lots(actor=self.request.user, drawing=self.object, **form.cleaned_data)


class DrawVoid(DrawStep):
    step = DRAW.steps["void"]
    done = "已作废。"

    def perform(self, form: ReasonForm) -> RandomDraw:
        return services.void_draw(actor=self.request.user, drawing=self.object, reason=form.reason)


class DrawRepeat(FactPage):
    """The draw once more from seed and list, beside what is stored."""

    permission = VIEW
    model = RandomDraw
    related = ("campaign",)
    facts = ("campaign", "drawn_on", "seed", "list_digest")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().exclude(seed="")

    def get_title(self) -> str:
        return f"{self.object} 按种子重演"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object), self.object.get_absolute_url())]

    def get_history(self) -> list[HistoryLine] | None:
        return None

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        same = services.list_digest(it) == it.list_digest
        command = f"python manage.py repeat_check_draw {it.pk}"
        return [*super().get_facts(), ("名单校验值比较", "一致" if same else "不一致"), ("命令行重演", command)]

    def get_tables(self) -> list[tuple[str, Table]]:
        pairs = zip(services.stored(self.object), services.repeat(self.object), strict=True)
        rows = [
            {"rank": again.rank, "stored": _told(kept), "again": _told(again),
             "agrees": "一致" if kept == again else "不一致"}
            for kept, again in pairs
        ]
        return [("逐个比较", DrawRepeatTable(rows, orderable=False))]


def _told(one: Drawn) -> str:
    sent = f"，检查人员 {'、'.join(one.certificates)}" if one.certificates else "，未抽中"
    return f"名单第 {one.order} 号{sent}"
