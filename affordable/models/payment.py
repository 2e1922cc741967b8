"""What a batch pays each family, and what the bank has said of it."""
from django.db import models
from django.db.models import Q

from affordable.enums import PaymentKind, PaymentStatus, ResultKind, ReturnReason
from affordable.models.base import Owned
from affordable.models.family import Family
from affordable.models.subsidy import SubsidyBatch, SubsidyGrant, person
from affordable.querysets import PaymentQuerySet, ReceiptQuerySet, ResultQuerySet
from housing_portal.accounts.models import Unit
from housing_portal.journal.happening import Happening
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from housing_portal.kit.secrecy import SealedField, mask_number
from housing_portal.kit.triggers import Guard


def approved(row: str) -> str:
    """Return the condition that the batch of a row (NEW or OLD) has been approved."""
    return f"""EXISTS (SELECT 1 FROM affordable_subsidybatch b WHERE b.id = {row}.batch_id AND b.status NOT IN
               ('drafted', 'computed', 'checked', 'void'))"""  # noqa: S608 - names of our own


class SubsidyPayment(models.Model):
    """One family's amount in a batch. What was approved of it stays; what the bank says comes as results.

    ``unit`` is whose family it was at the time. A card may be put right after the bank has returned it; the card itself
    is sealed, and what was approved of it stands in the digest of the batch.
    """

    guards = (
        Guard(
            "approved_stays", "UPDATE",
            f"""(NEW.batch_id <> OLD.batch_id OR NEW.unit_id <> OLD.unit_id OR NEW.family_id <> OLD.family_id
                OR NEW.grant_id <> OLD.grant_id OR NEW.kind <> OLD.kind OR NEW.year <> OLD.year
                OR NEW.quarter <> OLD.quarter OR NEW.months <> OLD.months OR NEW.monthly_amount <> OLD.monthly_amount
                OR NEW.amount <> OLD.amount) AND {approved("OLD")}""",
            "payment: what was approved stays as it is",
        ),
        Guard(
            "payee_stays", "UPDATE",
            f"""(NEW.payee_name <> OLD.payee_name OR NEW.bank_name <> OLD.bank_name) AND OLD.status <> 'returned'
                AND {approved("OLD")}""",
            "payment: the account is put right only after the bank has returned it",
        ),
        Guard(
            "none_joins", "INSERT", approved("NEW"), "payment: nothing joins a batch that was approved",
        ),
        Guard(
            "none_leaves", "DELETE", approved("OLD"), "payment: nothing leaves a batch that was approved",
        ),
        Guard(
            "paid_is_told", "UPDATE",
            """NEW.status = 'paid' AND NOT EXISTS (SELECT 1 FROM affordable_paymentresult r
               WHERE r.payment_id = NEW.id AND r.kind = 'paid')""",
            "payment: no result of the bank says that it was paid",
        ),
    )

    batch = models.ForeignKey(SubsidyBatch, models.PROTECT, verbose_name="批次", related_name="payments")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位", related_name="+")
    family = models.ForeignKey(Family, models.PROTECT, verbose_name="保障对象", related_name="payments")
    grant = models.ForeignKey(SubsidyGrant, models.PROTECT, verbose_name="补贴资格", related_name="payments")
    kind = models.CharField("类别", max_length=10, choices=PaymentKind.choices)
    year = models.PositiveSmallIntegerField("所属年度")
    quarter = models.PositiveSmallIntegerField("所属季度")
    months = models.PositiveSmallIntegerField("月数")
    monthly_amount = MoneyField("月补贴额（元）")
    amount = MoneyField("金额（元）")
    working = CleanTextField("计算过程", max_length=200)
    payee_name = CleanTextField("户名", max_length=80)
    bank_name = CleanTextField("开户行", max_length=80)
    card = SealedField("卡号", purpose="card", mask=mask_number, max_length=40)
    status = models.CharField("状态", max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.PENDING)
    is_ready = models.BooleanField("可以补发", default=False)
    readied_by = person("更正人")
    paid_on = models.DateField("到账日期", null=True, blank=True)
    return_reason = models.CharField("退票原因", max_length=20, choices=ReturnReason.choices, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴发放明细"
        ordering = ["batch", "pk"]
        indexes = [models.Index(fields=["status", "paid_on"], name="payment_paid")]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "year", "quarter", "kind"], condition=~Q(status=PaymentStatus.VOID),
                name="payment_once", violation_error_message="这个家庭这个季度的补贴已在发放批次中。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, months__gte=1), name="payment_some",
                violation_error_message="金额应大于 0，月数至少 1。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(PaymentStatus.PAID, PaymentStatus.CLAWED_BACK), paid_on__isnull=False)
                | ~Q(status__in=(PaymentStatus.PAID, PaymentStatus.CLAWED_BACK)) & Q(paid_on__isnull=True),
                name="payment_paid_when", violation_error_message="已到账的须有到账日期，其他的没有。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family} {self.year} 年第 {self.quarter} 季度"

    def get_absolute_url(self) -> str:
        return place("affordable:payment_detail", self.pk)


class BankReceipt(Owned):
    """银行回单文件 of a batch, kept whole; its lines are the results."""

    append_only = True

    batch = models.ForeignKey(SubsidyBatch, models.PROTECT, verbose_name="批次", related_name="receipts")
    file_name = CleanTextField("文件名", max_length=200)
    sha256 = models.CharField("文件校验值", max_length=64)
    paid_count = models.PositiveIntegerField("成功笔数")
    returned_count = models.PositiveIntegerField("退票笔数")

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "银行回单"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "sha256"], name="receipt_file_once", violation_error_message="这份回单文件已导入。"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return self.batch.get_absolute_url()


class PaymentResult(Happening):
    """What the bank said of one attempt: paid or returned; a figure of a past day reads these."""

    payment = models.ForeignKey(
        SubsidyPayment, models.PROTECT, verbose_name="发放明细", related_name="results", db_index=False
    )
    attempt = models.PositiveSmallIntegerField("第几次发放", default=1)
    kind = models.CharField("结果", max_length=10, choices=ResultKind.choices)
    amount = MoneyField("金额（元）")
    reason = models.CharField("退票原因", max_length=20, choices=ReturnReason.choices, blank=True)
    receipt = models.ForeignKey(
        BankReceipt, models.PROTECT, verbose_name="银行回单", null=True, editable=False, related_name="results"
    )

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发放结果"
        ordering = ["payment", "attempt", "pk"]
        indexes = [
            models.Index(fields=["kind", "on"], name="result_day"),
            # the guard of every payment asks by both, also while the table has no statistics yet
            models.Index(fields=["payment", "kind"], name="result_of_payment"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "attempt"], condition=Q(undoes=None) & ~Q(kind=ResultKind.CLAWED_BACK),
                name="result_of_attempt_once", violation_error_message="这次发放的结果已登记。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ResultKind.RETURNED) | ~Q(reason=""), name="result_reason",
                violation_error_message="退票须有原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return self.payment.get_absolute_url()
