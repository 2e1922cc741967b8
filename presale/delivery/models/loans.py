"""专项借款 (dossier §4.2 [E10]): borrowed by one unit for the county, allocated to estates, arrived, paid, repaid.

Allocated, arrived and repaid money is never edited: a mistake is taken back by a second row that points at it.
"""
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.duties import different, person
from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, HundredthsField, MoneyField
from housing_portal.kit.triggers import Guard
from housing_portal.registry.models import Organization
from presale.delivery.enums.loans import (
    LoanCovers,
    LoanPurpose,
    RepaymentKind,
    RepaymentSource,
    UseStatus,
)
from presale.delivery.querysets.loans import (
    AllocationQuerySet,
    LoanMoneyQuerySet,
    LoanQuerySet,
    UseQuerySet,
    UseStepQuerySet,
)
from transactions.models.base import POSITIVE

HIGHEST_RATE = 24  # per cent a year; whatever is above is a slip of the fingers


class SpecialLoan(Recorded):
    """A contract of the 统借统还主体 with a policy bank. Its balance is never an estate's (pitfall 37)."""

    lender = models.ForeignKey(Organization, models.PROTECT, verbose_name="贷款银行", related_name="+")
    borrower = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="统借统还主体", related_name="+",
        help_text="机构类别为平台公司；借款由它统一借入、统一归还",
    )
    contract_no = CleanTextField(
        "借款合同编号", max_length=60, unique=True, error_messages={"unique": "这个借款合同编号已登记。"}
    )
    amount = MoneyField("借款金额（元）", validators=[POSITIVE])
    rate = HundredthsField("年利率（%）", help_text="例如 2.80")
    signed_on = models.DateField("签订日期")
    due_on = models.DateField("到期日期")
    note = CleanTextField("备注", max_length=200, blank=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专项借款"
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="special_loan_positive",
                violation_error_message="借款金额应大于 0。",
            ),
            models.CheckConstraint(
                condition=Q(rate__gte=0, rate__lte=HIGHEST_RATE), name="special_loan_rate",
                violation_error_message=f"年利率应在 0 到 {HIGHEST_RATE} 之间，单位是 %。",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("signed_on")), name="special_loan_term",
                violation_error_message="到期日期应晚于签订日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.contract_no

    def get_absolute_url(self) -> str:
        return place("delivery:loan_detail", self.pk)


def positive(name: str, words: str) -> models.CheckConstraint:
    """Return the condition that a row of money holds some."""
    return models.CheckConstraint(condition=Q(amount__gt=0), name=name, violation_error_message=words)


class LoanAllocation(Happening):
    """批准: what of a loan an estate may use. ``on`` is the day of the approval."""

    loan = models.ForeignKey(
        SpecialLoan, models.PROTECT, verbose_name="专项借款", related_name="allocations", db_index=False
    )
    estate = models.ForeignKey(
        "delivery.TroubledEstate", models.PROTECT, verbose_name="保交房项目", related_name="allocations", db_index=False
    )
    amount = MoneyField("批准金额（元）", validators=[POSITIVE])
    paper = CleanTextField("批准文号", max_length=60)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "借款额度分配"
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["loan", "undoes"], name="allocation_of_loan"),
            models.Index(fields=["estate", "undoes"], name="allocation_of_estate"),
        ]
        constraints = [positive("allocation_positive", "批准金额应大于 0。")]

    def __str__(self) -> str:
        return f"{self.estate}（{self.loan}）"

    def get_absolute_url(self) -> str:
        return place("delivery:allocation_detail", self.undoes_id or self.pk)


class LoanDraw(Happening):
    """到账: money that has come onto the special account for one allocation."""

    allocation = models.ForeignKey(
        LoanAllocation, models.PROTECT, verbose_name="额度分配", related_name="draws", db_index=False
    )
    amount = MoneyField("到账金额（元）", validators=[POSITIVE])
    voucher = CleanTextField("进账凭证号", max_length=60)

    objects = LoanMoneyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "借款到账"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["allocation", "undoes"], name="draw_of_allocation")]
        constraints = [positive("draw_positive", "到账金额应大于 0。")]

    def __str__(self) -> str:
        return f"{self.allocation} {self.voucher}"

    def get_absolute_url(self) -> str:
        return place("delivery:allocation_detail", self.allocation_id)


class Repayment(Happening):
    """归还: principal or interest of what one allocation has used."""

    allocation = models.ForeignKey(
        LoanAllocation, models.PROTECT, verbose_name="额度分配", related_name="repayments", db_index=False
    )
    kind = models.CharField("归还内容", max_length=20, choices=RepaymentKind.choices)
    source = models.CharField("资金来源", max_length=20, choices=RepaymentSource.choices)
    amount = MoneyField("归还金额（元）", validators=[POSITIVE])
    voucher = CleanTextField("还款凭证号", max_length=60)

    objects = LoanMoneyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "借款归还"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["allocation", "undoes"], name="repayment_of_allocation")]
        constraints = [positive("repayment_positive", "归还金额应大于 0。")]

    def __str__(self) -> str:
        return f"{self.allocation} {self.voucher}"

    def get_absolute_url(self) -> str:
        return place("delivery:allocation_detail", self.allocation_id)


