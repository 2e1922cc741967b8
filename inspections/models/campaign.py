"""专项检查, and what it has screened where totals alone are known."""
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.registry.models import PolicyDoc
from inspections.enums.inspections import CampaignStatus
from inspections.models.domain import InspectionDomain
from inspections.querysets.campaigns import CampaignQuerySet, ScreeningQuerySet


class Campaign(Recorded):
    name = CleanTextField("专项名称", max_length=80, unique=True, error_messages={"unique": "已有同名的专项检查。"})
    domain = models.ForeignKey(InspectionDomain, models.PROTECT, verbose_name="检查领域", related_name="campaigns")
    policy_doc = models.ForeignKey(
        PolicyDoc, models.PROTECT, verbose_name="依据文件", null=True, blank=True, related_name="+"
    )
    led_by = CleanTextField("带队", max_length=80, blank=True, help_text="例如 主要负责同志带队、分管领导协同")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    status = models.CharField(
        "状态", max_length=20, choices=CampaignStatus.choices, default=CampaignStatus.DRAFT, editable=False
    )
    closed_on = models.DateField("实际结束", null=True, editable=False)
    note = CleanTextField("说明", max_length=300, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专项检查"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="campaign_days",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(status=CampaignStatus.CLOSED, closed_on__isnull=False)
                | ~Q(status=CampaignStatus.CLOSED) & Q(closed_on=None),
                name="campaign_closed", violation_error_message="已结束的专项须有实际结束日期，其他的不能有。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("inspections:campaign_detail", self.pk)


class Screening(Happening):
    """排查统计 of a campaign as stated for a day, cumulative: figures that nobody keeps target by target (002)."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name="专项检查", related_name="screenings", db_index=False
    )
    what = CleanTextField("排查内容", max_length=40, help_text="例如 排查图斑、排查经营性自建房")
    screened = models.PositiveIntegerField("排查数", help_text="到这一天为止的累计数")
    found_what = CleanTextField("其中", max_length=40, blank=True, help_text="例如 存在安全隐患；没有的留空")
    found = models.PositiveIntegerField("其中数", null=True, blank=True)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "排查统计"
        ordering = ["campaign", "what", "on", "pk"]
        indexes = [models.Index(fields=["campaign", "what", "undoes"], name="screening_of_campaign")]
        constraints = [
            models.CheckConstraint(
                condition=Q(found=None, found_what="") | Q(found__isnull=False) & ~Q(found_what=""),
                name="screening_part", violation_error_message="“其中”的内容和数须同时填写。",
            ),
            models.CheckConstraint(
                condition=Q(found=None) | Q(found__lte=F("screened")), name="screening_not_more",
                violation_error_message="其中数不能大于排查数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.on} {self.what} {self.screened}"

    def get_absolute_url(self) -> str:
        return place("inspections:campaign_detail", self.campaign_id)
