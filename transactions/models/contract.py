"""商品房买卖合同: the contract in force, its buyers, its earlier versions, and its events."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, HundredthsField, MoneyField
from housing_portal.kit.secrecy import mask_names
from housing_portal.registry.models import Building, Estate, Organization, SalePermit
from housing_portal.registry.people import Person
from transactions.enums import (
    ENDED,
    LIVE,
    WAS_FILED,
    ContractStatus,
    EndReason,
    EventKind,
    Origin,
    PayMethod,
    PriceBasis,
    RoomUse,
    SaleKind,
    Special,
)
from transactions.models.base import NOT_NEGATIVE, POSITIVE, Recorded
from transactions.models.event import SaleEvent
from transactions.models.room import Room
from transactions.querysets import ContractQuerySet, EventQuerySet, PartyQuerySet

FULL_SHARE = 100  # per cent; shares are kept with two decimals


class Terms(models.Model):
    """What a change replaces; a contract and its earlier versions have the same columns."""

    area_priced = AreaField("计价面积（㎡）", validators=[POSITIVE])
    price_basis = models.CharField("计价方式", max_length=10, choices=PriceBasis.choices, default=PriceBasis.GROSS)
    unit_price = MoneyField("单价（元/㎡）", validators=[POSITIVE], help_text="按套计价的填总价除以面积")
    total_price = MoneyField("总价（元）", validators=[POSITIVE])
    pay_method = models.CharField("付款方式", max_length=20, choices=PayMethod.choices, default=PayMethod.FULL)
    down_payment = MoneyField("首付款（元）", validators=[NOT_NEGATIVE], help_text="一次性付款的填总价")
    loan_amount = MoneyField("贷款金额（元）", validators=[NOT_NEGATIVE], default=0)
    loan_bank = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="贷款银行", null=True, blank=True, related_name="+", db_index=False
    )
    delivery_on = models.DateField("约定交房日期")
    buyer_names = CleanTextField("买受人", max_length=200, editable=False)

    class Meta:
        abstract = True

    @property
    def masked_buyers(self) -> str:
        return mask_names(self.buyer_names)


class SaleContract(Terms, Recorded):
    """A contract of sale. Estate, building, seller and use are those of the day of signing (pitfall 54)."""

    files_permission = "personal.reveal"  # identity cards, bank cards, agreements with names and numbers

    contract_no = CleanTextField(
        "合同编号", max_length=40, null=True, blank=True, unique=True, editable=False,
        error_messages={"unique": "这个合同编号已登记。"}, help_text="网签时由系统生成",
    )
    filing_no = CleanTextField(
        "备案号", max_length=40, null=True, blank=True, unique=True, editable=False,
        error_messages={"unique": "这个备案号已登记。"}, help_text="只由备案产生",
    )
    kind = models.CharField("类别", max_length=10, choices=SaleKind.choices, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, verbose_name="房屋", related_name="contracts")
    estate = models.ForeignKey(
        Estate, models.PROTECT, verbose_name="楼盘", related_name="contracts", editable=False, db_index=False
    )
    building = models.ForeignKey(
        Building, models.PROTECT, verbose_name="楼幢", related_name="contracts", editable=False, db_index=False
    )
    seller = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="出卖人", related_name="contracts", editable=False, db_index=False
    )
    permit = models.ForeignKey(
        SalePermit, models.PROTECT, verbose_name="销售许可", related_name="contracts", null=True, editable=False,
        db_index=False,
    )
    room_label = CleanTextField("坐落", max_length=60, editable=False)
    use = models.CharField("用途", max_length=20, choices=RoomUse.choices, editable=False)
    is_residential = models.BooleanField("住宅", editable=False)
    special = models.CharField(
        "特殊交易", max_length=20, choices=Special.choices, default=Special.NONE,
        help_text="特殊交易计入成交量，不计入均价和价格指数",
    )
    signed_on = models.DateField("签订日期", help_text="草稿填写拟签日期")
    signed_before_permit = models.BooleanField("先签后证", default=False, editable=False)
    filed_on = models.DateField("备案日期", null=True, editable=False)
    titled_on = models.DateField("登记日期", null=True, editable=False)
    title_no = CleanTextField("不动产权证号", max_length=60, blank=True, editable=False)
    ended_on = models.DateField("撤销、注销日期", null=True, editable=False)
    end_reason = models.CharField(
        "撤销、注销原因", max_length=20, choices=EndReason.choices, blank=True, editable=False
    )
    end_note = CleanTextField("撤销、注销说明", max_length=200, blank=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=ContractStatus.choices, default=ContractStatus.DRAFT, editable=False
    )
    version = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    origin = models.CharField("来源", max_length=10, choices=Origin.choices, default=Origin.ENTERED, editable=False)
    # who brought it on the way to the second pair of eyes
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", null=True, editable=False,
        related_name="+", db_index=False,
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", null=True, editable=False,
        related_name="+", db_index=False,
    )
    note = CleanTextField("备注", max_length=200, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "商品房买卖合同"
        ordering = ["-signed_on", "-pk"]
        indexes = [
            # one per offered sort and filter, each with the key that makes pages stable, and then with what every list
            # asks besides (not a draft; signed this year): pages and totals are found without touching the table
            models.Index(fields=["-signed_on", "-id", "status"], name="contract_signed"),
            models.Index(fields=["total_price", "id", "status", "signed_on"], name="contract_total"),
            models.Index(fields=["area_priced", "id", "status", "signed_on"], name="contract_area"),
            models.Index(fields=["unit_price", "id", "status", "signed_on"], name="contract_unit_price"),
            models.Index(fields=["filed_on", "id", "status", "signed_on"], name="contract_filed"),
            models.Index(fields=["estate", "-signed_on", "-id", "status"], name="contract_estate"),
            models.Index(fields=["seller", "-signed_on", "-id", "status"], name="contract_seller"),
            models.Index(fields=["use", "-signed_on", "-id", "status"], name="contract_use"),
            models.Index(fields=["special", "-signed_on", "-id", "status"], name="contract_special"),
            models.Index(fields=["status", "-signed_on", "-id"], name="contract_status"),
            # what held a room on a past day and holds it no more
            models.Index(
                fields=["ended_on", "signed_on", "room"], condition=Q(ended_on__isnull=False), name="contract_ended"
            ),
            models.Index(
                fields=["-signed_on", "-id", "status"], condition=Q(signed_before_permit=True), name="contract_early"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["room"], condition=Q(status__in=LIVE), name="contract_one_live_per_room",
                violation_error_message="这户已有一份有效合同，须先撤销或注销才能再次签约。",
            ),
            models.CheckConstraint(
                condition=Q(area_priced__gt=0, unit_price__gt=0, total_price__gt=0), name="contract_positive",
                violation_error_message="计价面积、单价和总价应大于 0。",
            ),
            models.CheckConstraint(
                condition=Q(down_payment__gte=0, loan_amount__gte=0), name="contract_payment_not_negative",
                violation_error_message="首付款和贷款金额不能小于 0。",
            ),
            models.CheckConstraint(
                condition=Q(pay_method=PayMethod.INSTALMENTS) | Q(total_price=F("down_payment") + F("loan_amount")),
                name="contract_payment_adds_up",
                violation_error_message="首付款加贷款应等于总价（分期付款除外）。",
            ),
            models.CheckConstraint(
                condition=Q(status=ContractStatus.DRAFT) | Q(contract_no__isnull=False),
                name="contract_numbered",
                violation_error_message="已网签的合同必须有合同编号。",
            ),
            models.CheckConstraint(
                condition=Q(filing_no__isnull=False, filed_on__isnull=False)
                | Q(filing_no__isnull=True, filed_on__isnull=True),
                name="contract_filing_number",
                violation_error_message="备案号只由备案产生：备案号与备案日期同时有或同时无。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=WAS_FILED, filed_on__isnull=False)
                | (~Q(status__in=WAS_FILED) & Q(filed_on__isnull=True)),
                name="contract_filed_when",
                violation_error_message="已备案的合同必须有备案日期，未备案的不能有。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, ended_on__isnull=False)
                | (~Q(status__in=ENDED) & Q(ended_on__isnull=True)),
                name="contract_ended_when",
                violation_error_message="撤销、注销的合同必须有日期，有效的不能有。",
            ),
            models.CheckConstraint(
                condition=(Q(filed_on=None) | Q(filed_on__gte=F("signed_on")))
                & (Q(ended_on=None) | Q(ended_on__gte=F("signed_on")))
                & (Q(filed_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("filed_on"))),
                name="contract_dates_in_order",
                violation_error_message="日期先后不对：签订 ≤ 备案 ≤ 注销。",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.IMPORTED) | Q(confirmed_by=None) | ~Q(confirmed_by=F("submitted_by")),
                name="contract_two_persons",
                violation_error_message="复核人不能是提交人本人，请由另一位同事复核。",
            ),
        ]

    def __str__(self) -> str:
        return self.contract_no or f"草稿 {self.room_label}"

    def get_absolute_url(self) -> str:
        return place("transactions:contract_detail", self.pk)


class ContractVersion(Terms, Recorded):
    """Terms that a change has replaced."""

    append_only = True

    contract = models.ForeignKey(SaleContract, models.PROTECT, verbose_name="合同", related_name="versions")
    version = models.PositiveSmallIntegerField("版次")
    replaced_on = models.DateField("变更日期")
    reason = CleanTextField("变更原因", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "合同历史版本"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "version"], name="contract_version_once",
                violation_error_message="这一版已留存。",
            ),
            models.CheckConstraint(
                condition=Q(area_priced__gt=0, unit_price__gt=0, total_price__gt=0, down_payment__gte=0,
                            loan_amount__gte=0),
                name="contract_version_amounts",
                violation_error_message="计价面积、单价和总价应大于 0，首付款和贷款金额不能小于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.version} 版"


class ContractParty(Person):
    """A buyer in one version of a contract; the buyers of the version in force together own 100 %."""

    contract = models.ForeignKey(SaleContract, models.CASCADE, verbose_name="合同", related_name="parties")
    version = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    order = models.PositiveSmallIntegerField("顺序", default=1, editable=False)
    share = HundredthsField("份额（%）", default=FULL_SHARE)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "买受人"
        ordering = ["contract", "-version", "order"]
        indexes = [
            models.Index(fields=["identity_index"], name="party_identity"),
            models.Index(fields=["name"], name="party_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=FULL_SHARE), name="party_share",
                violation_error_message="份额应大于 0、不超过 100。",
            ),
        ]


class ContractEvent(SaleEvent):
    """What happened to a contract of a new home: the only source of its market's figures."""

    contract = models.ForeignKey(SaleContract, models.PROTECT, verbose_name="合同", related_name="events")
    room = models.ForeignKey(Room, models.PROTECT, verbose_name="房屋", related_name="events", db_index=False)
    kind = models.CharField("事项", max_length=10, choices=EventKind.choices)
    sale_kind = models.CharField("类别", max_length=10, choices=SaleKind.choices)

    class Meta(SaleEvent.Meta):
        verbose_name = verbose_name_plural = "合同事项"
        indexes = [
            # holds all that the market figures add up, so that they need not touch the table
            models.Index(
                fields=["month", "kind", "was_filed", "is_residential", "sale_kind", "special", "sets", "area",
                        "amount"],
                name="event_month",
            ),
            models.Index(fields=["occurred_on", "kind"], name="event_day"),
            models.Index(fields=["room", "occurred_on"], name="event_room"),
            models.Index(fields=["recorded_at"], name="event_recorded"),
        ]

    def get_absolute_url(self) -> str:
        return place("transactions:contract_detail", self.contract_id)


class SaleViolation(Recorded):
    """违规线索: an attempt that was refused and is worth an inspection, for example 未批先售."""

    append_only = True

    room = models.ForeignKey(Room, models.PROTECT, verbose_name="房屋", related_name="violations")
    seller = models.ForeignKey(Organization, models.PROTECT, verbose_name="出卖人", related_name="+")
    found_on = models.DateField("发现日期")
    what = CleanTextField("情形", max_length=20, default="未批先售")
    detail = CleanTextField("说明", max_length=200)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "违规线索"
        ordering = ["-found_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.found_on} {self.what}"
