"""Public rental homes and how they are given out (dossier §3.10)."""
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from affordable.enums import AllocationMethod, EntryStatus, HomeStatus, Ownership, RoundStatus
from affordable.models.base import Owned
from affordable.models.family import Family
from affordable.models.project import AffordableProject
from affordable.querysets import EntryQuerySet, HomeQuerySet, HomeStepQuerySet, RoundQuerySet
from housing_portal.journal.happening import Happening
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, HundredthsField, MoneyField

SOME_AREA = MinValueValidator(0, "不能小于 0。")


class RentalHome(Owned):
    """公租房房源."""

    project = models.ForeignKey(
        AffordableProject, models.PROTECT, verbose_name="来源项目", null=True, blank=True, related_name="homes"
    )
    estate = CleanTextField("小区", max_length=60)
    building = CleanTextField("楼栋", max_length=20)
    room = CleanTextField("房号", max_length=20)
    area = AreaField("建筑面积（㎡）", validators=[SOME_AREA])
    ownership = models.CharField("权属", max_length=20, choices=Ownership.choices)
    source_plan_year = models.PositiveSmallIntegerField("下达年度")
    rent_standard = MoneyField("租金标准（元/㎡·月）", help_text="签约时按此计租，以后调整不影响已签的租约")
    received_on = models.DateField("接收日期", help_text="从哪一天起计入实有房源")
    entered_system_on = models.DateField("录入住房保障系统日期", null=True, editable=False)
    entered_at = models.DateTimeField("录入情况登记时间", null=True, editable=False)
    idle_since = models.DateField("闲置起始", null=True, editable=False)
    ended_on = models.DateField("处置或灭失日期", null=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=HomeStatus.choices, default=HomeStatus.AVAILABLE, editable=False
    )
    note = CleanTextField("备注", max_length=200, blank=True)

    objects = HomeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公租房房源"
        ordering = ["estate", "building", "room", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "building", "room"], name="home_once",
                violation_error_message="这套房源已登记。",
            ),
            models.CheckConstraint(
                condition=Q(area__gt=0, rent_standard__gte=0), name="home_sizes",
                violation_error_message="面积应大于 0，租金标准不能是负数。",
            ),
            models.CheckConstraint(
                condition=~Q(status=HomeStatus.IDLE) | Q(idle_since__isnull=False), name="home_idle",
                violation_error_message="闲置房源须有闲置起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(HomeStatus.DISPOSED, HomeStatus.LOST), ended_on__isnull=False)
                | ~Q(status__in=(HomeStatus.DISPOSED, HomeStatus.LOST)) & Q(ended_on=None),
                name="home_ended", violation_error_message="处置或灭失的房源须有日期，其他房源不能有。",
            ),
            models.CheckConstraint(
                condition=Q(entered_system_on=None, entered_at=None)
                | Q(entered_system_on__isnull=False, entered_at__isnull=False),
                name="home_entered", violation_error_message="录入日期与登记时间须同时填写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estate} {self.building} {self.room}"

    def get_absolute_url(self) -> str:
        return place("affordable:home_detail", self.pk)


class HomeStep(Happening):
    """What became of a home on a day; ``code`` is the state it led to, so that every past stock can be counted."""

    home = models.ForeignKey(
        RentalHome, models.PROTECT, verbose_name="房源", related_name="steps", db_index=False
    )
    code = models.CharField("状态", max_length=20, choices=HomeStatus.choices)

    objects = HomeStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "房源状态"
        ordering = ["home", "pk"]
        indexes = [models.Index(fields=["home", "undoes"], name="home_step_of_home")]

    def __str__(self) -> str:
        return f"{self.home} {self.get_code_display()}"


class AllocationRound(Owned):
    """分配批次. A draw keeps its seed: whoever repeats it with the same lists gets the same result."""

    number = CleanTextField("批次编号", max_length=40, unique=True, editable=False)
    method = models.CharField("分配方式", max_length=20, choices=AllocationMethod.choices)
    published_on = models.DateField("名单公示日期", null=True, editable=False)
    seed = CleanTextField("抽取种子", max_length=120, blank=True, editable=False)
    drawn_on = models.DateField("抽取日期", null=True, editable=False)
    drawn_at = models.DateTimeField("抽取时间", null=True, editable=False)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="抽取人", null=True, editable=False, related_name="+"
    )
    list_digest = models.CharField("名单校验值", max_length=64, blank=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=RoundStatus.choices, default=RoundStatus.DRAFT, editable=False
    )
    note = CleanTextField("说明", max_length=200, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "分配批次"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=(RoundStatus.DRAWN, RoundStatus.CLOSED))
                | Q(drawn_on__isnull=False, drawn_at__isnull=False, drawn_by__isnull=False) & ~Q(seed=""),
                name="round_drawn", violation_error_message="已抽取的批次须有种子、抽取日期和抽取人。",
            ),
            models.CheckConstraint(
                condition=Q(drawn_by=None) | ~Q(drawn_by=F("recorded_by")), name="round_two_persons",
                violation_error_message="抽取人不能是编制名单的本人。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return place("affordable:round_detail", self.pk)


class RoundHome(models.Model):
    """A home that is given out in a round; in one open round at a time."""

    round = models.ForeignKey(AllocationRound, models.CASCADE, verbose_name="分配批次", related_name="places")
    home = models.ForeignKey(RentalHome, models.PROTECT, verbose_name="房源", related_name="rounds")
    order = models.PositiveIntegerField("房源序号")
    is_open = models.BooleanField("在分配", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "批次房源"
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["home"], condition=Q(is_open=True), name="home_in_one_round",
                violation_error_message="这套房源已在另一个分配批次中。",
            ),
            models.UniqueConstraint(
                fields=["round", "home"], name="round_home_once", violation_error_message="这套房源已在本批次中。"
            ),
            models.UniqueConstraint(
                fields=["round", "order"], name="round_home_order", violation_error_message="房源序号重复，请刷新。"
            ),
        ]

    def __str__(self) -> str:
        return str(self.home)


