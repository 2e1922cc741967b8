"""What happens in a year: milestones, investment, subsidies, and the words that go with them."""
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from affordable.enums import InvestmentBasis, MilestoneCode, MilestoneStatus, ProjectKind, Stage
from affordable.models.base import Owned, Statement
from affordable.models.project import AffordableProject
from affordable.querysets import InvestmentQuerySet, MilestoneQuerySet, NoteQuerySet, SubsidyQuerySet
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField

CONFIRMED_STATES = [MilestoneStatus.CONFIRMED, MilestoneStatus.REVOKED]


class Milestone(Owned):
    """里程碑, counted in 套. Counts in figures only after a second person confirmed it against its evidence."""

    kind = models.CharField("类别", max_length=20, choices=ProjectKind.choices)
    project = models.ForeignKey(
        AffordableProject, models.PROTECT, verbose_name="项目", null=True, blank=True, related_name="milestones",
        help_text="单位只报合计、未分项目时留空",
    )
    building = CleanTextField("楼幢", max_length=40, blank=True, help_text="按幢登记；整体登记时留空")
    code = models.CharField("里程碑", max_length=20, choices=MilestoneCode.choices)
    is_continued = models.BooleanField(
        "续建", default=False, help_text="下达年度早于本年的项目；选了项目时由系统判断"
    )
    actual_on = models.DateField("发生日期")
    sets = models.PositiveIntegerField("套数", validators=[MinValueValidator(1, "套数至少为 1；没有进展不必登记。")])
    old_core_sets = models.PositiveIntegerField("其中：老旧城区套数", default=0)
    note = CleanTextField("说明", max_length=200, blank=True)
    status = models.CharField(
        "状态", max_length=20, choices=MilestoneStatus.choices, default=MilestoneStatus.RECORDED, editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", null=True, editable=False, related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True, editable=False)
    revoked_at = models.DateTimeField("撤销时间", null=True, editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "里程碑"
        ordering = ["-actual_on", "-pk"]
        indexes = [models.Index(fields=["code", "actual_on"], name="milestone_code_on")]
        constraints = [
            models.CheckConstraint(
                condition=Q(old_core_sets__lte=F("sets")), name="milestone_part_within_whole",
                violation_error_message="“其中：老旧城区套数”不能大于套数。",
            ),
            models.CheckConstraint(
                condition=Q(sets__gte=1), name="milestone_some_sets",
                violation_error_message="套数至少为 1；没有进展不必登记。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CONFIRMED_STATES, confirmed_by__isnull=False, confirmed_at__isnull=False)
                | (~Q(status__in=CONFIRMED_STATES) & Q(confirmed_by__isnull=True, confirmed_at__isnull=True)),
                name="milestone_confirmed_by_somebody",
                violation_error_message="已复核的里程碑必须有复核人和复核时间。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="milestone_two_persons",
                violation_error_message="复核人不能是录入人本人，请由另一位同事复核。",
            ),
            models.CheckConstraint(
                condition=Q(status=MilestoneStatus.REVOKED, revoked_at__isnull=False)
                | (~Q(status=MilestoneStatus.REVOKED) & Q(revoked_at__isnull=True)),
                name="milestone_revoked_when",
                violation_error_message="撤销的里程碑必须有撤销时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_code_display()} {self.sets} 套（{self.actual_on}）"

    def get_absolute_url(self) -> str:
        return place("affordable:milestone_detail", self.pk)


class InvestmentRecord(Statement):
    """完成投资: the amount since 1 January by 形象进度, cumulative; a month's figure is a difference."""

    project = models.ForeignKey(
        AffordableProject, models.PROTECT, verbose_name="项目", null=True, blank=True, related_name="investments",
        help_text="单位只报合计、未分项目时留空",
    )
    year = models.PositiveSmallIntegerField("年度", editable=False)
    amount_cum = MoneyField("本年累计完成投资（元）")
    basis = models.CharField(
        "依据", max_length=20, choices=InvestmentBasis.choices, default=InvestmentBasis.VISUAL
    )
    note = CleanTextField("说明", max_length=200, blank=True, help_text="累计数比上次减少时必须说明")

    objects = InvestmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "完成投资"
        ordering = ["-as_of", "unit__order", "-pk"]
        indexes = [models.Index(fields=["year", "unit", "as_of"], name="investment_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cum__gte=0), name="investment_not_negative",
                violation_error_message="累计完成投资不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} 截至 {self.as_of} 累计投资 {self.amount_cum:,} 元"

    def get_absolute_url(self) -> str:
        return place("affordable:investment_detail", self.pk)


class SubsidyProgress(Statement):
    """租赁补贴发放进度: households paid at least once this year, cumulative, so that two quarters never count twice."""

    year = models.PositiveSmallIntegerField("年度", editable=False)
    quarter = models.PositiveSmallIntegerField(
        "最近已发季度", validators=[MinValueValidator(1, "季度是 1—4。"), MaxValueValidator(4, "季度是 1—4。")]
    )
    households_cum = models.PositiveIntegerField(
        "本年累计已发户数", null=True, blank=True, help_text="本年至少领到一次的户数；只知道发了、不知户数时留空"
    )
    amount_cum = MoneyField("本年累计已发金额（元）", null=True, blank=True)
    is_derived = models.BooleanField("由发放明细推导", default=False, editable=False)
    note = CleanTextField("说明", max_length=200, blank=True)

    objects = SubsidyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "租赁补贴进度"
        ordering = ["-as_of", "unit__order", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cum__isnull=True) | Q(amount_cum__gte=0), name="subsidy_not_negative",
                violation_error_message="累计已发金额不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="subsidy_quarter",
                violation_error_message="季度是 1—4。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} 截至 {self.as_of} 已发至第 {self.quarter} 季度"

    def get_absolute_url(self) -> str:
        return place("affordable:subsidy_detail", self.pk)


class ProgressNote(Statement):
    """进展说明: the words of a report, and how far preparation has come. None of its stages counts as 开工."""

    kind = models.CharField("类别", max_length=20, choices=ProjectKind.choices)
    project = models.ForeignKey(
        AffordableProject, models.PROTECT, verbose_name="项目", null=True, blank=True, related_name="notes"
    )
    stage = models.CharField("阶段", max_length=20, choices=Stage.choices, blank=True)
    text = CleanTextField("进展说明", max_length=300)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进展说明"
        ordering = ["-as_of", "unit__order", "-pk"]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_stage_display()}（{self.as_of}）"

    def get_absolute_url(self) -> str:
        return place("affordable:note_detail", self.pk)
