"""Diary, attachments, number sequences, the register of exports."""
from base64 import b64decode, b64encode
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from housing_portal.accounts.models import Unit
from housing_portal.journal.enums import UNFINISHED, ExportState
from housing_portal.journal.querysets import AttachmentQuerySet, EntryQuerySet, ExportQuerySet
from housing_portal.kit import clock
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.secrecy import seal, unseal

EXPORT_QUERY = "export query"


class Entry(models.Model):
    """One deed: who, when, from where, on what, before and after. Never changed, never deleted."""

    append_only = True

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="操作人", related_name="+")
    # the name and unit at that moment: people move and rename
    actor_name = models.CharField("姓名", max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="+")
    address = models.GenericIPAddressField("来源地址", null=True)
    action = models.CharField("动作", max_length=60)
    label = CleanTextField("事项", max_length=200)
    object_type = models.CharField("对象类别", max_length=60, blank=True)
    object_id = models.BigIntegerField("对象编号", null=True)
    before = models.JSONField("改前", default=dict)
    after = models.JSONField("改后", default=dict)
    reason = models.TextField("原因", blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["object_type", "object_id", "-id"], name="entry_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.label}"

    def get_absolute_url(self) -> str:
        return place("journal:entry_detail", self.pk)


class Attachment(models.Model):
    """A file that proves something: stored under its digest, never replaced, never deleted."""

    append_only = True

    object_type = models.CharField("对象类别", max_length=60)
    object_id = models.BigIntegerField("对象编号")
    name = CleanTextField("文件名", max_length=200)
    kind = CleanTextField("材料", max_length=60, blank=True)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("SHA-256 摘要", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="attachment_object")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("journal:attachment", self.pk)


class NumberSequence(models.Model):
    """The last number taken of one prefix and year; taken under a row lock, without gaps."""

    prefix = CleanTextField("机关代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文号序列"
        constraints = [
            models.UniqueConstraint(
                fields=["prefix", "year"], name="sequence_once", violation_error_message="这个代字和年份的序列已有。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕{self.last}号"


class Citation(models.Model):
    """A record that stands behind a figure of a captured paper; kept of records that could otherwise be deleted."""

    append_only = True

    object_type = models.CharField("对象类别", max_length=60)
    object_id = models.BigIntegerField("对象编号")
    source_type = models.CharField("引用者类别", max_length=60)
    source_id = models.BigIntegerField("引用者编号")
    source_label = CleanTextField("引用者", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "引用"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["object_type", "object_id", "source_type", "source_id"], name="citation_once",
                violation_error_message="这条引用已登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_label} 引用 {self.object_type} {self.object_id}"


class Export(models.Model):
    """A list that somebody took out as a file: which rows and columns, masked or not, why, and how far it has come."""

    KEPT = timedelta(days=7)  # how long the file can be downloaded
    SILENCE = timedelta(minutes=2)  # an export that says nothing for so long has died with its process

    number = models.CharField("编号", max_length=40, unique=True)
    title = CleanTextField("列表", max_length=100)
    path = models.CharField("页面地址", max_length=300)
    query = models.TextField("查询参数", blank=True)  # sealed: it may hold a document number
    conditions = models.TextField("查询条件")
    columns = models.TextField("导出列")
    is_unmasked = models.BooleanField("未脱敏", default=False)
    reason = CleanTextField("导出理由", max_length=500, blank=True)
    state = models.CharField("状态", max_length=20, choices=ExportState.choices, default=ExportState.WAITING)
    rows_total = models.PositiveIntegerField("总条数", null=True)
    rows_done = models.PositiveIntegerField("已写条数", default=0)
    heartbeat_at = models.DateTimeField("最近进度时间", null=True)
    size = models.PositiveBigIntegerField("字节数", null=True)
    sha256 = models.CharField("SHA-256 摘要", max_length=64, blank=True)
    fault = models.TextField("失败原因", blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="导出人", related_name="+")
    requested_at = models.DateTimeField("申请时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导出登记"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["requested_by", "-id"], name="export_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_unmasked=False) | ~models.Q(reason=""), name="export_unmasked_has_reason",
                violation_error_message="导出未脱敏数据须写明理由。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ExportState.DONE)
                | (models.Q(finished_at__isnull=False, size__isnull=False) & ~models.Q(sha256="")),
                name="export_done_has_file", violation_error_message="已完成的导出须有文件摘要和完成时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return place("journal:export_detail", self.pk)

    @staticmethod
    def sealed(query: str) -> str:
        """Return the parameters of a list as ``query`` keeps them."""
        return b64encode(seal(EXPORT_QUERY, query)).decode()

    @property
    def plain_query(self) -> str:
        """Return the parameters of the list, for the export itself and for whoever asked for it."""
        return unseal(EXPORT_QUERY, b64decode(self.query))

    @property
    def file_name(self) -> str:
        """Return the name under which the file is downloaded."""
        day = self.requested_at.astimezone(clock.SHANGHAI).date()
        return f"{self.title}{'（未脱敏）' if self.is_unmasked else ''}-{day}.xlsx"

    @property
    def kept_until(self) -> datetime | None:
        """Return until when the file can be downloaded."""
        return self.finished_at and self.finished_at + self.KEPT

    @property
    def shown_state(self) -> ExportState:
        """Return the state as the reader should see it: whose process has died has failed."""
        silent = clock.now() - (self.heartbeat_at or self.requested_at) > self.SILENCE
        return ExportState.FAILED if self.state in UNFINISHED and silent else ExportState(self.state)

    @property
    def percent(self) -> int:
        """Return how much is written, in whole per cent, never more than is done."""
        return self.rows_done * 100 // self.rows_total if self.rows_total else 0
