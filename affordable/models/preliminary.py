"""Preliminary steps of a project: eleven papers that come before the first spade (dossier §3.6)."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from affordable.enums import PreliminaryCode, PreliminaryStatus
from affordable.models.project import AffordableProject
from affordable.querysets import PreliminaryQuerySet
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField


class PreliminaryStep(models.Model):
    """前期手续: one row of each kind per project, made with the project."""

    project = models.ForeignKey(
        AffordableProject, models.CASCADE, verbose_name="项目", related_name="preliminaries"
    )
    code = models.CharField("手续", max_length=20, choices=PreliminaryCode.choices)
    status = models.CharField(
        "状态", max_length=20, choices=PreliminaryStatus.choices, default=PreliminaryStatus.NOT_STARTED, editable=False
    )
    planned_on = models.DateField("计划办结日期", null=True, blank=True)
    applied_on = models.DateField("报审日期", null=True, blank=True)
    doc_no = CleanTextField("批复文号或证号", max_length=60, blank=True)
    issuer = CleanTextField("批复机关", max_length=60, blank=True)
    approved_on = models.DateField("批复日期", null=True, blank=True)
    approved_at = models.DateTimeField("批复登记时间", null=True, editable=False)
    note = CleanTextField("说明", max_length=200, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", null=True, editable=False, related_name="+"
    )

    objects = PreliminaryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "前期手续"
        ordering = ["project", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "code"], name="preliminary_once", violation_error_message="这项手续已登记。"
            ),
            models.CheckConstraint(
                condition=Q(status=PreliminaryStatus.APPROVED, approved_on__isnull=False, approved_at__isnull=False)
                & ~Q(doc_no="")
                | ~Q(status=PreliminaryStatus.APPROVED) & Q(approved_on__isnull=True, approved_at__isnull=True),
                name="preliminary_approved", violation_error_message="已批复的手续须填文号和批复日期。",
            ),
            models.CheckConstraint(
                condition=Q(approved_on=None) | Q(applied_on=None) | Q(approved_on__gte=F("applied_on")),
                name="preliminary_dates", violation_error_message="批复日期早于报审日期，请核对。",
            ),
            models.CheckConstraint(
                condition=~Q(status=PreliminaryStatus.NOT_NEEDED) | ~Q(note=""), name="preliminary_not_needed",
                violation_error_message="不需办理的须写明依据。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_code_display()}"

    def get_absolute_url(self) -> str:
        return place("affordable:preliminary_detail", self.pk)
