from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.history import attachments_of
from housing_portal.journal.pages import RecordPage
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.pages import (
    ActionPage,
    Button,
    CreatePage,
    KeyFigure,
    ListPage,
)
from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from transactions.enums import LookupStatus
from transactions.filters.lookups import LookupFilter
from transactions.forms.lookups import LookupForm
from transactions.models import HousingLookup
from transactions.services import lookups as services
from transactions.tables.lookups import FindingTable, LookupTable, PersonTable
from transactions.workflow import LOOKUP

# who asked about whom is personal data: these pages are for those who may see such data
PERMISSION = "personal.reveal"


class LookupList(ListPage):
    permission = PERMISSION
    write_permission = services.PERMISSION
    title = "住房情况查询"
    model = HousingLookup
    table_class = LookupTable
    filterset_class = LookupFilter
    create_url, create_label = "transactions:lookup_create", "申请查询"
    empty_text = "没有符合条件的查询"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("recorded_by", "decided_by").prefetch_related("persons")


class LookupCreate(CreatePage):
    permission = services.PERMISSION
    title = "申请住房情况查询"
    model = HousingLookup
    form_class = LookupForm
    list_url = "transactions:lookup_list"
    submit_label = "提交审批"
    done = "已提交，等待另一位同事审批。"

    def perform(self, form: LookupForm) -> HousingLookup:
        return services.request_lookup(actor=self.request.user, **form.cleaned_data)


class LookupPage(RecordPage):
    permission = PERMISSION
    model = HousingLookup
    related = ("recorded_by", "decided_by")
    has_files = True
    workflow = LOOKUP

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("persons")

    def get_chips(self) -> list[Any]:
        return [LookupStatus(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"transactions:lookup_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        buttons = super().get_buttons()
        if self.object.status == LookupStatus.APPROVED:
            url = reverse("reports:lookup_certificate", args=[self.object.pk])
            buttons.append(Button("住房情况查询结果", url, "print", "primary"))
        return buttons

    def get_facts(self) -> list[tuple[str, Any]]:
        return lookup_facts(self.object)

    def get_figures(self) -> list[KeyFigure]:
        if self.object.status != LookupStatus.APPROVED:
            return []
        found = len(self.object.findings.all())
        return [
            KeyFigure("被查询人（人）", str(len(self.object.persons.all()))),
            KeyFigure("查到的记录（条）", str(found), "审批时的网签备案记录", main=True),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        tables: list[tuple[str, Table]] = [("被查询人", PersonTable(self.object.persons.all(), orderable=False))]
        if self.object.status == LookupStatus.APPROVED:
            findings = self.object.findings.select_related("person").order_by("pk")
            tables.append(("查询结果", FindingTable(findings, orderable=False, empty_text="未查询到记录")))
        return tables


def lookup_facts(lookup: HousingLookup) -> list[tuple[str, Any]]:
    """Return (label, value) of a lookup; a private applicant is masked like everybody else."""
    facts = [
        ("用途", lookup.get_purpose_display()), ("申请人（单位）", mask_names(lookup.applicant)),
        ("查询依据", lookup.basis), ("查询范围", lookup.scope_note),
        ("申请经办人", lookup.recorded_by), ("申请时间", _moment(lookup.recorded_at)),
    ]
    if lookup.decided_by:
        facts += [("审批人", lookup.decided_by), ("审批时间", _moment(lookup.decided_at))]
    return [*facts, ("不予查询的理由", lookup.refusal)] if lookup.refusal else facts


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


class LookupStep(ActionPage):
    """A decision is taken with the request and its papers before one's eyes."""

    model = HousingLookup
    workflow = LOOKUP
    template_name = "transactions/lookup_review.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("recorded_by", "decided_by").prefetch_related("persons")

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.recorded_by_id):
            return "这份申请由您本人经办，须由另一位同事审批。"
        return super().get_blocked()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = [*lookup_facts(self.object), ("被查询人", self.object.masked_persons)]
        parts = {"facts": facts, "attachments": attachments_of(self.object)}
        return super().get_context_data(**{"parts": parts, **kwargs})


class LookupApprove(LookupStep):
    step = LOOKUP.steps["approve"]
    done = "已查询，结果已固定。"

    def get_effects(self) -> list[str]:
        return [
            f"按证件号码查询 {len(self.object.persons.all())} 人在本县的商品房、存量房网签备案记录。",
            "取得查询编号，结果按此刻的记录固定，以后不再改动；查询人、审批人和时间记入操作日志。",
        ]

    def perform(self, form: Any) -> HousingLookup:
        return services.approve_lookup(actor=self.request.user, lookup=self.object)


class LookupRefuse(LookupStep):
    step = LOOKUP.steps["refuse"]
    done = "已登记不予查询。"

    def get_effects(self) -> list[str]:
        return ["不查询任何记录，理由告知申请人。"]

    def perform(self, form: Any) -> HousingLookup:
        return services.refuse_lookup(actor=self.request.user, lookup=self.object, reason=form.reason)
