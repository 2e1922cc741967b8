"""Estates (楼盘) and their buildings (幢), shared by permits, contracts, inspections and delivery."""
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField
from housing_portal.registry.enums import Delivery, LandUse
from housing_portal.registry.models.master import District, Organization
from housing_portal.registry.natural import NaturalKeyField
from housing_portal.registry.querysets import MergeableQuerySet

TALLEST, DEEPEST = 120, 10
LOW_RISE = 6  # floors; higher buildings are priced with lifts (price strata of dossier §5.1)


class Estate(models.Model):
    """楼盘. Contracts and papers use the name on file; the same estate is often advertised under another."""

    record_name = CleanTextField("备案名", max_length=60, help_text="合同、公示与公文使用的名称")
    promo_name = CleanTextField("推广名", max_length=60, blank=True)
    developer = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="开发企业", related_name="estates",
        limit_choices_to=Q(roles__kind="developer", merged_into=None),
    )
    district = models.ForeignKey(
        District, models.PROTECT, verbose_name="所在区划", null=True, blank=True, related_name="estates"
    )
    address = CleanTextField("坐落", max_length=120, blank=True)
    land_use = models.CharField(
        "用地性质", max_length=20, choices=LandUse.choices, default=LandUse.RESIDENTIAL
    )
    floor_area = AreaField("规划总建筑面积（㎡）", null=True, blank=True)
    planned_sets = models.PositiveIntegerField("规划套数", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name="已并入", null=True, blank=True, editable=False, related_name="merged"
    )

    objects = MergeableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "楼盘"
        ordering = ["record_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_name"], condition=Q(merged_into=None), name="estate_name_once",
                violation_error_message="已有同名楼盘，请直接使用；确为两处的，备案名应不同。",
            ),
        ]

    def __str__(self) -> str:
        return self.record_name

    def get_absolute_url(self) -> str:
        return place("registry:estate_detail", self.pk)


class Building(models.Model):
    """楼幢. Three numbers live side by side: on file, on the site, on the door plate."""

    estate = models.ForeignKey(Estate, models.PROTECT, verbose_name="楼盘", related_name="buildings")
    number = CleanTextField("备案幢号", max_length=20, help_text="例如 7#楼")
    number_key = NaturalKeyField("幢号排序", of=("number",), max_length=60)
    construction_number = CleanTextField("施工编号", max_length=20, blank=True)
    police_number = CleanTextField("门牌编号", max_length=20, blank=True)
    sections = models.PositiveSmallIntegerField("单元数", default=1, help_text="不分单元填 0")
    floors_above = models.PositiveSmallIntegerField(
        "地上层数", validators=[MinValueValidator(1), MaxValueValidator(TALLEST)]
    )
    floors_below = models.PositiveSmallIntegerField("地下层数", default=0, validators=[MaxValueValidator(DEEPEST)])
    delivery = models.CharField("交付标准", max_length=20, choices=Delivery.choices, default=Delivery.ROUGH)
    area_predicted = AreaField("预测建筑面积（㎡）", null=True, blank=True)
    area_measured = AreaField("实测建筑面积（㎡）", null=True, blank=True)
    started_on = models.DateField("开工日期", null=True, blank=True)
    topped_on = models.DateField("封顶日期", null=True, blank=True)
    accepted_on = models.DateField("竣工验收日期", null=True, blank=True)
    completed_on = models.DateField("竣工备案日期", null=True, blank=True)
    registered_on = models.DateField("首次登记日期", null=True, blank=True)
    demolished_on = models.DateField("灭失日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name="已并入", null=True, blank=True, editable=False, related_name="merged"
    )

    objects = MergeableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "楼幢"
        ordering = ["estate", "number_key", "pk"]
        indexes = [models.Index(fields=["estate", "number_key", "id"], name="building_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "number"], condition=Q(merged_into=None), name="building_number_once",
                violation_error_message="这个楼盘已有同号的楼幢。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return place("registry:building_detail", self.pk)

    @property
    def is_high(self) -> bool:
        return self.floors_above > LOW_RISE
