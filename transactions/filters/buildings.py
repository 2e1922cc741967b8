from housing_portal.kit.filters import FilterSet, SearchFilter
from housing_portal.registry.models import Estate


class EstateFilter(FilterSet):
    q = SearchFilter(["record_name", "promo_name"], label="楼盘")
    developer = SearchFilter(["developer__name", "developer__short_name"], label="开发企业")
    district = SearchFilter(["district__name"], label="所在区划")

    class Meta:
        model = Estate
        fields = ()
