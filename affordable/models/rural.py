"""Dilapidated houses in the countryside (dossier §3.12): who is helped is decided by 民政 and 乡村振兴 alone."""
from django.db import models
from django.db.models import Q

from affordable.enums import Appraisal, RuralMode, RuralStatus, RuralTarget
from affordable.models.base import Owned
from affordable.querysets import RuralQuerySet, RuralStepQuerySet
from housing_portal.journal.happening import Happening
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from housing_portal.registry.people import Person

APPRAISED = (RuralStatus.APPRAISED, RuralStatus.PUBLISHED, RuralStatus.APPROVED, RuralStatus.STARTED,
             RuralStatus.COMPLETED, RuralStatus.ACCEPTED, RuralStatus.PAID)
PROMISED = APPRAISED[2:]


class RuralHouse(Person, Owned):
    """农村危房. ``target_kind`` comes with the list of 民政 or 乡村振兴 and is never changed here."""

    files_permission = "personal.reveal"  # identity cards, bank cards, photographs of the family

    plan_year = models.PositiveSmallIntegerField("计划年度", help_text="列入改造任务的年度")
    village = CleanTextField("乡镇、村组", max_length=80)
    target_kind = models.CharField(
        "对象类别", max_length=20, choices=RuralTarget.choices,
        help_text="以民政、乡村振兴部门的名单为准，登记后不能修改",
    )
    list_doc = CleanTextField("认定名单文号", max_length=60, help_text="民政、乡村振兴部门的名单")
    appraisal = models.CharField("鉴定等级", max_length=10, choices=Appraisal.choices, blank=True, editable=False)
    mode = models.CharField("改造方式", max_length=20, choices=RuralMode.choices, blank=True, editable=False)
    subsidy = MoneyField("补助标准（元）", null=True, editable=False)
    planned_done_on = models.DateField("计划竣工日期", null=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=RuralStatus.choices, default=RuralStatus.SURVEYED, editable=False
    )

    objects = RuralQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "农村危房"
        ordering = ["-plan_year", "unit__order", "village", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_year", "identity_index"], name="rural_once",
                violation_error_message="这一户本年度已列入危房改造。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=APPRAISED) | ~Q(appraisal=""), name="rural_appraised",
                violation_error_message="未鉴定的房屋不能往下办理。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=PROMISED) | ~Q(mode="") & Q(subsidy__gt=0), name="rural_promised",
                violation_error_message="批准时须确定改造方式和补助标准。",
            ),
        ]

    def get_absolute_url(self) -> str:
        return place("affordable:rural_detail", self.pk)


class RuralStep(Happening):
    house = models.ForeignKey(
        RuralHouse, models.PROTECT, verbose_name="农村危房", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=20, choices=RuralStatus.choices)

    objects = RuralStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "危房改造进度"
        ordering = ["house", "on", "pk"]
        indexes = [models.Index(fields=["house", "code", "undoes"], name="step_of_house")]

    def __str__(self) -> str:
        return f"{self.house} {self.get_code_display()}"
