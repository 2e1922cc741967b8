"""Files that were taken over: building tables, prices, historical contracts."""
from datetime import timedelta

from django.db import models
from django.db.models import Q

from housing_portal.kit import clock
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from transactions.enums import BatchKind, BatchStatus
from transactions.models.base import Recorded
from transactions.querysets import MarketQuerySet


class ImportBatch(Recorded):
    """One file, all or nothing. The same file twice changes nothing."""

    SILENCE = timedelta(minutes=2)  # an import that says nothing for so long has died with its process

    kind = models.CharField("类别", max_length=20, choices=BatchKind.choices)
    name = CleanTextField("文件名", max_length=200)
    digest = models.CharField("SHA-256 摘要", max_length=64)
    status = models.CharField(
        "状态", max_length=20, choices=BatchStatus.choices, default=BatchStatus.WAITING, editable=False
    )
    rows = models.PositiveIntegerField("行数", default=0, editable=False)
    rows_done = models.PositiveIntegerField("已处理行数", default=0, editable=False)
    added = models.PositiveIntegerField("新增记录", default=0, editable=False)
    faults = models.PositiveIntegerField("错误行数", default=0, editable=False)
    heartbeat_at = models.DateTimeField("最近进展", null=True, editable=False)
    finished_at = models.DateTimeField("完成时间", null=True, editable=False)
    fault = CleanTextField("中断原因", max_length=200, blank=True, editable=False)

    objects = MarketQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交易数据导入"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "digest"], condition=Q(status="done"), name="import_file_once",
                violation_error_message="这个文件已导入过，内容没有变化，不再重复导入。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"

    def get_absolute_url(self) -> str:
        return place("transactions:batch_detail", self.pk)

    @property
    def shown_status(self) -> BatchStatus:
        """Return the status as the reader should see it: whose process has died has failed."""
        unfinished = self.status in (BatchStatus.WAITING, BatchStatus.RUNNING)
        silent = clock.now() - (self.heartbeat_at or self.recorded_at) > self.SILENCE
        return BatchStatus.FAILED if unfinished and silent else BatchStatus(self.status)
