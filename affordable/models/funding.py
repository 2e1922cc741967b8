"""Where the money of a project or an old community comes from, and what has arrived of it."""
from django.db import models
from django.db.models import Q

from affordable.enums import FundingKind
from affordable.models.base import Owned, Statement
from affordable.models.community import RenovationCommunity
from affordable.models.project import AffordableProject
from affordable.querysets import ArrivalQuerySet, FundingQuerySet
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField


class FundingSource(Owned):
    """资金来源: planned by level, of one project or one community."""

    project = models.ForeignKey(
        AffordableProject, models.PROTECT, verbose_name="项目", null=True, blank=True, related_name="fundings"
    )
    community = models.ForeignKey(
        RenovationCommunity, models.PROTECT, verbose_name="小区", null=True, blank=True, related_name="fundings"
    )
    kind = models.CharField("资金来源", max_length=20, choices=FundingKind.choices)
    planned = MoneyField("计划金额（元）")
    doc = CleanTextField("下达文件或协议", max_length=120, blank=True)

    objects = FundingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金来源"
        ordering = ["project", "community", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False, community__isnull=True)
                | Q(project__isnull=True, community__isnull=False),
                name="funding_of_one", violation_error_message="资金来源属于一个项目或一个小区。",
            ),
            models.UniqueConstraint(
                fields=["project", "kind"], condition=Q(project__isnull=False), name="project_funding_once",
                violation_error_message="这个项目已登记这项资金来源，请在原记录上修改。",
            ),
            models.UniqueConstraint(
                fields=["community", "kind"], condition=Q(community__isnull=False), name="community_funding_once",
                violation_error_message="这个小区已登记这项资金来源，请在原记录上修改。",
            ),
            models.CheckConstraint(
                condition=Q(planned__gte=0), name="funding_not_negative",
                violation_error_message="计划金额不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project or self.community} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return place("affordable:funding_detail", self.pk)


class FundingArrival(Statement):
    """资金到位: cumulative by source; the latest statement counts."""

    source = models.ForeignKey(FundingSource, models.PROTECT, verbose_name="资金来源", related_name="arrivals")
    arrived_cum = MoneyField("累计到位（元）")
    note = CleanTextField("说明", max_length=200, blank=True, help_text="比上次减少时必须说明")

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金到位"
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(arrived_cum__gte=0), name="arrival_not_negative",
                violation_error_message="累计到位不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} 截至 {self.as_of}"

    def get_absolute_url(self) -> str:
        return self.source.get_absolute_url()
