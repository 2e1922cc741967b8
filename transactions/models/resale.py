"""存量房: contracts of existing homes, their parties, events, and the supervised purchase money."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.kit import numbers
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, HundredthsField, MoneyField
from housing_portal.registry.models import District, Organization
from transactions.enums import (
    EndReason,
    EscrowChoice,
    FundEntryKind,
    FundStatus,
    ResaleEventKind,
    ResaleStatus,
    RoomUse,
    Side,
    Special,
)
from transactions.models.base import Recorded
from transactions.models.contract import FULL_SHARE, Person
from transactions.models.event import SaleEvent
from transactions.querysets import FundQuerySet, PartyQuerySet, ResaleQuerySet

RESALE_LIVE_STATES = [ResaleStatus.VERIFIED, ResaleStatus.SIGNED, ResaleStatus.FILED]
RESALE_FILED_STATES = [ResaleStatus.FILED, ResaleStatus.TRANSFERRED]


class ExistingHomeContract(Recorded):
    """存量房买卖合同. 核验 comes first: title, seals, co-owners, mortgage."""

    files_permission = "personal.reveal"  # identity cards, bank cards, agreements with names and numbers

    contract_no = CleanTextField(
        "合同编号", max_length=40, null=True, blank=True, unique=True, editable=False,
        error_messages={"unique": "这个合同编号已登记。"},
    )
    filing_no = CleanTextField(
        "备案号", max_length=40, null=True, blank=True, unique=True, editable=False,
        error_messages={"unique": "这个备案号已登记。"},
    )
    verify_code = CleanTextField("房源核验码", max_length=40, unique=True, editable=False,
                                 error_messages={"unique": "这个核验码已使用。"})
    estate_unit_no = CleanTextField("不动产单元号", max_length=28, validators=[numbers.validate_real_estate_unit])
    title_no = CleanTextField("不动产权证号", max_length=60)
    address = CleanTextField("坐落", max_length=120)
    district = models.ForeignKey(
        District, models.PROTECT, verbose_name="所在区划", null=True, blank=True, related_name="+"
    )
    use = models.CharField("用途", max_length=20, choices=RoomUse.choices, default=RoomUse.HOME)
    area = AreaField("建筑面积（㎡）")
    total_price = MoneyField("成交价（元）")
    broker = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="经纪机构", null=True, blank=True, related_name="+",
        help_text="双方自行成交的留空",
    )
    broker_person = CleanTextField("经纪人员", max_length=30, blank=True)
    special = models.CharField("特殊交易", max_length=20, choices=Special.choices, default=Special.NONE)
    title_agrees = models.BooleanField("权属一致", default=False)
    no_seal = models.BooleanField("无查封", default=False)
    co_owners_agree = models.BooleanField("共有人同意", default=False)
    has_mortgage = models.BooleanField("有抵押", default=False)
    mortgage_note = CleanTextField("抵押处理方式", max_length=100, blank=True, help_text="例如 带押过户、先还款注销")
    escrow_choice = models.CharField(
        "资金监管", max_length=20, choices=EscrowChoice.choices, default=EscrowChoice.SUPERVISED
    )
    verified_on = models.DateField("核验日期")
    signed_on = models.DateField("签订日期", null=True, editable=False)
    filed_on = models.DateField("备案日期", null=True, editable=False)
    transferred_on = models.DateField("过户日期", null=True, editable=False)
    ended_on = models.DateField("注销日期", null=True, editable=False)
    end_reason = models.CharField("注销原因", max_length=20, choices=EndReason.choices, blank=True, editable=False)
    end_note = CleanTextField("注销说明", max_length=200, blank=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=ResaleStatus.choices, default=ResaleStatus.VERIFIED, editable=False
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", null=True, editable=False, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", null=True, editable=False, related_name="+"
    )
    note = CleanTextField("备注", max_length=200, blank=True)

    objects = ResaleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "存量房合同"
        ordering = ["-verified_on", "-pk"]
        indexes = [
            models.Index(fields=["-verified_on", "-id"], name="resale_verified"),
            models.Index(fields=["filed_on"], name="resale_filed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["estate_unit_no"], condition=Q(status__in=RESALE_LIVE_STATES), name="resale_one_live",
                violation_error_message="这处房屋已有一份办理中的存量房合同，须先注销。",
            ),
            models.CheckConstraint(
                condition=Q(area__gt=0, total_price__gt=0), name="resale_positive",
                violation_error_message="面积和成交价应大于 0。",
            ),
            models.CheckConstraint(
                condition=Q(has_mortgage=False) | ~Q(mortgage_note=""), name="resale_mortgage_handled",
                violation_error_message="有抵押的须写明处理方式，例如带押过户。",
            ),
            models.CheckConstraint(
                condition=Q(filing_no__isnull=False, filed_on__isnull=False)
                | Q(filing_no__isnull=True, filed_on__isnull=True),
                name="resale_filing_number",
                violation_error_message="备案号与备案日期同时有或同时无。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=RESALE_FILED_STATES) | Q(filed_on__isnull=False), name="resale_filed_when",
                violation_error_message="已备案的合同必须有备案日期。",
            ),
            models.CheckConstraint(
                condition=Q(status=ResaleStatus.CANCELLED, ended_on__isnull=False)
                | (~Q(status=ResaleStatus.CANCELLED) & Q(ended_on__isnull=True)),
                name="resale_ended_when",
                violation_error_message="注销的合同必须有日期，有效的不能有。",
            ),
            models.CheckConstraint(
                condition=(Q(signed_on=None) | Q(signed_on__gte=F("verified_on")))
                & (Q(filed_on=None) | Q(filed_on__gte=F("signed_on")))
                & (Q(transferred_on=None) | Q(transferred_on__gte=F("filed_on"))),
                name="resale_dates_in_order",
                violation_error_message="日期先后不对：核验 ≤ 签订 ≤ 备案 ≤ 过户。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("submitted_by")), name="resale_two_persons",
                violation_error_message="复核人不能是提交人本人，请由另一位同事复核。",
            ),
        ]

    def __str__(self) -> str:
        return self.contract_no or f"核验 {self.verify_code}"

    def get_absolute_url(self) -> str:
        return place("transactions:resale_detail", self.pk)


class ExistingHomeParty(Person):
    """A seller or a buyer; each side's shares add up to 100 %."""

    contract = models.ForeignKey(
        ExistingHomeContract, models.CASCADE, verbose_name="存量房合同", related_name="parties"
    )
    side = models.CharField("一方", max_length=10, choices=Side.choices)
    order = models.PositiveSmallIntegerField("顺序", default=1, editable=False)
    share = HundredthsField("份额（%）", default=FULL_SHARE)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "存量房当事人"
        ordering = ["contract", "side", "order"]
        indexes = [
            models.Index(fields=["identity_index"], name="resale_party_identity"),
            models.Index(fields=["name"], name="resale_party_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=FULL_SHARE), name="resale_party_share",
                violation_error_message="份额应大于 0、不超过 100。",
            ),
        ]


