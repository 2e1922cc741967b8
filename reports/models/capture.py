"""取数: the paper as it stood when its figures were taken, and behind each figure the records that made it."""
from django.conf import settings
from django.db import models

from housing_portal.accounts.models import Unit
from housing_portal.kit.addresses import place
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.fields import CleanTextField
from reports.models.document import Document
from reports.models.override import FigureOverride
from reports.querysets import OfficeQuerySet


class Capture(models.Model):
    """One taking of figures; a paper may be captured again, the older one stays. What is issued is the last."""

    append_only = True

    document = models.ForeignKey(Document, models.PROTECT, verbose_name="公文", related_name="captures")
    as_of = models.DateField("截至日期")
    data_cutoff = models.DateTimeField("取数时刻")
    template_name = CleanTextField("模板", max_length=60)
    template_sha256 = models.CharField("模板 SHA-256", max_length=64)
    paper = models.JSONField("公文内容")  # housing_portal.kit.gongwen.keeping
    omitted = models.JSONField("已省略的句子", default=list)
    captured_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="取数人", related_name="+")
    captured_at = models.DateTimeField("取数时间")

    class Meta:
        verbose_name = verbose_name_plural = "取数"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document} 取数 {self.data_cutoff.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


class FigureBinding(models.Model):
    """One figure of a captured paper: what it means, what it was, and what every record added to it."""

    append_only = True

    capture = models.ForeignKey(Capture, models.PROTECT, verbose_name="取数", related_name="bindings")
    place = models.PositiveSmallIntegerField("次序")
    key = models.CharField("指标", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="+", null=True)
    label = CleanTextField("名称", max_length=80)
    measured_in = CleanTextField("计量单位", max_length=10, blank=True)
    formula = CleanTextField("公式", max_length=400, blank=True)
    basis = CleanTextField("口径", max_length=400, blank=True)
    texts = models.JSONField("文中写法", default=list)
    # the value of the records stays beside it; ``texts`` are as printed, which is the other value
    override = models.ForeignKey(
        FigureOverride, models.PROTECT, verbose_name="数字改写", related_name="bindings", null=True
    )
    # numbers as kit.indicators.machine writes them; a date or a name as its text; null when no record states it
    value = models.JSONField("数值", null=True)
    numerator = models.JSONField("分子", null=True)
    denominator = models.JSONField("分母", null=True)
    # [["affordable.milestone", pk, what it adds or null], …] in the order of their keys
    records = models.JSONField("记录", default=list)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数字绑定"
        ordering = ["capture", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["capture", "key", "unit"], name="binding_of_unit_once",
                violation_error_message="这个单位的这项数字在本次取数中已经登记。",
            ),
            models.UniqueConstraint(
                fields=["capture", "key"], condition=models.Q(unit=None), name="binding_of_total_once",
                violation_error_message="这项数字在本次取数中已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.value}{self.measured_in}"

    def get_absolute_url(self) -> str:
        return place("reports:binding_detail", self.pk)

    @property
    def printed_key(self) -> str:
        """Return the key under which a paper prints the figure: that of the indicator, with the unit behind an @."""
        return self.key if self.unit_id is None else f"{self.key}@{self.unit_id}"
