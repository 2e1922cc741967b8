"""检查对象: what is counted is the target, however often it was visited (pitfall 34)."""
from django.db import models
from django.db.models import Q

from housing_portal.journal.happening import Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.registry.models import District, Estate, Organization
from inspections.enums.ground import TargetKind
from inspections.models.domain import InspectionDomain
from inspections.querysets.targets import TargetQuerySet

KNOWN = "这个检查对象已登记，请直接使用。"


class InspectionTarget(Recorded):
    """检查对象. A sales office belongs to an estate and its developer; a firm is the firm itself."""

    domain = models.ForeignKey(InspectionDomain, models.PROTECT, verbose_name="检查领域", related_name="targets")
    kind = models.CharField("对象类别", max_length=20, choices=TargetKind.choices)
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="企业", null=True, blank=True, related_name="+"
    )
    estate = models.ForeignKey(
        Estate, models.PROTECT, verbose_name="楼盘", null=True, blank=True, related_name="+"
    )
    name = CleanTextField("对象名称", max_length=80, blank=True, help_text="留空时用企业名称或“楼盘名＋售房部”")
    address = CleanTextField("地址", max_length=120, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, verbose_name="所在区划", null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField("在用", default=True, help_text="关闭、撤场后取消，不再抽取和登记检查")

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查对象"
        ordering = ["domain__order", "kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "kind", "organization", "estate", "name"], name="target_office_once",
                condition=Q(organization__isnull=False, estate__isnull=False), violation_error_message=KNOWN,
            ),
            models.UniqueConstraint(
                fields=["domain", "kind", "organization", "name"], condition=Q(estate=None), name="target_firm_once",
                violation_error_message=KNOWN,
            ),
            models.UniqueConstraint(
                fields=["domain", "kind", "estate", "name"], condition=Q(organization=None), name="target_site_once",
                violation_error_message=KNOWN,
            ),
            models.UniqueConstraint(
                fields=["domain", "kind", "name"], condition=Q(organization=None, estate=None),
                name="target_name_once", violation_error_message=KNOWN,
            ),
            models.CheckConstraint(
                condition=~Q(kind=TargetKind.DEVELOPER) | Q(organization__isnull=False, estate=None),
                name="target_developer", violation_error_message="开发企业须选择企业，不填楼盘；售房部请选“售房部”。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=TargetKind.SALES_OFFICE) | Q(organization__isnull=False, estate__isnull=False),
                name="target_office", violation_error_message="售房部须选择楼盘。",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="target_named", violation_error_message="请填写对象名称。"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("inspections:target_detail", self.pk)