class ExistingHomeEvent(SaleEvent):
    """What happened to a contract of an existing home."""

    contract = models.ForeignKey(
        ExistingHomeContract, models.PROTECT, verbose_name="存量房合同", related_name="events"
    )
    kind = models.CharField("事项", max_length=10, choices=ResaleEventKind.choices)

    class Meta(SaleEvent.Meta):
        verbose_name = verbose_name_plural = "存量房合同事项"
        indexes = [
            models.Index(fields=["month", "kind", "was_filed", "is_residential"], name="resale_event_month"),
            models.Index(fields=["occurred_on", "kind"], name="resale_event_day"),
        ]

    def get_absolute_url(self) -> str:
        return place("transactions:resale_detail", self.contract_id)


class ExistingHomeFund(Recorded):
    """存量房资金监管: the money leaves only when the register shows the transfer, or goes back where it came from."""

    files_permission = "personal.reveal"  # identity cards, bank cards, agreements with names and numbers

    contract = models.OneToOneField(
        ExistingHomeContract, models.PROTECT, verbose_name="存量房合同", related_name="fund"
    )
    agreement_no = CleanTextField("监管协议号", max_length=40, unique=True, editable=False,
                                  error_messages={"unique": "这个协议号已登记。"})
    bank = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="监管银行", related_name="+",
        limit_choices_to=Q(roles__kind="bank", merged_into=None),
    )
    due_amount = MoneyField("应监管金额（元）")
    opened_on = models.DateField("开户日期")
    transferred_on = models.DateField("过户日期", null=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=FundStatus.choices, default=FundStatus.OPENED, editable=False
    )

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "存量房资金监管"
        ordering = ["-opened_on", "-pk"]
        indexes = [
            models.Index(fields=["transferred_on"], condition=Q(status="transfer_done"), name="fund_to_pay"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_amount__gt=0), name="fund_some_amount",
                violation_error_message="应监管金额应大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return self.agreement_no

    def get_absolute_url(self) -> str:
        return place("transactions:fund_detail", self.pk)


class ExistingHomeFundEntry(Recorded):
    """Money in or out; positive in, negative out, so that the balance is the sum."""

    append_only = True

    fund = models.ForeignKey(ExistingHomeFund, models.PROTECT, verbose_name="资金监管", related_name="entries")
    kind = models.CharField("事项", max_length=10, choices=FundEntryKind.choices)
    occurred_on = models.DateField("发生日期")
    amount = MoneyField("金额（元）")
    payer = CleanTextField("付款人（收款人）", max_length=80)
    account = CleanTextField("账号末四位", max_length=4, blank=True)
    voucher = CleanTextField("凭证号", max_length=60, blank=True)
    returns = models.ForeignKey(
        "self", models.PROTECT, verbose_name="原存入", null=True, editable=False, related_name="returned_by"
    )

    class Meta:
        verbose_name = verbose_name_plural = "存量房资金流水"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=FundEntryKind.DEPOSIT, amount__gt=0))
                | (~Q(kind=FundEntryKind.DEPOSIT) & Q(amount__lt=0)),
                name="fund_entry_sign",
                violation_error_message="存入为正，划付和退款为负。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=FundEntryKind.REFUND) | Q(returns__isnull=False), name="fund_refund_to_payer",
                violation_error_message="退款须指明退的是哪一笔存入，原路退回。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurred_on} {self.get_kind_display()} {self.amount}"
