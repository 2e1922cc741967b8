"""Templates of official documents: text with slots, in versions that nobody edits once they are in force."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.duties import person
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from reports.enums import DocumentKind, TemplateStatus
from reports.querysets import OfficeQuerySet


class TemplateVersion(models.Model):
    """One version of the text of a kind. The version in force is used; while there is none, the built-in text is."""

    kind = models.CharField("文种", max_length=20, choices=DocumentKind.choices)
    number = models.PositiveIntegerField("版本", editable=False)
    body = models.TextField("模板正文", max_length=40_000)
    note = CleanTextField("修改说明", max_length=200)
    status = models.CharField(
        "状态", max_length=20, choices=TemplateStatus.choices, default=TemplateStatus.DRAFT, editable=False
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="编制人", related_name="+", editable=False
    )
    made_at = models.DateTimeField("编制时间", editable=False)
    approved_by = person("批准人")
    approved_at = models.DateTimeField("批准时间", null=True, editable=False)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公文模板"
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"], name="template_number_once", violation_error_message="这个版本号已使用。"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(status=TemplateStatus.IN_FORCE), name="template_one_in_force",
                violation_error_message="一个文种只能有一个使用中的模板。",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status__in=[TemplateStatus.DRAFT, TemplateStatus.SUBMITTED], approved_by=None, approved_at=None)
                    | Q(status__in=[TemplateStatus.IN_FORCE, TemplateStatus.RETIRED], approved_by__isnull=False,
                        approved_at__isnull=False)
                ),
                name="template_in_force_is_approved", violation_error_message="使用中的模板必须有批准人。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")), name="template_two_persons",
                violation_error_message="模板的编制人与批准人不能是同一人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}模板第 {self.number} 版"

    def get_absolute_url(self) -> str:
        return place("reports:template_detail", self.pk)
