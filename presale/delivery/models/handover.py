"""逐套交付 (dossier §4.1): which building may be handed over, and what has happened to each sold room."""
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.duties import different, person
from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField
from housing_portal.registry.models import Building, Estate
from presale.delivery.enums.handover import HANDED, Checked, HandoverStatus, ReadinessStatus
from presale.delivery.querysets.handover import (
    HandoverQuerySet,
    HandoverStepQuerySet,
    ReadinessQuerySet,
    ReadinessStepQuerySet,
    TaskQuerySet,
)
from transactions.models import Room, SaleContract

CHECKS = ("water", "power", "gas", "heat", "fire")


def check(label: str) -> models.CharField:
    """Return the field of one condition of handing over."""
    return models.CharField(label, max_length=10, choices=Checked.choices, default=Checked.MISSING)


class BuildingReadiness(Recorded):
    """交付条件: what was found at a building, looked at by a second person; 竣工备案 itself stands in the register."""

    building = models.ForeignKey(Building, models.PROTECT, verbose_name="楼幢", related_name="readiness")
    on = models.DateField("核查日期")
    water, power, gas = check("供水"), check("供电"), check("供气")
    heat, fire = check("供暖"), check("消防验收")
    filed_on = models.DateField("竣工备案日期", null=True, editable=False, help_text="复核时基础台账中的日期")
    filing_no = CleanTextField("竣工验收备案号", max_length=60, blank=True, help_text="还没有备案的留空")
    note = CleanTextField("说明", max_length=200, blank=True)
    confirmed_by = person("复核人")
    status = models.CharField(
        "状态", max_length=20, choices=ReadinessStatus.choices, default=ReadinessStatus.SUBMITTED, editable=False
    )

    objects = ReadinessQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "楼幢交付条件"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["building"], condition=Q(status=ReadinessStatus.SUBMITTED), name="readiness_one_waiting",
                violation_error_message="这幢楼已有一份待复核的交付条件，请先复核或退回。",
            ),
            models.CheckConstraint(
                condition=different("recorded_by", "confirmed_by"), name="readiness_two_persons",
                violation_error_message="复核人不能是登记人本人，请由另一位同事复核。",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReadinessStatus.CONFIRMED) | Q(confirmed_by__isnull=False),
                name="readiness_confirmed_by", violation_error_message="已复核的交付条件必须有复核人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.building.estate}{self.building} {self.on}"

    def get_absolute_url(self) -> str:
        return place("delivery:readiness_detail", self.pk)


class ReadinessStep(Happening):
    readiness = models.ForeignKey(
        BuildingReadiness, models.PROTECT, verbose_name="楼幢交付条件", related_name="steps", db_index=False
    )
    code = models.CharField("环节", max_length=20, choices=ReadinessStatus.choices)

    objects = ReadinessStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交付条件复核"
        ordering = ["readiness", "pk"]
        indexes = [models.Index(fields=["readiness", "code", "undoes"], name="step_of_readiness")]

    def __str__(self) -> str:
        return f"{self.readiness} {self.get_code_display()}"


