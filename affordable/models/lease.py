"""Leases of public rental homes and what is owed for them (dossier §3.10)."""
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from affordable.enums import LeaseEnd, LeaseStatus
from affordable.models.base import Owned
from affordable.models.family import Benefit, Family
from affordable.models.rental import AllocationEntry, RentalHome
from affordable.querysets import BillQuerySet, LeaseQuerySet, PaymentOfRentQuerySet
from housing_portal.journal.happening import Happening
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, HundredthsField, MoneyField
from housing_portal.kit.triggers import Guard

SOME_MONEY = MinValueValidator(0, "不能小于 0。")


class Lease(Owned):
    """租赁合同. Its rent is area × standard × reduction; bills keep what they were made with."""

    guards = tuple(
        Guard(
            f"without_subsidy_{event.lower()}", event,
            """NEW.status <> 'ended' AND EXISTS (SELECT 1 FROM affordable_subsidygrant g
               WHERE g.family_id = NEW.family_id AND g.status IN ('active', 'suspended'))""",
            "lease: the family draws a subsidy",
        )
        for event in ("INSERT", "UPDATE")
    )

    benefit = models.OneToOneField(Benefit, models.PROTECT, verbose_name="保障方式", editable=False)
    family = models.ForeignKey(Family, models.PROTECT, verbose_name="承租家庭", related_name="leases")
    home = models.ForeignKey(RentalHome, models.PROTECT, verbose_name="房源", related_name="leases")
    entry = models.OneToOneField(
        AllocationEntry, models.PROTECT, verbose_name="分配结果", null=True, editable=False, related_name="lease"
    )
    contract_no = CleanTextField("合同编号", max_length=40, unique=True, editable=False)
    signed_on = models.DateField("签约日期")
    from_on = models.DateField("租期起")
    to_on = models.DateField("租期止")
    area = AreaField("计租面积（㎡）")
    rent_standard = MoneyField("租金标准（元/㎡·月）")
    reduction = HundredthsField("减免系数", default=1, help_text="1 为全额，0.5 为减半")
    monthly_rent = MoneyField("月租金（元）", editable=False)
    occupied_on = models.DateField("入住日期", null=True, editable=False)
    ended_on = models.DateField("终止日期", null=True, editable=False)
    end_reason = models.CharField("终止原因", max_length=20, choices=LeaseEnd.choices, blank=True, editable=False)
    empty_since = models.DateField("空置起始", null=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=LeaseStatus.choices, default=LeaseStatus.SIGNED, editable=False
    )

    files_permission = "personal.reveal"  # the contract names the family

    objects = LeaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公租房租约"
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["home"], condition=~Q(status=LeaseStatus.ENDED), name="lease_one_of_home",
                violation_error_message="这套房源已有有效租约。",
            ),
            models.CheckConstraint(
                condition=Q(to_on__gt=F("from_on")), name="lease_days", violation_error_message="租期止须晚于租期起。"
            ),
            models.CheckConstraint(
                condition=Q(occupied_on=None) | Q(occupied_on__gte=F("signed_on")), name="lease_occupied",
                violation_error_message="入住日期早于签约日期，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(status=LeaseStatus.ENDED, ended_on__isnull=False) & ~Q(end_reason="")
                | ~Q(status=LeaseStatus.ENDED) & Q(ended_on__isnull=True, end_reason=""),
                name="lease_ended", violation_error_message="终止的租约须有终止日期和原因。",
            ),
            models.UniqueConstraint(
                fields=["family"], condition=~Q(status=LeaseStatus.ENDED), name="lease_one_of_family",
                violation_error_message="这个家庭已有有效租约。",
            ),
            models.CheckConstraint(
                condition=~Q(status=LeaseStatus.OCCUPIED) | Q(occupied_on__isnull=False), name="lease_moved_in",
                violation_error_message="已入住的租约须有入住日期。",
            ),
            models.CheckConstraint(
                condition=Q(reduction__gte=0, reduction__lte=1, monthly_rent__gte=0, area__gt=0, rent_standard__gte=0),
                name="lease_rent",
                violation_error_message="减免系数应在 0 到 1 之间，计租面积大于 0，租金标准不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return self.contract_no

    def get_absolute_url(self) -> str:
        return place("affordable:lease_detail", self.pk)


class RentBill(models.Model):
    """应收租金 of one month, made once for each lease."""

    append_only = True

    lease = models.ForeignKey(Lease, models.PROTECT, verbose_name="租约", related_name="bills")
    month = models.PositiveIntegerField("月份", help_text="如 202605")
    amount = MoneyField("应收（元）")
    due_on = models.DateField("应缴日期")
    made_at = models.DateTimeField("生成时间")

    objects = BillQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "租金账单"
        ordering = ["-month", "lease"]
        constraints = [
            models.UniqueConstraint(
                fields=["lease", "month"], name="bill_once", violation_error_message="这个月的账单已生成。"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="bill_amount", violation_error_message="应收租金不能是负数。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lease} {self.month}"

    def get_absolute_url(self) -> str:
        return self.lease.get_absolute_url()


class RentPayment(Happening):
    """实收租金, for one bill. A voucher that was entered wrongly is taken back and may then be entered again."""

    bill = models.ForeignKey(
        RentBill, models.PROTECT, verbose_name="账单", related_name="payments", db_index=False
    )
    amount = MoneyField("实收（元）", validators=[SOME_MONEY])
    serial = CleanTextField("缴款凭证号", max_length=40)

    objects = PaymentOfRentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "租金缴纳"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["bill", "undoes"], name="rent_of_bill")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="rent_some", violation_error_message="实收应大于 0。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bill} {self.amount:,} 元"
