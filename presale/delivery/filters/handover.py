import django_filters
from django.db.models import QuerySet

from housing_portal.kit import scope
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from housing_portal.registry.models import Estate
from presale.delivery.enums.handover import HandoverStatus, ReadinessStatus
from presale.delivery.models.handover import BuildingReadiness, DeliveryTask, UnitDelivery

FORMAL, WRONGFUL, PRE = "formal", "wrongful", "pre"
KINDS = [(FORMAL, "正式交付"), (WRONGFUL, "违规交房"), (PRE, "预交房")]


def estate_box(field: str) -> django_filters.ModelChoiceFilter:
    """Return the box that chooses an estate."""
    return django_filters.ModelChoiceFilter(
        label="楼盘", field_name=field, queryset=Estate.objects.current().order_by("record_name", "pk")
    )


class HandoverFilter(FilterSet):
    q = SearchFilter(["building__number", "room__number", "contract__contract_no"], label="查找",
                     help_text="幢号、房号、合同号")
    estate = estate_box("estate")
    kind = django_filters.ChoiceFilter(label="交付类别", choices=KINDS, method="by_kind")
    status = django_filters.ChoiceFilter(label="状态", choices=HandoverStatus.choices)
    handed_on = DayRangeFilter(label="签收日期")
    noticed_on = DayRangeFilter(label="通知日期")
    titled_on = DayRangeFilter(label="办证日期")

    class Meta:
        model = UnitDelivery
        fields = ()

    def by_kind(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        ways = {FORMAL: rows.formal, WRONGFUL: rows.wrongful, PRE: rows.pre_handed}
        return ways[value](scope.current())


class ReadinessFilter(FilterSet):
    q = SearchFilter(["building__number", "filing_no"], label="查找", help_text="幢号、备案号")
    estate = estate_box("building__estate")
    status = django_filters.ChoiceFilter(label="状态", choices=ReadinessStatus.choices)
    on = DayRangeFilter(label="核查日期")

    class Meta:
        model = BuildingReadiness
        fields = ()


class TaskFilter(FilterSet):
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=2100)
    q = SearchFilter(["paper", "estate__estate__record_name"], label="查找", help_text="文号、项目")

    class Meta:
        model = DeliveryTask
        fields = ()
