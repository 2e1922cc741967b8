"""Audit findings and what became of them."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from affordable.enums import FindingStatus
from affordable.models.base import Owned
from affordable.models.project import AffordableProject
from affordable.querysets import FindingQuerySet
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField


class AuditCategory(models.Model):
    """审计问题类别, a dictionary: the columns of the summary table."""

    name = CleanTextField("问题类别", max_length=40, unique=True, error_messages={"unique": "这个类别已有。"})
    order = models.PositiveSmallIntegerField("排序号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "审计问题类别"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class AuditFinding(Owned):
    """审计问题, one row each: the table by class and the table by unit are two groupings of the same rows."""

    audit_year = models.PositiveSmallIntegerField("审计年度")
    category = models.ForeignKey(
        AuditCategory, models.PROTECT, verbose_name="问题类别", null=True, blank=True, help_text="来文未分类时留空"
    )
    serial = models.PositiveIntegerField("序号", editable=False)
    title = CleanTextField("问题", max_length=200, blank=True, help_text="来文只给个数时可留空，以后补录")
    project = models.ForeignKey(AffordableProject, models.PROTECT, verbose_name="涉及项目", null=True, blank=True)
    listed_on = models.DateField("列入台账日期")
    due_on = models.DateField("整改期限", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=20, choices=FindingStatus.choices, default=FindingStatus.OPEN, editable=False
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="报整改人", null=True, editable=False, related_name="+"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="销号人", null=True, editable=False, related_name="+"
    )
    closed_on = models.DateField("销号日期", null=True, editable=False)
    closed_at = models.DateTimeField("销号录入时间", null=True, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审计问题"
        ordering = ["-audit_year", "unit__order", "category__order", "serial", "pk"]
        indexes = [models.Index(fields=["audit_year", "unit"], name="finding_year_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["audit_year", "unit", "serial"], name="finding_serial_once",
                violation_error_message="这个单位本审计年度的序号已用。",
            ),
            models.CheckConstraint(
                condition=Q(status=FindingStatus.CLOSED, closed_by__isnull=False, closed_on__isnull=False,
                            closed_at__isnull=False)
                | (~Q(status=FindingStatus.CLOSED) & Q(closed_by__isnull=True, closed_on__isnull=True,
                                                       closed_at__isnull=True)),
                name="finding_closed_by_somebody",
                violation_error_message="已销号的问题必须有销号人和销号日期。",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("submitted_by")),
                name="finding_two_persons",
                violation_error_message="销号人不能是报整改的本人，请由另一位同事复核。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audit_year} 年审计 {self.unit} 第 {self.serial} 号"

    def get_absolute_url(self) -> str:
        return place("affordable:finding_detail", self.pk)
