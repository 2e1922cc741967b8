"""数字改写: a figure that a paper prints with another value than the records give (table F, rule 6)."""
from django.conf import settings
from django.db import models
from django.db.models import Q

from housing_portal.accounts.models import Unit
from housing_portal.journal.duties import different, person
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.triggers import Guard
from reports.enums import OverrideStatus
from reports.models.document import Document
from reports.querysets import OverrideQuerySet


class FigureOverride(models.Model):
    """Asked for in writing by one person and decided by another; what was decided is never edited, a later one
    takes its place.

    ``derived`` is what the records gave on ``as_of`` when it was asked for: it holds as long as they give that.
    """

    guards = (
        Guard("decided_stays", "UPDATE",
              """OLD.status <> 'asked' OR NEW.document_id <> OLD.document_id OR NEW.key <> OLD.key
                 OR NEW.asked_by_id <> OLD.asked_by_id OR NEW.reason <> OLD.reason
                 OR NEW.value <> OLD.value OR NEW.derived <> OLD.derived""",
              "override: what was asked for and what was decided stays as it is"),
        Guard("is_kept", "DELETE", "1 = 1", "override: nothing that was asked for is deleted"),
    )

    document = models.ForeignKey(Document, models.PROTECT, verbose_name="公文", related_name="overrides")
    key = models.CharField("指标", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="+", null=True, blank=True)
    label = CleanTextField("名称", max_length=80)
    measured_in = CleanTextField("计量单位", max_length=10, blank=True)
    as_of = models.DateField("截至日期")
    # both as text, exact: 150, 24.90
    derived = models.CharField("台账数", max_length=30)
    value = models.CharField("改写为", max_length=30, help_text="只填数字，单位不变")
    reason = CleanTextField("改写理由", max_length=200, help_text="为什么不印台账数；随公文留存，印在数据来源清单上")
    status = models.CharField(
        "状态", max_length=12, choices=OverrideStatus.choices, default=OverrideStatus.ASKED, editable=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", related_name="+", editable=False
    )
    asked_at = models.DateTimeField("申请时间", editable=False)
    decided_by = person("批准人")
    decided_at = models.DateTimeField("批准时间", null=True, editable=False)
    answer = CleanTextField("批准意见", max_length=300, blank=True, editable=False)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数字改写"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "key"], condition=Q(status=OverrideStatus.ASKED, unit=None),
                name="override_of_total_asked_once", violation_error_message="这个数字已有一份待批准的改写申请。",
            ),
            models.UniqueConstraint(
                fields=["document", "key", "unit"], condition=Q(status=OverrideStatus.ASKED),
                name="override_of_unit_asked_once", violation_error_message="这个数字已有一份待批准的改写申请。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[OverrideStatus.APPROVED, OverrideStatus.REFUSED], decided_by__isnull=False,
                            decided_at__isnull=False)
                | Q(status__in=[OverrideStatus.ASKED, OverrideStatus.TAKEN_BACK, OverrideStatus.LIFTED],
                    decided_by=None, decided_at=None),
                name="override_decided_by_somebody", violation_error_message="批准或不同意改写，须有批准人和时间。",
            ),
            models.CheckConstraint(
                condition=different("asked_by", "decided_by"), name="override_two_persons",
                violation_error_message="数字改写须由申请人以外的人批准。",
            ),
        ]

    def __str__(self) -> str:
        if self.status == OverrideStatus.LIFTED:
            return f"{self.label} 恢复为台账数 {self.derived}{self.measured_in}"
        return f"{self.label} {self.derived}{self.measured_in} 改写为 {self.value}{self.measured_in}"

    def get_absolute_url(self) -> str:
        return place("reports:override_detail", self.pk)

    @property
    def printed_key(self) -> str:
        """Return the key under which the paper prints the figure."""
        return self.key if self.unit_id is None else f"{self.key}@{self.unit_id}"
