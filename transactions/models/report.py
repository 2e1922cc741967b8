"""交易日报: the figures of one day, frozen when generated."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, MoneyField
from transactions.enums import Market, ReportStatus
from transactions.models.base import Recorded
from transactions.querysets import DailyQuerySet


class DailyReport(Recorded):
    """The report of day ``on``. A zero report has lines of zeros; a day without a report was not reported."""

    on = models.DateField("日期", unique=True, error_messages={"unique": "这一天的日报已生成。"})
    revision = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    cutoff = models.DateTimeField("取数时刻", editable=False)
    stock_sets = models.PositiveIntegerField("日末可售套数", editable=False)
    stock_area = AreaField("日末可售面积（㎡）", editable=False)
    stock_home_sets = models.PositiveIntegerField("其中：住宅套数", editable=False)
    stock_home_area = AreaField("其中：住宅面积（㎡）", editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=ReportStatus.choices, default=ReportStatus.GENERATED, editable=False
    )
    due_at = models.DateTimeField("报送时限", editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核对人", null=True, editable=False, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="报送人", null=True, editable=False, related_name="+"
    )
    first_submitted_at = models.DateTimeField("首次报送时间", null=True, editable=False)
    submitted_at = models.DateTimeField("最近报送时间", null=True, editable=False)
    channel = CleanTextField("报送渠道", max_length=40, blank=True)
    digest = models.CharField("报表摘要", max_length=64, blank=True, editable=False)

    objects = DailyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交易日报"
        ordering = ["-on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("recorded_by")), name="daily_two_persons",
                violation_error_message="核对人不能是生成日报的本人，请由另一位同事核对。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ReportStatus.GENERATED, ReportStatus.CHECKED, ReportStatus.REJECTED])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False, checked_by__isnull=False),
                name="daily_submitted_when",
                violation_error_message="已报送的日报必须有核对人、报送人和报送时间。",
            ),
            models.CheckConstraint(
                condition=Q(stock_area__gte=F("stock_home_area"), stock_home_area__gte=0,
                            stock_sets__gte=F("stock_home_sets")),
                name="daily_stock_within", violation_error_message="可售面积不能小于 0，住宅不能多于合计。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} 交易日报"

    def get_absolute_url(self) -> str:
        return place("transactions:daily_detail", self.pk)


class DailyReportLine(models.Model):
    """One market × 住宅 or not, in one revision of a report."""

    append_only = True

    report = models.ForeignKey(DailyReport, models.PROTECT, verbose_name="日报", related_name="lines")
    revision = models.PositiveSmallIntegerField("版次")
    market = models.CharField("市场", max_length=10, choices=Market.choices)
    is_residential = models.BooleanField("住宅")
    signed_sets = models.IntegerField("网签套数")
    signed_area = AreaField("网签面积（㎡）")
    signed_amount = MoneyField("网签金额（元）")
    filed_sets = models.IntegerField("备案套数")
    filed_area = AreaField("备案面积（㎡）")
    filed_amount = MoneyField("备案金额（元）")
    # what ended on this day, whenever it was signed; written as a positive number
    ended_sets = models.IntegerField("撤销套数")
    ended_area = AreaField("撤销面积（㎡）")
    ended_amount = MoneyField("撤销金额（元）")
    # what changes of contracts, filed or not, added or took away
    changed_area = AreaField("变更增减面积（㎡）")
    changed_amount = MoneyField("变更增减金额（元）")

    class Meta:
        verbose_name = verbose_name_plural = "日报行"
        ordering = ["report", "-revision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "revision", "market", "is_residential"], name="daily_line_once",
                violation_error_message="这一行已生成。",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{part}_{measure}__gte": 0 for part in ("signed", "filed", "ended")
                               for measure in ("sets", "area", "amount")}),
                name="daily_line_not_negative", violation_error_message="网签、备案、撤销的数字不能小于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_market_display()}{'住宅' if self.is_residential else '非住宅'}"
