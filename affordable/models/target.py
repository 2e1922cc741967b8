from django.db import models
from django.db.models import F, Q

from affordable.enums import MEASURES, MONEY_PROGRAMS, Program
from affordable.models.base import Owned
from affordable.querysets import TargetQuerySet
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from housing_portal.registry.models import PolicyDoc


class AnnualTarget(Owned):
    """年度目标: one revision of a unit's target. Revised by a new row; the old figure stays in force for its own time.

    Counts are in the program's unit (套, 户); investment is money.
    """

    append_only = True

    year = models.PositiveSmallIntegerField("年度")
    program = models.CharField("任务", max_length=30, choices=Program.choices)
    quantity = models.PositiveIntegerField("任务数", null=True, blank=True, help_text="套或户；投资任务填下面的金额")
    amount = MoneyField("投资任务（元）", null=True, blank=True)
    revision = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, verbose_name="调整前", null=True, blank=True, editable=False, related_name="successor",
        error_messages={"unique": "这个目标刚刚被他人调整，请刷新后在最新的版本上调整。"},
    )
    policy_doc = models.ForeignKey(
        PolicyDoc, models.PROTECT, verbose_name="下达文件", null=True, blank=True, help_text="先在基础台账登记文号"
    )
    issued_on = models.DateField("下达日期", help_text="从这一天起按本版计算")
    reason = CleanTextField("调整原因", max_length=200, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度目标"
        ordering = ["-year", "program", "unit__order", "-revision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "program", "revision"], name="target_revision_once",
                violation_error_message="这个单位本年度的该项任务已下达；如需变动，请用“调整目标”。",
            ),
            models.CheckConstraint(
                condition=Q(program__in=MONEY_PROGRAMS, amount__isnull=False, quantity__isnull=True)
                | (~Q(program__in=MONEY_PROGRAMS) & Q(quantity__isnull=False, amount__isnull=True)),
                name="target_one_measure",
                violation_error_message="投资任务只填金额（元），其他任务只填任务数（套、户）。",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="target_amount_not_negative",
                violation_error_message="投资任务不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100), name="target_year",
                violation_error_message="年度应在 2000—2100 之间。",
            ),
            models.CheckConstraint(
                condition=Q(revision=1, supersedes__isnull=True)
                | (Q(revision__gt=1, supersedes__isnull=False) & ~Q(reason="")),
                name="target_revision_reasoned",
                violation_error_message="调整目标必须写明调整原因。",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("pk")), name="target_not_own_successor",
                violation_error_message="目标不能调整自身。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} 年{self.get_program_display()}"

    def get_absolute_url(self) -> str:
        return place("affordable:target_detail", self.pk)

    @property
    def value(self):
        return self.quantity if self.amount is None else self.amount

    @property
    def measure(self) -> str:
        return MEASURES[self.program]
