"""Query blocks of campaigns, draws and inspections."""
import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from inspections.enums.ground import TargetKind
from inspections.enums.inspections import CampaignStatus, DrawStatus, InspectionStatus
from inspections.models.campaign import Campaign
from inspections.models.domain import InspectionDomain
from inspections.models.draw import RandomDraw
from inspections.models.inspection import Inspection
from inspections.querysets.inspections import InspectionQuerySet


class CampaignFilter(FilterSet):
    q = SearchFilter(["name", "led_by"], label="专项")
    domain = django_filters.ModelChoiceFilter(label="检查领域", queryset=InspectionDomain.objects.all())
    status = django_filters.ChoiceFilter(label="状态", choices=CampaignStatus.choices)
    starts_on = DayRangeFilter(label="开始日期")

    class Meta:
        model = Campaign
        fields = ()


class DrawFilter(FilterSet):
    campaign = django_filters.ModelChoiceFilter(label="专项检查", queryset=Campaign.objects.all())
    status = django_filters.ChoiceFilter(label="状态", choices=DrawStatus.choices)
    drawn_on = DayRangeFilter(label="抽取日期")

    class Meta:
        model = RandomDraw
        fields = ()


class InspectionFilter(FilterSet):
    q = SearchFilter(["target__name", "target__organization__name"], label="检查对象", help_text="对象或企业名称")
    domain = django_filters.ModelChoiceFilter(
        label="检查领域", field_name="target__domain", queryset=InspectionDomain.objects.all()
    )
    kind = django_filters.ChoiceFilter(label="对象类别", field_name="target__kind", choices=TargetKind.choices)
    campaign = django_filters.ModelChoiceFilter(label="专项检查", queryset=Campaign.objects.all())
    on = DayRangeFilter(label="检查日期")
    failed = django_filters.BooleanFilter(label="有不合格项", method="by_failed")
    status = django_filters.ChoiceFilter(label="状态", choices=InspectionStatus.choices)

    class Meta:
        model = Inspection
        fields = ()

    def by_failed(self, rows: InspectionQuerySet, _name: str, value: bool) -> InspectionQuerySet:
        return rows.failing(value)
