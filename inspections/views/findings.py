"""检查问题: the list, entering one or all failed lines at once, and the record."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from housing_portal.journal.pages import FactPage, ReviewPage
from housing_portal.kit import clock
from housing_portal.kit.filters import clean_query
from housing_portal.kit.forms import ConfirmForm
from housing_portal.kit.pages import Button, CreatePage, EditPage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from inspections.enums.findings import MENDED, OPEN_FINDING, FindingStatus
from inspections.enums.ground import Severity
from inspections.enums.inspections import InspectionStatus
from inspections.filters.findings import UNCLOSED, FindingFilter
from inspections.forms.findings import FindingEditForm, FindingForm
from inspections.models.finding import Finding
from inspections.models.inspection import Inspection
from inspections.models.notice import RectificationNotice
from inspections.services import findings as services
from inspections.tables.findings import SHOWN, FindingStepTable, FindingTable, RecheckTable, ReplyTable
from inspections.tables.notices import NoticeTable
from inspections.workflow import FINDING, RECORD, VIEW

RELATED = ("target__domain", "violation", "inspection__target", "item", "submitted_by", "closed_by")
SHORT = {
    "fixed_onsite": "待确认", "noticed": "整改中", "submitted": "待复查", "rechecking": "待销号", "closed": "已销号",
}
VIEWS = [("全部", ""), ("未销号", UNCLOSED), *((label, state) for state, label in SHORT.items())]
# of a notice that stands on the page of a finding
BESIDE = ("domain", "target", "first_deadline_on", "receiver", "closed_on", "revoked_on")
FAILED = Step("failed", "由不合格项登记问题", frozenset(), "", RECORD)


class FindingList(ListPage):
    permission, write_permission = VIEW, RECORD
    title = "问题整改"
    model = Finding
    table_class = FindingTable
    filterset_class = FindingFilter
    template_name = "kit/list_views.html"
    shown = SHOWN
    create_url, create_label = "inspections:finding_create", "登记问题"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*RELATED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class FindingCreate(CreatePage):
    """``?inspection=…`` says of which inspection, so that its page can lead here."""

    permission = RECORD
    title = "登记问题"
    model = Finding
    form_class = FindingForm
    template_name = "inspections/finding_form.html"
    list_url = "inspections:finding_list"

    @cached_property
    def inspection(self) -> Inspection | None:
        asked = clean_query(self.request.GET).get("inspection", "")
        rows = Inspection.objects.visible_to(self.request.user).select_related("target__domain")
        return rows.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "inspection": self.inspection}

    def get_cancel_url(self) -> str:
        return self.inspection.get_absolute_url() if self.inspection else super().get_cancel_url()

    def get_buttons(self) -> list[Button]:
        failed = len(services.failed_items(self.inspection)) if self.inspection else 0
        address = reverse("inspections:finding_failed", args=[self.inspection.pk]) if failed else ""
        return [Button(f"由 {failed} 个不合格项登记", address)] if failed else []

    def perform(self, form: FindingForm) -> Finding:
        return services.find(actor=self.request.user, **form.cleaned_data)


class FindingEdit(EditPage):
    permission = RECORD
    model = Finding
    form_class = FindingEditForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("inspection__target", "target", "violation")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "inspection": self.object.inspection}

    def perform(self, form: FindingEditForm) -> Finding:
        return services.edit_finding(actor=self.request.user, finding=self.object, **form.cleaned_data)


class FindingsOfFailed(ReviewPage):
    """Every failed line of the checklist becomes a finding, to be corrected one by one afterwards."""

    model = Inspection
    step = FAILED
    form_class = ConfirmForm
    related = ("target",)
    done = "已登记，请逐个核对程度和描述。"

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        failed = services.failed_items(it)
        return [
            ("检查对象", it.target), ("检查日期", it.on), ("尚未登记的不合格项", len(failed)),
            *((f"第 {place} 项", f"{row.item}（{row.item.violation.name}）") for place, row in enumerate(failed, 1)),
        ]

    def get_effects(self) -> list[str]:
        return ["每个不合格项登记一个问题，程度按违规情形的通常程度，之后可以修改。"]

    def get_blocked(self) -> str:
        return services.VOID if self.object.status == InspectionStatus.VOID else ""

    def get_success_url(self) -> str:
        return f"{reverse('inspections:finding_list')}?inspection={self.kwargs['pk']}"

    def perform(self, form: ConfirmForm) -> Any:
        return services.find_failed(actor=self.request.user, inspection=self.object)


class FindingPage(FactPage):
    permission = VIEW
    model = Finding
    workflow = FINDING
    has_files = True
    related = (*RELATED, "rechecked_by", "recorded_by")
    facts = (
        "inspection", "target", "violation", "item", "description", "found_on", "onsite_fixable", "first_due_on",
        "submitted_by", "rechecked_by", "closed_by", "paper_no", "department", "recorded_by", "recorded_at",
    )

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.inspection), self.object.inspection.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [FindingStatus(self.object.status), Severity(self.object.severity)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("整改期限", str(it.due_on or "——"), days_words(it), main=True),
            KeyFigure("整改轮次", str(it.round)), KeyFigure("复查不合格（次）", str(it.failures)),
            KeyFigure("检查领域", str(it.target.domain)),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"inspections:finding_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, buttons = self.object, super().get_buttons()
        if self.request.user.can(RECORD) and it.target.organization_id and it.status != FindingStatus.WITHDRAWN:
            buttons.append(Button("记入信用档案", f"{reverse('inspections:credit_record_create')}?finding={it.pk}"))
        if self.request.user.can("reports.supervise") and it.status in OPEN_FINDING:
            address = f"{reverse('reports:supervision_create')}?source=finding&record={it.pk}"
            buttons.append(Button("督办立项", address, "flag"))
        if not self.request.user.can(RECORD) or not Finding.objects.noticeable().filter(pk=it.pk).exists():
            return buttons
        notice = f"{reverse('inspections:notice_create')}?target={it.target_id}&finding={it.pk}"
        edit = [Button("修改", reverse("inspections:finding_edit", args=[it.pk]))] if it.status == "found" else []
        return [*edit, *buttons, Button("开具整改通知单", notice)]

    def get_tables(self) -> list[tuple[str, Table]]:
        it, plain = self.object, {"orderable": False}
        steps = it.steps.standing().select_related("recorded_by").order_by("-pk")
        notices = RectificationNotice.objects.filter(pk__in=it.notice_lines.values("notice")).with_counts()
        notices = notices.select_related("target__domain").order_by("-pk")
        replies = it.replies.standing().select_related("recorded_by").order_by("-pk")
        rechecks = it.rechecks.standing().select_related("recorded_by").order_by("-pk")
        rechecks = rechecks.prefetch_related("inspectors__inspector__user")
        return [
            ("整改进度", FindingStepTable(steps, empty_text="还没有整改", **plain)),
            ("整改通知单", NoticeTable(notices, empty_text="没有开具通知单", exclude=BESIDE, **plain)),
            ("整改报告", ReplyTable(replies, empty_text="企业还没有报告", **plain)),
            ("复查记录", RecheckTable(rechecks, empty_text="没有复查过", **plain)),
        ]


def days_words(finding: Finding) -> str:
    """Return how many days are left or over of a finding that is not mended."""
    if finding.due_on is None or finding.status not in (*OPEN_FINDING, *MENDED[:1]):
        return ""
    left = (finding.due_on - clock.today()).days
    return f"已逾期 {-left} 天" if left < 0 else f"还剩 {left} 天"
