"""Applications for sale permits: list, record and forms."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.history import attachments_of
from housing_portal.kit import clock
from housing_portal.kit.figures import Ratio, grouped
from housing_portal.kit.pages import (
    Attachment,
    Button,
    CreatePage,
    DetailPage,
    EditPage,
    HistoryLine,
    KeyFigure,
    ListPage,
)
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from housing_portal.registry.enums import ENDED_PERMITS, PermitKind, PermitStatus
from housing_portal.registry.models import SalePermit
from housing_portal.registry.naming import written_scope as permit_scope
from presale.conditions import conditions
from presale.enums import ApplicationStatus
from presale.filters.permits import ApplicationFilter
from presale.forms.permits import ApplicationEditForm, ApplicationForm, ChangeForm
from presale.models import PermitApplication
from presale.services import issuing, permits
from presale.services.judging import case_of, fix_due
from presale.tables.permits import SHOWN, ApplicationTable, CheckTable, ScopeTable, VersionTable
from presale.workflow import APPLICATION, RECORD
from transactions.forms.places import initial_place, key_of
from transactions.views.resale import diary

VIEW = "presale.view"
STATES = ApplicationStatus
VIEWS = [("全部", ""), *((state.label, state.value) for state in STATES)]
LINKED = ("estate", "developer", "account__estate", "permit", "changes")
COMMON = [
    "estate", "developer", "applicant", "sets_residential", "area_residential", "area_commercial", "area_other",
    "land_certificate", "planning_permit", "construction_permit", "has_mortgage", "mortgagee_consent",
]
OWN = {
    PermitKind.PRESALE: ["land_paid_doc", "progress", "planned_delivery_on", "fund_to_deliver", "account"],
    PermitKind.SPOT: ["completion_doc", "facilities_doc", "property_doc"],
}
COURSE = [
    "fix_notified_on", "fix_notice", "accepted_on", "accepted_by", "inspected_on", "inspector_one", "inspector_two",
    "finding", "reviewed_on", "reviewed_by", "decided_on", "decided_by", "decision",
]
# an application that starts from a permit takes over what the last one said
TAKEN_OVER = (
    "land_paid_doc", "land_certificate", "planning_permit", "construction_permit", "total_invest", "progress",
    "planned_delivery_on", "account",
)


class ApplicationList(ListPage):
    permission = VIEW
    title = "预售许可申请"
    model = PermitApplication
    table_class = ApplicationTable
    filterset_class = ApplicationFilter
    template_name = "kit/list_views.html"
    shown = SHOWN
    create_url, create_label, write_permission = "presale:application_create", "新增申请", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate", "developer", "permit", "changes")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("area_total", "sets_total")

    def get_buttons(self) -> list[Button]:
        own = super().get_buttons()
        return [*own, Button("申请变更许可", reverse("presale:application_change"))] if own else own

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class ApplicationCreate(CreatePage):
    permission = RECORD
    title = "新增许可申请"
    model = PermitApplication
    form_class = ApplicationForm
    list_url = "presale:application_list"
    submit_label = "保存草稿"
    done = "已保存草稿，核对后请提交。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **initial_place(self.request.GET)}

    def perform(self, form: ApplicationForm) -> PermitApplication:
        return permits.draft_application(actor=self.request.user, **form.cleaned_data)


class ApplicationChange(ApplicationCreate):
    """Begins with a permit in force (``?permit=``) and says what it shall be like."""

    title = "申请变更许可"
    form_class = ChangeForm

    def get_initial(self) -> dict[str, Any]:
        permit = SalePermit.objects.filter(pk=key_of(self.request.GET, "permit")).first()
        if permit is None:
            return {}
        last = permit.applications.order_by("-pk").first()
        known = {name: getattr(last, name) for name in TAKEN_OVER} if last else {}
        areas = {name: getattr(permit, name) for name in issuing.AREAS if name != "area_total"}
        return {**known, **areas, "changes": permit.number, "buildings": permit_scope(permit)}


class ApplicationEdit(EditPage):
    permission = RECORD
    model = PermitApplication
    form_class = ApplicationEditForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate", "developer")

    def perform(self, form: ApplicationEditForm) -> PermitApplication:
        return permits.edit_application(actor=self.request.user, application=self.object, **form.cleaned_data)


def figures_of(it: PermitApplication) -> list[KeyFigure]:
    """Return what one must know of an application at a glance."""
    found = [
        KeyFigure("申请面积（㎡）", grouped(it.area_total, 2), main=True),
        KeyFigure("申请套数（套）", grouped(it.sets_total)),
    ]
    if it.kind == PermitKind.PRESALE:
        share = Ratio(it.invested, it.total_invest)
        note = "" if share.percent is None else f"占总投资 {share}%"
        found += [
            KeyFigure("已投入（元）", grouped(it.invested, 2), note),
            KeyFigure("总投资（元）", grouped(it.total_invest, 2)),
        ]
    if it.area_former is not None:
        found.append(KeyFigure("变更净增（㎡）", grouped(it.area_total - it.area_former, 2)))
    return [*found, KeyFigure("答复期限", str(it.answer_due_on or "——"))]


def term_of(it: PermitApplication) -> tuple[str, bool] | None:
    """Return the term that runs now in words, and whether it is over."""
    today = clock.today()
    if it.status in (STATES.ACCEPTED, STATES.REVIEWED):
        what, end = "答复期限", it.answer_due_on
    elif it.status == STATES.SUBMITTED and it.fix_notified_on is None:
        what, end = "一次告知期限", fix_due(it)
    else:
        return None
    days = (end - today).days
    return f"{what} {end}，" + (f"已超 {-days} 天" if days < 0 else f"还有 {days} 天"), days < 0


class ApplicationPage(DetailPage):
    permission = VIEW
    model = PermitApplication
    workflow = APPLICATION
    template_name = "presale/application.html"

    def get_queryset(self) -> QuerySet:
        people = ("recorded_by", "accepted_by", "inspector_one", "inspector_two", "reviewed_by", "decided_by")
        return super().get_queryset().select_related(*LINKED, *people)

    def get_title(self) -> str:
        return f"{self.object.title}申请 {self.object.number}"

    def get_chips(self) -> list[Any]:
        return [STATES(self.object.status), *([PermitStatus(self.object.permit.status)] if self.object.permit else [])]

    def get_figures(self) -> list[KeyFigure]:
        return figures_of(self.object)

    @property
    def facts(self) -> list[str]:
        it = self.object
        return [*COMMON, *OWN[it.kind], *[name for name in COURSE if getattr(it, name)], "note", "recorded_by"]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        linked = [("核发的许可", it.permit), ("变更的许可", it.changes)]
        return [("申请楼幢", permits.written_scope(it)), *[pair for pair in linked if pair[1]], *super().get_facts()]

    def get_tables(self) -> list[tuple[str, Table]]:
        it = self.object
        scope = it.scope.select_related("building").order_by("building__number_key", "pk")
        versions = it.versions.select_related("submitted_by").order_by("version")
        checks = it.checks.select_related("judged_by").order_by("pk")
        judged = [(f"条件核对（{STATES(step).label}）", CheckTable(checks.filter(step=step), orderable=False))
                  for step in dict.fromkeys(checks.values_list("step", flat=True))]
        tables = [("申请楼幢", ScopeTable(scope, orderable=False)), *judged]
        return [*tables, ("历次提交", VersionTable(versions, orderable=False))] if it.version else tables

    def get_attachments(self) -> list[Attachment]:
        return attachments_of(self.object)

    def get_history(self) -> list[HistoryLine]:
        return diary(self.object)

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:application_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, own = self.object, []
        may_record = self.request.user.can(RECORD)
        if it.permit and self.request.user.can("registry.view"):
            own.append(Button("查看许可证", it.permit.get_absolute_url()))
        papers = [
            (it.fix_notified_on, "fix_notice", "补正告知书"),
            (it.status == STATES.REJECTED, "refusal_notice", "不予许可决定书"),
            (it.permit_id, "permit_notice", "打印许可证"),
        ]
        own += [Button(label, reverse(f"reports:{name}", args=[it.pk]), "print") for due, name, label in papers if due]
        if it.permit and may_record and it.permit.status not in ENDED_PERMITS:
            own.append(Button("申请变更", f"{reverse('presale:application_change')}?permit={it.permit_id}"))
        if may_record and it.status in permits.EDITABLE:
            own.append(Button("修改", reverse("presale:application_edit", args=[it.pk])))
        return [*own, *super().get_buttons()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        it = self.object
        is_open = it.decided_on is None and it.status != STATES.WITHDRAWN
        own = {"term": term_of(it), "conditions": conditions(case_of(it)) if is_open else []}
        return super().get_context_data(**own, **kwargs)
