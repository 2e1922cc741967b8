"""Figures that a paper from elsewhere prints."""
from django.conf import settings
from django.db import models

from housing_portal.kit.fields import CleanTextField
from reports.querysets import StatedFigureQuerySet


class StatedFigure(models.Model):
    """A figure that a paper prints. It never enters a sum: it is only compared with what the records give."""

    append_only = True

    as_of = models.DateField("截至日期")
    source = CleanTextField("出处", max_length=80, help_text="哪份文件、哪一处")
    indicator = models.CharField("指标", max_length=60)
    subject = CleanTextField("对象", max_length=60, blank=True, help_text="分类或单位；空为总数")
    label = CleanTextField("写法", max_length=80)
    unit = CleanTextField("单位", max_length=10)
    value = CleanTextField("所写数值", max_length=30)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+")
    recorded_at = models.DateTimeField("录入时间")

    objects = StatedFigureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "来文数字"
        ordering = ["-as_of", "pk"]

    def __str__(self) -> str:
        return f"{self.label} {self.value}{self.unit}"
