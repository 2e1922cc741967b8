"""Where the money for an estate was asked for, and what was raised (source 001)."""
from django.db import models
from django.db.models import Q

from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from housing_portal.registry.models import Organization
from presale.delivery.enums.funding import FinancingStatus, FundKind
from presale.delivery.models.estates import EstateFact, TroubledEstate
from presale.delivery.querysets.funding import FinancingQuerySet, FinancingStepQuerySet, FundRaisedQuerySet


class FinancingAttempt(Recorded):
    """An application for a loan to a bank; each bank's answer counts for itself."""

    estate = models.ForeignKey(TroubledEstate, models.PROTECT, verbose_name="保交房项目", related_name="financings")
    bank = models.ForeignKey(Organization, models.PROTECT, verbose_name="银行", related_name="+")
    applied_on = models.DateField("申请日期")
    amount = MoneyField("申请金额（元）")
    note = CleanTextField("申请情况", max_length=200, blank=True, help_text="抵押物、负债率等")
    status = models.CharField(
        "状态", max_length=10, choices=FinancingStatus.choices, default=FinancingStatus.PENDING, editable=False
    )

    objects = FinancingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "融资申请"
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "bank", "applied_on"], name="financing_once",
                violation_error_message="这一天向这家银行的申请已登记。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="financing_positive", violation_error_message="申请金额应大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estate} {self.bank} {self.applied_on}"

    def get_absolute_url(self) -> str:
        return place("delivery:financing_detail", self.pk)


class FinancingStep(Happening):
    financing = models.ForeignKey(
        FinancingAttempt, models.PROTECT, verbose_name="融资申请", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=10, choices=FinancingStatus.choices)

    objects = FinancingStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "融资答复"
        ordering = ["financing", "on", "pk"]
        indexes = [models.Index(fields=["financing", "undoes"], name="step_of_financing")]

    def __str__(self) -> str:
        return f"{self.financing} {self.get_code_display()}"

    def get_absolute_url(self) -> str:
        return self.financing.get_absolute_url()


class FundRaised(EstateFact):
    """资金筹措: money that was found for an estate; special loans have books of their own."""

    kind = models.CharField("资金来源", max_length=20, choices=FundKind.choices)
    amount = MoneyField("金额（元）")
    paper = CleanTextField("凭证或文号", max_length=60)

    objects = FundRaisedQuerySet.as_manager()

    class Meta(EstateFact.Meta):
        verbose_name = verbose_name_plural = "资金筹措"
        indexes = [models.Index(fields=["estate", "undoes"], name="raised_of_estate")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="raised_positive",
                violation_error_message="金额应大于 0；登记有误的请撤回，不填负数。",
            ),
        ]
