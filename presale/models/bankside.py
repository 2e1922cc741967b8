"""What the bank says: statement files, their lines, and the day's comparison with the ledger."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from presale.enums import (
    IN_KINDS,
    NOT_STATED,
    AnswerChoice,
    AnswerStatus,
    EntryKind,
    LineStatus,
    ReconciliationStatus,
)
from presale.models.accounts import EscrowAccount
from presale.models.banks import EscrowBank
from presale.models.entries import LedgerEntry
from presale.querysets import EscrowQuerySet, FileQuerySet, LineQuerySet
from transactions.models.base import Recorded


class StatementFile(Recorded):
    """The statement of an account for some days. Known by its digest, so that the same file brings nothing twice.

    Days that no statement covers cannot be reconciled: without the bank's word an empty day proves nothing. The file
    itself is kept beside it as it came.
    """

    files_permission = "presale.verify"  # names of buyers stand in it

    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="files")
    bank = models.ForeignKey(EscrowBank, models.PROTECT, verbose_name="监管银行", related_name="files")
    name = CleanTextField("文件名", max_length=200)
    # of the account, the days and the content; that of the content alone stands with the file that is kept
    sha256 = models.CharField("SHA-256 摘要", max_length=64, unique=True)
    from_on = models.DateField("对账单起")
    to_on = models.DateField("对账单止")
    closing = MoneyField("期末余额（元）")
    lines_new = models.PositiveIntegerField("新增行", default=0)
    lines_known = models.PositiveIntegerField("已有行", default=0)
    lines_conflict = models.PositiveIntegerField("冲突行", default=0)

    objects = FileQuerySet.as_manager()

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
    """One movement as the bank states it. The same serial with other content stands beside it as a conflict.

    ``kind`` is what a receipt will be booked as unless somebody says otherwise. ``corrected_serial`` is the serial in
    the ledger of a line whose own serial stands there already, with what the bank has corrected since.
    """

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
    kind = models.CharField("款项性质", max_length=20, choices=EntryKind.choices, blank=True)
    corrected_serial = CleanTextField("更正流水号", max_length=40, blank=True, editable=False)
    note = CleanTextField("说明", max_length=200, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对账单明细"
        ordering = ["-booked_on", "-pk"]
        indexes = [models.Index(fields=["account", "booked_on"], name="line_account_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "serial"], condition=~Q(status__in=NOT_STATED), name="line_serial_once",
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
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=IN_KINDS, amount__gt=0), name="line_kind",
                violation_error_message="款项性质与收支方向不符。",
            ),
        ]

    def __str__(self) -> str:
        return f"银行流水 {self.serial}"

    def get_absolute_url(self) -> str:
        return place("presale:line_detail", self.pk)

    @property
    def ledger_serial(self) -> str:
        """Return the serial under which the ledger knows this movement."""
        return self.corrected_serial or self.serial


class LineAnswer(Recorded):
    """What the bank said of a line in question: written down by one person on its paper, confirmed by another."""

    line = models.ForeignKey(StatementLine, models.PROTECT, verbose_name="对账单明细", related_name="answers")
    choice = models.CharField("银行答复", max_length=20, choices=AnswerChoice.choices)
    document = CleanTextField("银行证明编号", max_length=60)
    reason = CleanTextField("情况说明", max_length=200)
    status = models.CharField(
        "状态", max_length=20, choices=AnswerStatus.choices, default=AnswerStatus.PROPOSED, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField("复核时间", null=True, editable=False)
    remark = CleanTextField("退回原因", max_length=200, blank=True, editable=False)
    reversal = models.OneToOneField(
        LedgerEntry, models.PROTECT, verbose_name="更正冲正", null=True, editable=False, related_name="correction"
    )

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "流水冲突答复"
        ordering = ["line", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(status=AnswerStatus.PROPOSED), name="answer_once",
                violation_error_message="这一行的答复正在等待复核。",
            ),
            models.CheckConstraint(
                condition=Q(status=AnswerStatus.PROPOSED, decided_by=None)
                | ~Q(status=AnswerStatus.PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="answer_decided", violation_error_message="复核或退回须有复核人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("recorded_by")), name="answer_two_persons",
                violation_error_message="答复冲突的人不能自己复核。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.get_choice_display()}"

    def get_absolute_url(self) -> str:
        return self.line.get_absolute_url()


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
