"""Diary, attachments, number sequences."""
from django.conf import settings
from django.db import models
from django.urls import reverse

from housing_portal.accounts.models import Unit
from housing_portal.journal.querysets import AttachmentQuerySet, EntryQuerySet
from housing_portal.kit.fields import CleanTextField


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
        return reverse("journal:entry_detail", args=[self.pk])


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
        return reverse("journal:attachment", args=[self.pk])


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
