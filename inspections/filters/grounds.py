"""Query blocks of the dictionary, the inspectors and the targets."""
import django_filters

from housing_portal.kit.filters import FilterSet, SearchFilter
from inspections.enums.ground import TargetKind
from inspections.models.domain import InspectionDomain
from inspections.models.inspector import Inspector
from inspections.models.target import InspectionTarget


class DomainFilter(FilterSet):
    q = SearchFilter(["name", "code"], label="检查领域")
    is_active = django_filters.BooleanFilter(label="在用")

    class Meta:
        model = InspectionDomain
        fields = ()


class InspectorFilter(FilterSet):
    q = SearchFilter(["user__name", "certificate_no"], label="检查人员", help_text="姓名或执法证号")
    is_active = django_filters.BooleanFilter(label="在岗")

    class Meta:
        model = Inspector
        fields = ()


class TargetFilter(FilterSet):
    q = SearchFilter(["name", "organization__name", "estate__record_name", "address"], label="检查对象",
                     help_text="名称、企业、楼盘或地址")
    domain = django_filters.ModelChoiceFilter(label="检查领域", queryset=InspectionDomain.objects.all())
    kind = django_filters.ChoiceFilter(label="对象类别", choices=TargetKind.choices)
    visited = django_filters.BooleanFilter(label="检查过", field_name="visited_on", lookup_expr="isnull", exclude=True)
    is_active = django_filters.BooleanFilter(label="在用")

    class Meta:
        model = InspectionTarget
        fields = ()
