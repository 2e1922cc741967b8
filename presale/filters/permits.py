from datetime import date

import django_filters

from housing_portal.kit import clock
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from housing_portal.registry.enums import PermitKind
from presale.enums import ApplicationStatus
from presale.models import PermitApplication
from presale.querysets import ApplicationQuerySet


class ApplicationFilter(FilterSet):
    q = SearchFilter(["number", "estate__record_name", "developer__name", "permit__number"], label="申请",
                     help_text="申请编号、楼盘、企业、证号")
    kind = django_filters.ChoiceFilter(label="类别", choices=PermitKind.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=ApplicationStatus.choices)
    late = django_filters.BooleanFilter(label="已超期", method="by_term")
    submitted_on = DayRangeFilter(label="提交日期")
    decided_on = DayRangeFilter(label="决定日期")

    class Meta:
        model = PermitApplication
        fields = ()

    def by_term(self, applications: ApplicationQuerySet, _name: str, value: bool) -> ApplicationQuerySet:
        today: date = clock.today()
        waiting = applications.unanswered()
        return waiting.filter(answer_due_on__lt=today) if value else waiting.filter(answer_due_on__gte=today)
