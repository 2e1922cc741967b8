import django_filters

from affordable.enums import CompensationMode, RelocationStatus
from affordable.filters.base import UnitFilterSet, YearFilter
from affordable.filters.projects import BehindFilter
from housing_portal.journal.persons import PersonFilter
from housing_portal.kit.filters import DayRangeFilter, SearchFilter


class RelocatedFilter(UnitFilterSet):
    year = YearFilter(label="下达年度", field_name="compound__project__plan_year")
    status = django_filters.ChoiceFilter(label="进度", choices=RelocationStatus.choices)
    mode = django_filters.ChoiceFilter(label="补偿方式", choices=CompensationMode.choices)
    planned_demolish_on = DayRangeFilter(label="计划拆除")
    behind = BehindFilter()
    owner = PersonFilter(label="权利人", help_text="完整姓名")
    q = SearchFilter(["compound__no", "compound__address", "compound__project__name", "agreement_no"], label="院落项目")
