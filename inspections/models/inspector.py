"""Who inspects, and from which firms each keeps away."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.happening import Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.registry.models import Organization
from inspections.enums.ground import TieKind
from inspections.querysets.ground import InspectorQuerySet, TieQuerySet


class Inspector(Recorded):
    """执法检查人员."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="姓名", related_name="inspector",
        error_messages={"unique": "此人已登记为检查人员。"},
    )
    certificate_no = CleanTextField(
        "执法证号", max_length=30, unique=True, error_messages={"unique": "这个执法证号已登记。"}
    )
    valid_to = models.DateField("执法证有效期至")
    is_active = models.BooleanField("在岗", default=True, help_text="调离后取消，不再抽取和登记")

    objects = InspectorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查人员"
        ordering = ["user__name_key", "pk"]

    def __str__(self) -> str:
        return self.user.name

    def get_absolute_url(self) -> str:
        return place("inspections:inspector_detail", self.pk)


class InspectorTie(Recorded):
    """回避关系, as declared: the inspector is not sent to this firm from one day to the other."""

    inspector = models.ForeignKey(Inspector, models.PROTECT, verbose_name="检查人员", related_name="ties")
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="关联单位", related_name="+"
    )
    relation = models.CharField("关系", max_length=20, choices=TieKind.choices)
    from_on = models.DateField("回避起")
    to_on = models.DateField("回避至", null=True, blank=True, help_text="关系还在的留空")
    note = CleanTextField("说明", max_length=200, blank=True)

    objects = TieQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回避关系"
        ordering = ["inspector", "-from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="tie_days",
                violation_error_message="“回避至”不能早于“回避起”。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspector} {self.organization} {self.get_relation_display()}"

    def get_absolute_url(self) -> str:
        return place("inspections:inspector_detail", self.inspector_id)
