import django_filters
from django.db.models import QuerySet

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from housing_portal.registry.enums import OrganizationKind, PermitStatus
from housing_portal.registry.models import Building, District, Estate, Organization, PolicyDoc, SalePermit

YES_NO = (("1", "是"), ("0", "否"))
IN_USE = "in_use"
DEVELOPER = ("developer__name", "developer__short_name", "developer__credit_code")


class PolicyFilter(FilterSet):
    q = SearchFilter(("number", "title", "issuer"), label="关键词")
    issued_on = DayRangeFilter(label="发文日期")

    class Meta:
        model = PolicyDoc
        fields = ("q", "issued_on")


class OrganizationFilter(FilterSet):
    q = SearchFilter(("name", "short_name", "credit_code", "legal_representative"), label="关键词")
    kind = django_filters.ChoiceFilter(label="机构类别", choices=OrganizationKind.choices, field_name="roles__kind")
    suspended = django_filters.ChoiceFilter(label="暂停网签", choices=YES_NO, method="known")
    qualification_until = DayRangeFilter(label="资质到期")

    class Meta:
        model = Organization
        fields = ("q", "kind", "status", "suspended", "qualification_until")

    def known(self, organizations: QuerySet, name: str, value: str) -> QuerySet:
        return organizations.filter(signing_suspended_on__isnull=value == "0")


class DistrictFilter(FilterSet):
    q = SearchFilter(("code", "name"), label="关键词")
    in_use = django_filters.ChoiceFilter(label="状态", choices=(("1", "在用"), ("0", "已停用")), method="used")

    class Meta:
        model = District
        fields = ("q", "in_use")

    def used(self, districts: QuerySet, name: str, value: str) -> QuerySet:
        return districts.filter(valid_to__isnull=value == "1")


class EstateFilter(FilterSet):
    q = SearchFilter(("record_name", "promo_name", "address"), label="楼盘")
    developer = SearchFilter(DEVELOPER, label="开发企业")

    class Meta:
        model = Estate
        fields = ("q", "developer", "district", "land_use")


class BuildingFilter(FilterSet):
    q = SearchFilter(("number", "construction_number", "police_number"), label="幢号")
    estate = SearchFilter(("estate__record_name", "estate__promo_name"), label="楼盘")
    completed_on = DayRangeFilter(label="竣工备案")

    class Meta:
        model = Building
        fields = ("q", "estate", "delivery", "completed_on")


class PermitFilter(FilterSet):
    # the normal form too: brackets and spaces are typed in every way
    q = SearchFilter(("number", "number_key"), label="许可证号")
    estate = SearchFilter(("estate__record_name", "estate__promo_name"), label="楼盘")
    developer = SearchFilter(DEVELOPER, label="开发企业")
    district = django_filters.ModelChoiceFilter(
        label="所在区划", field_name="estate__district", queryset=District.objects.all()
    )
    issued_on = DayRangeFilter(label="发证日期")
    status = django_filters.ChoiceFilter(
        label="状态", choices=[*PermitStatus.choices, (IN_USE, "未失效（有效、暂停）")], method="by_status"
    )
    valid_to = DayRangeFilter(label="有效期止")

    class Meta:
        model = SalePermit
        fields = ("q", "estate", "developer", "kind", "issued_on", "status", "district", "valid_to")

    def by_status(self, permits: QuerySet, _name: str, value: str) -> QuerySet:
        return permits.filter(ended_on=None) if value == IN_USE else permits.filter(status=value)
