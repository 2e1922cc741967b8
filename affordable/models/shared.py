"""Homes in shared ownership: who owns which part, from the sale to the full title or back (dossier §3.11)."""
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from affordable.enums import SharedStatus
from affordable.models.base import Owned
from affordable.models.family import Family
from affordable.models.project import AffordableProject
from affordable.querysets import SharedHomeQuerySet, SharedSaleQuerySet, SharePurchaseQuerySet
from housing_portal.journal.happening import Happening
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, HundredthsField, MoneyField
from housing_portal.registry.people import Person

FULL = Decimal(100)


class SharedHome(Owned):
    """共有产权（原廉租）住房 that was built for sale by shares."""

    project = models.ForeignKey(
        AffordableProject, models.PROTECT, verbose_name="来源项目", null=True, blank=True, related_name="shared_homes"
    )
    build_year = models.PositiveSmallIntegerField("建设年份")
    estate = CleanTextField("小区", max_length=60)
    building = CleanTextField("楼栋", max_length=20)
    room = CleanTextField("房号", max_length=20)
    area = AreaField("建筑面积（㎡）")
    status = models.CharField(
        "状态", max_length=20, choices=SharedStatus.choices, default=SharedStatus.BUILT, editable=False
    )

    objects = SharedHomeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "共有产权住房"
        ordering = ["estate", "building", "room", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "building", "room"], name="shared_home_once",
                violation_error_message="这套住房已登记。",
            ),
            models.CheckConstraint(
                condition=Q(area__gt=0, build_year__gte=1990, build_year__lte=2100), name="shared_home_sizes",
                violation_error_message="面积应大于 0，建设年份应在 1990—2100 之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estate} {self.building} {self.room}"

    def get_absolute_url(self) -> str:
        return place("affordable:shared_detail", self.pk)


class SharedSale(Person, Owned):
    """出售: the buyer's first share; the government holds the rest. Later purchases are rows of their own."""

    home = models.ForeignKey(SharedHome, models.PROTECT, verbose_name="住房", related_name="sales")
    family = models.ForeignKey(
        Family, models.PROTECT, verbose_name="保障对象", null=True, blank=True, related_name="shared_sales",
        help_text="以前年度出售、未录入保障对象的留空",
    )
    share = HundredthsField("个人份额（%）", validators=[MinValueValidator(Decimal("0.01"), "份额应大于 0。")])
    price_paid = MoneyField("购房款（元）")
    contract_no = CleanTextField("合同编号", max_length=40)
    sold_on = models.DateField("出售日期")
    cert_no = CleanTextField("不动产权证号", max_length=60, blank=True, editable=False)
    cert_on = models.DateField("办证日期", null=True, editable=False)
    cert_at = models.DateTimeField("办证登记时间", null=True, editable=False)
    bought_back_on = models.DateField("回购日期", null=True, editable=False)
    buyback_price = MoneyField("回购价款（元）", null=True, editable=False)
    buyback_at = models.DateTimeField("回购登记时间", null=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False, help_text="登记有误的出售")

    objects = SharedSaleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "共有产权出售"
        ordering = ["-sold_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["home"], condition=Q(bought_back_on=None, withdrawn_at=None), name="shared_sold_once",
                violation_error_message="这套住房已出售。",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=FULL, price_paid__gte=0), name="shared_sale_share",
                violation_error_message="份额应大于 0、不超过 100，价款不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(cert_on=None, cert_no="") | Q(cert_on__gte=F("sold_on")) & ~Q(cert_no=""),
                name="shared_certificate", violation_error_message="办证须有证号，日期不早于出售日期。",
            ),
            models.CheckConstraint(
                condition=Q(bought_back_on=None, buyback_price=None)
                | Q(bought_back_on__gte=F("sold_on"), buyback_price__gte=0),
                name="shared_buyback", violation_error_message="回购须有价款，日期不早于出售日期。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(cert_on=None, bought_back_on=None), name="shared_withdrawn_bare",
                violation_error_message="已办证或已回购的出售不能撤回。",
            ),
        ]

    def get_absolute_url(self) -> str:
        return place("affordable:shared_sale_detail", self.pk)


class SharePurchase(Happening):
    """增购份额 by the owner from the government."""

    sale = models.ForeignKey(
        SharedSale, models.PROTECT, verbose_name="出售", related_name="purchases", db_index=False
    )
    share = HundredthsField("增购份额（%）", validators=[MinValueValidator(Decimal("0.01"), "份额应大于 0。")])
    price_paid = MoneyField("价款（元）")
    contract_no = CleanTextField("合同编号", max_length=40)

    objects = SharePurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "增购份额"
        ordering = ["sale", "on", "pk"]
        indexes = [models.Index(fields=["sale", "undoes"], name="purchase_of_sale")]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lt=FULL, price_paid__gte=0), name="share_purchase_some",
                violation_error_message="份额应大于 0、小于 100，价款不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sale.home} 增购 {self.share}%"
