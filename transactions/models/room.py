"""Rooms (户) of the building table, their areas and what restricts them."""
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from housing_portal.kit import numbers
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, MoneyField
from housing_portal.registry.models import Building, Organization
from housing_portal.registry.natural import NaturalKeyField
from transactions.enums import (
    COURT_KINDS,
    MORTGAGES,
    RESIDENTIAL,
    ContractLayer,
    RestrictionKind,
    RestrictionStatus,
    RoomUse,
    UnsellableReason,
)
from transactions.models.base import NOT_NEGATIVE, POSITIVE, Recorded
from transactions.querysets import RestrictionQuerySet, RoomQuerySet

FOREVER = date.max
PARTS_OF_AREA = (Q(inner_area=None) | Q(inner_area__gt=0)) & (Q(shared_area=None) | Q(shared_area__gte=0))


class FreeUntilField(models.DateField):
    """When the live contract of a room was signed: follows from the contract, so the diary leaves it out."""

    is_derived = True


class Room(models.Model):
    """房屋（户）. Its state is derived from four layers: building, permit, contract and restrictions."""

    building = models.ForeignKey(Building, models.PROTECT, verbose_name="楼幢", related_name="rooms", db_index=False)
    section = CleanTextField("单元", max_length=10, blank=True, help_text="不分单元留空")
    floor = models.SmallIntegerField(
        "实际层", validators=[MinValueValidator(-10), MaxValueValidator(120)], help_text="地下为负数"
    )
    floor_label = CleanTextField("名义层", max_length=10, help_text="跳过 4、13、14 的楼按门牌写")
    number = CleanTextField("房号", max_length=20)
    door_key = NaturalKeyField("房号排序", of=("section", "number"), max_length=100)
    place = models.PositiveSmallIntegerField("列序", default=1, help_text="在本层从左到右第几户")
    use = models.CharField("用途", max_length=20, choices=RoomUse.choices, default=RoomUse.HOME)
    house_code = CleanTextField("房屋代码", max_length=40, blank=True)
    estate_unit_no = CleanTextField(
        "不动产单元号", max_length=28, null=True, blank=True, unique=True,
        validators=[numbers.validate_real_estate_unit], error_messages={"unique": "这个不动产单元号已登记给另一户。"},
    )
    # the area in force; how it came about stands in RoomArea
    area = AreaField("建筑面积（㎡）")
    inner_area = AreaField("套内面积（㎡）", validators=[POSITIVE], null=True, blank=True)
    shared_area = AreaField("分摊面积（㎡）", validators=[NOT_NEGATIVE], null=True, blank=True)
    is_measured = models.BooleanField("实测", default=False, editable=False)
    demolished_on = models.DateField("灭失日期", null=True, blank=True)
    demolished_at = models.DateTimeField("灭失录入时间", null=True, editable=False)
    contract_layer = models.CharField(
        "合同层", max_length=10, choices=ContractLayer.choices, default=ContractLayer.NONE, editable=False
    )
    free_until = FreeUntilField("有效合同签订日期", default=FOREVER, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "房屋"
        ordering = ["building", "door_key", "pk"]
        indexes = [
            # the rooms of a building as people count them
            models.Index(fields=["building", "door_key", "id"], name="room_in_order"),
            # the rooms that nobody has bought: a small part of a large table
            models.Index(
                fields=["building", "use", "floor", "area", "demolished_on", "id"], condition=Q(contract_layer="none"),
                name="room_open",
            ),
            # the rooms of a building that were still free on a past day, with all that their stock is made of
            models.Index(
                fields=["building", "free_until", "demolished_on", "use", "floor", "area", "id"],
                name="room_free_until",
            ),
            models.Index(
                fields=["demolished_at"], condition=Q(demolished_at__isnull=False), name="room_demolished_at"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["building", "section", "number"], name="room_number_once",
                violation_error_message="这幢楼的这个单元已有同号的房屋。",
            ),
            models.CheckConstraint(
                condition=Q(area__gt=0), name="room_some_area", violation_error_message="建筑面积应大于 0。"
            ),
            models.CheckConstraint(
                condition=Q(inner_area=None) | Q(inner_area__lte=F("area")), name="room_inner_within",
                violation_error_message="套内面积不能大于建筑面积。",
            ),
            models.CheckConstraint(
                condition=PARTS_OF_AREA, name="room_parts_not_negative",
                violation_error_message="套内面积应大于 0，分摊面积不能小于 0。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return place("transactions:room_detail", self.pk)

    @property
    def door(self) -> str:
        """Return 单元 and 房号 without the building."""
        return f"{self.section}单元{self.number}" if self.section else self.number

    @property
    def label(self) -> str:
        """Return 坐落 inside the estate; load ``building`` beforehand."""
        return f"{self.building}{self.door}"

    @property
    def is_residential(self) -> bool:
        return self.use in RESIDENTIAL


class RoomArea(Recorded):
    """An area of a room as predicted or measured; contracts keep the area they were signed with (pitfall 2)."""

    append_only = True

    room = models.ForeignKey(Room, models.PROTECT, verbose_name="房屋", related_name="areas")
    is_measured = models.BooleanField("实测")
    area = AreaField("建筑面积（㎡）")
    inner_area = AreaField("套内面积（㎡）", validators=[POSITIVE], null=True, blank=True)
    shared_area = AreaField("分摊面积（㎡）", validators=[NOT_NEGATIVE], null=True, blank=True)
    surveyed_on = models.DateField("测绘日期", null=True, blank=True)
    report_no = CleanTextField("测绘报告号", max_length=60, blank=True)
    reason = CleanTextField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "面积记录"
        ordering = ["-pk"]
        indexes = [
            # what was found out after a day: few of the rooms of that day, but looked for on every page of the past
            models.Index(fields=["surveyed_on", "room"], name="room_area_surveyed"),
            models.Index(fields=["recorded_at", "room"], name="room_area_recorded"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(area__gt=0) & PARTS_OF_AREA, name="room_area_positive",
                violation_error_message="建筑面积、套内面积应大于 0，分摊面积不能小于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{'实测' if self.is_measured else '预测'} {self.area} ㎡"


class RoomRestriction(Recorded):
    """限制: mortgage, seal, administrative restriction …; several may lie on one room. Expiry releases nothing."""

    room = models.ForeignKey(Room, models.PROTECT, verbose_name="房屋", related_name="restrictions")
    kind = models.CharField("限制类型", max_length=20, choices=RestrictionKind.choices)
    authority = CleanTextField("决定机关", max_length=60, blank=True, help_text="法院、抵押登记机构或作出限制的部门")
    case_no = CleanTextField("案号", max_length=60, blank=True)
    document_no = CleanTextField("文书号", max_length=60, blank=True)
    unsellable_reason = models.CharField(
        "不可售原因", max_length=20, choices=UnsellableReason.choices, blank=True
    )
    creditor = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="抵押权人", null=True, blank=True, related_name="+"
    )
    secured_amount = MoneyField("被担保债权（元）", validators=[POSITIVE], null=True, blank=True)
    creditor_consents = models.BooleanField("抵押权人同意销售", default=False)
    from_on = models.DateField("起始日期")
    until_on = models.DateField("期限止", null=True, blank=True, help_text="到期只提醒，不自动解除")
    status = models.CharField(
        "状态", max_length=20, choices=RestrictionStatus.choices, default=RestrictionStatus.ACTIVE, editable=False
    )
    renews = models.OneToOneField(
        "self", models.PROTECT, verbose_name="续自", null=True, editable=False, related_name="renewal"
    )
    released_on = models.DateField("解除日期", null=True, editable=False)
    released_at = models.DateTimeField("解除录入时间", null=True, editable=False)
    release_document_no = CleanTextField("解除文书号", max_length=60, blank=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="解除经办人", null=True, editable=False,
        related_name="+",
    )
    note = CleanTextField("备注", max_length=200, blank=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "房屋限制"
        ordering = ["-from_on", "-pk"]
        indexes = [models.Index(fields=["until_on"], condition=Q(status="active"), name="restriction_until")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=COURT_KINDS) | ~(Q(case_no="") | Q(authority="")),
                name="restriction_court_case",
                violation_error_message="查封、预查封、轮候查封须填写法院和案号。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RestrictionKind.UNSELLABLE) | ~Q(unsellable_reason=""),
                name="restriction_unsellable_why",
                violation_error_message="不可售的须选择原因。",
            ),
            models.CheckConstraint(
                condition=Q(creditor_consents=False) | Q(kind__in=MORTGAGES),
                name="restriction_consent_mortgage",
                violation_error_message="只有抵押才有“抵押权人同意销售”。",
            ),
            models.CheckConstraint(
                condition=Q(secured_amount=None) | Q(secured_amount__gt=0), name="restriction_secured_positive",
                violation_error_message="被担保债权应大于 0。",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="restriction_period",
                violation_error_message="期限止早于起始日期，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(status=RestrictionStatus.ACTIVE, released_on__isnull=True, released_at__isnull=True)
                | (
                    ~Q(status=RestrictionStatus.ACTIVE)
                    & Q(released_on__isnull=False, released_at__isnull=False)
                ),
                name="restriction_released_when",
                violation_error_message="解除或续期的限制必须有日期，有效的不能有。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.from_on} 起）"

    def get_absolute_url(self) -> str:
        return place("transactions:restriction_detail", self.pk)