class AllocationEntry(models.Model):
    """A family on the list of a round, with what came of it."""

    round = models.ForeignKey(AllocationRound, models.CASCADE, verbose_name="分配批次", related_name="entries")
    family = models.ForeignKey(Family, models.PROTECT, verbose_name="保障对象", related_name="entries")
    order = models.PositiveIntegerField("名单序号")
    score = HundredthsField("评分", null=True, blank=True)
    rank = models.PositiveIntegerField("结果序号", null=True, editable=False)
    home = models.ForeignKey(
        RentalHome, models.PROTECT, verbose_name="房源", null=True, editable=False, related_name="entries"
    )
    status = models.CharField(
        "结果", max_length=20, choices=EntryStatus.choices, default=EntryStatus.LISTED, editable=False
    )
    declined_on = models.DateField("放弃日期", null=True, editable=False)
    is_open = models.BooleanField("在分配", default=True, editable=False)
    note = CleanTextField("说明", max_length=200, blank=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "分配名单"
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "family"], name="entry_family_once",
                violation_error_message="这个家庭已在本批次名单中。",
            ),
            models.UniqueConstraint(
                fields=["round", "order"], name="entry_order_once", violation_error_message="名单序号重复，请刷新。"
            ),
            models.UniqueConstraint(
                fields=["family"], condition=Q(is_open=True), name="family_in_one_round",
                violation_error_message="这个家庭已在另一个分配批次中。",
            ),
            models.UniqueConstraint(
                fields=["round", "home"], name="entry_home_once",
                violation_error_message="这套房已配给本批次另一户。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} 第 {self.order} 号"

    def get_absolute_url(self) -> str:
        return self.round.get_absolute_url()
