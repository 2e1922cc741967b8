"""一楼一策: the plan of an estate in versions, each with its measures; three persons draft, review and approve it."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from presale.delivery.enums.plans import MeasureStatus, PlanStatus
from presale.delivery.models.estates import TroubledEstate
from presale.delivery.querysets.plans import MeasureStepQuerySet, PlanMeasureQuerySet, PlanQuerySet

REVIEWED = (PlanStatus.REVIEWED, PlanStatus.APPROVED, PlanStatus.SUPERSEDED)
APPROVED = (PlanStatus.APPROVED, PlanStatus.SUPERSEDED)


class EstatePlan(Recorded):
    """One version of the plan of an estate; the latest approved one is in force."""

    estate = models.ForeignKey(TroubledEstate, models.PROTECT, verbose_name="保交房项目", related_name="plans")
    version = models.PositiveSmallIntegerField("版次", editable=False)
    text = CleanTextField("处置思路", max_length=2000, help_text="怎样筹资、怎样复工、何时交房；具体措施另行逐条登记")
    status = models.CharField(
        "状态", max_length=20, choices=PlanStatus.choices, default=PlanStatus.DRAFTED, editable=False
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审核人", related_name="+", null=True, editable=False
    )
    reviewed_on = models.DateField("审核日期", null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="批准人", related_name="+", null=True, editable=False
    )
    approved_on = models.DateField("批准日期", null=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "一楼一策"
        ordering = ["estate", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "version"], name="plan_version_once", violation_error_message="这个版次已登记。",
            ),
            models.UniqueConstraint(
                fields=["estate"], condition=Q(status=PlanStatus.APPROVED), name="plan_in_force_once",
                violation_error_message="一个项目同时只有一个现行方案。",
            ),
            models.UniqueConstraint(
                fields=["estate"], condition=Q(status__in=["drafted", "submitted", "reviewed"]),
                name="plan_in_hand_once",
                violation_error_message="这个项目已有一版方案在办，请先办完或继续修改那一版。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=REVIEWED) | Q(reviewed_by__isnull=False, reviewed_on__isnull=False),
                name="plan_reviewed", violation_error_message="未经审核的方案不能往下办理。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=APPROVED) | Q(approved_by__isnull=False, approved_on__isnull=False),
                name="plan_approved", violation_error_message="未经批准的方案不能执行。",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("recorded_by")), name="plan_reviewed_by_other",
                violation_error_message="方案由您本人起草，须由另一位同事审核。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("recorded_by")) & ~Q(approved_by=F("reviewed_by")),
                name="plan_approved_by_third",
                violation_error_message="起草、审核、批准须是三位不同的同事。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estate} 一楼一策第 {self.version} 版"

    def get_absolute_url(self) -> str:
        return place("delivery:plan_detail", self.pk)


class PlanMeasure(Recorded):
    """A measure of a plan: who does what until when, with how much."""

    plan = models.ForeignKey(EstatePlan, models.PROTECT, verbose_name="一楼一策", related_name="measures")
    text = CleanTextField("措施", max_length=200)
    responsible = CleanTextField("责任单位", max_length=60)
    owner = CleanTextField("责任人", max_length=30)
    due_on = models.DateField("完成时限")
    amount = MoneyField("所需资金（元）", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=MeasureStatus.choices, default=MeasureStatus.OPEN, editable=False
    )

    objects = PlanMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "方案措施"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "text"], name="measure_once", violation_error_message="这条措施已登记。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(amount=None), name="measure_amount",
                violation_error_message="所需资金应大于 0；不需要资金的留空。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.estate} {self.text}"

    def get_absolute_url(self) -> str:
        return place("delivery:measure_detail", self.pk)


class MeasureStep(Happening):
    measure = models.ForeignKey(
        PlanMeasure, models.PROTECT, verbose_name="方案措施", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=10, choices=MeasureStatus.choices)

    objects = MeasureStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "措施办理"
        ordering = ["measure", "on", "pk"]
        indexes = [models.Index(fields=["measure", "undoes"], name="step_of_measure")]

    def __str__(self) -> str:
        return f"{self.measure} {self.get_code_display()}"

    def get_absolute_url(self) -> str:
        return self.measure.get_absolute_url()
