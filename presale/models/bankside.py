"""What the bank says: statement files, their lines, and the day's comparison with the ledger."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from presale.enums import LineStatus, ReconciliationStatus
from presale.models.accounts import EscrowAccount
from presale.models.banks import EscrowBank
from presale.models.entries import LedgerEntry
from presale.querysets import EscrowQuerySet, LineQuerySet
from transactions.models.base import Recorded


class StatementFile(Recorded):
    """The statement of an account for some days. Known by its digest, so that the same file brings nothing twice.

    Days that no statement covers cannot be reconciled: without the bank's word an empty day proves nothing.
    """

    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="files")
    bank = models.ForeignKey(EscrowBank, models.PROTECT, verbose_name="监管银行", related_name="files")
    name = CleanTextField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256 摘要", max_length=64, unique=True)
    from_on = models.DateField("对账单起")
    to_on = models.DateField("对账单止")
    closing = MoneyField("期末余额（元）")
    lines_new = models.PositiveIntegerField("新增行", default=0)
    lines_known = models.PositiveIntegerField("已有行", default=0)
    lines_conflict = models.PositiveIntegerField("冲突行", default=0)

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对账单文件"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["account", "to_on"], name="file_account_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="file_days", violation_error_message="止日早于起日，请核对。"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("presale:statement_detail", self.pk)


class StatementLine(models.Model):
    """One movement as the bank states it. The same serial with other content stands beside it as a conflict."""

    file = models.ForeignKey(StatementFile, models.PROTECT, verbose_name="对账单文件", related_name="lines")
    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="lines")
    serial = CleanTextField("银行流水号", max_length=40)
    booked_on = models.DateField("记账日期")
    amount = MoneyField("金额（元）", help_text="收入为正，支出为负")
    balance = MoneyField("银行余额（元）", null=True, editable=False)
    counterparty = CleanTextField("对方户名", max_length=80, blank=True)
    memo = CleanTextField("摘要", max_length=200, blank=True)
    digest = models.CharField("内容校验值", max_length=64)
    row = models.PositiveIntegerField("行号")
    status = models.CharField("状态", max_length=20, choices=LineStatus.choices, default=LineStatus.OPEN)
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, verbose_name="监管流水", null=True, editable=False, related_name="line"
    )
    note = CleanTextField("说明", max_length=200, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对账单明细"
        ordering = ["-booked_on", "-pk"]
        indexes = [models.Index(fields=["account", "booked_on"], name="line_account_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "serial"], condition=~Q(status=LineStatus.CONFLICT), name="line_serial_once",
                violation_error_message="这个账户已有同号的流水。",
            ),
            models.UniqueConstraint(
                fields=["account", "serial", "digest"], name="line_content_once",
                violation_error_message="这一行已导入。",
            ),
            models.CheckConstraint(
                condition=~Q(amount=0), name="line_amount", violation_error_message="金额不能为 0。"
            ),
            models.CheckConstraint(
                condition=Q(status=LineStatus.BOOKED, entry__isnull=False)
                | ~Q(status=LineStatus.BOOKED) & Q(entry__isnull=True),
                name="line_booked", violation_error_message="已入账的行必须有监管流水。",
            ),
        ]

    def __str__(self) -> str:
        return f"银行流水 {self.serial}"

    def get_absolute_url(self) -> str:
        return place("presale:line_detail", self.pk)


class Reconciliation(Recorded):
    """对账 of one account and day: both sides agree, or each difference is explained by one and closed by another."""

    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="reconciliations")
    day = models.DateField("对账日期")
    ledger_count = models.PositiveIntegerField("系统笔数")
    ledger_amount = MoneyField("系统发生额（元）")
    ledger_balance = MoneyField("系统余额（元）")
    bank_count = models.PositiveIntegerField("银行笔数")
    bank_amount = MoneyField("银行发生额（元）")
    bank_balance = MoneyField("银行余额（元）")
    difference = MoneyField("差额（元）")
    explained = MoneyField("已说明差额（元）", default=0)
    status = models.CharField("状态", max_length=20, choices=ReconciliationStatus.choices, editable=False)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="说明人", null=True, editable=False, related_name="+"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="关闭人", null=True, editable=False, related_name="+"
    )

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对账"
        ordering = ["-day", "account"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "day"], name="reconciliation_once",
                violation_error_message="这个账户当日已对账。",
            ),
            models.CheckConstraint(
                condition=Q(difference=F("bank_balance") - F("ledger_balance")), name="reconciliation_difference",
                violation_error_message="差额应等于银行余额减系统余额。",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReconciliationStatus.MATCHED) | Q(difference=F("explained")),
                name="reconciliation_zero", violation_error_message="差额未全部说明，不能关闭。",
            ),
            models.CheckConstraint(
                condition=Q(explained_by=None) | Q(closed_by=None) | ~Q(explained_by=F("closed_by")),
                name="reconciliation_two_persons", violation_error_message="说明差异的人不能自己关闭。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.day}"

    def get_absolute_url(self) -> str:
        return place("presale:reconciliation_detail", self.pk)


class ReconciliationItem(Recorded):
    """One explained difference, with its cause and amount."""

    append_only = True

    reconciliation = models.ForeignKey(
        Reconciliation, models.PROTECT, verbose_name="对账", related_name="items"
    )
    amount = MoneyField("差额（元）")
    cause = CleanTextField("原因", max_length=200)
    line = models.ForeignKey(
        StatementLine, models.PROTECT, verbose_name="对账单明细", null=True, blank=True, related_name="+"
    )

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "差异说明"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0), name="item_amount", violation_error_message="差额不能为 0。"
            ),
        ]

    def __str__(self) -> str:
        return self.cause
