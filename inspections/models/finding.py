"""Findings of inspections and their dated steps: found, mended on the spot or under a notice, closed (dossier §4.3)."""
from django.db import models
from django.db.models import Q

from housing_portal.journal.duties import different, person
from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.triggers import Guard
from inspections.enums.findings import HANDED_OVER, ON_NOTICE, FindingStatus
from inspections.enums.ground import Severity
from inspections.querysets.findings import FindingQuerySet, FindingStepQuerySet


class Finding(Recorded):
    """问题 of one target. ``round`` counts how often it had to be mended anew; being overdue is derived, never stored.

    ``first_due_on`` stays what the first notice said; ``due_on`` follows extensions and further rounds.
    """

    guards = (
        Guard("place_stays", "UPDATE", "NEW.inspection_id <> OLD.inspection_id OR NEW.target_id <> OLD.target_id",
              "finding: inspection and target stay as recorded"),
    )

    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, verbose_name="检查", related_name="findings"
    )
    target = models.ForeignKey(
        "inspections.InspectionTarget", models.PROTECT, verbose_name="检查对象", related_name="findings", editable=False
    )
    violation = models.ForeignKey(
        "inspections.ViolationType", models.PROTECT, verbose_name="违规情形", related_name="findings"
    )
    item = models.ForeignKey(
        "inspections.CheckItem", models.PROTECT, verbose_name="检查项", null=True, blank=True, related_name="findings",
        help_text="由检查表不合格项带入的，不必另选",
    )
    description = CleanTextField("问题描述", max_length=300, help_text="写清何处、何事、缺什么；印在整改通知单上")
    severity = models.CharField(
        "严重程度", max_length=10, choices=Severity.choices, help_text="决定整改期限，期限天数见业务参数"
    )
    found_on = models.DateField("发现日期", help_text="检查当日或之后")
    onsite_fixable = models.BooleanField("可即知即改", default=False, help_text="当场能改完、不必下发通知单的")
    round = models.PositiveSmallIntegerField("整改轮次", default=1, editable=False)
    first_due_on = models.DateField("首次整改期限", null=True, editable=False)
    due_on = models.DateField("整改期限", null=True, editable=False)
    submitted_by = person("整改情况登记人")
    rechecked_by = person("复查人")
    closed_by = person("销号人")
    paper_no = CleanTextField("立案、移送文号", max_length=60, blank=True, editable=False)
    department = CleanTextField("移送部门", max_length=60, blank=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=FindingStatus.choices, default=FindingStatus.FOUND, editable=False
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查问题"
        ordering = ["-found_on", "-pk"]
        indexes = [models.Index(fields=["status", "due_on"], name="finding_open_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(round__gte=1) & (Q(due_on=None, first_due_on=None) | Q(first_due_on__isnull=False)
                                             & Q(due_on__isnull=False)),
                name="check_finding_due", violation_error_message="整改期限与首次整改期限须同时有。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=ON_NOTICE) | Q(due_on__isnull=False), name="check_finding_noticed_due",
                violation_error_message="下发整改通知单的问题须有整改期限。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=HANDED_OVER) & ~Q(paper_no="") | ~Q(status__in=HANDED_OVER) & Q(paper_no=""),
                name="check_finding_paper", violation_error_message="立案、移送须有文号。",
            ),
            models.CheckConstraint(
                condition=different("submitted_by", "rechecked_by"), name="check_finding_rechecked_by_other",
                violation_error_message="复查须由登记整改情况以外的人进行。",
            ),
            models.CheckConstraint(
                condition=different("submitted_by", "closed_by"), name="check_finding_closed_by_other",
                violation_error_message="销号须由登记整改情况以外的人进行。",
            ),
            models.CheckConstraint(
                condition=different("recorded_by", "closed_by"), name="check_finding_closed_by_another_finder",
                violation_error_message="销号须由登记问题以外的人进行。",
            ),
            models.CheckConstraint(
                condition=~Q(status=FindingStatus.CLOSED) | Q(submitted_by__isnull=False, closed_by__isnull=False),
                name="check_finding_closed_by_somebody", violation_error_message="销号须有整改情况登记人和销号人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.violation.name}"

    def get_absolute_url(self) -> str:
        return place("inspections:finding_detail", self.pk)

    @property
    def failures(self) -> int:
        """Return how many re-checks failed."""
        return self.round - 1


class FindingStep(Happening):
    """A step of a finding, with round and deadline as they stood after it: figures of past days come from here."""

    finding = models.ForeignKey(
        Finding, models.PROTECT, verbose_name="检查问题", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=20, choices=FindingStatus.choices)
    round = models.PositiveSmallIntegerField("整改轮次")
    due_on = models.DateField("整改期限", null=True, editable=False)
    notice = models.ForeignKey(
        "inspections.RectificationNotice", models.PROTECT, verbose_name="整改通知单", null=True, editable=False,
        related_name="steps",
    )

    objects = FindingStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题整改进度"
        ordering = ["finding", "on", "pk"]
        indexes = [models.Index(fields=["finding", "code", "undoes"], name="step_of_finding")]

    def __str__(self) -> str:
        return f"{self.finding} {self.get_code_display()}"
