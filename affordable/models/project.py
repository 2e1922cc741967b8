from django.db import models
from django.db.models import F, Q

from affordable.enums import BuildMode, LandStatus, ProjectKind, ProjectState
from affordable.models.base import Owned
from affordable.querysets import ProjectQuerySet
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, MoneyField
from housing_portal.registry.models import District, Organization, PolicyDoc


class AffordableProject(Owned):
    """保障性项目. How far it has come is not a field: confirmed milestones say it."""

    kind = models.CharField("类别", max_length=20, choices=ProjectKind.choices)
    name = CleanTextField("项目名称", max_length=100)
    plan_year = models.PositiveSmallIntegerField("下达年度", help_text="早于统计年度的为续建项目，不重复计新开工")
    undertaker = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="承建单位", null=True, blank=True, related_name="affordable_projects"
    )
    district = models.ForeignKey(District, models.PROTECT, verbose_name="所在区划", null=True, blank=True)
    sets_planned = models.PositiveIntegerField("计划套数", null=True, blank=True, help_text="不清楚时留空，没有填 0")
    old_core_sets_planned = models.PositiveIntegerField("其中：老旧城区套数", null=True, blank=True)
    households_planned = models.PositiveIntegerField("计划户数", null=True, blank=True)
    area_planned = AreaField("计划面积（㎡）", null=True, blank=True)
    invest_total = MoneyField("总投资（元）", null=True, blank=True)
    land_status = models.CharField("土地", max_length=20, choices=LandStatus.choices, blank=True)
    build_mode = models.CharField("建设方式", max_length=20, choices=BuildMode.choices, blank=True)
    policy_doc = models.ForeignKey(PolicyDoc, models.PROTECT, verbose_name="下达文件", null=True, blank=True)
    recognition_no = CleanTextField("项目认定书文号", max_length=60, blank=True, help_text="保障性租赁住房填写")
    operator = CleanTextField("运营单位", max_length=80, blank=True)
    rent_standard = MoneyField("租金标准（元/㎡·月）", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=ProjectState.choices, default=ProjectState.ACTIVE, editable=False
    )
    state_doc = CleanTextField("暂停或取消依据", max_length=120, blank=True, editable=False)
    # with both, figures of days before the cancellation keep the project
    cancelled_on = models.DateField("取消日期", null=True, editable=False)
    cancelled_at = models.DateTimeField("取消登记时间", null=True, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保障性项目"
        ordering = ["-plan_year", "unit__order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "plan_year", "name"], name="project_once",
                violation_error_message="这个单位本年度已有同名项目。",
            ),
            models.CheckConstraint(
                condition=Q(old_core_sets_planned__isnull=True)
                | Q(sets_planned__isnull=False, old_core_sets_planned__lte=F("sets_planned")),
                name="project_part_within_whole",
                violation_error_message="“其中：老旧城区套数”不能大于计划套数；填了其中数就要填计划套数。",
            ),
            models.CheckConstraint(
                condition=Q(plan_year__gte=2000, plan_year__lte=2100), name="project_plan_year",
                violation_error_message="下达年度应在 2000—2100 之间。",
            ),
            models.CheckConstraint(
                condition=Q(invest_total__isnull=True) | Q(invest_total__gte=0), name="project_invest_not_negative",
                violation_error_message="总投资不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(area_planned__isnull=True) | Q(area_planned__gte=0), name="project_area_not_negative",
                violation_error_message="计划面积不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(state=ProjectState.ACTIVE) | ~Q(state_doc=""), name="project_state_doc",
                violation_error_message="暂停或取消项目须写明依据文件。",
            ),
            models.CheckConstraint(
                condition=Q(state=ProjectState.CANCELLED, cancelled_on__isnull=False, cancelled_at__isnull=False)
                | ~Q(state=ProjectState.CANCELLED) & Q(cancelled_on__isnull=True, cancelled_at__isnull=True),
                name="project_cancelled_when", violation_error_message="取消的项目须有取消日期。",
            ),
            models.CheckConstraint(
                condition=Q(rent_standard__isnull=True) | Q(rent_standard__gt=0), name="project_rent_positive",
                violation_error_message="租金标准应大于 0；没有定时留空。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("affordable:project_detail", self.pk)