# what is under way or paid, the row itself included, against what has arrived; literal as triggers take no values
_OVER = """NEW.status IN ('applied', 'checked', 'approved', 'paid') AND NEW.amount
    + COALESCE((SELECT SUM(u.amount) FROM delivery_loanuse u WHERE u.allocation_id = NEW.allocation_id
      AND u.id <> COALESCE(NEW.id, 0) AND u.status IN ('applied', 'checked', 'approved', 'paid')), 0)
    > COALESCE((SELECT SUM(d.amount) FROM delivery_loandraw d WHERE d.allocation_id = NEW.allocation_id
      AND d.undoes_id IS NULL AND NOT EXISTS (SELECT 1 FROM delivery_loandraw b WHERE b.undoes_id = d.id)), 0)"""


class LoanUse(Recorded):
    """拨付使用: applied for, checked by finance, approved by the deputy, paid. What is under way is set aside."""

    guards = (
        Guard("use_has_money", "INSERT", _OVER, "loan use: more than has arrived"),
        Guard("use_keeps_money", "UPDATE", _OVER, "loan use: more than has arrived"),
        Guard(
            "approved_stays", "UPDATE",
            """OLD.status IN ('approved', 'paid') AND (NEW.amount <> OLD.amount
               OR NEW.allocation_id <> OLD.allocation_id
               OR NEW.payee_id <> OLD.payee_id OR NEW.payee_account <> OLD.payee_account
               OR NEW.payee_bank <> OLD.payee_bank OR NEW.purpose <> OLD.purpose)""",
            "loan use: what was approved stays as it is",
        ),
    )

    number = CleanTextField("申请编号", max_length=40, unique=True, editable=False)
    allocation = models.ForeignKey(LoanAllocation, models.PROTECT, verbose_name="额度分配", related_name="uses")
    applied_on = models.DateField("申请日期")
    covers = models.CharField(
        "用于", max_length=20, choices=LoanCovers.choices, help_text="专项借款只用于已售逾期难交付的住宅"
    )
    purpose = models.CharField("用途", max_length=20, choices=LoanPurpose.choices)
    progress_basis = CleanTextField("进度依据", max_length=200, help_text="完成的部位或工程量、监理签认、合同编号")
    payee = models.ForeignKey(Organization, models.PROTECT, verbose_name="收款单位", related_name="+")
    payee_bank = CleanTextField("收款开户行", max_length=80)
    payee_account = CleanTextField("收款账号", max_length=40)
    amount = MoneyField("申请金额（元）", validators=[POSITIVE])
    status = models.CharField(
        "状态", max_length=20, choices=UseStatus.choices, default=UseStatus.APPLIED, editable=False
    )
    checked_by = person("核验人")
    approved_by = person("批准人")
    paid_by = person("拨付登记人")
    paid_on = models.DateField("拨付日期", null=True, editable=False)
    voucher = CleanTextField("拨付凭证号", max_length=60, blank=True, editable=False)
    audit_flag = models.BooleanField("已列入专项审计", default=False, editable=False)

    objects = UseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "借款使用"
        ordering = ["-applied_on", "-pk"]
        indexes = [models.Index(fields=["status", "applied_on"], name="use_state")]
        constraints = [
            positive("use_positive", "申请金额应大于 0。"),
            models.CheckConstraint(
                condition=Q(covers=LoanCovers.SOLD_HOMES), name="use_within_purpose",
                violation_error_message="专项借款只能用于已售逾期难交付的住宅，不得用于未售、高档和工商业项目。",
            ),
            models.CheckConstraint(
                condition=different("recorded_by", "checked_by", "approved_by")
                & different("recorded_by", "paid_by") & different("approved_by", "paid_by"),
                name="use_persons", violation_error_message="申请、核验、批准必须由不同的人办理，拨付由财务登记。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(UseStatus.APPROVED, UseStatus.PAID))
                | Q(checked_by__isnull=False, approved_by__isnull=False),
                name="use_approved_by", violation_error_message="批准的用款必须有核验人和批准人。",
            ),
            models.CheckConstraint(
                condition=Q(status=UseStatus.PAID, paid_on__isnull=False, paid_by__isnull=False) & ~Q(voucher="")
                | ~Q(status=UseStatus.PAID) & Q(paid_on=None, paid_by=None, voucher=""),
                name="use_paid_when", violation_error_message="已拨付的用款必须有拨付日期、凭证号和登记人。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return place("delivery:use_detail", self.pk)


class LoanUseStep(Happening):
    use = models.ForeignKey(LoanUse, models.PROTECT, verbose_name="借款使用", related_name="steps", db_index=False)
    code = models.CharField("环节", max_length=20, choices=UseStatus.choices)

    objects = UseStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "借款使用环节"
        ordering = ["use", "pk"]
        indexes = [models.Index(fields=["use", "code", "undoes"], name="step_of_loan_use")]

    def __str__(self) -> str:
        return f"{self.use} {self.get_code_display()}"
