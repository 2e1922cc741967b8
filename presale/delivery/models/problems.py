"""What keeps an estate from being delivered (dossier §4.1); an estate may have problems of several kinds."""
from django.db import models
from django.db.models import Q

from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from presale.delivery.enums.problems import ProblemKind, ProblemStatus
from presale.delivery.models.estates import TroubledEstate
from presale.delivery.querysets.problems import ProblemAmountQuerySet, ProblemQuerySet, ProblemStepQuerySet


class DeliveryProblem(Recorded):
    """A problem of one kind; closed by another person than the one who said that it is solved."""

    estate = models.ForeignKey(
        TroubledEstate, models.PROTECT, verbose_name="保交房项目", related_name="problems"
    )
    kind = models.CharField("问题类型", max_length=20, choices=ProblemKind.choices)
    missing_permits = CleanTextField("缺少的手续", max_length=80, blank=True)
    detail = CleanTextField("具体情况", max_length=400)
    found_on = models.DateField("发现日期")
    status = models.CharField(
        "状态", max_length=10, choices=ProblemStatus.choices, default=ProblemStatus.OPEN, editable=False
    )

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保交房问题"
        ordering = ["-found_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ProblemKind.PROCEDURE) & ~Q(missing_permits="")
                | ~Q(kind=ProblemKind.PROCEDURE) & Q(missing_permits=""),
                name="problem_permits_fit",
                violation_error_message="手续不全须勾选缺少的手续，其他问题不勾选。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estate} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return place("delivery:problem_detail", self.pk)


class ProblemStep(Happening):
    problem = models.ForeignKey(
        DeliveryProblem, models.PROTECT, verbose_name="保交房问题", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=10, choices=ProblemStatus.choices)

    objects = ProblemStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题办理"
        ordering = ["problem", "on", "pk"]
        indexes = [models.Index(fields=["problem", "code", "undoes"], name="step_of_problem")]

    def __str__(self) -> str:
        return f"{self.problem} {self.get_code_display()}"

    def get_absolute_url(self) -> str:
        return self.problem.get_absolute_url()


class ProblemAmount(Happening):
    """How much is missing or owed, as it was found on a day; the latest counts."""

    problem = models.ForeignKey(
        DeliveryProblem, models.PROTECT, verbose_name="保交房问题", related_name="amounts", db_index=False
    )
    amount = MoneyField("涉及金额（元）", help_text="资金短缺填缺口，劳资纠纷填欠薪，其他不填")

    objects = ProblemAmountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题涉及金额"
        ordering = ["problem", "on", "pk"]
        indexes = [models.Index(fields=["problem", "undoes"], name="amount_of_problem")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="problem_amount_positive",
                violation_error_message="金额应大于 0：缺口和欠薪都填正数；已经解决的请登记解决。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.problem} {self.on}"

    def get_absolute_url(self) -> str:
        return self.problem.get_absolute_url()
