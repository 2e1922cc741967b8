"""月度快照: every figure of a locked month as it stood, chained so that no hand can change one unseen."""
from django.db import models

from housing_portal.kit.addresses import place
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import MonthLock
from reports.querysets import MonthSnapshotQuerySet


class MonthSnapshot(models.Model):
    """The figures of the last day of a month, in total and by unit, unrounded."""

    append_only = True

    lock = models.OneToOneField(MonthLock, models.PROTECT, verbose_name="月度锁定", related_name="snapshot")
    number = models.PositiveIntegerField("序号", unique=True)
    # {key: {"label", "unit", "total": [value, numerator, denominator, records], "by_unit": {unit: the same}}}
    figures = models.JSONField("指标")
    sha256 = models.CharField("SHA-256", max_length=64)
    prev_hash = models.CharField("上一份校验值", max_length=64, blank=True)
    hash = models.CharField("校验值", max_length=64)

    objects = MonthSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月度快照"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.lock}快照"

    def get_absolute_url(self) -> str:
        return place("reports:month_detail", self.pk)

    @property
    def scope(self) -> Scope:
        """Return the scope in which the figures were taken."""
        return Scope(self.lock.last_day, self.lock.cutoff)
