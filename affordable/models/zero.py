"""零报: that nothing has changed in a month is said in so many words, so that silence is never taken for it."""
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from affordable.models.base import Owned
from affordable.querysets import ZeroReportQuerySet
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField


class ZeroReport(Owned):
    """A unit states that a month brought no investment, no progress and no milestone."""

    append_only = True

    year = models.PositiveSmallIntegerField("年度")
    month = models.PositiveSmallIntegerField(
        "月份", validators=[MinValueValidator(1, "月份是 1—12。"), MaxValueValidator(12, "月份是 1—12。")]
    )
    note = CleanTextField("说明", max_length=200, blank=True)

    objects = ZeroReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月度零报"
        ordering = ["-year", "-month", "unit__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "month"], name="zero_report_once",
                violation_error_message="这个单位这个月已零报。",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="zero_report_month",
                violation_error_message="月份是 1—12。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}年{self.month}月零报"

    def get_absolute_url(self) -> str:
        return place("affordable:zero_detail", self.pk)
