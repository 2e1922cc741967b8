"""What the firm reports, and what the inspectors find when they come again. Neither is ever edited.

Both belong to a step of the finding: when the step is taken back, they count no longer.
"""
from django.db import models
from django.db.models import Q

from housing_portal.journal.happening import Recorded
from housing_portal.kit.fields import CleanTextField
from inspections.enums.findings import RecheckResult
from inspections.models.finding import Finding, FindingStep
from inspections.querysets.findings import AnswerQuerySet


class Reply(Recorded):
    """整改报告 of one round."""

    append_only = True

    finding = models.ForeignKey(Finding, models.PROTECT, verbose_name="检查问题", related_name="replies")
    step = models.OneToOneField(FindingStep, models.PROTECT, verbose_name="步骤", related_name="reply", editable=False)
    round = models.PositiveSmallIntegerField("整改轮次", editable=False)
    on = models.DateField("报告日期")
    text = CleanTextField("整改情况", max_length=500)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改报告"
        ordering = ["finding", "pk"]

    def __str__(self) -> str:
        return f"第{self.round}轮整改报告"


class Recheck(Recorded):
    """复查 of one round by inspectors; who has entered the reply does not enter it."""

    append_only = True

    finding = models.ForeignKey(Finding, models.PROTECT, verbose_name="检查问题", related_name="rechecks")
    step = models.OneToOneField(
        FindingStep, models.PROTECT, verbose_name="步骤", related_name="recheck", editable=False
    )
    round = models.PositiveSmallIntegerField("整改轮次", editable=False)
    on = models.DateField("复查日期")
    result = models.CharField("复查结果", max_length=10, choices=RecheckResult.choices)
    next_due_on = models.DateField("下一轮整改期限", null=True, blank=True)
    note = CleanTextField("复查情况", max_length=500)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "复查记录"
        ordering = ["finding", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result=RecheckResult.PASSED, next_due_on=None)
                | Q(result=RecheckResult.FAILED, next_due_on__isnull=False),
                name="recheck_next_due", violation_error_message="复查不合格的须定下一轮整改期限，合格的不定。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.round}轮复查"


class RecheckInspector(models.Model):
    """An inspector who came again; his name is kept as it was."""

    append_only = True

    recheck = models.ForeignKey(Recheck, models.PROTECT, verbose_name="复查记录", related_name="inspectors")
    inspector = models.ForeignKey(
        "inspections.Inspector", models.PROTECT, verbose_name="检查人员", related_name="rechecks"
    )

    class Meta:
        verbose_name = verbose_name_plural = "复查人员"
        ordering = ["recheck", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recheck", "inspector"], name="recheck_inspector_once",
                violation_error_message="同一名检查人员只填一次。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.inspector)
