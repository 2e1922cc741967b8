import django_filters

from housing_portal.kit.filters import FilterSet, SearchFilter
from transactions.enums import BatchKind, BatchStatus
from transactions.models import ImportBatch


class BatchFilter(FilterSet):
    kind = django_filters.ChoiceFilter(label="类别", choices=BatchKind.choices)
    q = SearchFilter(["name"], label="文件名")
    status = django_filters.ChoiceFilter(label="状态", choices=BatchStatus.choices)

    class Meta:
        model = ImportBatch
        fields = ()
