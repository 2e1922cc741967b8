"""Official documents, and figures that a paper printed and the records must be compared with."""
from django.conf import settings
from django.db import models
from django.db.models import Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, DocumentNumberField
from housing_portal.registry.models import PolicyDoc
from reports.enums import DocumentKind, DocumentStatus
from reports.querysets import DocumentQuerySet, StatedFigureQuerySet


class Document(models.Model):
    """公文. A draft is rendered from records each time; an issued one is its stored bytes and never rendered again."""

    kind = models.CharField("文种", max_length=20, choices=DocumentKind.choices, default=DocumentKind.BULLETIN)
    title = CleanTextField("标题", max_length=80)
    issuer = CleanTextField("发文机关", max_length=40, help_text="署名用的全称或规范化简称")
    mark = CleanTextField("发文机关标志", max_length=30, help_text="红头文字，例如 ××市住房保障办公室文件")
    prefix = CleanTextField("机关代字", max_length=12, help_text="例如 云房保办发；签发时按年度取号")
    number = DocumentNumberField("发文字号", blank=True, help_text="签发时取号；补录已印发的旧文时填写原文号")
    addressees = CleanTextField("主送", max_length=200)
    copies = CleanTextField("抄送", max_length=200, blank=True)
    imprint_office = CleanTextField("印发机关", max_length=40)
    as_of = models.DateField("截至日期", help_text="一文一截至日；所有数字取到这一天（含）")
    issued_on = models.DateField("成文日期")
    basis_doc = models.ForeignKey(
        PolicyDoc, models.PROTECT, verbose_name="督查依据文件", related_name="+", null=True, blank=True,
        help_text="督查类通报必须写明授权依据（政府督查工作条例 §7）",
    )
    target_doc = models.ForeignKey(
        PolicyDoc, models.PROTECT, verbose_name="目标下达文件", related_name="+", null=True, blank=True
    )
    campaign_from = models.DateField("督查开始", null=True, blank=True)
    campaign_to = models.DateField("督查结束", null=True, blank=True)
    campaign_groups = models.PositiveSmallIntegerField("分组数", null=True, blank=True)
    assessment = models.TextField("总体评价", max_length=600, blank=True)
    problems = models.TextField(
        "存在的主要问题", max_length=4000, blank=True, help_text="每段一行；数字由系统插入，请勿手填"
    )
    measures = models.TextField("下一步工作意见", max_length=4000, blank=True, help_text="每段一行")
    status = models.CharField(
        "状态", max_length=20, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT, editable=False
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="起草人", related_name="+", editable=False
    )
    drafted_at = models.DateTimeField("起草时间", editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="签发人", related_name="+", null=True, editable=False
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公文"
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="document_number_once",
                violation_error_message="这个文号已用于另一份公文。",
            ),
            models.CheckConstraint(
                condition=Q(status=DocumentStatus.DRAFT, signed_by__isnull=True)
                | (Q(status=DocumentStatus.ISSUED, signed_by__isnull=False) & ~Q(number="")),
                name="document_issued_is_signed",
                violation_error_message="印发的公文必须有签发人和文号。",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=models.F("drafted_by")),
                name="document_two_persons",
                violation_error_message="签发人不能是起草人本人。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return place("reports:document_detail", self.pk)


class Explanation(models.Model):
    """A written reason for a warning, so that the paper may be issued although two numbers differ."""

    append_only = True

    document = models.ForeignKey(Document, models.PROTECT, verbose_name="公文", related_name="explanations")
    warning = models.CharField("检查项", max_length=120)
    # the sentence with its two numbers at that moment: other numbers need a new explanation
    sentence = CleanTextField("内容", max_length=400)
    reason = CleanTextField("差异说明", max_length=400)
    explained_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="说明人", related_name="+")
    explained_at = models.DateTimeField("说明时间")

    class Meta:
        verbose_name = verbose_name_plural = "差异说明"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reason


class IssuedCopy(models.Model):
    """What was issued: the bytes, their digest, and every figure as it stood. Never rendered again."""

    append_only = True

    document = models.OneToOneField(Document, models.PROTECT, verbose_name="公文", related_name="issued_copy")
    pdf = models.BinaryField("版式文件")
    sha256 = models.CharField("SHA-256", max_length=64)
    data_cutoff = models.DateTimeField("取数时刻")
    # {key: {"label", "unit", "value", "numerator", "denominator", "record_count"}}
    figures = models.JSONField("取数")
    warnings = models.JSONField("检查结果")
    issued_at = models.DateTimeField("印发时间")

    class Meta:
        verbose_name = verbose_name_plural = "印发件"

    def __str__(self) -> str:
        return f"{self.document} {self.sha256[:12]}"


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
