"""用款拨付: the list, the application, and its page with the working."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import (
    Button,
    CreatePage,
    KeyFigure,
    ListPage,
)
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.enums import ReleaseStatus
from presale.filters.releases import EMERGENCY, FLIGHT, MINE, UNREVIEWED, ReleaseFilter
from presale.forms.releases import AccountForm, ReleaseForm
from presale.models import EscrowAccount, Release
from presale.services import releases as services
from presale.services.approvals import may_review, review_due, why_director
from presale.services.position import position
from presale.services.refusals import noted
from presale.tables.releases import SHOWN, DecisionTable, ReleaseTable, WorkingTable, lines_of
from presale.views.money import MoneyCreate, MoneyEdit
from presale.views.of_account import VIEW, AccountRecord, linked
from presale.workflow import RECORD, RELEASE

VIEWS = [
    ("全部", ""), ("待我办", MINE), ("在途", FLIGHT), ("已拨付", ReleaseStatus.PAID.value),
    ("已退回", ReleaseStatus.RETURNED.value), ("应急用款", EMERGENCY), ("应急待补审", UNREVIEWED),
]
RELATED = (
    "account__estate", "account__rules", "account__bank__organization", "building", "node__building", "payee", "quota",
    "accepted_by", "inspected_by", "verified_by", "approved_by", "second_approved_by", "late_reviewed_by",
    "recorded_by",
)


def facts_of(release: Release) -> list[tuple[str, Any]]:
    """Return what is asked for, as everybody who acts on it reads it."""
    it, account = release, release.account
    emergency = [("应急事由", it.emergency_reason)] if it.is_emergency else []
    return [
        ("监管账户", linked(account)), ("监管银行", account.bank), ("楼幢", it.building), ("依据节点", linked(it.node)),
        ("申请金额（元）", grouped(it.amount, 2)), ("核准金额（元）", grouped(it.approved_amount, 2)),
        ("用途", it.get_purpose_display()), ("收款户名", it.payee_name), ("收款开户行", it.payee_bank),
        ("收款账号", it.payee_account), ("合同及发票", it.contract_doc), ("企业申请人", it.applicant),
        ("申请日期", str(it.applied_on)), ("额度版本", it.quota), *emergency,
    ]


def working_table(release: Release) -> WorkingTable:
    """Return the working of now; what the release itself asks for is not counted against it."""
    return WorkingTable(position(release.account, without=release).lines(), orderable=False)


class ReleaseList(ListPage):
    permission = VIEW
    title = "用款拨付"
    model = Release
    table_class = ReleaseTable
    filterset_class = ReleaseFilter
    template_name = "kit/list_views.html"
    shown = SHOWN
    create_url, create_label, write_permission = "presale:release_start", "申请用款", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "node__building")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount", "approved_amount")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class ReleaseStart(CreatePage):
    """Asks for the account first: everything else depends on it."""

    permission = RECORD
    title = "申请用款"
    model = EscrowAccount
    form_class = AccountForm
    list_url = "presale:release_list"
    submit_label = "下一步"
    done = "请填写用款内容。"

    def perform(self, form: AccountForm) -> EscrowAccount:
        return form.cleaned_data["account"]

    def get_success_url(self) -> str:
        return reverse("presale:release_create", args=[self.object.pk])


class ReleaseCreate(MoneyCreate):
    title = "用款申请"
    model = Release
    form_class = ReleaseForm

    def perform(self, form: ReleaseForm) -> Release:
        with noted(self.request.user, "登记用款申请", self.account):
            return services.draft_release(actor=self.request.user, account=self.account, **form.cleaned_data)


class ReleaseEdit(MoneyEdit):
    model = Release
    form_class = ReleaseForm
    related = RELATED
    editable = (ReleaseStatus.DRAFT, ReleaseStatus.RETURNED)
    working = working_table

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "open_for": services.open_fields(self.object)}

    def perform(self, form: ReleaseForm) -> Release:
        with noted(self.request.user, "修改用款申请", self.object):
            return services.edit_release(
                actor=self.request.user, release=self.object, revision=self.object.revision, **form.cleaned_data
            )


class ReleasePage(AccountRecord):
    model = Release
    related = RELATED
    workflow = RELEASE

    def get_title(self) -> str:
        return f"用款申请 {self.object.number}"

    def get_chips(self) -> list[Any]:
        return [ReleaseStatus(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:release_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, user, own = self.object, self.request.user, []
        if it.status in (ReleaseStatus.DRAFT, ReleaseStatus.RETURNED) and user.can(RECORD):
            own.append(Button("修改", reverse("presale:release_edit", args=[it.pk])))
        if may_review(it, user):
            own.append(Button("应急补审", reverse("presale:release_review", args=[it.pk])))
        if it.notice_no is not None:
            own.append(Button("拨付通知书", reverse("reports:release_notice", args=[it.pk]), "print"))
        return [*own, *super().get_buttons()]

    @cached_property
    def working(self) -> Any:
        return position(self.object.account, without=self.object)

    def get_figures(self) -> list[KeyFigure]:
        it, available = self.object, self.working.available
        amount = it.amount if it.approved_amount is None else it.approved_amount
        over = f"超 {grouped(amount - available, 2)}" if amount > available else ""
        waiting = it.status in (ReleaseStatus.DRAFT, ReleaseStatus.SUBMITTED, ReleaseStatus.ACCEPTED,
                                ReleaseStatus.VERIFIED, ReleaseStatus.SIGNED)
        return [
            KeyFigure("申请金额（元）", grouped(it.amount, 2), main=True),
            KeyFigure("核准金额（元）", grouped(it.approved_amount, 2) or "——"),
            KeyFigure("现可拨付（元）", grouped(available, 2), over if waiting else ""),
            KeyFigure("申请日期", str(it.applied_on)),
            KeyFigure("拨付日期", str(it.paid_on or "——"), it.fail_reason),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        it, names = self.object, Release._meta.get_field
        persons = [(names(name).verbose_name, getattr(it, name)) for name in (
            "recorded_by", "accepted_by", "inspected_by", "verified_by", "approved_by", "second_approved_by",
        )]
        late = [("补审期限", str(review_due(it) or "——")), ("应急补审人", it.late_reviewed_by)]
        decided = [("审批层级", self.tier()), ("拨付通知书号", it.notice_no)]
        return [*facts_of(it), *decided, *persons, *(late if it.is_emergency else [])]

    def tier(self) -> str:
        if reasons := why_director(self.object):
            return f"分管领导和局长：{'；'.join(reasons)}"
        return "分管领导"

    def get_tables(self) -> list[tuple[str, Table]]:
        it = self.object
        kept = lines_of(it.snapshot)
        then = [(f"申请时的测算（{it.snapshot['at']}）", WorkingTable(kept, orderable=False))] if kept else []
        steps = it.decisions.select_related("by").order_by("pk")
        return [
            ("可拨付测算（现在，不含本单）", WorkingTable(self.working.lines(), orderable=False)), *then,
            ("办理环节", DecisionTable(steps, orderable=False, empty_text="还没有提交")),
        ]
