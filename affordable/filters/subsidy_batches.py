import django_filters

from affordable.enums import BatchStatus
from affordable.filters.base import UnitFilterSet, YearFilter
from affordable.forms.subsidy_batches import QUARTERS
from affordable.models import SubsidyBatch


class BatchFilter(UnitFilterSet):
    year = YearFilter()
    quarter = django_filters.ChoiceFilter(label="季度", choices=QUARTERS)
    status = django_filters.ChoiceFilter(label="状态", choices=BatchStatus.choices)

    class Meta:
        model = SubsidyBatch
        fields = ()