class UnitDelivery(Recorded):
    """The handing over of one sold room. Its days follow from its steps; the area is that of the contract.

    Only what was handed over with 竣工备案 in hand counts as delivered; without it it is 违规交房 [002 L17].
    """

    room = models.ForeignKey(Room, models.PROTECT, verbose_name="房屋", related_name="handovers", db_index=False)
    contract = models.ForeignKey(SaleContract, models.PROTECT, verbose_name="网签合同", related_name="handovers")
    estate = models.ForeignKey(Estate, models.PROTECT, verbose_name="楼盘", related_name="handovers", editable=False)
    building = models.ForeignKey(
        Building, models.PROTECT, verbose_name="楼幢", related_name="handovers", editable=False
    )
    area = AreaField("建筑面积（㎡）", editable=False)
    noticed_on = models.DateField("交房通知日期", null=True, editable=False)
    pre_handed_on = models.DateField("预交房日期", null=True, editable=False)
    refused_on = models.DateField("拒收日期", null=True, editable=False)
    handed_on = models.DateField("业主签收日期", null=True, editable=False)
    titled_on = models.DateField("办证日期", null=True, editable=False)
    is_wrongful = models.BooleanField(
        "违规交房", default=False, editable=False, help_text="签收时没有竣工备案；备案补登的，由另一步骤重新认定"
    )
    status = models.CharField(
        "状态", max_length=20, choices=HandoverStatus.choices, default=HandoverStatus.OPEN, editable=False
    )

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "逐套交付"
        ordering = ["-handed_on", "-pk"]
        indexes = [models.Index(fields=["estate", "status", "handed_on"], name="handover_of_estate")]
        constraints = [
            models.UniqueConstraint(
                fields=["room"], name="handover_once", violation_error_message="这套房已有交付记录，请在原记录上办理。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=HANDED, handed_on__isnull=False) | ~Q(status__in=HANDED) & Q(handed_on=None),
                name="handover_handed_when", violation_error_message="已交付的房屋必须有签收日期，没有交付的不能有。",
            ),
            models.CheckConstraint(
                condition=Q(status=HandoverStatus.TITLED, titled_on__isnull=False)
                | ~Q(status=HandoverStatus.TITLED) & Q(titled_on=None),
                name="handover_titled_when", violation_error_message="已办证的房屋必须有办证日期，没有办证的不能有。",
            ),
            models.CheckConstraint(
                condition=Q(is_wrongful=False) | Q(handed_on__isnull=False), name="handover_wrongful_when",
                violation_error_message="没有交付的房屋不能标为违规交房。",
            ),
            models.CheckConstraint(
                condition=Q(titled_on=None) | Q(titled_on__gte=F("handed_on")), name="handover_days_in_order",
                violation_error_message="办证日期不能早于签收日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estate}{self.room}"

    def get_absolute_url(self) -> str:
        return place("delivery:handover_detail", self.pk)


class HandoverStep(Happening):
    delivery = models.ForeignKey(
        UnitDelivery, models.PROTECT, verbose_name="逐套交付", related_name="steps", db_index=False
    )
    code = models.CharField("环节", max_length=20, choices=HandoverStatus.choices)
    # of a handing over alone: the register's day as it stood when the step was entered
    filed_on = models.DateField("所依据的竣工备案日期", null=True, editable=False)

    objects = HandoverStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交付步骤"
        ordering = ["delivery", "on", "pk"]
        indexes = [models.Index(fields=["delivery", "code", "undoes"], name="step_of_handover")]

    def __str__(self) -> str:
        return f"{self.delivery} {self.get_code_display()}"


class DeliveryTask(Recorded):
    """年度交付任务: one revision of the county's or an estate's yearly task; revised by a new row."""

    append_only = True

    year = models.PositiveSmallIntegerField("年度")
    estate = models.ForeignKey(
        "delivery.TroubledEstate", models.PROTECT, verbose_name="保交房项目", null=True, blank=True,
        related_name="tasks", help_text="不选表示全县任务",
    )
    sets = models.PositiveIntegerField("任务套数")
    revision = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, verbose_name="调整前", null=True, editable=False, related_name="successor",
        error_messages={"unique": "这个任务刚刚被他人调整，请刷新后在最新的版本上调整。"},
    )
    issued_on = models.DateField("下达日期", help_text="从这一天起按本版计算")
    paper = CleanTextField("下达文号", max_length=60)
    reason = CleanTextField("调整原因", max_length=200, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度交付任务"
        ordering = ["-year", "estate", "-revision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "estate", "revision"], name="task_revision_once",
                violation_error_message="这一版刚刚由他人登记，请刷新后在最新的版本上调整。",
            ),
            models.UniqueConstraint(
                fields=["year", "revision"], condition=Q(estate=None), name="task_of_county_once",
                violation_error_message="这一版刚刚由他人登记，请刷新后在最新的版本上调整。",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100), name="task_year",
                violation_error_message="年度应在 2000—2100 之间。",
            ),
            models.CheckConstraint(
                condition=Q(revision=1, supersedes=None) | Q(revision__gt=1, supersedes__isnull=False) & ~Q(reason=""),
                name="task_revision_reasoned",
                violation_error_message="调整任务必须写明调整原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年{self.estate or '全县'}交付任务（第 {self.revision} 版）"

    def get_absolute_url(self) -> str:
        return place("delivery:task_detail", self.pk)
