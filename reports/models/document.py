"""Official documents: drafts, who has acted on them, their numbers, and what was issued."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.accounts.models import Unit
from housing_portal.journal.duties import different, person
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, DocumentNumberField
from housing_portal.registry.models import PolicyDoc
from reports.enums import OUT, DocumentKind, DocumentStatus, Urgency
from reports.models.template import TemplateVersion
from reports.querysets import OfficeQuerySet


class Document(models.Model):
    """公文. Its figures are captured once; what is checked, signed and issued is that capture."""

    kind = models.CharField("文种", max_length=20, choices=DocumentKind.choices, default=DocumentKind.BULLETIN)
    title = CleanTextField("标题", max_length=80)
    issuer = CleanTextField("发文机关", max_length=40, help_text="署名用的全称或规范化简称")
    mark = CleanTextField("发文机关标志", max_length=30, help_text="红头文字，例如 ××市住房保障办公室文件")
    prefix = CleanTextField("机关代字", max_length=12, help_text="例如 云房保办发；签发时按年度取号")
    number = DocumentNumberField("发文字号", blank=True, help_text="签发时取号；补录已印发的旧文时填写原文号")
    addressees = CleanTextField("主送", max_length=200)
    copies = CleanTextField("抄送", max_length=200, blank=True)
    imprint_office = CleanTextField("印发机关", max_length=40)
    urgency = models.CharField("紧急程度", max_length=4, choices=Urgency.choices, blank=True, default=Urgency.NONE)
    is_sealed = models.BooleanField("加盖印章", default=True, help_text="不盖印章的，署名和日期按不加盖印章的格式排")
    needs_countersign = models.BooleanField("须会签", default=True, help_text="不须会签的，校核后直接送签发")
    as_of = models.DateField("截至日期", help_text="一文一截至日；所有数字取到这一天（含）")
    period_from = models.DateField("统计期开始", null=True, blank=True, help_text="工作汇报填写；到截至日期为止")
    issued_on = models.DateField("成文日期")
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="责任单位", related_name="+", null=True, blank=True,
        help_text="督办通知、催办函发给哪个单位",
    )
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
        "存在的主要问题", max_length=4000, blank=True, help_text="每段一行；数字用 {指标} 插入，请勿手填"
    )
    measures = models.TextField("下一步工作意见", max_length=4000, blank=True, help_text="每段一行")
    template = models.ForeignKey(
        TemplateVersion, models.PROTECT, verbose_name="模板版本", related_name="documents", null=True, editable=False,
        help_text="空为随系统的内置模板",
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, verbose_name="更正或撤回的公文", related_name="corrections", null=True, editable=False
    )
    status = models.CharField(
        "状态", max_length=20, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT, editable=False
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="起草人", related_name="+", editable=False
    )
    drafted_at = models.DateTimeField("起草时间", editable=False)
    checked_by = person("校核人")
    checked_at = models.DateTimeField("校核时间", null=True, editable=False)
    countersigned_by = person("会签人")
    countersigned_at = models.DateTimeField("会签时间", null=True, editable=False)
    signed_by = person("签发人")
    signed_at = models.DateTimeField("签发时间", null=True, editable=False)
    # as printed on a paper that goes up: whoever gets another name later has signed under this one
    signed_name = CleanTextField("签发人姓名", max_length=30, blank=True, editable=False)
    issued_by = person("印发人")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公文"
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="document_number_once",
                violation_error_message="这个文号已用于另一份公文。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[DocumentStatus.SIGNED, *sorted(OUT)])
                | (Q(signed_by__isnull=False) & ~Q(number="")),
                name="document_signed_has_number", violation_error_message="签发的公文必须有签发人和文号。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[DocumentStatus.PROOFREAD, DocumentStatus.COUNTERSIGNED, DocumentStatus.SIGNED])
                | Q(checked_by__isnull=False),
                name="document_checked_by_somebody", violation_error_message="校核后的公文必须有校核人。",
            ),
            models.CheckConstraint(
                condition=(Q(checked_at=None) | Q(checked_by__isnull=False))
                & (Q(countersigned_at=None) | Q(countersigned_by__isnull=False)),
                name="document_deed_has_person", violation_error_message="有校核、会签时间的，必须有校核、会签人。",
            ),
            models.CheckConstraint(
                condition=different("drafted_by", "checked_by", "countersigned_by", "signed_by"),
                name="document_different_persons",
                violation_error_message="起草、校核、会签、签发须由不同的人办理。",
            ),
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_from__lte=F("as_of")), name="document_period_in_order",
                violation_error_message="统计期开始不能晚于截至日期。",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[DocumentKind.CORRECTION, DocumentKind.WITHDRAWAL]) | Q(corrects__isnull=False),
                name="document_corrects_another", violation_error_message="更正、撤回必须写明原文。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return place("reports:document_detail", self.pk)

    @property
    def subject(self) -> "Document":
        """Return the paper whose figures this one states: a correction those of what it corrects, in its period."""
        return self.corrects.subject if self.kind == DocumentKind.CORRECTION else self


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


class DocumentNumber(models.Model):
    """文号登记: every number that was taken, also those that became void; nothing is taken twice."""

    prefix = CleanTextField("机关代字", max_length=12)
    year = models.PositiveSmallIntegerField("年度")
    seq = models.PositiveIntegerField("序号")
    document = models.ForeignKey(Document, models.PROTECT, verbose_name="公文", related_name="numbers")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="签发人", related_name="+")
    taken_at = models.DateTimeField("取号时间")
    voided_by = person("作废人")
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    void_reason = CleanTextField("作废原因", max_length=200, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文号"
        ordering = ["-year", "prefix", "-seq", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["prefix", "year", "seq"], name="document_seq_once", violation_error_message="这个文号已取用。"
            ),
            models.CheckConstraint(
                condition=Q(voided_by=None, voided_at=None, void_reason="")
                | (Q(voided_by__isnull=False, voided_at__isnull=False) & ~Q(void_reason="")),
                name="document_number_void_has_reason", violation_error_message="作废文号须写明作废人、时间和原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕{self.seq}号"

    def get_absolute_url(self) -> str:
        return self.document.get_absolute_url()


class IssuedCopy(models.Model):
    """What was issued: the bytes, their digest, and every figure as it stood. Never rendered again."""

    append_only = True

    document = models.OneToOneField(Document, models.PROTECT, verbose_name="公文", related_name="issued_copy")
    pdf = models.BinaryField("版式文件")
    sha256 = models.CharField("SHA-256", max_length=64)
    data_cutoff = models.DateTimeField("取数时刻")
    capture = models.OneToOneField(
        "reports.Capture", models.PROTECT, verbose_name="取数", related_name="issued_copy", null=True
    )
    # of papers issued before captures were kept: {key: {"label", "unit", "value", "numerator", "denominator", …}}
    figures = models.JSONField("取数", default=dict)
    warnings = models.JSONField("检查结果")
    issued_at = models.DateTimeField("印发时间")
    template_name = CleanTextField("模板", max_length=60, blank=True)
    template_sha256 = models.CharField("模板 SHA-256", max_length=64, blank=True)
    # name of each font file and of each library → its digest or version
    made_with = models.JSONField("字库与排版程序版本", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "印发件"

    def __str__(self) -> str:
        return f"{self.document} {self.sha256[:12]}"
