"""What earlier years left behind: public rental homes still owed, and carried-over projects."""
from django.db import models
from django.db.models import F, Q

from affordable.enums import Forecast
from affordable.models.base import Statement
from affordable.querysets import ContinuedQuerySet, StockQuerySet, VersionedQuerySet
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField


class RentalStock(Statement):
    """历年公租房建设管理: the four numbers that must not be mixed up (dossier §9.29).

    历史欠账 = 上报完成 − 盘活 − 实有, never 任务 − 实有; it is derived, not a field.
    """

    period_from = models.PositiveSmallIntegerField("任务年度起")
    period_to = models.PositiveSmallIntegerField("任务年度止")
    assigned_sets = models.PositiveIntegerField("下达任务（套）")
    reported_done_sets = models.PositiveIntegerField("上报完成（套）")
    reused_sets = models.PositiveIntegerField("盘活（套）", default=0)
    existing_sets = models.PositiveIntegerField("实有（套）")
    note = CleanTextField("说明", max_length=200, blank=True)

    objects = StockQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "历年公租房"
        ordering = ["-as_of", "unit__order", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__lte=F("period_to")), name="stock_period",
                violation_error_message="任务年度的起始年不能晚于截止年。",
            ),
            models.CheckConstraint(
                condition=Q(reported_done_sets__gte=F("reused_sets") + F("existing_sets")),
                name="stock_adds_up",
                violation_error_message="盘活与实有之和不能大于上报完成，请核对四个数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.period_from}—{self.period_to} 年公租房"

    def get_absolute_url(self) -> str:
        return place("affordable:stock_detail", self.pk)


class ArrearsPlan(Statement):
    """落实历史欠账: the sets a unit has found to settle what is owed, and by when they are to be lived in."""

    arranged_sets = models.PositiveIntegerField("落实历史欠账（套）")
    due_on = models.DateField("分配入住期限", null=True, blank=True)
    note = CleanTextField("说明", max_length=200, blank=True)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "欠账落实"
        ordering = ["-as_of", "unit__order", "-pk"]

    def __str__(self) -> str:
        return f"{self.unit} 落实历史欠账 {self.arranged_sets} 套"

    def get_absolute_url(self) -> str:
        return place("affordable:arrears_detail", self.pk)


class ContinuedTask(Statement):
    """续建攻坚: sets begun before a day and not basically done, and whether they can be by the end of the year."""

    year = models.PositiveSmallIntegerField("攻坚年度")
    begun_before = models.DateField("开工截止日", help_text="这一天（含）以前开工未建成的")
    sets = models.PositiveIntegerField("未建成套数", null=True, blank=True, help_text="单位未报套数时留空")
    forecast = models.CharField("年底研判", max_length=20, choices=Forecast.choices, blank=True)
    note = CleanTextField("说明", max_length=200, blank=True)

    objects = ContinuedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "续建攻坚"
        ordering = ["-year", "unit__order", "-as_of", "-pk"]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} 年续建攻坚"

    def get_absolute_url(self) -> str:
        return place("affordable:continued_detail", self.pk)
