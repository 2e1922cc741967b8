"""Buildings of a project, and by when each step of it was to be reached."""
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from affordable.enums import MilestoneCode
from affordable.models.base import Owned
from affordable.models.project import AffordableProject
from affordable.querysets import BuildingQuerySet, PlanQuerySet
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField

SOME = MinValueValidator(1, "套数至少为 1。")


class ProjectBuilding(Owned):
    """项目楼幢: starts and completions are counted building by building (dossier §9.23)."""

    project = models.ForeignKey(AffordableProject, models.PROTECT, verbose_name="项目", related_name="buildings")
    no = CleanTextField("楼号", max_length=40)
    sets = models.PositiveIntegerField("套数", validators=[SOME])
    floors = models.PositiveSmallIntegerField("层数", null=True, blank=True)

    objects = BuildingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目楼幢"
        ordering = ["project", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "no"], name="project_building_once", violation_error_message="这个项目已有这个楼号。"
            ),
            models.CheckConstraint(
                condition=Q(sets__gte=1), name="project_building_sets", violation_error_message="套数至少为 1。"
            ),
        ]

    def __str__(self) -> str:
        return self.no

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}#details"


class MilestonePlan(Owned):
    """计划节点: by when so many sets are to reach a step. A new date is a new row with its reason; the first stays."""

    append_only = True

    project = models.ForeignKey(AffordableProject, models.PROTECT, verbose_name="项目", related_name="plans")
    code = models.CharField("里程碑", max_length=20, choices=MilestoneCode.choices)
    planned_on = models.DateField("计划日期")
    sets = models.PositiveIntegerField("计划套数", validators=[SOME])
    reason = CleanTextField("调整原因", max_length=200, blank=True)
    revision = models.PositiveSmallIntegerField("版次", default=1, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计划节点"
        ordering = ["project", "planned_on", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "code", "revision"], name="plan_revision_once",
                violation_error_message="这一版计划刚刚已被登记，请刷新后核对。",
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | ~Q(reason=""), name="plan_revision_reasoned",
                violation_error_message="调整计划须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_code_display()} {self.planned_on}"

    def get_absolute_url(self) -> str:
        return place("affordable:plan_detail", self.pk)
