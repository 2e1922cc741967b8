"""Sale permits: 预售许可 before completion, 现售备案 after it. The application procedure belongs to presale."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField
from housing_portal.registry.enums import ENDED_PERMITS, PermitKind, PermitStatus
from housing_portal.registry.models.estate import Building, Estate
from housing_portal.registry.models.master import Organization
from housing_portal.registry.querysets import PermitBuildingQuerySet, SharedQuerySet


class SalePermit(models.Model):
    """商品房预售许可 or 现售备案, given building by building (条例 §22; fields after the national data table)."""

    kind = models.CharField("类别", max_length=20, choices=PermitKind.choices, default=PermitKind.PRESALE)
    number = CleanTextField("许可证号", max_length=40, help_text="照证书原样填写")
    number_key = models.CharField("归一化证号", max_length=40, editable=False)
    issuer = CleanTextField("发证机关", max_length=60)
    estate = models.ForeignKey(Estate, models.PROTECT, verbose_name="楼盘", related_name="permits")
    developer = models.ForeignKey(Organization, models.PROTECT, verbose_name="开发企业", related_name="permits")
    buildings = models.ManyToManyField(
        Building, through="PermitBuilding", verbose_name="批准楼幢", related_name="permits"
    )
    area_residential = AreaField("住宅面积（㎡）", default=0)
    area_commercial = AreaField("商业面积（㎡）", default=0)
    area_other = AreaField("其他面积（㎡）", default=0)
    area_total = AreaField("批准面积合计（㎡）")
    sets_total = models.PositiveIntegerField("批准套数")
    sets_residential = models.PositiveIntegerField("其中：住宅套数", default=0)
    issued_on = models.DateField("发证日期")
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=20, choices=PermitStatus.choices, default=PermitStatus.ISSUED, editable=False
    )
    ended_on = models.DateField("失效日期", null=True, editable=False)
    ended_at = models.DateTimeField("失效录入时间", null=True, editable=False)
    note = CleanTextField("备注", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+", editable=False
    )
    recorded_at = models.DateTimeField("录入时间", editable=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "销售许可"
        ordering = ["-issued_on", "-pk"]
        indexes = [
            models.Index(fields=["issued_on"], name="permit_issued_on"),
            models.Index(fields=["valid_to"], condition=Q(ended_on=None), name="permit_valid_to"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number_key"], name="permit_number_once",
                violation_error_message="这个发证机关的同号许可已登记。",
            ),
            models.CheckConstraint(
                condition=Q(area_total=F("area_residential") + F("area_commercial") + F("area_other")),
                name="permit_areas_add_up",
                violation_error_message="批准面积合计应等于住宅、商业、其他面积之和。",
            ),
            models.CheckConstraint(
                condition=Q(sets_residential__lte=F("sets_total")), name="permit_sets_within",
                violation_error_message="住宅套数不能大于批准套数。",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="permit_valid_period",
                violation_error_message="有效期止早于有效期起，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED_PERMITS, ended_on__isnull=False, ended_at__isnull=False)
                | (~Q(status__in=ENDED_PERMITS) & Q(ended_on__isnull=True, ended_at__isnull=True)),
                name="permit_ended_when",
                violation_error_message="失效的许可必须有失效日期，有效的不能有。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return place("registry:permit_detail", self.pk)


class PermitBuilding(models.Model):
    """A building under a permit, wholly or up to a floor; at most one permit of a building is in force."""

    permit = models.ForeignKey(SalePermit, models.CASCADE, verbose_name="许可", related_name="scope")
    building = models.ForeignKey(Building, models.PROTECT, verbose_name="楼幢", related_name="permit_scopes")
    up_to_floor = models.PositiveSmallIntegerField(
        "批准至第几层", null=True, blank=True, help_text="整幢批准的留空"
    )
    is_current = models.BooleanField("现行", default=True, editable=False)

    objects = PermitBuildingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批准楼幢"
        ordering = ["building", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["permit", "building"], name="permit_building_once",
                violation_error_message="这幢楼已在这个许可内。",
            ),
            models.UniqueConstraint(
                fields=["building"], condition=Q(is_current=True), name="building_one_current_permit",
                violation_error_message="这幢楼已有一个现行许可，请先办理变更、撤销或转现售。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.building}" if self.up_to_floor is None else f"{self.building}（至 {self.up_to_floor} 层）"
