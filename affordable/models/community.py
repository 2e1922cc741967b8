"""Old communities: what is to be done where, at what cost, and how much of it is done (dossier §3.8)."""
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from affordable.enums import CommunityStatus, WorkCategory, WorkScope
from affordable.models.base import Owned, Statement
from affordable.querysets import (
    CommunityQuerySet,
    CommunityStepQuerySet,
    UnitOwnedQuerySet,
    WorkItemQuerySet,
    WorkProgressQuerySet,
)
from housing_portal.journal.citations import stays_when_cited
from housing_portal.journal.happening import Happening
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, HundredthsField, MoneyField
from housing_portal.registry.models import District, PolicyDoc

LAST_OLD_YEAR = 2000
MOST_QTY = 10_000_000  # more is a slip of the unit; beyond it budget × quantity would not fit a BIGINT


class RenovationCommunity(Owned):
    """老旧小区. Those outside the state's plan (计划外自筹) are kept apart in every figure."""

    name = CleanTextField("小区名称", max_length=80)
    plan_year = models.PositiveSmallIntegerField("计划年度", help_text="列入改造计划的年度")
    is_in_plan = models.BooleanField("国家计划项目", default=True, help_text="计划外自筹的不勾选，统计时另列")
    built_year = models.PositiveSmallIntegerField("建成年份")
    late_basis = CleanTextField(
        "2000 年后建成的列入依据", max_length=120, blank=True, help_text="2000 年底前建成的留空"
    )
    district = models.ForeignKey(District, models.PROTECT, verbose_name="所在区划", null=True, blank=True)
    building_count = models.PositiveIntegerField(
        "楼栋数", validators=[MinValueValidator(1, "至少 1 栋。")], help_text="逐栋登记后，以登记的楼栋为准"
    )
    households = models.PositiveIntegerField("户数", validators=[MinValueValidator(1, "至少 1 户。")])
    area = AreaField("建筑面积（㎡）")
    invest_main = MoneyField("主体改造投资（元）", default=0)
    invest_infra = MoneyField("基础设施改造投资（元）", default=0)
    planned_start_on = models.DateField("计划开工日期", null=True, blank=True)
    planned_done_on = models.DateField("计划完工日期", null=True, blank=True)
    policy_doc = models.ForeignKey(PolicyDoc, models.PROTECT, verbose_name="下达文件", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=20, choices=CommunityStatus.choices, default=CommunityStatus.PLANNED, editable=False
    )

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "老旧小区"
        ordering = ["-plan_year", "unit__order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "plan_year", "name"], name="community_once",
                violation_error_message="这个单位本年度已有同名小区。",
            ),
            models.CheckConstraint(
                condition=Q(built_year__lte=LAST_OLD_YEAR) | ~Q(late_basis=""), name="community_age",
                violation_error_message="2000 年后建成的小区须写明列入依据。",
            ),
            models.CheckConstraint(
                condition=Q(area__gt=0, building_count__gte=1, households__gte=1, invest_main__gte=0,
                            invest_infra__gte=0),
                name="community_sizes", violation_error_message="面积、楼栋数、户数应大于 0，投资不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(planned_start_on=None) | Q(planned_done_on=None)
                | Q(planned_done_on__gte=F("planned_start_on")),
                name="community_plan_dates", violation_error_message="计划完工早于计划开工，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("affordable:community_detail", self.pk)


class RenovationBuilding(Owned):
    kept_when_cited = True
    guards = (stays_when_cited("affordable.renovationbuilding"),)

    community = models.ForeignKey(
        RenovationCommunity, models.PROTECT, verbose_name="小区", related_name="buildings"
    )
    no = CleanTextField("楼号", max_length=40)
    households = models.PositiveIntegerField("户数", help_text="没有住户的填 0")
    area = AreaField("建筑面积（㎡）")

    objects = UnitOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "改造楼栋"
        ordering = ["community", "no"]
        constraints = [
            models.CheckConstraint(
                condition=Q(area__gt=0, households__gte=0), name="renovation_building_sizes",
                violation_error_message="楼栋的建筑面积应大于 0。",
            ),
            models.UniqueConstraint(
                fields=["community", "no"], name="renovation_building_once",
                violation_error_message="这个小区已有这个楼号。",
            ),
        ]

    def __str__(self) -> str:
        return self.no

    def get_absolute_url(self) -> str:
        return place("affordable:community_detail", self.community_id)


class WorkItem(Owned):
    """改造内容: what is done, how much of it, for how much; its share of the work is its share of the budget."""

    kept_when_cited = True
    guards = (stays_when_cited("affordable.workitem"),)

    community = models.ForeignKey(RenovationCommunity, models.PROTECT, verbose_name="小区", related_name="items")
    building = models.ForeignKey(
        RenovationBuilding, models.PROTECT, verbose_name="楼栋", null=True, blank=True, related_name="items",
        help_text="整个小区的留空",
    )
    category = models.CharField("类别", max_length=20, choices=WorkCategory.choices)
    scope = models.CharField("归属", max_length=20, choices=WorkScope.choices)
    item = CleanTextField("工程内容", max_length=60)
    budget = MoneyField("预算（元）")
    qty = HundredthsField(
        "工程量", validators=[MaxValueValidator(MOST_QTY, "工程量超过一千万，请核对单位。")],
        help_text="计划完成的全部工程量",
    )
    measure = CleanTextField("计量单位", max_length=10, help_text="如 ㎡、m、部、樘、项")

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "改造内容"
        ordering = ["community", "scope", "category", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "building", "item"], name="work_item_once",
                violation_error_message="这幢楼已登记这项改造内容。",
            ),
            models.UniqueConstraint(
                fields=["community", "item"], condition=Q(building=None), name="community_item_once",
                violation_error_message="这个小区已登记这项改造内容。",
            ),
            models.CheckConstraint(
                condition=Q(budget__gt=0, qty__gt=0, qty__lte=MOST_QTY), name="work_item_sizes",
                violation_error_message="预算和工程量应大于 0，工程量不超过一千万。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.building or ''}{self.item}"

    def get_absolute_url(self) -> str:
        return place("affordable:work_detail", self.pk)


class WorkProgress(Statement):
    """完成工程量, cumulative; never more than the whole quantity."""

    item = models.ForeignKey(WorkItem, models.PROTECT, verbose_name="改造内容", related_name="progress")
    done_qty = HundredthsField("累计完成量", validators=[MinValueValidator(0, "不能小于 0。")])
    note = CleanTextField("说明", max_length=200, blank=True, help_text="比上次减少时必须说明")

    objects = WorkProgressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工程进度"
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_qty__gte=0), name="work_progress_not_negative",
                violation_error_message="累计完成量不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} 截至 {self.as_of}"

    def get_absolute_url(self) -> str:
        return self.item.get_absolute_url()


class CommunityStep(Happening):
    community = models.ForeignKey(
        RenovationCommunity, models.PROTECT, verbose_name="小区", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=20, choices=CommunityStatus.choices)

    objects = CommunityStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "小区进度"
        ordering = ["community", "on", "pk"]
        indexes = [models.Index(fields=["community", "undoes"], name="step_of_community")]

    def __str__(self) -> str:
        return f"{self.community} {self.get_code_display()}"
