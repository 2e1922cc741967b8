"""Nodes that were certified, releases and refunds, each with the natural persons who acted on it."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.duties import different, person
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from housing_portal.kit.triggers import Guard
from housing_portal.registry.models import Building, Organization
from presale.enums import (
    RESERVING,
    NodeCode,
    NodeStatus,
    Purpose,
    RefundKind,
    RefundStatus,
    ReleaseStatus,
)
from presale.models.accounts import EscrowAccount, QuotaVersion
from presale.models.terms import Payee
from presale.querysets import NodeQuerySet, RefundQuerySet, ReleaseQuerySet
from transactions.models import SaleContract
from transactions.models.base import POSITIVE, Recorded


def approvers_stay(noun: str, *names: str) -> Guard:
    """Return the guard that nobody who brought an approval about is exchanged after it."""
    changed = " OR ".join(f"COALESCE(NEW.{name}_id, 0) <> COALESCE(OLD.{name}_id, 0)" for name in names)
    return Guard(
        "approvers_stay", "UPDATE", f"OLD.approved_at IS NOT NULL AND (NEW.approved_at IS NULL OR {changed})",
        f"{noun}: who approved it stays who he is",
    )


class NodeCertification(Recorded):
    """节点核验: at least two inspectors on the site, at least one of whom did not enter the application."""

    building = models.ForeignKey(Building, models.PROTECT, verbose_name="楼幢", related_name="node_certifications")
    node = models.CharField("节点", max_length=20, choices=NodeCode.choices)
    applied_on = models.DateField("申请日期")
    inspected_on = models.DateField("查验日期", null=True, editable=False)
    inspector_one = person("查验人一")
    inspector_two = person("查验人二")
    finding = CleanTextField("查验意见", max_length=200, blank=True, editable=False)
    certified_on = models.DateField("核验日期", null=True, editable=False)
    certified_by = person("核验人")
    voided_on = models.DateField("撤回日期", null=True, editable=False)
    voided_by = person("撤回人")
    status = models.CharField(
        "状态", max_length=20, choices=NodeStatus.choices, default=NodeStatus.APPLIED, editable=False
    )

    objects = NodeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "节点核验"
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["building", "node"],
                condition=Q(status__in=(NodeStatus.APPLIED, NodeStatus.INSPECTED, NodeStatus.CERTIFIED)),
                name="node_once", violation_error_message="这幢楼的这个节点已申请或已核验。",
            ),
            models.CheckConstraint(
                condition=different("inspector_one", "inspector_two"), name="node_two_inspectors",
                violation_error_message="查验须由两位不同的同事进行。",
            ),
            models.CheckConstraint(
                condition=Q(status=NodeStatus.APPLIED) | Q(inspector_one__isnull=False, inspector_two__isnull=False)
                | Q(status=NodeStatus.REJECTED),
                name="node_inspected_by", violation_error_message="查验须有两位查验人。",
            ),
            models.CheckConstraint(
                condition=~Q(status=NodeStatus.CERTIFIED) | Q(certified_on__isnull=False, certified_by__isnull=False),
                name="node_certified_by", violation_error_message="已核验的节点必须有核验人和日期。",
            ),
            models.CheckConstraint(
                condition=different("recorded_by", "certified_by"), name="node_two_persons",
                violation_error_message="核验人不能是申请的登记人本人，请由另一位同事核验。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.building} {self.get_node_display()}"

    def get_absolute_url(self) -> str:
        return place("presale:node_detail", self.pk)


class Release(Recorded):
    """用款申请与拨付. Amount and payee are what was approved: afterwards a trigger refuses any change of either."""

    guards = (
        Guard(
            "approved_stays", "UPDATE",
            """OLD.status IN ('approved', 'notified', 'paying', 'paid', 'failed') AND (NEW.account_id <> OLD.account_id
               OR NEW.amount <> OLD.amount OR NEW.approved_amount <> OLD.approved_amount OR NEW.payee_id <> OLD.payee_id
               OR NEW.payee_name <> OLD.payee_name OR NEW.payee_account <> OLD.payee_account
               OR NEW.payee_bank <> OLD.payee_bank OR COALESCE(NEW.node_id, 0) <> COALESCE(OLD.node_id, 0)
               OR COALESCE(NEW.quota_id, 0) <> COALESCE(OLD.quota_id, 0)
               OR NEW.purpose <> OLD.purpose OR NEW.digest <> OLD.digest)""",
            "release: what was approved stays as it is",
        ),
        approvers_stay("release", "accepted_by", "inspected_by", "verified_by", "approved_by", "second_approved_by"),
        Guard(
            "approved_goes_on", "UPDATE",
            """OLD.status IN ('approved', 'notified', 'paying', 'failed')
               AND NEW.status NOT IN ('approved', 'notified', 'paying', 'paid', 'failed', 'cancelled')""",
            "release: an approval is not taken back",
        ),
        Guard("approved_is_kept", "DELETE", "OLD.digest <> ''", "release: what was approved is not deleted"),
        Guard(
            "ended_stays", "UPDATE",
            "OLD.status IN ('paid', 'rejected', 'cancelled') AND NEW.status <> OLD.status",
            "release: it has ended",
        ),
        Guard(
            "paid_is_booked", "UPDATE",
            """NEW.status = 'paid' AND NOT EXISTS (SELECT 1 FROM presale_ledgerentry e WHERE e.release_id = NEW.id
               AND e.account_id = NEW.account_id)""",
            "release: nothing in the books says that it was paid",
        ),
    )

    number = CleanTextField("申请编号", max_length=40, unique=True, editable=False)
    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="releases")
    building = models.ForeignKey(
        Building, models.PROTECT, verbose_name="楼幢", null=True, blank=True, related_name="releases"
    )
    node = models.ForeignKey(
        NodeCertification, models.PROTECT, verbose_name="依据节点", null=True, blank=True, related_name="releases",
        help_text="超额度资金用款可不选",
    )
    amount = MoneyField("申请金额（元）", validators=[POSITIVE])
    approved_amount = MoneyField("核准金额（元）", null=True, editable=False)
    payee = models.ForeignKey(Payee, models.PROTECT, verbose_name="收款人", related_name="releases")
    payee_name = CleanTextField("收款户名", max_length=80, editable=False)
    payee_bank = CleanTextField("收款开户行", max_length=80, editable=False)
    payee_account = CleanTextField("收款账号", max_length=40, editable=False)
    purpose = models.CharField("用途", max_length=20, choices=Purpose.choices)
    contract_doc = CleanTextField("合同及发票", max_length=120)
    applicant = CleanTextField("企业申请人", max_length=30)
    applied_on = models.DateField("申请日期")
    is_emergency = models.BooleanField("应急用款（农民工工资）", default=False)
    emergency_reason = CleanTextField("应急事由", max_length=200, blank=True)
    snapshot = models.JSONField("申请时的计算", default=dict, editable=False)
    quota = models.ForeignKey(
        QuotaVersion, models.PROTECT, verbose_name="额度版本", null=True, editable=False, related_name="+"
    )
    status = models.CharField(
        "状态", max_length=20, choices=ReleaseStatus.choices, default=ReleaseStatus.DRAFT, editable=False
    )
    open_fields = models.JSONField("退回时可改的项", default=list, editable=False)
    digest = models.CharField("批准内容校验值", max_length=64, blank=True, editable=False)
    accepted_by = person("受理人")
    inspected_by = person("节点查验人")
    verified_by = person("财务核额人")
    approved_by = person("审批人")
    second_approved_by = person("局长审批人")
    late_reviewed_by = person("应急补审人")
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    approved_at = models.DateTimeField("批准时间", null=True, editable=False)
    notice_no = CleanTextField("拨付通知书号", max_length=40, null=True, unique=True, editable=False)
    notified_on = models.DateField("通知日期", null=True, editable=False)
    paid_on = models.DateField("拨付日期", null=True, editable=False)
    fail_reason = CleanTextField("退票原因", max_length=200, blank=True, editable=False)
    revision = models.PositiveIntegerField("修订号", default=0, editable=False)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "用款拨付"
        ordering = ["-applied_on", "-pk"]
        indexes = [
            models.Index(fields=["status", "applied_on"], name="release_state"),
            models.Index(fields=["-applied_on", "-id"], name="release_applied"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) & (Q(approved_amount=None) | Q(approved_amount__gt=0,
                                                                         approved_amount__lte=F("amount"))),
                name="release_amounts", violation_error_message="核准金额应大于 0 且不超过申请金额。",
            ),
            models.CheckConstraint(
                condition=different("accepted_by", "inspected_by", "verified_by", "approved_by", "second_approved_by"),
                name="release_persons",
                violation_error_message="受理、节点查验、财务核额、审批必须由不同的人办理。",
            ),
            models.CheckConstraint(
                condition=different("recorded_by", "verified_by", "approved_by", "second_approved_by"),
                name="release_not_own", violation_error_message="不得核额或审批自己录入的用款申请。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(*RESERVING, ReleaseStatus.PAID))
                | Q(approved_by__isnull=False, verified_by__isnull=False, accepted_by__isnull=False,
                    approved_amount__isnull=False) & ~Q(digest="")
                & (Q(inspected_by__isnull=False) | Q(second_approved_by__isnull=False)),
                name="release_approved_by",
                violation_error_message="批准的用款必须有受理人、核额人、审批人，以及节点查验人或局长。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(ReleaseStatus.NOTIFIED, ReleaseStatus.PAYING, ReleaseStatus.PAID,
                                         ReleaseStatus.FAILED)) | Q(notice_no__isnull=False),
                name="release_notice", violation_error_message="通知银行须有拨付通知书号。",
            ),
            models.CheckConstraint(
                condition=Q(is_emergency=False) | ~Q(emergency_reason=""), name="release_emergency_reason",
                violation_error_message="应急用款须写明事由。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return place("presale:release_detail", self.pk)


class Decision(models.Model):
    """A step that somebody took on a release or refund, with the digest of what he saw."""

    append_only = True

    release = models.ForeignKey(
        Release, models.PROTECT, verbose_name="拨付", null=True, editable=False, related_name="decisions"
    )
    refund = models.ForeignKey(
        "Refund", models.PROTECT, verbose_name="退款", null=True, editable=False, related_name="decisions"
    )
    step = models.CharField("环节", max_length=30)
    label = CleanTextField("动作", max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", related_name="+")
    at = models.DateTimeField("时间")
    opinion = CleanTextField("意见", max_length=200, blank=True)
    caution = CleanTextField("提示", max_length=200, blank=True, default="")
    digest = models.CharField("内容校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理环节"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(release__isnull=False, refund__isnull=True) | Q(release__isnull=True, refund__isnull=False),
                name="decision_of_one", violation_error_message="办理环节属于一单拨付或退款。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.by}"


class Refund(Recorded):
    """退房退款: of a cancelled contract at most what came in for it; an open loan is paid back to its bank first."""

    guards = (
        Guard(
            "approved_stays", "UPDATE",
            """OLD.status IN ('approved', 'paying', 'paid', 'failed') AND (NEW.account_id <> OLD.account_id
               OR NEW.amount <> OLD.amount OR NEW.receiver <> OLD.receiver
               OR NEW.receiver_account <> OLD.receiver_account OR NEW.receiver_bank <> OLD.receiver_bank
               OR NEW.kind <> OLD.kind OR COALESCE(NEW.contract_id, 0) <> COALESCE(OLD.contract_id, 0)
               OR NEW.digest <> OLD.digest)""",
            "refund: what was approved stays as it is",
        ),
        approvers_stay("refund", "checked_by", "approved_by"),
        Guard(
            "approved_goes_on", "UPDATE",
            """OLD.status IN ('approved', 'paying', 'failed')
               AND NEW.status NOT IN ('approved', 'paying', 'paid', 'failed', 'cancelled')""",
            "refund: an approval is not taken back",
        ),
        Guard("approved_is_kept", "DELETE", "OLD.digest <> ''", "refund: what was approved is not deleted"),
        Guard(
            "ended_stays", "UPDATE", "OLD.status IN ('paid', 'rejected', 'cancelled') AND NEW.status <> OLD.status",
            "refund: it has ended",
        ),
        Guard(
            "paid_is_booked", "UPDATE",
            """NEW.status = 'paid' AND NOT EXISTS (SELECT 1 FROM presale_ledgerentry e WHERE e.refund_id = NEW.id
               AND e.account_id = NEW.account_id)""",
            "refund: nothing in the books says that it was paid",
        ),
    )

    number = CleanTextField("申请编号", max_length=40, unique=True, editable=False)
    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="refunds")
    contract = models.ForeignKey(
        SaleContract, models.PROTECT, verbose_name="网签合同", null=True, blank=True, related_name="escrow_refunds"
    )
    kind = models.CharField("类型", max_length=20, choices=RefundKind.choices)
    receiver = CleanTextField("收款人", max_length=80)
    receiver_bank = CleanTextField("收款开户行", max_length=80)
    receiver_account = CleanTextField("收款账号", max_length=40)
    lender = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="贷款银行", null=True, blank=True, related_name="+"
    )
    amount = MoneyField("退款金额（元）", validators=[POSITIVE])
    reason = CleanTextField("退款事由", max_length=200)
    applied_on = models.DateField("申请日期")
    status = models.CharField(
        "状态", max_length=20, choices=RefundStatus.choices, default=RefundStatus.DRAFT, editable=False
    )
    checked_by = person("财务核额人")
    approved_by = person("审批人")
    approved_at = models.DateTimeField("批准时间", null=True, editable=False)
    digest = models.CharField("批准内容校验值", max_length=64, blank=True, editable=False)
    notice_no = CleanTextField("退款通知书号", max_length=40, null=True, unique=True, editable=False)
    notified_on = models.DateField("通知日期", null=True, editable=False)
    paid_on = models.DateField("退款日期", null=True, editable=False)
    fail_reason = CleanTextField("退票原因", max_length=200, blank=True, editable=False)
    revision = models.PositiveIntegerField("修订号", default=0, editable=False)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "退款"
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="refund_positive", violation_error_message="退款金额应大于 0。"
            ),
            models.CheckConstraint(
                condition=different("recorded_by", "checked_by", "approved_by"), name="refund_persons",
                violation_error_message="录入、核额、审批必须由不同的人办理。",
            ),
            models.CheckConstraint(
                condition=Q(kind=RefundKind.UNSIGNED) | Q(contract__isnull=False), name="refund_contract",
                violation_error_message="除未网签退款外，须选择已注销的网签合同。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RefundKind.LOAN_OPEN) | Q(lender__isnull=False), name="refund_lender",
                violation_error_message="贷款未结清的须填写贷款银行。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(RefundStatus.APPROVED, RefundStatus.PAYING, RefundStatus.PAID,
                                         RefundStatus.FAILED))
                | Q(approved_by__isnull=False, checked_by__isnull=False) & ~Q(digest=""),
                name="refund_approved_by", violation_error_message="批准的退款必须有核额人和审批人。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return place("presale:refund_detail", self.pk)
