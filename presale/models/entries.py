"""The ledger: one row for every movement of money, never changed, each chained to the one before it."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from housing_portal.kit.triggers import Guard
from presale.enums import DECIDED_KINDS, IN_KINDS, OUT_KINDS, EntryKind
from presale.models.accounts import EscrowAccount
from presale.querysets import EntryQuerySet, EscrowQuerySet
from transactions.models import SaleContract

REASON_LENGTH = 200


class LedgerEntry(models.Model):
    """监管流水. ``amount`` is signed: in positive, out negative; ``booked_on`` is the bank's day.

    Decided outflows name what was approved; facts (receipts, deductions) need the bank's serial alone.
    """

    append_only = True
    guards = (
        Guard(
            "in_order", "INSERT",
            """NEW.seq <> 1 + COALESCE((SELECT MAX(e.seq) FROM presale_ledgerentry e
                                        WHERE e.account_id = NEW.account_id), 0)""",
            "ledger: the number does not follow the last one",
        ),
        Guard(
            "adds_up", "INSERT",
            """NEW.balance_after <> NEW.amount + COALESCE((SELECT e.balance_after FROM presale_ledgerentry e
               WHERE e.account_id = NEW.account_id AND e.seq = NEW.seq - 1), 0)""",
            "ledger: the balance does not follow from the one before",
        ),
        Guard(
            "chained", "INSERT",
            """NEW.prev_hash <> COALESCE((SELECT e.hash FROM presale_ledgerentry e
               WHERE e.account_id = NEW.account_id AND e.seq = NEW.seq - 1), '')""",
            "ledger: the chain is broken",
        ),
        Guard(
            "month_open", "INSERT",
            """EXISTS (SELECT 1 FROM presale_closedmonth m
                       WHERE m.first_day <= NEW.booked_on AND m.last_day >= NEW.booked_on)""",
            "ledger: the month is closed",
        ),
        Guard(
            "release_approved", "INSERT",
            """NEW.release_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM presale_release r WHERE r.id = NEW.release_id
               AND r.account_id = NEW.account_id AND r.approved_amount = -NEW.amount AND r.status = 'paying')""",
            "ledger: no release of this account and amount is being paid",
        ),
        Guard(
            "refund_approved", "INSERT",
            """NEW.refund_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM presale_refund r WHERE r.id = NEW.refund_id
               AND r.account_id = NEW.account_id AND r.amount = -NEW.amount AND r.status = 'paying')""",
            "ledger: no refund of this account and amount is being paid",
        ),
        Guard(
            "reversal_mirrors", "INSERT",
            """NEW.reversal_of_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM presale_ledgerentry e
               WHERE e.id = NEW.reversal_of_id AND e.account_id = NEW.account_id AND e.amount = -NEW.amount
               AND e.reversal_of_id IS NULL)""",
            "ledger: a reversal mirrors one entry of the same account",
        ),
    )

    account = models.ForeignKey(
        EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="entries", db_index=False
    )
    seq = models.PositiveIntegerField("序号")
    kind = models.CharField("类别", max_length=20, choices=EntryKind.choices)
    amount = MoneyField("金额（元）")
    balance_after = MoneyField("余额（元）")
    booked_on = models.DateField("记账日期")
    bank_serial = CleanTextField("银行流水号", max_length=40)
    counterparty = CleanTextField("对方户名", max_length=80, blank=True)
    memo = CleanTextField("摘要", max_length=REASON_LENGTH, blank=True)
    contract = models.ForeignKey(
        SaleContract, models.PROTECT, verbose_name="网签合同", null=True, editable=False,
        related_name="escrow_entries",
    )
    release = models.OneToOneField(
        "Release", models.PROTECT, verbose_name="拨付", null=True, editable=False, related_name="entry"
    )
    refund = models.OneToOneField(
        "Refund", models.PROTECT, verbose_name="退款", null=True, editable=False, related_name="entry"
    )
    reversal_of = models.OneToOneField(
        "self", models.PROTECT, verbose_name="冲正对象", null=True, editable=False, related_name="reversal"
    )
    document = CleanTextField("文书或凭证号", max_length=60, blank=True)
    token = models.CharField("提交编号", max_length=64, unique=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField("录入时间")
    prev_hash = models.CharField("上笔校验值", max_length=64, blank=True)
    hash = models.CharField("校验值", max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监管流水"
        ordering = ["account", "-seq"]
        indexes = [
            models.Index(fields=["booked_on", "id"], name="entry_booked"),
            models.Index(fields=["account", "booked_on"], name="entry_account_day"),
            # hold all that is added up for the figures of a day, so that they need not touch the table
            models.Index(fields=["account", "kind", "booked_on", "recorded_at", "amount"], name="entry_sums"),
            models.Index(fields=["booked_on", "kind", "recorded_at", "amount"], name="entry_days"),
            models.Index(
                fields=["account", "booked_on"], condition=Q(kind=EntryKind.OTHER, contract=None), name="entry_unnamed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "seq"], name="entry_seq_once",
                violation_error_message="这个序号刚刚已被占用，请重试。",
            ),
            models.UniqueConstraint(
                fields=["account", "bank_serial"], name="entry_serial_once",
                violation_error_message="这个账户已有同号的银行流水。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=IN_KINDS, amount__gt=0) | Q(kind__in=OUT_KINDS, amount__lt=0)
                | Q(kind=EntryKind.REVERSAL) & ~Q(amount=0),
                name="entry_sign", violation_error_message="金额的正负与类别不符。",
            ),
            models.CheckConstraint(
                condition=Q(balance_after__gte=0) | ~Q(kind__in=DECIDED_KINDS),
                name="entry_balance", violation_error_message="余额不足。",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.RELEASE, release__isnull=False)
                | ~Q(kind=EntryKind.RELEASE) & Q(release__isnull=True),
                name="entry_of_release", violation_error_message="拨付流水必须有拨付单，其他流水不能有。",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.REFUND, refund__isnull=False)
                | ~Q(kind=EntryKind.REFUND) & Q(refund__isnull=True),
                name="entry_of_refund", violation_error_message="退款流水必须有退款单，其他流水不能有。",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.REVERSAL, reversal_of__isnull=False)
                | ~Q(kind=EntryKind.REVERSAL) & Q(reversal_of__isnull=True),
                name="entry_of_reversal", violation_error_message="冲正必须指明被冲正的一笔。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.DEDUCTION) | ~Q(document=""), name="entry_deduction_document",
                violation_error_message="司法扣划须填写文书号。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} 第 {self.seq} 笔"

    def get_absolute_url(self) -> str:
        return place("presale:entry_detail", self.pk)


class Match(models.Model):
    """认领: a receipt that nobody could name is given to a contract. Taken back by a second row, never edited."""

    append_only = True

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, verbose_name="流水", related_name="matches")
    contract = models.ForeignKey(SaleContract, models.PROTECT, verbose_name="网签合同", related_name="escrow_matches")
    kind = models.CharField("款项性质", max_length=20, choices=EntryKind.choices)
    undoes = models.OneToOneField(
        "self", models.PROTECT, verbose_name="撤回的认领", null=True, editable=False, related_name="undone"
    )
    reason = CleanTextField("依据", max_length=REASON_LENGTH)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField("录入时间")

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入账认领"
        ordering = ["entry", "pk"]

    def __str__(self) -> str:
        return f"{self.entry} → {self.contract}"


class ClosedMonth(models.Model):
    """A month in which nothing is booked any more."""

    append_only = True

    first_day = models.DateField("首日", unique=True, error_messages={"unique": "这个月已结账。"})
    last_day = models.DateField("末日")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="结账人", related_name="+", db_index=False
    )
    closed_at = models.DateTimeField("结账时间")

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结账月份"
        ordering = ["-first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gt=F("first_day")), name="closed_month_days",
                violation_error_message="月末应晚于月初。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m}"

    def get_absolute_url(self) -> str:
        return place("presale:month_detail", self.pk)


class Anchor(models.Model):
    """日终锚点: the heads of all ledgers at the end of a day; the same lines lie in a file outside the database."""

    append_only = True

    day = models.DateField("日期", unique=True, error_messages={"unique": "当日锚点已生成。"})
    heads = models.JSONField("各账户末笔")
    digest = models.CharField("锚点校验值", max_length=64)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "日终锚点"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"
