"""保障对象: who asks for help, where the case stands, and the queue."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.enums import LIVE_FAMILIES, FamilyStatus, Relation
from affordable.filters.families import FamilyFilter, WaitingFilter
from affordable.forms.families import FamilyForm
from affordable.models import Family
from affordable.services import families as services
from affordable.services.members import OPEN
from affordable.tables.cards import CardTable
from affordable.tables.families import BenefitTable, CheckTable, FamilyTable, WaitingTable
from affordable.tables.members import MemberChangeTable, MemberTable
from affordable.tables.notices import AnswerTable, ObjectionTable
from affordable.tables.reviews import FamilyReviewTable
from affordable.tables.steps import FamilyStepTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList
from affordable.workflow import ENTER, FAMILY
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import Button, EditPage, KeyFigure
from housing_portal.kit.secrecy import mask_name
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step, Workflow

VIEW, REVEAL = "rental.view", "personal.reveal"
STATES = FamilyStatus
# the states in which families stay longest; the query block has all
VIEWS = [("全部", ""), *((state.label, state.value) for state in (
    STATES.ACCEPTED, STATES.PUBLISHED, STATES.APPROVED, STATES.WAITING, STATES.ALLOCATED, STATES.SUBSIDIZED,
))]
SHOWN = ("applicant", "persons", "category", "wanted", "unit", "applied_on", "status")
# the steps that are taken on the page of a family; notices, homes, leases and grants have pages of their own
OWN_STEPS = (
    "accept", "take_over", "check", "compare", "approve", "queue", "suspend", "resume", "exit", "reject", "withdraw",
)
COMPARED = (STATES.ACCEPTED, STATES.COMMUNITY, STATES.DEPARTMENTS, STATES.PUBLISHED)


class FamilyList(RecordList):
    permission, write_permission = VIEW, ENTER
    unmasked_permission = "personal.export"
    title = "保障对象"
    model = Family
    table_class = FamilyTable
    filterset_class = FamilyFilter
    template_name = "kit/list_views.html"
    related = ("unit",)
    shown = SHOWN
    create_url, create_label = "affordable:family_create", "登记申请"

    def get_buttons(self) -> list[Button]:
        can, own = self.request.user.can, []
        if can(ENTER):
            own.append(Button("导入", reverse("affordable:family_import"), "up"))
            own.append(Button("录入系统", reverse("affordable:family_enter")))
        if can(FAMILY.steps["take_over"].permission):
            own.append(Button("批量确认原批准", reverse("affordable:family_take_over_many")))
        return [*super().get_buttons(), *own, Button("成员名册", reverse("affordable:member_list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class WaitingList(RecordList):
    """The queue in its order; the place is the one in the whole queue, whatever the list shows of it."""

    permission = VIEW
    unmasked_permission = "personal.export"
    title = "轮候名册"
    model = Family
    table_class = WaitingTable
    filterset_class = WaitingFilter
    related = ("unit",)
    empty_text = "没有符合条件的轮候家庭"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().waiting()

    def get_buttons(self) -> list[Button]:
        many = [Button("批量进入轮候", reverse("affordable:family_queue_many"), "plus", "primary")]
        return [*super().get_buttons(), *(many if self.request.user.can(ENTER) else [])]


class FamilyCreate(RecordCreate):
    permission = ENTER
    title = "登记保障申请"
    model = Family
    form_class = FamilyForm
    template_name = "affordable/family_form.html"
    list_url = "affordable:family_list"

    def perform(self, form: FamilyForm) -> Family:
        return services.register_family(actor=self.request.user, **form.cleaned_data)


class FamilyEdit(EditPage):
    """An application that nobody has checked yet, with all its members."""

    permission = ENTER
    model = Family
    form_class = FamilyForm
    template_name = "affordable/family_form.html"

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset().select_related("unit")
        # what was typed meanwhile is not lost: the service says why it is too late
        return rows if self.request.method == "POST" else rows.filter(status__in=OPEN)

    def get_form_kwargs(self) -> dict[str, Any]:
        members = list(self.object.members.current().order_by("pk"))
        return {**super().get_form_kwargs(), "user": self.request.user, "members": members}

    def perform(self, form: FamilyForm) -> Family:
        return services.edit_family(actor=self.request.user, family=self.object, **form.cleaned_data)


class FamilyPage(LedgerPage):
    permission = VIEW
    model = Family
    workflow = Workflow(FAMILY.states, tuple(step for step in FAMILY if step.code in OWN_STEPS))
    related = ("unit", "recorded_by", "notice")
    has_files = True
    facts = (
        "unit", "category", "wanted", "applied_on", "address", "income_pc", "house_area_pc", "waiting_since",
        "declined", "entered_system_on", "former_approval_on", "former_approval_no", "note", "recorded_by",
        "recorded_at",
    )

    def get_title(self) -> str:
        applicants = self.object.members.filter(relation=Relation.APPLICANT)
        name = applicants.order_by("-is_current", "-pk").values_list("name", flat=True).first()
        return f"{mask_name(name or '')}家庭 {self.object.number}"

    def get_chips(self) -> list[Any]:
        return [STATES(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        found = [
            KeyFigure("家庭人口（人）", grouped(it.members.current().count()), main=True),
            KeyFigure("人均月收入（元）", grouped(it.income_pc, 2)),
            KeyFigure("人均住房面积（㎡）", grouped(it.house_area_pc, 2)),
        ]
        if it.status == STATES.WAITING:
            place = Family.objects.ahead_of(it).count() + 1
            found.append(KeyFigure("轮候次序", grouped(place), f"{it.waiting_since} 起轮候"))
        if it.notice and it.status == STATES.PUBLISHED:
            found.append(KeyFigure("公示止", str(it.notice.ends_on), str(it.notice), it.notice.get_absolute_url()))
        return found

    def get_tables(self) -> list[tuple[str, Table]]:
        it = self.object
        people = MemberChangeTable if self._may_change else MemberTable
        objections = AnswerTable if self.request.user.can(ENTER) else ObjectionTable
        parts = [
            ("部门比对", CheckTable, it.checks.standing().select_related("recorded_by").order_by("-on", "pk")),
            ("公示异议", objections, it.objections.select_related("family").order_by("-received_on", "-pk")),
            ("代发账户", CardTable, it.cards.select_related("holder", "recorded_by").order_by("-is_current", "-pk")),
            ("保障方式", BenefitTable, it.benefits.order_by("-from_on", "-pk")),
            ("年审", FamilyReviewTable, it.reviews.order_by("-year", "-pk")),
            ("办理进度", FamilyStepTable, it.steps.standing().select_related("recorded_by").order_by("-pk")),
        ]
        found = [(title, table(rows, orderable=False)) for title, table, rows in parts if rows.exists()]
        return [("家庭成员", people(it.members.order_by("-is_current", "pk"), orderable=False)), *found]

    @property
    def _may_change(self) -> bool:
        """Tell whether single members and the card may be changed now."""
        it = self.object
        return self.request.user.can(ENTER) and it.status in LIVE_FAMILIES and it.status not in OPEN

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:family_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        # what was approved before the portal was there is not accepted anew
        hidden = f"/{'accept' if self.object.former_approval_on else 'take_over'}/"
        steps = [button for button in super().get_buttons() if not button.url.endswith(hidden)]
        return [*self._deeds(), *self._reveal(), *steps]

    def _reveal(self) -> list[Button]:
        if not self.request.user.can(REVEAL):
            return []
        return [Button("查看完整证件", reverse("affordable:family_reveal", args=[self.object.pk]))]

    def _deeds(self) -> list[Button]:
        """Return the buttons of what is no step of the case."""
        it, may_enter = self.object, self.request.user.can(ENTER)
        known = (
            ("修改", "family_edit", it.status in OPEN),
            ("登记部门比对", "family_checks", it.status in COMPARED),
            ("登记异议", "objection_create", it.status == STATES.PUBLISHED),
            ("成员加入", "member_join", self._may_change),
            ("登记代发账户", "card_create", self._may_change),
        )
        own = [Button(label, reverse(f"affordable:{name}", args=[it.pk])) for label, name, fits in known if fits]
        if it.status == STATES.DEPARTMENTS:
            own.append(Button("列入公示", f"{reverse('affordable:notice_create')}?family={it.pk}", "", "primary"))
        if it.status in (STATES.APPROVED, STATES.WAITING):
            own.append(Button("核定租赁补贴", f"{reverse('affordable:grant_create')}?family={it.number}"))
            if it.former_approval_on:
                own.append(Button("登记原有租约", f"{reverse('affordable:lease_take_over')}?family={it.number}"))
        if it.status != STATES.DRAFT and it.entered_system_on is None:
            own.append(Button("登记录入系统", f"{reverse('affordable:family_enter')}?numbers={it.number}"))
        return own if may_enter else []
