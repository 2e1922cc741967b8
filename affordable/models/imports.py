"""Office tables that were read in: which file, what it changed, and where its own total row disagreed."""
from django.conf import settings
from django.db import models

from affordable.querysets import UnitOwnedQuerySet
from housing_portal.accounts.models import Unit
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField


class ImportBatch(models.Model):
    """One imported table. Its total row is a check and never a record: only the differences are kept."""

    append_only = True

    kind = models.CharField("表格", max_length=30)
    file_name = CleanTextField("文件名", max_length=200)
    sha256 = models.CharField("文件摘要（SHA-256）", max_length=64, db_index=True)
    as_of = models.DateField("截至日期")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="导入人单位", related_name="+")
    created = models.PositiveIntegerField("新增记录", default=0)
    unchanged = models.PositiveIntegerField("已有未变", default=0)
    # [{"indicator", "label", "unit", "stated", "derived"}]: what the total row says against what its rows add up to
    differences = models.JSONField("合计行差异", default=list, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="导入人", related_name="+")
    recorded_at = models.DateTimeField("导入时间")

    objects = UnitOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "表格导入"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.file_name}（截至 {self.as_of}）"

    def get_absolute_url(self) -> str:
        return place("affordable:batch_detail", self.pk)
