"""月度锁定: from its lock on, a month is read as it was known at that moment."""
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.periods import month_end
from housing_portal.registry.querysets import MonthLockQuerySet


class MonthLock(models.Model):
    """One locking of a past month; locked anew it gets a further revision, the older ones stay."""

    append_only = True

    year = models.PositiveSmallIntegerField("年度")
    month = models.PositiveSmallIntegerField("月份", validators=[MinValueValidator(1), MaxValueValidator(12)])
    revision = models.PositiveSmallIntegerField("版次")
    cutoff = models.DateTimeField("锁定时间", help_text="这一刻以前录入的记录计入这个月")
    reason = CleanTextField("说明", max_length=200, blank=True, help_text="重新锁定的必须写明原因")
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="锁定人", related_name="+", db_index=False
    )

    objects = MonthLockQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月度锁定"
        ordering = ["-year", "-month", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month", "revision"], name="month_lock_revision_once",
                violation_error_message="这个月的这一版已锁定。",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="month_lock_month",
                violation_error_message="月份是 1—12。",
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | (Q(revision__gt=1) & ~Q(reason="")), name="month_lock_revision_has_reason",
                violation_error_message="重新锁定须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}（第 {self.revision} 版）"

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def last_day(self) -> date:
        """Return the day whose figures are kept."""
        return month_end(self.year, self.month)
