"""整改通知单: the list, the draft, the record with what it lists."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import FactPage
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import Button, CreatePage, EditPage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from inspections.enums.notices import IN_FORCE, NoticeStatus
from inspections.filters.notices import NoticeFilter
from inspections.forms.notices import NoticeForm
from inspections.models.finding import Finding
from inspections.models.notice import RectificationNotice
from inspections.services import notices as services
from inspections.services.extensions import RUNNING
from inspections.tables.notices import SHOWN, ExtensionTable, NoticeFindingTable, NoticeTable
from inspections.workflow import NOTICE, RECORD, VIEW

VIEWS = [("全部", ""), *((state.label, state.value) for state in NoticeStatus)]


class NoticeList(ListPage):
    permission, write_permission = VIEW, RECORD
    title = "整改通知单"
    model = RectificationNotice
    table_class = NoticeTable
    filterset_class = NoticeFilter
    template_name = "kit/list_views.html"
    shown = SHOWN
    create_url, create_label = "inspections:notice_create", "开具通知单"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("target__domain").with_counts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class NoticeCreate(CreatePage):
    """``?target=…`` offers its findings alone, ``&finding=…`` has one of them chosen already."""

    permission = RECORD
    title = "开具整改通知单"
    model = RectificationNotice
    form_class = NoticeForm
    list_url = "inspections:notice_list"

    def _asked(self, name: str) -> int | None:
        text = clean_query(self.request.GET).get(name, "")
        return int(text) if text.isdecimal() and len(text) < 10 else None

    def get_initial(self) -> dict[str, Any]:
        finding = self._asked("finding")
        return {**super().get_initial(), **({"findings": [finding]} if finding else {})}

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = Finding.objects.visible_to(self.request.user).noticeable().select_related("target", "violation")
        if target := self._asked("target"):
            rows = rows.filter(target=target)
        return {**super().get_form_kwargs(), "offered": rows.order_by("target__name", "target", "-found_on", "pk")}

    def perform(self, form: NoticeForm) -> RectificationNotice:
        data = dict(form.cleaned_data)
        findings = list(data.pop("findings"))
        return services.draft_notice(
            actor=self.request.user, target=findings[0].target, findings=findings, deadline_reason=form.reason, **data,
        )


class NoticeEdit(EditPage):
    permission = RECORD
    model = RectificationNotice
    form_class = NoticeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        own = Finding.objects.filter(notice_lines__notice=self.object, target=self.object.target_id)
        free = Finding.objects.noticeable().filter(target=self.object.target_id)
        rows = Finding.objects.filter(pk__in=[*own.values_list("pk", flat=True), *free.values_list("pk", flat=True)])
        offered = rows.select_related("target", "violation").order_by("-found_on", "pk")
        return {**super().get_form_kwargs(), "offered": offered}

    def get_initial(self) -> dict[str, Any]:
        chosen = self.object.lines.order_by("pk").values_list("finding", flat=True)
        return {**super().get_initial(), "findings": list(chosen)}

    def perform(self, form: NoticeForm) -> RectificationNotice:
        data = dict(form.cleaned_data)
        return services.edit_notice(
            actor=self.request.user, notice=self.object, findings=list(data.pop("findings")),
            deadline_reason=form.reason or self.object.deadline_reason, **data,
        )


class NoticePage(FactPage):
    permission = VIEW
    model = RectificationNotice
    workflow = NOTICE
    has_files = True
    related = ("target__domain", "recorded_by", "reviewed_by", "issuer")
    facts = (
        "target", "kind", "basis", "demand", "deadline_on", "deadline_reason", "first_deadline_on", "issued_on",
        "served_on", "service_way", "receiver", "closed_on", "revoked_on", "recorded_by", "reviewed_by", "issuer",
        "recorded_at",
    )

    def get_title(self) -> str:
        return f"整改通知单 {self.object}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.target), self.object.target.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [NoticeStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        moved = it.first_deadline_on not in (None, it.deadline_on)
        return [
            KeyFigure("整改期限", str(it.deadline_on), f"首次期限 {it.first_deadline_on}" if moved else "", main=True),
            KeyFigure("整改方式", it.get_kind_display()), KeyFigure("签发日期", str(it.issued_on or "——")),
            KeyFigure("送达日期", str(it.served_on or "——")),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"inspections:notice_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, can = self.object, self.request.user.can
        edit = [Button("修改", reverse("inspections:notice_edit", args=[it.pk]))]
        more = [Button("申请延期", reverse("inspections:extension_create", args=[it.pk]))]
        paper = [Button("通知单 PDF", reverse("reports:rectification_notice", args=[it.pk]), "print")]
        is_draft = it.status in (NoticeStatus.DRAFTED, NoticeStatus.RETURNED)
        return [
            *(edit if is_draft and can(RECORD) else []), *super().get_buttons(),
            *(more if it.status in RUNNING and can(RECORD) else []), *(paper if it.status in IN_FORCE else []),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        it = self.object
        lines = it.lines.select_related("finding__violation", "finding__target").order_by("pk")
        extensions = it.extensions.select_related("decided_by").order_by("-pk")
        return [
            ("所列问题", NoticeFindingTable(lines, orderable=False)),
            ("延期", ExtensionTable(extensions, orderable=False, empty_text="没有申请延期")),
        ]
