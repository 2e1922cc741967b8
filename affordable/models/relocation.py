"""Relocation (征收拆迁): yards and households, and the resettlement homes they are entitled to (dossier §3.7)."""
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from affordable.enums import CompensationMode, QuotaStatus, RelocationStatus, YardKind
from affordable.models.base import Owned
from affordable.models.project import AffordableProject
from affordable.querysets import (
    RelocatedQuerySet,
    RelocationStepQuerySet,
    ResettlementQuerySet,
    ResettlementStepQuerySet,
    YardQuerySet,
)
from housing_portal.journal.happening import Happening
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, MoneyField
from housing_portal.kit.secrecy import mask_names

BOUND = (RelocationStatus.SIGNED, RelocationStatus.PAID, RelocationStatus.VACATED, RelocationStatus.DEMOLISHED)


class Compound(Owned):
    """院. How far it has come is never a field: it is what all its households have reached."""

    project = models.ForeignKey(AffordableProject, models.PROTECT, verbose_name="项目", related_name="compounds")
    no = CleanTextField("院号", max_length=40)
    address = CleanTextField("地址", max_length=100)
    yard_kind = models.CharField("院落类型", max_length=20, choices=YardKind.choices)

    objects = YardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征收院落"
        ordering = ["project", "no", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "no"], name="compound_once", violation_error_message="这个项目已有这个院号。"
            ),
        ]

    def __str__(self) -> str:
        return self.no

    def get_absolute_url(self) -> str:
        return place("affordable:compound_detail", self.pk)


class RelocationHousehold(Owned):
    """征收户: its agreement, and the step it has reached; every step is a dated row of its own."""

    compound = models.ForeignKey(Compound, models.PROTECT, verbose_name="院落", related_name="households")
    owner = CleanTextField("权利人", max_length=80)
    legal_area = AreaField("产权面积（㎡）")
    actual_area = AreaField("实测面积（㎡）")
    unregistered_area = AreaField("未登记面积（㎡）", default=0)
    unregistered_ruling = CleanTextField("未登记建筑认定结论", max_length=120, blank=True)
    mode = models.CharField("补偿方式", max_length=20, choices=CompensationMode.choices, blank=True, editable=False)
    agreement_no = CleanTextField("协议（决定）编号", max_length=40, blank=True, editable=False)
    compensation = MoneyField("补偿金额（元）", null=True, editable=False)
    swap_sets = models.PositiveSmallIntegerField("调换套数", default=0, editable=False)
    planned_demolish_on = models.DateField("计划拆除日期", null=True, editable=False)
    status = models.CharField(
        "进度", max_length=20, choices=RelocationStatus.choices, default=RelocationStatus.SURVEYED, editable=False
    )

    objects = RelocatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征收户"
        ordering = ["compound", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(legal_area__gte=0, actual_area__gt=0, unregistered_area__gte=0),
                name="relocated_areas", violation_error_message="实测面积应大于 0，其他面积不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(unregistered_area=0) | ~Q(unregistered_ruling=""), name="relocated_ruling",
                violation_error_message="有未登记建筑的须先有认定结论。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=BOUND)
                | ~Q(mode="") & ~Q(agreement_no="") & Q(planned_demolish_on__isnull=False),
                name="relocated_agreement", violation_error_message="签约户须有补偿方式、协议编号和计划拆除日期。",
            ),
            models.CheckConstraint(
                condition=Q(mode="") | Q(mode=CompensationMode.SWAP, swap_sets__gte=1)
                | Q(mode=CompensationMode.MONETARY, swap_sets=0, compensation__gt=0)
                | Q(mode=CompensationMode.BOTH, swap_sets__gte=1, compensation__gt=0),
                name="relocated_mode", violation_error_message="补偿金额、调换套数与补偿方式不符，请核对。",
            ),
            models.UniqueConstraint(
                fields=["compound", "agreement_no"], condition=~Q(agreement_no=""), name="agreement_once",
                violation_error_message="这个协议编号已用于本院另一户。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compound} {mask_names(self.owner)}"

    def get_absolute_url(self) -> str:
        return place("affordable:relocated_detail", self.pk)


class RelocationStep(Happening):
    """A household's step on its day; ``code`` is the state it led to."""

    household = models.ForeignKey(
        RelocationHousehold, models.PROTECT, verbose_name="征收户", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=20, choices=RelocationStatus.choices)

    objects = RelocationStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征收进度"
        ordering = ["household", "on", "pk"]
        indexes = [models.Index(fields=["household", "code", "undoes"], name="step_of_household")]

    def __str__(self) -> str:
        return f"{self.household} {self.get_code_display()}"

    def get_absolute_url(self) -> str:
        return self.household.get_absolute_url()


class DemolitionPlan(models.Model):
    """By when a house was to be down, as said in its agreement and moved since; the latest counts, all stay."""

    append_only = True

    household = models.ForeignKey(
        RelocationHousehold, models.PROTECT, verbose_name="征收户", related_name="demolition_plans"
    )
    planned_on = models.DateField("计划拆除日期")
    reason = CleanTextField("调整原因", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+", editable=False,
        db_index=False,
    )
    recorded_at = models.DateTimeField("录入时间", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "计划拆除日期"
        ordering = ["household", "pk"]

    def __str__(self) -> str:
        return f"{self.household} 计划拆除 {self.planned_on}"


class ResettlementQuota(Owned):
    """安置指标: households and indices are two measures and never stand for one another."""

    project = models.ForeignKey(
        AffordableProject, models.PROTECT, verbose_name="安置项目", related_name="quotas"
    )
    household = models.OneToOneField(
        RelocationHousehold, models.PROTECT, verbose_name="征收户", related_name="quota",
        error_messages={"unique": "这一户已登记安置指标。"},
    )
    quota_count = models.PositiveSmallIntegerField("指标数（个）", validators=[MinValueValidator(1, "指标至少 1 个。")])
    sets_allocated = models.PositiveSmallIntegerField("已分套数", default=0, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=QuotaStatus.choices, default=QuotaStatus.PRELIMINARY, editable=False
    )
    material_checked_on = models.DateField("材料核验日期")

    objects = ResettlementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "安置指标"
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quota_count__gte=1), name="resettlement_some", violation_error_message="指标至少 1 个。"
            ),
            models.CheckConstraint(
                condition=Q(status=QuotaStatus.ALLOTTED, sets_allocated__gte=1)
                | ~Q(status=QuotaStatus.ALLOTTED) & Q(sets_allocated=0),
                name="resettlement_allotted", violation_error_message="已分房的须填已分套数，未分房的不填。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} 安置指标 {self.quota_count} 个"

    def get_absolute_url(self) -> str:
        return place("affordable:resettlement_detail", self.pk)


class ResettlementStep(Happening):
    """How a claim moved on, with its day."""

    quota = models.ForeignKey(
        ResettlementQuota, models.PROTECT, verbose_name="安置指标", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=20, choices=QuotaStatus.choices)

    objects = ResettlementStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "安置办理"
        ordering = ["quota", "on", "pk"]
        indexes = [models.Index(fields=["quota", "undoes"], name="step_of_quota")]

    def __str__(self) -> str:
        return f"{self.quota} {self.get_code_display()}"
