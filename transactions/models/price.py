"""一房一价: prices on file, one per room, in versions."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from housing_portal.registry.models import Estate, Organization
from transactions.enums import PriceStatus
from transactions.filed.querysets import RoomPriceQuerySet
from transactions.models.base import POSITIVE, Recorded
from transactions.models.room import Room
from transactions.querysets import PriceFilingQuerySet


class PriceFiling(Recorded):
    """备案价申报: the rooms and prices that an enterprise files together; in force once a second person confirmed."""

    estate = models.ForeignKey(Estate, models.PROTECT, verbose_name="楼盘", related_name="price_filings")
    developer = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="申报企业", related_name="+", editable=False
    )
    batch = CleanTextField("批次", max_length=40, help_text="例如 首批、2 期 7#楼")
    filed_on = models.DateField("备案日期", help_text="自这一天起作为签约的上限")
    is_adjustment = models.BooleanField("调价", default=False, editable=False)
    reason = CleanTextField("调价原因", max_length=200, blank=True, help_text="调整已备案价格时必填")
    status = models.CharField(
        "状态", max_length=20, choices=PriceStatus.choices, default=PriceStatus.SUBMITTED, editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", null=True, editable=False, related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True, editable=False)

    objects = PriceFilingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "一房一价备案"
        ordering = ["-filed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="price_two_persons", violation_error_message="复核人不能是录入人本人，请由另一位同事复核。",
            ),
            models.CheckConstraint(
                condition=Q(status=PriceStatus.FILED, confirmed_by__isnull=False, confirmed_at__isnull=False)
                | (~Q(status=PriceStatus.FILED) & Q(confirmed_by__isnull=True, confirmed_at__isnull=True)),
                name="price_confirmed_by_somebody", violation_error_message="已备案的价格必须有复核人和复核时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estate} {self.batch}（{self.filed_on}）"

    def get_absolute_url(self) -> str:
        return place("transactions:price_detail", self.pk)


class RoomPrice(models.Model):
    """The price of one room in one filing; the highest version of a confirmed filing is in force."""

    append_only = True

    filing = models.ForeignKey(PriceFiling, models.PROTECT, verbose_name="备案", related_name="prices")
    room = models.ForeignKey(Room, models.PROTECT, verbose_name="房屋", related_name="prices", db_index=False)
    version = models.PositiveSmallIntegerField("版次")
    unit_price = MoneyField("备案单价（元/㎡）", validators=[POSITIVE])
    total_price = MoneyField("备案总价（元）", validators=[POSITIVE])

    objects = RoomPriceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "备案价"
        ordering = ["room", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "version"], name="room_price_version_once",
                violation_error_message="这户的这一版价格已登记。",
            ),
            models.CheckConstraint(
                condition=Q(unit_price__gt=0, total_price__gt=0), name="room_price_positive",
                violation_error_message="备案单价和总价应大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.version} 版 {self.unit_price} 元/㎡"
