import django_filters
from django.db.models import QuerySet

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import District, Organization, PolicyDoc


class PolicyFilter(FilterSet):
    q = SearchFilter(("number", "title", "issuer"), label="关键词")
    issued_on = DayRangeFilter(label="发文日期")

    class Meta:
        model = PolicyDoc
        fields = ("q", "issued_on")


class OrganizationFilter(FilterSet):
    q = SearchFilter(("name", "short_name", "credit_code", "legal_representative"), label="关键词")
    kind = django_filters.ChoiceFilter(label="机构类别", choices=OrganizationKind.choices, field_name="roles__kind")

    class Meta:
        model = Organization
        fields = ("q", "kind", "status")


class DistrictFilter(FilterSet):
    q = SearchFilter(("code", "name"), label="关键词")
    in_use = django_filters.ChoiceFilter(label="状态", choices=(("1", "在用"), ("0", "已停用")), method="used")

    class Meta:
        model = District
        fields = ("q", "in_use")

    def used(self, districts: QuerySet, name: str, value: str) -> QuerySet:
        return districts.filter(valid_to__isnull=value == "1")
